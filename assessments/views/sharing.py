"""The head's page: who fills in which area or leaf of the file, how far each is, and who has really done what."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from assessments.models import Assessment, Score
from assessments.permissions import may_see_files, may_share
from assessments.queries import FileStatus, LeafStatus, file_status
from assessments.services.sharing import share_all
from assessments.shares import deciding, given_of, officers_of, portions
from assessments.states import State
from assessments.views.common import fetch_file, links_of
from cchc.accounts.models import User
from cchc.web.asked import number_asked
from cchc.web.views import require, write
from criteria.models import Criterion
from criteria.tree import Branch, tree_of


def _rows(file: Assessment, area: str, people: list[User], status: FileStatus) -> list[dict[str, Any]]:
    """Every area; below the opened one its criteria and leaves."""
    given, known = given_of(file), {leaf.node.pk: leaf for leaf in status.leaves}
    names = {user.pk: user for user in people}
    hands = _hands(file)
    rows = []
    for node in tree_of(file.criteria_set).nodes:
        is_area = node.pk in status.areas
        if node.is_surveyed or not (is_area or (node.area_code == area and _is_filled(node, known, status))):
            continue
        rows.append(_row(node, is_area, given, names, status, known.get(node.pk), hands.get(node.pk)))
    return rows


def _is_filled(node: Branch, known: dict[int, LeafStatus], status: FileStatus) -> bool:
    return node.pk in known or node.pk in status.sums


def _row(node: Branch, is_area: bool, given, names: dict[int, User], status: FileStatus, leaf, hand) -> dict[str, Any]:
    chosen = given.get(node.pk, frozenset())
    above = deciding(node, {pk: users for pk, users in given.items() if pk != node.pk})
    return {
        "node": node,
        "is_area": is_area,
        "people": [(user, user.pk in chosen) for user in names.values()],
        "gone": len(chosen - set(names)),
        "given": [names[pk] for pk in names if pk in chosen],
        "above": [names[pk] for pk in names if above is not None and pk in given[above]] if not chosen else [],
        "sum": status.sums.get(node.pk),
        "leaf": leaf,
        "hand": hand,
    }


def _hands(file: Assessment) -> dict[int, tuple[str, Any]]:
    """Per leaf who saved it last, and when."""
    rows = Score.objects.at_stage(Score.Stage.SELF).filter(assessment=file).select_related("saved_by")
    return {score.criterion_id: (str(score.saved_by or "Nhập từ tệp"), score.saved_at) for score in rows}


def _done(file: Assessment) -> list[dict[str, Any]]:
    """Who has saved how many leaves last, the busiest first."""
    rows = Score.objects.at_stage(Score.Stage.SELF).filter(assessment=file, saved_by__isnull=False)
    counted = rows.values("saved_by", "saved_by__full_name").annotate(count=Count("pk"), last=Max("saved_at"))
    return list(counted.order_by("-count", "saved_by__full_name", "saved_by"))


def _context(request: HttpRequest, file: Assessment, area: str) -> dict[str, Any]:
    status, people = file_status(file), officers_of(file.agency_id)
    if area and area not in {known.code for known in status.areas.values()}:
        raise Http404
    may = may_share(request.member, file) and file.state in {State.DRAFT, State.PENDING_HEAD}  # type: ignore[attr-defined]
    return {
        "file": file,
        "links": links_of(request.tenant.slug, file),  # type: ignore[attr-defined]
        "rows": _rows(file, area, people, status),
        "open_area": area,
        "people": people,
        "portions": portions(file, status),
        "done": _done(file),
        "may": may,
    }


@write(may=may_see_files)
def share(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Read by whoever reads the file; changed by its head alone."""
    file = fetch_file(request, year, pk)
    area = request.GET.get("linh-vuc", "")[:20]
    if request.method != "POST":
        return render(request, "assessments/share.html", _context(request, file, area))
    require(may_share(request.member, file), request, "may_share")  # type: ignore[attr-defined]
    if file.state not in {State.DRAFT, State.PENDING_HEAD}:
        messages.error(request, "Hồ sơ đã gửi, không đổi phân công được. Chưa ghi gì.")
        return redirect(request.get_full_path())
    changed = share_all(assessment=file, wanted=_wanted(file, request.POST), by=request.member.user)  # type: ignore[attr-defined]
    messages.success(request, f"Đã ghi phân công: {changed} phần thay đổi." if changed else "Phân công không thay đổi.")
    return redirect(request.get_full_path())


def _wanted(file: Assessment, sent: QueryDict) -> dict[Criterion, list[User]]:
    """Per branch that stood on the page the officers ticked; strangers to the agency are passed over."""
    people = {user.pk: user for user in officers_of(file.agency_id)}
    shown = {number_asked(text) for text in sent.getlist("n")} - {None}
    tree = tree_of(file.criteria_set)
    return {
        node.criterion(): _ticked(people, sent.getlist(f"g-{node.pk}"))
        for node in tree.nodes
        if node.pk in shown and not node.is_surveyed
    }


def _ticked(people: dict[int, User], texts: Iterable[str]) -> list[User]:
    chosen = {number_asked(text) for text in texts}
    return [user for pk, user in people.items() if pk in chosen]
