"""Giving branches of the criteria sets to departments, and departments' branches to people. Every change is audited."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cchc.accounts.grants import grant, grantees, revoke
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from cchc.vietnamese import fold
from councils.models import AgencyGroup, Assignment, GroupMember
from councils.queries.assigned import CODENAME
from councils.resources.assignments import Planned
from criteria.models import Campaign, Criterion
from criteria.rules.calendar import HANOI

LEAD, JOINT = Assignment.Role.LEAD, Assignment.Role.JOINT


class AssignRefused(Exception):
    """The assignment isn't possible; the message says why and what to do."""


@dataclass(slots=True)
class Prefilled:
    """What «Phân công theo bộ tiêu chí» did: how many assignments, and names in the sets that no department bears."""

    made: int = 0
    unknown: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Tree:
    """One set's nodes with the departments named for its self-scored leaves; a leaf inherits what is written above."""

    nodes: list[Criterion]
    children: dict[int | None, list[Criterion]] = field(default_factory=dict)
    named: dict[int | None, str] = field(default_factory=lambda: {None: ""})
    leads: dict[int, str] = field(default_factory=dict)
    joints: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in self.nodes:  # printed order: parents stand before their children
            self.children.setdefault(node.parent_id, []).append(node)
            self.named[node.pk] = node.department.strip() or self.named[node.parent_id]
            if node.is_leaf and node.source == Criterion.Source.SELF:
                self.leads[node.pk] = self.named[node.pk]
                self.joints[node.pk] = tuple(_names(node.co_department))

    def leaves(self, node: Criterion) -> list[int]:
        if node.is_leaf:
            return [node.pk] if node.pk in self.leads else []
        return [pk for child in self.children.get(node.pk, []) for pk in self.leaves(child)]

    def covers(self, node: Criterion, wanted: set[int]) -> Iterator[Criterion]:
        """The fewest branches at or below the node that hold exactly the wanted leaves of it."""
        mine = self.leaves(node)
        if mine and wanted.issuperset(mine):
            yield node
        elif not wanted.isdisjoint(mine):
            for child in self.children.get(node.pk, []):
                yield from self.covers(child, wanted)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.replace(",", ";").split(";") if name.strip()]


@transaction.atomic
def assign_from_set(*, campaign: Campaign, by: User | None, at: datetime) -> Prefilled:
    """Assign by the department names printed in the campaign's criteria sets.

    An area goes to the department named for it, other departments' parts at the highest branch that fits: the nearest
    assignment decides. Assignments that stand already are kept, so calling it again does no harm. A name that no
    appraising department bears is given back with the codes of its leaves; those leaves stay unassigned.
    """
    done = Prefilled()
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    departments = {fold(agency.name): agency for agency in Agency.objects.appraisers()}
    taken = {row.criterion_id for row in Assignment.objects.filter(campaign=campaign)}
    known = set(Criterion.objects.filter(pk__in=taken).values_list("area_id", flat=True))
    for tree in _trees(campaign):
        for area in tree.children.get(None, []):
            if area.pk not in known:  # an area touched by hand is left as it is
                _assign_area(done, campaign, tree, area, departments, by, at)
    return done


def _trees(campaign: Campaign) -> list[_Tree]:
    by_set: dict[int, list[Criterion]] = {}
    rows = Criterion.objects.filter(criteria_set__in=campaign.sets.values("criteria_set"))
    for node in rows.order_by("criteria_set", "position"):
        by_set.setdefault(node.criteria_set_id, []).append(node)
    return [_Tree(nodes) for nodes in by_set.values()]


def _assign_area(
    done: Prefilled,
    campaign: Campaign,
    tree: _Tree,
    area: Criterion,
    departments: dict[str, Agency],
    by: User | None,
    at: datetime,
) -> None:
    mine = tree.leaves(area)
    for name in dict.fromkeys(tree.leads[pk] for pk in mine):
        wanted = {pk for pk in mine if tree.leads[pk] == name}
        lead = departments.get(fold(name))
        if lead is None:
            _note_unknown(done, name, tree, wanted)
            continue
        for branch in [area] if name == tree.named[area.pk] else tree.covers(area, wanted):
            _create(done, campaign, branch, lead, LEAD, by, at)
            _assign_joint(done, campaign, tree, branch, wanted, departments, by, at)


