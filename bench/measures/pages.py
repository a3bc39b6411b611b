"""The sheet: one area and the whole file against the same bytes from memory and against the stock admin inline."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import admin, views
from bench.district import Desk
from bench.measures.keyboard import Typing, logged_in
from bench.report import Result, timed
from bench.timing import Pair, alternate

AREA = "1"
"""The sample set's longest area: 18 leaves."""


def fetched(client: Client, url: str) -> bytes:
    response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}")
    return response.content


def _told(client: Client, url: str) -> str:
    """How many queries a page takes and how large it is."""
    with CaptureQueriesContext(connection) as queries:
        size = len(fetched(client, url))
    return f"{len(queries)} queries, {size / 1024:.0f} KB"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the product, and the addresses of what it is measured against."""

    name: str
    url: str
    plain: str
    inline: str
    times: int


def _lines(desk: Desk, page: Page) -> Iterator[Result]:
    officer, administrator = logged_in(desk.officer), logged_in(desk.administrator)
    views.PAGES[page.name] = fetched(officer, page.url)
    bare = reverse("bare_page", args=[desk.tenant.slug, page.name])
    told = f"ours: {_told(officer, page.url)}"

    def against(client: Client, url: str, times: int) -> Pair:
        return alternate(lambda: fetched(officer, page.url), lambda: fetched(client, url), times=times, warm=1)

    yield timed(
        f"{page.name}, same bytes",
        against(officer, bare, page.times),
        2,
        f"{told}; reference: the very same bytes from memory after the same middleware, session, tenant, membership, "
        f"scope and right, nothing read or rendered ({_told(officer, bare)})",
    )
    yield timed(
        f"{page.name}, plain sheet",
        against(officer, page.plain, page.times),
        2,
        "reference, the floor of a page of this kind: the same leaves by one query through a plain template with three "
        f"inputs each, no frame, panels, rules and documents, after the same checks ({_told(officer, page.plain)})",
    )
    yield timed(
        f"{page.name}, stock admin",
        against(administrator, page.inline, 3),
        0.1,
        f"reference: a stock TabularInline of the same leaves' scores ({_told(administrator, page.inline)})",
    )


def measure(desk: Desk) -> Iterator[Result]:
    admin.stock.slug = desk.tenant.slug
    place = [desk.tenant.slug, desk.year, desk.file.pk]
    plain = [desk.tenant.slug, desk.file.criteria_set_id, desk.file.pk]
    inline = reverse("stock:assessments_assessment_change", args=[desk.file.pk])
    area = Page(
        "sheet of 18 leaves",
        reverse("assessments:sheet", args=[*place, AREA]),
        reverse("plain_sheet", args=[*plain, AREA]),
        f"{inline}?linh-vuc={AREA}",
        25,
    )
    whole = Page("whole file", reverse("assessments:whole", args=place), reverse("plain_sheet", args=plain), inline, 15)
    yield from _lines(desk, area)
    yield from _lines(desk, whole)
    yield from _changed(desk, area)


def _changed(desk: Desk, page: Page) -> Iterator[Result]:
    """The page of an officer at work: before each opening a field of the file has been saved, unmeasured."""
    officer, typing = logged_in(desk.officer), Typing(desk)
    bare = reverse("bare_page", args=[desk.tenant.slug, page.name])
    work = (lambda: fetched(officer, page.url), lambda: fetched(officer, bare))
    yield timed(
        f"{page.name}, just changed",
        alternate(*work, times=page.times, warm=1, between=typing.ours),
        None,
        "the same pair with a field of the file saved before each opening: nothing made of the file is remembered but "
        "the rows that stayed",
    )
