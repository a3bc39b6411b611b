"""Following a plan: what was said of its lines, the reports' figures, reminders, the office's view, the year after."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from assessments.models import Assessment, Score
from cchc.documents.printing import digest
from cchc.documents.registry import PaperRefused, build
from criteria.rules.calendar import HANOI
from publications.improving import following, services
from publications.improving.periods import quarter
from publications.improving.queries import count, followed, overview, versions_of, year_after
from publications.improving.reminders import owed
from publications.improving.reports import figures_of, office_figures
from publications.improving.services import PlanRefused
from publications.queries import publication_of
from publications.services import set_terms
from tests.criteria.build import small_campaign
from tests.publications.build import FULL, NOW, put_scores
from tests.publications.improving import LATER, approved, completed, drafted, published_year

D = Decimal
SPRING = datetime(2025, 4, 10, 9, 0, tzinfo=HANOI)


def say(plan, year, code, state, percent=50, done="Đã làm", obstacle="", at=SPRING, who="giang"):
    return following.report_progress(
        line=plan.lines.get(code=code),
        state=state,
        percent=percent,
        done=done,
        obstacle=obstacle,
        proofs=[],
        by=year.by[who],
        at=at,
    )


def test_the_newest_word_counts_up_to_the_day_asked_for(cast, scope_a):
    year = published_year(cast)
    plan = approved(year)
    say(plan, year, "1.3", "doing", 40)
    say(plan, year, "1.3", "done", 70, at=SPRING + timedelta(days=30))
    states = [
        [(one.state.value, one.percent) for one in followed(plan, day) if one.line.code == "1.3"]
        for day in (date(2025, 4, 9), date(2025, 4, 10), date(2025, 6, 1))
    ]
    assert states == [[("todo", 0)], [("doing", 40)], [("done", 100)]]


@pytest.mark.parametrize(
    ("state", "done", "obstacle", "field"), [("done", " ", "", "done"), ("late", "Đã làm", "", "obstacle")]
)
def test_what_is_done_says_how_and_what_is_late_says_why(cast, scope_a, state, done, obstacle, field):
    year = published_year(cast)
    plan = approved(year)
    with pytest.raises(PlanRefused) as refused:
        say(plan, year, "1.3", state, done=done, obstacle=obstacle)
    assert refused.value.field == field


def test_nothing_is_said_of_a_plan_that_is_not_approved_or_of_another_agencys(cast, scope_a):
    year = published_year(cast)
    plan = completed(year)
    with pytest.raises(PlanRefused, match="đã phê duyệt"):
        say(plan, year, "1.3", "doing")
    plan = services.move(plan=plan, name="approve", by=year.by["hoa"], at=LATER)
    with pytest.raises(PlanRefused, match="giao cho người khác"):
        say(plan, year, "1.3", "doing", who="an")


def test_a_report_counts_the_lines_as_they_stood_at_the_end_of_its_period(cast, scope_a):
    year = published_year(cast)
    plan = approved(year)
    say(plan, year, "1.3", "done", at=SPRING)
    say(plan, year, "2.1.1", "doing", 50, obstacle="Thiếu kinh phí", at=SPRING)
    say(plan, year, "2.1.2", "late", 10, obstacle="Chờ hướng dẫn", at=SPRING)
    figures = figures_of(plan, quarter(2025, 2), date(2025, 12, 1))
    counted = figures.count
    assert (counted.total, counted.done, counted.doing, counted.late, counted.todo) == (6, 1, 1, 1, 3)
    assert (figures.gain, round(figures.index, 4)) == (4, D("75.0000"))
    assert figures.late_causes == ["Mục 2.1.2: Chờ hướng dẫn"]
    assert figures.words["obstacles"] == ["Mục 2.1.1: Thiếu kinh phí", "Mục 2.1.2: Chờ hướng dẫn"]
    assert figures.words["next_tasks"] == [
        "Hoàn thành 01 nội dung đang chậm: mục 2.1.2.",
        "Hoàn thành 05 nội dung đến hạn trong quý III năm 2025: mục 1.1.1, 2.1.1, 2.1.2, 3.1, 3.2.",
    ]


def test_the_officers_of_a_line_are_reminded_before_and_after_its_day_and_the_head_after(cast, scope_a):
    year = published_year(cast)
    plan = completed(year)
    line = plan.lines.get(code="1.3")
    values = {name: getattr(line, name) for name in services.TEXTS}
    typed = services.Typed(line.version, values, frozenset([cast.giang.pk]))
    services.save_lines(plan=plan, typed={line.pk: typed}, by=year.by["giang"], at=LATER)
    services.move(plan=plan, name="approve", by=year.by["hoa"], at=LATER)
    before = list(owed(datetime(2025, 9, 27, 9, 0, tzinfo=HANOI)))
    after = list(owed(datetime(2025, 10, 1, 9, 0, tzinfo=HANOI)))
    assert [(one.recipient.username, one.subject) for one in before] == [
        ("giang", "Còn 3 ngày: khắc phục 6 nội dung mất điểm năm 2024")
    ]
    assert [(one.recipient.username, one.dedupe_key == before[0].dedupe_key) for one in after] == [
        ("giang", False),
        ("hoa", False),
    ]
    say(plan, year, "1.3", "done", at=SPRING)
    assert "1.3" not in next(iter(owed(datetime(2025, 9, 27, 9, 0, tzinfo=HANOI)))).body


def test_an_agency_without_an_approved_plan_is_reminded_of_the_day_the_decision_names(cast, scope_a):
    year = published_year(cast)
    approved(year)
    set_terms(campaign=year.campaign, improvement_due=date(2025, 3, 1), by=cast.chi, at=NOW)
    told = list(owed(datetime(2025, 2, 28, 9, 0, tzinfo=HANOI)))
    assert [(one.recipient.username, one.kind) for one in told] == [
        ("an", "improvement_plan_due"),
        ("binh", "improvement_plan_due"),
    ]


def test_the_office_sees_every_agency_with_its_plan_and_what_is_at_stake(cast, scope_a, django_assert_num_queries):
    year = published_year(cast)
    plan = approved(year)
    say(plan, year, "1.3", "done")
    with django_assert_num_queries(6):
        standings = overview(year.campaign, publication_of(2024), date(2025, 5, 1))
    assert [(one.row.agency_code, one.key, one.count.lost, one.count.regained) for one in standings] == [
        ("001", "chua", 0, 0),
        ("003", "chua", 0, 0),
        ("002", "duyet", 9, 2),
    ]
    late = overview(year.campaign, publication_of(2024), date(2025, 10, 1))
    assert [(one.key, one.count.late) for one in late][2] == ("cham", 5)
    assert office_figures(year.campaign, quarter(2025, 2), date(2025, 12, 1)).count.done == 1
    say(plan, year, "2.1.2", "late", 10, obstacle="Chờ hướng dẫn.", at=SPRING)
    third = office_figures(year.campaign, quarter(2025, 4), date(2025, 12, 1))
    assert third.late_causes == ["Xã Vi Hương: 05 nội dung chậm (Chờ hướng dẫn)"]


def test_the_year_after_shows_whether_the_points_came_back_through_the_predecessors(cast, scope_a):
    year = published_year(cast)
    plan = approved(year)
    after = small_campaign(cast, now=NOW, year=2025, code="KT25")
    for code, leaf in after.leaves.items():
        leaf.predecessor = year.leaves[code]
        leaf.save()
    put_scores(after, year.agency, FULL | {"2.1.1": "1"}, Score.Stage.SELF)
    put_scores(after, year.agency, {"1.3": "0"}, Score.Stage.APPRAISED)
    lines = {line.criterion_id: line for line in plan.lines.all()}
    found = {
        lines[pk].code: (back.points, back.stage, back.is_whole(lines[pk])) for pk, back in year_after(plan).items()
    }
    assert {code: found[code] for code in ("1.1.1", "1.3", "2.1.1")} == {
        "1.1.1": (1, "Tự chấm", True),
        "1.3": (0, "Thẩm định", False),
        "2.1.1": (1, "Tự chấm", False),
    }


def test_the_plan_is_printed_with_both_annexes_whose_sums_are_the_results(cast, scope_a):
    year = published_year(cast)
    with pytest.raises(PaperRefused, match="chưa lập kế hoạch"):
        build("15", year.campaign, agency=year.agency)
    drafted(year)
    paper = build("15", year.campaign, agency=year.agency)
    assert "dự thảo, chưa trình ký được" in " ".join(paper.notes)
    row = year.snapshot.rows.get(agency=year.agency)
    first, second = paper.data["tong_1"], paper.data["tong_2"]
    assert first["diem_dat"] + second["diem_dat"] == row.total_points
    assert [one["ma"] for one in paper.data["phu_luc_2"] if one["cap"] == "tctp"] == [
        "1.1.1", "1.3", "2.1.1", "2.1.2", "3.1", "3.2",
    ]  # fmt: skip
    assert (paper.reference, len(digest(paper))) == ("khac-phuc-2024-002-v1", 64)


def test_the_reports_of_an_agency_and_of_the_office_are_printed(cast, scope_a):
    year = published_year(cast)
    with pytest.raises(PaperRefused, match="chưa có kế hoạch khắc phục"):
        build("16", year.campaign, agency=year.agency, subject="2025-q2")
    plan = approved(year)
    say(plan, year, "1.3", "done", done="Đã đủ 4 báo cáo")
    own = build("16", year.campaign, agency=year.agency, subject="2025-q2")
    line = next(one for one in own.data["bc"]["dong"] if one["ma"] == "1.3")
    assert (line["trang_thai"], line["ket_qua"], line["diem_du_kien"]) == ("Hoàn thành", "Đã đủ 4 báo cáo", 2)
    office = build("16-tong-hop", year.campaign, subject="2025-q2")
    assert [(one["ten"], one["tong"], one["xong"]) for one in office.data["bc"]["don_vi"]] == [
        ("Xã Cẩm Giàng", 0, 0),
        ("Thị trấn Phủ Thông", 0, 0),
        ("Xã Vi Hương", 6, 1),
    ]
    assert {len(digest(own)), len(digest(office))} == {64}
    with pytest.raises(PaperRefused, match="không thuộc năm 2025"):
        build("16", year.campaign, agency=year.agency, subject="2024-q2")


def test_nothing_is_counted_of_a_plan_without_lines_to_mend():
    assert (count([]).share, count([]).percent) == (0, 0)


def test_files_of_the_year_after_are_found_only_there(cast, scope_a):
    year = published_year(cast)
    assert year_after(approved(year)) == {}
    assert versions_of(year.campaign, year.agency).in_force is not None
    assert Assessment.objects.filter(campaign__year=2025).count() == 0
