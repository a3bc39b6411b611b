"""Charts: what is drawn, where, and that nothing in a name can become markup."""

import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.web.svg import PHONE, Band, Bar, Distribution, Dot, Gantt, PlanStep, RankDot, axis_floor
from cchc.web.templatetags.ui import chart as chart_tag

NASTY = "Xã <script>alert(\"x\")</script> & 'con'"
STEPS = [
    PlanStep("1. Hướng dẫn", date(2024, 11, 1), date(2024, 11, 30), "done"),
    PlanStep("2. Tự đánh giá", date(2024, 12, 1), date(2024, 12, 14), "now", "4/14 đã nộp"),
    PlanStep("3. Thẩm định", date(2024, 12, 16), date(2025, 1, 10)),
]
BANDS = [
    Band(Decimal(lower), Decimal(points)) for lower, points in [(0, 0), (80, "0.5"), (90, 1), (95, "1.5"), (99, 2)]
]


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own output


def texts(root: ET.Element) -> list[str]:
    return [node.text for node in root.iter("text")]


def by_class(root: ET.Element, css: str) -> list[ET.Element]:
    return [node for node in root.iter() if node.get("class") == css]


@pytest.mark.parametrize(
    "drawing",
    [
        Gantt([PlanStep(NASTY, date(2024, 1, 1), date(2024, 1, 2), "now", NASTY)], date(2024, 1, 1)),
        Distribution([Dot(NASTY, Decimal(90), Decimal(80))], BANDS, NASTY),
    ],
    ids=["gantt", "distribution"],
)
def test_names_are_escaped_in_text_and_attributes(drawing):
    root = drawn(drawing.svg())
    assert NASTY in root.get("aria-label")
    assert "<script" not in drawing.svg()


@pytest.mark.parametrize(
    "drawing",
    [
        Gantt(STEPS, date(2024, 12, 9)),
        Distribution([Dot("Xã A", Decimal(97))], BANDS),
        RankDot(2024, Decimal("92.41"), Decimal("90.12"), [Decimal(85)]),
        Bar(Decimal(3), Decimal(4)),
    ],
    ids=["gantt", "distribution", "rank", "bar"],
)
def test_every_chart_is_an_image_with_a_sentence_and_no_inline_style(drawing):
    root = drawn(drawing.svg())
    assert root.get("role") == "img"
    assert root.get("aria-label") == root.find("title").text != ""
    assert re.findall(r'\s(?:style|on\w+|fill|stroke)="', drawing.svg()) == []


def test_steps_of_the_plan_are_bars_by_state_and_say_their_dates():
    chart = Gantt(STEPS, date(2024, 12, 9))
    root = drawn(chart.svg())
    assert [len(by_class(root, css)) for css in ("c-done", "c-bar", "c-plan", "c-today")] == [1, 1, 1, 1]
    assert chart.sentence() == (
        "Hôm nay 09/12/2024. 3 bước: 1. Hướng dẫn 01–30/11/2024, đã xong; "
        "2. Tự đánh giá 01–14/12/2024, đang làm, 4/14 đã nộp; 3. Thẩm định 16/12/2024–10/01/2025."
    )
    assert "14/12 · 4/14 đã nộp" in texts(root)


def test_a_bar_ends_with_the_end_of_its_last_day():
    chart = Gantt(STEPS, date(2024, 12, 9))
    bar = by_class(drawn(chart.svg()), "c-bar")[0]
    assert float(bar.get("x")) + float(bar.get("width")) == pytest.approx(chart.x(date(2024, 12, 15)), abs=0.2)


def test_today_outside_the_plan_is_not_drawn():
    later = Gantt(STEPS, date(2025, 6, 1))
    assert by_class(drawn(later.svg()), "c-today") == by_class(drawn(later.narrow()), "danger") == []


def test_on_a_telephone_the_steps_stand_one_under_the_other_with_their_days_in_words():
    root = drawn(Gantt(STEPS, date(2024, 12, 9)).narrow())
    assert root.get("viewBox") == f"0 0 {PHONE} 208"
    assert texts(root) == [
        "1. Hướng dẫn",
        "01–30/11/2024, đã xong",
        "2. Tự đánh giá",
        "01–14/12/2024, đang làm, 4/14 đã nộp",
        "3. Thẩm định",
        "16/12/2024–10/01/2025",
        "Vạch đỏ: hôm nay 09/12",
    ]
    bars = [by_class(root, css)[0] for css in ("c-done", "c-bar", "c-plan")]
    assert [float(bar.get("y")) for bar in bars] == [38, 102, 166]
    assert float(bars[2].get("x")) + float(bars[2].get("width")) == pytest.approx(PHONE - 4, abs=0.2)


