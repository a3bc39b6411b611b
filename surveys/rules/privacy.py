"""Whose answers may be shown: small groups are not, since somebody could be recognised in them."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

SMALLEST_GROUP = 5
"""Fewer forms than this are not broken down."""

Group = TypeVar("Group", bound=Hashable)


def may_show(forms: int) -> bool:
    """Whether a group of so many forms may be broken down by answer."""
    return forms >= SMALLEST_GROUP


def shown_groups(forms: Mapping[Group, int], *, with_total: bool = True) -> frozenset[Group]:
    """The groups that may be shown side by side; groups without any form are nothing to hide.

    Beside a total, one hidden group would be the total less all the others: then the smallest of the others is hidden
    with it, and so are the groups it takes until the hidden ones together reach the smallest group.
    """
    hidden = {group for group, count in forms.items() if 0 < count < SMALLEST_GROUP}
    others = sorted((group for group in forms if group not in hidden and forms[group]), key=lambda one: forms[one])
    while (
        with_total and hidden and others and (len(hidden) == 1 or sum(map(forms.__getitem__, hidden)) < SMALLEST_GROUP)
    ):
        hidden.add(others.pop(0))
    return frozenset(group for group in forms if group not in hidden)
