from django.db import migrations

from cchc.tenancy.operations import IsolateTenants

# A person may list their own memberships before choosing a tenant (cchc.tenancy.scope.person_scope); reading only.
OWN_MEMBERSHIPS = """
CREATE POLICY own_memberships ON accounts_membership FOR SELECT
    USING (user_id = nullif(current_setting('app.person', true), '')::bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("tenancy", "0002_isolation")]

    operations = [
        IsolateTenants(),
        migrations.RunSQL(OWN_MEMBERSHIPS, reverse_sql=migrations.RunSQL.noop),
    ]
