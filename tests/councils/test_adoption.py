from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from assessments.models import Assessment, BonusScore, Score, TransitionLog
from assessments.services.bulk import adopt_files
from assessments.signals import assessment_transitioned
from assessments.states import State
from cchc.tenancy.audit import history
from councils.adoption import AdoptionRefused, adopt, missing_scores, reopen
from councils.models import Adoption
from councils.services import Refused, accept_self, appraise, put_bonus
from criteria.models import Campaign, Exemption
from publications.results import compute
from surveys.models import SurveyScore

D = Decimal


def final(agency, leaf):
    return Score.objects.get(agency=agency, criterion=leaf, stage="final")


@pytest.fixture
def survey(done, cast, now, scope_a):
    """Survey points of commune 1 and 2 for 3.1; the rest has none."""
    for agency, points in ((cast.a.commune_1, "2.7"), (cast.a.commune_2, "2.1")):
        SurveyScore.objects.create(
            campaign=done.campaign, agency=agency, criterion=done.leaves["3.1"], percent=D(90), points=D(points),
            responses=30, computed_at=now,
        )  # fmt: skip


def test_nothing_is_missing_when_every_leaf_is_appraised_or_exempted(done, cast, scope_a):
    assert missing_scores(done.campaign) == {}
    Score.objects.at_stage("appraised").filter(agency=cast.a.town, criterion__area__code="2").delete()
    assert missing_scores(done.campaign) == {cast.a.town.pk: ["2.1.1", "2.1.2", "2.2"]}
    participant = done.participants[cast.a.town.pk]
    branch = done.leaves["2.1.1"].parent
    Exemption.objects.create(participant=participant, criterion=branch, reason="Không có", decided_by_name="Chi")
    assert missing_scores(done.campaign) == {cast.a.town.pk: ["2.2"]}


def test_adoption_writes_the_latest_score_of_every_leaf_and_closes_every_file(done, cast, now, scope_a):
    file, leaf = done.files[cast.a.commune_1.pk], done.leaves["1.1.3"]
    appraise(
        assessment=file, leaf=leaf, by=cast.minh, department=None, at=now, points=D("0.5"), reason="Sau giải trình.",
        stage="reappraised",
    )  # fmt: skip
    adopt(campaign=done.campaign, by=cast.chi, at=now, conclusion="Thống nhất.")
    row = final(cast.a.commune_1, leaf)
    assert (row.points, row.explanation, row.saved_by) == (D("0.5"), "Sau giải trình.", cast.chi)
    assert final(cast.a.commune_2, leaf).points == D(1)
    assert final(cast.a.commune_2, done.leaves["1.10"]).points == D("1.3333333333")
    assert Score.objects.at_stage("final").count() == 3 * 9
    assert {(one.state, one.adopted_at) for one in Assessment.objects.all()} == {("adopted", now)}
    campaign = Campaign.objects.get(pk=done.campaign.pk)
    assert campaign.adopted_at == now
    assert Adoption.objects.get().conclusion == "Thống nhất."


def test_the_diary_and_the_log_of_each_file_show_the_adoption(done, cast, now, scope_a):
    adopt(campaign=done.campaign, by=cast.chi, at=now)
    logs = TransitionLog.objects.filter(name="adopt").values_list("from_state", "to_state", "by__username")
    assert list(logs) == [("submitted", "adopted", "chi")] * 3
    line = history(done.files[cast.a.town.pk]).first()
    assert (line.verb, line.changes) == ("thông qua kết quả", {"tình trạng": ["Đã gửi", "Đã thông qua"]})


def test_each_file_closed_is_told_to_the_layers_above(done, cast, now, scope_a, django_capture_on_commit_callbacks):
    heard = []

    def listen(sender, **news):
        heard.append((news["assessment_id"], news["transition"], news["by_id"]))

    assessment_transitioned.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            adopt_files(campaign=done.campaign, by=cast.chi, at=now)
    finally:
        assessment_transitioned.disconnect(listen)
    assert sorted(heard) == sorted((file.pk, "adopt", cast.chi.pk) for file in done.files.values())


