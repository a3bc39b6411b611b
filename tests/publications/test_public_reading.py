"""What the public learns beyond the figures: computations, kinds of reasons, plans in force, groups of five."""

from datetime import date
from decimal import Decimal

import pytest

from assessments.models import Score
from criteria.models import Criterion
from publications.improvement_models import ImprovementLine, ImprovementPlan
from publications.public_reading import Asked, _together, asked_in, asked_of, forms_of, losses, plan_tag
from surveys.models import SurveyScore
from surveys.rules.figures import Figure
from tests.publications.build import NOW, published, scored_campaign


@pytest.fixture
def year(cast, scope_a):
    made = scored_campaign(cast)
    Score.objects.filter(stage="appraised").update(working="17/24 = 70,83 % → dưới 80 %")
    Score.objects.filter(stage="appraised", criterion__code="1.3").update(reason_code="no_evidence")
    SurveyScore.objects.filter(agency=cast.a.town).update(responses=4)
    made.snapshot = published(cast, made)
    made.row = made.snapshot.rows.get(agency=cast.a.commune_2)
    made.lines = list(made.row.lines.order_by("position"))
    return made


def lost_of(year):
    return {one.line.code: one for one in losses(year.row, year.lines, forms_of(year.row))}


def test_a_loss_is_told_by_its_computation_and_kind_of_reason_never_by_a_note(year):
    lost = lost_of(year)
    assert lost["1.3"].why == ["17/24 = 70,83 % → dưới 80 %", "Thiếu minh chứng"]
    assert lost["2.1.1"].why == ["17/24 = 70,83 % → dưới 80 %"]
    assert lost["3.1"].why == ["kết quả điều tra xã hội học"]
    assert "Ghi chú thẩm định nội bộ" not in str(lost)


def test_a_computation_that_is_not_of_this_version_is_left_out(year):
    for line in year.lines:
        line.final_points = Decimal("0.1") if line.code == "1.3" else line.final_points
    assert lost_of(year)["1.3"].why == []


def plan_of(cast, year, **more) -> ImprovementPlan:
    plan = ImprovementPlan.objects.create(
        campaign=year.campaign, agency=cast.a.commune_2, snapshot=year.snapshot, made_at=NOW, **more
    )
    ImprovementLine.objects.create(
        plan=plan, criterion=Criterion.objects.get(criteria_set=year.criteria_set, code="1.3"), annex="mend",
        position=1, code="1.3", name="x", area_code="1", area_name="x", max_points=2, points=0, target=2,
        action="Kiểm tra trước ngày 15 hằng tháng", due_on=date(2025, 6, 30),
    )  # fmt: skip
    return plan


def test_what_the_agency_promises_is_shown_once_its_plan_is_in_force(cast, year):
    plan = plan_of(cast, year)
    drafted = plan_tag(year.row)
    assert lost_of(year)["1.3"].action == ""
    ImprovementPlan.objects.filter(pk=plan.pk).update(state="approved", approved_at=NOW)
    found = lost_of(year)["1.3"]
    assert (found.action, found.due_on) == ("Kiểm tra trước ngày 15 hằng tháng", date(2025, 6, 30))
    assert plan_tag(year.row) != drafted


def test_a_group_of_fewer_than_five_is_shown_nowhere(cast, year):
    row = year.snapshot.rows.get(agency=cast.a.town)
    lines = list(row.lines.order_by("position"))
    forms = forms_of(row)
    assert (forms, asked_of(lines, forms)) == ({}, [])
    assert [one.line.code for one in losses(row, lines, forms) if one.line.source == "survey"] == []
    shown = asked_in(year.snapshot)
    assert [(one.percent, one.forms, one.units) for one in shown] == [(Decimal(50), 30, 2), (Decimal(50), 30, 2)]


def test_a_margin_stands_beside_a_figure_only_while_the_answers_give_that_very_figure(year):
    forms = forms_of(year.row)
    first, second = (code for code in forms)
    figures = {first: Figure(Decimal(50), 15, Decimal("3.2")), second: Figure(Decimal(51), 15, Decimal("3.2"))}
    assert [one.margin for one in asked_of(year.lines, forms, figures)] == [Decimal("3.2"), None]


def test_the_margin_of_several_units_is_that_of_their_plain_mean():
    units = [Asked("x", Decimal(percent), 10, margin=Decimal(margin)) for percent, margin in ((40, 3), (60, 4))]
    assert _together("x", units) == Asked("x", Decimal(50), 20, 2, Decimal("2.5"))
    unknown = Asked("x", Decimal(80), 5)
    assert _together("x", [*units, unknown]) == Asked("x", Decimal(60), 25, 3, None)
