"""Requests for more time come in to the layers above; the page of extensions says how many wait and leads there."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from criteria.models import Campaign


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of requests, and how many on it wait for an answer."""

    url: str
    waiting: int


Source = Callable[[HttpRequest, Campaign], Asked]
_sources: list[Source] = []


def register_requests(source: Source) -> None:
    """Add a page of requests, called inside the tenant's scope."""
    if source not in _sources:
        _sources.append(source)


def requests_of(request: HttpRequest, campaign: Campaign) -> list[Asked]:
    return [source(request, campaign) for source in _sources]
