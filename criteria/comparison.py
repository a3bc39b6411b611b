"""Two sets, or two versions of one, side by side: what came, what went, what was renumbered, reworded or repriced."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from criteria.exchange import COLUMN_LABELS, CriterionRow, shown
from criteria.models import Criterion
from criteria.rules.kinds import Rule
from criteria.rules.numbers import show_points
from criteria.rules.worddiff import Piece, word_diff
from criteria.wording import rule_lines


class Mark(StrEnum):
    """What happened to a criterion."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RENUMBERED = "renumbered"
    POINTS = "points"
    WORDING = "wording"
    RULE = "rule"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def tone(self) -> str:
        return {"added": "ok", "removed": "late", "points": "warn", "rule": "warn"}.get(self.value, "info")

    @property
    def icon(self) -> str:
        return {"added": "plus", "removed": "trash", "moved": "right", "renumbered": "right"}.get(self.value, "edit")


_LABELS = {
    Mark.ADDED: "Thêm mới",
    Mark.REMOVED: "Bỏ",
    Mark.MOVED: "Chuyển sang mục khác",
    Mark.RENUMBERED: "Đổi mã",
    Mark.POINTS: "Đổi điểm",
    Mark.WORDING: "Sửa câu chữ",
    Mark.RULE: "Đổi cách chấm",
    Mark.OTHER: "Sửa nội dung khác",
}
TEXTS = ("guidance", "evidence")
OTHERS = ("unit_of_measure", "evidence_required", "department", "co_department", "not_applicable_policy")
WORDS = {"True": "có", "False": "không", **dict(Criterion.NotApplicable.choices)}


@dataclass(frozen=True, slots=True)
class Changed:
    """One column that differs, each side in pieces."""

    label: str
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A criterion on both sides; one side is None where it came or went."""

    old: CriterionRow | None
    new: CriterionRow | None
    marks: tuple[Mark, ...] = ()
    old_name: tuple[Piece, ...] = ()
    new_name: tuple[Piece, ...] = ()
    columns: tuple[Changed, ...] = field(default=())

    @property
    def level(self) -> str:
        row = self.new or self.old
        return row.level if row else ""


def compared(old: Sequence[CriterionRow], new: Sequence[CriterionRow], lineage: Mapping[int, int]) -> list[Pair]:
    """Every criterion of both sets in the new set's order; what went stands after what stood before it.

    What stands under another branch with the same words and points has moved, whether or not it is linked.
    """
    links = _with_moves(old, new, lineage)
    before, after = {row.pk: row for row in old}, {row.code: row for row in new}
    codes = {row.code: row.pk for row in old}

    def moved(was: CriterionRow | None, row: CriterionRow) -> bool:
        above = after.get(row.parent_code)
        return was is not None and codes.get(was.parent_code) != (links.get(above.pk or 0) if above else None)

    pairs = [_pair(was := before.get(links.get(row.pk or 0)), row, moved(was, row)) for row in new]
    return _with_gone(pairs, old)


def _with_moves(old: Sequence[CriterionRow], new: Sequence[CriterionRow], lineage: Mapping[int, int]) -> dict[int, int]:
    """The links, and those of rows that were taken out in one place and written anew in another."""
    known = {row.pk for row in old}
    links = {later: earlier for later, earlier in lineage.items() if earlier in known}
    gone: dict[tuple, list[int]] = {}
    for row in old:
        if row.pk and row.pk not in links.values():
            gone.setdefault(_words(row), []).append(row.pk)
    for row in new:
        if row.pk and row.pk not in links and (same := gone.get(_words(row))):
            links[row.pk] = same.pop(0)
    return links


def _words(row: CriterionRow) -> tuple:
    return row.name.casefold(), row.max_points, row.rule is None


def _with_gone(pairs: list[Pair], old: Sequence[CriterionRow]) -> list[Pair]:
    places = {pair.old.pk: pair for pair in pairs if pair.old}
    above: Pair | None = None
    for row in old:
        if row.pk in places:
            above = places[row.pk]
            continue
        gone = Pair(row, None, (Mark.REMOVED,), old_name=(Piece(row.name),))
        pairs.insert(pairs.index(above) + 1 if above else 0, gone)
        above = gone
    return pairs


def _pair(old: CriterionRow | None, new: CriterionRow, moved: bool) -> Pair:
    if old is None:
        return Pair(None, new, (Mark.ADDED,), new_name=(Piece(new.name),))
    was, now = word_diff(old.name, new.name)
    columns = (*_texts(old, new), *_rules(old.rule, new.rule), *_others(old, new))
    return Pair(old, new, tuple(_marks(old, new, moved)), was, now, columns)


def _marks(old: CriterionRow, new: CriterionRow, moved: bool) -> list[Mark]:
    """A move brings its new number along."""
    told = {
        Mark.MOVED: moved,
        Mark.RENUMBERED: old.code != new.code and not moved,
        Mark.POINTS: old.max_points != new.max_points,
        Mark.WORDING: any(getattr(old, name) != getattr(new, name) for name in ("name", *TEXTS)),
        Mark.RULE: old.rule != new.rule or old.rule_faults != new.rule_faults,
        Mark.OTHER: any(getattr(old, name) != getattr(new, name) for name in OTHERS),
    }
    return [mark for mark, is_so in told.items() if is_so]


def _texts(old: CriterionRow, new: CriterionRow) -> list[Changed]:
    return [
        Changed(COLUMN_LABELS[name], *word_diff(getattr(old, name), getattr(new, name)))
        for name in TEXTS
        if getattr(old, name) != getattr(new, name)
    ]


def _rules(old: Rule | None, new: Rule | None) -> list[Changed]:
    return [] if old == new else [Changed("cách chấm", *word_diff(_rule(old), _rule(new)))]


def _rule(rule: Rule | None) -> str:
    return f"{rule.kind.label}: {'; '.join(rule_lines(rule))}" if rule else ""


def _others(old: CriterionRow, new: CriterionRow) -> list[Changed]:
    return [
        Changed(COLUMN_LABELS[name], (Piece(_word(old, name), True),), (Piece(_word(new, name), True),))
        for name in OTHERS
        if getattr(old, name) != getattr(new, name)
    ]


def _word(row: CriterionRow, name: str) -> str:
    value = getattr(row, name)
    return WORDS.get(str(value), shown(value)) or "(trống)"


def summary(pairs: Sequence[Pair]) -> list[tuple[Mark, int]]:
    """How many criteria carry each mark, without those that none carries."""
    counts = Counter(mark for pair in pairs for mark in pair.marks)
    return [(mark, counts[mark]) for mark in Mark if counts[mark]]


def moved_points(pairs: Sequence[Pair]) -> list[tuple[Pair, str, str]]:
    """The lĩnh vực whose points changed: «13,00», «14,00»."""
    return [
        (pair, show_points(pair.old.max_points), show_points(pair.new.max_points))
        for pair in pairs
        if pair.old and pair.new and Mark.POINTS in pair.marks and pair.level == Criterion.Level.AREA
    ]
