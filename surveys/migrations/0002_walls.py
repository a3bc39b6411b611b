from django.db import migrations

from cchc.tenancy.operations import IsolateTenants


class Migration(migrations.Migration):
    replaces = [("surveys", "0002_isolation")]
    dependencies = [
        ("surveys", "0001_tables"),
        ("accounts", "0002_walls"),
        ("criteria", "0002_walls"),
        ("tenancy", "0002_walls"),
    ]

    operations = [IsolateTenants()]
