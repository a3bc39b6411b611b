from django.db import migrations

from cchc.tenancy.operations import IsolateTenants

# After adoption no path writes a score: the file has to be reopened first, with a reason and an approver. A row moved
# away from an adopted file is a written score too: the file it leaves is looked at as well.
FINAL_IS_FINAL = """
CREATE FUNCTION assessments_final_is_final() RETURNS trigger AS $$
DECLARE
    new_file bigint := CASE TG_OP WHEN 'DELETE' THEN NULL ELSE NEW.assessment_id END;
    old_file bigint := CASE TG_OP WHEN 'INSERT' THEN NULL ELSE OLD.assessment_id END;
BEGIN
    IF EXISTS (SELECT FROM assessments_assessment WHERE id IN (new_file, old_file) AND state = 'adopted') THEN
        RAISE EXCEPTION 'scores of an adopted file are final' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER assessments_score_final BEFORE INSERT OR UPDATE OR DELETE ON assessments_score
    FOR EACH ROW EXECUTE FUNCTION assessments_final_is_final();
CREATE TRIGGER assessments_bonus_final BEFORE INSERT OR UPDATE OR DELETE ON assessments_bonusscore
    FOR EACH ROW EXECUTE FUNCTION assessments_final_is_final();
"""

# What an appraiser has seen stays: a document cited when its leaf was appraised is neither binned nor destroyed, its
# citation and its earlier files are not taken away. A citation added after the last appraisal is still free.
APPRAISED_EVIDENCE_STAYS = """
CREATE FUNCTION assessments_is_appraised(cited_file bigint, cited_leaf bigint, cited_at timestamptz)
RETURNS boolean AS $$
    SELECT EXISTS (
        SELECT FROM assessments_score s
        WHERE s.assessment_id = cited_file AND s.criterion_id = cited_leaf
          AND s.stage IN ('appraised', 'reappraised', 'final') AND s.saved_at >= cited_at
    )
$$ LANGUAGE sql STABLE;
CREATE FUNCTION assessments_has_appraised_leaf(document bigint) RETURNS boolean AS $$
    SELECT EXISTS (
        SELECT FROM assessments_citation c
        WHERE c.evidence_id = document AND assessments_is_appraised(c.assessment_id, c.criterion_id, c.added_at)
    )
$$ LANGUAGE sql STABLE;
CREATE FUNCTION assessments_appraised_evidence_stays() RETURNS trigger AS $$
DECLARE is_held boolean;
BEGIN
    IF TG_TABLE_NAME = 'assessments_citation' THEN
        is_held := assessments_is_appraised(OLD.assessment_id, OLD.criterion_id, OLD.added_at);
    ELSIF TG_TABLE_NAME = 'assessments_evidenceversion' THEN
        is_held := assessments_has_appraised_leaf(OLD.evidence_id);
    ELSE
        is_held := assessments_has_appraised_leaf(OLD.id);
    END IF;
    IF is_held THEN
        RAISE EXCEPTION 'evidence of an appraised leaf stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER assessments_evidence_stays BEFORE DELETE ON assessments_evidence
    FOR EACH ROW EXECUTE FUNCTION assessments_appraised_evidence_stays();
CREATE TRIGGER assessments_evidence_not_binned BEFORE UPDATE OF deleted_at ON assessments_evidence
    FOR EACH ROW WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION assessments_appraised_evidence_stays();
CREATE TRIGGER assessments_version_stays BEFORE DELETE ON assessments_evidenceversion
    FOR EACH ROW EXECUTE FUNCTION assessments_appraised_evidence_stays();
CREATE TRIGGER assessments_citation_stays BEFORE DELETE OR UPDATE OF assessment_id, criterion_id, evidence_id
    ON assessments_citation FOR EACH ROW EXECUTE FUNCTION assessments_appraised_evidence_stays();
"""


class Migration(migrations.Migration):
    replaces = [("assessments", "0002_isolation")]
    dependencies = [
        ("assessments", "0001_tables"),
        ("accounts", "0002_walls"),
        ("criteria", "0002_walls"),
        ("tenancy", "0002_walls"),
    ]

    operations = [
        IsolateTenants(),
        migrations.RunSQL(FINAL_IS_FINAL + APPRAISED_EVIDENCE_STAYS, reverse_sql=migrations.RunSQL.noop),
    ]
