"""The answers of one year counted by question and agency: from the forms, or from what stayed when they were reduced.

Forms set aside don't count. The number of queries doesn't depend on how many agencies, questions or forms there are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Sum

from cchc.tenancy.models import Agency, AgencySuccession
from criteria.models import Campaign, Participant
from surveys.models import Answer, AnswerCount, GroupPlan, Question, Questionnaire, Quota, Response, SurveyPlan
from surveys.queries.versions import Asked, asked_in
from surveys.rules.figures import Figure, Tally, added, question_figure
from surveys.rules.privacy import hidden_cells, may_show, shown_groups

Cell = tuple[int, int]
"""A question in use and an agency, by their ids."""


@dataclass(frozen=True)
class Year:
    """Everything the result pages of one year are made of; small groups are hidden by ``hidden``."""

    campaign: Campaign
    asked: Asked
    places: tuple[Participant, ...]
    received: Mapping[Cell, int]
    tallies: Mapping[int, Mapping[int, Tally]]
    populations: Mapping[Cell, int]
    weights: Mapping[int, Decimal | None]

    @cached_property
    def block_of(self) -> dict[int, str]:
        return {one.agency_id: one.block for one in self.places}

    @cached_property
    def blocks(self) -> list[str]:
        """The blocks in their order."""
        return list(dict.fromkeys(one.block for one in self.places))

    def tally(self, question: Question, agencies: Iterable[int]) -> Tally:
        counts = self.tallies.get(question.pk, {})
        return added(counts[pk] for pk in agencies if pk in counts)

    def figure(self, question: Question, agencies: Iterable[int]) -> Figure | None:
        """The mean of a scored question over agencies, with its margin; None where it gives none."""
        if not question.scored:
            return None
        key = question.pk, tuple(agencies)
        if key not in self._figures:
            percents = [option.percent for option in question.options.all()]
            self._figures[key] = question_figure(
                self.tally(question, key[1]), percents, self.population(question, key[1])
            )
        return self._figures[key]

    @cached_property
    def _figures(self) -> dict[tuple[int, tuple[int, ...]], Figure | None]:
        """Figures computed once: the same question is asked for by group, by area and for comparison."""
        return {}

    def population(self, question: Question, agencies: Iterable[int]) -> int | None:
        """How many could have been asked; None where that isn't known of every agency somebody spoke about."""
        form_id = question.questionnaire_id
        known = [self.populations.get((form_id, pk)) for pk in agencies if self.received.get((form_id, pk))]
        return sum(one for one in known if one is not None) if known and None not in known else None

    def forms(self, form: Questionnaire, agencies: Iterable[int]) -> int:
        return sum(self.received.get((form.pk, pk), 0) for pk in agencies)

    @cached_property
    def agency_ids(self) -> list[int]:
        return [one.agency_id for one in self.places]

    def in_block(self, block: str) -> list[int]:
        return [one.agency_id for one in self.places if one.block == block]

    @cached_property
    def hidden_blocks(self) -> dict[int, frozenset[str]]:
        """By question the blocks that aren't shown beside the total of all."""
        return {pk: frozenset(self.blocks) - shown_groups(self._by_block(pk)) for pk in self.tallies}

    def _by_block(self, question_id: int) -> dict[str, int]:
        found = dict.fromkeys(self.blocks, 0)
        for agency_id, tally in self.tallies[question_id].items():
            if agency_id in self.block_of:
                found[self.block_of[agency_id]] += tally.forms
        return found

    @cached_property
    def hidden(self) -> frozenset[Cell]:
        """Cells that may not be shown, nor be computed from what is: beside the totals of all and of the blocks, and
        beside the points of a leaf, which are the mean of its questions.
        """
        counts = {(pk, agency): one.forms for pk, cells in self.tallies.items() for agency, one in cells.items()}
        return hidden_cells(counts, [*self._lines_of_questions(), *self._lines_of_leaves()])

    def _lines_of_questions(self) -> Iterable[list[Cell]]:
        for pk in self.tallies:
            gone = self.hidden_blocks[pk]
            for block in self.blocks:
                if block not in gone:
                    yield [(pk, agency) for agency in self.in_block(block)]
            yield [(pk, agency) for block in gone for agency in self.in_block(block)]

    def _lines_of_leaves(self) -> Iterable[list[Cell]]:
        leaves: dict[str, list[int]] = defaultdict(list)
        for question in self.asked.questions:
            if question.scored:
                leaves[question.criterion_code].append(question.pk)
        return (
            [(pk, agency) for pk in leaf] for leaf in leaves.values() if len(leaf) > 1 for agency in self.agency_ids
        )

    def shows(self, question: Question, scope: "Scope") -> bool:
        """Whether what the group says to the question may be shown."""
        if scope.agency is not None:
            return all((question.pk, pk) not in self.hidden for pk in scope.agency_ids)
        if scope.block:
            return scope.block not in self.hidden_blocks.get(question.pk, frozenset())
        return may_show(self.tally(question, scope.agency_ids).forms)

    def shown_figure(self, question: Question, scope: "Scope") -> Figure | None:
        """The mean over the group where it may be shown."""
        return self.figure(question, scope.agency_ids) if self.shows(question, scope) else None


