"""What an agency promised after the year before to earn lost points back, beside the leaf it was promised for.

The plans live in a layer above; it gives this one a column of the sheet's statement and how to read it, so that the
sheet needs no statement of its own for them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from assessments.contents import KEPT
from cchc.tenancy.rows import listed
from criteria.tree import Branch


class Promise(NamedTuple):
    """One leaf of one plan: what it lost of its maximum, what was to be done by when, and how far that is."""

    year: int
    agency: str
    action: str
    due_on: date | None
    points: Decimal
    maximum: Decimal
    target: Decimal
    state_words: str
    state: str


Read = Callable[[list[Any], date], tuple[int, str, bool, Promise]]
_sources: list[tuple[str, Read]] = []


@dataclass(frozen=True, slots=True, eq=False)
class Promises:
    """By criterion of the present set; ``by_code`` where the two sets were not matched."""

    by_id: Mapping[int, tuple[Promise, ...]] = field(default_factory=dict)
    by_code: Mapping[str, tuple[Promise, ...]] = field(default_factory=dict)

    def of(self, node: Branch) -> tuple[Promise, ...]:
        return self.by_id.get(node.pk) or self.by_code.get(node.code) or ()


def register_promises(column: str, read: Read) -> None:
    """Let a layer above say what was promised: a ``nested`` column of a SELECT from ``assessments_assessment f`` and
    ``criteria_campaign y`` with the code of an area (empty text: all) as its parameter, and what one row of it means.
    """
    _sources.append((column, read))


def columns() -> str:
    """What the sheet's statement selects for them, after its own columns; nothing where nobody registered."""
    return "".join(f", {column}" for column, _ in _sources)


def parameters(area: str) -> list[str]:
    """One for each column."""
    return [area] * len(_sources)


@lru_cache(maxsize=KEPT)
def promises_from(values: tuple[str | None, ...], today: date) -> Promises:
    """What the columns said; as ``Contents``, the same object as long as they say the same."""
    by_id: dict[int, tuple[Promise, ...]] = {}
    by_code: dict[str, tuple[Promise, ...]] = {}
    linked = False
    for (_, read), value in zip(_sources, values, strict=True):
        for row in listed(value):
            pk, code, is_linked, promise = read(row, today)
            linked = linked or is_linked
            by_id[pk] = (*by_id.get(pk, ()), promise)
            by_code[code] = (*by_code.get(code, ()), promise)
    return Promises(by_id, {} if linked else by_code)
