"""The year's part of every page: the strip with step and countdown, the menu, the coordinator's next thing to do."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from cchc.accounts.roles import OF_ASSESSED_AGENCY, Role
from cchc.tenancy.models import Agency
from cchc.tenancy.rows import columns, listed, nested, revived
from cchc.web import facts
from cchc.web.addresses import reverse
from cchc.web.context import NavEntry, Panel, Todo, register_chrome, register_nav, register_panels, register_todos
from cchc.web.pure import Values
from criteria.duties import deadlines, next_owed, settled_words, waiting_phase
from criteria.guide import Guide, Where, guide
from criteria.models import Campaign, PlanStep
from criteria.permissions import may_run_campaign
from criteria.queries import PLAN_PARTS, Plan, campaign_findings, phase_state, plan_of, plan_revived
from criteria.rules.calendar import Phase, closing_words, remaining
from criteria.rules.findings import Severity
from criteria.services.campaign import likely_year

MAX_YEAR = 9999
"""No campaign has a year beyond; an address may."""
SOON = timedelta(days=7)
KEPT = 256
MENU_ROLES = (Role.COORDINATOR, Role.SECRETARY, Role.LEADER, Role.OBSERVER)


CAMPAIGNS = nested(
    f"""{columns(Campaign, "c")}, EXISTS (
        SELECT FROM criteria_campaignset s JOIN criteria_criteriaset k ON k.id = s.criteria_set_id
        WHERE s.campaign_id = c.id AND k.is_sample
    )""",
    "criteria_campaign c",
    order="c.year DESC",
)
SHOWN_PLAN = f"""(
    SELECT json_build_array(c.id, {PLAN_PARTS}) FROM criteria_campaign c WHERE c.year = coalesce(
        %s::bigint,
        (SELECT max(year) FROM criteria_campaign WHERE NOT imported AND (opened_at IS NOT NULL OR %s = 1)),
        (SELECT max(year) FROM criteria_campaign WHERE NOT imported)
    )
)::text"""  # noqa: S608 - names of columns
"""The plan of the campaign of ``campaign_of``, with the extensions for the person's own agency."""


def campaigns_of(request: HttpRequest) -> list[Campaign]:
    """The tenant's campaigns, newest first, each with ``uses_sample``: read once per request, for all apps."""
    if not hasattr(request, "cchc_campaigns"):
        request.cchc_campaigns = [_campaign(row) for row in listed(facts.fact(request, "campaigns"))]  # type: ignore[attr-defined]
    return request.cchc_campaigns  # type: ignore[attr-defined]


def _campaign(row: Sequence[Any]) -> Campaign:
    found = revived(Campaign, row[:-1])
    found.uses_sample = row[-1]  # type: ignore[attr-defined]
    return found


def _shown(request: HttpRequest) -> list[Any]:
    """What the shown plan is asked by."""
    return [list(_wanted(request)), _year_in_address(request), int(_prepares(request))]


def _year_in_address(request: HttpRequest) -> int | None:
    year = request.resolver_match.kwargs.get("year") if request.resolver_match else None
    return year if year is None else min(year, MAX_YEAR)


def _wanted(request: HttpRequest) -> frozenset[int]:
    """Agencies whose extensions are read: the person's own."""
    own = _own_agency(request)
    return frozenset((own.pk,) if own else ())


def campaign_in(request: HttpRequest, pk: int) -> Campaign:
    """One of the tenant's campaigns by number."""
    return next(campaign for campaign in campaigns_of(request) if campaign.pk == pk)


def current_of(request: HttpRequest) -> Campaign | None:
    """The newest campaign that is worked in: not a past year brought in as a table.

    While the standing office prepares the next year, the others go on with the one that is open.
    """
    worked_in = [campaign for campaign in campaigns_of(request) if not campaign.imported]
    shown = worked_in if _prepares(request) else [one for one in worked_in if one.opened_at] or worked_in
    return next(iter(shown), None)


