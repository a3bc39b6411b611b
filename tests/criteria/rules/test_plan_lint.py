import csv
from datetime import date
from pathlib import Path

import pytest

from criteria.rules.calendar import DeadlineKind, Phase
from criteria.rules.findings import Severity
from criteria.rules.plan import LegalBasis, PlanError, PlanStep, guess_phase, read_step
from criteria.rules.plan_lint import lint

PLANS = Path(__file__).parents[3] / "fixtures" / "plans"
BASES = {
    "huyen_2024": [
        LegalBasis("Kế hoạch số 151/KH-UBND", date(2024, 12, 28)),
        LegalBasis("Quyết định số 8802/QĐ-UBND", date(2023, 10, 6)),
    ],
    "tp_2021": [LegalBasis("2757/QĐ-UBND", date(2017, 10, 18)), LegalBasis("230/KH-UBND", date(2021, 9, 1))],
    "tinh_2023": [LegalBasis("3403/KH-UBND", date(2022, 12, 15))],
    "huyen_2020": [LegalBasis("52/2019/QĐ-UBND", date(2019, 9, 24)), LegalBasis("365/KH-UBND", date(2020, 10, 5))],
}


def real_plan(name):
    with (PLANS / f"timeline_{name}.csv").open(encoding="utf-8", newline="") as file:
        return [read_step(row) for row in csv.DictReader(file)]


def lint_real(name):
    return lint(real_plan(name), year=int(name[-4:]), legal_bases=BASES[name])


def errors(findings):
    return [(finding.code, finding.step) for finding in findings if finding.severity is Severity.ERROR]


def step(order, phase=None, day=None, **more):
    given = {
        "number": str(order),
        "task": f"Việc thứ {order}",
        "kind": DeadlineKind.ON if day else DeadlineKind.NONE,
        "lead": "Phòng Nội vụ",
    } | more
    return PlanStep(order=order, day=day, phase=phase, **given)


def sound_plan():
    return [
        step(1, Phase.PREPARING, date(2024, 11, 1), task="Thành lập Hội đồng thẩm định"),
        step(2, Phase.SELF_ASSESSMENT, date(2024, 12, 2)),
        step(3, Phase.SURVEY, date(2024, 12, 3)),
        step(4, Phase.APPRAISAL, date(2024, 12, 10)),
        step(5, Phase.COUNCIL, date(2024, 12, 17)),
        step(6, Phase.PUBLICATION, date(2024, 12, 24)),
    ]


def found(steps, **more):
    return [(finding.severity, finding.code, finding.step) for finding in lint(steps, **({"year": 2024} | more))]


def with_step(order, /, **changes):
    changed = {name: getattr(sound_plan()[order - 1], name) for name in PlanStep.__dataclass_fields__} | changes
    return [*(other for other in sound_plan() if other.order != order), PlanStep(**changed)]


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ("huyen_2024", [("basis_after_plan", ""), ("other_year", "3")]),
        ("tp_2021", [("impossible_year", "III.2")]),
        ("tinh_2023", []),
        ("huyen_2020", []),
    ],
)
def test_the_errors_of_the_real_plans_are_found_and_no_others(plan, expected):
    assert errors(lint_real(plan)) == expected


def test_the_district_plan_of_2024_is_told_what_to_look_at():
    messages = {finding.code: finding.message for finding in lint_real("huyen_2024")}
    assert messages["basis_after_plan"] == (
        "Căn cứ “Kế hoạch số 151/KH-UBND” ngày 28/12/2024 sau hạn của bước sớm nhất (30/11/2024) "
        "– có thể là 28/12/2023."
    )
    assert messages["other_year"] == (
        "Bước 3: ghi “năm 2023” trong Kế hoạch năm 2024 – sửa thành năm 2024 nếu việc này cho kỳ 2024."
    )
    assert messages["repeated_word"] == "Bước 4: lặp từ “các các” – bỏ một từ."


def test_the_city_plan_of_2021_is_told_the_year_that_was_meant():
    [wrong] = [finding for finding in lint_real("tp_2021") if finding.code == "impossible_year"]
    assert wrong.message == (
        "Bước III.2: 10/01/2021 trước bước II.3, III.2 (hạn 28/12/2021) gần một năm – có thể là 10/01/2022."
    )


def test_steps_printed_out_of_order_but_done_side_by_side_are_only_pointed_out():
    order = [(finding.severity, finding.step) for finding in lint_real("huyen_2020") if finding.code == "printed_order"]
    assert order == [(Severity.INFO, "2"), (Severity.INFO, "III.2.1")]


