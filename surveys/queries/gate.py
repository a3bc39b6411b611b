"""Whether enough forms came about each agency, and what was decided where they did not."""

from collections.abc import Mapping
from dataclasses import dataclass

from cchc.tenancy.models import Agency
from criteria.models import Campaign
from surveys.models import GateDecision, Questionnaire, SurveyPlan
from surveys.queries.forms import FormProgress, form_progress
from surveys.queries.versions import in_use
from surveys.rules.sampling import Gate, response_gate

GateKey = tuple[int, int]
"""Questionnaire (the version in use) and agency, by their ids."""


@dataclass(frozen=True, slots=True)
class GateCell:
    """One questionnaire about one agency."""

    questionnaire: Questionnaire
    agency: Agency
    gate: Gate
    decision: GateDecision | None

    @property
    def key(self) -> str:
        """How a form on the page names the cell."""
        return f"{self.questionnaire.code} {self.agency.code}"

    @property
    def flows(self) -> bool:
        """Whether its answers give points."""
        return self.gate.reached or (self.decision is not None and self.decision.counts)

    @property
    def waits(self) -> bool:
        """Whether the office still has to decide."""
        return not self.gate.reached and self.decision is None


@dataclass(frozen=True, slots=True)
class Gates:
    """All cells of a year; empty for a year whose plan sets no rate: then every form counts."""

    cells: Mapping[GateKey, GateCell]
    current: Mapping[int, int]

    def flows(self, questionnaire_id: int, agency_id: int) -> bool:
        """Whether forms of a questionnaire, or of an earlier version of it, count for the agency."""
        cell = self.cells.get((self.current.get(questionnaire_id, questionnaire_id), agency_id))
        return cell is None or cell.flows

    @property
    def waiting(self) -> list[GateCell]:
        """Cells to be decided, agency by agency."""
        found = [cell for cell in self.cells.values() if cell.waits]
        return sorted(found, key=lambda cell: (cell.agency.sort_key, cell.questionnaire.code))


def gates_of(campaign: Campaign, progress: list[FormProgress] | None = None) -> Gates:
    """The gate of every questionnaire about every agency it is asked about."""
    plan = SurveyPlan.objects.filter(campaign=campaign).first()
    forms = list(Questionnaire.objects.filter(campaign=campaign))
    current = in_use(forms)
    if plan is None:
        return Gates({}, current)
    decided = {
        (one.questionnaire_id, one.agency_id): one
        for one in GateDecision.objects.filter(questionnaire__campaign=campaign).select_related("by")
    }
    agencies = Agency.objects.filter(participations__campaign=campaign).in_bulk()
    cells = {
        (form.questionnaire.pk, agency_id): GateCell(
            form.questionnaire,
            agencies[agency_id],
            response_gate(form.quota_of(agency_id), form.counts.get(agency_id, 0), plan.minimum_rate),
            decided.get((form.questionnaire.pk, agency_id)),
        )
        for form in (form_progress(campaign) if progress is None else progress)
        for agency_id in form.agency_ids
    }
    return Gates(cells, current)
