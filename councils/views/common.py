"""What the pages of this app share: the campaign of the address, links, messages."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cchc.web.addresses import reverse
from councils.queries import Cells, cells_of
from criteria.models import Campaign
from criteria.queries import campaign_or_404


def link(request: HttpRequest, view: str, year: int, *args: Any) -> str:
    """The address of a view of this app in the tenant at hand."""
    return reverse(f"councils:{view}", args=[request.tenant.slug, year, *args])  # type: ignore[attr-defined]


def to(request: HttpRequest, view: str, year: int, *args: Any) -> HttpResponse:
    return redirect(link(request, view, year, *args))


def campaign_and_cells(request: HttpRequest, year: int) -> tuple[Campaign, Cells]:
    """The campaign, and what the person asking appraises in it."""
    campaign = campaign_or_404(year)
    return campaign, cells_of(request.member, campaign)  # type: ignore[attr-defined]


def said(request: HttpRequest, count: int, done: str, nothing: str) -> None:
    """A message with the number of rows, or that there was nothing to do."""
    if count:
        messages.success(request, done.format(count))
    else:
        messages.info(request, nothing)
