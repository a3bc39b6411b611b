"""Sheets of 98 and of 300 leaves in one area: a whole known set on one page, and a set three times as long."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment
from bench import views
from bench.district import Desk
from bench.measures.keyboard import logged_in
from bench.measures.pages import fetched
from bench.report import Result, timed
from bench.timing import alternate
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign, CriteriaSet, Criterion, Participant, PlanStep, ScoringRule

LENGTHS = (98, 300)


def measure(desk: Desk) -> Iterator[Result]:
    """Each in a campaign of its own, in the years to come."""
    for years, leaves in enumerate(LENGTHS, start=1):
        yield _measured(desk, desk.year + years, leaves)


def _measured(desk: Desk, year: int, leaves: int) -> Result:
    """The officer's page against the very same bytes from memory after the same checks."""
    file = _file(desk, year, leaves)
    officer, name = logged_in(desk.officer), f"sheet of {leaves}"
    url = reverse("assessments:sheet", args=[desk.tenant.slug, year, file.pk, "1"])
    views.PAGES[name] = fetched(officer, url)
    bare = reverse("bare_page", args=[desk.tenant.slug, name])
    pair = alternate(lambda: fetched(officer, url), lambda: fetched(officer, bare), times=15, warm=2)
    size = len(views.PAGES[name]) // 1024
    told = f"{size} KB, {1000 * pair.ours / leaves:.2f} ms a leaf; reference: the same bytes from memory"
    return timed(f"sheet of {leaves} leaves in one area, same bytes", pair, 2, told)


def _file(desk: Desk, year: int, count: int) -> Assessment:
    """An open file of that year's campaign with a set of its own."""
    now = timezone.now()
    with tenant_scope(desk.tenant):
        made = CriteriaSet.objects.create(code=f"DAI{count}", title="Bộ tiêu chí dài", declared_total=Decimal(count))
        area = Criterion.objects.create(
            criteria_set=made, position=0, code="1", level="field", name="Lĩnh vực", max_points=count, source="self"
        )
        Criterion.objects.filter(pk=area.pk).update(area=area)
        leaves = Criterion.objects.bulk_create(_leaf(made, area, number) for number in range(1, count + 1))
        ScoringRule.objects.bulk_create(_rule(leaf) for leaf in leaves)
        CriteriaSet.objects.filter(pk=made.pk).update(frozen_at=now)
        campaign = Campaign.objects.create(year=year, title="Kỳ dài", opened_at=now)
        PlanStep.objects.create(
            campaign=campaign,
            position=1,
            task="Tự đánh giá",
            phase="self_assessment",
            opens_on=now.date() - timedelta(days=1),
            deadline_kind="on_or_before",
            deadline_date=now.date() + timedelta(days=9),
        )
        agency = desk.file.agency
        Participant.objects.create(campaign=campaign, agency=agency, criteria_set=made, block=agency.ranking_block)
        return Assessment.objects.create(campaign=campaign, agency=agency, criteria_set=made)


def _leaf(made: CriteriaSet, area: Criterion, number: int) -> Criterion:
    return Criterion(
        criteria_set=made,
        parent=area,
        area=area,
        position=number,
        code=f"1.{number}",
        level="criterion",
        is_leaf=True,
        name=f"Tỷ lệ nhiệm vụ hoàn thành của nội dung thứ {number} trong năm",
        max_points=1,
        source="self",
        evidence="Báo cáo năm kèm danh mục kết quả",
        guidance="Điểm = tỷ lệ % × 1 / 100; dưới 50 %: 0 điểm.",
    ).prepare()


def _rule(leaf: Criterion) -> ScoringRule:
    return ScoringRule(
        criterion=leaf,
        kind="ratio_linear",
        numerator="Số nhiệm vụ hoàn thành",
        denominator="Tổng số nhiệm vụ",
        floor=50,
        full=100,
    )
