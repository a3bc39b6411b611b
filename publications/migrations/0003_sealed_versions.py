from django.db import migrations

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
"""
KEPT = "\n".join(
    f"""
CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION tenancy_refuse_change();
"""
    for table in ("publications_snapshot", "publications_snapshotrow", "publications_snapshotline")
)

# An approval is given once, to one version; a correction needs one of its own.
APPROVED = """
CREATE TRIGGER publications_approval_fixed BEFORE UPDATE OR DELETE ON publications_approval
    FOR EACH ROW EXECUTE FUNCTION tenancy_refuse_change();
"""


class Migration(migrations.Migration):
    replaces = [("publications", "0006_sealed_versions")]
    dependencies = [("publications", "0002_walls"), ("tenancy", "0002_walls")]

    operations = [migrations.RunSQL(SEALED + KEPT + APPROVED, reverse_sql=migrations.RunSQL.noop)]
