"""The lists that grow with a province, page by page, and what the home page asks of the database."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from criteria.rules.calendar import HANOI


@pytest.fixture
def now():
    return datetime.now(HANOI)


@pytest.mark.parametrize(("person", "most"), [("chi", 34), ("minh", 34), ("lien", 30)])
def test_the_home_page_asks_nothing_twice(cast, login, year, person, most):
    browser = login(getattr(cast, person))
    browser.get("/huyen-a/")
    with CaptureQueriesContext(connection) as found:
        browser.get("/huyen-a/")
    statements = [query["sql"] for query in found if "SAVEPOINT" not in query["sql"]]
    assert (len(statements) - len(set(statements)), len(statements) <= most) == (0, True)


@pytest.mark.parametrize("page", ["adoption", "ledgers", "board"])
def test_a_long_list_is_paged_searched_and_whole_for_printing(cast, login, year, page, monkeypatch):
    for view in ("adoption", "ledgers"):
        monkeypatch.setattr(f"councils.views.{view}.PER_PAGE", 2)
    monkeypatch.setattr("councils.views.board.PER_PAGE", 2)
    chi, address = login(cast.chi), reverse(f"councils:{page}", args=["huyen-a", 2024])
    shown = {
        query: (len(found.object_list), found.paginator.count)
        for query in ("", "trang=2", "trang=tat-ca")
        for found in [chi.get(f"{address}?{query}").context["page"]]
    }
    assert shown == {"": (2, 3), "trang=2": (1, 3), "trang=tat-ca": (3, 3)}
    assert "Cả 3 đơn vị trên một trang, để in" in chi.get(address).content.decode()
    if page != "board":
        assert chi.get(f"{address}?q=vi+huong").context["page"].paginator.count == 1


def test_the_boards_choice_of_agencies_is_kept_with_the_order(cast, login, year):
    chi, address = login(cast.chi), reverse("councils:board", args=["huyen-a", 2024])
    found = chi.get(f"{address}?xem=never&xep=ten").context
    assert [row["progress"].agency.name for row in found["page"]] == [
        row["progress"].agency.name for row in found["never"]
    ]


def test_the_councils_list_shows_those_that_differ_or_lack_something(cast, login, year):
    chi, address = login(cast.chi), reverse("councils:adoption", args=["huyen-a", 2024])
    found = {key: chi.get(f"{address}?xem={key}").context["page"].paginator.count for key in ("khac", "thieu", "x")}
    assert found == {"khac": 0, "thieu": 3, "x": 3}
