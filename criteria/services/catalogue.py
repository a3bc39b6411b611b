"""Verbs of a criteria set: take in its rows, issue it, freeze it, replace its bonus items."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from cchc.tenancy import audit
from cchc.vietnamese import fold
from criteria.bulk import insert_rows, new_ids
from criteria.catalogue import COLUMNS, LINES
from criteria.checking import catalogue_findings
from criteria.diary import counted, labelled
from criteria.errors import FrameRefused
from criteria.exchange import COLUMNS as ROW_COLUMNS
from criteria.exchange import CriterionRow, Differences, declared_sum, differences, stored_rows
from criteria.models import BonusItem, CriteriaSet, Criterion, RuleLine, ScoringRule
from criteria.rules.findings import Severity
from criteria.rules.kinds import RuleKind
from criteria.rules.parsing import rule_to_data

RULE_NUMBERS = ("floor", "full", "below", "per", "minimum", "yes_points", "no_points", "step")
RULE_TEXTS = ("numerator", "denominator", "what")


@dataclass(frozen=True, slots=True)
class SetHead:
    """What stands over the rows of a set. None keeps what a set already has; ``total`` defaults to the areas' sum."""

    code: str
    title: str | None = None
    decision_number: str | None = None
    decision_date: date | None = None
    total: Decimal | None = None
    is_sample: bool | None = None


@dataclass(frozen=True, slots=True)
class SetImport:
    """What an import did: the set, whether it is new, which rows and parts of its head changed, and how many bonus
    and penalty items were written and went.
    """

    criteria_set: CriteriaSet
    created: bool
    rows: Differences
    head: dict[str, list]
    items: tuple[int, int] = (0, 0)

    @property
    def changed(self) -> bool:
        return self.created or bool(self.rows) or bool(self.head) or any(self.items)

    @property
    def words(self) -> str:
        """«thêm 2, sửa 1, bỏ 0 dòng; thưởng, trừ: ghi 8, bỏ 0 mục»."""
        written, gone = self.items
        return self.rows.words + (f"; thưởng, trừ: ghi {written}, bỏ {gone} mục" if any(self.items) else "")


_CODE = re.compile(r"[\w][\w.() -]{0,39}")
RESERVED = {"nhap", "tao", "so-sanh"}
"""Words that stand in the same place of an address."""


def code_fault(code: str) -> str:
    """What is wrong with a set's code, which stands in addresses and in «KIND=CODE,…»; empty when nothing is."""
    if not _CODE.fullmatch(code) or code in RESERVED:
        return f"Mã bộ «{code[:40]}» không dùng được – chỉ dùng chữ, số, dấu chấm, gạch nối, tối đa 40 ký tự."
    return ""


def _refuse_head(head: SetHead) -> None:
    if fault := code_fault(head.code):
        raise FrameRefused(fault)
    for text, most, what in ((head.title, 300, "Tên bộ"), (head.decision_number, 60, "Số quyết định")):
        if text and len(text) > most:
            raise FrameRefused(f"{what} dài {len(text)} ký tự, quá {most} – rút ngắn.")


@transaction.atomic
def import_set(
    *,
    head: SetHead,
    rows: Sequence[CriterionRow],
    items: Sequence[BonusItem] | None = None,
    by: Any,
    at: datetime,
) -> SetImport:
    """Make the set or replace its rows in place (by code, ids stay). ``rows`` have been checked by the resource.

    ``items`` replace its bonus and penalty items; None leaves them as they are.

    Raises FrameRefused for a set that a campaign already uses, unless nothing would change.
    """
    _refuse_head(head)
    criteria_set = CriteriaSet.objects.select_for_update().filter(code=head.code).first()
    created = criteria_set is None
    if criteria_set is None:
        criteria_set = CriteriaSet.objects.create(code=head.code, title=head.title or head.code)
    changes = differences([] if created else stored_rows(criteria_set), rows)
    head_changes = _set_head(criteria_set, head, rows)
    if not created and (changes or head_changes):
        refuse_frozen(criteria_set)
    if head_changes:
        criteria_set.save()
    _write_rows(criteria_set, rows, changes)
    if created or changes or head_changes:
        audit.record("nhập bộ tiêu chí", criteria_set, by=by, at=at, changes=_diary(changes) | head_changes)
    written = (0, 0) if items is None else import_bonus(criteria_set=criteria_set, items=items, by=by, at=at)
    return SetImport(criteria_set, created, changes, head_changes, written)


