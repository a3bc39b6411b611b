-- Nobody appraises an agency they belong to or have declared a conflict with, and a confirmed appraisal stays as it is
-- until the department's head reopens it. Judged per statement, so that bulk acceptance asks once and not per row.
-- Rows whose score and author stay the same are passed over: an old score isn't judged again by another change.
CREATE FUNCTION councils_judge_appraisal(rows_changed bigint[]) RETURNS void AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM assessments_score s JOIN accounts_membership m ON m.user_id = s.saved_by_id
        WHERE s.id = ANY(rows_changed) AND m.agency_id = s.agency_id
    ) THEN
        RAISE EXCEPTION 'nobody appraises their own agency' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM assessments_score s
        JOIN assessments_assessment a ON a.id = s.assessment_id
        JOIN councils_declaredconflict c
            ON c.campaign_id = a.campaign_id AND c.user_id = s.saved_by_id AND c.agency_id = s.agency_id
        WHERE s.id = ANY(rows_changed) AND c.lifted_at IS NULL
    ) THEN
        RAISE EXCEPTION 'a declared conflict bars this person from this agency' USING ERRCODE = 'restrict_violation';
    END IF;
END
$$ LANGUAGE plpgsql;

CREATE FUNCTION councils_appraisal_inserted() RETURNS trigger AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN councils_confirmation c
            ON c.assessment_id = n.assessment_id AND c.department_id = n.by_agency_id AND c.stage = n.stage
        WHERE c.reopened_at IS NULL
    ) THEN
        RAISE EXCEPTION 'a confirmed appraisal is reopened first' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM councils_judge_appraisal(ARRAY(
        SELECT id FROM new_rows WHERE stage IN ('appraised', 'reappraised') AND saved_by_id IS NOT NULL
    ));
    RETURN NULL;
END
$$ LANGUAGE plpgsql;

CREATE FUNCTION councils_appraisal_updated() RETURNS trigger AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN old_rows o ON o.id = n.id JOIN councils_confirmation c
            ON c.assessment_id = n.assessment_id AND c.department_id IN (n.by_agency_id, o.by_agency_id)
            AND c.stage IN (n.stage, o.stage)
        WHERE c.reopened_at IS NULL AND (n.points, n.version, n.by_agency_id, n.explanation, n.stage)
            IS DISTINCT FROM (o.points, o.version, o.by_agency_id, o.explanation, o.stage)
    ) THEN
        RAISE EXCEPTION 'a confirmed appraisal is reopened first' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM councils_judge_appraisal(ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o ON o.id = n.id
        WHERE n.stage IN ('appraised', 'reappraised') AND n.saved_by_id IS NOT NULL
            AND (n.points, n.version, n.saved_by_id, n.stage)
                IS DISTINCT FROM (o.points, o.version, o.saved_by_id, o.stage)
    ));
    RETURN NULL;
END
$$ LANGUAGE plpgsql;

CREATE FUNCTION councils_appraisal_deleted() RETURNS trigger AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM old_rows o JOIN councils_confirmation c
            ON c.assessment_id = o.assessment_id AND c.department_id = o.by_agency_id AND c.stage = o.stage
        WHERE c.reopened_at IS NULL
    ) THEN
        RAISE EXCEPTION 'a confirmed appraisal is reopened first' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;

CREATE TRIGGER councils_score_inserted AFTER INSERT ON assessments_score
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION councils_appraisal_inserted();
CREATE TRIGGER councils_score_updated AFTER UPDATE ON assessments_score
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION councils_appraisal_updated();
CREATE TRIGGER councils_score_deleted AFTER DELETE ON assessments_score
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION councils_appraisal_deleted();
