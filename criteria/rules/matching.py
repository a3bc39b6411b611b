"""Which criterion of last year's set a criterion continues: by its code and its wording.

A proposal only: the office corrects it by hand. Each old criterion is continued by one new one at most.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

ALIKE = Decimal("0.5")
"""Least likeness of wording under the same code."""
VERY_ALIKE = Decimal("0.7")
"""Least likeness of wording under another code."""


@dataclass(frozen=True, slots=True)
class Known:
    """A criterion as the matching looks at it; ``words`` are folded, so that capitals and accents don't count."""

    pk: int
    code: str
    words: frozenset[str]
    is_leaf: bool


def known(pk: int, code: str, folded_name: str, is_leaf: bool) -> Known:
    """A criterion from its name without accents and capitals."""
    words = "".join(letter if letter.isalnum() else " " for letter in folded_name).split()
    return Known(pk, code, frozenset(words), is_leaf)


def likeness(one: frozenset[str], other: frozenset[str]) -> Decimal:
    """Shared words in parts of all words, 0 to 1."""
    every = one | other
    return Decimal(len(one & other)) / len(every) if every else Decimal(0)


def matched(new: Sequence[Known], old: Sequence[Known]) -> dict[int, int]:
    """New id → old id, the surest first: same code and words, same words, same code and like words, like words."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for agrees in (_same, _same_words, _same_code, _like_words):
        for node in new:
            if node.pk not in found:
                best = _best(node, [other for other in old if other.pk not in taken], agrees)
                if best is not None:
                    found[node.pk] = best
                    taken.add(best)
    return found


Agrees = Callable[[Known, Known], bool]


def _best(node: Known, others: Sequence[Known], agrees: Agrees) -> int | None:
    fitting = [other for other in others if other.is_leaf is node.is_leaf and agrees(node, other)]
    if not fitting:
        return None
    return max(fitting, key=lambda other: (likeness(node.words, other.words), other.code == node.code)).pk


def _same(one: Known, other: Known) -> bool:
    return one.code == other.code and one.words == other.words


def _same_words(one: Known, other: Known) -> bool:
    return bool(one.words) and one.words == other.words


def _same_code(one: Known, other: Known) -> bool:
    return one.code == other.code and likeness(one.words, other.words) >= ALIKE


def _like_words(one: Known, other: Known) -> bool:
    return likeness(one.words, other.words) >= VERY_ALIKE