def refuse_frozen(criteria_set: CriteriaSet) -> None:
    """Raise FrameRefused for a set that can no longer be changed."""
    if criteria_set.frozen_at:
        raise FrameRefused(
            f"Bộ tiêu chí {criteria_set.code} đã khóa từ ngày {criteria_set.frozen_at:%d/%m/%Y} vì có kỳ đánh giá đang "
            "dùng – nhập thành một bộ mới với mã khác; chưa ghi gì."
        )


def _set_head(criteria_set: CriteriaSet, head: SetHead, rows: Sequence[CriterionRow]) -> dict[str, list]:
    wanted = {
        "title": head.title,
        "decision_number": head.decision_number,
        "decision_date": head.decision_date,
        "declared_total": declared_sum(rows) if head.total is None else head.total,
        "is_sample": head.is_sample,
    }
    before = {name: getattr(criteria_set, name) for name in wanted}
    after = {name: value for name, value in wanted.items() if value is not None}
    if head.decision_number and head.decision_date:
        before["status"], after["status"] = criteria_set.status, CriteriaSet.Status.ISSUED
    for name, value in after.items():
        setattr(criteria_set, name, value)
    return labelled(CriteriaSet, before, after)


def _diary(changes: Differences) -> dict[str, str]:
    """The codes touched, as the diary keeps them: how many, and the first of them by name."""
    named = {
        "thêm": [row.code for row in changes.added],
        "sửa": [change.row.code for change in changes.changed],
        "bỏ": [row.code for row in changes.removed],
    }
    return {word: counted(codes) for word, codes in named.items() if codes}


def _write_rows(criteria_set: CriteriaSet, rows: Sequence[CriterionRow], changes: Differences) -> None:
    """Upsert what is new, changed or moved; rules are written anew for the leaves touched."""
    if not changes:
        return
    removed = [row.code for row in changes.removed]
    if removed:
        Criterion.objects.filter(criteria_set=criteria_set, code__in=removed).delete()
    ids = dict(Criterion.objects.filter(criteria_set=criteria_set).values_list("code", "pk"))
    ids |= dict(zip((row.code for row in changes.added), new_ids(Criterion, len(changes.added))))
    touched = [*changes.added, *(change.row for change in changes.changed)]
    moved = bool(changes.added or removed or changes.reordered)
    _write_criteria(criteria_set, rows if moved else touched, ids, rows)
    if changes.changed:
        kept = [ids[change.row.code] for change in changes.changed]
        ScoringRule.objects.filter(criterion__in=kept).delete()
        Criterion.objects.filter(pk__in=kept).update(version=F("version") + 1)
    _write_rules([row for row in touched if row.rule is not None], ids)


def _write_criteria(
    criteria_set: CriteriaSet, rows: Sequence[CriterionRow], ids: dict[str, int], whole: Sequence[CriterionRow]
) -> None:
    parents = {row.code: row.parent_code for row in whole}
    places = {row.code: number for number, row in enumerate(whole, start=1)}
    known = set(ROW_COLUMNS) - {"parent_code", "rule"}
    columns: dict[str, Sequence[Any]] = {name: [getattr(row, name) for row in rows] for name in known}
    columns |= {
        "id": [ids[row.code] for row in rows],
        "criteria_set_id": [criteria_set.pk] * len(rows),
        "parent_id": [ids.get(row.parent_code) for row in rows],
        "area_id": [ids[_area_of(row.code, parents)] for row in rows],
        "position": [places[row.code] for row in rows],
        "is_leaf": [row.rule is not None for row in rows],
        "search": [fold(f"{row.code} {row.name}") for row in rows],
    }
    insert_rows(Criterion, columns, replace_on=("criteria_set_id", "code"))


def _area_of(code: str, parents: dict[str, str]) -> str:
    """The code of the row's lĩnh vực: the topmost row above it."""
    while parents[code]:
        code = parents[code]
    return code


def _write_rules(rows: Sequence[CriterionRow], ids: dict[str, int]) -> None:
    data = [(RuleKind(row.rule.kind), rule_to_data(row.rule)) for row in rows if row.rule]
    rule_ids = new_ids(ScoringRule, len(rows))
    columns: dict[str, list[Any]] = {"id": rule_ids, "criterion_id": [ids[row.code] for row in rows]}
    columns["kind"] = [kind.value for kind, _ in data]
    for column, empty in [*((name, None) for name in RULE_NUMBERS), *((name, "") for name in RULE_TEXTS)]:
        columns[column] = [_of_column(kind, shape, column, empty) for kind, shape in data]
    insert_rows(ScoringRule, columns)
    insert_rows(RuleLine, _line_columns(rule_ids, data))


