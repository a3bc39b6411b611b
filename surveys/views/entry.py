"""Paper forms typed by assigned staff: the first entry, the second by somebody else, and what the two differ in."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from cchc.tenancy.models import Agency
from cchc.web.views import require, write
from criteria.models import Campaign
from criteria.queries import campaign_or_404
from surveys.asking import groups, questions_shown
from surveys.entry_forms import EntryHead
from surveys.errors import SurveyRefused
from surveys.exchange import question_rules
from surveys.models import Questionnaire, Response, SecondEntry
from surveys.permissions import agencies_to_enter, may_enter, may_enter_any, may_run_survey
from surveys.queries.fieldwork import entered_lately, next_number, places, undecided
from surveys.queries.forms import concerned_agency_ids, form_progress
from surveys.reading import Read, judge, read_answers
from surveys.rules.forms import QuestionRule
from surveys.services.entering import draw_seconds, enter_form, enter_second, set_spoilt
from surveys.services.planning import plan_of
from surveys.services.responses import FilledForm
from surveys.views.overview import questionnaire_or_404


def _agency_of(request: HttpRequest, questionnaire: Questionnaire, code: str) -> Agency:
    """The agency the forms are about; the person must be the one to enter them."""
    agency = get_object_or_404(Agency.objects.filter(pk__in=concerned_agency_ids(questionnaire)), code=code)
    require(may_enter(request.member, questionnaire.campaign, agency), request, "may_enter")  # type: ignore[attr-defined]
    return agency


@write()
def entry_places(request: HttpRequest, year: int) -> HttpResponse:
    """What the person has to enter; the standing office sees everything. A POST draws the last second entries."""
    campaign = campaign_or_404(year)
    member = request.member  # type: ignore[attr-defined]
    require(may_enter_any(member, campaign), request, "may_enter_any")
    mine = None if may_run_survey(member) else agencies_to_enter(member, campaign)
    found = places(campaign, mine)
    if request.method == "POST":
        require(may_run_survey(member), request, "may_run_survey")
        drawn = sum(draw_seconds(one.questionnaire, one.agency, timezone.now(), all_in=True) for one in found)
        messages.success(request, f"Đã rút thêm {drawn} phiếu để nhập lần 2.")
        return redirect(request.path)
    context = {"campaign": campaign, "places": found, "runs": mine is None}
    context["disputes"] = undecided(campaign).count() if mine is None else 0
    return render(request, "surveys/entry_places.html", context)


@write()
def entry(request: HttpRequest, year: int, code: str, agency: str) -> HttpResponse:
    """One paper form after the other."""
    questionnaire = questionnaire_or_404(year, code)
    about = _agency_of(request, questionnaire, agency)
    rules = question_rules(questionnaire)
    page = _EntryPage(request, questionnaire, about, rules)
    if request.method != "POST":
        return page.show(EntryHead(initial=page.beginning()), None)
    head = EntryHead(request.POST)
    read = read_answers(rules, request.POST)
    if "phieu-hong" in request.POST:
        return page.spoilt(head, read)
    judge(rules, read)
    if not head.is_valid() or read.faults:
        return page.show(head, read)
    return page.save(head, read)


class _EntryPage:
    """The page of one questionnaire about one agency."""

    def __init__(
        self, request: HttpRequest, questionnaire: Questionnaire, agency: Agency, rules: list[QuestionRule]
    ) -> None:
        self.request, self.questionnaire, self.agency, self.rules = request, questionnaire, agency, rules
        self.address = reverse(
            "surveys:entry",
            args=[request.tenant.slug, questionnaire.campaign.year, questionnaire.code, agency.code],  # type: ignore[attr-defined]
        )

    def beginning(self) -> dict[str, Any]:
        """The number and day a new form begins with: those after the form entered before."""
        after, day = self.request.GET.get("sau", "")[:40], self.request.GET.get("ngay", "")
        return {"number": next_number(self.questionnaire, self.agency, after), "answered_on": day}

    def show(self, head: EntryHead, read: Read | None) -> HttpResponse:
        questions = questions_shown(self.rules, read)
        number = head["number"].value() or ""
        context = {
            "questionnaire": self.questionnaire,
            "campaign": self.questionnaire.campaign,
            "agency": self.agency,
            "head": head,
            "groups": list(groups(questions)),
            "faults": [question for question in questions if question.fault],
            "total": len(questions),
            "following": next_number(self.questionnaire, self.agency, number),
            "lately": entered_lately(self.questionnaire, self.agency),
            "progress": _progress(self.questionnaire, self.agency),
            "disputes": self._disputes(),
        }
        return render(self.request, "surveys/entry.html", context)

    def _disputes(self) -> list[SecondEntry]:
        if not may_run_survey(self.request.member):  # type: ignore[attr-defined]
            return []
        found = undecided(self.questionnaire.campaign)
        return list(found.filter(response__questionnaire=self.questionnaire, response__agency=self.agency)[:3])

    def save(self, head: EntryHead, read: Read) -> HttpResponse:
        number, day = head.cleaned_data["number"], head.cleaned_data["answered_on"]
        form = _filled(self.agency, number, read, day)
        try:
            enter_form(questionnaire=self.questionnaire, form=form, by=self.request.user, at=timezone.now())
        except SurveyRefused as refused:
            head.add_error("number", str(refused))
            return self.show(head, read)
        messages.success(self.request, f"Đã lưu phiếu {number}.")
        return self._next(number, day)

    def spoilt(self, head: EntryHead, read: Read) -> HttpResponse:
        if not head.is_valid():
            return self.show(head, read)
        number = head.cleaned_data["number"]
        try:
            set_spoilt(
                questionnaire=self.questionnaire,
                agency=self.agency,
                number=number,
                by=self.request.user,
                at=timezone.now(),
            )
        except SurveyRefused as refused:
            head.add_error("number", str(refused))
            return self.show(head, read)
        messages.success(self.request, f"Đã ghi phiếu {number} là phiếu hỏng, không nhập.")
        return self._next(number, head.cleaned_data["answered_on"])

    def _next(self, number: str, day: date | None) -> HttpResponse:
        return redirect(f"{self.address}?sau={number}" + (f"&ngay={day:%d/%m/%Y}" if day else ""))


def _filled(agency: Agency, number: str, read: Read, day: date | None) -> FilledForm:
    return FilledForm(agency, number, read.answers, frozenset(read.declined), Response.Channel.PAPER, day)


def _progress(questionnaire: Questionnaire, agency: Agency) -> dict[str, Any]:
    """Forms in against the quota, and how many are needed for points."""
    form = next((one for one in form_progress(questionnaire.campaign) if one.questionnaire == questionnaire), None)
    wanted = form.quota_of(agency.pk) if form else 0
    rate = plan_of(questionnaire.campaign).minimum_rate
    return {
        "received": form.counts.get(agency.pk, 0) if form else 0,
        "wanted": wanted,
        "needed": -int(-wanted * rate // 100),
    }


def _second_or_404(request: HttpRequest, year: int, pk: int) -> SecondEntry:
    rows = SecondEntry.objects.select_related("response__questionnaire__campaign", "response__agency")
    second = get_object_or_404(rows, pk=pk, response__questionnaire__campaign__year=year)
    campaign: Campaign = second.response.questionnaire.campaign
    require(may_enter(request.member, campaign, second.response.agency), request, "may_enter")  # type: ignore[attr-defined]
    return second


@write()
def seconds(request: HttpRequest, year: int, code: str, agency: str) -> HttpResponse:
    """The forms of an agency that wait for their second entry; those the person entered first are for others."""
    questionnaire = questionnaire_or_404(year, code)
    about = _agency_of(request, questionnaire, agency)
    waiting = SecondEntry.objects.filter(
        response__questionnaire=questionnaire, response__agency=about, entered_at=None
    ).select_related("response__entered_by")
    context = {"questionnaire": questionnaire, "campaign": questionnaire.campaign, "agency": about, "waiting": waiting}
    return render(request, "surveys/seconds.html", context)


@write()
def second(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The second entry of one form, without a look at the first."""
    found = _second_or_404(request, year, pk)
    response = found.response
    rules = question_rules(response.questionnaire)
    read, refusal = None, ""
    if request.method == "POST":
        read = judge(rules, read_answers(rules, request.POST))
        if not read.faults:
            form = _filled(response.agency, response.respondent, read, response.answered_on)
            try:
                done = enter_second(second=found, form=form, by=request.user, at=timezone.now())
            except SurveyRefused as refused:
                refusal = str(refused)
            else:
                return _after_second(request, done, year)
    questions = questions_shown(rules, read)
    context = {
        "second": found,
        "response": response,
        "questionnaire": response.questionnaire,
        "campaign": response.questionnaire.campaign,
        "groups": list(groups(questions)),
        "faults": [question for question in questions if question.fault],
        "total": len(questions),
        "refusal": refusal,
    }
    return render(request, "surveys/second.html", context)


def _after_second(request: HttpRequest, done: SecondEntry, year: int) -> HttpResponse:
    response = done.response
    words = f"lệch {done.differing} câu, chờ cơ quan thường trực đối chiếu" if done.differing else "hai lần giống nhau"
    messages.success(request, f"Đã nhập lần 2 phiếu {response.respondent}: {words}.")
    return redirect("surveys:seconds", request.tenant.slug, year, response.questionnaire.code, response.agency.code)  # type: ignore[attr-defined]
