"""Filled-in forms: judged, written in bulk, and the points of the year computed anew."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from surveys.errors import SurveyRefused
from surveys.exchange import question_rule
from surveys.models import Answer, Question, Questionnaire, QuestionOption, Response
from surveys.queries.forms import concerned_agency_ids
from surveys.rules.forms import WITH_OPTIONS, form_faults
from surveys.rules.forms import Answer as Given
from surveys.services.locking import locked, refuse_replaced
from surveys.services.scores import Recomputed, recompute

BATCH = 5000


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One form about one agency: 1-based option, tuple of options, number or text by question code.

    ``declined`` are questions the respondent would not answer.
    """

    agency: Agency
    respondent: str
    answers: Mapping[str, Given]
    declined: frozenset[str] = frozenset()
    channel: str = Response.Channel.FILE
    answered_on: date | None = None

    @property
    def key(self) -> tuple[int, str]:
        return self.agency.pk, self.respondent

    @property
    def content(self) -> dict[str, Given]:
        """The answers as they come back from the database: several options in printed order."""
        return {code: tuple(sorted(a)) if isinstance(a, tuple) else a for code, a in self.answers.items()}


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of the forms: new ones, those that took the place of an earlier entry, those that said the same."""

    new: int = 0
    replaced: tuple[str, ...] = ()
    same: int = 0
    agencies: int = 0
    recomputed: Recomputed = field(default_factory=lambda: Recomputed(0, 0, 0))

    @property
    def written(self) -> int:
        return self.new + len(self.replaced)

    @property
    def words(self) -> str:
        """«Nhập 30 phiếu mới, thay 1 phiếu đã nhập trước (001 số 12) của 2 đơn vị; …»"""
        shown = ", ".join(self.replaced[:5]) + (" …" if len(self.replaced) > 5 else "")
        again = f", thay {len(self.replaced)} phiếu đã nhập trước ({shown})" if self.replaced else ""
        same = f", {self.same} phiếu giữ nguyên" if self.same else ""
        scored = self.recomputed.agencies
        points = f"điểm khảo sát đã tính cho {scored} đơn vị" if scored else "chưa có câu trả lời nào tính điểm"
        return f"Nhập {self.new} phiếu mới{again}{same} của {self.agencies} đơn vị; {points}."


@transaction.atomic
def save_responses(questionnaire: Questionnaire, rows: Iterable[FilledForm], by: Any, at: datetime) -> Saved:
    """Save forms and recompute the points. A form entered before under the same number is replaced by the new one.

    All or nothing: raises SurveyRefused for a year that is final, a form that doesn't fit the questions, an agency
    the questionnaire isn't about, or the same number twice.
    """
    saved = write_forms(questionnaire, list(rows), by, at)
    return replace(saved, recomputed=recompute(questionnaire.campaign, at, by))


def write_forms(questionnaire: Questionnaire, forms: Sequence[FilledForm], by: Any, at: datetime) -> Saved:
    """The same without the points, which ``surveys.tasks`` brings up to date: a form from the keys must not wait."""
    locked(questionnaire.campaign)
    refuse_replaced(questionnaire)
    questions = {row.code: row for row in questionnaire.questions.prefetch_related("options")}
    _refuse_faulty(questionnaire, questions, forms)
    sorted_out = _Sorted.of(questionnaire, questions, forms)
    _write(questionnaire, questions, sorted_out, by, at)
    freeze_questions(questionnaire, at, bool(forms))
    replaced = tuple(f"{form.agency.code} số {form.respondent}" for form, _, _ in sorted_out.replaced)
    _record(questionnaire, sorted_out, by, at)
    return Saved(len(sorted_out.new), replaced, sorted_out.same, len({form.agency.pk for form in forms}))


def _refuse_faulty(
    questionnaire: Questionnaire, questions: Mapping[str, Question], forms: Sequence[FilledForm]
) -> None:
    rules = [question_rule(question) for question in questions.values()]
    concerned = concerned_agency_ids(questionnaire)
    for form in forms:
        if form.agency.pk not in concerned:
            raise SurveyRefused(f"{form.agency} không thuộc đối tượng của phiếu {questionnaire.code} – bỏ phiếu này.")
        for code, fault in form_faults(rules, form.answers, form.declined).items():
            raise SurveyRefused(f"Phiếu {form.respondent} của {form.agency}, câu {code}: {fault}.")
    twice = [key for key, times in Counter(form.key for form in forms).items() if times > 1]
    if twice:
        raise SurveyRefused(f"Số phiếu {twice[0][1]} có hai lần cho một đơn vị – mỗi phiếu một số.")


Content = dict[str, Given]


@dataclass(slots=True)
class _Sorted:
    """Forms by what becomes of them; a replaced one with the response it stands in and its content before."""

    new: list[FilledForm] = field(default_factory=list)
    replaced: list[tuple[FilledForm, int, Content]] = field(default_factory=list)
    same: int = 0

    @classmethod
    def of(
        cls, questionnaire: Questionnaire, questions: Mapping[str, Question], forms: Sequence[FilledForm]
    ) -> "_Sorted":
        known = _known(questionnaire, forms)
        contents = contents_of(questions, known.values())
        found = cls()
        for form in forms:
            pk = known.get(form.key)
            if pk is None:
                found.new.append(form)
            elif (before := contents.get(pk, {})) == form.content:
                found.same += 1
            else:
                found.replaced.append((form, pk, before))
        return found


def _known(questionnaire: Questionnaire, forms: Sequence[FilledForm]) -> dict[tuple[int, str], int]:
    wanted = {form.key for form in forms}
    rows = questionnaire.responses.order_by().values_list("agency_id", "respondent", "pk")
    return {(agency, number): pk for agency, number, pk in rows if (agency, number) in wanted}


def contents_of(questions: Mapping[str, Question], responses: Iterable[int]) -> dict[int, Content]:
    """The answers of earlier forms in the shape in which they are handed in."""
    kinds = {question.pk: question for question in questions.values()}
    rows = Answer.objects.filter(response__in=list(responses)).order_by("question__position", "option__position")
    found: dict[int, Content] = {}
    for response, question_id, option, number, text in rows.values_list(
        "response_id", "question_id", "option__position", "number", "text"
    ):
        question, content = kinds[question_id], found.setdefault(response, {})
        if question.answer_type == Question.AnswerType.MULTIPLE:
            content[question.code] = (*content.get(question.code, ()), option)  # type: ignore[misc]
        else:
            content[question.code] = option if option is not None else number if number is not None else text
    return found


def _write(
    questionnaire: Questionnaire, questions: Mapping[str, Question], forms: _Sorted, by: Any, at: datetime
) -> None:
    again = [pk for _, pk, _ in forms.replaced]
    Answer.objects.filter(response__in=again).delete()
    Response.objects.filter(pk__in=again).update(entered_by=by, entered_at=at)
    made = [
        Response(
            questionnaire=questionnaire,
            agency=form.agency,
            respondent=form.respondent,
            entered_by=by,
            entered_at=at,
            channel=form.channel,
            answered_on=form.answered_on,
        )
        for form in forms.new
    ]
    Response.objects.bulk_create(made, batch_size=BATCH)
    pairs = [(form, response.pk) for form, response in zip(forms.new, made, strict=True)]
    pairs += [(form, pk) for form, pk, _ in forms.replaced]
    options = {code: list(question.options.all()) for code, question in questions.items()}
    answers = [
        answer
        for form, pk in pairs
        for code, given in form.answers.items()
        for answer in answer_rows(pk, questions[code], options[code], given, questionnaire.tenant_id)
    ]
    Answer.objects.bulk_create(answers, batch_size=BATCH)


def answer_rows(
    response_id: int, question: Question, options: Sequence[QuestionOption], given: Given, tenant_id: int
) -> list[Answer]:
    common = {"response_id": response_id, "question_id": question.pk, "tenant_id": tenant_id}
    if question.answer_type in WITH_OPTIONS:
        chosen = given if isinstance(given, tuple) else (given,)
        return [Answer(option_id=options[int(number) - 1].pk, **common) for number in chosen]
    if question.answer_type == Question.AnswerType.NUMBER:
        return [Answer(number=Decimal(given), **common)]  # type: ignore[arg-type]
    return [Answer(text=given, **common)]


def freeze_questions(questionnaire: Questionnaire, at: datetime, has_forms: bool) -> None:
    """From the first form on the questions can't be changed."""
    if has_forms and questionnaire.frozen_at is None:
        questionnaire.frozen_at = at
        questionnaire.save(update_fields=["frozen_at"])


def _record(questionnaire: Questionnaire, forms: _Sorted, by: Any, at: datetime) -> None:
    """One line: how many forms each agency gained, and what stood in every form that was replaced."""
    if not forms.new and not forms.replaced:
        return
    order = list(questionnaire.questions.values_list("code", flat=True))
    gained = Counter(form.agency for form in forms.new)
    places = sorted(gained.items(), key=lambda item: item[0].code)
    changes: dict[str, Any] = {f"phiếu mới về {agency.name}": times for agency, times in places}
    for form, _, before in forms.replaced:
        changes[f"{form.agency.name} số {form.respondent}"] = [_in_words(before, order), _in_words(form.content, order)]
    audit.record("nhập phiếu khảo sát", questionnaire, by=by, at=at, changes=changes)


def _in_words(content: Mapping[str, Given], order: Sequence[str]) -> str:
    """«Q1=4; Q2=1,3»; the wording of an opinion is not repeated in the diary."""
    return "; ".join(f"{code}={_shown(content[code])}" for code in order if code in content)


def _shown(given: Given) -> str:
    if isinstance(given, tuple):
        return ",".join(map(str, given))
    return "…" if isinstance(given, str) else str(given)
