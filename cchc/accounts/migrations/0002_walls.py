from django.db import migrations

from cchc.tenancy.operations import IsolateTenants

# A person may list their own memberships before choosing a tenant (cchc.tenancy.scope.person_scope); reading only.
OWN_MEMBERSHIPS = """
CREATE POLICY own_memberships ON accounts_membership FOR SELECT
    USING (user_id = nullif(current_setting('app.person', true), '')::bigint);
"""


class Migration(migrations.Migration):
    replaces = [("accounts", "0002_isolation")]
    dependencies = [("accounts", "0001_tables"), ("tenancy", "0002_walls")]

    operations = [
        IsolateTenants(),
        migrations.RunSQL(OWN_MEMBERSHIPS, reverse_sql=migrations.RunSQL.noop),
    ]
