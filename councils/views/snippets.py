"""A person's own wordings of reasons."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cchc.web.views import write
from councils.forms import REASONS
from councils.permissions import may_appraise_something
from councils.services.snippets import KEYS, SnippetRefused, keep_snippets, snippets_of
from councils.views.common import to
from criteria.queries import campaign_or_404


@write(may=may_appraise_something)
def snippets(request: HttpRequest, year: int) -> HttpResponse:
    """Nine wordings, each with its digit and the kind of reason."""
    campaign = campaign_or_404(year)
    kept = {one.key: (one.code, one.text) for one in snippets_of(request.user)}  # type: ignore[arg-type]
    error, at_fault = "", 0
    if request.method == "POST":
        kept = {key: (request.POST.get(f"c-{key}", ""), request.POST.get(f"t-{key}", "")) for key in KEYS}
        try:
            count = keep_snippets(wanted=kept, by=request.user, tenant=request.tenant)  # type: ignore[arg-type, attr-defined]
        except SnippetRefused as refused:
            error, at_fault = refused.message, refused.key
        else:
            messages.success(request, f"Đã ghi {count} mẫu lý do.")
            return to(request, "snippets", year)
    rows = [(key, *kept.get(key, ("", "")), key == at_fault) for key in KEYS]
    context = {"campaign": campaign, "rows": rows, "reasons": REASONS, "error": error}
    return render(request, "councils/snippets.html", context)
