from django.db import migrations

from cchc.tenancy.operations import IsolateTenants

# After adoption no path writes a score: the file has to be reopened first, with a reason and an approver.
FINAL_IS_FINAL = """
CREATE FUNCTION assessments_final_is_final() RETURNS trigger AS $$
DECLARE file bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.assessment_id ELSE NEW.assessment_id END;
BEGIN
    IF (SELECT state FROM assessments_assessment WHERE id = file) = 'adopted' THEN
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


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial"), ("criteria", "0002_isolation")]

    operations = [
        IsolateTenants(),
        migrations.RunSQL(FINAL_IS_FINAL, reverse_sql=migrations.RunSQL.noop),
    ]
