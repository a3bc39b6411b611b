from django.db import migrations

from cchc.tenancy.operations import IsolateTenants

FROZEN_TABLES = ("publications_snapshot", "publications_snapshotrow", "publications_snapshotline")

# A frozen result is corrected by a new version, never changed.
FROZEN = "\n".join(
    f"""
CREATE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION tenancy_refuse_change();
"""
    for table in FROZEN_TABLES
)

# What the head has approved is changed by a new version only: whichever path writes, the lines stay.
APPROVED_STAYS = """
CREATE FUNCTION publications_approved_plan_stays() RETURNS trigger AS $$
DECLARE plan bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.plan_id ELSE OLD.plan_id END;
BEGIN
    IF (SELECT state FROM publications_improvementplan WHERE id = plan) IN ('approved', 'replaced') THEN
        RAISE EXCEPTION 'lines of an approved improvement plan stay' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER publications_improvementline_stays BEFORE INSERT OR UPDATE OR DELETE ON publications_improvementline
    FOR EACH ROW EXECUTE FUNCTION publications_approved_plan_stays();
"""


class Migration(migrations.Migration):
    replaces = [("publications", "0002_isolation")]
    dependencies = [
        ("publications", "0001_tables"),
        ("accounts", "0002_walls"),
        ("assessments", "0002_walls"),
        ("criteria", "0002_walls"),
        ("tenancy", "0002_walls"),
    ]

    operations = [
        IsolateTenants(),
        migrations.RunSQL(FROZEN + APPROVED_STAYS, reverse_sql=migrations.RunSQL.noop),
    ]
