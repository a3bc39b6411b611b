"""Reads about a campaign that several apps need: what is open, until when, what was exempted, what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.http import Http404

from cchc.tenancy.models import Agency
from cchc.tenancy.once import shared
from cchc.tenancy.rows import columns, fetched, listed, revived
from criteria.basis import bare
from criteria.exchange import stored_rows
from criteria.models import Campaign, CriteriaSet, Exemption, Extension, LegalBasis, PlanStep
from criteria.rules import catalogue, plan, plan_lint
from criteria.rules.calendar import HANOI, Phase, Window, closing_words, is_open
from criteria.rules.plan_lint import lint

CHAIN = (
    Phase.APPRAISAL,
    Phase.EXPLANATION,
    Phase.REAPPRAISAL,
    Phase.COUNCIL,
    Phase.APPROVAL,
    Phase.PUBLICATION,
)
"""Phases that many plans fold into their neighbours: see ``_stand_in``."""


@dataclass(frozen=True, slots=True)
class PhaseState:
    """One phase of a campaign for one agency at one moment. ``step`` is the one whose words set its end."""

    phase: Phase
    window: Window
    step: PlanStep | None
    extended: Extension | None
    open: bool

    @property
    def words(self) -> str:
        """The plan's words with the closing minute, or the extension's."""
        if self.extended:
            return f"gia hạn đến {closing_words(self.extended.closes_at)}"
        if self.step is None:
            return "chưa có bước trong kế hoạch"
        return self.step.deadline_words


def campaign_or_404(year: int) -> Campaign:
    """The campaign of a year inside the open scope."""
    campaign = Campaign.objects.filter(year=year).first()
    if campaign is None:
        raise Http404
    return campaign


def current_campaign() -> Campaign | None:
    """The newest campaign that is worked in: not a past year brought in as a table."""
    return Campaign.objects.filter(imported=False).order_by("-year").first()


def step_window(step: PlanStep) -> Window:
    """From the beginning of the opening day to the closing minute of a step."""
    opens = datetime.combine(step.opens_on, time(0, 0), HANOI) if step.opens_on else None
    return Window(opens, step.closes)


def _stand_in(phase: Phase, steps: Mapping[str, PlanStep]) -> tuple[Window, PlanStep | None]:
    """The window of a phase that the plan gives no step of its own.

    Plans fold explanation and a second appraisal into the appraisal, and the approval into the council's step: such a
    phase runs from the opening of the phase before it to the end of the phase after it. Without an earlier phase it
    is closed, as is a campaign's self-assessment or survey without a step.
    """
    if phase not in CHAIN:
        return Window(None, None), None
    place = CHAIN.index(phase)
    earlier = next((steps[name] for name in reversed(CHAIN[:place]) if name in steps), None)
    if earlier is None:
        return Window(None, None), None
    later = next((steps[name] for name in CHAIN[place + 1 :] if name in steps), earlier)
    return Window(step_window(earlier).opens, step_window(later).closes), later


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps of a campaign in their order, and the extensions for everybody and for the agencies asked about."""

    steps: list[PlanStep]
    extensions: list[Extension]

    def latest(self, phase: str, agency_id: int | None) -> Extension | None:
        """The extension of a phase that counts for the agency; without one, of those for everybody."""
        given = [one for one in self.extensions if one.phase == phase and one.agency_id in {None, agency_id}]
        return max(given, key=lambda extension: extension.closes_at, default=None)


PLAN_PARTS = (
    f"(SELECT json_agg(json_build_array({columns(PlanStep, 's')}) ORDER BY s.position)"  # noqa: S608 - names of columns
    " FROM criteria_planstep s WHERE s.campaign_id = c.id),"
    f" (SELECT json_agg(json_build_array({columns(Extension, 'e')})) FROM criteria_extension e"
    " WHERE e.campaign_id = c.id AND (e.agency_id IS NULL OR e.agency_id = ANY(%s::bigint[])))"
)
"""The plan of a ``criteria_campaign c`` as two columns of a SELECT, with the extensions for everybody and for some
agencies; read by ``plan_revived``."""
PLAN = f"SELECT json_build_array({PLAN_PARTS})::text FROM criteria_campaign c WHERE c.id = %s"  # noqa: S608


def plan_of(campaign: Campaign, agency_ids: Iterable[int] = ()) -> Plan:
    """The campaign's steps with the extensions that matter to the agencies: one query."""
    return _plan_of(campaign, frozenset(agency_ids))


@shared
def _plan_of(campaign: Campaign, agency_ids: frozenset[int]) -> Plan:
    rows = fetched(PLAN, [list(agency_ids), campaign.pk])
    return plan_revived(*listed(rows[0][0])) if rows else Plan([], [])


