"""Verbs that make a set from another: the next year's, a new version; and the links between their criteria."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from cchc.tenancy import audit
from criteria.errors import FrameRefused
from criteria.lineage import proposed
from criteria.models import BonusItem, CriteriaSet, Criterion
from criteria.services.catalogue_draft import copy_nodes, refuse_code

BONUS_COLUMNS = ("kind", "position", "code", "name", "points_per_occurrence", "item_cap", "kind_cap") + (
    "unit_of_measure",
    "evidence",
    "guidance",
    "department",
)


@transaction.atomic
def copy_set(
    *, source: CriteriaSet, code: str, title: str, version_reason: str = "", by: Any, at: datetime
) -> CriteriaSet:
    """A draft with everything the set has, each criterion pointing at the one it was copied from.

    With ``version_reason`` it is the next version of an issued set; without, a set of its own for another year.
    Raises FrameRefused for a code that is taken, or a version of a set that was never issued.
    """
    refuse_code(code)
    if version_reason and source.is_open:
        raise FrameRefused(f"Bộ {source.code} còn là dự thảo – sửa ngay trên dự thảo, không cần lập phiên bản mới.")
    made = CriteriaSet.objects.create(
        code=code,
        title=title,
        declared_total=source.declared_total,
        is_sample=source.is_sample,
        predecessor=source,
        version=source.version + 1 if version_reason else 1,
        version_reason=version_reason.strip(),
    )
    _copy_tree(source, made)
    _copy_bonus(source, made)
    verb = f"lập phiên bản {made.version} từ {source.code}" if version_reason else f"chép từ {source.code}"
    audit.record(verb, made, by=by, at=at, changes={"tên": title}, reason=made.version_reason)
    return made


def _copy_tree(source: CriteriaSet, made: CriteriaSet) -> None:
    nodes = list(source.criteria.with_rules().order_by("position"))
    copies = copy_nodes(nodes, made)
    for node in nodes:
        copy = copies[node.pk]
        copy.parent = copies[node.parent_id] if node.parent_id else None
        copy.area = copies[node.area_id] if node.area_id else None
        copy.predecessor = node
    Criterion.objects.bulk_update(copies.values(), ["parent", "area", "predecessor"])


def _copy_bonus(source: CriteriaSet, made: CriteriaSet) -> None:
    items = [
        BonusItem(criteria_set=made, **{name: getattr(item, name) for name in BONUS_COLUMNS})
        for item in source.bonus_items.all()
    ]
    BonusItem.objects.bulk_create(items)


@transaction.atomic
def match_predecessors(*, criteria_set: CriteriaSet, earlier: CriteriaSet, by: Any, at: datetime) -> int:
    """Link criteria with those of an earlier set by code and wording; choices by hand stay. Gives how many changed."""
    if earlier.pk == criteria_set.pk:
        raise FrameRefused("Chọn một bộ khác để đối chiếu.")
    locked = CriteriaSet.objects.select_for_update().get(pk=criteria_set.pk)
    if locked.predecessor_id != earlier.pk:
        locked.predecessor = earlier
        locked.save(update_fields=["predecessor"])
        locked.criteria.exclude(predecessor=None).exclude(predecessor__criteria_set=earlier).update(
            predecessor=None, predecessor_by_hand=False
        )
    nodes = list(locked.criteria.filter(predecessor_by_hand=False))
    held = set(locked.criteria.filter(predecessor_by_hand=True).values_list("predecessor", flat=True))
    pairs = {new: old for new, old in proposed(locked, earlier).items() if old not in held}
    changed = [node for node in nodes if node.predecessor_id != pairs.get(node.pk)]
    for node in changed:
        node.predecessor_id = pairs.get(node.pk)
    Criterion.objects.bulk_update(changed, ["predecessor"])
    found = sum(node.predecessor_id is not None for node in nodes)
    audit.record("đối chiếu tự động", locked, by=by, at=at, changes={"bộ trước": earlier.code, "khớp": found})
    return len(changed)


@transaction.atomic
def set_predecessors(*, criteria_set: CriteriaSet, chosen: Mapping[int, int | None], by: Any, at: datetime) -> int:
    """A person's own choices, by criterion id: the earlier criterion, or None for a new one. Gives how many changed.

    Raises FrameRefused where two criteria would continue the same one.
    """
    locked = CriteriaSet.objects.select_for_update().get(pk=criteria_set.pk)
    nodes = {node.pk: node for node in locked.criteria.all()}
    after = {pk: chosen.get(pk, node.predecessor_id) for pk, node in nodes.items()}
    _refuse_twice(nodes, after)
    changed = [node for pk, node in nodes.items() if after[pk] != node.predecessor_id]
    words = {}
    codes = dict(Criterion.objects.filter(pk__in=set(after.values())).values_list("pk", "code"))
    for node in changed:
        words[node.code] = [codes.get(node.predecessor_id, "mới"), codes.get(after[node.pk], "mới")]
        node.predecessor_id, node.predecessor_by_hand = after[node.pk], True
    Criterion.objects.bulk_update(changed, ["predecessor", "predecessor_by_hand"])
    if changed:
        audit.record("sửa mục kế thừa", locked, by=by, at=at, changes=words)
    return len(changed)


def _refuse_twice(nodes: Mapping[int, Criterion], after: Mapping[int, int | None]) -> None:
    taken: dict[int, str] = {}
    for pk, earlier in after.items():
        if earlier is None:
            continue
        if earlier in taken:
            both = f"{taken[earlier]} và {nodes[pk].code}"
            raise FrameRefused(f"{both} cùng kế thừa một mục – mỗi mục cũ chỉ một mục mới kế thừa; chưa ghi gì.")
        taken[earlier] = nodes[pk].code
