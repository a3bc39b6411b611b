from collections import Counter

import pytest

from surveys.rules.draw import draw
from surveys.rules.results import SurveyError


def test_the_same_seed_draws_the_same_places_on_any_machine():
    assert draw(20, 4, "K7").sample == draw(20, 4, "K7").sample
    assert draw(20, 4, "K7").sample == (2, 4, 9, 12)


def test_another_seed_draws_others():
    assert draw(500, 15, "A").sample != draw(500, 15, "B").sample


def test_sample_and_reserve_share_no_place_and_come_from_the_list():
    found = draw(40, 15, "x")
    assert len({*found.sample, *found.reserve}) == 30
    assert {*found.sample, *found.reserve} <= set(range(1, 41))


def test_a_short_list_is_taken_whole_and_leaves_no_reserve():
    assert draw(3, 15, "x") == draw(3, 15, "x")
    assert (draw(3, 15, "x").sample, draw(3, 15, "x").reserve) == ((1, 2, 3), ())


def test_the_reserve_is_used_in_its_order():
    found = draw(100, 3, "x")
    assert found.next_reserve([]) == found.reserve[0]
    assert found.next_reserve([found.reserve[0]]) == found.reserve[1]
    assert found.next_reserve(found.reserve) is None


def test_every_place_is_drawn_about_as_often():
    times = Counter(place for number in range(2000) for place in draw(10, 3, f"s{number}").sample)
    assert set(times) == set(range(1, 11))
    assert max(times.values()) - min(times.values()) < 150


@pytest.mark.parametrize(("population", "seed"), [(-1, "x"), (200_001, "x"), (10, "")])
def test_no_draw_from_an_impossible_list_or_without_a_seed(population, seed):
    with pytest.raises(SurveyError):
        draw(population, 5, seed)
