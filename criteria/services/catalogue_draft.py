"""Verbs of a draft set: its head, its tree, its criteria. Every one refuses a set that is issued or in use."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from cchc.tenancy import audit
from criteria.catalogue import stored_rule
from criteria.diary import counted, labelled
from criteria.errors import FrameRefused
from criteria.models import BonusItem, CriteriaSet, Criterion, RuleLine, ScoringRule
from criteria.ruledraft import RuleValues, rows_of
from criteria.rules.kinds import Rule, RuleKind
from criteria.rules.outline import (
    Outline,
    OutlineRefused,
    Place,
    Step,
    Where,
    added,
    branch,
    children_of,
    depths,
    next_code,
    numbered,
    put,
    stepped,
    without,
)
from criteria.services.catalogue import code_fault, import_bonus
from criteria.wording import rule_lines

LEVELS = (Criterion.Level.AREA, Criterion.Level.CRITERION, Criterion.Level.SUB)
SETTLED = ("parent_id", "area_id", "position", "level", "is_leaf", "source")
COPY_MARK = " (bản sao)"


class EditConflict(Exception):
    """Somebody else has saved the criterion since the editor was opened; ``current`` is what stands there now."""

    def __init__(self, current: Criterion) -> None:
        super().__init__(f"{current.code} vừa được người khác sửa.")
        self.current = current


def lock_draft(criteria_set: CriteriaSet) -> CriteriaSet:
    """The set, locked for this transaction. Raises FrameRefused where it is no draft any more."""
    locked = CriteriaSet.objects.select_for_update().get(pk=criteria_set.pk)
    if not locked.is_open:
        why = "đã khóa vì có kỳ đánh giá đang dùng" if locked.frozen_at else "đã ban hành"
        raise FrameRefused(f"Bộ tiêu chí {locked.code} {why} – lập phiên bản mới để sửa; chưa ghi gì.")
    return locked


@transaction.atomic
def new_set(*, code: str, title: str, total: Decimal, is_sample: bool, by: Any, at: datetime) -> CriteriaSet:
    """An empty draft. Raises FrameRefused for a code that can't be used or is taken."""
    refuse_code(code)
    made = CriteriaSet.objects.create(code=code, title=title, declared_total=total, is_sample=is_sample)
    audit.record("lập bộ tiêu chí", made, by=by, at=at, changes={"tên": title, "tổng điểm": total})
    return made


def refuse_code(code: str) -> None:
    """Raise FrameRefused for a set's code that can't stand in an address, or that another set has."""
    if fault := code_fault(code):
        raise FrameRefused(fault)
    if CriteriaSet.objects.filter(code=code).exists():
        raise FrameRefused(f"Mã bộ {code} đã có – chọn mã khác.")


@transaction.atomic
def save_head(*, criteria_set: CriteriaSet, values: Mapping[str, Any], by: Any, at: datetime) -> None:
    """Title, declared total and whether it is a sample."""
    locked = lock_draft(criteria_set)
    before = {name: getattr(locked, name) for name in values}
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(values))
    changes = labelled(CriteriaSet, before, dict(values))
    if changes:
        audit.record("sửa tên, tổng điểm bộ tiêu chí", locked, by=by, at=at, changes=changes)


def outline_of(criteria: Sequence[Criterion]) -> list[Place]:
    """The set's places, from its nodes in printed order."""
    return [Place(criterion.pk, criterion.parent_id) for criterion in criteria]


def _nodes(criteria_set: CriteriaSet) -> dict[int, Criterion]:
    return {node.pk: node for node in criteria_set.criteria.order_by("position")}


def _settle(nodes: Mapping[int, Criterion], outline: Outline) -> None:
    """Write what follows from the outline: parent, area, order, level, leaves, and where their points come from."""
    deep, children = depths(outline), children_of(outline)
    kinds = dict(ScoringRule.objects.filter(criterion__in=nodes).values_list("criterion_id", "kind"))
    sources = _sources(outline, children, kinds)
    changed = []
    for position, place in enumerate(outline, start=1):
        node, before = nodes[place.pk], [getattr(nodes[place.pk], name) for name in SETTLED]
        above = nodes[place.parent] if place.parent else None
        node.parent_id, node.position, node.level = place.parent, position, LEVELS[deep[place.pk]]
        node.area_id = above.area_id if above else node.pk
        node.is_leaf = not children[place.pk] and deep[place.pk] > 0
        node.source = sources[place.pk]
        if before != [getattr(node, name) for name in SETTLED]:
            changed.append(node)
    Criterion.objects.bulk_update(changed, [name.removesuffix("_id") for name in SETTLED])


