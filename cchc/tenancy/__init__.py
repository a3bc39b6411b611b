"""Whose exercise it is: the tenant that runs it, the agencies it scores, and the walls between tenants."""