def test_a_month_printed_without_its_year_is_pointed_out():
    months = [finding.step for finding in lint_real("tinh_2023") if finding.code == "period_without_year"]
    assert months == ["1", "2", "3", "5"]


@pytest.mark.parametrize(
    ("plan", "phases"),
    [
        (
            "huyen_2024",
            ["preparing", "self_assessment", "survey", "appraisal", None, "council", "publication"],
        ),
        ("tp_2021", ["preparing", "self_assessment", "survey", "appraisal", "preparing", "preparing"]),
        (
            "tinh_2023",
            [
                *("preparing", "preparing", "preparing", "self_assessment", "preparing"),
                *("appraisal", None, "council", "publication"),
            ],
        ),
        ("huyen_2020", ["preparing", "self_assessment", "appraisal", None, None]),
    ],
)
def test_the_phases_of_real_steps_are_guessed_from_their_words(plan, phases):
    assert [step.phase for step in real_plan(plan)] == phases


def test_a_sound_plan_has_no_findings():
    assert found(sound_plan()) == []


ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@pytest.mark.parametrize(
    ("order", "changes", "expected"),
    [
        pytest.param(6, {"lead": ""}, [(ERROR, "no_lead", "6")], id="no lead"),
        pytest.param(6, {"task": ""}, [(ERROR, "no_task", "6")], id="no task"),
        pytest.param(6, {"day": None}, [(ERROR, "no_date", "6")], id="a date announced but not given"),
        pytest.param(
            6, {"day": None, "kind": DeadlineKind.NONE}, [(WARNING, "no_deadline", "6")], id="no deadline at all"
        ),
        pytest.param(
            6, {"day": None, "kind": DeadlineKind.PERIOD}, [(ERROR, "no_period", "6")], id="a period without end"
        ),
        pytest.param(
            6,
            {"day": None, "kind": DeadlineKind.PERIOD, "period": "Tháng 12"},
            [(ERROR, "bad_period", "6")],
            id="a period without year",
        ),
        pytest.param(4, {"day": date(2024, 11, 28)}, [(ERROR, "phase_order", "4")], id="appraisal before self-scores"),
        pytest.param(
            5, {"day": date(2024, 12, 2)}, [(ERROR, "phase_order", "5")], id="council before survey and appraisal"
        ),
        pytest.param(
            6,
            {"day": date(2024, 1, 9)},
            [(ERROR, "impossible_year", "6")],
            id="January of the same year after December",
        ),
        pytest.param(6, {"day": date(2042, 12, 24)}, [(ERROR, "impossible_year", "6")], id="a slip of the pen"),
        pytest.param(
            3,
            {"task": "Khảo sát sự hài lòng năm 2023"},
            [(ERROR, "other_year", "3")],
            id="a survey of another year",
        ),
        pytest.param(
            1,
            {"task": "Thành lập Hội đồng thẩm định; khắc phục hạn chế năm 2023"},
            [(WARNING, "other_year", "1")],
            id="preparing may look back",
        ),
        pytest.param(
            3,
            {"task": "Khảo sát theo Kế hoạch ngày 05 tháng 12 năm 2023"},
            [],
            id="the year of a document's date is no other year",
        ),
        pytest.param(2, {"task": "Gửi số số liệu"}, [(WARNING, "repeated_word", "2")], id="a word twice"),
        pytest.param(2, {"task": "Làm song song hai việc"}, [], id="a Vietnamese reduplication is no slip"),
        pytest.param(6, {"day": date(2024, 12, 22)}, [(WARNING, "day_off", "6")], id="a Sunday"),
        pytest.param(6, {"day": date(2025, 1, 1)}, [(WARNING, "day_off", "6")], id="a public holiday"),
        pytest.param(
            6,
            {"day": date(2024, 12, 23), "kind": DeadlineKind.BEFORE},
            [(WARNING, "day_off", "6")],
            id="before a Monday closes on a Sunday",
        ),
        pytest.param(
            6, {"day": date(2024, 12, 17)}, [(WARNING, "same_day", "6")], id="published the day of the meeting"
        ),
        pytest.param(6, {"number": "5"}, [(WARNING, "duplicate_number", "5")], id="a number twice"),
        pytest.param(2, {"phase": None}, [(ERROR, "no_self_assessment", "")], id="no self-assessment"),
        pytest.param(4, {"phase": None}, [(ERROR, "no_appraisal", "")], id="no appraisal"),
        pytest.param(5, {"phase": None}, [(WARNING, "no_council", "")], id="no council"),
        pytest.param(6, {"phase": None}, [(WARNING, "no_publication", "")], id="no publication"),
        pytest.param(1, {"task": "Chuẩn bị"}, [(INFO, "no_council_decision", "")], id="no decision on the council"),
    ],
)
def test_one_mistake_in_a_sound_plan_gives_one_finding(order, changes, expected):
    assert found(with_step(order, **changes)) == expected


