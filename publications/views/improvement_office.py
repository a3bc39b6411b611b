"""The office's view of all plans: who has approved, how far, what is late, points at stake; the same as a workbook."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.documents.links import paper_url
from cchc.files.writer import OutColumn, Sheet, write_xlsx
from cchc.vietnamese import fold
from cchc.web.views import readonly
from criteria.models import Campaign
from criteria.queries import campaign_or_404
from publications.documents.follow_up import subjects
from publications.exports import CONTENT_TYPES
from publications.improving.permissions import may_report_on_all, may_see_all_plans
from publications.improving.queries import Standing, overview
from publications.improving.reports import summed
from publications.queries import publication_of
from publications.views.improvement import published_year

FILTERS = {
    "chua": "Chưa lập",
    "soan": "Đang soạn, chờ duyệt",
    "duyet": "Đã duyệt, không chậm",
    "cham": "Có nội dung chậm",
}
COLUMNS = (
    OutColumn("Khối", width=22),
    OutColumn("Mã", "code", 10),
    OutColumn("Đơn vị", width=32),
    OutColumn("Kế hoạch", width=24),
    OutColumn("Ngày duyệt", "date", 14),
    OutColumn("Phải khắc phục", "integer", 14),
    OutColumn("Hoàn thành", "integer", 12),
    OutColumn("Đang thực hiện", "integer", 14),
    OutColumn("Chậm", "integer", 10),
    OutColumn("Chưa thực hiện", "integer", 14),
    OutColumn("Tiến độ (%)", "integer", 12),
    OutColumn("Điểm mất", "number", 12),
    OutColumn("Điểm đã khắc phục", "number", 16),
)


def _standings(request: HttpRequest, campaign: Campaign) -> list[Standing]:
    publication = publication_of(campaign.year)
    if publication is None or publication.snapshot.imported:
        return []
    return overview(campaign, publication, timezone.localdate())


def _chosen(request: HttpRequest, standings: list[Standing]) -> list[Standing]:
    """Those that the filters leave: state, block, a name with or without diacritics."""
    state, block = request.GET.get("tinh-trang", ""), request.GET.get("khoi", "")
    name = fold(request.GET.get("tim", ""))
    return [
        one
        for one in standings
        if (state not in FILTERS or one.key == state)
        and (not block or one.row.block == block)
        and (not name or name in fold(one.row.agency_name))
    ]


@readonly(may=may_see_all_plans)
def improvements(request: HttpRequest, year: int) -> HttpResponse:
    """All agencies of the published result with their plans."""
    campaign = campaign_or_404(year)
    if (newest := published_year(campaign)) != year:
        return redirect("publications:improvements", request.tenant.slug, newest)  # type: ignore[attr-defined]
    standings = _standings(request, campaign)
    shown = _chosen(request, standings)
    context: dict[str, Any] = {
        "campaign": campaign,
        "rows": shown,
        "all": standings,
        "count": summed([one.count for one in shown]),
        "approved": sum(one.in_force is not None for one in standings),
        "late": sum(one.key == "cham" for one in standings),
        "filters": [(key, label, sum(one.key == key for one in standings)) for key, label in FILTERS.items()],
        "blocks": sorted({one.row.block for one in standings}),
        "asked": {name: request.GET.get(name, "") for name in ("tinh-trang", "khoi", "tim")},
        "state": request.GET.get("tinh-trang", ""),
        "terms": getattr(campaign, "decision_terms", None),
        "periods": list(subjects(campaign, None)),
        "may_report": may_report_on_all(request.member),  # type: ignore[attr-defined]
        "query": request.GET.urlencode(),
        "papers": paper_url(request.tenant.slug, year, "16-tong-hop"),  # type: ignore[attr-defined]
    }
    return render(request, "publications/improvements.html", context)


@readonly(may=may_see_all_plans)
def improvements_table(request: HttpRequest, year: int) -> HttpResponse:
    """The same lines, filtered the same way, as a workbook."""
    campaign = campaign_or_404(year)
    standings = _chosen(request, _standings(request, campaign))
    if not standings and publication_of(year) is None:
        raise Http404
    title = f"Kế hoạch duy trì, khắc phục Chỉ số CCHC năm {year}"
    content = write_xlsx([Sheet("khac-phuc", COLUMNS, map(_values, standings), freeze_columns=3)], title=title)
    response = HttpResponse(content, content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="khac-phuc-{year}.xlsx"'
    return response


def _values(one: Standing) -> tuple[object, ...]:
    counted, plan = one.count, one.in_force
    return (
        one.row.block,
        one.row.agency_code,
        one.row.agency_name,
        one.words,
        timezone.localdate(plan.approved_at) if plan and plan.approved_at else None,
        counted.total,
        counted.done,
        counted.doing,
        counted.late,
        counted.todo,
        counted.percent,
        counted.lost,
        counted.regained,
    )
