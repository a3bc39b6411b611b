"""Whose answers may be shown: small groups are not, since somebody could be recognised in them."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

SMALLEST_GROUP = 5
"""Fewer forms than this are not broken down."""

Group = TypeVar("Group", bound=Hashable)


def may_show(forms: int) -> bool:
    """Whether a group of so many forms may be broken down by answer."""
    return forms >= SMALLEST_GROUP


def shown_groups(forms: Mapping[Group, int], *, with_total: bool = True) -> frozenset[Group]:
    """The groups that may be shown side by side; groups without any form are nothing to hide.

    Beside a total, one hidden group would be the total less all the others: see ``hidden_cells``.
    """
    lines: list[list[Group]] = [list(forms)] if with_total else []
    hidden: frozenset[Group] = hidden_cells(forms, lines)
    return frozenset(forms) - hidden


def hidden_cells(forms: Mapping[Group, int], lines: Iterable[Sequence[Group]]) -> frozenset[Group]:
    """Cells of fewer forms than the smallest group, and those hidden so that nobody computes the first.

    ``lines`` are cells whose sum or mean is shown somewhere. On each of them either nothing is hidden or at least two
    cells that reach the smallest group together; else the smallest of the others go with them, line after line until
    all of them hold, since a cell stands on more than one.
    """
    hidden = {cell for cell, count in forms.items() if 0 < count < SMALLEST_GROUP}
    kept = [[cell for cell in line if forms.get(cell)] for line in lines]
    more = bool(hidden)
    while more:
        found = {cell for line in kept for cell in _companions(line, hidden, forms)}
        hidden |= found
        more = bool(found)
    return frozenset(hidden)


def _companions(line: Sequence[Group], hidden: set[Group], forms: Mapping[Group, int]) -> list[Group]:
    """What has to be hidden on the line besides what is."""
    gone = [forms[cell] for cell in line if cell in hidden]
    if not gone or (len(gone) > 1 and sum(gone) >= SMALLEST_GROUP):
        return []
    found: list[Group] = []
    for cell in sorted((cell for cell in line if cell not in hidden), key=lambda one: forms[one]):
        found.append(cell)
        gone.append(forms[cell])
        if sum(gone) >= SMALLEST_GROUP:
            break
    return found
