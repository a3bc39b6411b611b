"""One criterion of a draft: its words, its rule in the editor of its kind, and an input tried on it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from cchc.tenancy.models import Agency
from cchc.web.asked import number_asked
from cchc.web.views import write
from criteria.catalogue_forms import KINDS, CriterionForm
from criteria.checking import catalogue_findings
from criteria.diary import labelled
from criteria.errors import FrameRefused
from criteria.exchange import stored_rows
from criteria.models import CriteriaSet, Criterion
from criteria.permissions import may_run_campaign
from criteria.ruledraft import RuleDraft, read, stored, typed
from criteria.rules.kinds import RuleKind
from criteria.rules.numbers import EntryError, parse_number
from criteria.services.catalogue_draft import EditConflict, save_criterion
from criteria.tryout import NUMBERS, Preview, preview

KIND_HELP = {
    RuleKind.LEVELS: "Đơn vị chọn một mức; được điểm của mức đó.",
    RuleKind.CHECKLIST: "Đơn vị đánh dấu các nội dung đạt; cộng điểm từng nội dung.",
    RuleKind.RATIO_BANDS: "Đơn vị nhập hai số; tỷ lệ rơi vào khoảng nào thì được điểm của khoảng đó.",
    RuleKind.RATIO_LINEAR: "Đơn vị nhập hai số; điểm = điểm tối đa × tỷ lệ đạt / tỷ lệ được điểm tối đa.",
    RuleKind.COUNT_DEDUCT: "Bắt đầu từ điểm tối đa, mỗi trường hợp trừ một số điểm. Ghi số dương, phần mềm tự trừ.",
    RuleKind.COUNT_ADD: "Bắt đầu từ 0, mỗi trường hợp cộng một số điểm, không quá điểm tối đa.",
    RuleKind.BOOLEAN: "Đơn vị chọn Có hoặc Không.",
    RuleKind.MANUAL: "Đơn vị tự ghi điểm theo bước; thẩm định theo tài liệu.",
    RuleKind.SURVEY: "Điểm lấy từ phiếu điều tra: trung bình các câu × điểm tối đa / 100.",
}


def _open_set(code: str) -> CriteriaSet:
    return get_object_or_404(CriteriaSet, code=code)


def _node(criteria_set: CriteriaSet, pk: int) -> Criterion:
    return get_object_or_404(criteria_set.criteria.with_rules().select_related("parent"), pk=pk)


@write(may=may_run_campaign)
def criterion(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    criteria_set = _open_set(code)
    node = _node(criteria_set, pk)
    if not criteria_set.is_open:
        return redirect("criteria:set", request.tenant.slug, code)  # type: ignore[attr-defined]
    if request.method != "POST":
        return _page(request, node, CriterionForm(instance=node), stored(node), version=node.version)
    form, draft = CriterionForm(request.POST, instance=_node(criteria_set, pk)), typed(request.POST)
    act = request.POST.get("viec", "luu")
    if act not in {"luu", "luu-tiep"}:
        form.errors.clear()
        return _page(request, node, form, draft.changed(act), version=_version(request))
    return _save(request, criteria_set, node, form, draft)


def _version(request: HttpRequest) -> int:
    return number_asked(request.POST.get("version", "")) or 0


def _save(
    request: HttpRequest, criteria_set: CriteriaSet, node: Criterion, form: CriterionForm, draft: RuleDraft
) -> HttpResponse:
    values = read(draft)
    if not form.is_valid() or values.errors:
        return _page(request, node, form, draft, version=_version(request), cell_errors=values.errors)
    chosen = {name: form.cleaned_data[name] for name in form.Meta.fields}
    try:
        saved = save_criterion(
            criteria_set=criteria_set,
            pk=node.pk,
            version=_version(request),
            values=chosen,
            rule=values,
            by=request.user,
            at=timezone.now(),
        )
    except EditConflict as conflict:
        theirs = _theirs(conflict.current, chosen, draft)
        return _page(request, node, form, draft, version=conflict.current.version, theirs=theirs)
    except FrameRefused as refused:
        form.add_error(None, str(refused))
        return _page(request, node, form, draft, version=_version(request))
    messages.success(request, f"Đã lưu {saved.code}.")
    return redirect(_onward(request, criteria_set, saved))


def _onward(request: HttpRequest, criteria_set: CriteriaSet, saved: Criterion) -> str:
    """The next node to be written, or the tree with this one chosen."""
    slug = request.tenant.slug  # type: ignore[attr-defined]
    if request.POST.get("viec") == "luu-tiep":
        following = criteria_set.criteria.filter(position__gt=saved.position).order_by("position").first()
        if following is not None:
            return reverse("criteria:set_criterion", args=[slug, criteria_set.code, following.pk])
    return f"{reverse('criteria:set_edit', args=[slug, criteria_set.code])}?nut={saved.pk}#n{saved.pk}"


def _theirs(current: Criterion, mine: dict[str, Any], draft: RuleDraft) -> list[tuple[str, Any, Any]]:
    """Label, what the other person saved, what was typed here: only where they differ."""
    before = {name: getattr(current, name) for name in mine}
    rows = [(label, *pair) for label, pair in labelled(Criterion, before, mine).items()]
    if read(stored(current)) != read(draft):
        rows.append(("cách chấm", _shown(stored(current)), _shown(draft)))
    return rows


def _shown(draft: RuleDraft) -> str:
    if draft.known is None:
        return "chưa chọn"
    cells = [" – ".join(filter(None, (getattr(line, cell) for cell in draft.cells))) for line in draft.lines]
    single = [draft.values.get(name, "") for name in draft.columns]
    return f"{draft.known.label}: {'; '.join(filter(None, [*single, *cells]))}"


@write(may=may_run_campaign, methods=("POST",))
def try_out(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The preview alone, while one types; nothing is written."""
    criteria_set = _open_set(code)
    if not criteria_set.criteria.filter(pk=pk).exists():
        raise Http404
    return render(request, "criteria/_set_preview.html", {"preview": _tried(request, typed(request.POST))})


