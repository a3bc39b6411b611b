"""Ways from a set's page to what upper apps do with it: each registers its own."""

from collections.abc import Callable

from django.http import HttpRequest

from cchc.web.context import NavEntry
from criteria.models import CriteriaSet

SetLink = Callable[[HttpRequest, CriteriaSet], NavEntry | None]
_links: list[SetLink] = []


def register_set_link(link: SetLink) -> None:
    """Add a link; the function gives None for people or sets it is not for."""
    _links.append(link)


def set_links(request: HttpRequest, criteria_set: CriteriaSet) -> list[NavEntry]:
    return [entry for link in _links if (entry := link(request, criteria_set)) is not None]