@dataclass(frozen=True, slots=True)
class Scope:
    """About whom figures are: everybody, the agencies of a block, or one agency (last year perhaps several, merged)."""

    name: str
    agency_ids: tuple[int, ...]
    block: str = ""
    agency: Agency | None = None


def everybody(year: Year) -> Scope:
    return Scope("mọi đơn vị", tuple(year.agency_ids))


def block_scope(year: Year, block: str) -> Scope:
    return Scope(f"Khối {block}", tuple(year.in_block(block)), block=block)


def agency_scope(agency: Agency) -> Scope:
    return Scope(agency.name, (agency.pk,), agency=agency)


def year_figures(
    campaign: Campaign, form: Questionnaire | None = None, agencies: Collection[int] | None = None
) -> Year:
    """The counts of a year, or of one questionnaire with its earlier versions: a fixed number of queries.

    ``agencies`` (ids) counts the forms about some alone; what may be shown can't be told from that.
    """
    asked = asked_in(campaign, form)
    places = campaign.participants.select_related("agency").order_by("block", "agency__sort_key")
    plans = {one.questionnaire_id: one for one in GroupPlan.objects.filter(questionnaire__in=asked.current)}
    reduced = SurveyPlan.objects.filter(campaign=campaign, reduced_at__isnull=False).exists()
    received, tallies = _kept(asked, agencies) if reduced else _live(asked, agencies)
    return Year(
        campaign=campaign,
        asked=asked,
        places=tuple(places),
        received=received,
        tallies=tallies,
        populations=_populations(asked, plans),
        weights={pk: plan.weight for pk, plan in plans.items()},
    )


def _populations(asked: Asked, plans: Mapping[int, GroupPlan]) -> dict[Cell, int]:
    """By questionnaire in use and agency; where everybody is asked, the forms wanted are everybody."""
    found: dict[Cell, int] = {}
    for quota in Quota.objects.filter(questionnaire__in=asked.current).order_by():
        plan = plans.get(quota.questionnaire_id)
        known = quota.wanted if plan and plan.selection == GroupPlan.Selection.ALL else quota.population
        if known:
            found[quota.questionnaire_id, quota.agency_id] = known
    return found


Counts = tuple[dict[Cell, int], dict[int, dict[int, Tally]]]


def _live(asked: Asked, agencies: Collection[int] | None) -> Counts:
    """Counted from the forms: three queries."""
    forms = Response.objects.filter(questionnaire__in=asked.current, aside__isnull=True).order_by()
    answers = Answer.objects.filter(question__in=asked.heirs, response__aside__isnull=True).order_by()
    if agencies is not None:
        forms, answers = forms.filter(agency__in=agencies), answers.filter(response__agency__in=agencies)
    by_question = answers.values_list("question_id", "response__agency_id")
    return (
        _received(asked, forms.values_list("questionnaire_id", "agency_id").annotate(times=Count("pk"))),
        _tallies(
            asked,
            by_question.annotate(forms=Count("response", distinct=True), numbers=Sum("number")),
            by_question.filter(option__isnull=False)
            .values_list("question_id", "response__agency_id", "option__position")
            .annotate(times=Count("pk")),
        ),
    )


