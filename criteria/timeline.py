"""The dated steps of a plan on one time line."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from cchc.web import svg
from criteria.models import PlanStep
from criteria.rules.calendar import HANOI, Phase


def timeline(steps: Sequence[PlanStep], today: date) -> svg.Gantt | None:
    """A step without a first day stands on its last one; None where no step has an end."""
    drawn = [_drawn(step, closes, today) for step in steps if (closes := step.closes)]
    return svg.Gantt(drawn, today) if drawn else None


def _drawn(step: PlanStep, closes: datetime, today: date) -> svg.PlanStep:
    last = (closes.astimezone(HANOI) - timedelta(microseconds=1)).date()
    first = min(step.opens_on or _month_of(step) or last, last)
    state = "done" if today > last else "now" if today >= first else "next"
    name = Phase(step.phase).label if step.phase else step.task
    return svg.PlanStep(f"{step.printed_number or step.position}. {name}", first, last, state)


def _month_of(step: PlanStep) -> date | None:
    """A step that names a month fills it."""
    is_month = step.deadline_kind == PlanStep.DeadlineKind.PERIOD and step.closes
    return (step.closes.astimezone(HANOI) - timedelta(days=1)).date().replace(day=1) if is_month else None  # type: ignore[union-attr]
