"""What this room adds to every page: its entry in the menu, and what waits for officers and heads."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils import timezone

from cchc.accounts.roles import OF_ASSESSED_AGENCY
from cchc.tenancy.models import Agency
from cchc.web.addresses import reverse
from cchc.web.context import NavEntry, Todo, register_nav, register_todos
from cchc.web.formatting import day
from criteria.chrome import campaign_of
from publications.improvement_models import ImprovementPlan
from publications.improving.news import address
from publications.improving.permissions import leads, may_see_all_plans, may_see_plans
from publications.improving.queries import Versions, followed
from publications.improving.states import LineState, PlanState
from publications.models import Publication


def entry(request: HttpRequest) -> NavEntry | None:
    """In the menu beside the name: the plans of the newest published year, or of the year in the address."""
    member = request.member  # type: ignore[attr-defined]
    campaign = campaign_of(request)
    if campaign is None or not may_see_plans(member):
        return None
    view = "improvements" if may_see_all_plans(member) else "improvement_own"
    url = reverse(f"publications:{view}", args=[request.tenant.slug, campaign.year])  # type: ignore[attr-defined]
    return NavEntry("Duy trì, khắc phục", url, aside=True)


def todos(request: HttpRequest) -> Iterator[Todo]:
    """For the people of an agency: a plan to make, to finish, to approve; lines due soon or late."""
    agencies = request.member.agency_ids(*OF_ASSESSED_AGENCY)  # type: ignore[attr-defined]
    if not agencies:
        return
    newest = Publication.objects.filter(snapshot__imported=False).select_related("campaign").order_by("-campaign__year")
    publication = newest.first()
    if publication is None:
        return
    rows = publication.snapshot.rows.filter(agency__in=agencies).select_related("agency")
    plans = list(
        ImprovementPlan.objects.filter(campaign=publication.campaign, agency__in=agencies).order_by("-version")
    )
    for row in rows:
        own = [plan for plan in plans if plan.agency_id == row.agency_id]
        for plan in own:
            plan.campaign, plan.agency = publication.campaign, row.agency
        yield from _of_agency(request, publication, row.agency, Versions(own))


def _of_agency(request: HttpRequest, publication: Publication, agency: Agency, versions: Versions) -> Iterator[Todo]:
    year, url = publication.campaign.year, address("improvement", publication.campaign, agency)
    work = versions.in_work
    if work is None and versions.in_force is None:
        yield Todo(
            f"Lập Kế hoạch duy trì, khắc phục Chỉ số năm {year}",
            url,
            detail="Hai phụ lục được lập sẵn từ kết quả chính thức, sửa rồi trình duyệt.",
            tag="Khắc phục",
            tone="info",
            urgency=4,
            button="Lập kế hoạch",
        )
    elif work is not None and work.state == PlanState.PENDING and leads(request.member, agency.pk):  # type: ignore[attr-defined]
        title = f"Duyệt Kế hoạch duy trì, khắc phục Chỉ số năm {year}"
        yield Todo(title, url, tag="Chờ duyệt", tone="warn", urgency=2, button="Xem và duyệt")
    elif work is not None and work.state == PlanState.DRAFT:
        returned = f"Bị trả lại: “{work.return_reason}”" if work.return_reason else "Đang soạn, chưa trình duyệt."
        title = f"Hoàn thiện Kế hoạch duy trì, khắc phục Chỉ số năm {year}"
        tag, tone = ("Bị trả lại", "query") if work.return_reason else ("Đang soạn", "none")
        yield Todo(title, url, detail=returned, tag=tag, tone=tone, urgency=4, button="Soạn tiếp")
    if versions.in_force is not None:
        yield from _of_lines(request, versions.in_force, agency)


def _of_lines(request: HttpRequest, plan: ImprovementPlan, agency: Agency) -> Iterator[Todo]:
    """The head sees what is late in the agency, an officer what is late or due within a fortnight of their own."""
    today = timezone.localdate()
    lines = followed(plan, today)
    if not leads(request.member, agency.pk):  # type: ignore[attr-defined]
        lines = [one for one in lines if not one.officers or request.user in one.officers]
    late = [one for one in lines if one.state == LineState.LATE]
    soon = [
        one
        for one in lines
        if one.line.due_on
        and one.state not in {LineState.LATE, LineState.DONE}
        and 0 <= (one.line.due_on - today).days <= 14
    ]
    url = address("improvement_follow", plan.campaign, agency)
    if late:
        title = f"{len(late)} nội dung khắc phục chậm: mục {_codes(late)}"
        yield Todo(title, f"{url}?tinh-trang=late", tag="Chậm", tone="late", urgency=4, button="Cập nhật")
    if soon:
        first = min(one.line.due_on for one in soon)  # type: ignore[type-var]
        title = f"{len(soon)} nội dung khắc phục sắp đến hạn: mục {_codes(soon)}"
        yield Todo(title, url, tag="Khắc phục", tone="warn", when=f"Hạn {day(first)}", urgency=4, button="Cập nhật")


def _codes(lines: list) -> str:
    return ", ".join(one.line.code for one in lines[:6]) + (" …" if len(lines) > 6 else "")


register_nav(75, entry)
register_todos(todos)
