"""What all pages have in common, over the whole access table: headers, names that are no markup, links that open."""

import re
from collections import defaultdict
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from assessments.models import Evidence
from cchc.accounts.models import User
from cchc.tenancy.models import Agency, Tenant
from cchc.tenancy.scope import tenant_scope
from criteria.models import BonusItem, Campaign, CriteriaSet, Criterion, PlanStep
from tests.access.table import ANYBODY, Row
from tests.access.test_table import HANDLER, OF_A_TENANT
from tests.access.world import World, make_world, row_modules

MARKUP = "<script>alert(1)</script>\"'<b x=y>"
MOST = 4
LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"/][^"]*)"')
NAMED = [(Agency, "name"), (Agency, "head_name"), (CriteriaSet, "title"), (Criterion, "name"), (Criterion, "evidence")]
NAMED += [(Campaign, "title"), (PlanStep, "task"), (PlanStep, "lead"), (BonusItem, "name"), (Evidence, "abstract")]


def visitor(world: World, person: str) -> Client:
    client = Client()
    client.handler = HANDLER
    if person != ANYBODY:
        client.force_login(getattr(world.cast, person), "django.contrib.auth.backends.ModelBackend")
    return client


def answer_of(world: World, row: Row, person: str = "") -> HttpResponse:
    """The page as the person, or else one of those who may, sees it."""
    client = visitor(world, person or next(iter(sorted(row.allowed & set(world.cast.people))), ANYBODY))
    assert row.get is not None
    with tenant_scope(world.tenant):
        own = {"tenant": world.tenant.slug} if row.view in OF_A_TENANT else {}
        address, query = reverse(row.view, kwargs=own | row.kwargs(world)), row.get(world)
    return client.get(address, query, headers=dict(row.headers))


def pages(app: str) -> list[Row]:
    return [row for row in row_modules()[app].ROWS if row.get is not None]


def is_shut_up(answer: HttpResponse, row: Row) -> bool:
    """Whether no browser or proxy keeps the page; the public ones anybody may keep."""
    return "no-store" in answer.get("Cache-Control", "") or ANYBODY in row.allowed


@pytest.mark.parametrize("app", sorted(row_modules()))
def test_every_page_carries_the_headers_that_keep_it_from_others(db, app):
    world, lacking = make_world(app), {}
    for row in pages(app):
        answer = answer_of(world, row)
        policy = answer.get("Content-Security-Policy", "")
        found = {
            "a policy": "default-src 'self'" in policy or "default-src 'none'" in policy,
            "no inline script": "unsafe-eval" not in policy and "script-src" not in policy,
            "no frame": answer.get("X-Frame-Options") == "DENY",
            "no guessing": answer.get("X-Content-Type-Options") == "nosniff",
            "no address to others": answer.get("Referrer-Policy") in {"same-origin", "no-referrer"},
            "no copy": is_shut_up(answer, row),
        }
        lacking |= (
            {row.id: [what for what, is_there in found.items() if not is_there]} if not all(found.values()) else {}
        )
    assert lacking == {}


@pytest.mark.parametrize("app", sorted(row_modules()))
def test_a_name_that_looks_like_markup_stays_text_on_every_page(db, app):
    world = make_world(app)
    with tenant_scope(world.tenant):
        for model, field in NAMED:
            model.objects.update(**{field: MARKUP})
    User.objects.update(full_name=MARKUP)
    Tenant.objects.filter(pk=world.tenant.pk).update(name=f"Huyện {MARKUP}")
    shown = {row.id: answer_of(world, row) for row in pages(app)}
    html = {id_: one.content.decode() for id_, one in shown.items() if "text/html" in one.get("Content-Type", "")}
    assert [id_ for id_, page in html.items() if "<script>alert" in page or "<b x=y>" in page] == []
    assert any("&lt;script&gt;alert(1)" in page for page in html.values()) or app == "platform"


@pytest.mark.slow
@pytest.mark.parametrize("app", sorted(row_modules()))
def test_no_page_leads_anybody_to_a_page_that_refuses_them(db, app):
    """Links only; a button sends a form, and who may send it is what the access table says.

    Of all links to one view, such as the rows of lists, a person follows ``MOST``.
    """
    world, refused, followed = make_world(app), {}, defaultdict(set)
    for row in pages(app):
        for person in sorted(row.allowed & set(world.cast.people)):
            for shape, link in followable(answer_of(world, row, person)):
                known = followed[person, shape]
                if link not in known and len(known) < MOST:
                    known.add(link)
                    status = visitor(world, person).get(link).status_code
                    refused |= {f"{person}: {link}": row.id} if status >= 400 else {}
    assert refused == {}


def followable(answer: HttpResponse) -> list[tuple[str, str]]:
    """The page's links by the shape of their address, of each shape the first and the last."""
    html = answer.content.decode() if "text/html" in answer.get("Content-Type", "") else ""
    links = dict.fromkeys(unescape(link).partition("#")[0] for link in LINK.findall(html))
    by_shape: dict[str, list[str]] = {}
    for link in filter(None, links):
        path, _, query = link.partition("?")
        by_shape.setdefault(f"{re.sub('[0-9]+', '0', path)}?{bool(query)}", []).append(link)
    return [(shape, link) for shape, known in by_shape.items() for link in dict.fromkeys((known[0], known[-1]))]
