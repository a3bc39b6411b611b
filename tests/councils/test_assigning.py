import pytest

from cchc.accounts.roles import Role
from cchc.tenancy.audit import history
from cchc.tenancy.models import Agency
from councils.models import Assignment
from councils.queries import cells_of, leaf_assignments, leaves_of, unassigned_leaves
from councils.services import AssignRefused, assign, assign_from_set, name_people
from criteria.models import Criterion
from tests.cast import hold, make_agency, make_user
from tests.councils.build import member
from tests.criteria.build import small_campaign


@pytest.fixture
def plain(cast, now):
    """A campaign in which nothing is assigned."""
    return small_campaign(cast, now=now, phase="appraisal")


@pytest.fixture
def node(plain, scope_a):
    return {row.code: row for row in plain.criteria_set.criteria.all()}


def given(campaign):
    rows = Assignment.objects.filter(campaign=campaign).select_related("criterion", "department")
    return sorted((row.criterion.code, row.department.name, row.role) for row in rows)


def codes(leaf_ids):
    return sorted(Criterion.objects.filter(pk__in=leaf_ids).values_list("code", flat=True))


def test_the_sets_own_names_give_each_area_to_its_department(plain, cast, now, scope_a):
    done = assign_from_set(campaign=plain.campaign, by=cast.chi, at=now)
    assert given(plain.campaign) == [("1", "Phòng Nội vụ", "lead"), ("2", "Phòng Tư pháp", "lead")]
    assert (done.made, done.unknown) == (2, {})
    assert unassigned_leaves(plain.campaign) == []
    assert history(plain.campaign).filter(verb="phân công thẩm định").count() == 2


def test_single_criteria_of_another_department_are_assigned_at_their_own_branch(plain, node, cast, now):
    Criterion.objects.filter(code__startswith="1.1").exclude(code="1.10").update(department="phòng tư pháp ")
    Criterion.objects.filter(code="1.2").update(co_department="Phòng Tư pháp")
    assign_from_set(campaign=plain.campaign, by=cast.chi, at=now)
    assert given(plain.campaign) == [
        ("1", "Phòng Nội vụ", "lead"),
        ("1.1", "Phòng Tư pháp", "lead"),
        ("1.2", "Phòng Tư pháp", "joint"),
        ("2", "Phòng Tư pháp", "lead"),
    ]
    found = {leaf: one.lead.department.name for leaf, one in leaf_assignments(plain.campaign).items()}
    assert found[plain.leaves["1.1.3"].pk] == "Phòng Tư pháp"
    assert found[plain.leaves["1.2"].pk] == "Phòng Nội vụ"


def test_a_name_that_no_department_bears_leaves_its_leaves_unassigned_and_is_named(plain, node, cast, now):
    Criterion.objects.filter(area=node["2"]).update(department="Thanh tra huyện")
    done = assign_from_set(campaign=plain.campaign, by=cast.chi, at=now)
    assert done.unknown == {"Thanh tra huyện": ["2.1.1", "2.1.2", "2.2"]}
    assert [leaf.code for leaf in unassigned_leaves(plain.campaign)] == ["2.1.1", "2.1.2", "2.2"]


def test_prefilling_again_keeps_what_was_assigned_by_hand(plain, node, cast, now):
    assign(campaign=plain.campaign, criterion=node["2"], lead=cast.a.home_affairs, joint=[], by=cast.chi, at=now)
    assert assign_from_set(campaign=plain.campaign, by=cast.chi, at=now).made == 1
    assert assign_from_set(campaign=plain.campaign, by=cast.chi, at=now).made == 0
    assert given(plain.campaign) == [("1", "Phòng Nội vụ", "lead"), ("2", "Phòng Nội vụ", "lead")]


def test_assigning_replaces_lead_and_joint_of_one_branch(plain, node, cast, now):
    values = {"campaign": plain.campaign, "criterion": node["2"], "by": cast.chi, "at": now}
    assign(lead=cast.a.justice, joint=[cast.a.home_affairs], **values)
    assign(lead=cast.a.home_affairs, joint=[cast.a.justice], **values)
    assert given(plain.campaign) == [("2", "Phòng Nội vụ", "lead"), ("2", "Phòng Tư pháp", "joint")]
    assign(lead=None, joint=[], **values)
    assert given(plain.campaign) == []
    line = history(plain.campaign).first()
    assert line.changes == {
        "mục 2": ["Phòng Nội vụ (chủ trì thẩm định); Phòng Tư pháp (phối hợp thẩm định)", None],
    }


