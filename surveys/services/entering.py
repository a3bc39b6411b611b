"""Paper forms from the keys: entered, entered a second time by somebody else, decided, or set down as spoilt."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from secrets import SystemRandom
from typing import Any

from django.db import transaction

from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from surveys.errors import SurveyRefused
from surveys.exchange import question_rule
from surveys.models import Question, Questionnaire, Response, SecondEntry, SpoiltForm
from surveys.rules.forms import Answer, form_faults
from surveys.rules.second import differing, seconds_due
from surveys.services.locking import locked, refuse_replaced
from surveys.services.planning import plan_of
from surveys.services.responses import Content, FilledForm, contents_of, write_forms

DICE = SystemRandom()


def _storable(answer: Answer) -> Answer:
    """PostgreSQL keeps no NUL in a text, JSON or not."""
    return answer.replace("\0", "") if isinstance(answer, str) else answer


@transaction.atomic
def enter_form(*, questionnaire: Questionnaire, form: FilledForm, by: Any, at: datetime, again: bool = False) -> None:
    """Save one paper form and draw forms for second entry. ``again`` corrects a form entered before.

    Raises SurveyRefused for a number that has been used, and for what ``write_forms`` refuses.
    """
    locked(questionnaire.campaign)
    known = _response(questionnaire, form.agency, form.respondent)
    if known is not None and not again:
        raise SurveyRefused(
            f"Số phiếu {form.respondent} đã nhập cho {form.agency} – kiểm tra số trên phiếu giấy, "
            "hoặc mở phiếu đã nhập để sửa."
        )
    if known is not None and SecondEntry.objects.filter(response=known, entered_at__isnull=False).exists():
        raise SurveyRefused(f"Phiếu {form.respondent} đã nhập hai lần – cơ quan thường trực đối chiếu và chọn số đúng.")
    if _spoilt(questionnaire, form.agency, form.respondent):
        raise SurveyRefused(f"Số phiếu {form.respondent} đã ghi là phiếu hỏng – dùng số khác.")
    write_forms(questionnaire, [form], by, at)
    draw_seconds(questionnaire, form.agency, at)


def _response(questionnaire: Questionnaire, agency: Agency, number: str) -> Response | None:
    return questionnaire.responses.filter(agency=agency, respondent=number).first()


def _spoilt(questionnaire: Questionnaire, agency: Agency, number: str) -> bool:
    return SpoiltForm.objects.filter(questionnaire=questionnaire, agency=agency, respondent=number).exists()


@transaction.atomic
def set_spoilt(*, questionnaire: Questionnaire, agency: Agency, number: str, by: Any, at: datetime) -> None:
    """Pass over a paper form that can't be entered. Raises SurveyRefused for a number that has been entered."""
    locked(questionnaire.campaign)
    refuse_replaced(questionnaire)
    if _response(questionnaire, agency, number) is not None:
        raise SurveyRefused(f"Số phiếu {number} đã nhập cho {agency} – không ghi là phiếu hỏng được.")
    if _spoilt(questionnaire, agency, number):
        return
    SpoiltForm.objects.create(questionnaire=questionnaire, agency=agency, respondent=number, by=by, at=at)
    audit.record("bỏ qua phiếu hỏng", questionnaire, by=by, at=at, changes={str(agency): number})


def draw_seconds(questionnaire: Questionnaire, agency: Agency, at: datetime, *, all_in: bool = False) -> int:
    """Draw paper forms of an agency at random until their share for second entry is reached; says how many.

    Drawn among all forms entered so far, so that nobody knows at the first entry which one it will be. ``all_in``:
    the last forms have come, and the share is rounded up.
    """
    papers = questionnaire.responses.filter(agency=agency, channel=Response.Channel.PAPER)
    rest = list(papers.filter(second=None).values_list("pk", flat=True))
    drawn = papers.filter(second__isnull=False).count()
    share = plan_of(questionnaire.campaign).second_share
    due = seconds_due(drawn + len(rest), share)
    if all_in and Decimal(due) * 100 < share * (drawn + len(rest)):
        due += 1
    chosen = DICE.sample(rest, max(0, min(due - drawn, len(rest))))
    SecondEntry.objects.bulk_create(SecondEntry(response_id=pk, drawn_at=at) for pk in chosen)
    return len(chosen)


@transaction.atomic
def enter_second(*, second: SecondEntry, form: FilledForm, by: Any, at: datetime) -> SecondEntry:
    """Keep the second entry and count where it differs. Raises SurveyRefused for the person who entered it first."""
    response = second.response
    locked(response.questionnaire.campaign)
    second = SecondEntry.objects.select_for_update().get(pk=second.pk)
    if second.entered_at is not None:
        raise SurveyRefused(f"Phiếu {response.respondent} đã nhập lần 2 – mở phiếu tiếp theo.")
    if response.entered_by_id == by.pk:
        raise SurveyRefused(f"Phiếu {response.respondent} do chính người này nhập lần 1 – người khác nhập lần 2.")
    questions = list(response.questionnaire.questions.prefetch_related("options"))
    for code, fault in form_faults([question_rule(one) for one in questions], form.answers, form.declined).items():
        raise SurveyRefused(f"Phiếu {response.respondent}, câu {code}: {fault}.")
    first = contents_of({one.code: one for one in questions}, [response.pk]).get(response.pk, {})
    differs = differing([one.code for one in questions], first, form.content)
    second.content = {code: as_json(_storable(answer)) for code, answer in form.content.items()}
    second.entered_by, second.entered_at, second.differing = by, at, len(differs)
    second.save()
    audit.record("nhập phiếu lần 2", response, by=by, at=at, changes={"số câu lệch": len(differs)})
    return second


def as_json(answer: Answer) -> Any:
    return list(answer) if isinstance(answer, tuple) else str(answer) if isinstance(answer, Decimal) else answer


def second_content(second: SecondEntry, questions: Mapping[str, Question]) -> Content:
    """The second entry in the shape of the first."""
    return {code: _from_json(questions[code], value) for code, value in (second.content or {}).items()}


def _from_json(question: Question, value: Any) -> Answer:
    if question.answer_type == Question.AnswerType.NUMBER:
        return Decimal(str(value))
    return tuple(value) if isinstance(value, list) else value


@transaction.atomic
def decide_second(*, second: SecondEntry, form: FilledForm, by: Any, at: datetime) -> None:
    """The coordinator has looked at the paper: ``form`` holds the right answers. Raises SurveyRefused."""
    second = SecondEntry.objects.select_for_update().select_related("response__questionnaire").get(pk=second.pk)
    response = second.response
    if second.entered_at is None or not second.differing:
        raise SurveyRefused(f"Phiếu {response.respondent} không có câu nào lệch – không cần đối chiếu.")
    entered_by, entered_at = response.entered_by, response.entered_at
    write_forms(response.questionnaire, [form], by, at)
    # the decision is not an entry: who entered the form first stays with it
    Response.objects.filter(pk=response.pk).update(entered_by=entered_by, entered_at=entered_at)
    second.decided_by, second.decided_at = by, at
    second.save(update_fields=["decided_by", "decided_at"])
    audit.record("đối chiếu phiếu nhập hai lần", response, by=by, at=at, changes={"số câu lệch": second.differing})
