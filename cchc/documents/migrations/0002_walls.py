from django.db import migrations

from cchc.tenancy.operations import IsolateTenants


class Migration(migrations.Migration):
    replaces = [("documents", "0002_isolation")]
    dependencies = [("documents", "0001_tables"), ("accounts", "0002_walls"), ("tenancy", "0002_walls")]

    operations = [IsolateTenants()]
