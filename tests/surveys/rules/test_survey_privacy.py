import pytest

from surveys.rules.privacy import may_show, shown_groups


@pytest.mark.parametrize(("forms", "shown"), [(0, False), (4, False), (5, True), (300, True)])
def test_five_forms_are_the_fewest_that_are_broken_down(forms, shown):
    assert may_show(forms) is shown


def test_a_small_group_takes_the_smallest_other_with_it_or_the_total_would_tell():
    assert shown_groups({"a": 3, "b": 9, "c": 20, "d": 0}) == {"c", "d"}


def test_two_small_groups_that_are_five_together_hide_each_other():
    assert shown_groups({"a": 3, "b": 2, "c": 20}) == {"c"}


def test_two_tiny_groups_take_a_third_with_them():
    assert shown_groups({"a": 1, "b": 1, "c": 6, "d": 20}) == {"d"}


def test_without_a_total_only_the_small_group_is_hidden():
    assert shown_groups({"a": 3, "b": 9}, with_total=False) == {"b"}
