from pathlib import Path

from django.db import migrations

from cchc.tenancy.operations import IsolateTenants

AUDIT = (Path(__file__).parent / "audit.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial")]

    operations = [
        IsolateTenants(),
        migrations.RunSQL(AUDIT, reverse_sql=migrations.RunSQL.noop),
    ]
