"""Everything the report of a survey tells, gathered once for the paper and the workbook."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from criteria.models import Campaign
from surveys.models import SecondEntry, SetAside, SurveyPlan
from surveys.queries.distribution import QuestionShown, distribution
from surveys.queries.figures import Before, Year, everybody, year_before, year_figures
from surveys.queries.forms import FormProgress, form_progress
from surveys.queries.gate import GateCell, gates_of
from surveys.queries.leaves import survey_leaves
from surveys.queries.summary import (
    Area,
    AreaRow,
    BlockRows,
    GroupRow,
    area_rows,
    areas_of,
    block_rows,
    group_rows,
)
from surveys.services.planning import plan_of


@dataclass(frozen=True, slots=True)
class Aside:
    """Forms of one questionnaire about one agency left out of the result, and why."""

    questionnaire: str
    agency: str
    reason: str
    forms: int


@dataclass(frozen=True, slots=True)
class Report:
    """The year's survey from its sample to its result."""

    plan: SurveyPlan
    figures: Year
    before: Before | None
    progress: list[FormProgress]
    groups: list[GroupRow]
    areas: list[AreaRow]
    blocks: list[BlockRows]
    questions: Mapping[int, list[QuestionShown]]
    short: list[GateCell]
    aside: list[Aside]
    seconds: int
    differing: int
    undecided: int

    @property
    def received(self) -> int:
        return sum(group.received for group in self.groups)

    @property
    def wanted(self) -> int:
        return sum(group.wanted for group in self.groups)


def report_of(campaign: Campaign) -> Report:
    """A fixed number of queries, whatever the number of agencies and forms."""
    figures, before, leaves = year_figures(campaign), year_before(campaign), survey_leaves(campaign)
    areas: dict[str, Area] = areas_of(leaves)
    progress = form_progress(campaign)
    gates = gates_of(campaign, progress).cells.values()
    seconds = SecondEntry.objects.filter(response__questionnaire__campaign=campaign, entered_at__isnull=False)
    return Report(
        plan=plan_of(campaign),
        figures=figures,
        before=before,
        progress=progress,
        groups=group_rows(figures, before, progress),
        areas=area_rows(figures, before, areas, leaves),
        blocks=block_rows(figures, before, areas, leaves),
        questions={
            form.pk: distribution(figures, form, everybody(figures), before=before) for form in figures.asked.forms
        },
        short=sorted((one for one in gates if not one.gate.reached), key=lambda one: one.agency.sort_key),
        aside=_aside(campaign),
        seconds=seconds.count(),
        differing=seconds.filter(differing__gt=0).count(),
        undecided=seconds.filter(differing__gt=0, decided_at=None).count(),
    )


def _aside(campaign: Campaign) -> list[Aside]:
    rows = SetAside.objects.filter(response__questionnaire__campaign=campaign).order_by(
        "response__agency__sort_key", "response__questionnaire__title", "reason"
    )
    columns = ("response__questionnaire__title", "response__agency__name", "reason")
    counted = rows.values_list("response__agency__sort_key", *columns).annotate(forms=Count("pk"))
    return [Aside(title, agency, reason, forms) for _, title, agency, reason, forms in counted]
