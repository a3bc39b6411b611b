"""Quorum, majority and equal votes, by number."""

from decimal import Decimal as D
from fractions import Fraction

import pytest

from councils.voting import Terms, majority_words, share_words, tally


@pytest.mark.parametrize(
    ("present", "members", "valid"),
    [(7, 11, False), (8, 11, True), (6, 9, True), (5, 9, False), (0, 0, False), (1, 1, True), (2, 3, True)],
)
def test_two_thirds_of_the_members_make_a_meeting(present, members, valid):
    assert Terms().has_quorum(present, members) is valid


def test_the_majority_is_counted_of_all_members_or_of_those_present():
    assert Terms().needed_votes(present=8, members=11) == 6
    assert Terms(of_present=True).needed_votes(present=8, members=11) == 5
    assert Terms(of_present=True).needed_votes(present=9, members=11) == 5


def test_points_with_more_than_half_are_carried():
    counted = tally({1: D(1), 2: D(1), 3: D(1), 4: D("1.5")}, chair=4, needed=3, entitled=5)
    assert (counted.winner, counted.by_chair, counted.counts) == (D(1), False, ((D(1), 3), (D("1.5"), 1)))


def test_nothing_is_carried_while_nobody_has_enough():
    assert tally({1: D(1), 2: D(1)}, chair=1, needed=3, entitled=5).winner is None


def test_of_equal_votes_the_chairs_is_carried_once_everybody_has_voted():
    votes = {1: D(1), 2: D(1), 3: D(2), 4: D(2)}
    waiting = tally(votes, chair=3, needed=3, entitled=5)
    done = tally(votes, chair=3, needed=3, entitled=4)
    assert (waiting.winner, done.winner, done.by_chair) == (None, D(2), True)


def test_equal_votes_without_the_chairs_carry_nothing():
    votes = {1: D(1), 2: D(1), 3: D(2), 4: D(2), 5: D(0)}
    assert tally(votes, chair=5, needed=4, entitled=5).winner is None
    assert tally(votes, chair=None, needed=4, entitled=5).winner is None


def test_the_decision_says_the_terms_in_words():
    assert (share_words(Fraction(2, 3)), share_words(Fraction(3, 5))) == ("hai phần ba", "3/5")
    assert majority_words(Terms()) == "quá nửa tổng số thành viên"
    assert majority_words(Terms(of_present=True)) == "quá nửa số thành viên"