def test_an_agency_that_does_not_appraise_gets_no_assignment(plain, node, cast, now):
    with pytest.raises(AssignRefused) as refused:
        assign(campaign=plain.campaign, criterion=node["2"], lead=cast.a.town, joint=[], by=cast.chi, at=now)
    assert str(refused.value).startswith("Thị trấn Phủ Thông không phải là cơ quan thẩm định")


def test_everybody_of_the_department_appraises_until_people_are_named(plain, node, cast, now):
    assign_from_set(campaign=plain.campaign, by=cast.chi, at=now)
    tam = make_user("tam", "Ma Văn Tâm")
    hold(tam, Role.APPRAISER, cast.a.justice)
    area_2 = ["2.1.1", "2.1.2", "2.2"]
    assert codes(leaves_of(member(cast, cast.dung), plain.campaign)) == area_2
    assignment = Assignment.objects.get(criterion=node["2"])
    name_people(assignment=assignment, people=[tam], by=cast.lien)
    assert codes(leaves_of(member(cast, cast.dung), plain.campaign)) == []
    assert codes(leaves_of(member(cast, tam), plain.campaign)) == area_2
    assert codes(leaves_of(member(cast, cast.lien), plain.campaign)) == area_2
    name_people(assignment=assignment, people=[], by=cast.lien)
    assert codes(leaves_of(member(cast, cast.dung), plain.campaign)) == area_2


def test_only_people_of_the_department_can_be_named(plain, node, cast, now):
    assign_from_set(campaign=plain.campaign, by=cast.chi, at=now)
    with pytest.raises(AssignRefused) as refused:
        name_people(assignment=Assignment.objects.get(criterion=node["2"]), people=[cast.an], by=cast.lien)
    assert str(refused.value).startswith("Nguyễn Thị An không phải là người thẩm định của Phòng Tư pháp")


def test_people_without_a_department_appraise_nothing(plain, cast, now, scope_a):
    assign_from_set(campaign=plain.campaign, by=cast.chi, at=now)
    for user in (cast.an, cast.binh, cast.chi, cast.khanh, cast.oanh, cast.phuc):
        cells = cells_of(member(cast, user), plain.campaign)
        assert cells.leaf_ids == frozenset()
        assert not cells.covers(cast.a.commune_1.pk, plain.leaves["2.2"].pk)


def test_an_appraiser_covers_every_agency_but_their_own(plain, cast, now, scope_a):
    assign_from_set(campaign=plain.campaign, by=cast.chi, at=now)
    hold(cast.dung, Role.OFFICER, cast.a.commune_2)
    cells = cells_of(member(cast, cast.dung), plain.campaign)
    leaf = plain.leaves["2.2"].pk
    covered = {agency.name for agency in Agency.objects.assessed() if cells.covers(agency.pk, leaf)}
    assert covered == {"Xã Cẩm Giàng", "Thị trấn Phủ Thông"}
    assert cells.covers(cast.a.commune_1.pk, plain.leaves["1.2"].pk) is False


def test_the_leading_departments_own_file_goes_to_who_takes_part_else_to_the_secretariat(plain, node, cast, now):
    own = make_agency("stp", "Sở Tư pháp", kind="sở", role=Agency.Role.BOTH)
    hoa = make_user("hoa", "Vi Thị Hoa")
    hold(hoa, Role.APPRAISER, own)
    values = {"campaign": plain.campaign, "lead": own, "by": cast.chi, "at": now}
    assign(criterion=node["2"], joint=[], **values)
    assign(criterion=node["1"], joint=[cast.a.justice], **values)
    leaf_1, leaf_2 = plain.leaves["1.2"].pk, plain.leaves["2.2"].pk
    cells = {name: cells_of(member(cast, user), plain.campaign) for name, user in
             {"hoa": hoa, "dung": cast.dung, "minh": cast.minh}.items()}  # fmt: skip
    assert {name for name, found in cells.items() if found.covers(own.pk, leaf_1)} == {"dung"}
    assert {name for name, found in cells.items() if found.covers(own.pk, leaf_2)} == {"minh"}
    assert {name for name, found in cells.items() if found.covers(cast.a.town.pk, leaf_1)} == {"hoa"}
    assert (cells["dung"].department(own.pk, leaf_1), cells["minh"].department(own.pk, leaf_2)) == (
        cast.a.justice,
        None,
    )
