"""Scores of a campaign from a table: rows judged one by one, every fault with its cell, then all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assessments.entries import ENTRY_FIELDS, FIELDS, MAX_AMOUNT, MAX_COUNT, MAX_EXPLANATION
from assessments.models import Assessment, Score
from assessments.services.entering import BonusEntry, LeafEntry
from assessments.states import State
from cchc.files.faults import Faults, Row
from cchc.files.tabular import Column, parsers
from criteria.catalogue import LeafRule, leaf_rules
from criteria.models import BonusItem, Campaign, Criterion
from criteria.queries import exempted_codes
from criteria.rules.bonus import BonusItem as BonusRule
from criteria.rules.bonus import BonusKind, check_item_points, item_points
from criteria.rules.kinds import RuleKind
from criteria.rules.numbers import EntryError, is_usable
from criteria.rules.scoring import Entry, LeafState

MAX_ROWS = 400_000
COLUMNS = (
    Column("agency_code", required=True, parse=parsers.code),
    Column("criterion_code", required=True, parse=parsers.code),
    Column("option", parse=parsers.integer, optional=True),
    Column("items", parse=parsers.integers, optional=True),
    Column("numerator", parse=parsers.decimal, optional=True),
    Column("denominator", parse=parsers.decimal, optional=True),
    Column("count", parse=parsers.decimal, optional=True),
    Column("answer", parse=parsers.yes_no, optional=True),
    Column("points", parse=parsers.decimal, optional=True),
    Column("not_applicable", parse=parsers.yes_no, optional=True),
    Column("explanation", parse=parsers.text, optional=True),
)
"""INTERFACES: option and items count from 1; count is also the number of occurrences of a bonus or penalty item."""
UNUSED = {
    RuleKind.LEVELS: "chọn một mức (option)",
    RuleKind.CHECKLIST: "cộng các nội dung đạt (items)",
    RuleKind.RATIO_BANDS: "theo tỷ lệ (numerator, denominator)",
    RuleKind.RATIO_LINEAR: "theo tỷ lệ (numerator, denominator)",
    RuleKind.COUNT_DEDUCT: "theo số lượng (count)",
    RuleKind.COUNT_ADD: "theo số lượng (count)",
    RuleKind.BOOLEAN: "có hoặc không (answer)",
    RuleKind.MANUAL: "điểm trực tiếp (points)",
}


@dataclass(slots=True)
class Catalogue:
    """The leaves and items of one criteria set, by code."""

    leaves: dict[str, LeafRule]
    paths: dict[str, set[str]]
    branches: set[str]
    items: dict[str, BonusItem]


@dataclass(slots=True)
class Plan:
    """What the table says, ready to be written."""

    leaves: list[LeafEntry] = field(default_factory=list)
    bonus: list[BonusEntry] = field(default_factory=list)


def refusal(campaign: Campaign) -> str:
    """Why no score of the campaign may be entered any more; empty where it may."""
    if campaign.imported:
        return f"Năm {campaign.year} nhập từ kết quả đã công bố, không có hồ sơ để ghi điểm."
    if campaign.adopted_at is not None:
        return f"Kết quả năm {campaign.year} đã được thông qua – mở lại kết quả kèm lý do rồi nhập."
    return ""


def judge(rows: Sequence[Row], campaign: Campaign, stage: str, faults: Faults) -> Plan:
    """The scores the rows stand for; every fault goes into ``faults`` and its row is left out."""
    if why := refusal(campaign):
        faults.add(None, None, why)
        return Plan()
    judged = _Judge(campaign, Score.Stage(stage), faults)
    for row in rows:
        judged.take(row)
    return judged.plan


class _Judge:
    def __init__(self, campaign: Campaign, stage: Score.Stage, faults: Faults) -> None:
        self.faults, self.stage, self.plan = faults, stage, Plan()
        files = campaign.assessments.select_related("agency", "campaign")
        self.files: dict[str, Assessment] = {file.agency.code: file for file in files}
        self.sets = {made: _catalogue(made) for made in {file.criteria_set_id for file in files}}
        self.gone = exempted_codes(campaign)
        self.seen: dict[tuple[str, str], int] = {}

    def take(self, row: Row) -> None:
        """Judge one row and plan what it stands for."""
        agency, code = row["agency_code"], row["criterion_code"]
        if not agency or not code or not self._is_first(row, agency, code):
            return
        file = self.files.get(agency)
        if file is None:
            self.faults.add(row, "agency_code", f"«{agency}» không có trong các đơn vị của kỳ đánh giá – sửa mã")
            return
        if file.state == State.ADOPTED:
            self.faults.add(row, "agency_code", f"điểm của {file.agency} đã được thông qua – mở lại hồ sơ rồi nhập")
            return
        self._take_code(row, file, code)

    def _is_first(self, row: Row, agency: str, code: str) -> bool:
        first = self.seen.setdefault((agency, code), row.number)
        if first != row.number:
            self.faults.add(
                row, "criterion_code", f"mục {code} của đơn vị {agency} đã có ở dòng {first} – giữ một dòng"
            )
        return first == row.number

    def _take_code(self, row: Row, file: Assessment, code: str) -> None:
        known = self.sets[file.criteria_set_id]
        if code in known.items:
            self._take_item(row, file, known.items[code])
        elif code in known.leaves:
            self._take_leaf(row, file, known.leaves[code], known.paths[code])
        elif code in known.branches:
            self.faults.add(row, "criterion_code", f"{code} có mục con nên không chấm trực tiếp – ghi mã của mục con")
        else:
            self.faults.add(row, "criterion_code", f"«{code}» không có trong bộ tiêu chí của {file.agency} – sửa mã")

    def _take_leaf(self, row: Row, file: Assessment, leaf: LeafRule, path: set[str]) -> None:
        if leaf.rule.kind is RuleKind.SURVEY:
            self.faults.add(row, "criterion_code", f"{leaf.code} lấy điểm từ điều tra xã hội học – bỏ dòng này")
        elif not path.isdisjoint(self.gone.get(file.agency_id, ())):
            self.faults.add(row, "criterion_code", f"{leaf.code} không áp dụng cho {file.agency} – bỏ dòng này")
        elif not row.bad and self._has_only(row, leaf) and self._is_sane(row):
            self._score(row, file, leaf)

    def _has_only(self, row: Row, leaf: LeafRule) -> bool:
        wrong = [name for name in ENTRY_FIELDS if name not in FIELDS[leaf.rule.kind] and _is_filled(row[name])]
        for name in wrong:
            self.faults.add(row, name, f"{leaf.code} chấm {UNUSED[leaf.rule.kind]} – để trống ô này")
        return not wrong

    def _is_sane(self, row: Row) -> bool:
        """Numbers the database can keep: amounts with six decimals, points with two."""
        found = [
            (name, message)
            for name, wrong, message in (
                ("numerator", _too_fine(row["numerator"], 6, MAX_AMOUNT), "không quá 6 số lẻ"),
                ("denominator", _too_fine(row["denominator"], 6, MAX_AMOUNT), "không quá 6 số lẻ"),
                ("count", _too_fine(row["count"], 10, Decimal(MAX_COUNT)), "số lượng quá lớn"),
                ("points", _too_fine(row["points"], 2, Decimal(1000000)), "không quá 2 số lẻ"),
                ("explanation", len(row["explanation"] or "") > MAX_EXPLANATION, f"không quá {MAX_EXPLANATION} ký tự"),
            )
            if wrong
        ]
        for name, message in found:
            self.faults.add(row, name, f"giá trị không ghi được: {message} – sửa lại ô này")
        return not found

    def _score(self, row: Row, file: Assessment, leaf: LeafRule) -> None:
        entry = _entry(row, leaf)
        try:
            result = leaf.score(entry)
        except EntryError as error:
            self.faults.add(row, error.field, error.message)
            return
        if result.state is LeafState.INCOMPLETE and _is_begun(entry):
            empty = next(name for name in FIELDS[leaf.rule.kind] if getattr(entry, name) is None)
            self.faults.add(row, empty, f"bỏ trống – {leaf.code} cần đủ hai số")
            return
        self.plan.leaves.append(LeafEntry(file, leaf, entry, result, row["explanation"] or ""))

    def _take_item(self, row: Row, file: Assessment, item: BonusItem) -> None:
        filled = [name for name in (*ENTRY_FIELDS, "not_applicable") if _is_filled(row[name])]
        if row.bad:
            return
        if filled not in (["count"], ["points"]):
            self.faults.add(row, "points", f"mục thưởng, trừ {item.code} cần một trong hai: points hoặc count")
            return
        try:
            points = _bonus_points(item, row["points"], row["count"])
        except EntryError as error:
            self.faults.add(row, error.field, error.message)
            return
        count = None if row["count"] is None else int(row["count"])
        self.plan.bonus.append(BonusEntry(file, item, count, points, row["explanation"] or ""))


def _catalogue(set_id: int) -> Catalogue:
    nodes = list(Criterion.objects.filter(criteria_set_id=set_id).with_rules())
    codes = {node.pk: node.code for node in nodes}
    items = BonusItem.objects.filter(criteria_set_id=set_id)
    return Catalogue(
        leaves={leaf.code: leaf for leaf in leaf_rules(nodes).values()},
        paths={node.code: {codes[pk] for pk in (node.pk, node.parent_id, node.area_id) if pk} for node in nodes},
        branches={node.code for node in nodes if not node.is_leaf},
        items={item.code: item for item in items},
    )


def _is_filled(value: Any) -> bool:
    """A blank list of items comes as () and a blank «not applicable» as None or no."""
    return value not in (None, (), "", False) if not isinstance(value, bool) else True


def _too_fine(value: Decimal | None, places: int, limit: Decimal) -> bool:
    return value is not None and (not is_usable(value) or abs(value) >= limit or value != round(value, places))


def _entry(row: Row, leaf: LeafRule) -> Entry:
    """A row for a checklist says which contents are met; a blank list (or 0) says that none is."""
    items = row["items"] or ()
    is_list = leaf.rule.kind is RuleKind.CHECKLIST and not row["not_applicable"]
    return Entry(
        option=row["option"],
        items=tuple(sorted(number for number in items if number)) if is_list else None,
        numerator=row["numerator"],
        denominator=row["denominator"],
        count=row["count"],
        answer=row["answer"],
        points=row["points"],
        not_applicable=bool(row["not_applicable"]),
    )


def _is_begun(entry: Entry) -> bool:
    return entry.numerator is not None or entry.denominator is not None


def _bonus_points(item: BonusItem, points: Decimal | None, count: Decimal | None) -> Decimal:
    """Points of a bonus or penalty item, up to its cap. Raises ``EntryError``."""
    rule = BonusRule(item.code, BonusKind(item.kind), item.points_per_occurrence, item.item_cap, item.kind_cap)
    if count is not None:
        return item_points(rule, count)
    given = check_item_points(rule, points or Decimal(0))
    if given != round(given, 2):
        raise EntryError("points", f"{given} có quá hai số lẻ – ghi điểm với hai số lẻ")
    return given
