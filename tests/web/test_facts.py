"""What the frame asks for rides along with a page's statement, or is asked for once."""

from types import SimpleNamespace

import pytest

from cchc.web import facts


@pytest.fixture
def two(monkeypatch):
    known = [
        facts.Fact("sum", "(SELECT %s::int + %s::int)", lambda request: [request.one, 2]),
        facts.Fact("who", "(SELECT %s::text)", lambda request: [request.name]),
    ]
    monkeypatch.setattr(facts, "_facts", known)


def test_all_facts_are_asked_for_by_one_statement(two, scope_a, django_assert_num_queries):
    request = SimpleNamespace(one=40, name="An")
    with django_assert_num_queries(1):
        found = [facts.fact(request, name) for name in ("who", "sum", "who")]
    assert found == ["An", 42, "An"]


def test_what_a_page_has_brought_along_is_not_asked_for_again(two, scope_a, django_assert_num_queries):
    request = SimpleNamespace(one=1, name="An")
    facts.keep(request, [7, "Bình"])
    with django_assert_num_queries(0):
        assert (facts.fact(request, "sum"), facts.fact(request, "who")) == (7, "Bình")


def test_a_page_that_brought_too_little_is_a_fault(two):
    with pytest.raises(ValueError, match="zip"):
        facts.keep(SimpleNamespace(), [7])