def test_the_survey_may_end_after_the_appraisal_but_not_after_the_council():
    assert found(with_step(3, day=date(2024, 12, 10))) == []
    assert found(with_step(3, day=date(2024, 12, 12))) == [(INFO, "printed_order", "4")]
    assert found(with_step(3, day=date(2024, 12, 18))) == [(INFO, "printed_order", "4"), (ERROR, "phase_order", "5")]


def test_a_day_off_that_the_caller_names_is_found():
    assert found(sound_plan(), holidays={date(2024, 12, 24)}) == [(WARNING, "day_off", "6")]


@pytest.mark.parametrize(
    ("issued", "basis", "expected"),
    [
        (None, date(2024, 11, 1), []),
        (None, date(2024, 11, 2), [(ERROR, "basis_after_plan", "")]),
        (date(2024, 10, 1), date(2024, 10, 1), []),
        (date(2024, 10, 1), date(2024, 10, 2), [(ERROR, "basis_after_plan", "")]),
        (None, None, [(WARNING, "basis_without_date", "")]),
    ],
)
def test_a_legal_basis_may_not_be_later_than_the_plan_or_its_earliest_step(issued, basis, expected):
    assert found(sound_plan(), issued_on=issued, legal_bases=[LegalBasis("Quyết định", basis)]) == expected


def test_a_step_that_ends_before_the_plan_is_issued_is_an_error():
    assert found(sound_plan(), issued_on=date(2024, 11, 2)) == [(ERROR, "before_plan", "1")]


def test_an_empty_plan_lacks_every_required_step():
    assert [code for _, code, _ in found([])] == [
        "no_self_assessment",
        "no_appraisal",
        "no_council",
        "no_publication",
        "no_council_decision",
    ]


def test_every_fault_of_a_row_is_named_with_its_column():
    row = dict.fromkeys(("printed_number", "task", "deadline_period", "deadline_text", "lead", "coordinating"), "")
    with pytest.raises(PlanError) as refused:
        read_step(row | {"order": "một", "deadline_kind": "soon", "deadline_date": "15/12/2024"})
    assert [column for column, _ in refused.value.faults] == ["order", "deadline_kind", "deadline_date"]


@pytest.mark.parametrize(
    ("task", "phase"),
    [
        ("Thẩm định lại sau giải trình", Phase.REAPPRAISAL),
        ("Giải trình các nội dung chưa thống nhất", Phase.EXPLANATION),
        ("Phê duyệt kết quả", Phase.APPROVAL),
        ("Việc khác", None),
    ],
)
def test_later_phases_are_guessed_too(task, phase):
    assert guess_phase(task) is phase


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2025, 1, 29), "29/01/2025 là ngày nghỉ lễ (mùng 1 Tết Nguyên đán)"),
        (date(2025, 4, 7), "07/04/2025 là ngày nghỉ lễ (Giỗ Tổ Hùng Vương)"),
    ],
)
def test_a_deadline_on_a_holiday_of_the_lunar_calendar_is_pointed_out(day, words):
    [finding] = lint(with_step(6, day=day), year=2024)
    assert (finding.severity, finding.code) == (WARNING, "day_off")
    assert finding.message.startswith(f"Bước 6: {words}")


def test_a_step_that_begins_after_its_end_is_an_error():
    assert found(with_step(6, opens_on=date(2024, 12, 25))) == [(ERROR, "opens_after_end", "6")]


def test_the_plan_agrees_with_the_campaign_on_the_survey():
    without = [other for other in sound_plan() if other.phase is not Phase.SURVEY]
    assert found(without, has_survey=True) == [(WARNING, "no_survey", "")]
    assert found(sound_plan(), has_survey=False) == [(WARNING, "survey_not_held", "")]
    assert found(sound_plan(), has_survey=True) == found(without, has_survey=False) == []
