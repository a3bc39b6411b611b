from datetime import date

import pytest

from cchc.files.faults import Faults
from cchc.files.tabular import read_table
from criteria.planning import dated, moved_a_year, moved_period, moved_words
from criteria.resources.plan import PLAN_COLUMNS, plan_steps
from tests.criteria.files import PLANS

EXPECTED = {
    ("timeline_huyen_2024.csv", 2024): {
        "preparing": ("1", date(2024, 11, 1)),
        "self_assessment": ("2", date(2024, 11, 1)),
        "survey": ("3", date(2024, 11, 1)),
        "appraisal": ("4", date(2024, 12, 15)),
        "council": ("6", date(2025, 1, 11)),
        "publication": ("7", date(2025, 1, 20)),
    },
    ("timeline_tinh_2023.csv", 2023): {
        "preparing": ("1", date(2023, 9, 1)),
        "self_assessment": ("4", date(2023, 10, 1)),
        "appraisal": ("6", date(2023, 11, 1)),
        "council": ("8", date(2023, 11, 20)),
        "publication": ("9", date(2023, 12, 10)),
    },
    ("timeline_huyen_2020.csv", 2020): {
        "preparing": ("1.1", date(2020, 10, 1)),
        "self_assessment": ("1.2", date(2020, 10, 1)),
        "appraisal": ("1.3", date(2020, 10, 18)),
    },
    ("timeline_tp_2021.csv", 2021): {
        "preparing": ("II.1, III.3", date(2021, 12, 1)),
        "self_assessment": ("II.2, III.1", date(2021, 12, 1)),
        "survey": ("II.3, III.2", date(2021, 12, 1)),
        # printed as 10/01/2021, before everything else: it can't begin after its own end
        "appraisal": ("III.2", date(2021, 1, 9)),
    },
}


@pytest.mark.parametrize(("file", "year"), EXPECTED, ids=lambda value: str(value))
def test_printed_plans_open_and_close_the_phases_their_words_speak_of(file, year):
    faults = Faults()
    steps = plan_steps(read_table(PLANS / file, file, columns=PLAN_COLUMNS), faults)
    found = dated([step for step, _ in steps], year=year)
    assert list(faults) == []
    phases = {one.step.phase.value: (one.step.number, one.opens_on) for one in found if one.step.phase}
    assert phases == EXPECTED[file, year]


def test_a_leap_day_moves_to_the_last_of_february():
    assert (moved_a_year(date(2024, 2, 29), 1), moved_a_year(None, 1)) == (date(2025, 2, 28), None)


def test_named_years_move_once_each():
    assert moved_words("năm 2024, trước ngày 31/01/2025", 1, 2024) == "năm 2025, trước ngày 31/01/2026"
    assert (moved_period("2024-11", 1), moved_period("", 1)) == ("2025-11", "")


@pytest.mark.parametrize(
    ("words", "moved"),
    [
        ("Chỉ số năm 2024, kế hoạch năm 2025", "Chỉ số năm 2026, kế hoạch năm 2027"),
        ("Tháng 11/2024", "Tháng 11/2026"),
        ("theo Quyết định số 1952/QĐ-UBND ngày 21/10/2024", "theo Quyết định số 1952/QĐ-UBND ngày 21/10/2024"),
        ("Luật ngày 19 tháng 6 năm 2024", "Luật ngày 19 tháng 6 năm 2024"),
    ],
)
def test_named_years_move_and_the_dates_of_cited_papers_stay(words, moved):
    assert moved_words(words, 2, 2024, keep_dates=True) == moved