def _prepares(request: HttpRequest) -> bool:
    return may_run_campaign(request.member)  # type: ignore[attr-defined]


def campaign_of(request: HttpRequest) -> Campaign | None:
    """The campaign of the year in the address, else the newest one that is worked in."""
    year = _year_in_address(request)
    if not year:
        return current_of(request)
    return next((campaign for campaign in campaigns_of(request) if campaign.year == year), None)


def plan_in(request: HttpRequest, campaign: Campaign, agency_id: int | None = None) -> Plan:
    """A campaign's plan with the extensions for the person's own agency and one more; mostly at hand already."""
    if not hasattr(request, "cchc_plan"):
        pk, *parts = listed(facts.fact(request, "plan")) or (None, None, None)
        request.cchc_plan = (pk, _wanted(request), plan_revived(*parts))  # type: ignore[attr-defined]
    known = request.cchc_plan  # type: ignore[attr-defined]
    wanted = _wanted(request) | ({agency_id} if agency_id else frozenset())
    if known[0] != campaign.pk or not wanted <= known[1]:
        known = request.cchc_plan = (campaign.pk, wanted, plan_of(campaign, wanted))  # type: ignore[attr-defined]
    return known[2]


def frame(request: HttpRequest) -> dict[str, Any]:
    """``strip`` and ``sample_set``: one query, unless the page has asked it already."""
    campaign = campaign_of(request)
    shown: dict[str, Any] = _guide_bar(request)
    if campaign is None:
        return shown
    shown["sample_set"] = campaign.uses_sample  # type: ignore[attr-defined]
    return shown if campaign.imported else shown | {"strip": _strip(request, campaign, timezone.now())}


def is_first_campaign(request: HttpRequest) -> bool:
    """Whether the office is on its way to its first campaign: none has been opened yet, none has been brought in."""
    return not any(campaign.opened_at or campaign.imported for campaign in campaigns_of(request))


def _guide_bar(request: HttpRequest) -> dict[str, Any]:
    """Which step of the first campaign is next, on every page of the standing office until the year is open."""
    if not may_run_campaign(request.member) or not is_first_campaign(request):  # type: ignore[attr-defined]
        return {}
    made = guide_of(request)
    step = made.current
    bar = {"number": made.number, "count": len(made.steps), "title": step.title if step else ""}
    return {"guide": bar | {"url": f"{_here(request, 'begin')}{f'#{step.key}' if step else ''}"}}


def guide_of(request: HttpRequest) -> Guide:
    """The guide as the data stand, once per request."""
    if not hasattr(request, "cchc_guide"):
        campaign = next((one for one in campaigns_of(request) if not one.opened_at), None)
        year = campaign.year if campaign else likely_year(timezone.localdate())
        request.cchc_guide = guide(Where(request.tenant, year, campaign))  # type: ignore[attr-defined]
    return request.cchc_guide  # type: ignore[attr-defined]


def _strip(request: HttpRequest, campaign: Campaign, now: datetime) -> dict[str, Any]:
    plan = plan_in(request, campaign)
    steps, extended = plan.steps, _extended(plan, _own_agency(request))
    ends = [_end(step, extended) for step in steps]
    current = next(
        (place for place, end in enumerate(ends) if _goes_on(steps[place]) and (end is None or end > now)), None
    )
    strip: dict[str, Any] = {"year": campaign.year, "step_count": len(steps)}
    if campaign.adopted_at:
        strip |= {"steps": _states(steps, len(steps)), "phase_label": "Đã thông qua kết quả"}
        return strip | _after_adoption(request, campaign, plan, now)
    if campaign.opened_at is None:
        strip |= {"steps": _states(steps, 0), "phase_label": "Lập kế hoạch"}
        return strip | {"countdown": {"tone": "plenty", "text": "Kỳ chưa mở", "words": ""}}
    if current is None:
        return strip | {"steps": _states(steps, len(steps)), "phase_label": "Đã qua mọi bước của kế hoạch"}
    step, end = steps[current], ends[current]
    strip |= {"steps": _states(steps, current), "step_no": current + 1, "phase_label": _label(step)}
    watched = _countdown(step, end, extended.get(step.phase), now)
    if may_run_campaign(request.member):  # type: ignore[attr-defined]
        return strip | {"countdown": watched}
    return strip | {"countdown": _owed_countdown(request, campaign, plan, now, step) or watched | {"text": ""}}


