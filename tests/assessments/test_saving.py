from datetime import timedelta
from decimal import Decimal

import pytest

from assessments.models import Score
from assessments.services import Conflict, Refused, save_field
from assessments.states import State
from cchc.tenancy.audit import history
from criteria.models import Exemption, Extension
from criteria.rules.numbers import EntryError
from criteria.rules.scoring import LeafState
from tests.assessments.build import ENTRIES, filled_assessment, put

D = Decimal

EXPECTED = {
    "1.1.1": ("1", "Trong tháng 01: 1,00 điểm"),
    "1.1.2": ("0.7", "Đạt 2/3 nội dung: 0,40 + 0,30 = 0,70 điểm"),
    "1.1.3": ("1", "47/50 = 94\u00a0% → từ 90\u00a0% đến dưới 100\u00a0%: 1,00 điểm"),
    "1.2": ("1.5", "Chấm trực tiếp (bước 0,25): 1,50 điểm"),
    "1.3": ("2", "Có: 2,00 điểm"),
    "1.10": ("1.3333333333", "40/60 = 66,67\u00a0% → 66,67 × 2 / 100 = 1,33 điểm"),
    "2.1.1": ("1.5", "1 văn bản × 0,50 = trừ 0,50 → 1,50 điểm"),
    "2.1.2": ("1.5", "3 văn bản × 0,50 = 1,50 điểm"),
    "2.2": ("1", "8/10 = 80\u00a0% → từ 70\u00a0% đến dưới 100\u00a0%: 1,00 điểm"),
}


@pytest.mark.parametrize("code", EXPECTED)
def test_a_leaf_of_each_rule_kind_is_computed_from_what_is_typed(code, cast, year, file, now):
    for field, value in ENTRIES[code].items():
        saved = put(file, year.leaves[code], field, value, by=cast.an, at=now)
    score = Score.objects.get(assessment=file, criterion=year.leaves[code])
    assert (score.points, score.working) == (D(EXPECTED[code][0]), EXPECTED[code][1])
    assert (score.version, score.saved_by, score.saved_at) == (len(ENTRIES[code]), cast.an, now)
    assert saved.result.state is LeafState.SCORED


def test_a_surveyed_leaf_takes_no_input(cast, year, file, now):
    with pytest.raises(Refused):
        put(file, year.leaves["3.1"], "points", "3", by=cast.an, at=now)


def test_half_a_ratio_is_kept_without_points(cast, year, file, now):
    saved = put(file, year.leaves["1.1.3"], "numerator", "4", by=cast.an, at=now)
    score = Score.objects.get()
    assert (score.numerator, score.denominator, score.points) == (D(4), None, None)
    assert score.working == "4/… – nhập thêm tổng số để tính điểm"
    assert saved.result.state is LeafState.INCOMPLETE


@pytest.mark.parametrize(
    ("code", "field", "value"),
    [
        ("1.1.1", "option", "4"),
        ("1.1.1", "option", "mot"),
        ("1.1.2", "items", "1;9"),
        ("1.1.2", "items", "<script>"),
        ("1.1.3", "numerator", "1.904"),
        ("1.1.3", "numerator", "12345678901234567"),
        ("1.1.3", "denominator", "0"),
        ("1.1.3", "denominator", "-3"),
        ("1.2", "points", "2,25"),
        ("1.2", "points", "0,1"),
        ("1.2", "points", "0,251"),
        ("1.3", "answer", "co le"),
        ("2.1.1", "count", "1,5"),
        ("2.1.1", "count", "99999999999"),
        ("1.1.1", "explanation", "x" * 4001),
    ],
)
def test_a_wrong_value_is_told_and_the_last_valid_score_stays(code, field, value, cast, year, file, now):
    for name, good in ENTRIES[code].items():
        put(file, year.leaves[code], name, good, by=cast.an, at=now)
    before = Score.objects.values().get()
    with pytest.raises(EntryError) as error:
        put(file, year.leaves[code], field, value, by=cast.an, at=now)
    assert (error.value.field, Score.objects.values().get()) == (field, before)


def test_a_field_of_another_rule_kind_is_refused(cast, year, file, now):
    with pytest.raises(Refused):
        put(file, year.leaves["1.1.1"], "numerator", "4", by=cast.an, at=now)


def test_not_applicable_takes_the_leaf_out_of_the_maximum_where_the_policy_says_so(cast, year, file, now):
    put(file, year.leaves["1.10"], "not_applicable", "1", by=cast.an, at=now)
    score = Score.objects.get()
    assert (score.points, score.applicable_max, score.not_applicable) == (None, D(0), True)


def test_not_applicable_is_no_field_of_a_leaf_that_does_not_allow_it(cast, year, file, now):
    with pytest.raises(Refused):
        put(file, year.leaves["1.1.1"], "not_applicable", "1", by=cast.an, at=now)


def test_every_save_leaves_the_field_before_and_after_in_the_diary(cast, year, file, now):
    put(file, year.leaves["1.1.1"], "option", "2", by=cast.an, at=now)
    put(file, year.leaves["1.1.1"], "option", "1", by=cast.binh, at=now)
    lines = history(Score.objects.get())
    assert [(line.actor_name, line.changes) for line in lines] == [
        ("Trần Văn Bình", {"mức": ["2", "1"], "điểm": ["0.5000000000", "1.0000000000"]}),
        ("Nguyễn Thị An", {"mức": ["", "2"], "điểm": [None, "0.5000000000"]}),
    ]