def _assign_joint(
    done: Prefilled,
    campaign: Campaign,
    tree: _Tree,
    branch: Criterion,
    led: set[int],
    departments: dict[str, Agency],
    by: User | None,
    at: datetime,
) -> None:
    mine = [pk for pk in tree.leaves(branch) if pk in led]
    for name in dict.fromkeys(name for pk in mine for name in tree.joints[pk]):
        wanted = {pk for pk in mine if name in tree.joints[pk]}
        department = departments.get(fold(name))
        if department is None:
            _note_unknown(done, name, tree, wanted)
            continue
        for node in tree.covers(branch, wanted):
            _create(done, campaign, node, department, JOINT, by, at)


def _note_unknown(done: Prefilled, name: str, tree: _Tree, leaves: set[int]) -> None:
    codes = [node.code for node in tree.nodes if node.pk in leaves]
    done.unknown.setdefault(name or "chưa ghi cơ quan", []).extend(codes)


def _create(
    done: Prefilled, campaign: Campaign, node: Criterion, department: Agency, role: str, by: User | None, at: datetime
) -> None:
    _, made = Assignment.objects.get_or_create(
        campaign=campaign, criterion=node, department=department, group=None, defaults={"role": role}
    )
    if made:
        done.made += 1
        changes = {Assignment.Role(role).label: [None, f"{node.code}: {department}"]}
        audit.record("phân công thẩm định", campaign, by=by, changes=changes, at=at)


@transaction.atomic
def assign(
    *,
    campaign: Campaign,
    criterion: Criterion,
    lead: Agency | None,
    joint: Iterable[Agency],
    by: User | None,
    at: datetime,
    group: AgencyGroup | None = None,
    opinion_until: datetime | None = None,
) -> bool:
    """Give one branch to a lead department and to departments that take part; None takes the branch's own lead away.

    With ``group`` for the agencies of that group alone. ``opinion_until`` is by when those who take part speak. People
    named for a department that stays keep their part. Whether anything has changed. Raises ``AssignRefused``.
    """
    if not campaign.sets.filter(criteria_set=criterion.criteria_set_id).exists():
        raise AssignRefused(f"Mục {criterion.code} không thuộc bộ tiêu chí của kỳ đánh giá này.")
    if campaign.adopted_at is not None:
        raise AssignRefused("Kết quả đã được Hội đồng thông qua – không đổi phân công được nữa.")
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    wanted = {agency.pk: (agency, JOINT) for agency in joint}
    if lead is not None:
        wanted[lead.pk] = (lead, LEAD)
    _refuse_strangers(agency for agency, _ in wanted.values())
    rows = Assignment.objects.filter(campaign=campaign, criterion=criterion, group=group)
    now = {row.department_id: row for row in rows.select_related("department")}
    before = _described(now.values())
    for pk, row in now.items():
        if pk not in wanted or wanted[pk][1] != row.role:
            row.delete()
    for pk, (agency, role) in wanted.items():
        until = opinion_until if role == JOINT else None
        if pk not in now or now[pk].role != role:
            Assignment.objects.create(
                campaign=campaign, criterion=criterion, department=agency, role=role, group=group, opinion_until=until
            )
        elif now[pk].opinion_until != until:
            rows.filter(pk=now[pk].pk).update(opinion_until=until)
    after = _described(rows.select_related("department"))
    if before != after:
        where = f"mục {criterion.code}" + (f" – {group}" if group else "")
        changes = {where: [before or None, after or None]}
        audit.record("phân công thẩm định", campaign, by=by, changes=changes, at=at)
    return before != after


@transaction.atomic
def import_assignments(*, campaign: Campaign, rows: Iterable[Planned], by: User | None, at: datetime) -> int:
    """Give every branch a file speaks of as the file says; others stay. How many have changed."""
    return sum(
        assign(
            campaign=campaign,
            criterion=row.criterion,
            lead=row.lead,
            joint=row.joint,
            group=row.group,
            opinion_until=row.until,
            by=by,
            at=at,
        )
        for row in rows
    )


