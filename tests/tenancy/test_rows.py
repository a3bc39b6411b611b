import pytest
from django_scopes.exceptions import ScopeError

from cchc.tenancy.models import Agency
from cchc.tenancy.rows import columns, fetched, made, take
from cchc.tenancy.scope import tenant_scope

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
