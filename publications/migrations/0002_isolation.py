from django.db import migrations

from cchc.tenancy.operations import IsolateTenants

# A frozen result is corrected by a new version, never changed.
FROZEN = "\n".join(
    f"""
CREATE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION tenancy_refuse_change();
"""
    for table in ("publications_snapshot", "publications_snapshotrow", "publications_snapshotline")
)


class Migration(migrations.Migration):
    dependencies = [("publications", "0001_initial"), ("criteria", "0002_isolation")]

    operations = [
        IsolateTenants(),
        migrations.RunSQL(FROZEN, reverse_sql=migrations.RunSQL.noop),
    ]
