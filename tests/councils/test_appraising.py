from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from assessments.models import Score
from cchc.tenancy.audit import history
from councils.services import Conflict, Refused, appraise
from criteria.models import Exemption
from criteria.rules.calendar import Phase
from criteria.rules.numbers import EntryError
from criteria.rules.scoring import Entry
from tests.assessments.build import standing
from tests.councils.build import extend, member

D = Decimal


@pytest.fixture
def act(cast, year, now, scope_a):
    """Appraise a leaf of commune 1 for Phòng Tư pháp unless a test says otherwise."""

    def run(code="1.1.3", agency=None, **values):
        values.setdefault("department", cast.a.justice)
        values.setdefault("at", now)
        if "reason" in values and "entry" not in values:
            values.setdefault("reason_code", "not_met")
        file = year.files[(agency or cast.a.commune_1).pk]
        return appraise(assessment=file, leaf=year.leaves[code], by=cast.dung, **values)

    return run


def test_points_equal_to_the_self_score_take_over_its_numbers_and_working(act):
    done = act(points=D("1"))
    score = done.score
    assert (score.points, score.numerator, score.denominator) == (D("1"), D(47), D(50))
    assert score.working.startswith("47/50 = 94")
    assert (done.differs, score.explanation, score.reason_code) == (False, "", "")


def test_points_as_shown_with_two_decimals_mean_the_exact_self_score(act):
    done = act("1.10", points=D("1.33"))
    assert done.score.points == D("1.3333333333")
    assert done.differs is False


def test_different_points_need_a_reason_and_are_refused_without(act):
    with pytest.raises(Refused) as refused:
        act(points=D("0.5"))
    assert refused.value.field == "reason"
    assert str(refused.value) == "Điểm khác tự chấm: viết lý do, hoặc nhập lại 1,00; chưa ghi vào hồ sơ."
    assert Score.objects.at_stage("appraised").count() == 0


def test_different_points_with_a_reason_are_written_beside_the_self_score(act, cast, year):
    done = act(points=D("0.5"), reason="Thiếu  02 nhiệm vụ.", reason_code="wrong_data")
    score = done.score
    assert (score.points, score.explanation, score.reason_code) == (D("0.5"), "Thiếu 02 nhiệm vụ.", "wrong_data")
    assert (score.by_agency, score.saved_by, score.version) == (cast.a.justice, cast.dung, 1)
    mine = Score.objects.get(assessment=score.assessment, criterion=year.leaves["1.1.3"], stage="self")
    assert (mine.points, mine.version) == (D("1"), 3)


def test_corrected_numbers_are_computed_by_the_rule(act):
    done = act(entry=Entry(numerator=D(40), denominator=D(50)), reason="Theo báo cáo: 40 nhiệm vụ.")
    assert done.score.points == D("0.5")
    assert done.score.working.startswith("40/50 = 80")
    assert done.differs is True


def test_corrected_numbers_that_give_the_same_points_need_no_reason(act):
    done = act(entry=Entry(numerator=D(46), denominator=D(50)))
    assert (done.score.points, done.score.numerator, done.differs) == (D("1"), D(46), False)


def test_half_a_pair_of_numbers_is_not_a_score(act):
    with pytest.raises(EntryError) as wrong:
        act(entry=Entry(numerator=D(40)))
    assert wrong.value.message.startswith("Số liệu chưa đủ: 40/… –")


def test_points_choose_the_level_that_gives_them(act):
    assert act("1.1.1", points=D("0.5"), reason="Ký tháng 2.").score.option == 2
    assert act("1.3", points=D(0), reason="Không có.").score.answer is False


@pytest.mark.parametrize(
    ("code", "points", "words"),
    [
        ("1.1.1", "0.75", "0,75 không phải là mức điểm của mục 1.1.1 – chọn một mức: 1,00; 0,50; 0,00"),
        ("1.1.2", "0.5", "0,50 không phải là mức điểm của mục 1.1.2 – chọn một mức: 1,00; 0,70; 0,60; 0,40; 0,30"),
        ("1.1.3", "1.5", "1,50 không phải là mức điểm của mục 1.1.3 – chọn một mức: 2,00; 1,00; 0,50; 0,00"),
        ("1.2", "1.1", "1,10 không phải bội số của 0,25"),
        ("1.3", "1", "1,00 không phải là mức điểm của mục 1.3 – chọn một mức: 2,00; 0,00"),
        ("2.1.1", "1.2", "1,20 không khớp cách tính 0,50 điểm mỗi trường hợp của mục 2.1.1"),
        ("2.1.2", "0.7", "0,70 không khớp cách tính 0,50 điểm mỗi trường hợp của mục 2.1.2"),
        ("1.10", "2.01", "2,01 không nằm trong khoảng điểm của mục 1.10 – nhập từ 0 đến 2,00"),
        ("1.10", "-1", "−1,00 không nằm trong khoảng điểm của mục 1.10 – nhập từ 0 đến 2,00"),
    ],
)
def test_points_that_the_rule_cannot_give_are_refused(act, code, points, words):
    with pytest.raises(EntryError) as wrong:
        act(code, points=D(points), reason="Kiểm tra thực tế.")
    assert wrong.value.message.startswith(words)


def test_the_council_may_give_any_points_within_the_maximum(act, cast, now):
    done = act("1.1.3", points=D("1.25"), reason="Hội đồng thống nhất.", stage="final", department=None)
    assert (done.score.points, done.score.working) == (D("1.25"), "Hội đồng kết luận: 1,25 điểm")
    with pytest.raises(EntryError):
        act("1.1.3", points=D("2.5"), reason="Hội đồng thống nhất.", stage="final", department=None)


