from pathlib import Path

from django.db import migrations

from cchc.tenancy.operations import IsolateTenants

WALLS = (Path(__file__).parent / "appraisal_walls.sql").read_text(encoding="utf-8")
# A member doesn't vote on the file of an agency they belong to (decision on the council, Điều 2, khoản 3).
OWN_AGENCY = """
CREATE FUNCTION councils_vote_not_own() RETURNS trigger AS $$
BEGIN
    IF EXISTS (
        SELECT FROM councils_meetingline l
        JOIN councils_meetingmember p ON p.id = NEW.member_id
        JOIN accounts_membership m ON m.user_id = p.user_id AND m.agency_id = l.agency_id
        WHERE l.id = NEW.line_id
    ) THEN
        RAISE EXCEPTION 'nobody votes on their own agency' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER councils_vote_own BEFORE INSERT OR UPDATE ON councils_vote
    FOR EACH ROW EXECUTE FUNCTION councils_vote_not_own();
"""


class Migration(migrations.Migration):
    replaces = [("councils", "0002_isolation"), ("councils", "0005_own_agency_votes")]
    dependencies = [
        ("councils", "0001_tables"),
        ("accounts", "0002_walls"),
        ("assessments", "0002_walls"),
        ("criteria", "0002_walls"),
        ("tenancy", "0002_walls"),
    ]

    operations = [
        IsolateTenants(),
        migrations.RunSQL(WALLS + OWN_AGENCY, reverse_sql=migrations.RunSQL.noop),
    ]