def _after_adoption(request: HttpRequest, campaign: Campaign, plan: Plan, now: datetime) -> dict[str, Any]:
    """The result still waits to be approved and made public, by those who can."""
    waits = waiting_phase(request.member, campaign)  # type: ignore[attr-defined]
    state = phase_state(campaign, waits, at=now, plan=plan) if waits else None
    if state is None or state.step is None or state.window.closes is None:
        return {}
    later = state.extended.closes_at if state.extended else None
    shown = _countdown(state.step, state.window.closes, later, now)
    return {"countdown": shown | {"words": f"{state.phase.label}: {shown['words']}"}}


def _owed_countdown(
    request: HttpRequest, campaign: Campaign, plan: Plan, now: datetime, current: PlanStep
) -> dict[str, str] | None:
    """What the person owes now goes before the plan's present step: two steps may run side by side.

    Who has done their part is told so; nobody is counted down to what they don't owe.
    """
    member = request.member  # type: ignore[attr-defined]
    owed = next_owed(member, campaign, deadlines(member, campaign, plan, at=now))
    found = owed.deadline
    if found is None:
        return {"tone": "done", "text": owed.done, "words": ""} if owed.done else None
    later = found.extended.closes_at if found.extended else None
    shown = _countdown(found.step, found.closes, later, now)
    named = "" if found.step.phase == current.phase else f"{found.phase.label}: "
    return shown | {"words": f"{named}{shown['words']}"}


def _goes_on(step: PlanStep) -> bool:
    """Preparation is over once the campaign is open, even while the month printed for it lasts."""
    return step.phase != Phase.PREPARING


def _own_agency(request: HttpRequest) -> Agency | None:
    """The assessed agency the person works in: its extensions count."""
    held = request.member.held  # type: ignore[attr-defined]
    return next((agency for role, agency in held if agency and role in OF_ASSESSED_AGENCY), None)


def _extended(plan: Plan, agency: Agency | None) -> dict[str, datetime]:
    """The latest extension per phase that holds for the agency (or for all)."""
    latest = (plan.latest(phase, agency.pk if agency else None) for phase in Phase)
    return {one.phase: one.closes_at for one in latest if one}


def _end(step: PlanStep, extended: dict[str, datetime]) -> datetime | None:
    closes, later = step.closes, extended.get(step.phase) if step.phase else None
    return max(closes, later) if closes and later else closes


def _states(steps: list[PlanStep], current: int) -> tuple[Values, ...]:
    return _places(tuple(_label(step) for step in steps), current)


@lru_cache(maxsize=KEPT)
def _places(labels: tuple[str, ...], current: int) -> tuple[Values, ...]:
    def state(place: int) -> str:
        return "done" if place < current else "now" if place == current else "next"

    return tuple(Values(label=label, state=state(place)) for place, label in enumerate(labels))


def _label(step: PlanStep) -> str:
    if step.phase:
        return Phase(step.phase).label
    return step.task if len(step.task) <= 60 else f"{step.task[:58].rsplit(' ', 1)[0]} …"


def _countdown(step: PlanStep, end: datetime | None, later: datetime | None, now: datetime) -> dict[str, str]:
    if end is None:
        return {"tone": "plenty", "text": "Chưa có thời hạn", "words": ""}
    is_later = later is not None and later == end
    words = f"gia hạn đến {closing_words(end)}" if is_later else step.deadline_words
    verb = "nộp " if step.phase == Phase.SELF_ASSESSMENT and not is_later else ""
    tone = "late" if end <= now else "soon" if end - now <= SOON else "plenty"
    return {"tone": tone, "text": remaining(now, end), "words": f"{verb}{words}"}


