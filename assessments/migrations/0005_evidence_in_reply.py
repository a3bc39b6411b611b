from django.db import migrations, models

# A row moved away from an adopted file is a written score too: the file it leaves is looked at as well.
FINAL_IS_FINAL = """
CREATE OR REPLACE FUNCTION assessments_final_is_final() RETURNS trigger AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_sending_and_copies")]

    operations = [
        migrations.AddField(
            model_name="citation",
            name="in_reply",
            field=models.BooleanField(default=False, verbose_name="bổ sung khi giải trình"),
        ),
        migrations.RunSQL(FINAL_IS_FINAL, reverse_sql=migrations.RunSQL.noop),
    ]
