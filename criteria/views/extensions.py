"""Extensions of a phase for one agency or all: the list that stays, and the form."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.web.views import require, write
from criteria.errors import FrameRefused
from criteria.forms import ExtensionForm
from criteria.permissions import may_run_campaign, may_see_participants
from criteria.queries import campaign_or_404
from criteria.rules.calendar import Phase
from criteria.services.plan import extend


@write(may=may_see_participants)
def listing(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaign_or_404(year)
    may_write = may_run_campaign(request.member)
    form = ExtensionForm(request.POST or None, campaign=campaign)
    if request.method == "POST":
        require(may_write, request, "may_run_campaign")
        if form.is_valid():
            try:
                extend(campaign=campaign, **form.cleaned_data, by=request.user, at=timezone.now())
            except FrameRefused as refused:
                form.add_error("closes_at", str(refused))
            else:
                messages.success(request, f"Đã gia hạn cho {form.cleaned_data['agency'] or 'tất cả các đơn vị'}.")
                return redirect("criteria:extensions", request.tenant.slug, year)
    given = [(one, Phase(one.phase).label) for one in campaign.extensions.select_related("agency")]
    context = {"campaign": campaign, "given": given, "form": form, "may_write": may_write}
    return render(request, "criteria/extensions.html", context)