def test_a_score_the_council_has_decided_stands(done, cast, now, scope_a):
    file, leaf = done.files[cast.a.commune_1.pk], done.leaves["1.1.3"]
    appraise(
        assessment=file, leaf=leaf, by=cast.minh, department=None, at=now - timedelta(hours=1), points=D("1.75"),
        reason="Hội đồng biểu quyết 7/9.", stage="final",
    )  # fmt: skip
    adopt(campaign=done.campaign, by=cast.chi, at=now)
    assert (final(cast.a.commune_1, leaf).points, final(cast.a.commune_1, leaf).saved_by) == (D("1.75"), cast.minh)


def test_survey_leaves_get_the_surveys_points_and_0_where_it_has_none(done, survey, cast, now):
    adopt(campaign=done.campaign, by=cast.chi, at=now)
    assert final(cast.a.commune_1, done.leaves["3.1"]).points == D("2.7")
    assert final(cast.a.town, done.leaves["3.1"]).points == 0
    assert final(cast.a.commune_1, done.leaves["3.2"]).points == 0


def test_without_survey_results_the_survey_leaves_stay_out(done, cast, now, scope_a):
    adopt(campaign=done.campaign, by=cast.chi, at=now)
    assert not Score.objects.at_stage("final").filter(criterion__source="survey").exists()
    assert {line.result.applicable_max for line in compute(done.campaign)} == {D(16)}


def test_an_exempted_branch_and_an_excluded_leaf_take_no_part(done, cast, now, scope_a):
    participant = done.participants[cast.a.commune_1.pk]
    Exemption.objects.create(
        participant=participant, criterion=done.leaves["2.2"].area, reason="Không có", decided_by_name="Chi"
    )
    Score.objects.filter(agency=cast.a.commune_1, criterion=done.leaves["1.10"], stage="appraised").update(
        points=None, applicable_max=0, not_applicable=True
    )
    adopt(campaign=done.campaign, by=cast.chi, at=now)
    for code in ("2.1.1", "2.2", "1.10"):
        assert (final(cast.a.commune_1, done.leaves[code]).points,
                final(cast.a.commune_1, done.leaves[code]).applicable_max) == (None, 0)  # fmt: skip
    line = next(line for line in compute(done.campaign) if line.participant.agency_id == cast.a.commune_1.pk)
    assert line.result.applicable_max == D(8)


def test_the_frozen_result_is_the_same_before_and_after_adoption(done, survey, cast, now):
    put_bonus(
        assessment=done.files[cast.a.town.pk], item=done.bonus["T1"], occurrences=D(1), explanation="QĐ 12",
        by=cast.chi, at=now,
    )  # fmt: skip
    before = [(line.participant.pk, line.index, line.rank, line.result.bonus_points) for line in compute(done.campaign)]
    adopt(campaign=done.campaign, by=cast.chi, at=now)
    after = [(line.participant.pk, line.index, line.rank, line.result.bonus_points) for line in compute(done.campaign)]
    assert after == before
    assert {row[3] for row in after} == {D(0), D("0.5")}


def test_a_missing_leaf_keeps_the_result_from_being_adopted(done, cast, now, scope_a):
    Score.objects.at_stage("appraised").filter(agency=cast.a.town, criterion=done.leaves["1.2"]).delete()
    with pytest.raises(AdoptionRefused) as refused:
        adopt(campaign=done.campaign, by=cast.chi, at=now)
    assert str(refused.value) == (
        "Còn 1 mục chưa thẩm định (Thị trấn Phủ Thông 1 mục) – thẩm định hết, hoặc đánh dấu "
        "“Mục chưa thẩm định tính 0 điểm theo kết luận của Hội đồng”."
    )
    assert not Score.objects.at_stage("final").exists()
    adopt(campaign=done.campaign, by=cast.chi, at=now, missing_as_zero=True)
    row = final(cast.a.town, done.leaves["1.2"])
    assert (row.points, row.applicable_max) == (0, D(2))
    assert row.working == "Chưa thẩm định – tính 0 điểm theo kết luận của Hội đồng"


def test_a_result_is_adopted_once(done, cast, now, scope_a):
    adopt(campaign=done.campaign, by=cast.chi, at=now)
    with pytest.raises(AdoptionRefused) as refused:
        adopt(campaign=done.campaign, by=cast.chi, at=now)
    assert str(refused.value).startswith("Kết quả kỳ này đã được Hội đồng thông qua")


