"""A criteria set as rows, the same for a file, the database and the page that shows what an import would change."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal

from criteria.catalogue import rule_data, stored_rule
from criteria.models import BonusItem, CriteriaSet, Criterion
from criteria.rules.catalogue import CatalogueNode
from criteria.rules.kinds import Rule
from criteria.rules.parsing import rule_to_data
from criteria.rules.rollup import Source


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One row of a criteria file, in its columns' order. Codes are text: 1.1 is not 1.10.

    Known of stored rows alone: ``pk``, and of a draft's rule that can't be read ``rule_faults`` and ``raw``, its kind
    and shape as far as they are written.
    """

    code: str
    level: str
    parent_code: str
    name: str
    max_points: Decimal
    source: str
    rule: Rule | None
    unit_of_measure: str = ""
    evidence: str = ""
    evidence_required: bool = False
    guidance: str = ""
    department: str = ""
    co_department: str = ""
    not_applicable_policy: str = "none"
    pk: int | None = field(default=None, compare=False)
    rule_faults: tuple[str, ...] = field(default=(), compare=False)
    raw: tuple[str, dict] | None = field(default=None, compare=False)

    @property
    def node(self) -> CatalogueNode:
        """The row as the checks of a set look at it."""
        return CatalogueNode(
            self.code,
            self.parent_code or None,
            self.name,
            self.max_points,
            Source(self.source),
            self.rule,
            self.evidence,
            self.evidence_required,
            self.department,
            self.rule_faults,
            self.level == Criterion.Level.AREA,
        )


COLUMNS = tuple(column.name for column in fields(CriterionRow) if column.compare)
"""What a file holds of a row."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row that an import changes: the columns, each with what stands now and what would stand then."""

    row: CriterionRow
    columns: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """What an import would do to a set; nothing at all when it holds no row."""

    added: tuple[CriterionRow, ...] = ()
    changed: tuple[Change, ...] = ()
    removed: tuple[CriterionRow, ...] = ()
    reordered: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.reordered)

    @property
    def words(self) -> str:
        """«thêm 2, sửa 1, bỏ 0 dòng»."""
        moved = ", đổi thứ tự" if self.reordered else ""
        return f"thêm {len(self.added)}, sửa {len(self.changed)}, bỏ {len(self.removed)} dòng{moved}"


COLUMN_LABELS = {
    "level": "cấp",
    "parent_code": "mã cấp trên",
    "name": "tên",
    "max_points": "điểm tối đa",
    "source": "nguồn điểm",
    "rule": "cách chấm",
    "unit_of_measure": "đơn vị tính",
    "evidence": "tài liệu kiểm chứng",
    "evidence_required": "bắt buộc tài liệu",
    "guidance": "hướng dẫn",
    "department": "cơ quan thẩm định",
    "co_department": "cơ quan phối hợp",
    "not_applicable_policy": "không phát sinh",
}


def stored_rows(criteria_set: CriteriaSet) -> list[CriterionRow]:
    """The set as it stands, in printed order: four queries."""
    criteria = list(criteria_set.criteria.with_rules())
    codes = {criterion.pk: criterion.code for criterion in criteria}
    return [_stored_row(criterion, codes.get(criterion.parent_id, "")) for criterion in criteria]


def _stored_row(criterion: Criterion, parent_code: str) -> CriterionRow:
    rule, faults = stored_rule(criterion)
    return CriterionRow(
        code=criterion.code,
        level=criterion.level,
        parent_code=parent_code,
        name=criterion.name,
        max_points=criterion.max_points,
        source=criterion.source,
        rule=rule,
        unit_of_measure=criterion.unit_of_measure,
        evidence=criterion.evidence,
        evidence_required=criterion.evidence_required,
        guidance=criterion.guidance,
        department=criterion.department,
        co_department=criterion.co_department,
        not_applicable_policy=criterion.not_applicable_policy,
        pk=criterion.pk,
        rule_faults=faults,
        raw=(criterion.scoring.kind, rule_data(criterion.scoring)) if faults else None,
    )


def differences(now: Sequence[CriterionRow], then: Sequence[CriterionRow]) -> Differences:
    """Leaf by leaf and branch by branch, by code: what an import of ``then`` would do to ``now``."""
    before = {row.code: row for row in now}
    after = {row.code: row for row in then}
    pairs = [(before[row.code], row) for row in then if row.code in before]
    kept = [row.code for row in now if row.code in after]
    return Differences(
        added=tuple(row for row in then if row.code not in before),
        changed=tuple(Change(new, _columns(old, new)) for old, new in pairs if old != new),
        removed=tuple(row for row in now if row.code not in after),
        reordered=kept != [row.code for row in then if row.code in before],
    )


ITEM_LABELS = {
    name: str(BonusItem._meta.get_field(name).verbose_name)
    for name in ("kind", "name", "points_per_occurrence", "item_cap", "kind_cap", "unit_of_measure", "evidence")
} | {name: COLUMN_LABELS[name] for name in ("guidance", "department")}


@dataclass(frozen=True, slots=True)
class ItemChange:
    """A bonus or penalty item that an import adds, changes or takes away."""

    item: BonusItem
    what: str
    columns: tuple[tuple[str, str, str], ...] = ()


def item_changes(now: Iterable[BonusItem], then: Sequence[BonusItem] | None) -> list[ItemChange]:
    """By code, what ``then`` would do to the items there are; nothing where the file says nothing of them."""
    if then is None:
        return []
    before, after = {item.code: item for item in now}, {item.code for item in then}
    added = [ItemChange(item, "added") for item in then if item.code not in before]
    told = [(item, _item_columns(before[item.code], item)) for item in then if item.code in before]
    moved = [code for code in before if code in after] != [item.code for item in then if item.code in before]
    changed = [ItemChange(item, "changed", columns) for item, columns in told if columns]
    if moved and not changed:
        changed = [ItemChange(item, "moved") for item, _ in told if before[item.code].position != item.position]
    return [*added, *changed, *(ItemChange(item, "removed") for code, item in before.items() if code not in after)]


def _item_columns(old: BonusItem, new: BonusItem) -> tuple[tuple[str, str, str], ...]:
    names = [name for name in ITEM_LABELS if getattr(old, name) != getattr(new, name)]
    return tuple((ITEM_LABELS[name], _item_word(old, name), _item_word(new, name)) for name in names)


def _item_word(item: BonusItem, name: str) -> str:
    return str(item.get_kind_display()) if name == "kind" else shown(getattr(item, name))


def _columns(old: CriterionRow, new: CriterionRow) -> tuple[tuple[str, str, str], ...]:
    names = [name for name in COLUMNS if getattr(old, name) != getattr(new, name)]
    return tuple((name, shown(getattr(old, name)), shown(getattr(new, name))) for name in names)


def shown(value: object) -> str:
    """A cell's value as the file writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain(value)
    return value if isinstance(value, str) else rule_json(value)  # type: ignore[arg-type]


def rule_json(rule: Rule | None) -> str:
    """The text of the column «rule»; empty for a branch."""
    return "" if rule is None else json.dumps(rule_to_data(rule), ensure_ascii=False)


def plain(number: Decimal) -> str:
    """«13», «0.5»: as the files write points, without zeros at the end."""
    return f"{number.normalize():f}"


def declared_sum(rows: Iterable[CriterionRow]) -> Decimal:
    """Points of the areas together: what a file says the set is worth."""
    return sum((row.max_points for row in rows if not row.parent_code), Decimal(0))