def plan_revived(steps: Iterable[Sequence[Any]] | None, extensions: Iterable[Sequence[Any]] | None) -> Plan:
    """The plan from the values of ``PLAN_PARTS``."""
    return Plan(
        [revived(PlanStep, row) for row in steps or ()],
        [revived(Extension, row) for row in extensions or ()],
    )


def phase_states(
    campaign: Campaign, *, at: datetime, agency: Agency | None = None, plan: Plan | None = None
) -> dict[Phase, PhaseState]:
    """Every phase for the agency at the moment ``at``; computed afresh, nothing flips a flag: one query.

    A campaign that has not been opened, has been adopted, or came in as a table has nothing open. An extension moves
    the closing minute, never back. ``plan`` is what ``plan_of`` has read for that agency already.
    """
    found = plan or plan_of(campaign, [agency.pk] if agency else [])
    return {phase: _state(campaign, phase, found, agency, at) for phase in Phase}


def phase_state(
    campaign: Campaign, phase: Phase, *, at: datetime, agency: Agency | None = None, plan: Plan | None = None
) -> PhaseState:
    """Whether one phase is open for the agency at the moment ``at``; see ``phase_states``."""
    found = plan or plan_of(campaign, [agency.pk] if agency else [])
    return _state(campaign, Phase(phase), found, agency, at)


def _state(campaign: Campaign, phase: Phase, plan: Plan, agency: Agency | None, at: datetime) -> PhaseState:
    steps = {step.phase: step for step in plan.steps if step.phase}
    step, extension = steps.get(phase), plan.latest(phase, agency.pk if agency else None)
    window, step = (step_window(step), step) if step else _stand_in(phase, steps)
    if extension and step and (window.closes is None or extension.closes_at > window.closes):
        window = Window(window.opens, extension.closes_at)
    else:
        extension = None
    alive = campaign.opened_at is not None and campaign.adopted_at is None and not campaign.imported
    return PhaseState(phase, window, step, extension, alive and step is not None and is_open(window, at))


def exempted_codes(campaign: Campaign) -> dict[int, set[str]]:
    """Codes of branches decided in advance not to apply, by agency id: one query."""
    found: dict[int, set[str]] = {}
    for agency_id, _, code in exemptions_of(campaign):
        found.setdefault(agency_id, set()).add(code)
    return found


@shared
def exemptions_of(campaign: Campaign) -> list[tuple[int, int, str]]:
    """Branches decided in advance not to apply: agency, branch and its code. One query."""
    rows = Exemption.objects.filter(participant__campaign=campaign)
    return list(rows.values_list("participant__agency_id", "criterion_id", "criterion__code"))


@shared
def taking_part(campaign: Campaign) -> list[tuple[int, int]]:
    """The campaign's agencies, each with its criteria set, by id: one query."""
    return list(campaign.participants.values_list("agency_id", "criteria_set_id"))


def set_findings(criteria_set: CriteriaSet) -> tuple[catalogue.Finding, ...]:
    """What is wrong in a set: sums at every level, the declared total, rules that can't reach the maximum."""
    rows = stored_rows(criteria_set)
    return catalogue.checks([row.node for row in rows], declared_total=criteria_set.declared_total)


def rule_step(step: PlanStep) -> plan.PlanStep:
    """A stored step as the linter looks at it."""
    return plan.PlanStep(
        order=step.position,
        number=step.printed_number,
        task=step.task,
        kind=plan.DeadlineKind(step.deadline_kind),
        day=step.deadline_date,
        period=step.deadline_period or None,
        text=step.deadline_text,
        lead=step.lead,
        coordinating=step.coordinating,
        phase=Phase(step.phase) if step.phase else None,
        opens_on=step.opens_on,
    )


def campaign_findings(campaign: Campaign) -> list[plan_lint.Finding]:
    """What is wrong in the campaign's plan (soát kế hoạch): two queries."""
    return plan_findings(campaign, list(campaign.steps.all()), list(campaign.legal_bases.all()))


def plan_findings(
    campaign: Campaign, steps: Iterable[PlanStep], bases: Iterable[LegalBasis]
) -> list[plan_lint.Finding]:
    """The same from steps and legal bases already at hand."""
    known = [plan.LegalBasis(bare(basis.text), basis.issued_on) for basis in bases]
    checked = [rule_step(step) for step in steps]
    issued_on, surveyed = campaign.plan_date, campaign.has_survey
    return lint(checked, year=campaign.year, issued_on=issued_on, legal_bases=known, has_survey=surveyed)