def test_on_a_telephone_the_distribution_has_a_shorter_axis_and_does_not_scroll():
    chart = Distribution([Dot("Xã A", Decimal(97)), Dot("Xã B", Decimal(100))], BANDS)
    root = drawn(chart.narrow())
    assert (root.get("class"), root.get("viewBox")) == ("chart", f"0 0 {PHONE} 114")
    assert all(float(node.get("cx")) <= PHONE - 26 for node in by_class(root, "c-self"))


def test_the_page_gets_both_drawings_and_a_chart_without_a_form_for_telephones_scrolls():
    both = str(chart_tag(Gantt(STEPS, date(2024, 12, 9))))
    assert (both.count("<svg"), both.count("chart-desk"), both.count("chart-phone")) == (2, 1, 1)
    assert str(chart_tag(Bar(Decimal(3), Decimal(4)))).count("<svg") == 1


def test_a_plan_without_steps_and_a_criterion_without_figures_draw_nothing():
    assert Gantt([], date(2024, 12, 9)).svg() == Gantt([], date(2024, 12, 9)).narrow() == ""
    assert Distribution([]).svg() == ""


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 60)), min_size=1, max_size=9))
def test_bars_and_captions_stay_inside_the_picture(rows):
    first = date(2024, 9, 1)
    steps = [
        PlanStep(
            "Bước", date.fromordinal(first.toordinal() + start), date.fromordinal(first.toordinal() + start + days)
        )
        for start, days in rows
    ]
    chart = Gantt(steps, first)
    for step in steps:
        assert chart.LEFT <= chart.x(step.first) <= chart.x(step.last) <= chart.RIGHT


def test_dots_that_would_cover_each_other_stand_on_top_of_each_other():
    chart = Distribution([Dot(name, Decimal("99")) for name in "ABC"], BANDS)
    heights = sorted({float(node.get("cy")) for node in by_class(drawn(chart.svg()), "c-self")})
    assert len(heights) == 3


def test_a_figure_that_differs_is_shown_beside_the_declared_one():
    chart = Distribution(
        [Dot("Xã Sỹ Bình", Decimal("98.03"), Decimal("92.12")), Dot("Xã A", Decimal(99), Decimal(99))],
        BANDS,
        "theo Hệ thống",
    )
    assert len(by_class(drawn(chart.svg()), "c-out")) == 1
    assert chart.sentence().endswith("Chênh lệch: Xã Sỹ Bình khai 98,03\u00a0%, theo Hệ thống 92,12\u00a0%.")


@given(st.lists(st.decimals(min_value=0, max_value=300, places=2), min_size=1, max_size=30))
def test_any_percentages_stand_on_the_axis_and_no_mark_is_written_twice(values):
    chart = Distribution([Dot(f"Xã {place}", value) for place, value in enumerate(values)], BANDS)
    root = drawn(chart.svg())
    assert all(chart.LEFT <= float(node.get("cx")) <= chart.right + 0.1 for node in by_class(root, "c-self"))
    marks = [node.text for node in root.iter("text") if node.get("y") == "108"]
    assert len(marks) == len(set(marks)) >= 1


def test_the_ranking_dot_stands_where_its_index_says():
    root = drawn(RankDot(2024, Decimal("92.41"), Decimal("90.12"), [Decimal(70), Decimal(85)]).svg())
    assert by_class(root, "c-app")[0].get("cx") == "168.1"
    assert by_class(root, "c-mark")[0].get("x1") == "156.6"
    assert root.get("aria-label") == "năm 2024: 92,41, năm 2023: 90,12"


def test_a_unit_without_last_year_has_no_stroke():
    assert by_class(drawn(RankDot(2024, Decimal(80)).svg()), "c-mark") == []


def test_the_axis_of_a_ranking_reaches_below_the_lowest_index():
    assert axis_floor([Decimal("92.4"), None, Decimal("66.4")]) == 60
    assert axis_floor([Decimal("48.9"), Decimal("92.4")]) == 40
    assert axis_floor([]) == 60


def test_a_bar_is_as_long_as_its_share_of_the_maximum():
    assert by_class(drawn(Bar(Decimal("11.35"), Decimal(13)).svg()), "c-bar")[0].get("width") == "157.2"
    assert by_class(drawn(Bar(Decimal(0), Decimal(0)).svg()), "c-bar")[0].get("width") == "0"