def plan_entry(request: HttpRequest) -> NavEntry | None:
    campaign = campaign_of(request)
    if campaign is None or not request.member.has(*MENU_ROLES):  # type: ignore[attr-defined]
        return None
    return NavEntry("Kế hoạch", _here(request, "plan", campaign.year))


def sets_entry(request: HttpRequest) -> NavEntry | None:
    if not request.member.has(*MENU_ROLES):  # type: ignore[attr-defined]
        return None
    return NavEntry("Bộ tiêu chí", _here(request, "sets"))


def next_steps(request: HttpRequest) -> Iterator[Todo]:
    """The first campaign by its guide; later ones: make it (like last year), mend its plan, open it."""
    if not may_run_campaign(request.member):  # type: ignore[attr-defined]
        return
    if is_first_campaign(request):
        yield _guide_todo(request)
        return
    campaign = campaign_of(request)
    if campaign is None or campaign.adopted_at:
        detail = "Chép kỳ trước, ngày dời sang năm mới và được soát; hoặc lập mới."
        yield _todo("Lập kỳ đánh giá tiếp theo", _here(request, "campaign_again"), detail, 6)
    elif campaign.opened_at is None and not campaign.imported:
        yield _plan_todo(request, campaign)


def _guide_todo(request: HttpRequest) -> Todo:
    made = guide_of(request)
    title = f"Chuẩn bị kỳ đánh giá năm {made.where.year}"
    step = made.current
    detail = f"Bước {made.number}/{len(made.steps)}: {step.title}." if step else "Mọi bước đã xong."
    return Todo(title, _here(request, "begin"), detail=detail, tag="Chuẩn bị", urgency=0, button="Làm tiếp")


def _plan_todo(request: HttpRequest, campaign: Campaign) -> Todo:
    errors = sum(finding.severity is Severity.ERROR for finding in campaign_findings(campaign))
    url = _here(request, "plan", campaign.year)
    if errors:
        return _todo(f"Sửa {errors} lỗi của kế hoạch năm {campaign.year}", url, "Sửa hết lỗi mới mở kỳ được.", 2)
    return _todo(f"Mở kỳ đánh giá năm {campaign.year}", url, "Kế hoạch không có lỗi; đơn vị chờ mở kỳ.", 2)


def _todo(title: str, url: str, detail: str, urgency: int) -> Todo:
    return Todo(title, url, detail=detail, tag="Chuẩn bị", urgency=urgency, button=title)


def _here(request: HttpRequest, view: str, *arguments: Any) -> str:
    return reverse(f"criteria:{view}", args=[request.tenant.slug, *arguments])  # type: ignore[attr-defined]


def calendar_entry(request: HttpRequest) -> NavEntry:
    return NavEntry("Thời hạn, lịch", _here(request, "calendar"), aside=True)


def my_deadlines(request: HttpRequest) -> Iterator[Panel]:
    """What is extended for the person stands on the home page; so do the next deadlines, but for what is done."""
    campaign = current_of(request)
    if campaign is None or not campaign.opened_at or campaign.adopted_at:
        return
    now = timezone.now()
    member = request.member  # type: ignore[attr-defined]
    found = deadlines(member, campaign, plan_in(request, campaign), at=now)
    ahead = [(one, settled_words(member, campaign, one)) for one in found if one.closes > now][:3]
    if ahead:
        rows = [{"deadline": one, "left": remaining(now, one.closes), "done": done} for one, done in ahead]
        context = {"rows": rows, "url": _here(request, "calendar"), "year": campaign.year}
        yield Panel("criteria/_deadlines_panel.html", context, side=True, order=20)


facts.register_fact("campaigns", CAMPAIGNS, lambda request: [])
facts.register_fact("plan", SHOWN_PLAN, _shown)
register_chrome(frame)
register_nav(60, calendar_entry)
register_panels(my_deadlines)
register_nav(40, plan_entry)
register_nav(50, sets_entry)
register_todos(next_steps)
