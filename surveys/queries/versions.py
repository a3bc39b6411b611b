"""Versions of a questionnaire: the one in use, and which questions of the earlier ones still count.

A new version supersedes. Each question counts once, as the version in use asks it; answers given to an earlier version
are added where that asked the same (``surveys.rules.figures.same_question``) and count no longer where it didn't.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from criteria.models import Campaign
from surveys.exchange import question_rule
from surveys.models import Question, Questionnaire
from surveys.rules.figures import same_question


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of a year as they stand: ``questions`` of the versions in use, in printed order with their options.

    ``current`` is the version in use by every version, ``heirs`` the question that counts by every question that does,
    ``worth`` the question and the per cent of every option that gives points, earlier versions included.
    """

    forms: tuple[Questionnaire, ...]
    questions: tuple[Question, ...]
    current: Mapping[int, int]
    heirs: Mapping[int, int]
    worth: Mapping[int, tuple[int, Decimal]]

    def of(self, form_id: int) -> list[Question]:
        """The questions of one questionnaire in use."""
        return [question for question in self.questions if question.questionnaire_id == form_id]


def in_use(forms: Iterable[Questionnaire]) -> dict[int, int]:
    """Every version by the one in use."""
    known = list(forms)
    after = {form.replaces_id: form.pk for form in known if form.replaces_id}
    found: dict[int, int] = {}
    for form in known:
        newest = form.pk
        while newest in after:
            newest = after[newest]
        found[form.pk] = newest
    return found


def asked_in(campaign: Campaign, form: Questionnaire | None = None) -> Asked:
    """The questions of a year, or of one questionnaire with its earlier versions: three queries."""
    forms = list(Questionnaire.objects.filter(campaign=campaign))
    current = in_use(forms)
    wanted = {pk for pk, newest in current.items() if form is None or newest == current[form.pk]}
    rows = Question.objects.filter(questionnaire__in=wanted).prefetch_related("options")
    every = list(rows.order_by("questionnaire__code", "position", "pk"))
    used = tuple(one for one in every if current[one.questionnaire_id] == one.questionnaire_id)
    kept = tuple(one for one in forms if one.pk in wanted and current[one.pk] == one.pk)
    worth = {
        option.pk: (question.pk, option.percent)
        for question in every
        for option in question.options.all()
        if option.percent is not None
    }
    return Asked(kept, used, {pk: current[pk] for pk in wanted}, _heirs(every, current), worth)


def _heirs(questions: list[Question], current: Mapping[int, int]) -> dict[int, int]:
    by_code: dict[tuple[int, str], list[Question]] = defaultdict(list)
    for one in questions:
        by_code[current[one.questionnaire_id], one.code].append(one)
    found: dict[int, int] = {}
    for (form_id, _), alike in by_code.items():
        heir = next((one for one in alike if one.questionnaire_id == form_id), None)
        if heir is not None:
            found |= {one.pk: heir.pk for one in alike if one is heir or _same(one, heir)}
    return found


def _same(earlier: Question, later: Question) -> bool:
    return same_question(question_rule(earlier), question_rule(later))
