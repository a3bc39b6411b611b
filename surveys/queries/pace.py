"""How the fieldwork goes: forms in n of m about each agency, day by day, and who is behind where the days stand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate

from cchc.tenancy.models import Agency
from criteria.models import Campaign
from criteria.queries import phase_state
from criteria.rules.calendar import HANOI, Phase
from surveys.models import GroupPlan, Questionnaire, Response
from surveys.queries.fieldwork import staff_by_agency
from surveys.queries.forms import FormProgress, form_progress
from surveys.rules.sampling import expected_by

DAYS_SHOWN, MOST_DAYS = 7, 60


@dataclass(frozen=True, slots=True)
class PaceCell:
    """Forms of one questionnaire about one agency; ``expected`` is what an even pace would have brought by today."""

    questionnaire: Questionnaire
    received: int
    wanted: int
    expected: int

    @property
    def lacking(self) -> int:
        return max(0, self.wanted - self.received)

    @property
    def is_behind(self) -> bool:
        return self.received < self.expected


@dataclass(frozen=True, slots=True)
class PaceRow:
    """One agency: its questionnaires, the forms of each day shown, and who enters."""

    agency: Agency
    cells: tuple[PaceCell | None, ...]
    days: tuple[int, ...]
    staff: tuple[str, ...]

    @property
    def received(self) -> int:
        """Forms of the questionnaires that want a number of them."""
        return sum(cell.received for cell in self.cells if cell and cell.wanted)

    @property
    def wanted(self) -> int:
        return sum(cell.wanted for cell in self.cells if cell)

    @property
    def lacking(self) -> int:
        return sum(cell.lacking for cell in self.cells if cell)

    @property
    def is_behind(self) -> bool:
        return any(cell.is_behind for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class Pace:
    """The whole board. ``counts`` are the forms of every day of the survey so far."""

    forms: tuple[Questionnaire, ...]
    rows: tuple[PaceRow, ...]
    days: tuple[date, ...]
    counts: tuple[tuple[date, int], ...]

    @property
    def behind(self) -> list[PaceRow]:
        return [row for row in self.rows if row.is_behind]

    @property
    def received(self) -> int:
        return sum(row.received for row in self.rows)

    @property
    def wanted(self) -> int:
        return sum(row.wanted for row in self.rows)


def pace(campaign: Campaign, at: datetime) -> Pace:
    """Agencies in their order, those behind first: a fixed number of queries."""
    progress, today = form_progress(campaign), at.astimezone(HANOI).date()
    windows = _windows(campaign, progress, at)
    by_day = _by_day(campaign)
    days = tuple(today - timedelta(days=back) for back in reversed(range(DAYS_SHOWN)))
    staff = staff_by_agency(campaign)
    agencies = Agency.objects.filter(participations__campaign=campaign).distinct()
    rows = [
        PaceRow(
            agency,
            tuple(_cell(form, agency, windows[form.questionnaire.pk], today) for form in progress),
            tuple(by_day.get((agency.pk, day), 0) for day in days),
            tuple(staff.get(agency.pk, [])),
        )
        for agency in agencies
    ]
    asked = [row for row in rows if any(row.cells)]
    asked.sort(key=lambda row: (not row.is_behind, row.agency.sort_key))
    forms = tuple(form.questionnaire for form in progress)
    return Pace(forms, tuple(asked), days, tuple(_counts(by_day, today)))


def _cell(form: FormProgress, agency: Agency, window: tuple[date, date] | None, today: date) -> PaceCell | None:
    if agency.pk not in form.agency_ids:
        return None
    wanted = form.quota_of(agency.pk)
    expected = expected_by(wanted, *window, today) if window else 0
    return PaceCell(form.questionnaire, form.counts.get(agency.pk, 0), wanted, expected)


def _windows(
    campaign: Campaign, progress: Sequence[FormProgress], at: datetime
) -> Mapping[int, tuple[date, date] | None]:
    """The days of each questionnaire: as its group's plan says, else the survey's step of the year's plan."""
    window = phase_state(campaign, Phase.SURVEY, at=at).window
    opens = window.opens.astimezone(HANOI).date() if window.opens else None
    closes = (window.closes.astimezone(HANOI) - timedelta(seconds=1)).date() if window.closes else None
    plans = {one.questionnaire_id: one for one in GroupPlan.objects.filter(questionnaire__campaign=campaign)}
    found: dict[int, tuple[date, date] | None] = {}
    for form in progress:
        plan = plans.get(form.questionnaire.pk)
        first, last = (plan and plan.first_day) or opens, (plan and plan.last_day) or closes
        found[form.questionnaire.pk] = (first, last) if first and last and first <= last else None
    return found


def _by_day(campaign: Campaign) -> dict[tuple[int, date], int]:
    """Forms that count, by agency and the day they were entered or came: one query."""
    rows = Response.objects.filter(questionnaire__campaign=campaign, aside__isnull=True).order_by()
    counted = rows.annotate(day=TruncDate("entered_at", tzinfo=HANOI)).values_list("agency_id", "day")
    return {(agency, day): forms for agency, day, forms in counted.annotate(forms=Count("pk"))}


def _counts(by_day: Mapping[tuple[int, date], int], today: date) -> Iterable[tuple[date, int]]:
    """Every day from the first form to today, those without any included; at most sixty.

    After the survey the line ends a week behind the last form.
    """
    found: dict[date, int] = defaultdict(int)
    for (_, day), forms in by_day.items():
        found[day] += forms
    if not found:
        return []
    last = min(today, max(found) + timedelta(days=DAYS_SHOWN))
    first = max(min(found), last - timedelta(days=MOST_DAYS - 1))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [(one, found.get(one, 0)) for one in days]
