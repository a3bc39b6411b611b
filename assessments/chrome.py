"""This app's part in the frame of every page: entries of the masthead, things to do, panels of the home page."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils import timezone

from assessments.models import Assessment, ExtensionRequest
from assessments.permissions import OWN, may_see_files, may_see_register, steps_for
from assessments.queries import FileStatus, file_status, own_assessments
from assessments.shares import Portion, closed_leaves, given_of, portions
from assessments.states import State
from assessments.views.common import head_words, self_phase
from cchc.accounts.roles import Role
from cchc.web.addresses import reverse
from cchc.web.context import NavEntry, Panel, Todo, register_nav, register_panels, register_todos
from criteria.asked import Asked, register_requests
from criteria.chrome import current_of
from criteria.models import Campaign
from criteria.rules.calendar import closing_words
from criteria.tree import tree_of


def _entry(request: HttpRequest, name: str, label: str) -> NavEntry | None:
    """In the masthead for the agency's own people; those who oversee all files come to them from the board."""
    campaign = current_of(request)
    if campaign is None:
        return None
    address = reverse(f"assessments:{name}", args=[request.tenant.slug, campaign.year])  # type: ignore[attr-defined]
    return NavEntry(label, address, aside=not request.member.has(*OWN))  # type: ignore[attr-defined]


def files_entry(request: HttpRequest) -> NavEntry | None:
    return _entry(request, "files", "Tự đánh giá") if may_see_files(request.member) else None  # type: ignore[attr-defined]


def register_entry(request: HttpRequest) -> NavEntry | None:
    return _entry(request, "register", "Tài liệu kiểm chứng") if may_see_register(request.member) else None  # type: ignore[attr-defined]


def _own(request: HttpRequest) -> list[tuple[Assessment, FileStatus, frozenset[int]]]:
    """Own files in the year with where they stand and what was given to others, looked up once per request."""
    if not hasattr(request, "_assessments_own"):
        agencies, campaign = request.member.agency_ids(*OWN), current_of(request)  # type: ignore[attr-defined]
        found = own_assessments(campaign, agencies) if agencies and campaign else []
        request._assessments_own = [(file, file_status(file), _closed(request, file)) for file in found]  # type: ignore[attr-defined]
    return request._assessments_own  # type: ignore[attr-defined]


def _closed(request: HttpRequest, file: Assessment) -> frozenset[int]:
    """Leaves that others owe; none for the head, who owes the file."""
    if file.agency_id in request.member.agency_ids(Role.HEAD):  # type: ignore[attr-defined]
        return frozenset()
    return closed_leaves(tree_of(file.criteria_set), given_of(file), request.user.pk)  # type: ignore[arg-type]


def todos(request: HttpRequest) -> Iterable[Todo]:
    """What waits for officers and heads in their agency's file."""
    for file, status, closed in _own(request):
        phase = self_phase(file, timezone.now())
        when = f"Hạn {closing_words(phase.window.closes, file.campaign.year)}" if phase.window.closes else ""
        if file.state == State.PENDING_HEAD and request.member.has(Role.HEAD):  # type: ignore[attr-defined]
            yield _todo(request, file, "Duyệt và gửi hồ sơ tự đánh giá", "Chờ duyệt", "warn", when, "#gui", 0)
        if file.state == State.DRAFT and phase.open:
            yield from _draft_todos(request, file, status, when, closed)


