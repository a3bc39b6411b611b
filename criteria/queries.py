"""Reads about a campaign that several apps need: what is open, until when, and what was exempted."""

from dataclasses import dataclass
from datetime import datetime, time

from django.http import Http404

from cchc.tenancy.models import Agency
from criteria.models import Campaign, Exemption, Extension, PlanStep
from criteria.rules.calendar import HANOI, Phase, Window, closing_minute, deadline_words, is_open


@dataclass(frozen=True, slots=True)
class PhaseState:
    """One phase of a campaign for one agency at one moment."""

    phase: Phase
    window: Window
    step: PlanStep | None
    extended: Extension | None
    open: bool

    @property
    def words(self) -> str:
        """The plan's words with the closing minute, or the extension's."""
        if self.extended:
            return f"gia hạn đến {self.extended.closes_at.astimezone(HANOI):%H:%M ngày %d/%m/%Y}"
        step = self.step
        if step is None:
            return "chưa có bước trong kế hoạch"
        return deadline_words(step.deadline_kind, step.deadline_date, step.deadline_period or None, step.closes_at)


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
    closes = closing_minute(step.deadline_kind, step.deadline_date, step.deadline_period or None, step.closes_at)
    return Window(opens, closes)


def _latest_extension(campaign: Campaign, phase: Phase, agency: Agency | None) -> Extension | None:
    given = Extension.objects.filter(campaign=campaign, phase=phase)
    given = given.filter(agency__isnull=True) | given.filter(agency=agency) if agency else given.filter(agency=None)
    return given.order_by("-closes_at").first()


def phase_state(campaign: Campaign, phase: Phase, *, at: datetime, agency: Agency | None = None) -> PhaseState:
    """Whether the phase is open for the agency at the moment ``at``; computed afresh, nothing flips a flag.

    A campaign that has not been opened, has been adopted, or came in as a table has nothing open. A phase without a
    step in the plan is closed. An extension moves the closing minute, never back.
    """
    step = PlanStep.objects.filter(campaign=campaign, phase=phase).first()
    extension = _latest_extension(campaign, phase, agency)
    window = step_window(step) if step else Window(None, None)
    if extension and (window.closes is None or extension.closes_at > window.closes):
        window = Window(window.opens, extension.closes_at)
    else:
        extension = None
    alive = campaign.opened_at is not None and campaign.adopted_at is None and not campaign.imported
    return PhaseState(phase, window, step, extension, alive and step is not None and is_open(window, at))


def exempted_codes(campaign: Campaign) -> dict[int, set[str]]:
    """Codes of branches decided in advance not to apply, by agency id: one query."""
    found: dict[int, set[str]] = {}
    rows = Exemption.objects.filter(participant__campaign=campaign)
    for agency_id, code in rows.values_list("participant__agency_id", "criterion__code"):
        found.setdefault(agency_id, set()).add(code)
    return found