@transaction.atomic
def keep_group(
    *, campaign: Campaign, name: str, agencies: Iterable[Agency], by: User | None, at: datetime
) -> AgencyGroup:
    """Make a group or give it these agencies; one that was in another group leaves it. Raises ``AssignRefused``."""
    cleaned = " ".join(name.replace("\x00", "").split())
    chosen = list(agencies)
    if not cleaned:
        raise AssignRefused("Ghi tên nhóm.")
    if not chosen:
        raise AssignRefused("Chọn ít nhất một đơn vị cho nhóm.")
    if campaign.adopted_at is not None:
        raise AssignRefused("Kết quả đã được Hội đồng thông qua – không đổi phân công được nữa.")
    group, _ = AgencyGroup.objects.get_or_create(campaign=campaign, name=cleaned)
    GroupMember.objects.filter(campaign=campaign).filter(Q(group=group) | Q(agency__in=chosen)).delete()
    GroupMember.objects.bulk_create([GroupMember(campaign=campaign, group=group, agency=one) for one in chosen])
    who = ", ".join(agency.name for agency in chosen)
    audit.record("lập nhóm đơn vị", campaign, by=by, changes={cleaned: [None, who]}, at=at)
    return group


@transaction.atomic
def drop_group(*, group: AgencyGroup, by: User | None, at: datetime) -> None:
    """Take a group away that nothing is assigned for. Raises ``AssignRefused``."""
    if Assignment.objects.filter(group=group).exists():
        raise AssignRefused(f"Nhóm {group} đang có phân công riêng – bỏ các phân công đó trước.")
    audit.record("bỏ nhóm đơn vị", group.campaign, by=by, changes={group.name: [group.name, None]}, at=at)
    group.delete()


def _refuse_strangers(agencies: Iterable[Agency]) -> None:
    for agency in agencies:
        if agency.role == Agency.Role.ASSESSED:
            raise AssignRefused(
                f"{agency} không phải là cơ quan thẩm định – sửa vai trò trong danh sách cơ quan trước."
            )


def _described(rows: Iterable[Assignment]) -> str:
    ordered = sorted(rows, key=lambda row: (row.role != LEAD, row.department.sort_key))
    return "; ".join(_one_described(row) for row in ordered)


def _one_described(row: Assignment) -> str:
    until = f", ý kiến trước {row.opinion_until.astimezone(HANOI):%d/%m/%Y %H:%M}" if row.opinion_until else ""
    return f"{row.department} ({Assignment.Role(row.role).label.lower()}{until})"


@transaction.atomic
def name_people(*, assignment: Assignment, people: Iterable[User], by: User | None) -> None:
    """Give a department's branch to these of its appraisers and to nobody else; nobody named: every one of them.

    Audited by the grants themselves. Raises ``AssignRefused`` for a person who is no appraiser of the department.
    """
    wanted = set(people)
    staff = {row.user for row in appraisers_of(assignment.department_id)}
    if stranger := next(iter(wanted - staff), None):
        raise AssignRefused(f"{stranger} không phải là người thẩm định của {assignment.department} – chọn người khác.")
    now = set(grantees([assignment.pk], CODENAME, Assignment).get(assignment.pk, []))
    for user in sorted(now - wanted, key=str):
        revoke(user=user, codename=CODENAME, obj=assignment, by=by)
    for user in sorted(wanted - now, key=str):
        grant(user=user, codename=CODENAME, obj=assignment, by=by)


def appraisers_of(*department_ids: int) -> list[Membership]:
    """Who may be named: the appraisers and heads of the departments, each once per department, by given name."""
    rows = Membership.objects.with_roles(Role.APPRAISER, Role.DEPARTMENT_HEAD).filter(agency__in=department_ids)
    found = {(row.agency_id, row.user_id): row for row in rows.select_related("user", "agency")}
    return list(found.values())