def test_after_adoption_no_service_writes_a_score(done, cast, now, scope_a):
    file, leaf = done.files[cast.a.commune_1.pk], done.leaves["1.1.3"]
    adopt(campaign=done.campaign, by=cast.chi, at=now)
    counts = Score.objects.count(), BonusScore.objects.count()
    for stage in ("appraised", "reappraised", "final"):
        with pytest.raises(Refused, match="đã thông qua"):
            appraise(
                assessment=file, leaf=leaf, by=cast.dung, department=None, at=now, points=D(0), reason="x", stage=stage
            )
    with pytest.raises(Refused, match="đã thông qua"):
        put_bonus(assessment=file, item=done.bonus["T1"], occurrences=D(1), explanation="x", by=cast.chi, at=now)
    taken = accept_self(
        campaign=done.campaign, assessments=[file], leaves=[leaf], by=cast.dung, department=None, at=now
    )
    assert taken == 0
    assert (Score.objects.count(), BonusScore.objects.count()) == counts


def test_after_adoption_the_database_refuses_every_write_of_a_score(done, cast, now, scope_a):
    file, leaf = done.files[cast.a.commune_1.pk], done.leaves["1.1.3"]
    values = {"assessment": file, "stage": "reappraised", "saved_at": now}
    bonus = BonusScore(assessment=file, item=done.bonus["T1"], stage="final", points=1, saved_at=now)
    adopt(campaign=done.campaign, by=cast.chi, at=now)
    writes = [
        lambda: Score.objects.filter(assessment=file).update(points=0),
        lambda: Score.objects.filter(assessment=file).delete(),
        lambda: Score.objects.create(agency=file.agency, criterion=leaf, applicable_max=2, **values),
        lambda: Score.objects.bulk_create([Score(agency=file.agency, criterion=leaf, applicable_max=2, **values)]),
        lambda: bonus.save(),
    ]
    for write in writes:
        with pytest.raises(IntegrityError, match="final"), transaction.atomic():
            write()


def test_reopening_needs_a_reason_and_an_approver(done, cast, now, scope_a):
    adopt(campaign=done.campaign, by=cast.chi, at=now)
    for reason, approver in (("", "Chủ tịch"), ("Sai số liệu", " ")):
        with pytest.raises(AdoptionRefused) as refused:
            reopen(campaign=done.campaign, by=cast.chi, at=now, reason=reason, approver=approver)
        assert str(refused.value) == "Mở lại kết quả phải ghi lý do và người duyệt."
    assert Assessment.objects.filter(state=State.ADOPTED).count() == 3


def test_reopening_keeps_what_the_council_decided_and_withdraws_what_adoption_copied(done, cast, now, scope_a):
    file, leaf = done.files[cast.a.commune_1.pk], done.leaves["1.1.3"]
    appraise(
        assessment=file, leaf=leaf, by=cast.minh, department=None, at=now - timedelta(hours=1), points=D("1.75"),
        reason="Biểu quyết.", stage="final",
    )  # fmt: skip
    adopt(campaign=done.campaign, by=cast.chi, at=now)
    later = now + timedelta(days=1)
    adoption = reopen(campaign=done.campaign, by=cast.chi, at=later, reason="Sai số liệu", approver="Ông Khánh")
    assert (adoption.reopened_at, adoption.reopen_approver) == (later, "Ông Khánh")
    assert [(row.agency_id, row.points) for row in Score.objects.at_stage("final")] == [
        (cast.a.commune_1.pk, D("1.75"))
    ]
    assert {(one.state, one.adopted_at) for one in Assessment.objects.all()} == {("appraised", None)}
    log = TransitionLog.objects.filter(assessment=file).last()
    assert (log.name, log.comment) == ("reopen", "Sai số liệu (người duyệt: Ông Khánh)")
    adopt(campaign=done.campaign, by=cast.chi, at=later)
    assert (final(cast.a.commune_1, leaf).points, Adoption.objects.count()) == (D("1.75"), 2)


def test_a_result_not_adopted_has_nothing_to_reopen(done, cast, now, scope_a):
    with pytest.raises(AdoptionRefused) as refused:
        reopen(campaign=done.campaign, by=cast.chi, at=now, reason="x", approver="y")
    assert str(refused.value) == "Kết quả kỳ này chưa được thông qua nên không có gì để mở lại."
