"""What is open for which agency, for lists: a constant number of queries however many agencies there are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from councils.queries.assigned import unassigned_ids
from criteria.models import Campaign, Extension
from criteria.queries import PhaseState, phase_state
from criteria.rules.calendar import Phase


@dataclass(frozen=True, slots=True)
class Openness:
    """One or several phases of a campaign at one moment: open for all, or for some agencies by extension.

    ``unassigned``: leaves without a lead department, which keep appraisal closed.
    """

    states: tuple[PhaseState, ...]
    open: bool
    extended: Collection[int] = ()
    unassigned: int = 0

    def is_open(self, agency_id: int) -> bool:
        return self.open or agency_id in self.extended

    @property
    def any_open(self) -> bool:
        return self.open or bool(self.extended)

    @property
    def words(self) -> str:
        """The plan's words on the first phase with its closing minute."""
        return unassigned_words(self.unassigned) if self.unassigned else self.states[0].words


def open_for(campaign: Campaign, phases: Iterable[Phase], at: datetime) -> Openness:
    """Whether one of the phases is open, and for which agencies an extension keeps it open."""
    states = tuple(phase_state(campaign, phase, at=at) for phase in phases)
    if [state.phase for state in states] == [Phase.APPRAISAL] and (missing := unassigned_ids(campaign)):
        return Openness(states, False, unassigned=len(missing))
    if any(state.open for state in states):
        return Openness(states, True)
    begun = {state.phase for state in states if _has_begun(campaign, state, at)}
    later = Extension.objects.filter(campaign=campaign, phase__in=begun, agency__isnull=False, closes_at__gt=at)
    return Openness(states, False, frozenset(later.values_list("agency_id", flat=True)))


def unassigned_words(count: int) -> str:
    return f"chưa mở được bước thẩm định: còn {count} mục chưa có cơ quan chủ trì"


def _has_begun(campaign: Campaign, state: PhaseState, at: datetime) -> bool:
    alive = campaign.opened_at is not None and campaign.adopted_at is None and not campaign.imported
    return alive and state.step is not None and (state.window.opens is None or at >= state.window.opens)