def test_a_second_appraisal_is_compared_with_the_first(act, cast):
    act(points=D("0.5"), reason="Thiếu 02 nhiệm vụ.")
    same = act(points=D("0.5"), stage="reappraised", department=None)
    assert (same.differs, same.score.stage, same.score.points) == (False, "reappraised", D("0.5"))
    with pytest.raises(Refused) as refused:
        act(points=D("2"), stage="reappraised", department=None)
    assert str(refused.value) == "Điểm khác thẩm định trước: viết lý do, hoặc nhập lại 0,50; chưa ghi vào hồ sơ."


def test_a_leaf_the_agency_has_not_scored_needs_a_reason(act, year, cast):
    Score.objects.filter(assessment=year.files[cast.a.commune_1.pk], criterion=year.leaves["1.1.3"]).delete()
    with pytest.raises(Refused) as refused:
        act(points=D("0"))
    assert str(refused.value) == "Đơn vị chưa chấm mục này: viết lý do của điểm đã nhập; chưa ghi vào hồ sơ."
    assert act(points=D("0"), reason="Không tự chấm, không có minh chứng.").differs is True


def test_not_applicable_can_be_confirmed_or_contested(act, year, cast, now):
    mine = Score.objects.get(assessment=year.files[cast.a.commune_1.pk], criterion=year.leaves["1.10"], stage="self")
    Score.objects.filter(pk=mine.pk).update(not_applicable=True, points=None, applicable_max=0)
    agreed = act("1.10", entry=Entry(not_applicable=True))
    assert (agreed.differs, agreed.score.points, agreed.score.applicable_max) == (False, None, 0)
    contested = act("1.10", points=D("1.5"), reason="Có phát sinh 20 văn bản.", version=1)
    assert (contested.differs, contested.score.points, contested.score.applicable_max) == (True, D("1.5"), D(2))


def test_the_second_of_two_appraisers_is_told_and_nothing_is_lost(act):
    act(points=D("0.5"), reason="Thiếu 02 nhiệm vụ.", version=0)
    with pytest.raises(Conflict) as conflict:
        act(points=D("2"), reason="Đủ.", version=0)
    assert str(conflict.value).startswith("Nông Văn Dũng vừa ghi 0,50 điểm cho dòng này")
    assert conflict.value.score.version == 1
    assert act(points=D("2"), reason="Đủ.", version=1).score.version == 2


def test_saving_the_same_again_changes_nothing(act):
    first = act(points=D("0.5"), reason="Thiếu.", version=0)
    again = act(points=D("0.5"), reason="Thiếu.", version=0)
    assert (again.changed, again.score.version) == (False, 1)
    assert history(first.score).count() == 1


def test_the_diary_names_who_wrote_what_and_why(act, cast):
    line = history(act(points=D("0.5"), reason="Thiếu 02 nhiệm vụ.").score).get()
    assert (line.verb, line.actor_name, line.reason) == ("thẩm định", "Nông Văn Dũng", "Thiếu 02 nhiệm vụ.")
    assert line.changes["điểm"] == [None, "0,50"]


def test_nobody_appraises_their_own_agency(act, cast):
    with pytest.raises(Refused) as refused:
        act(points=D("1"), department=cast.a.commune_1)
    assert str(refused.value).startswith("Xã Cẩm Giàng không thẩm định hồ sơ của chính mình")


def test_the_database_itself_refuses_a_score_given_by_the_own_agency(year, cast, now, scope_a):
    values = {"criterion": year.leaves["1.1.3"], "points": D(1), "applicable_max": D(2), "saved_at": now}
    for stage in ("appraised", "reappraised"):
        with pytest.raises(IntegrityError, match="nobody_appraises_own_agency"), transaction.atomic():
            Score.objects.create(
                assessment=year.files[cast.a.commune_1.pk],
                agency=cast.a.commune_1,
                by_agency=cast.a.commune_1,
                stage=stage,
                **values,
            )


def test_a_file_that_was_not_sent_is_not_appraised(act, year, cast, now):
    from assessments.services import transition

    file = year.files[cast.a.commune_1.pk]
    transition(assessment=file, name="return_file", by=standing(cast.chi, file), at=now, comment="Thiếu báo cáo.")
    with pytest.raises(Refused) as refused:
        act(points=D("1"))
    assert str(refused.value) == (
        "Hồ sơ Xã Cẩm Giàng đang ở trạng thái “đang chấm”, không ghi điểm được; chưa ghi vào hồ sơ."
    )


def test_outside_the_time_of_appraisal_nothing_is_written_unless_extended(act, year, cast, now):
    late = now + timedelta(days=30)
    with pytest.raises(Refused) as refused:
        act(points=D("1"), at=late)
    assert str(refused.value).startswith("Ngoài thời gian thẩm định (")
    extend(year, cast.a.commune_1, Phase.APPRAISAL, late)
    assert act(points=D("1"), at=late).changed is True


def test_a_leaf_decided_not_to_apply_is_not_scored(act, year, cast):
    participant = year.participants[cast.a.commune_1.pk]
    Exemption.objects.create(
        participant=participant, criterion=year.leaves["1.1.3"].area, reason="Không có", decided_by_name="Chi"
    )
    with pytest.raises(Refused) as refused:
        act(points=D("1"))
    assert str(refused.value).startswith("Mục 1.1.3 không áp dụng cho Xã Cẩm Giàng")


def test_a_reason_code_out_of_the_list_is_refused(act):
    with pytest.raises(Refused) as refused:
        act(points=D("0.5"), reason="Thiếu.", reason_code="khong-co")
    assert refused.value.field == "reason_code"


def test_the_member_of_the_cast_stands_where_the_tests_say(cast, scope_a):
    assert member(cast, cast.dung).own_agency_ids == {cast.a.justice.pk}
