"""Questionnaires and filled-in forms from a file: every fault, or what would be written; then all of it or nothing."""

import io
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.files.faults import Faults
from cchc.files.tabular import read_table
from cchc.web.views import write
from criteria import kept
from criteria.models import Campaign
from criteria.queries import campaign_or_404
from surveys.errors import SurveyRefused
from surveys.exchange import question_rules
from surveys.forms import QuestionnaireFileForm, ResponsesFileForm
from surveys.models import Questionnaire
from surveys.permissions import may_run_survey
from surveys.resources import questionnaire as question_table
from surveys.resources import responses as response_table
from surveys.services import FilledForm, QuestionnaireImport, Saved, import_questionnaire, save_responses
from surveys.views.overview import questionnaire_or_404

GONE = "Tệp tải lên đã quá 30 phút nên không còn; chưa ghi gì. Chọn lại tệp."
Done = TypeVar("Done")
HEAD = ("code", "title", "respondent_group", "quota")


class Faulty(Exception):
    """The file can't be taken; holds every fault."""

    def __init__(self, faults: Faults) -> None:
        super().__init__()
        self.faults = list(faults)


def _rehearsed(change: Callable[[], Done]) -> Done:
    """Do it and take it back: what it says is exactly what writing would say."""
    with transaction.atomic():
        done = change()
        transaction.set_rollback(True)
    return done


@write(may=may_run_survey)
def questions(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaign_or_404(year)
    if "confirm" in request.POST:
        return _confirm_questions(request, campaign)
    initial = {"code": request.GET.get("phieu", "")}
    form = QuestionnaireFileForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _questions_page(request, campaign, form)
    name, content = form.cleaned_data["file"]
    upload = {"name": name, "content": content} | {key: form.cleaned_data[key] for key in HEAD}
    try:
        done = _rehearsed(lambda: _take_questions(request, campaign, upload))
    except Faulty as faulty:
        return _questions_page(request, campaign, form, faults=faulty.faults, file_name=name)
    except SurveyRefused as refused:
        form.add_error(None, str(refused))
        return _questions_page(request, campaign, form)
    token = kept.keep(request, _purpose(campaign), upload)
    return _questions_page(request, campaign, form, token=token, done=done, file_name=name)


def _questions_page(request: HttpRequest, campaign: Campaign, form: Form, **more: Any) -> HttpResponse:
    return render(request, "surveys/questions_import.html", {"form": form, "campaign": campaign, **more})


def _purpose(campaign: Campaign, form: Questionnaire | None = None) -> str:
    return f"survey:{campaign.pk}:{form.pk if form else 'questions'}"


def _take_questions(request: HttpRequest, campaign: Campaign, upload: dict[str, Any]) -> QuestionnaireImport:
    """Read, judge and write. Raises Faulty or SurveyRefused."""
    table = read_table(io.BytesIO(upload["content"]), upload["name"], columns=question_table.COLUMNS)
    faults = Faults(table.sheet, table.faults)
    rules = question_table.judge(table.rows, campaign, faults)
    if len(faults):
        raise Faulty(faults)
    head = question_table.default_head(
        campaign,
        upload["code"],
        title=upload["title"] or None,
        group=upload["respondent_group"] or None,
        quota=upload["quota"],
    )
    return import_questionnaire(campaign=campaign, head=head, questions=rules, by=request.user, at=timezone.now())


def _confirm_questions(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Judge the kept file anew, for the year may have changed since, and write it."""
    token = request.POST["confirm"]
    upload = kept.kept(request, _purpose(campaign), token)
    form = QuestionnaireFileForm(initial=upload or {})
    if upload is None:
        return _questions_page(request, campaign, form, refused=GONE)
    try:
        with transaction.atomic():
            done = _take_questions(request, campaign, upload)
    except Faulty as faulty:
        return _questions_page(request, campaign, form, faults=faulty.faults, file_name=upload["name"])
    except SurveyRefused as refused:
        return _questions_page(request, campaign, form, refused=str(refused))
    kept.forget(request, _purpose(campaign), token)
    messages.success(request, f"Đã ghi. {done.words}")
    return redirect("surveys:results", request.tenant.slug, campaign.year, upload["code"])  # type: ignore[attr-defined]


@write(may=may_run_survey)
def responses(request: HttpRequest, year: int, code: str) -> HttpResponse:
    questionnaire = questionnaire_or_404(year, code)
    if "confirm" in request.POST:
        return _confirm_responses(request, questionnaire)
    form = ResponsesFileForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _responses_page(request, questionnaire, form)
    name, content = form.cleaned_data["file"]
    upload = {"name": name, "content": content}
    try:
        done = _rehearsed(lambda: _take_responses(request, questionnaire, upload))
    except Faulty as faulty:
        return _responses_page(request, questionnaire, form, faults=faulty.faults, file_name=name)
    except SurveyRefused as refused:
        form.add_error(None, str(refused))
        return _responses_page(request, questionnaire, form)
    token = kept.keep(request, _purpose(questionnaire.campaign, questionnaire), upload)
    return _responses_page(request, questionnaire, form, token=token, done=done, file_name=name)


def _responses_page(request: HttpRequest, questionnaire: Questionnaire, form: Form, **more: Any) -> HttpResponse:
    context = {"form": form, "questionnaire": questionnaire, "campaign": questionnaire.campaign, **more}
    return render(request, "surveys/responses_import.html", context)


def _take_responses(request: HttpRequest, questionnaire: Questionnaire, upload: dict[str, Any]) -> Saved:
    """Read, judge and write. Raises Faulty or SurveyRefused."""
    columns = response_table.columns(question_rules(questionnaire))
    table = read_table(io.BytesIO(upload["content"]), upload["name"], columns=columns, max_rows=response_table.MAX_ROWS)
    faults = Faults(table.sheet, table.faults)
    forms: list[FilledForm] = response_table.judge(table.rows, questionnaire, faults)
    if len(faults):
        raise Faulty(faults)
    return save_responses(questionnaire, forms, request.user, timezone.now())


def _confirm_responses(request: HttpRequest, questionnaire: Questionnaire) -> HttpResponse:
    """Judge the kept file anew, for forms may have come in since, and write it."""
    token, purpose = request.POST["confirm"], _purpose(questionnaire.campaign, questionnaire)
    upload = kept.kept(request, purpose, token)
    form = ResponsesFileForm()
    if upload is None:
        return _responses_page(request, questionnaire, form, refused=GONE)
    try:
        with transaction.atomic():
            done = _take_responses(request, questionnaire, upload)
    except Faulty as faulty:
        return _responses_page(request, questionnaire, form, faults=faulty.faults, file_name=upload["name"])
    except SurveyRefused as refused:
        return _responses_page(request, questionnaire, form, refused=str(refused))
    kept.forget(request, purpose, token)
    messages.success(request, f"Đã ghi. {done.words}")
    return redirect("surveys:overview", request.tenant.slug, questionnaire.campaign.year)  # type: ignore[attr-defined]
