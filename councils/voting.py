"""Attendance and votes of a council's meeting: quorum, tally, what a majority is. Pure.

The rules stand in the decision that established the council (document 03, Điều 2): quorum as a share of all members;
a line is carried by more than half of the members, or of those present; of equal votes the chair's decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Terms:
    """How a council decides. ``of_present``: the majority is counted of those present, not of all members."""

    quorum: Fraction = Fraction(2, 3)
    of_present: bool = False

    def needed_present(self, members: int) -> int:
        """The fewest members with whom a meeting is valid: at least the share, rounded up, and never nobody."""
        return max(1, -(-members * self.quorum.numerator // self.quorum.denominator))

    def has_quorum(self, present: int, members: int) -> bool:
        return members > 0 and present >= self.needed_present(members)

    def needed_votes(self, present: int, members: int) -> int:
        """The fewest votes that carry a line: more than half."""
        return (present if self.of_present else members) // 2 + 1


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes of one line by points, most votes first. ``winner`` is None where nothing has been carried."""

    counts: tuple[tuple[Decimal, int], ...]
    cast: int
    needed: int
    winner: Decimal | None
    by_chair: bool = False

    def count(self, points: Decimal | None) -> int:
        return next((number for value, number in self.counts if value == points), 0)


def tally(votes: Mapping[int, Decimal], *, chair: int | None, needed: int, entitled: int) -> Tally:
    """Count votes (points by member). ``entitled``: how many of those present may vote on the line.

    Once all of them have voted and the foremost points have equal votes, those of the chair's vote are carried.
    """
    found: dict[Decimal, int] = {}
    for points in votes.values():
        found[points] = found.get(points, 0) + 1
    counts = tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
    winner = next((points for points, number in counts if number >= needed), None)
    if winner is not None or len(votes) < entitled or len(counts) < 2 or counts[0][1] != counts[1][1]:
        return Tally(counts, len(votes), needed, winner)
    foremost = [points for points, number in counts if number == counts[0][1]]
    chosen = votes.get(chair) if chair is not None else None
    decides = chosen in foremost
    return Tally(counts, len(votes), needed, chosen if decides else None, by_chair=decides)


def share_words(share: Fraction) -> str:
    """«hai phần ba» of 2/3, as the decision on the council says it."""
    words = {Fraction(2, 3): "hai phần ba", Fraction(1, 2): "một phần hai", Fraction(3, 4): "ba phần tư"}
    return words.get(share, f"{share.numerator}/{share.denominator}")


def majority_words(terms: Terms) -> str:
    """What stands before «có mặt tán thành» in documents 03 and 10."""
    return "quá nửa số thành viên" if terms.of_present else "quá nửa tổng số thành viên"
