"""Handing a stored file out. The right to it is checked by the view, each time, before it comes here."""

from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from cchc.files.kinds import EVIDENCE_KINDS
from cchc.files.names import clean_name
from cchc.files.store import checked, open_stored

UNKNOWN_TYPE = "application/octet-stream"
_INLINE_TYPES = frozenset(kind.content_type for kind in EVIDENCE_KINDS if kind.inline)
_KNOWN_TYPES = frozenset(kind.content_type for kind in EVIDENCE_KINDS)
_SANDBOX = "sandbox; default-src 'none'"
# Browsers show a PDF through a page of their own. Chromium 156 does so under `sandbox` too, older ones stay blank.
_PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


def serve(stored_name: str, *, content_type: str, download_name: str, inline: bool = False) -> HttpResponseBase:
    """The file as an answer. `inline` counts for PDF, PNG and JPEG only; unknown types go out as plain bytes.

    With `settings.X_ACCEL_PREFIX` nginx sends the bytes, and the headers here stay in force.
    """
    content_type = content_type if content_type in _KNOWN_TYPES else UNKNOWN_TYPE
    inline = inline and content_type in _INLINE_TYPES
    response = _bytes_of(checked(stored_name), content_type)
    response["Content-Type"] = content_type
    response["Content-Disposition"] = content_disposition_header(not inline, clean_name(download_name)) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    is_shown_pdf = inline and content_type == "application/pdf"
    response["Content-Security-Policy"] = _PDF_POLICY if is_shown_pdf else _SANDBOX
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _bytes_of(stored_name: str, content_type: str) -> HttpResponseBase:
    prefix = getattr(settings, "X_ACCEL_PREFIX", "")
    if prefix:
        return HttpResponse(headers={"X-Accel-Redirect": f"{prefix.rstrip('/')}/{quote(stored_name)}"})
    return FileResponse(open_stored(stored_name), content_type=content_type)
