"""Questionnaires and filled-in forms from a file: every fault, or what would be written; then all of it or nothing."""

import io
from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Flow:
    """One kind of import: what is done with a kept upload, and the page it happens on."""

    request: HttpRequest
    purpose: str
    take: Callable[[dict[str, Any]], QuestionnaireImport | Saved]
    form_class: type[Form]
    template: str
    context: dict[str, Any]
    head: tuple[str, ...] = ()

    def page(self, form: Form, **more: Any) -> HttpResponse:
        return render(self.request, self.template, {"form": form, **self.context, **more})

    def check(self, form: Form) -> HttpResponse:
        """Show what stands in the file without writing: its faults, or what it would change."""
        name, content = form.cleaned_data["file"]
        upload = {"name": name, "content": content} | {key: form.cleaned_data[key] for key in self.head}
        try:
            done = _rehearsed(lambda: self.take(upload))
        except Faulty as faulty:
            return self.page(form, faults=faulty.faults, file_name=name)
        except SurveyRefused as refused:
            form.add_error(None, str(refused))
            return self.page(form)
        return self.page(form, token=kept.keep(self.request, self.purpose, upload), done=done, file_name=name)

    def confirm(self, address: Callable[[dict[str, Any]], HttpResponse]) -> HttpResponse:
        """Judge the kept file anew, for the year may have changed since, and write it."""
        token = self.request.POST["confirm"]
        upload = kept.kept(self.request, self.purpose, token)
        if upload is None:
            return self.page(self.form_class(), refused=GONE)
        form = self.form_class(initial=upload)
        try:
            with transaction.atomic():
                done = self.take(upload)
        except Faulty as faulty:
            return self.page(form, faults=faulty.faults, file_name=upload["name"])
        except SurveyRefused as refused:
            return self.page(form, refused=str(refused))
        kept.forget(self.request, self.purpose, token)
        messages.success(self.request, f"Đã ghi. {done.words}")
        return address(upload)


@write(may=may_run_survey)
def questions(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaign_or_404(year)
    flow = Flow(
        request,
        f"survey-questions:{campaign.pk}",
        lambda upload: _take_questions(request, campaign, upload),
        QuestionnaireFileForm,
        "surveys/questions_import.html",
        {"campaign": campaign},
        HEAD,
    )
    if "confirm" in request.POST:
        return flow.confirm(lambda upload: redirect("surveys:results", request.tenant.slug, year, upload["code"]))  # type: ignore[attr-defined]
    initial = {"code": request.GET.get("phieu", "")}
    form = QuestionnaireFileForm(request.POST or None, request.FILES or None, initial=initial)
    return flow.check(form) if request.method == "POST" and form.is_valid() else flow.page(form)


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


@write(may=may_run_survey)
def responses(request: HttpRequest, year: int, code: str) -> HttpResponse:
    questionnaire = questionnaire_or_404(year, code)
    flow = Flow(
        request,
        f"survey-responses:{questionnaire.pk}",
        lambda upload: _take_responses(request, questionnaire, upload),
        ResponsesFileForm,
        "surveys/responses_import.html",
        {"questionnaire": questionnaire, "campaign": questionnaire.campaign},
    )
    if "confirm" in request.POST:
        return flow.confirm(lambda upload: redirect("surveys:overview", request.tenant.slug, year))  # type: ignore[attr-defined]
    form = ResponsesFileForm(request.POST or None, request.FILES or None)
    return flow.check(form) if request.method == "POST" and form.is_valid() else flow.page(form)


def _take_responses(request: HttpRequest, questionnaire: Questionnaire, upload: dict[str, Any]) -> Saved:
    """Read, judge and write. Raises Faulty or SurveyRefused."""
    columns = response_table.columns(question_rules(questionnaire))
    table = read_table(io.BytesIO(upload["content"]), upload["name"], columns=columns, max_rows=response_table.MAX_ROWS)
    faults = Faults(table.sheet, table.faults)
    forms: list[FilledForm] = response_table.judge(table.rows, questionnaire, faults)
    if len(faults):
        raise Faulty(faults)
    return save_responses(questionnaire, forms, request.user, timezone.now())
