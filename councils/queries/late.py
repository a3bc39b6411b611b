"""Who is late with the self-assessment: one rule for the board and for the letter that urges them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assessments.queries import Progress
from councils.permissions import SENT
from criteria.models import Campaign, Extension
from criteria.queries import phase_state
from criteria.rules.calendar import Phase

SLOW = 30
"""Under so many per cent of its sheet an agency is late before the deadline."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """``over``: the deadline of all has passed. ``extended``: until when those were given more time whose time runs."""

    over: bool
    extended: Mapping[int, datetime]

    def is_late(self, one: Progress) -> bool:
        """Not sent, and past the deadline or hardly begun. Whoever was given more time isn't late while it runs."""
        if one.state in SENT or one.agency.pk in self.extended:
            return False
        return self.over or one.scored * 100 < one.total * SLOW


def lateness(campaign: Campaign, at: datetime) -> Lateness:
    """The rule as it stands at one moment, for every agency of the campaign."""
    closes = phase_state(campaign, Phase.SELF_ASSESSMENT, at=at).window.closes
    given = Extension.objects.filter(campaign=campaign, phase=Phase.SELF_ASSESSMENT, agency__isnull=False)
    later = given.filter(closes_at__gt=max(at, closes) if closes else at).order_by("closes_at", "pk")
    return Lateness(closes is not None and at >= closes, dict(later.values_list("agency_id", "closes_at")))
