"""Pages of a long list. A page number that is not one, or is too large, gives the nearest page and never an error."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

PER_PAGE = 50


WHOLE = "tat-ca"


def page_of(
    items: QuerySet[Any] | Sequence[Any], query: Mapping[str, str], per_page: int = PER_PAGE, *, whole: bool = False
) -> Page:
    """The page asked for by ``?trang=`` in the query of the address; ``tat-ca`` is all of it where ``whole`` lets it,
    for a list that is printed."""
    if whole and query.get("trang") == WHOLE:
        per_page = max(len(items), 1)
    return Paginator(items, per_page).get_page(query.get("trang", 1))


def page_numbers(current: int, last: int) -> list[int | None]:
    """The numbers shown under a list: first, last and two around the current one; ``None`` is a gap."""
    shown = sorted({1, last, *range(max(1, current - 2), min(last, current + 2) + 1)})
    numbers: list[int | None] = []
    for number in shown:
        if numbers and number - (numbers[-1] or 0) > 1:
            numbers.append(None)
        numbers.append(number)
    return numbers