def _of_column(kind: RuleKind, shape: dict[str, Any], column: str, empty: Any) -> Any:
    return next((shape[name] for name, stored in COLUMNS[kind].items() if stored == column), empty)


def _line_columns(rule_ids: Sequence[int], data: Sequence[tuple[RuleKind, dict[str, Any]]]) -> dict[str, list[Any]]:
    lines = [
        (rule_id, position, *_line(line))
        for rule_id, (kind, shape) in zip(rule_ids, data)
        if kind in LINES
        for position, line in enumerate(shape[LINES[kind]], start=1)
    ]
    names = ("rule_id", "position", "label", "lower", "points")
    return {name: [line[place] for line in lines] for place, name in enumerate(names)}


def _line(line: Any) -> tuple[str, str | None, str | None]:
    """Label, lower bound and points of an option, item or band; a survey question is a label alone."""
    if isinstance(line, str):
        return line, None, None
    return line.get("label", ""), line.get("min"), line["points"]


@transaction.atomic
def issue_set(*, criteria_set: CriteriaSet, number: str, day: date, by: Any, at: datetime) -> None:
    """Enter the number and date of the decision that issues the set; a frozen set may still be given them.

    Raises FrameRefused while the checks name an error: an issued set is applied to the letter.
    """
    criteria_set = CriteriaSet.objects.select_for_update().get(pk=criteria_set.pk)
    _refuse_faulty(criteria_set)
    before = {name: getattr(criteria_set, name) for name in ("decision_number", "decision_date", "status")}
    after = {"decision_number": number, "decision_date": day, "status": CriteriaSet.Status.ISSUED}
    for name, value in after.items():
        setattr(criteria_set, name, value)
    criteria_set.save(update_fields=list(after))
    audit.record("ban hành bộ tiêu chí", criteria_set, by=by, at=at, changes=labelled(CriteriaSet, before, after))


def _refuse_faulty(criteria_set: CriteriaSet) -> None:
    found = catalogue_findings(criteria_set, stored_rows(criteria_set))
    errors = [finding.message for finding in found if finding.severity is Severity.ERROR]
    if errors:
        more = f" Còn {len(errors) - 1} lỗi khác." if len(errors) > 1 else ""
        raise FrameRefused(f"Bộ {criteria_set.code} còn lỗi nên chưa ban hành được: {errors[0]}{more}")


@transaction.atomic
def freeze_sets(*, sets: Iterable[CriteriaSet], by: Any, at: datetime) -> None:
    """Freeze the sets that are not frozen yet: a campaign uses them from now on."""
    for criteria_set in sets:
        if criteria_set.frozen_at is None:
            criteria_set.frozen_at = at
            criteria_set.save(update_fields=["frozen_at"])
            audit.record("khóa bộ tiêu chí", criteria_set, by=by, at=at)


@transaction.atomic
def import_bonus(*, criteria_set: CriteriaSet, items: Sequence[BonusItem], by: Any, at: datetime) -> tuple[int, int]:
    """Replace the set's bonus and penalty items by unsaved ones, in place by code. Gives how many changed and went.

    Raises FrameRefused for a frozen set, unless nothing would change.
    """
    known = {item.code: item for item in criteria_set.bonus_items.all()}
    changed = [item for item in items if item.code not in known or _told(known[item.code]) != _told(item)]
    gone = sorted(set(known) - {item.code for item in items})
    if not changed and not gone:
        return 0, 0
    refuse_frozen(criteria_set)
    criteria_set.bonus_items.filter(code__in=gone).delete()
    for item in changed:
        item.pk, item.criteria_set = getattr(known.get(item.code), "pk", None), criteria_set
        item.save()
    touched = {"ghi": [item.code for item in changed], "bỏ": gone}
    changes = {name: counted(codes) for name, codes in touched.items() if codes}
    audit.record("nhập mục thưởng, trừ", criteria_set, by=by, at=at, changes=changes)
    return len(changed), len(gone)


def _told(item: BonusItem) -> tuple:
    names = (
        "kind position code name points_per_occurrence item_cap kind_cap unit_of_measure evidence guidance department"
    )
    return tuple(getattr(item, name) for name in names.split())
