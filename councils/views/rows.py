"""A row of the grid as a page shows it: what is stored, what was typed, what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from councils.forms import RowInput, entry_fields
from councils.models import Opinion
from councils.queries.grid import GridRow, Numbers, numbers_of
from criteria.catalogue import LeafRule
from criteria.rules.kinds import (
    ChecklistRule,
    CountAddRule,
    CountDeductRule,
    NaPolicy,
    RatioBandsRule,
    RatioLinearRule,
)
from criteria.rules.numbers import show_points

WORDS = {
    "exempted": ("dash", "none", "Không áp dụng"),
    "unsent": ("lock", "lock", "Chưa gửi"),
    "own": ("lock", "lock", "Không thẩm định"),
    "conflict": ("lock", "lock", "Không thẩm định"),
    "unassigned": ("lock", "lock", "Không được giao"),
}


@dataclass(slots=True)
class Line:
    """One row with its inputs. ``at_fault`` names the wrong input: points, reason, entry, conflict …

    ``by_file``: the row stands in one agency's file, among its leaves, and not in one leaf's list of agencies.
    """

    row: GridRow
    rule: LeafRule
    typed: RowInput
    error: str = ""
    at_fault: str = ""
    by_file: bool = False
    doubts: tuple[str, ...] = ()
    opinions: Sequence[Opinion] = ()

    def refuse(self, message: str, at_fault: str) -> None:
        self.error, self.at_fault = message, at_fault or "points"

    @property
    def pk(self) -> int:
        """What the names of the row's inputs end with."""
        if self.by_file:
            return self.row.leaf.pk
        return self.row.file.pk if self.row.file else 0

    @property
    def label(self) -> str:
        """What the row is called where it is spoken of."""
        return f"mục {self.row.leaf.code}" if self.by_file else str(self.row.agency)

    @property
    def view(self) -> str:
        return "councils:file_row" if self.by_file else "councils:row"

    @property
    def keys(self) -> tuple[int, int]:
        """What the address of saving is made of, in its order."""
        leaf, file = self.row.leaf.pk, self.row.file.pk if self.row.file else 0
        return (file, leaf) if self.by_file else (leaf, file)

    @property
    def agency(self) -> Any:
        return self.row.agency

    @property
    def declared(self) -> Numbers | None:
        return numbers_of(self.row.mine)

    @property
    def checked(self) -> Numbers | None:
        """The appraiser's own numbers where they differ from the agency's."""
        judged = numbers_of(self.row.appraised)
        return judged if judged and self.declared and judged.fraction != self.declared.fraction else None

    @property
    def version(self) -> int:
        """The version to send next: after a conflict that of the row that stands now."""
        return self.row.appraised.version if self.row.appraised else 0

    @property
    def placeholder(self) -> str:
        mine = self.row.mine
        return "" if mine is None or mine.points is None else show_points(mine.points)

    @property
    def trend(self) -> str:
        """Self-score against last year's result: up, down, same, or nothing to compare."""
        mine, before = self.row.mine, self.row.last_year
        if mine is None or mine.points is None or before is None:
            return ""
        return _sign(mine.points, before)

    @property
    def needs_reason(self) -> bool:
        """Whether the reason stands open: it differs, was typed, or there was no self-score."""
        unscored = self.row.mine is None or (self.row.mine.points is None and not self.row.mine.not_applicable)
        return bool(self.error or self.typed.reason) or self.row.differs or unscored

    @property
    def status(self) -> tuple[str, str, str]:
        """Icon, tone and word of the row's state."""
        if self.at_fault == "reason":
            return ("late", "late", "Thiếu lý do")
        if self.error:
            return ("late", "late", "Chưa lưu")
        if self.row.appraised is None and self.row.barred in WORDS:
            return WORDS[self.row.barred]
        if self.row.appraised is None:
            return ("ring", "none", "Chưa thẩm định")
        if self.row.is_stale:
            return ("warn", "warn", "Đơn vị đã sửa")
        return ("clock", "warn", "Khác tự chấm") if self.row.differs else ("check", "ok", "Đã thẩm định")

    @property
    def workings(self) -> tuple[str, str]:
        """How the agency's points and the appraised ones come about, where numbers were corrected."""
        mine, judged = self.row.mine, self.row.appraised
        if mine is None or judged is None or not self.row.differs or mine.working == judged.working:
            return ("", "")
        return (mine.working, judged.working)

    @property
    def inputs(self) -> list[dict[str, Any]]:
        """What can be corrected under «Sửa số liệu»."""
        return [_input(self, name) for name in entry_fields(self.rule)]


def _sign(now: Decimal, before: Decimal) -> str:
    return "same" if now == before else "up" if now > before else "down"


def _input(line: Line, name: str) -> dict[str, Any]:
    rule, text = line.rule.rule, line.typed.entry.get(name, "")
    made: dict[str, Any] = {"name": name, "text": text, "label": "", "choices": []}
    match rule:
        case RatioBandsRule() | RatioLinearRule():
            made["label"] = rule.numerator if name == "numerator" else rule.denominator
        case CountDeductRule() | CountAddRule():
            made["label"] = f"Số {rule.what}"
        case ChecklistRule(items=items) if name == "items":
            ticked = text.split(";")
            made["choices"] = [(n, item.label, item.points, str(n) in ticked) for n, item in enumerate(items, start=1)]
    if name == "not_applicable":
        made["label"] = "Không phát sinh" + (", tính điểm tối đa" if line.rule.policy is NaPolicy.FULL else "")
    return made


def line_of(row: GridRow, rule: LeafRule, *, by_file: bool = False) -> Line:
    """The row as stored."""
    return Line(row, rule, RowInput.of(row, rule), by_file=by_file)
