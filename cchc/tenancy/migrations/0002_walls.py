from pathlib import Path

from django.db import migrations

from cchc.tenancy.operations import IsolateTenants

AUDIT = (Path(__file__).parent / "audit.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    replaces = [("tenancy", "0002_isolation")]
    dependencies = [("tenancy", "0001_tables")]

    operations = [
        IsolateTenants(),
        migrations.RunSQL(AUDIT, reverse_sql=migrations.RunSQL.noop),
    ]
