"""More time for an agency: the agency's page that asks for it, the standing office's page that answers."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assessments.forms import AgreeForm, AskExtensionForm, RefuseForm
from assessments.models import Assessment, ExtensionRequest
from assessments.permissions import may_fill, may_see_all, may_work
from assessments.services import Refused
from assessments.services.extending import agree, ask_extension, refuse, why_not
from assessments.views.common import fetch_file, links_of, phase_of
from cchc.documents.links import paper_url
from cchc.web.asked import number_asked
from cchc.web.views import require, write
from criteria.errors import FrameRefused
from criteria.models import Campaign
from criteria.permissions import may_run_campaign
from criteria.queries import campaign_or_404


@write(may=may_work)
def ask(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """What the agency has asked and what was answered; while the file isn't sent, a form to ask again."""
    file = fetch_file(request, year, pk)
    require(may_fill(request.member, file), request, "may_fill")  # type: ignore[attr-defined]
    form = AskExtensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _asked(request, file, form):
        return redirect(request.path)
    rows = list(file.extension_requests.select_related("asked_by", "answered_by", "extension"))
    context = {
        "file": file,
        "links": links_of(request.tenant.slug, file),  # type: ignore[attr-defined]
        "phase": phase_of(request, file),
        "form": form,
        "rows": rows,
        "why_not": why_not(file),
        "is_waiting": any(row.answered_at is None for row in rows),
    }
    return render(request, "assessments/ask_extension.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest, file: Assessment, form: AskExtensionForm) -> bool:
    try:
        ask_extension(assessment=file, **form.cleaned_data, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except Refused as refused:
        form.add_error("wished", str(refused))
        return False
    messages.success(request, "Đã gửi đề nghị gia hạn. Trả lời hiện ở trang này và trong hộp thư.")
    return True


@write(may=may_see_all)
def requests(request: HttpRequest, year: int) -> HttpResponse:
    """Every request of the year, those without an answer first; the standing office answers here."""
    campaign = campaign_or_404(year)
    may_answer = may_run_campaign(request.member)  # type: ignore[attr-defined]
    if request.method == "POST":
        require(may_answer, request, "may_run_campaign")
        chosen = _chosen(request, campaign)
        form = _form(request.POST.get("answer", ""), request.POST, auto_id=f"id_{chosen.pk}_%s")
        if form.is_valid() and _answer(request, chosen, form):
            return redirect(request.path)
        return _render_requests(request, campaign, may_answer, chosen.pk, form)
    return _render_requests(request, campaign, may_answer)


def _chosen(request: HttpRequest, campaign: Campaign) -> ExtensionRequest:
    known = ExtensionRequest.objects.filter(assessment__campaign=campaign).select_related("assessment__agency")
    return get_object_or_404(known, pk=number_asked(request.POST.get("request", "")))


def _form(answer: str, data: Any = None, **options: Any) -> forms.Form:
    if answer not in {"agree", "refuse"}:
        raise Http404
    return AgreeForm(data, **options) if answer == "agree" else RefuseForm(data, **options)


def _answer(request: HttpRequest, chosen: ExtensionRequest, form: forms.Form) -> bool:
    act = agree if isinstance(form, AgreeForm) else refuse
    try:
        act(request=chosen, **form.cleaned_data, by=request.user, at=timezone.now())
    except (Refused, FrameRefused) as refused:
        form.add_error(next(iter(form.fields)), str(refused))
        return False
    words = "Đã gia hạn cho" if act is agree else "Đã trả lời không đồng ý gia hạn cho"
    messages.success(request, f"{words} {chosen.assessment.agency}. Đơn vị đã được báo trong hộp thư.")
    return True


def _render_requests(
    request: HttpRequest, campaign: Campaign, may_answer: bool, pk: int = 0, sent: forms.Form | None = None
) -> HttpResponse:
    known = ExtensionRequest.objects.filter(assessment__campaign=campaign)
    rows = known.select_related("assessment__agency", "asked_by", "answered_by", "extension")
    context = {
        "campaign": campaign,
        "waiting": [_waiting(row, sent if row.pk == pk else None) for row in rows if row.answered_at is None],
        "answered": [_shown(request, campaign, row) for row in rows if row.answered_at is not None],
        "may_answer": may_answer,
        "refused": sent if sent is not None and sent.errors else None,
    }
    return render(request, "assessments/extension_requests.html", context, status=422 if sent is not None else 200)


def _waiting(row: ExtensionRequest, sent: forms.Form | None) -> dict[str, Any]:
    agreeing = sent if isinstance(sent, AgreeForm) else AgreeForm(
        initial={"closes_at": row.wished}, auto_id=f"id_{row.pk}_%s"
    )  # fmt: skip
    refusing = sent if isinstance(sent, RefuseForm) else RefuseForm(auto_id=f"id_{row.pk}_%s")
    return {"row": row, "agree": agreeing, "refuse": refusing}


def _shown(request: HttpRequest, campaign: Campaign, row: ExtensionRequest) -> dict[str, Any]:
    if row.extension is None:
        return {"row": row}
    slug = request.tenant.slug  # type: ignore[attr-defined]
    return {"row": row, "paper": paper_url(slug, campaign.year, "18", subject=str(row.extension.batch))}
