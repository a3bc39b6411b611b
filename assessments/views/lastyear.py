"""One leaf the year before beside the present one, and the knowing copy of its answer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString

from assessments import markup
from assessments.lastyear import Answer, answer_of
from assessments.models import Citation
from assessments.permissions import may_fill, may_see_files
from assessments.services import Refused
from assessments.services.leafwise import copy_leaf
from assessments.views.common import Opened, closed_branches, is_editable, links_of, open_file, phase_of
from cchc.web.asked import number_asked
from cchc.web.views import require, write
from criteria.catalogue import leaf_rule
from criteria.models import Criterion
from criteria.rules.numbers import EntryError
from criteria.tree import Branch


@write(may=may_see_files)
def year_before(request: HttpRequest, year: int, pk: int, leaf: int) -> HttpResponse:
    """What the agency answered, what came of it, which documents it showed; POST copies the answer."""
    opened = open_file(request, year, pk, area="")
    node = opened.contents.tree.by_id.get(leaf)
    answer = answer_of(opened.file, node) if node and node.is_self_scored else None
    if node is None or answer is None:
        raise Http404
    if request.method == "POST":
        require(may_fill(request.member, opened.file), request, "may_fill")  # type: ignore[attr-defined]
        return _copied(request, opened, node, answer)
    return _page(request, opened, node, answer)


def _page(request: HttpRequest, opened: Opened, node: Branch, answer: Answer, refusal: str = "") -> HttpResponse:
    score = opened.contents.entered.get(node.pk)
    links = links_of(request.tenant.slug, opened.file)  # type: ignore[attr-defined]
    context = {
        "file": opened.file,
        "node": node,
        "links": links,
        "before": opened.read.before.of(node),
        "past": answer.past,
        "past_inputs": _inputs(answer),
        "documents": _documents(answer, opened),
        "score": score,
        "version": score.version if score else 0,
        "back": f"{links['file']}linh-vuc/{node.area_code}/#m{node.pk}",
        "may_copy": _may_copy(request, opened, node),
        "refusal": refusal,
    }
    return render(request, "assessments/year_before.html", context, status=422 if refusal else 200)


def _may_copy(request: HttpRequest, opened: Opened, node: Branch) -> bool:
    member, file = request.member, opened.file  # type: ignore[attr-defined]
    is_mine = node.pk not in closed_branches(member, file)
    applies = opened.contents.exempted.keys().isdisjoint(node.path)
    return is_mine and applies and is_editable(member, file, phase_of(request, file))


def _inputs(answer: Answer) -> SafeString:
    """What was entered, in the words of that year's rule."""
    criterion = Criterion.objects.with_rules().get(pk=answer.criterion_id)
    return SafeString(markup.entered(leaf_rule(criterion), answer.past))  # type: ignore[arg-type]


def _documents(answer: Answer, opened: Opened) -> list[Citation]:
    year = opened.file.campaign.year - 1
    rows = Citation.objects.filter(criterion=answer.criterion_id, assessment__agency=opened.file.agency_id)
    return list(rows.filter(assessment__campaign__year=year).select_related("evidence"))


def _copied(request: HttpRequest, opened: Opened, node: Branch, answer: Answer) -> HttpResponse:
    year = opened.file.campaign.year - 1
    by: Any = request.member.user  # type: ignore[attr-defined]
    if not _may_copy(request, opened, node):
        return _page(request, opened, node, answer, "Mục này không mở để chấm hoặc giao cho người khác; chưa ghi gì.")
    try:
        copy_leaf(
            assessment=opened.file,
            leaf=node.pk,
            past=answer.past,
            year=year,
            version=number_asked(request.POST.get("version", "")) or 0,
            by=by,
            at=timezone.now(),
        )
    except (EntryError, Refused) as wrong:
        return _page(request, opened, node, answer, str(wrong))
    messages.success(request, f"Đã chép câu trả lời năm {year} vào mục {node.code}. Kiểm tra lại số liệu năm nay.")
    links = links_of(request.tenant.slug, opened.file)  # type: ignore[attr-defined]
    return redirect(f"{links['file']}linh-vuc/{node.area_code}/#m{node.pk}")
