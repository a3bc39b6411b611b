"""Forms whose two entries differ: both values beside each other, decided by the standing office before the paper."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cchc.web.formatting import number
from cchc.web.views import readonly, write
from criteria.queries import campaign_or_404
from surveys.asking import Asked, questions_shown
from surveys.errors import SurveyRefused
from surveys.exchange import question_rule
from surveys.models import SecondEntry
from surveys.permissions import may_run_survey
from surveys.queries.fieldwork import counted_by_person, undecided
from surveys.reading import Read, judge, read_answers
from surveys.rules.forms import WITH_OPTIONS, Answer, QuestionRule
from surveys.rules.second import differing
from surveys.services.entering import decide_second, second_content
from surveys.services.responses import Content, FilledForm, contents_of


@dataclass(frozen=True, slots=True)
class Difference:
    """One question entered differently, in words."""

    question: Asked
    first: str
    second: str


@readonly(may=may_run_survey)
def disputes(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaign_or_404(year)
    context = {"campaign": campaign, "disputes": undecided(campaign), "people": counted_by_person(campaign)}
    return render(request, "surveys/disputes.html", context)


@write(may=may_run_survey)
def dispute(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    rows = SecondEntry.objects.select_related("response__questionnaire__campaign", "response__agency", "entered_by")
    second = get_object_or_404(rows, pk=pk, response__questionnaire__campaign__year=year)
    response = second.response
    questions = {one.code: one for one in response.questionnaire.questions.prefetch_related("options")}
    rules = [question_rule(one) for one in questions.values()]
    first = contents_of(questions, [response.pk]).get(response.pk, {})
    again = second_content(second, questions)
    codes = differing([rule.code for rule in rules], first, again)
    read, refusal = None, ""
    if request.method == "POST":
        read = _decided(rules, first, codes, request)
        refusal = "" if read.faults else _decide(request, second, read)
        if not read.faults and not refusal:
            messages.success(request, f"Đã đối chiếu phiếu {response.respondent}.")
            return redirect("surveys:disputes", request.tenant.slug, year)  # type: ignore[attr-defined]
    context = {
        "second": second,
        "response": response,
        "campaign": response.questionnaire.campaign,
        "differences": _differences(rules, codes, first, again, read),
        "refusal": refusal,
        "done": second.decided_at or not codes,
    }
    return render(request, "surveys/dispute.html", context)


def _decided(rules: list[QuestionRule], first: Content, codes: tuple[str, ...], request: HttpRequest) -> Read:
    """The first entry with the values decided in the place of those that differ."""
    typed = read_answers([rule for rule in rules if rule.code in codes], request.POST)
    read = Read({**{code: answer for code, answer in first.items() if code not in codes}, **typed.answers})
    read.typed, read.faults = typed.typed, typed.faults
    read.declined = {code for code in (rule.code for rule in rules) if code not in read.answers}
    for code in codes:
        if not typed.typed.get(code):
            read.faults[code] = "chưa chọn – mở phiếu giấy, chọn số đúng; phiếu bỏ trống câu này thì chọn 0"
    return judge(rules, read)


def _decide(request: HttpRequest, second: SecondEntry, read: Read) -> str:
    response = second.response
    form = FilledForm(
        response.agency,
        response.respondent,
        read.answers,
        frozenset(read.declined),
        response.channel,
        response.answered_on,
    )
    try:
        decide_second(second=second, form=form, by=request.user, at=timezone.now())
    except SurveyRefused as refused:
        return str(refused)
    return ""


def _differences(
    rules: list[QuestionRule], codes: tuple[str, ...], first: Content, again: Content, read: Read | None
) -> list[Difference]:
    shown = questions_shown(rules, read)
    return [
        Difference(one, _words(one.rule, first.get(one.rule.code)), _words(one.rule, again.get(one.rule.code)))
        for one in shown
        if one.rule.code in codes or one.fault
    ]


def _words(rule: QuestionRule, answer: Answer | None) -> str:
    """«4. Không hài lòng»; «bỏ trống»."""
    if answer is None:
        return "bỏ trống"
    if rule.answer_type in WITH_OPTIONS:
        chosen = answer if isinstance(answer, tuple) else (answer,)
        return "; ".join(f"{place}. {rule.options[int(place) - 1].label}" for place in chosen)
    return str(answer) if isinstance(answer, str) else number(answer)
