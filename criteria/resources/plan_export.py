"""The plan's table as a file that can be imported again, step for step."""

from collections.abc import Iterable, Sequence
from typing import Any

from cchc.files.writer import CellKind, OutColumn, Sheet, write_csv, write_xlsx
from criteria.models import Campaign, PlanStep
from criteria.resources.plan import HEADINGS, KIND_WORDS, MINUTE, PHASE_WORDS
from criteria.rules.calendar import HANOI, Phase

CHOICES = {"phase": tuple(PHASE_WORDS), "deadline_kind": tuple(KIND_WORDS)}
KINDS: dict[str, CellKind] = {"order": "integer", "opens_on": "date", "deadline_date": "date"}
WIDTHS = {"order": 7, "printed_number": 9, "task": 50, "phase": 16, "lead": 24, "coordinating": 32, "note": 22}


def export_plan(campaign: Campaign, extension: str) -> bytes:
    """The steps as `.xlsx` with Vietnamese headings and drop-downs, or as `.csv` with the short names."""
    steps = list(campaign.steps.order_by("position"))
    if extension == "csv":
        return write_csv([_column(name, name) for name in HEADINGS], _rows(steps, worded=False))
    columns = [_column(name, heading) for name, heading in HEADINGS.items()]
    rows = _rows(steps, worded=True)
    sheet = Sheet("Kế hoạch", columns, rows, freeze_columns=2, numbered=True, fitted=True, wide=True)
    return write_xlsx([sheet], title=f"Kế hoạch năm {campaign.year}")


def _column(name: str, heading: str) -> OutColumn:
    return OutColumn(heading, KINDS.get(name, "text"), WIDTHS.get(name, 14), choices=CHOICES.get(name, ()))


def _rows(steps: Sequence[PlanStep], *, worded: bool) -> Iterable[tuple[Any, ...]]:
    for step in steps:
        kind = PlanStep.DeadlineKind(step.deadline_kind)
        phase = Phase(step.phase) if step.phase else None
        yield (
            step.position,
            step.printed_number,
            step.task,
            _word(phase, worded),
            step.opens_on,
            kind.label if worded else kind.value,
            step.deadline_date,
            step.deadline_period,
            step.deadline_text,
            f"{step.closes_at.astimezone(HANOI):{MINUTE}}" if step.closes_at else "",
            step.lead,
            step.coordinating,
            step.note,
        )


def _word(phase: Phase | None, worded: bool) -> str:
    """A step without a phase says so: an empty cell would be guessed anew from its words."""
    if phase is None:
        return "không gắn" if worded else "none"
    return phase.label if worded else phase.value
