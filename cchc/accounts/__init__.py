"""Who works here: named people, the roles they hold in a tenant, and the assignments given to them."""
