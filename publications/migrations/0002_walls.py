from django.db import migrations

from cchc.tenancy.operations import IsolateTenants

FROZEN_TABLES = (
    "publications_snapshot",
    "publications_snapshotrow",
    "publications_snapshotline",
    "publications_snapshothead",
)

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

# A version's own row is stored after its rows and lines (the foreign keys are deferred) and seals them: from then on
# nothing can be added. Statement-level, since a version has a third of a million lines.
SEALED = """
CREATE FUNCTION publications_row_sealed() RETURNS trigger AS $$
BEGIN
    IF EXISTS (SELECT FROM added JOIN publications_snapshot s ON s.id = added.snapshot_id) THEN
        RAISE EXCEPTION 'a frozen version takes no more rows of %', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER publications_snapshotrow_sealed AFTER INSERT ON publications_snapshotrow
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION publications_row_sealed();

CREATE FUNCTION publications_line_sealed() RETURNS trigger AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT row_id FROM added) line
        JOIN publications_snapshotrow r ON r.id = line.row_id
        JOIN publications_snapshot s ON s.id = r.snapshot_id
    ) THEN
        RAISE EXCEPTION 'a frozen version takes no more rows of %', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER publications_snapshotline_sealed AFTER INSERT ON publications_snapshotline
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION publications_line_sealed();
CREATE TRIGGER publications_snapshothead_sealed AFTER INSERT ON publications_snapshothead
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION publications_line_sealed();
"""
KEPT = "\n".join(
    f"""
CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION tenancy_refuse_change();
"""
    for table in FROZEN_TABLES
)

# An approval is given once, to one version; a correction needs one of its own.
APPROVED = """
CREATE TRIGGER publications_approval_fixed BEFORE UPDATE OR DELETE ON publications_approval
    FOR EACH ROW EXECUTE FUNCTION tenancy_refuse_change();
"""


class Migration(migrations.Migration):
    replaces = [("publications", "0002_isolation"), ("publications", "0006_sealed_versions")]
    dependencies = [
        ("publications", "0001_tables"),
        ("accounts", "0002_walls"),
        ("assessments", "0002_walls"),
        ("criteria", "0002_walls"),
        ("tenancy", "0002_walls"),
    ]

    operations = [
        IsolateTenants(),
        migrations.RunSQL(FROZEN + APPROVED_STAYS + SEALED + KEPT + APPROVED, reverse_sql=migrations.RunSQL.noop),
    ]
