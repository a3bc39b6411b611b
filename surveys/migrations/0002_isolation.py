from django.db import migrations

from cchc.tenancy.operations import IsolateTenants


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial"), ("criteria", "0002_isolation")]

    operations = [
        IsolateTenants(),
    ]
