"""Explanations as the office works on them: the list, one leaf's thread, the letter to one agency."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assessments.models import Assessment
from cchc.accounts.roles import OF_ASSESSED_AGENCY
from cchc.documents.links import paper_url
from cchc.web.views import readonly, require, write
from councils.explanation_forms import AskForm, LetterForm, NoteForm, SecondForm, WhyForm
from councils.forms import RowInput
from councils.models import ExplanationRequest
from councils.permissions import (
    is_outsider,
    may_ask,
    may_oversee,
    may_see_appraisal,
    may_see_explanations,
    may_send_letters,
)
from councils.queries import Cells
from councils.queries.explanation import Thread, asked_agencies, letters_of, reply_time, threads_of
from councils.queries.grid import GridRow, scored_leaf
from councils.services import explanation as verbs
from councils.services.appraising import Refused
from councils.stages import Stage
from councils.states import RequestState
from councils.views.common import campaign_and_cells, link, to
from councils.views.rows import Line, line_of
from criteria.catalogue import leaf_rule
from criteria.models import Campaign, Criterion
from criteria.queries import campaign_or_404, phase_state
from criteria.rules.calendar import Phase
from criteria.rules.numbers import EntryError, show_points

FORMS = {"ask": AskForm, "settle": SecondForm, "refer": WhyForm, "withdraw": WhyForm, "note": NoteForm}
DONE = {
    "ask": "Đã ghi yêu cầu giải trình; yêu cầu chờ Tổ Thư ký gửi công văn.",
    "settle": "Đã ghi điểm thẩm định lần 2.",
    "refer": "Đã đưa ra Hội đồng.",
    "withdraw": "Đã rút yêu cầu giải trình.",
    "note": "Đã ghi chú nội bộ.",
}


@readonly(may=may_see_explanations)
def explanations(request: HttpRequest, year: int) -> HttpResponse:
    """Every agency that is asked something; people of an agency are led to what it is asked itself."""
    campaign, cells = campaign_and_cells(request, year)
    if is_outsider(request.member):  # type: ignore[attr-defined]
        own = campaign.assessments.filter(agency__in=request.member.agency_ids(*OF_ASSESSED_AGENCY)).first()  # type: ignore[attr-defined]
        return to(request, "reply", year, own.pk) if own else render(request, "councils/explanations.html", {})
    now = timezone.now()
    rows = asked_agencies(campaign)
    context = {
        "campaign": campaign,
        "rows": [(row, row.is_late(now)) for row in rows],
        "drafts": sum(row.drafts for row in rows),
        "waiting": sum(row.waiting for row in rows),
        "answered": sum(row.answered for row in rows),
        "phase": phase_state(campaign, Phase.EXPLANATION, at=now),
        "reminder": paper_url(request.tenant.slug, year, "14", subject="giai-trinh"),  # type: ignore[attr-defined]
        "late": sum(row.is_late(now) for row in rows),
        "may_send": may_send_letters(request.member),  # type: ignore[attr-defined]
        "mine": cells.leaf_ids,
        "oversees": may_oversee(request.member),  # type: ignore[attr-defined]
    }
    return render(request, "councils/explanations.html", context)


def _found(request: HttpRequest, year: int, file: int, leaf: int) -> tuple[Campaign, Cells, Assessment, Criterion]:
    campaign, cells = campaign_and_cells(request, year)
    files = Assessment.objects.select_related("agency", "campaign")
    chosen = get_object_or_404(files, pk=file, campaign=campaign)
    node = get_object_or_404(Criterion, scored_leaf(campaign, leaf), criteria_set=chosen.criteria_set_id)
    return campaign, cells, chosen, node


@write(may=may_see_appraisal)
def thread(request: HttpRequest, year: int, file: int, leaf: int) -> HttpResponse:
    """One leaf of one file: what was scored, asked, replied and noted; the POST takes the step named ``viec``."""
    campaign, cells, chosen, node = _found(request, year, file, leaf)
    may_work = may_ask(request.member, cells, chosen, node)  # type: ignore[attr-defined]
    said = threads_of(chosen, [node], inside=True)[node.pk]
    forms, numbers = _forms(said), _numbers(request, chosen, said)
    status = 200
    if request.method == "POST":
        require(may_work, request, "may_ask")
        name = request.POST.get("viec", "")
        require(name in FORMS, request, "viec")
        forms[name] = FORMS[name](request.POST, auto_id=f"{name}-%s")
        if name == "settle" and numbers.typed.by_entry:
            forms[name].fields["points"].required = False
        if forms[name].is_valid() and _taken(request, name, chosen, said, forms[name], cells, numbers):
            messages.success(request, DONE[name])
            return to(request, "request", year, file, leaf)
        status = 422
    latest = said.latest
    window = reply_time(latest.letter, at=timezone.now()) if latest and _with_file(latest, chosen) else None
    context = {
        "campaign": campaign,
        "file": chosen,
        "leaf": node,
        "thread": said,
        "window": window,
        "forms": forms,
        "line": numbers,
        "may_work": may_work and campaign.adopted_at is None,
        "may_ask_now": latest is None or latest.state not in {"draft", "sent", "answered"},
        "may_settle": latest is not None and _may_settle(latest, window),
        "may_withdraw": latest is not None and latest.state in {"draft", "sent"},
        "failed": request.POST.get("viec", "") if status == 422 else "",
    }
    return render(request, "councils/request.html", context, status=status)


def _with_file(latest: ExplanationRequest, file: Assessment) -> bool:
    """Whether the request has gone out; its letter then knows the file at hand."""
    if latest.letter is None:
        return False
    latest.letter.assessment = file
    return True


def _may_settle(latest: ExplanationRequest, window: Any) -> bool:
    if latest.state == RequestState.ANSWERED:
        return True
    return latest.state == RequestState.SENT and window is not None and not window.open


def _forms(said: Thread) -> dict[str, Any]:
    judged, mine = said.judged, said.mine
    start = {"points": show_points(judged.points) if judged and judged.points is not None else ""}
    doubt = judged.explanation if judged and mine and judged.points != mine.points else ""
    start["doubt"] = doubt
    return {name: form(initial=start, auto_id=f"{name}-%s") for name, form in FORMS.items()}


def _numbers(request: HttpRequest, file: Assessment, said: Thread) -> Line:
    """The numbers of the latest appraisal, else the agency's, to be corrected; as typed where they were sent."""
    rule = leaf_rule(Criterion.objects.with_rules().get(pk=said.leaf.pk))
    scores = {Stage.SELF: said.mine, Stage.APPRAISED: said.judged}
    known = {str(stage): score for stage, score in scores.items() if score is not None}
    line = line_of(GridRow(file.agency, said.leaf, file, known), rule, by_file=True)
    if request.POST.get("viec") == "settle":
        line.typed = RowInput.read(request.POST, line.pk, rule)
    return line


