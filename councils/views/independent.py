"""Independent scores of the council's members: rounds, one's own scores, the spread once all are in."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cchc.web.asked import number_asked
from cchc.web.views import require, write
from councils.models import IndependentRound
from councils.permissions import SENT, may_open_rounds, may_see_rounds
from councils.queries.independent import Line, lines_of
from councils.services import Refused
from councils.services.independent import give_score, open_round
from councils.views.common import said, to
from criteria.models import Criterion
from criteria.queries import campaign_or_404
from criteria.rules.numbers import EntryError, parse_number


@write(may=may_see_rounds)
def rounds(request: HttpRequest, year: int) -> HttpResponse:
    """The leaves asked for, with how many scores are in; opening one."""
    campaign = campaign_or_404(year)
    may_open = may_open_rounds(request.member)  # type: ignore[attr-defined]
    files = campaign.assessments.filter(state__in=SENT).select_related("agency").order_by("agency__sort_key")
    leaves = Criterion.objects.self_scored().filter(criteria_set__in=campaign.sets.values("criteria_set"))
    ordered = leaves.order_by("criteria_set", "position")
    typed: dict[str, Any] = {}
    if request.method == "POST":
        require(may_open, request, "may_open_rounds")
        typed = {"leaf": number_asked(request.POST.get("leaf", "")), "ticked": request.POST.getlist("files")}
        chosen = [pk for pk in map(number_asked, typed["ticked"]) if pk]
        node = leaves.filter(pk=typed["leaf"] or 0).first()
        try:
            if node is None:
                raise Refused("Chọn mục chấm độc lập.")
            wanted = [file for file in files if file.pk in chosen and file.criteria_set_id == node.criteria_set_id]
            open_round(campaign=campaign, leaf=node, files=wanted, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        except Refused as refused:
            typed["error"] = refused.message
        else:
            messages.success(request, f"Đã mở chấm độc lập mục {node.code}; thành viên Hội đồng thấy ở trang này.")
            return to(request, "rounds", year)
    found = IndependentRound.objects.filter(campaign=campaign).select_related("criterion", "opened_by")
    counted = found.annotate(
        total=Count("scores"),
        given=Count("scores", filter=Q(scores__points__isnull=False)),
        waiting=Count("scores", filter=Q(scores__points=None, scores__member=request.user.pk)),
    )
    context = {"campaign": campaign, "rounds": counted, "may_open": may_open, "files": files, "leaves": ordered}
    return render(request, "councils/rounds.html", context | typed)


@write(may=may_see_rounds)
def round_scores(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """One leaf: the member's own scores; the others' only once every member has scored the file."""
    campaign = campaign_or_404(year)
    rounds = IndependentRound.objects.select_related("criterion")
    made = get_object_or_404(rounds, pk=pk, campaign=campaign)
    lines = lines_of(made, request.user)  # type: ignore[arg-type]
    if request.method == "POST":
        require(any(line.mine for line in lines), request, "may_give_score")
        count = sum(_save(request, line) for line in lines if line.mine and not line.is_complete)
        if not any(line.error for line in lines):
            said(request, count, "Đã ghi {} điểm.", "Không có điểm nào thay đổi.")
            return to(request, "round", year, pk)
    context = {"campaign": campaign, "round": made, "leaf": made.criterion, "lines": lines}
    context["writable"] = any(line.mine and not line.is_complete for line in lines)  # type: ignore[assignment]
    return render(request, "councils/round.html", context)


def _save(request: HttpRequest, line: Line) -> bool:
    assert line.mine is not None
    line.typed = request.POST.get(f"p-{line.mine.pk}", line.typed).strip()
    note = request.POST.get(f"t-{line.mine.pk}", line.mine.note)
    try:
        points = parse_number(line.typed, "points") if line.typed else None
        with transaction.atomic():
            return give_score(row=line.mine, points=points, note=note, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except (EntryError, Refused) as wrong:
        line.error = wrong.message
    return False
