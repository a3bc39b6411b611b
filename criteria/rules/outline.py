"""A criteria set as an outline of three levels: where a node may be moved, and how the codes run.

A set is a list of places in printed order; every function gives the whole new list. Nothing here knows of points.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

DEPTH = 3
"""Lĩnh vực, tiêu chí, tiêu chí thành phần."""


class OutlineRefused(ValueError):
    """The node can't stand there; the message says why, in Vietnamese."""


class Step(StrEnum):
    """A move by the keyboard."""

    UP = "up"
    DOWN = "down"
    IN = "in"
    OUT = "out"


class Where(StrEnum):
    """Where a node is put, seen from another."""

    BEFORE = "before"
    AFTER = "after"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Place:
    """A node and what it stands under; None for a lĩnh vực."""

    pk: int
    parent: int | None


Outline = Sequence[Place]


def children_of(outline: Outline) -> dict[int | None, list[int]]:
    """The children of every node in printed order; those of None are the lĩnh vực."""
    found: dict[int | None, list[int]] = {None: []}
    for place in outline:
        found.setdefault(place.parent, []).append(place.pk)
        found.setdefault(place.pk, [])
    return found


def depths(outline: Outline) -> dict[int, int]:
    """0 for a lĩnh vực, 1 for a tiêu chí, 2 for a tiêu chí thành phần."""
    found: dict[int, int] = {}
    for place in outline:
        found[place.pk] = 0 if place.parent is None else found[place.parent] + 1
    return found


def branch(outline: Outline, pk: int) -> list[int]:
    """The node and everything below it, in printed order."""
    below = children_of(outline)
    return list(_below(below, pk))


def _below(children: Mapping[int | None, Sequence[int]], pk: int) -> Iterator[int]:
    yield pk
    for child in children[pk]:
        yield from _below(children, child)


def stepped(outline: Outline, pk: int, step: Step) -> list[Place]:
    """The outline after one step of the keyboard. Raises OutlineRefused at an edge."""
    place = _place(outline, pk)
    siblings = children_of(outline)[place.parent]
    at = siblings.index(pk)
    match step:
        case Step.UP:
            return put(outline, pk, _neighbour(siblings, at - 1, "Mục này đã đứng đầu."), Where.BEFORE)
        case Step.DOWN:
            return put(outline, pk, _neighbour(siblings, at + 1, "Mục này đã đứng cuối."), Where.AFTER)
        case Step.IN:
            above = _neighbour(siblings, at - 1, "Phía trên không có mục cùng cấp để đưa vào.")
            return put(outline, pk, above, Where.INSIDE)
        case Step.OUT:
            if place.parent is None:
                raise OutlineRefused("Lĩnh vực không đưa ra ngoài được nữa.")
            return put(outline, pk, place.parent, Where.AFTER)


def _neighbour(siblings: Sequence[int], at: int, refusal: str) -> int:
    if not 0 <= at < len(siblings):
        raise OutlineRefused(refusal)
    return siblings[at]


def put(outline: Outline, pk: int, target: int, where: Where) -> list[Place]:
    """The outline with a branch put before or after another node, or last inside it. Raises OutlineRefused."""
    moving = branch(outline, pk)
    goal = _place(outline, target)
    if target in moving:
        raise OutlineRefused("Không đưa một mục vào chính nó.")
    parent = target if where is Where.INSIDE else goal.parent
    _refuse_too_deep(outline, moving, parent)
    children = children_of(outline)
    children[_place(outline, pk).parent].remove(pk)
    siblings = children[parent]
    at = len(siblings) if where is Where.INSIDE else siblings.index(target) + (where is Where.AFTER)
    siblings.insert(at, pk)
    return _flat(children)


def added(outline: Outline, pk: int, target: int | None, where: Where) -> list[Place]:
    """The outline with a new node beside or inside another; without one, as the last lĩnh vực."""
    grown = [*outline, Place(pk, None)]
    return grown if target is None else put(grown, pk, target, where)


def _refuse_too_deep(outline: Outline, moving: Sequence[int], parent: int | None) -> None:
    deep = depths(outline)
    height = max(deep[pk] for pk in moving) - deep[moving[0]]
    top = 0 if parent is None else deep[parent] + 1
    if top + height >= DEPTH:
        raise OutlineRefused("Bộ tiêu chí chỉ có ba cấp: lĩnh vực, tiêu chí, tiêu chí thành phần.")


def _flat(children: Mapping[int | None, Sequence[int]]) -> list[Place]:
    def walk(parent: int | None) -> Iterator[Place]:
        for pk in children[parent]:
            yield Place(pk, parent)
            yield from walk(pk)

    return list(walk(None))


def _place(outline: Outline, pk: int) -> Place:
    found = next((place for place in outline if place.pk == pk), None)
    if found is None:
        raise OutlineRefused("Mục này không còn trong bộ tiêu chí.")
    return found


def numbered(outline: Outline) -> dict[int, str]:
    """«1», «1.1», «1.1.1» by the printed order."""
    codes: dict[int | None, str] = {}
    for parent, siblings in children_of(outline).items():
        above = codes.get(parent, "")
        for number, pk in enumerate(siblings, start=1):
            codes[pk] = f"{above}.{number}" if above else str(number)
    return {place.pk: codes[place.pk] for place in outline}


def next_code(parent: str, siblings: Sequence[str]) -> str:
    """The code after the highest of the siblings: 1.10 comes after 1.9."""
    last = (code.rpartition(".")[2] for code in siblings)
    number = 1 + max((int(part) for part in last if part.isdecimal()), default=0)
    return f"{parent}.{number}" if parent else str(number)


def without(outline: Outline, gone: Sequence[int]) -> list[Place]:
    """The outline without some branches."""
    out = set(gone)
    return [place for place in outline if place.pk not in out]