def _tried(request: HttpRequest, draft: RuleDraft) -> Preview | None:
    if draft.known is None:
        return None
    post = request.POST
    try:
        points = parse_number(post.get("max_points", ""))
    except EntryError:
        points = None
    policy = post.get("not_applicable_policy", "none")
    policy = policy if policy in Criterion.NotApplicable.values else "none"
    return preview(post, draft, points, policy, post.get("unit_of_measure", ""))


def _page(request: HttpRequest, node: Criterion, form: CriterionForm, draft: RuleDraft, **more: Any) -> HttpResponse:
    criteria_set = node.criteria_set
    rows = stored_rows(criteria_set)
    places = [row.pk for row in rows]
    at = places.index(node.pk)
    found = [one for one in catalogue_findings(criteria_set, rows) if one.where == node.code]
    shown = draft.filled()
    known = shown.known
    context: dict[str, Any] = {
        "set": criteria_set,
        "node": node,
        "form": form,
        "draft": shown,
        "lines": _lines(shown, more.get("cell_errors", {})),
        "kinds": KINDS,
        "kind_help": KIND_HELP.get(known, "") if known else "",
        "try_numbers": NUMBERS.get(known, ()) if known else (),
        "tried": request.POST,
        "tried_items": request.POST.getlist("try_items"),
        "is_area": node.level == Criterion.Level.AREA,
        "is_branch": any(row.parent_code == node.code for row in rows),
        "above": rows[at - 1] if at else None,
        "below": rows[at + 1] if at + 1 < len(rows) else None,
        "own_findings": found,
        "departments": list(Agency.objects.order_by("sort_key").values_list("name", flat=True)),
        "preview": _stored_preview(request, node, shown),
        "adding": request.POST.get("viec") == "them-dong",
    }
    return render(request, "criteria/set_criterion.html", context | more)


def _stored_preview(request: HttpRequest, node: Criterion, draft: RuleDraft) -> Preview | None:
    if request.method == "POST":
        return _tried(request, draft)
    if draft.known is None:
        return None
    return preview(request.POST, draft, node.max_points, node.not_applicable_policy, node.unit_of_measure)


def _lines(draft: RuleDraft, errors: dict[str, str]) -> list[dict[str, Any]]:
    """The lines with their number, their faults, and for a band the upper bound that follows from the one above."""
    rows = []
    for number, line in enumerate(draft.lines, start=1):
        faults = [text for cell in draft.cells if (text := errors.get(f"line_{cell}_{number}"))]
        above = draft.lines[number - 2].lower if number > 1 else ""
        rows.append({"number": number, "line": line, "faults": faults, "above": above})
    return rows
