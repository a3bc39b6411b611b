"""The board of the fieldwork: forms in n of m, day by day, who is behind, and reminders to those who enter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.tenancy.models import Agency
from cchc.web.views import readonly, write
from criteria.queries import campaign_or_404, phase_state
from criteria.rules.calendar import Phase
from surveys.charts import Days
from surveys.errors import SurveyRefused
from surveys.models import SurveyPlan
from surveys.permissions import may_run_survey, may_see_survey
from surveys.queries.fieldwork import counted_by_person
from surveys.queries.pace import pace
from surveys.reminders import remind
from surveys.views.overview import is_open


@readonly(may=may_see_survey)
def board(request: HttpRequest, year: int) -> HttpResponse:
    campaign, now = campaign_or_404(year), timezone.now()
    found = pace(campaign, now)
    context = {
        "campaign": campaign,
        "pace": found,
        "chart": Days(found.counts),
        "people": counted_by_person(campaign),
        "phase": phase_state(campaign, Phase.SURVEY, at=now),
        "reduced": SurveyPlan.objects.filter(campaign=campaign, reduced_at__isnull=False).exists(),
        "may_write": may_run_survey(request.member) and is_open(campaign),  # type: ignore[attr-defined]
    }
    return render(request, "surveys/pace.html", context)


@write(may=may_run_survey, methods=("POST",))
def remind_staff(request: HttpRequest, year: int) -> HttpResponse:
    """Remind those who enter forms about the agencies ticked; nobody gets two on one day."""
    campaign = campaign_or_404(year)
    codes = [code.replace("\0", "") for code in request.POST.getlist("don-vi")]
    chosen = set(Agency.objects.filter(code__in=codes).values_list("pk", flat=True))
    if not chosen:
        messages.error(request, "Chưa chọn đơn vị nào – đánh dấu các đơn vị cần nhắc rồi bấm lại.")
    else:
        try:
            written = remind(campaign=campaign, agencies=chosen, by=request.user, at=timezone.now())
        except SurveyRefused as refused:
            messages.error(request, str(refused))
        else:
            _say(request, written)
    return redirect("surveys:pace", request.tenant.slug, year)  # type: ignore[attr-defined]


def _say(request: HttpRequest, written: int) -> None:
    if written:
        messages.success(request, "Đã gửi nhắc việc cho người nhập phiếu của các đơn vị đã chọn.")
    else:
        messages.info(request, "Hôm nay đã nhắc những người này rồi; mỗi người một lần mỗi ngày.")
