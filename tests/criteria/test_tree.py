from datetime import datetime, timedelta

import pytest

from criteria.catalogue import leaf_rule
from criteria.models import CriteriaSet, Criterion
from criteria.rules.calendar import HANOI
from criteria.tree import tree_of
from tests.criteria.build import small_set

FROZEN = datetime(2024, 11, 1, 8, 0, tzinfo=HANOI)


@pytest.fixture
def draft(scope_a):
    return small_set("T")


def frozen(made, at=FROZEN):
    CriteriaSet.objects.filter(pk=made.pk).update(frozen_at=at)
    return CriteriaSet.objects.get(pk=made.pk)


def renamed(made):
    Criterion.objects.filter(criteria_set=made, code="1.2").update(name="Tên mới")


def name_of(made):
    return next(node.name for node in tree_of(made).nodes if node.code == "1.2")


def test_nodes_stand_in_printed_order_with_area_and_parsed_rule(draft):
    nodes = tree_of(draft).nodes
    stored = Criterion.objects.filter(criteria_set=draft).with_rules().order_by("position")
    assert [(node.pk, node.parent_id, node.code, node.name, node.max_points) for node in nodes] == [
        (row.pk, row.parent_id, row.code, row.name, row.max_points) for row in stored
    ]
    assert [node.rule for node in nodes] == [leaf_rule(row) if row.is_leaf else None for row in stored]
    assert {node.area_code for node in nodes if node.code.startswith("2")} == {"2"}


def test_only_what_agencies_score_is_shown_and_of_one_area_where_one_is_asked_for(draft):
    tree = tree_of(draft)
    assert {node.area_code for node in tree.shown()} == {"1", "2"}
    assert [node.code for node in tree.shown("2")] == [node.code for node in tree.nodes if node.area_code == "2"]
    assert len(list(tree.leaves())) == 9


def test_a_frozen_set_is_read_once(draft, django_assert_num_queries):
    made = frozen(draft)
    known = tree_of(made)
    with django_assert_num_queries(0):
        assert tree_of(CriteriaSet(pk=made.pk, created_at=made.created_at, frozen_at=made.frozen_at)) is known


def test_a_draft_is_read_each_time(draft):
    tree_of(draft)
    renamed(draft)
    assert name_of(draft) == "Tên mới"


@pytest.mark.parametrize("moved", [{"frozen_at": FROZEN + timedelta(days=1)}, {"created_at": FROZEN}])
def test_another_moment_of_making_or_freezing_is_another_set(draft, moved):
    tree_of(frozen(draft))
    renamed(draft)
    CriteriaSet.objects.filter(pk=draft.pk).update(**moved)
    assert name_of(CriteriaSet.objects.get(pk=draft.pk)) == "Tên mới"


def test_a_node_gives_its_row_back_as_an_instance_of_its_own(draft):
    node = next(node for node in tree_of(draft).nodes if node.code == "1.1.3")
    first, second = node.criterion(), node.criterion()
    assert (first is second, first, first.guidance) == (False, Criterion.objects.get(pk=node.pk), node.guidance)