def _kept(asked: Asked, agencies: Collection[int] | None) -> Counts:
    """From the counts that stayed when the forms went: three queries."""
    rows = AnswerCount.objects.filter(questionnaire__in=asked.current).order_by()
    if agencies is not None:
        rows = rows.filter(agency__in=agencies)
    questions = rows.filter(question__in=asked.heirs)
    return (
        _received(asked, rows.filter(question=None).values_list("questionnaire_id", "agency_id", "times")),
        _tallies(
            asked,
            questions.filter(option=None).values_list("question_id", "agency_id", "times", "number_total"),
            questions.filter(option__isnull=False).values_list("question_id", "agency_id", "option__position", "times"),
        ),
    )


def _received(asked: Asked, rows: Iterable[tuple[int, int, int]]) -> dict[Cell, int]:
    found: dict[Cell, int] = defaultdict(int)
    for form_id, agency_id, times in rows:
        found[asked.current[form_id], agency_id] += times
    return found


def _tallies(
    asked: Asked, forms: Iterable[tuple], options: Iterable[tuple[int, int, int, int]]
) -> dict[int, dict[int, Tally]]:
    chosen: dict[Cell, dict[int, int]] = defaultdict(dict)
    for question_id, agency_id, option, times in options:
        chosen[question_id, agency_id][option] = times
    found: dict[int, dict[int, Tally]] = defaultdict(dict)
    for question_id, agency_id, times, numbers in forms:
        heir, tally = asked.heirs[question_id], Tally(times, chosen[question_id, agency_id], numbers)
        before = found[heir].get(agency_id)
        found[heir][agency_id] = before + tally if before else tally
    return found


@dataclass(frozen=True, slots=True)
class Before:
    """The year before, question by question and agency by agency; None where there was no survey."""

    year: Year
    forerunners: Mapping[int, tuple[int, ...]]

    def question(self, question: Question, form: Questionnaire) -> Question | None:
        """The question of the same code in the questionnaire of the same name, scored in both years."""
        for earlier in self.year.asked.forms:
            if base_code(earlier) == base_code(form):
                return next((one for one in self.year.asked.of(earlier.pk) if one.code == question.code), None)
        return None

    def scope(self, scope: Scope) -> Scope:
        """The same group a year ago: an agency made by a merger is what its predecessors were."""
        if scope.agency is not None:
            return Scope(scope.name, self.forerunners.get(scope.agency.pk, scope.agency_ids), agency=scope.agency)
        return block_scope(self.year, scope.block) if scope.block else everybody(self.year)

    def figure(self, question: Question, form: Questionnaire, scope: Scope) -> Figure | None:
        earlier = self.question(question, form)
        return self.year.shown_figure(earlier, self.scope(scope)) if earlier else None


def base_code(form: Questionnaire) -> str:
    """The code without the ending of a version: what is compared from year to year."""
    return form.code.removesuffix(f"-b{form.version}")


def year_before(campaign: Campaign) -> Before | None:
    """The survey of the year before with the agencies that this year's come from."""
    earlier = Campaign.objects.filter(year=campaign.year - 1, has_survey=True, imported=False).first()
    if earlier is None:
        return None
    found: dict[int, list[int]] = defaultdict(list)
    known = set(earlier.participants.values_list("agency_id", flat=True))
    for successor, predecessor in AgencySuccession.objects.values_list("successor_id", "predecessor_id"):
        if successor not in known and predecessor in known:
            found[successor].append(predecessor)
    return Before(year_figures(earlier), {pk: tuple(ids) for pk, ids in found.items()})
