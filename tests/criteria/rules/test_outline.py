import pytest

from criteria.rules.outline import (
    OutlineRefused,
    Place,
    Step,
    Where,
    added,
    branch,
    depths,
    next_code,
    numbered,
    put,
    stepped,
    without,
)

# 1 (11 (111, 112), 12), 2 (21)
TREE = [Place(1, None), Place(11, 1), Place(111, 11), Place(112, 11), Place(12, 1), Place(2, None), Place(21, 2)]


def shape(outline):
    return [(place.pk, place.parent) for place in outline]


def test_codes_run_by_the_printed_order():
    assert numbered(TREE) == {1: "1", 11: "1.1", 111: "1.1.1", 112: "1.1.2", 12: "1.2", 2: "2", 21: "2.1"}


@pytest.mark.parametrize(
    ("pk", "step", "expected"),
    [
        (12, Step.UP, [1, 12, 11, 111, 112, 2, 21]),
        (11, Step.DOWN, [1, 12, 11, 111, 112, 2, 21]),
        (12, Step.IN, [1, 11, 111, 112, 12, 2, 21]),
        (111, Step.OUT, [1, 11, 112, 111, 12, 2, 21]),
        (12, Step.OUT, [1, 11, 111, 112, 12, 2, 21]),
    ],
)
def test_a_branch_moves_as_one(pk, step, expected):
    assert [place.pk for place in stepped(TREE, pk, step)] == expected


def test_in_and_out_change_the_parent():
    assert (12, 11) in shape(stepped(TREE, 12, Step.IN))
    assert (12, None) in shape(stepped(TREE, 12, Step.OUT))
    assert depths(stepped(TREE, 12, Step.OUT))[12] == 0


@pytest.mark.parametrize(
    ("pk", "step", "message"),
    [
        (11, Step.UP, "Mục này đã đứng đầu."),
        (12, Step.DOWN, "Mục này đã đứng cuối."),
        (11, Step.IN, "Phía trên không có mục cùng cấp để đưa vào."),
        (1, Step.OUT, "Lĩnh vực không đưa ra ngoài được nữa."),
        (2, Step.IN, None),
        (99, Step.UP, "Mục này không còn trong bộ tiêu chí."),
    ],
)
def test_an_edge_refuses_in_words(pk, step, message):
    if message is None:
        assert depths(stepped(TREE, pk, step))[21] == 2
        return
    with pytest.raises(OutlineRefused, match=message):
        stepped(TREE, pk, step)


def test_there_are_three_levels_and_no_fourth():
    with pytest.raises(OutlineRefused, match="chỉ có ba cấp"):
        put(TREE, 12, 111, Where.INSIDE)
    with pytest.raises(OutlineRefused, match="chỉ có ba cấp"):
        put(TREE, 1, 2, Where.INSIDE)


def test_a_branch_is_not_put_into_itself():
    with pytest.raises(OutlineRefused, match="vào chính nó"):
        put(TREE, 1, 112, Where.BEFORE)


def test_a_new_node_stands_beside_inside_or_last():
    assert [place.pk for place in added(TREE, 9, 111, Where.AFTER)] == [1, 11, 111, 9, 112, 12, 2, 21]
    assert shape(added(TREE, 9, 2, Where.INSIDE))[-1] == (9, 2)
    assert shape(added(TREE, 9, None, Where.AFTER))[-1] == (9, None)


def test_a_branch_is_a_node_with_all_below_it():
    assert branch(TREE, 1) == [1, 11, 111, 112, 12]
    assert shape(without(TREE, branch(TREE, 1))) == [(2, None), (21, 2)]


def test_the_next_code_comes_after_the_highest_number_not_the_last_text():
    assert next_code("1", ["1.1", "1.10", "1.9"]) == "1.11"
    assert next_code("", []) == "1"