def _sources(
    outline: Outline, children: Mapping[int | None, Sequence[int]], kinds: Mapping[int, str]
) -> dict[int, str]:
    """A leaf's points come from the survey where its rule says so; a branch's where all its leaves' do."""
    found: dict[int, str] = {}
    for place in reversed(outline):
        below = [found[child] for child in children[place.pk]]
        is_survey = all(source == "survey" for source in below) if below else kinds.get(place.pk) == RuleKind.SURVEY
        found[place.pk] = "survey" if is_survey else "self"
    return found


@transaction.atomic
def add_criterion(
    *,
    criteria_set: CriteriaSet,
    name: str,
    points: Decimal,
    beside: int | None = None,
    where: Where = Where.AFTER,
    by: Any,
    at: datetime,
) -> Criterion:
    """A new node without rule beside or inside another (without one: the last lĩnh vực), under the next free code."""
    locked = lock_draft(criteria_set)
    nodes = _nodes(locked)
    outline = outline_of(list(nodes.values()))
    made = Criterion(
        criteria_set=locked,
        code=f"~{len(nodes)}",
        name=name,
        max_points=points,
        position=len(nodes) + 1,
        level=Criterion.Level.AREA,
        source=Criterion.Source.SELF,
    )
    made.save()
    grown = _refused(added, outline, made.pk, beside, where)
    nodes[made.pk] = made
    _inherit(made, nodes, grown)
    _settle(nodes, grown)
    audit.record(f"thêm {made.code}", locked, by=by, at=at, changes={"tên": name, "điểm tối đa": points})
    return made


def _inherit(made: Criterion, nodes: Mapping[int, Criterion], outline: Outline) -> None:
    """The next code below its parent, and the department that the parent names."""
    parent = next(place.parent for place in outline if place.pk == made.pk)
    siblings = [nodes[pk].code for pk in children_of(outline)[parent] if pk != made.pk]
    made.code = free_code(nodes[parent].code if parent else "", siblings, {node.code for node in nodes.values()})
    made.department = nodes[parent].department if parent else ""
    made.save()


def free_code(parent: str, siblings: Sequence[str], taken: set[str]) -> str:
    """The next code below a parent that no node of the set has."""
    known = list(siblings)
    while (code := next_code(parent, known)) in taken:
        known.append(code)
    return code


def _refused(function: Any, *arguments: Any) -> list[Place]:
    try:
        return function(*arguments)
    except OutlineRefused as refused:
        raise FrameRefused(f"{refused} Chưa thay đổi gì.") from refused


@transaction.atomic
def step_criterion(*, criteria_set: CriteriaSet, pk: int, step: Step, by: Any, at: datetime) -> None:
    """One step up, down, in or out."""
    locked = lock_draft(criteria_set)
    nodes = _nodes(locked)
    outline = outline_of(list(nodes.values()))
    _moved(locked, nodes, pk, _refused(stepped, outline, pk, step), by, at)


@transaction.atomic
def put_criterion(*, criteria_set: CriteriaSet, pk: int, target: int, where: Where, by: Any, at: datetime) -> None:
    """Put a branch before, after or inside another node."""
    locked = lock_draft(criteria_set)
    nodes = _nodes(locked)
    outline = outline_of(list(nodes.values()))
    _moved(locked, nodes, pk, _refused(put, outline, pk, target, where), by, at)


def _moved(
    locked: CriteriaSet, nodes: Mapping[int, Criterion], pk: int, outline: Outline, by: Any, at: datetime
) -> None:
    node = nodes[pk]
    before = node.position
    _settle(nodes, outline)
    changes = {"thứ tự": [before, node.position]}
    audit.record(f"chuyển {node.code}", locked, by=by, at=at, changes=changes)