def test_saving_the_same_value_again_writes_nothing(cast, year, file, now):
    put(file, year.leaves["1.1.3"], "numerator", "4", by=cast.an, at=now)
    saved = put(file, year.leaves["1.1.3"], "numerator", "4,0", by=cast.binh, at=now)
    score = Score.objects.get()
    assert (saved.changed, score.version, score.saved_by) == (False, 1, cast.an)


def two_pages(file, leaf, cast, now, *, second_field, second_value, base=""):
    """An saved the numerator as 4; Bình's page, opened before, then saves something."""
    put(file, leaf, "numerator", "4", by=cast.an, at=now)
    return save_field(
        assessment=file,
        criterion=leaf,
        field=second_field,
        value=second_value,
        version=0,
        base=base,
        by=cast.binh,
        at=now + timedelta(minutes=1),
    )


def test_two_people_on_two_fields_of_one_leaf_are_merged(cast, year, file, now):
    saved = two_pages(file, year.leaves["1.1.3"], cast, now, second_field="denominator", second_value="5")
    score = Score.objects.get()
    assert (saved.merged, score.numerator, score.denominator, score.version) == (True, D(4), D(5), 2)


def test_the_second_of_two_people_on_one_field_is_told_and_nothing_is_lost(cast, year, file, now):
    with pytest.raises(Conflict) as conflict:
        two_pages(file, year.leaves["1.1.3"], cast, now, second_field="numerator", second_value="3")
    told = conflict.value
    assert (told.theirs, told.mine, told.who, told.at, told.version) == ("4", "3", cast.an, now, 1)
    assert Score.objects.get().numerator == D(4)


def test_the_conflict_names_who_wrote_the_field_and_not_who_wrote_the_row_last(cast, year, file, now):
    leaf = year.leaves["1.1.3"]
    two_pages(file, leaf, cast, now, second_field="denominator", second_value="5")
    with pytest.raises(Conflict) as conflict:
        save_field(
            assessment=file, criterion=leaf, field="numerator", value="3", version=0, base="", by=cast.chi, at=now
        )
    assert conflict.value.who == cast.an


def test_both_typing_the_same_value_is_no_conflict(cast, year, file, now):
    saved = two_pages(file, year.leaves["1.1.3"], cast, now, second_field="numerator", second_value="4")
    assert (saved.changed, saved.merged) == (False, True)


def test_after_a_conflict_the_second_may_write_over_knowingly(cast, year, file, now):
    with pytest.raises(Conflict) as conflict:
        two_pages(file, year.leaves["1.1.3"], cast, now, second_field="numerator", second_value="3")
    save_field(
        assessment=file,
        criterion=year.leaves["1.1.3"],
        field="numerator",
        value="3",
        version=conflict.value.version,
        base=conflict.value.theirs,
        by=cast.binh,
        at=now,
    )
    assert Score.objects.get().numerator == D(3)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_outside_the_phase_nothing_is_saved(moment, cast, year, file, now):
    at = now - timedelta(days=30) if moment == "before" else now + timedelta(days=30)
    with pytest.raises(Refused):
        put(file, year.leaves["1.1.1"], "option", "1", by=cast.an, at=at)
    assert Score.objects.count() == 0


def test_an_extension_opens_the_phase_for_its_agency_alone(cast, year, file, now):
    from assessments.services import assessment_for

    late = now + timedelta(days=30)
    Extension.objects.create(
        campaign=year.campaign,
        agency=cast.a.commune_1,
        phase="self_assessment",
        closes_at=late + timedelta(hours=1),
        reason="Mất điện",
        approver="Ông Ký",
        created_by_name="Chi",
    )
    put(file, year.leaves["1.1.1"], "option", "1", by=cast.an, at=late)
    other = assessment_for(year.campaign, cast.a.commune_2)
    with pytest.raises(Refused):
        put(other, year.leaves["1.1.1"], "option", "1", by=cast.giang, at=late)


def test_a_file_that_has_been_sent_takes_no_more_entries(cast, year, scope_a, now):
    sent = filled_assessment(year, cast.a.commune_1, by=cast.an, head=cast.binh, at=now, state=State.SUBMITTED)
    with pytest.raises(Refused):
        put(sent, year.leaves["1.1.1"], "option", "2", by=cast.an, at=now)


@pytest.mark.parametrize("code", ["2", "2.1", "2.1.1"])
def test_a_leaf_below_an_exempted_branch_is_read_only(code, cast, year, file, now):
    participant = year.participants[cast.a.commune_1.pk]
    branch = year.criteria_set.criteria.get(code=code)
    Exemption.objects.create(participant=participant, criterion=branch, reason="Không có", decided_by_name="Chi")
    with pytest.raises(Refused):
        put(file, year.leaves["2.1.1"], "count", "0", by=cast.an, at=now)


def test_appraised_points_are_saved_only_once_the_file_has_been_sent(cast, year, file, now):
    with pytest.raises(Refused):
        put(file, year.leaves["1.1.1"], "option", "2", by=cast.dung, at=now, stage="appraised")