def _taken(
    request: HttpRequest, name: str, file: Assessment, said: Thread, form: Any, cells: Cells, numbers: Line
) -> bool:
    """Whether the step was taken; the reason why not stands in the form."""
    leaf = said.leaf
    common = {"by": request.member, "at": timezone.now(), **form.cleaned_data}  # type: ignore[attr-defined]
    department = cells.department(file.agency_id, leaf.pk)
    try:
        with transaction.atomic():
            if name == "ask":
                verbs.ask(assessment=file, leaf=leaf, department=department, **common)
            elif name == "note":
                verbs.note(assessment=file, leaf=leaf, text=common.pop("note"), **common)
            else:
                if name == "settle":
                    common["entry"] = numbers.typed.corrected()
                _step(name, said, department, common)
    except EntryError as error:
        numbers.at_fault = "" if error.field == "points" else "entry"
        form.add_error("points" if error.field == "points" else None, error.message)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    else:
        return True
    return False


def _step(name: str, said: Thread, department: Any, common: dict[str, Any]) -> None:
    if said.latest is None:
        raise Refused("Mục này chưa có yêu cầu giải trình – tải lại trang.")
    if name == "settle":
        verbs.settle(request=said.latest, department=department, **common)
    elif name == "refer":
        verbs.refer(request=said.latest, **common)
    else:
        verbs.withdraw(request=said.latest, **common)


@write(may=may_send_letters)
def letter(request: HttpRequest, year: int, file: int) -> HttpResponse:
    """Everything that waits for one agency, gathered into a letter with its deadline."""
    campaign = campaign_or_404(year)
    files = Assessment.objects.select_related("agency", "campaign")
    chosen = get_object_or_404(files, pk=file, campaign=campaign)
    phase = phase_state(campaign, Phase.EXPLANATION, at=timezone.now(), agency=chosen.agency)
    form = LetterForm(request.POST or None, initial=_letter_start(request, phase))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                sent = verbs.send_letter(
                    assessment=chosen,
                    by=request.member,  # type: ignore[attr-defined]
                    at=timezone.now(),
                    due_at=form.due_at,
                    contact=form.who,
                )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, f"Đã gửi yêu cầu đợt {sent.round} cho {chosen.agency}; thông báo đã vào hộp tin.")
            return redirect(f"{link(request, 'explanations', year)}#h{chosen.pk}")
    waiting = ExplanationRequest.objects.filter(assessment=chosen, state=RequestState.DRAFT)
    context = {
        "campaign": campaign,
        "file": chosen,
        "form": form,
        "phase": phase,
        "waiting": waiting.select_related("criterion", "asked_by", "asked_by_agency").order_by(
            "criterion__position", "pk"
        ),
        "letters": [(one, _paper(request, chosen, f"dot-{one.round}")) for one in letters_of(chosen)],
        "draft": _paper(request, chosen, "du-thao"),
    }
    return render(request, "councils/letter.html", context, status=422 if form.is_bound else 200)


def _paper(request: HttpRequest, file: Assessment, subject: str) -> str:
    slug, year = request.tenant.slug, file.campaign.year  # type: ignore[attr-defined]
    return paper_url(slug, year, "06", agency=file.agency.code, subject=subject)


def _letter_start(request: HttpRequest, phase: Any) -> dict[str, Any]:
    """Five days, or the phase's last day where that is sooner; the secretary as contact."""
    due = timezone.localtime() + timedelta(days=5)
    if phase.window.closes is not None:
        due = min(due, timezone.localtime(phase.window.closes) - timedelta(seconds=1))
    person = request.member.user  # type: ignore[attr-defined]
    return {"due_on": due.date(), "contact": str(person), "contact_title": person.position}