@transaction.atomic
def renumber(*, criteria_set: CriteriaSet, by: Any, at: datetime) -> int:
    """Codes by the printed order; gives how many changed. Old codes go out of the way first: each is unique."""
    locked = lock_draft(criteria_set)
    nodes = _nodes(locked)
    codes = numbered(outline_of(list(nodes.values())))
    changed = [node for pk, node in nodes.items() if node.code != codes[pk]]
    if not changed:
        return 0
    before = [f"{node.code} → {codes[node.pk]}" for node in changed]
    ids = [node.pk for node in changed]
    Criterion.objects.filter(pk__in=ids).update(code=Concat(Value("~"), F("pk")), version=F("version") + 1)
    for node in changed:
        node.code = codes[node.pk]
        node.prepare()
    Criterion.objects.bulk_update(changed, ["code", "search"])
    audit.record("đánh lại mã", locked, by=by, at=at, changes={"mã": counted(before)})
    return len(changed)


@transaction.atomic
def duplicate(*, criteria_set: CriteriaSet, pk: int, by: Any, at: datetime) -> Criterion:
    """The branch once more right after itself, with its rules, under new codes."""
    locked = lock_draft(criteria_set)
    nodes = {node.pk: node for node in locked.criteria.with_rules().order_by("position")}
    outline = outline_of(list(nodes.values()))
    old = _refused(branch, outline, pk) if pk in nodes else _gone()
    made = copy_nodes([nodes[one] for one in old], locked)
    copied = {one: made[one].pk for one in old}
    top = next(place.parent for place in outline if place.pk == pk)
    grown = [*outline, *(Place(copied[one], copied.get(nodes[one].parent_id or 0)) for one in old)]
    placed = put(grown, copied[pk], pk, Where.AFTER)
    nodes |= {node.pk: node for node in made.values()}
    _name_copy(made[pk], nodes, placed, top)
    _code_below(nodes, placed, copied[pk])
    _settle(nodes, placed)
    audit.record(f"nhân bản {nodes[pk].code}", locked, by=by, at=at, changes={"thành": made[pk].code})
    return made[pk]


def _gone() -> list[int]:
    raise FrameRefused("Mục này không còn trong bộ tiêu chí. Chưa thay đổi gì.")


def _name_copy(copy: Criterion, nodes: Mapping[int, Criterion], outline: Outline, parent: int | None) -> None:
    siblings = [nodes[pk].code for pk in children_of(outline)[parent] if pk != copy.pk]
    copy.code = free_code(nodes[parent].code if parent else "", siblings, {node.code for node in nodes.values()})
    copy.name += COPY_MARK
    copy.save()


def _code_below(nodes: Mapping[int, Criterion], outline: Outline, pk: int) -> None:
    """Codes below a copied node follow its own."""
    children = children_of(outline)
    taken = {node.code for node in nodes.values()}
    changed = []
    for one in branch(outline, pk):
        for number, child in enumerate(children[one]):
            siblings = [nodes[known].code for known in children[one][:number]]
            nodes[child].code = free_code(nodes[one].code, siblings, taken)
            taken.add(nodes[child].code)
            changed.append(nodes[child].prepare())
    Criterion.objects.bulk_update(changed, ["code", "search"])


NOT_COPIED = {"id", "tenant", "criteria_set", "parent", "area", "predecessor", "predecessor_by_hand", "version"}


def copy_nodes(nodes: Sequence[Criterion], into: CriteriaSet) -> dict[int, Criterion]:
    """Saved copies by the old node's id, with rules and lines; parents and areas are left to be set.

    Inside one set the codes would stand twice: they become «~n» until they are given anew.
    """
    fields = [field.name for field in Criterion._meta.concrete_fields if field.name not in NOT_COPIED]
    made = {}
    for node in nodes:
        copy = Criterion(criteria_set=into, **{name: getattr(node, name) for name in fields})
        copy.code = f"~{node.pk}" if into.pk == node.criteria_set_id else node.code
        made[node.pk] = copy
    Criterion.objects.bulk_create(made.values())
    _copy_rules(nodes, made)
    return made


