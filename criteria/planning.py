"""From the printed table of a plan to steps that open and close phases. Pure: no database, no clock.

A plan prints when a step is to be finished, never when it begins. The rule here is a proposal that the coordinator can
change step by step:

* the first step whose words speak of a phase gets that phase; a phase is closed by one step only;
* a step that names a month begins on its first day;
* self-assessment, the survey and preparation begin with the plan's first month;
* a later phase begins on the day after the step that closes the phase before it;
* no step begins after its own last day.

A step that says its own first day keeps it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from criteria.rules.calendar import DeadlineKind, Phase, parse_period
from criteria.rules.holidays import next_working_day
from criteria.rules.plan import PlanStep
from criteria.rules.plan_lint import lint

BEFORE: dict[Phase, tuple[Phase, ...]] = {
    Phase.APPRAISAL: (Phase.SELF_ASSESSMENT,),
    Phase.EXPLANATION: (Phase.APPRAISAL, Phase.SELF_ASSESSMENT),
    Phase.REAPPRAISAL: (Phase.EXPLANATION, Phase.APPRAISAL),
    Phase.COUNCIL: (Phase.REAPPRAISAL, Phase.EXPLANATION, Phase.APPRAISAL),
    Phase.APPROVAL: (Phase.COUNCIL, Phase.REAPPRAISAL, Phase.APPRAISAL),
    Phase.PUBLICATION: (Phase.APPROVAL, Phase.COUNCIL, Phase.APPRAISAL),
}
"""The phase whose end begins another one; the first of them that the plan has."""
AT_THE_START = (Phase.PREPARING, Phase.SELF_ASSESSMENT, Phase.SURVEY)


@dataclass(frozen=True, slots=True)
class DatedStep:
    """A plan's step with the phase it closes and the day it begins on (None: not bound to a phase)."""

    step: PlanStep
    opens_on: date | None


def dated(steps: Sequence[PlanStep], *, year: int) -> list[DatedStep]:
    """The steps in printed order, linked to phases and with the days they begin on."""
    linked = _linked(sorted(steps, key=lambda step: step.order))
    start = first_day(linked, year=year)
    closing = {step.phase: step for step in linked if step.phase}
    return [DatedStep(step, step.opens_on or _opens_on(step, start, closing)) for step in linked]


def _linked(ordered: Sequence[PlanStep]) -> list[PlanStep]:
    taken: set[Phase] = set()
    linked = []
    for step in ordered:
        phase = step.phase if step.phase and step.phase not in taken else None
        taken |= {phase} if phase else set()
        linked.append(replace(step, phase=phase))
    return linked


def first_day(steps: Sequence[PlanStep], *, year: int) -> date | None:
    """The first day of the plan's first month, by the printed order; steps of an impossible year don't count."""
    wrong = {finding.step for finding in lint(steps, year=year) if finding.code == "impossible_year"}
    ends = [_own_month(step) or step.ends_on for step in steps if step.number not in wrong]
    return next((day.replace(day=1) for day in ends if day), None)


def _own_month(step: PlanStep) -> date | None:
    return parse_period(step.period) if step.period and step.has_readable_period else None


def _opens_on(step: PlanStep, start: date | None, closing: Mapping[Phase | None, PlanStep]) -> date | None:
    if step.phase is None:
        return None
    opens = _own_month(step) or (start if step.phase in AT_THE_START else _day_after(step.phase, closing) or start)
    return min(opens, step.ends_on) if opens and step.ends_on else opens


def _day_after(phase: Phase, closing: Mapping[Phase | None, PlanStep]) -> date | None:
    for earlier in BEFORE[phase]:
        if earlier in closing and (ends := closing[earlier].ends_on):
            return ends + timedelta(days=1)
    return None


def moved_a_year(day: date | None, years: int) -> date | None:
    """The same day of another year; 29/02 becomes 28/02."""
    if day is None:
        return None
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if is_leap_day else day.day)


_YEAR = re.compile(r"(?P<date>\d{1,2}/\d{1,2}/|ngày \d{1,2} tháng \d{1,2} năm )?\b(?P<year>\d{4})\b")


def moved_words(text: str, years: int, around: int, *, keep_dates: bool = False) -> str:
    """The year ``around`` and its neighbours in words, moved: «năm 2024» becomes «năm 2025».

    With ``keep_dates`` a full date stays: in a task it is that of a cited paper, and the office enters the new one.
    """

    def moved(match: re.Match[str]) -> str:
        is_near = abs(int(match["year"]) - around) <= 1
        if not is_near or (keep_dates and match["date"]):
            return match[0]
        return f"{match['date'] or ''}{int(match['year']) + years}"

    return _YEAR.sub(moved, text)


def moved_period(period: str, years: int) -> str:
    """«2024-11» in another year; empty stays empty."""
    year, _, month = period.partition("-")
    return f"{int(year) + years}-{month}" if year.isdecimal() and month else period


def moved_to(one: DatedStep, years: int, *, around: int, avoid_days_off: bool = True) -> DatedStep:
    """A step in another year: every date, month and named year moved; a deadline on a day off goes to a working day.

    Where the words of the deadline name that day, they name the moved one.
    """
    step = one.step
    day = moved_a_year(step.day, years)
    if day and avoid_days_off:
        day = _working(step.kind, day)
    moved = replace(
        step,
        task=moved_words(step.task, years, around, keep_dates=True),
        day=day,
        period=moved_period(step.period or "", years) or None,
        text=_moved_text(step, day, years, around),
        closes_at=None,
    )
    opens = moved_a_year(one.opens_on, years)
    return DatedStep(moved, min(opens, moved.ends_on) if opens and moved.ends_on else opens)


def _moved_text(step: PlanStep, day: date | None, years: int, around: int) -> str:
    old = f"{step.day:%d/%m/%Y}" if step.day else ""
    if day and old and old in step.text:
        return step.text.replace(old, f"{day:%d/%m/%Y}")
    return moved_words(step.text, years, around)


def _working(kind: DeadlineKind, day: date) -> date:
    """«Trước ngày D» ends on the day before D: that one has to be a working day."""
    if kind is DeadlineKind.BEFORE:
        return next_working_day(day - timedelta(days=1)) + timedelta(days=1)
    return next_working_day(day)
