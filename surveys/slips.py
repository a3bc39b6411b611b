"""The sheet of QR slips of a batch of links, and the poster of a desk's code: printed once, never made again."""

from collections.abc import Sequence
from dataclasses import dataclass

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from cchc.documents.pdf import to_pdf
from cchc.documents.stylesheet import stylesheet
from surveys.models import LinkSheet


@dataclass(frozen=True, slots=True)
class Slip:
    """One link with its code as a drawing."""

    number: int
    address: str
    code: SafeString


def address_of(token: str) -> str:
    """The whole address of a link; built from SITE_URL, as it is scanned from paper."""
    return settings.SITE_URL + reverse("survey_public:form", args=[token])


def drawing(text: str) -> SafeString:
    """A QR code as SVG that fills its box; correction level M, as a crumpled slip must still be read."""
    code = segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None)
    return mark_safe(code)  # noqa: S308 - drawn by segno: holds modules, none of the text


def slips(tokens: Sequence[str]) -> list[Slip]:
    return [Slip(number, address_of(token), drawing(address_of(token))) for number, token in enumerate(tokens, start=1)]


def slips_pdf(sheet: LinkSheet, tokens: Sequence[str]) -> bytes:
    """Eight slips a page to cut out, or one poster for the desk."""
    questionnaire = sheet.questionnaire
    context = {
        "sheet": sheet,
        "slips": slips(tokens),
        "questionnaire": questionnaire,
        "campaign": questionnaire.campaign,
        "tenant": questionnaire.campaign.tenant,
        "style": mark_safe(stylesheet([])),  # noqa: S308 - our own stylesheet
    }
    name = "poster" if sheet.kind == LinkSheet.Kind.DESK else "slips"
    return to_pdf(render_to_string(f"surveys/print_{name}.html", context))