RULE_COLUMNS = ("kind", "numerator", "denominator", "floor", "full", "below", "per", "what", "minimum") + (
    "yes_points",
    "no_points",
    "step",
)


def _copy_rules(nodes: Sequence[Criterion], made: Mapping[int, Criterion]) -> None:
    rules, lines = [], []
    for node in nodes:
        if (old := getattr(node, "scoring", None)) is not None:
            rule = ScoringRule(criterion=made[node.pk], **{name: getattr(old, name) for name in RULE_COLUMNS})
            rules.append(rule)
            lines += [_copied_line(line, rule) for line in old.lines.all()]
    ScoringRule.objects.bulk_create(rules)
    RuleLine.objects.bulk_create(lines)


def _copied_line(line: RuleLine, rule: ScoringRule) -> RuleLine:
    return RuleLine(
        rule=rule,
        position=line.position,
        label=line.label,
        lower=line.lower,
        upper=line.upper,
        points=line.points,
    )


@transaction.atomic
def delete_criterion(*, criteria_set: CriteriaSet, pk: int, by: Any, at: datetime) -> int:
    """Take a branch out of a draft; gives how many nodes went."""
    locked = lock_draft(criteria_set)
    nodes = _nodes(locked)
    outline = outline_of(list(nodes.values()))
    gone = branch(outline, pk) if pk in nodes else _gone()
    codes = [nodes[one].code for one in gone]
    Criterion.objects.filter(pk__in=gone).delete()
    kept = without(outline, gone)
    _settle({place.pk: nodes[place.pk] for place in kept}, kept)
    audit.record(f"bỏ {codes[0]}", locked, by=by, at=at, changes={"bỏ": counted(codes), "tên": nodes[pk].name})
    return len(gone)


@transaction.atomic
def save_criterion(
    *,
    criteria_set: CriteriaSet,
    pk: int,
    version: int,
    values: Mapping[str, Any],
    rule: RuleValues,
    by: Any,
    at: datetime,
) -> Criterion:
    """Write one node with its rule. Raises EditConflict where it was saved since ``version``, FrameRefused for a code
    that another node has."""
    locked = lock_draft(criteria_set)
    node = locked.criteria.with_rules().filter(pk=pk).first()
    if node is None:
        raise FrameRefused("Mục này không còn trong bộ tiêu chí – có người vừa bỏ; chưa ghi gì.")
    if node.version != version:
        raise EditConflict(node)
    if locked.criteria.filter(code=values["code"]).exclude(pk=pk).exists():
        raise FrameRefused(f"Mã {values['code']} đã có trong bộ – ghi mã khác.")
    before = {name: getattr(node, name) for name in values}
    rule_before = _rule_words(*stored_rule(node))
    for name, value in values.items():
        setattr(node, name, value)
    node.version += 1
    node.save()
    _write_rule(node, rule)
    nodes = _nodes(locked)
    _settle(nodes, outline_of(list(nodes.values())))
    changes: dict[str, Any] = labelled(Criterion, before, dict(values))
    rule_after = _rule_words(*rule.judged(node.max_points))
    if rule_before != rule_after:
        changes["cách chấm"] = [rule_before, rule_after]
    if changes:
        audit.record(f"sửa {node.code}", locked, by=by, at=at, changes=changes)
    return node


def _rule_words(rule: Rule | None, faults: Sequence[str]) -> str:
    if rule is None:
        return "đang soạn" if faults else "chưa có"
    return f"{rule.kind.label}: {'; '.join(rule_lines(rule))}"


def _write_rule(node: Criterion, values: RuleValues) -> None:
    ScoringRule.objects.filter(criterion=node).delete()
    rows = rows_of(values, node)
    if rows is not None:
        rule, lines = rows
        rule.save()
        RuleLine.objects.bulk_create(lines)


@transaction.atomic
def save_bonus(*, criteria_set: CriteriaSet, items: Sequence[BonusItem], by: Any, at: datetime) -> bool:
    """Replace the draft's bonus and penalty items; gives whether anything changed."""
    changed, gone = import_bonus(criteria_set=lock_draft(criteria_set), items=items, by=by, at=at)
    return bool(changed or gone)
