"""The public page behind the QR code of a paper: what it is, whether it is in force, whether a file is the same."""

import hashlib
from contextlib import AbstractContextManager

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cchc.documents import errata
from cchc.documents.codes import as_printed, tenant_of
from cchc.documents.issuers import name_by_symbol
from cchc.documents.models import OfficialDocument
from cchc.documents.states import State
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope

_CHUNK = 1024 * 1024
CODE_SHOWN = 40


class CompareForm(forms.Form):
    """The file that somebody holds."""

    file = forms.FileField(
        label="Tệp cần so",
        error_messages={
            "required": "Chưa chọn tệp – chọn tệp PDF hoặc bản quét cần so.",
            "empty": "Tệp trống – chọn lại tệp cần so.",
            "invalid": "Chưa chọn tệp – chọn tệp PDF hoặc bản quét cần so.",
        },
    )

    def clean_file(self) -> object:
        """No larger than what is accepted anywhere."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES // _CHUNK
            raise forms.ValidationError(f"Tệp lớn hơn {limit} MB – văn bản trong sổ không có tệp nào lớn như vậy.")
        return file


@require_http_methods(["GET", "HEAD"])
def ask(request: HttpRequest) -> HttpResponse:
    """For whoever holds a paper and can't scan it: the code is typed here."""
    code = as_printed(request.GET.get("ma", "").replace("\0", "").replace("/", ""))[:CODE_SHOWN]
    if code:
        return redirect("documents:lookup", code)
    return render(request, "documents/unknown.html", {"code": ""})


@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody may know of an issued paper; of a code that no paper has, that it has none."""
    try:
        response = _known(request, as_printed(code))
    except Http404:
        response = render(request, "documents/unknown.html", {"code": code[:CODE_SHOWN]}, status=404)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _known(request: HttpRequest, code: str) -> HttpResponse:
    """A file sent in is read once for its checksum and not kept."""
    with _scope_of(code):
        document = OfficialDocument.objects.filter(code=code).select_related("replaced_by").first()
        if document is None or not State(document.state).has_number:
            raise Http404
        sent = request.method == "POST"
        form = CompareForm(request.POST, request.FILES) if sent else CompareForm()
        verdict = _compared(document, form) if sent and form.is_valid() else ""
        context = {"document": document, "tenant": document.tenant, "form": form, "verdict": verdict}
        context["issuer"] = document.issuer or name_by_symbol(document.tenant, document.symbol)
        context["was_issued"] = State(document.state).was_issued
        context["corrected_by"] = errata.letters_about(document)
        return render(request, "documents/lookup.html", context)


def _scope_of(code: str) -> AbstractContextManager[object]:
    """The scope of the tenant that the code names; what is no code, or nobody's, is not found."""
    pk = tenant_of(code)
    tenant = Tenant.objects.filter(pk=pk).first() if pk else None
    if tenant is None:
        raise Http404
    return tenant_scope(tenant, readonly=True)


def _compared(document: OfficialDocument, form: CompareForm) -> str:
    """«signed», «printed» or «other»."""
    digest = hashlib.sha256()
    for chunk in form.cleaned_data["file"].chunks(_CHUNK):
        digest.update(chunk)
    found = digest.hexdigest()
    if found == document.signed_sha256:
        return "signed"
    return "printed" if found == document.sha256 else "other"
