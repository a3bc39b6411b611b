"""The questionnaire's editor: new forms, questions one by one in their order, a new version once there are answers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.web.asked import number_asked
from cchc.web.views import readonly, write
from criteria.models import Campaign
from criteria.queries import campaign_or_404
from surveys.errors import SurveyRefused
from surveys.exchange import question_rules
from surveys.models import Questionnaire
from surveys.permissions import may_run_survey, may_see_survey
from surveys.queries.leaves import survey_leaves
from surveys.question_forms import NewForm, OptionForms, QuestionForm, conditions_of, option_rows, read_question
from surveys.resources.samples import questions_of, sources
from surveys.rules.forms import QuestionRule
from surveys.rules.personal import personal_questions, too_many_profile_questions
from surveys.services import FormHead
from surveys.services.editing import drop_question, make_questionnaire, move_question, new_version, put_question
from surveys.views.overview import is_open, questionnaire_or_404

MORE = 3
"""Empty lines for options under those that stand."""


def _list(request: HttpRequest, questionnaire: Questionnaire) -> HttpResponse:
    year, code = questionnaire.campaign.year, questionnaire.code
    return redirect("surveys:editor", request.tenant.slug, year, code)  # type: ignore[attr-defined]


@write(may=may_run_survey)
def new(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaign_or_404(year)
    form = NewForm(request.POST or None, sources=sources())
    if request.method == "POST" and form.is_valid():
        try:
            made = _make(request, campaign, form.cleaned_data)
        except SurveyRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Đã lập phiếu {made.code}. Soạn câu hỏi rồi in phiếu hoặc tạo đường dẫn.")
            return _list(request, made)
    return render(request, "surveys/new.html", {"form": form, "campaign": campaign})


def _make(request: HttpRequest, campaign: Campaign, data: dict[str, Any]) -> Questionnaire:
    head = FormHead(data["code"], data["title"], data["respondent_group"], data["quota"])
    questions = questions_of(data["source"], campaign)
    return make_questionnaire(
        campaign=campaign,
        head=head,
        audience=data["audience"],
        questions=questions,
        by=request.user,
        at=timezone.now(),
    )


@readonly(may=may_see_survey)
def questions(request: HttpRequest, year: int, code: str) -> HttpResponse:
    form = questionnaire_or_404(year, code)
    rules = question_rules(form)
    may_write = may_run_survey(request.member) and is_open(form.campaign)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "campaign": form.campaign,
        "questions": rules,
        "may_write": may_write,
        "may_edit": may_write and form.frozen_at is None,
        "personal": personal_questions(rules),
        "long_profile": too_many_profile_questions(rules),
        "leaves": dict(_leaves(form.campaign)),
    }
    return render(request, "surveys/editor.html", context)


def _leaves(campaign: Campaign) -> list[tuple[str, str]]:
    found = {code: leaf for leaves in survey_leaves(campaign).values() for code, leaf in leaves.items()}
    return [(code, f"{code} {leaf.name}") for code, leaf in found.items()]


@write(may=may_run_survey)
def question(request: HttpRequest, year: int, code: str, question: str = "") -> HttpResponse:
    """One question with its options; without a code a new one at the end."""
    questionnaire = questionnaire_or_404(year, code)
    rules = question_rules(questionnaire)
    before = next((rule for rule in rules if rule.code == question), None)
    if question and before is None:
        raise Http404
    if questionnaire.frozen_at is not None:
        messages.warning(request, f"Phiếu {code} đã có phiếu trả lời nên câu hỏi không sửa được – lập bản mới.")
        return _list(request, questionnaire)
    earlier = rules[: rules.index(before)] if before else rules
    form, options = _fields(request, questionnaire, before, earlier)
    if request.method == "POST" and "them-dong" not in request.POST and form.is_valid() and options.is_valid():
        if _put(request, questionnaire, form, options, question):
            return _list(request, questionnaire)
    context = {"form": form, "options": options, "questionnaire": questionnaire, "question": before}
    return render(request, "surveys/question.html", context)


def _fields(
    request: HttpRequest, questionnaire: Questionnaire, before: QuestionRule | None, earlier: list[QuestionRule]
) -> tuple[QuestionForm, Any]:
    choices = {"conditions": conditions_of(earlier), "leaves": _leaves(questionnaire.campaign)}
    if request.method != "POST":
        rows = option_rows(before, MORE)
        return QuestionForm(initial=_values(before, earlier), **choices), OptionForms(initial=rows, prefix="pa")
    data = request.POST.copy()
    if "them-dong" in data and (rows := number_asked(data.get("pa-TOTAL_FORMS", ""))) is not None:
        data["pa-TOTAL_FORMS"] = str(rows + MORE)
    return QuestionForm(data, **choices), OptionForms(data, prefix="pa")


def _values(before: QuestionRule | None, earlier: list[QuestionRule]) -> dict[str, Any]:
    if before is None:
        return {"answer_type": "likert5", "required": True, "group": earlier[-1].group if earlier else ""}
    names = ("code", "text", "group", "required", "show_if", "criterion_code")
    return {name: getattr(before, name) for name in names} | {"answer_type": before.answer_type.value}


def _put(request: HttpRequest, questionnaire: Questionnaire, form: QuestionForm, options: Any, instead: str) -> bool:
    try:
        rule = read_question(form, options)
        put_question(questionnaire=questionnaire, question=rule, instead_of=instead, by=request.user, at=timezone.now())
    except ValidationError as error:
        form.add_error(None, error)
        return False
    except SurveyRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"Đã lưu câu {rule.code}.")
    return True


@write(may=may_run_survey, methods=("POST",))
def move(request: HttpRequest, year: int, code: str, question: str) -> HttpResponse:
    questionnaire = _with_question(year, code, question)
    try:
        way = request.POST.get("chieu", "")
        move_question(questionnaire=questionnaire, code=question, way=way, by=request.user, at=timezone.now())
    except SurveyRefused as refused:
        messages.error(request, str(refused))
    response = _list(request, questionnaire)
    response["Location"] += f"#cau-{question}"
    return response


@write(may=may_run_survey, methods=("POST",))
def drop(request: HttpRequest, year: int, code: str, question: str) -> HttpResponse:
    questionnaire = _with_question(year, code, question)
    try:
        drop_question(questionnaire=questionnaire, code=question, by=request.user, at=timezone.now())
        messages.success(request, f"Đã bỏ câu {question}.")
    except SurveyRefused as refused:
        messages.error(request, str(refused))
    return _list(request, questionnaire)


def _with_question(year: int, code: str, question: str) -> Questionnaire:
    questionnaire = questionnaire_or_404(year, code)
    if not questionnaire.questions.filter(code=question).exists():
        raise Http404
    return questionnaire


@write(may=may_run_survey, methods=("POST",))
def version(request: HttpRequest, year: int, code: str) -> HttpResponse:
    questionnaire = questionnaire_or_404(year, code)
    try:
        made = new_version(questionnaire=questionnaire, by=request.user, at=timezone.now())
    except SurveyRefused as refused:
        messages.error(request, str(refused))
        return _list(request, questionnaire)
    messages.success(
        request, f"Đã lập bản {made.version} ({made.code}). Sửa câu hỏi ở đây; phiếu đã nhập ở bản trước giữ nguyên."
    )
    return _list(request, made)
