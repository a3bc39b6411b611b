"""A scoring rule while it is being written: the texts of its editor, and the values they stand for.

An unfinished rule is kept as it is (empty cells are None); only what is no number at all is refused, cell by cell.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from cchc.files.parsers import clean_text
from criteria.catalogue import COLUMNS, LINES, judged
from criteria.models import Criterion, RuleLine, ScoringRule
from criteria.rules.bands import WrittenBand
from criteria.rules.kinds import Rule, RuleKind
from criteria.rules.numbers import EntryError, parse_number

TEXTS = ("numerator", "denominator", "what")
CELLS = ("label", "lower", "upper", "points")
LINE_CELLS: dict[RuleKind, tuple[str, ...]] = {
    RuleKind.LEVELS: ("label", "points"),
    RuleKind.CHECKLIST: ("label", "points"),
    RuleKind.RATIO_BANDS: ("lower", "upper", "points"),
    RuleKind.SURVEY: ("label",),
}
"""Which cells a line of each kind has; the other kinds have no lines."""
MOST_LINES = 40
NEW_LINES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """The typed texts of one option, item, band or question."""

    label: str = ""
    lower: str = ""
    upper: str = ""
    points: str = ""

    @property
    def is_blank(self) -> bool:
        return not any(getattr(self, cell).strip() for cell in CELLS)


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """What stands in the editor. ``kind`` empty: no rule chosen yet."""

    kind: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()

    @property
    def known(self) -> RuleKind | None:
        return RuleKind(self.kind) if self.kind in set(RuleKind) else None

    @property
    def columns(self) -> tuple[str, ...]:
        """The single values of the kind, by column of ScoringRule."""
        return tuple(COLUMNS[self.known].values()) if self.known else ()

    @property
    def cells(self) -> tuple[str, ...]:
        return LINE_CELLS.get(self.known, ()) if self.known else ()

    def filled(self) -> "RuleDraft":
        """With empty lines to write into where the kind has lines and none stand there yet."""
        if not self.cells or self.lines:
            return self
        return RuleDraft(self.kind, self.values, (Line(),) * NEW_LINES)

    def changed(self, act: str) -> "RuleDraft":
        """After «them-dong», «bo-dong-2» or «len-dong-2» (lines count from 1); anything else changes nothing."""
        lines = list(self.lines)
        verb, _, number = act.partition("-dong")
        at = int(number[1:]) - 1 if number[1:].isdecimal() and len(number) < 5 else -1
        if verb == "them" and len(lines) < MOST_LINES:
            lines.append(Line())
        elif verb == "bo" and 0 <= at < len(lines):
            del lines[at]
        elif verb == "len" and 0 < at < len(lines):
            lines[at - 1], lines[at] = lines[at], lines[at - 1]
        return RuleDraft(self.kind, self.values, tuple(lines))


def typed(post: QueryDict) -> RuleDraft:
    """What came in: single values by their column, lines as lists of cells side by side."""
    kind = post.get("kind", "")
    draft = RuleDraft(kind, {name: post.get(f"rule_{name}", "") for name in _all_columns()})
    cells = {cell: post.getlist(f"line_{cell}") for cell in draft.cells}
    count = min(max(map(len, cells.values()), default=0), MOST_LINES)
    lines = tuple(
        Line(**{cell: values[at] for cell, values in cells.items() if at < len(values)}) for at in range(count)
    )
    return RuleDraft(kind, draft.values, lines)


def _all_columns() -> set[str]:
    return {column for columns in COLUMNS.values() for column in columns.values()}


def written(number: Decimal | None) -> str:
    """«0,5»: a number as it stands in an input."""
    return "" if number is None else f"{number.normalize():f}".replace(".", ",")


def stored(criterion: Criterion) -> RuleDraft:
    """The texts of a node fetched ``with_rules()``."""
    scoring = getattr(criterion, "scoring", None)
    if scoring is None:
        return RuleDraft()
    values = {name: getattr(scoring, name) for name in _all_columns()}
    texts = {name: value if name in TEXTS else written(value) for name, value in values.items()}
    return RuleDraft(scoring.kind, texts, tuple(map(_line, scoring.lines.all())))


def _line(line: RuleLine) -> Line:
    return Line(line.label, written(line.lower), written(line.upper), written(line.points))


@dataclass(frozen=True, slots=True)
class RuleValues:
    """A rule as it is stored: unfinished cells are None. ``errors`` names the cells whose text is no number."""

    kind: RuleKind | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[Mapping[str, Any], ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> dict[str, Any]:
        """The exchange form, as ``parse_rule`` takes it."""
        if self.kind is None:
            return {}
        shape = {name: self.columns[column] for name, column in COLUMNS[self.kind].items()}
        if self.kind in LINES:
            shape[LINES[self.kind]] = [_shape(self.kind, line) for line in self.lines]
        return shape

    def judged(self, max_points: Decimal) -> tuple[Rule | None, tuple[str, ...]]:
        """The rule, or its faults; (None, ()) where no kind is chosen."""
        if self.kind is None:
            return None, ()
        bands = [WrittenBand(line.get("lower"), line.get("upper")) for line in self.lines]
        return judged(self.kind, self.data, bands, max_points)


def _shape(kind: RuleKind, line: Mapping[str, Any]) -> Any:
    if kind is RuleKind.SURVEY:
        return line["label"]
    if kind is RuleKind.RATIO_BANDS:
        return {"min": line["lower"], "points": line["points"]}
    return {"label": line["label"], "points": line["points"]}


def read(draft: RuleDraft) -> RuleValues:
    """The values of the texts. Bands are put in order, the highest first, once each has its lower bound."""
    if draft.known is None:
        return RuleValues()
    errors: dict[str, str] = {}
    columns = {
        name: _value(ScoringRule, name, draft.values.get(name, ""), f"rule_{name}", errors) for name in draft.columns
    }
    lines = [
        {cell: _value(RuleLine, cell, getattr(line, cell), f"line_{cell}_{at}", errors) for cell in draft.cells}
        for at, line in enumerate(draft.lines, start=1)
        if not line.is_blank
    ]
    if draft.known is RuleKind.RATIO_BANDS and all(line["lower"] is not None for line in lines):
        lines.sort(key=lambda line: line["lower"], reverse=True)
    return RuleValues(draft.known, columns, tuple(lines), errors)


def _value(model: type, name: str, text: str, where: str, errors: dict[str, str]) -> Any:
    column = model._meta.get_field(name)  # type: ignore[attr-defined]
    if name in TEXTS or name == "label":
        cleaned = clean_text(text)
        if column.max_length and len(cleaned) > column.max_length:
            errors[where] = f"Dài {len(cleaned)} ký tự, quá {column.max_length} – rút ngắn."
        return cleaned
    try:
        return _number(text, column, where, errors)
    except EntryError as error:
        errors[where] = error.message
        return None


def _number(text: str, column: Any, where: str, errors: dict[str, str]) -> Decimal | None:
    if not text.strip():
        return None
    number = parse_number(text.replace("%", ""))
    if number != round(number, column.decimal_places):
        errors[where] = f"«{text.strip()}» có quá {column.decimal_places} số lẻ – làm tròn."
    elif abs(number) >= 10 ** (column.max_digits - column.decimal_places):
        errors[where] = f"«{text.strip()}» quá lớn – kiểm tra lại số."
    else:
        return number
    return None


def rows_of(values: RuleValues, criterion: Criterion) -> tuple[ScoringRule, list[RuleLine]] | None:
    """Unsaved rows of the rule; None where no kind is chosen."""
    if values.kind is None:
        return None
    rule = ScoringRule(criterion=criterion, kind=values.kind, **values.columns)
    return rule, list(_lines(values, rule))


def _lines(values: RuleValues, rule: ScoringRule) -> Iterator[RuleLine]:
    for position, line in enumerate(values.lines, start=1):
        yield RuleLine(rule=rule, position=position, **line)
