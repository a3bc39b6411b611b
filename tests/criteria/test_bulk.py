from decimal import Decimal

import pytest
from django.db import connection

from cchc.tenancy.models import Tenant
from criteria.bulk import array_literal, insert_rows, new_ids
from criteria.models import CriteriaSet
from tests.cast import make_tenant

ODD = ['a"b', "back\\slash", "{x,y}", "NULL", "", "dòng\nmới", None, "'; DROP TABLE x", "100 %s"]


def test_any_text_comes_back_as_it_was(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(%s::text[])", [array_literal(ODD)])
        assert [row[0] for row in cursor.fetchall()] == ODD


def test_numbers_and_truth_values_come_back_as_they_were(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s::numeric[], %s::boolean[]", [array_literal([Decimal("0.50"), 3]), array_literal([True])]
        )
        assert cursor.fetchone() == ([Decimal("0.50"), 3], [True])


def values(code, title):
    (row_id,) = new_ids(CriteriaSet, 1)
    fixed = {"status": "draft", "declared_total": "100", "decision_number": "", "is_sample": False}
    return {"id": [row_id], "code": [code], "title": [title], "created_at": ["2024-01-01"]} | {
        name: [value] for name, value in fixed.items()
    }


def test_rows_belong_to_the_open_tenant_and_are_replaced_in_place(scope_a):
    insert_rows(CriteriaSet, values("A", "Cũ"))
    first = CriteriaSet.objects.get()
    assert insert_rows(CriteriaSet, values("A", "Mới"), replace_on=("tenant_id", "code")) == 1
    again = CriteriaSet.objects.get()
    assert (again.pk, again.title, again.tenant) == (first.pk, "Mới", scope_a)


def test_no_rows_are_no_statement(scope_a, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert insert_rows(CriteriaSet, {"id": [], "code": []}) == 0


@pytest.mark.parametrize("count", [0, 3])
def test_new_ids_are_unused_and_distinct(scope_a, count):
    assert len(set(new_ids(Tenant, count))) == count
    make_tenant("huyen-c")
