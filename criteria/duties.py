"""Who acts in which phase, and until when: one table for notices of extensions, the calendar and the countdown."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cchc.accounts.members import Member
from cchc.accounts.roles import OF_ASSESSED_AGENCY, Role
from cchc.tenancy.models import Agency
from criteria.models import Campaign, Extension, PlanStep
from criteria.queries import PhaseState, Plan, phase_state
from criteria.rules.calendar import Phase

DUTIES: dict[Phase, frozenset[Role]] = {
    Phase.PREPARING: frozenset({Role.COORDINATOR}),
    Phase.SELF_ASSESSMENT: frozenset({Role.OFFICER, Role.HEAD}),
    Phase.SURVEY: frozenset({Role.COORDINATOR}),
    Phase.APPRAISAL: frozenset({Role.APPRAISER, Role.DEPARTMENT_HEAD, Role.SECRETARY}),
    Phase.EXPLANATION: frozenset({Role.OFFICER, Role.HEAD}),
    Phase.REAPPRAISAL: frozenset({Role.APPRAISER, Role.DEPARTMENT_HEAD, Role.SECRETARY}),
    Phase.COUNCIL: frozenset({Role.MEMBER, Role.CHAIR, Role.SECRETARY}),
    Phase.APPROVAL: frozenset({Role.LEADER}),
    Phase.PUBLICATION: frozenset({Role.COORDINATOR}),
}
"""The roles that owe the work of a phase; the standing office watches over all of them."""
PER_AGENCY = frozenset({Phase.SELF_ASSESSMENT, Phase.EXPLANATION})
"""Phases whose work each assessed agency does for itself."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing the person owes, or watches over, by a moment; ``agency`` where it is owed by an agency."""

    state: PhaseState
    agency: Agency | None
    owed: bool

    @property
    def phase(self) -> Phase:
        return self.state.phase

    @property
    def closes(self) -> datetime:
        return self.state.window.closes  # type: ignore[return-value]

    @property
    def opens(self) -> datetime | None:
        return self.state.window.opens

    @property
    def extended(self) -> Extension | None:
        return self.state.extended

    @property
    def step(self) -> PlanStep:
        return self.state.step  # type: ignore[return-value]

    @property
    def title(self) -> str:
        return f"{self.phase.label}: {self.agency}" if self.agency else self.phase.label


def deadlines(member: Member, campaign: Campaign, plan: Plan, *, at: datetime) -> list[Deadline]:
    """The person's deadlines of a campaign that have an end, the earliest first; no query beyond ``plan``."""
    found = list(_deadlines(member, campaign, plan, at))
    return sorted(found, key=lambda one: (one.closes, one.title))


def _deadlines(member: Member, campaign: Campaign, plan: Plan, at: datetime) -> Iterator[Deadline]:
    watches = member.has(Role.COORDINATOR)
    for phase, roles in DUTIES.items():
        if phase is Phase.PREPARING and campaign.opened_at:
            continue  # it is over once the year is open, even while the month printed for it lasts
        owed = member.has(*roles)
        if not owed and not watches:
            continue
        for agency in _agencies(member, phase, owed):
            state = phase_state(campaign, phase, at=at, agency=agency, plan=plan)
            if state.step is not None and state.step.phase == phase and state.window.closes:
                yield Deadline(state, agency, owed)


def _agencies(member: Member, phase: Phase, owed: bool) -> list[Agency | None]:
    """The person's own assessed agencies where each works for itself; else one deadline for all."""
    own = {agency.pk: agency for role, agency in member.held if agency and role in OF_ASSESSED_AGENCY}
    return list(own.values()) if owed and phase in PER_AGENCY else [None]


Settled = Callable[[Member, Campaign, Deadline], str]
_settled: dict[Phase, Settled] = {}


def register_settled(phase: Phase, told: Settled) -> None:
    """Apps above know whether the work of a phase is done for the person: in words («Hồ sơ đã gửi»), else empty."""
    _settled[phase] = told


def settled_words(member: Member, campaign: Campaign, deadline: Deadline) -> str:
    """Why nothing is owed by this deadline any more; empty while it is, and before the phase has opened."""
    told = _settled.get(deadline.phase) if deadline.owed and deadline.state.open else None
    return told(member, campaign, deadline) if told else ""


Waiting = Callable[[Member, Campaign], Phase | None]
_waiting: list[Waiting] = []


def register_waiting(waits: Waiting) -> None:
    """The app above knows what an adopted result waits for from the person: its approval, its publication."""
    _waiting.append(waits)


def waiting_phase(member: Member, campaign: Campaign) -> Phase | None:
    """What the person owes once the council has adopted the result and no phase is open any more."""
    return next((phase for waits in _waiting if (phase := waits(member, campaign))), None)


@dataclass(frozen=True, slots=True)
class Owed:
    """What the person owes next and can do now; without any, ``done`` says what has been done already."""

    deadline: Deadline | None = None
    done: str = ""


def next_owed(member: Member, campaign: Campaign, found: Iterable[Deadline]) -> Owed:
    """Of what the person owes and can do now, what ends first and is not done yet."""
    done = ""
    for one in found:
        if one.owed and one.state.open:
            told = settled_words(member, campaign, one)
            if not told:
                return Owed(one)
            done = done or told
    return Owed(done=done)