def _draft_todos(
    request: HttpRequest, file: Assessment, status: FileStatus, when: str, closed: frozenset[int]
) -> Iterable[Todo]:
    """What is open in the file, for an officer of what was given to them or to nobody else."""
    missing = [one for one in status.missing if one.criterion_id not in closed]
    bare = [one for one in missing if one.state == "missing_evidence"]
    unscored = [one for one in missing if one.state in {"unscored", "scoring"}]
    if file.return_comment:
        title, marked = f"Hồ sơ được trả lại: “{file.return_comment}”", file.marks.filter(settled_at=None).count()
        told = f"{marked} mục được đánh dấu cần sửa." if marked else ""
        yield _todo(request, file, title, "Bị trả lại", "query", when, "#can-sua" if marked else "", 0, told)
    if unscored:
        first = unscored[0]
        place = f"linh-vuc/{first.area}/#{first.anchor}"
        title = f"Chấm tiếp mục {first.code} – {first.name}"
        whose = "Phần được giao còn" if closed else "Còn"
        told = f"{whose} {len(unscored)} mục chưa chấm."
        yield _todo(request, file, title, "Chưa chấm", "none", when, place, 2, told)
    if bare:
        codes = ", ".join(one.code for one in bare[:6]) + ("…" if len(bare) > 6 else "")
        title = f"{len(bare)} mục đã chấm nhưng chưa có minh chứng: {codes}"
        place = f"linh-vuc/{bare[0].area}/#{bare[0].anchor}"
        yield _todo(request, file, title, "Thiếu minh chứng", "warn", when, place, 3)
    if not status.missing:
        step = next((one for one in steps_for(request.member, file) if one.checks_missing), None)  # type: ignore[attr-defined]
        if step is not None:
            label = step.label if step.name == "submit" else f"Gửi {head_words(file.agency)} duyệt"
            yield _todo(request, file, f"{label}: hồ sơ đã chấm đủ", "Đủ", "ok", when, "#gui", 1)


def _todo(
    request: HttpRequest,
    file: Assessment,
    title: str,
    tag: str,
    tone: str,
    when: str,
    place: str,
    urgency: int,
    detail: str = "",
) -> Todo:
    base = reverse("assessments:file", args=[request.tenant.slug, file.campaign.year, file.pk])  # type: ignore[attr-defined]
    button = "Chấm tiếp" if place.startswith("linh-vuc") else "Mở hồ sơ"
    return Todo(title, base + place, detail=detail, tag=tag, tone=tone, when=when, urgency=urgency, button=button)


def requests_of_year(request: HttpRequest, campaign: Campaign) -> Asked:
    """For the page of extensions."""
    waiting = ExtensionRequest.objects.filter(assessment__campaign=campaign, answered_at=None).count()
    return Asked(_requests_url(request, campaign), waiting)


def _requests_url(request: HttpRequest, campaign: Campaign) -> str:
    return reverse("assessments:extension_requests", args=[request.tenant.slug, campaign.year])  # type: ignore[attr-defined]


def request_todos(request: HttpRequest) -> Iterable[Todo]:
    """Agencies that wait for the standing office's answer to their request for more time."""
    campaign = current_of(request)
    if campaign is None or not request.member.has(Role.COORDINATOR):  # type: ignore[attr-defined]
        return
    rows = ExtensionRequest.objects.filter(assessment__campaign=campaign, answered_at=None)
    for row in rows.select_related("assessment__agency"):
        title = f"{row.assessment.agency} xin gia hạn đến {closing_words(row.wished, campaign.year)}"
        address = f"{_requests_url(request, campaign)}#d{row.pk}"
        yield Todo(title, address, detail=row.reason, tag="Chờ trả lời", tone="warn", urgency=1, button="Trả lời")


def panels(request: HttpRequest) -> Iterable[Panel]:
    """Own file by area."""
    for file, status, closed in _own(request):
        base = reverse("assessments:file", args=[request.tenant.slug, file.campaign.year, file.pk])  # type: ignore[attr-defined]
        context = {"file": file, "areas": list(status.areas.values()), "whole": status.whole, "base": base}
        if closed:
            mine = Portion(None, [leaf for leaf in status.leaves if leaf.node.pk not in closed and not leaf.exempted])
            context |= {"mine": mine}
        if file.agency_id in request.member.agency_ids(Role.HEAD):  # type: ignore[attr-defined]
            shared = portions(file, status)
            context |= {"portions": shared if any(portion.user for portion in shared) else []}
        yield Panel("assessments/_home_file.html", context, order=20)


register_nav(20, files_entry)
register_nav(30, register_entry)
register_todos(todos)
register_todos(request_todos)
register_requests(requests_of_year)
register_panels(panels)
