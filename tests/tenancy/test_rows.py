from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django_scopes.exceptions import ScopeError

from cchc.tenancy import rows
from cchc.tenancy.models import Agency
from cchc.tenancy.rows import columns, fetched, listed, made, nested, revived, take
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign, Extension

ALL = f"SELECT {columns(Agency, 'a')}, a.code FROM tenancy_agency a ORDER BY a.id"


def test_a_forgotten_tenant_is_an_exception(cast):
    with pytest.raises(ScopeError):
        fetched(ALL, [])


def test_a_statement_without_a_filter_reads_the_rows_of_the_open_tenant_alone(cast):
    for tenant in (cast.tenant_a, cast.tenant_b):
        with tenant_scope(tenant):
            codes = [row[-1] for row in fetched(ALL, [])]
            assert codes == list(Agency.objects.order_by("pk").values_list("code", flat=True))


def test_a_row_becomes_the_instance_the_manager_gives(cast, scope_a):
    stored = Agency.objects.order_by("pk")[0]
    values = iter(fetched(ALL, [])[0])
    agency = made(Agency, take(values, Agency))
    assert (agency, list(values)) == (stored, [stored.code])
    assert {name: value for name, value in vars(agency).items() if name != "_state"} == {
        name: value for name, value in vars(stored).items() if name != "_state"
    }
    assert agency._state.adding is False


def test_a_row_that_came_as_json_is_the_instance_the_manager_gives(scope_a):
    at = datetime(2024, 12, 9, 9, 41, 7, 184_439, tzinfo=UTC)
    year = Campaign.objects.create(year=2024, title="Kỳ 2024", plan_date=at.date(), opened_at=at)
    given = {"phase": "survey", "reason": "Mưa lũ", "approver": "Chủ tịch"}
    later = Extension.objects.create(campaign=year, closes_at=at, **given)
    for model, stored in ((Campaign, year), (Extension, later)):
        statement = f"SELECT {nested(columns(model, 'x'), f'{model._meta.db_table} x')}"
        values = [vars(revived(model, row)) for row in listed(fetched(statement, [])[0][0])]
        expected = vars(model.objects.get(pk=stored.pk))
        assert [v | {"_state": None} for v in values] == [expected | {"_state": None}]


def test_a_plan_kept_for_the_connection_still_reads_the_open_tenant_alone(cast):
    statement = "SELECT a.code FROM tenancy_agency a WHERE a.id = ANY(%s) ORDER BY a.id"
    ids = [cast.a.commune_1.pk, cast.b.home_affairs.pk]
    for _ in range(8):  # PostgreSQL goes over to one general plan after five
        for tenant, agency in ((cast.tenant_a, cast.a.commune_1), (cast.tenant_b, cast.b.home_affairs)):
            with tenant_scope(tenant):
                assert fetched(statement, [ids]) == [(agency.code,)]


def test_a_connection_keeps_a_limited_number_of_plans(scope_a, monkeypatch):
    fetched(ALL, [])
    most = len(connection.cchc_prepared) + 2
    monkeypatch.setattr(rows, "MOST", most)
    for number in range(5):
        assert fetched(f"SELECT {number}, %s::text", ["x"]) == [(number, "x")]
    assert len(connection.cchc_prepared) == most


@pytest.mark.parametrize("number", [2**15, 2**31, 2**63 - 1, 2**63, 10**30])
def test_a_number_of_any_size_finds_nothing_and_fails_nothing(scope_a, number):
    statement = "SELECT c.id FROM criteria_campaign c WHERE c.year = %s AND c.id = %s"
    assert (fetched(statement, [2024, 1]), fetched(statement, [number, number])) == ([], [])


def test_a_nested_select_comes_in_its_order_with_exact_numbers(scope_a):
    values = "v.place, v.points, v.day, v.name"
    rest = """(VALUES (2, 1.10::numeric(6, 2), NULL::date, 'b'), (1, 0.5::numeric(6, 2), '2024-12-15', 'a'))
        v(place, points, day, name)"""
    ((found, nothing),) = fetched(
        f"SELECT {nested(values, rest, order='v.place')}, {nested(values, rest + ' WHERE false')}", []
    )
    assert listed(found) == [[1, Decimal("0.50"), "2024-12-15", "a"], [2, Decimal("1.10"), None, "b"]]
    assert listed(nothing) == []
