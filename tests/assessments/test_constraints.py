"""What the database refuses, each tried."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import ProtectedError

from assessments.models import Assessment, BonusScore, Citation, Evidence, Score, Share
from tests.assessments.build import citation, evidence, filled_assessment
from tests.criteria.build import bonus_items


def refused(create, name):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        create()
    assert name in str(error.value)


@pytest.fixture
def score(file, year, now):
    def make(code="1.2", **values):
        values = {"stage": "self", "points": "1", "applicable_max": "2", "saved_at": now} | values
        return Score(assessment=file, agency=file.agency, criterion=year.leaves[code], **values)

    return make


def told(row, sentence):
    """The model says the same in the users' words before the database does."""
    with pytest.raises(ValidationError) as error:
        row.validate_constraints()
    assert sentence in error.value.messages


def test_points_below_nought(score):
    refused(score(points="-0.01").save, "score_not_negative")
    told(score(points=-1), "Điểm của một mục không được âm.")


def test_points_above_the_maximum(score):
    refused(score(points="2.0000000001").save, "score_within_maximum")
    told(score(points=3, applicable_max=2), "Điểm không được vượt điểm tối đa của mục.")


def test_two_scores_of_one_leaf_at_one_stage(score):
    score().save()
    refused(score().save, "score_once_per_stage")
    score(stage="appraised").save()


@pytest.mark.parametrize("stage", ["appraised", "reappraised"])
def test_appraising_ones_own_agency(stage, score, file):
    refused(score(stage=stage, by_agency=file.agency).save, "nobody_appraises_own_agency")
    told(score(stage=stage, by_agency=file.agency), "Không thẩm định hồ sơ của chính cơ quan mình.")


def test_a_sent_file_without_the_time(file):
    refused(lambda: Assessment.objects.update(state="submitted"), "assessment_sent_has_time")


def test_an_adopted_file_without_the_time(file, now):
    refused(lambda: Assessment.objects.update(state="adopted", submitted_at=now), "assessment_adopted_has_time")


def test_two_files_of_one_agency_in_one_campaign(file):
    twin = Assessment(campaign=file.campaign, agency=file.agency, criteria_set=file.criteria_set)
    refused(twin.save, "assessment_once")


def test_the_same_file_twice_in_one_register(cast, scope_a, now):
    first = evidence(cast.a.commune_1, sha256="f" * 64)
    refused(lambda: evidence(cast.a.commune_1, "2", sha256="f" * 64), "evidence_file_once")
    Evidence.objects.filter(pk=first.pk).update(deleted_at=now)
    evidence(cast.a.commune_1, "2", sha256="f" * 64)


def test_one_document_cited_twice_at_one_leaf(file, year):
    first = citation(file, year.leaves["1.2"])
    twin = Citation(assessment=file, criterion=first.criterion, evidence=first.evidence)
    refused(twin.save, "citation_once")


def test_a_negative_bonus_and_two_rows_of_one_item(file, year, now):
    item = bonus_items(year.criteria_set)["T1"]
    values = {"assessment": file, "item": item, "stage": "self", "saved_at": now}
    refused(BonusScore(points="-1", **values).save, "bonus_score_not_negative")
    BonusScore.objects.create(points="1", **values)
    refused(BonusScore(points="1", **values).save, "bonus_score_once_per_stage")


def test_one_branch_shared_twice(file, year):
    Share.objects.create(assessment=file, criterion=year.leaves["1.2"])
    refused(Share(assessment=file, criterion=year.leaves["1.2"]).save, "share_once")


def test_a_score_of_an_adopted_file_is_final(cast, year, scope_a, now):
    file = filled_assessment(year, cast.a.commune_1, by=cast.an, at=now)
    Assessment.objects.filter(pk=file.pk).update(state="adopted", submitted_at=now, adopted_at=now)
    for change in (lambda: Score.objects.update(points=0), lambda: Score.objects.all().delete()):
        with pytest.raises(DatabaseError, match="final"), transaction.atomic():
            change()


def test_a_campaign_with_files_is_not_deleted_and_its_evidence_stays(cast, year, file):
    document = evidence(cast.a.commune_1)
    for kept in (year.campaign, cast.a.commune_1):
        with pytest.raises(ProtectedError):
            kept.delete()
    assert (Assessment.objects.get(), Evidence.objects.get()) == (file, document)
