"""A questionnaire printed as a paper form. Its QR code is the same on every copy: it opens the page on which forms of
this questionnaire about this agency are entered, and says nothing about who filled one in."""

import io
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from cchc.documents.lookup import Lookup
from cchc.documents.registry import About, Paper, PaperRefused
from cchc.documents.render import render as render_paper
from cchc.files.kinds import DOCX, PDF
from cchc.tenancy.models import Agency
from cchc.web.views import readonly
from surveys.documents.form import ABOUT, EVERY, build, subject_of
from surveys.models import Questionnaire
from surveys.permissions import may_see_survey
from surveys.queries.forms import concerned_agency_ids
from surveys.views.overview import questionnaire_or_404

KINDS = {"pdf": PDF, "docx": DOCX}


def _agency(form: Questionnaire, code: str) -> Agency | None:
    if not code:
        return None
    return get_object_or_404(Agency.objects.filter(pk__in=concerned_agency_ids(form)), code=code)


@readonly(may=may_see_survey)
def paper(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Which agency's form to print, as PDF or for Word."""
    form = questionnaire_or_404(year, code)
    agencies = Agency.objects.filter(pk__in=concerned_agency_ids(form))
    context = {"form": form, "campaign": form.campaign, "agencies": agencies}
    return render(request, "surveys/paper.html", context)


@readonly(may=may_see_survey)
def paper_file(request: HttpRequest, year: int, code: str, extension: str) -> HttpResponse:
    form = questionnaire_or_404(year, code)
    if extension not in KINDS:
        raise Http404
    code_asked = request.GET.get("don-vi", "").replace("\0", "")
    agency = None if code_asked == EVERY else _agency(form, code_asked)
    subject = f"{form.code}{ABOUT}{EVERY}" if code_asked == EVERY else subject_of(form, agency)
    try:
        made = build(About(form.campaign, None, subject))
    except PaperRefused as refused:
        messages.error(request, str(refused))
        return redirect("surveys:editor", request.tenant.slug, year, code)  # type: ignore[attr-defined]
    response = HttpResponse(
        _printed(request, form, agency, made, extension), content_type=KINDS[extension].content_type
    )
    name = f"phieu-{form.code}{f'-{agency.code}' if agency else ''}.{extension}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _printed(request: HttpRequest, form: Questionnaire, agency: Agency | None, made: Paper, extension: str) -> bytes:
    return render_paper("05", made.data, fmt=extension, lookup=_lookup(request, form, agency))


def _lookup(request: HttpRequest, form: Questionnaire, agency: Agency | None) -> Lookup:
    year, slug = form.campaign.year, request.tenant.slug  # type: ignore[attr-defined]
    place: list[Any] = [slug, year]
    name = "surveys:entry_places"
    if agency is not None:
        name, place = "surveys:entry", [slug, year, form.code, agency.code]
    code = segno.make(settings.SITE_URL + reverse(name, args=place), error="m", micro=False)
    picture = io.BytesIO()
    code.save(picture, kind="png", scale=6, border=2)
    words = (
        f"Mẫu {form.form_number or '01'}, bản {form.version}. Mã chung cho mọi phiếu; người nhập quét để mở trang nhập."
    )
    return Lookup(words, code.svg_inline(omitsize=True, border=2, lineclass=None), picture.getvalue())
