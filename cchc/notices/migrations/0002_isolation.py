from django.db import migrations

from cchc.tenancy.operations import IsolateTenants


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("tenancy", "0002_isolation")]

    operations = [
        IsolateTenants(),
    ]
