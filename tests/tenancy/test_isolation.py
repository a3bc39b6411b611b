"""The walls between tenants: every model, every table, every foreign key."""

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django_scopes.exceptions import ScopeError

from cchc.accounts.models import Membership
from cchc.tenancy.models import Agency, AgencySuccession
from cchc.tenancy.scope import person_scope, tenant_scope

OURS = {"tenancy", "accounts", "documents", "notices", "criteria", "assessments", "surveys", "councils", "publications"}
GLOBAL_MODELS = {
    "tenancy.Tenant": "the list of tenants itself; public names only",
    "accounts.User": "one account for a person in several tenants",
    "accounts.SecondFactor": "of the person, asked before any tenant is chosen",
    "accounts.OutsideIdentity": "of the person, asked before any tenant is chosen",
    "accounts.User_groups": "Django's own, unused",
    "accounts.User_user_permissions": "Django's own, unused",
}
UNSCOPED_MANAGERS = {
    "assessments.ShareUserObjectPermission": "guardian's manager; only grants.py reads it, by tenant",
    "publications.ImprovementLineUserObjectPermission": "guardian's manager; only grants.py reads it, by tenant",
    "councils.AssignmentUserObjectPermission": "guardian's manager; only grants.py reads it, by tenant",
}


def our_models():
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in OURS]


def tenant_models():
    return [m for m in our_models() if any(f.name == "tenant" for f in m._meta.local_fields)]


def label(model) -> str:
    return model._meta.label


def test_every_model_belongs_to_a_tenant_or_says_why_not():
    without = {label(m) for m in our_models()} - {label(m) for m in tenant_models()}
    assert without == set(GLOBAL_MODELS)


@pytest.mark.parametrize("model", [m for m in tenant_models() if label(m) not in UNSCOPED_MANAGERS], ids=label)
def test_a_forgotten_tenant_is_an_exception(model):
    with pytest.raises(ScopeError):
        model.objects.count()


def catalogue(sql: str) -> set:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return set(cursor.fetchall())


def tables_with_tenant() -> set[str]:
    rows = catalogue(
        """SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
           WHERE c.relkind = 'r' AND a.attname = 'tenant_id' AND NOT a.attisdropped
             AND c.relnamespace = 'public'::regnamespace"""
    )
    return {name for (name,) in rows}


def test_every_table_with_a_tenant_forces_row_level_security(db):
    walled = catalogue("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    assert tables_with_tenant() - {name for (name,) in walled} == set()
    with_policy = catalogue("SELECT tablename FROM pg_policies WHERE policyname = 'tenant_isolation'")
    assert tables_with_tenant() - {name for (name,) in with_policy} == set()


def test_every_reference_between_tenant_tables_carries_the_tenant(db):
    expected = {
        (model._meta.db_table, field.column)
        for model in tenant_models()
        for field in model._meta.local_concrete_fields
        if field.related_model is not None and field.related_model in tenant_models()
    }
    found = catalogue(
        """SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
           JOIN unnest(c.conkey) AS k(attnum) ON true
           JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
           WHERE c.contype = 'f' AND cardinality(c.conkey) = 2 AND a.attname <> 'tenant_id'"""
    )
    assert expected - found == set()


def test_the_application_role_passes_no_wall(db):
    assert catalogue("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user") == {(False, False)}
    owned = catalogue("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
    assert owned == set()


def test_without_a_tenant_every_table_is_empty(cast):
    counts = {}
    for table in sorted(tables_with_tenant()):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    assert {table: n for table, n in counts.items() if n} == {}


def test_a_tenant_sees_its_own_rows_only(cast):
    with tenant_scope(cast.tenant_a):
        assert set(Agency.objects.values_list("code", flat=True)) == {"001", "002", "003", "pnv", "ptp"}
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM tenancy_agency")
            assert cursor.fetchone()[0] == 5
    with tenant_scope(cast.tenant_b):
        assert set(Agency.objects.values_list("name", flat=True)) == {"Xã Khác", "Phòng Nội vụ"}


def test_a_row_for_another_tenant_is_refused_by_the_database(cast):
    with tenant_scope(cast.tenant_a), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Agency.objects.create(code="x", name="Xã X", kind="xã", role="assessed", tenant=cast.tenant_b)


def test_a_reference_to_another_tenants_row_is_refused_by_the_database(cast):
    with (
        tenant_scope(cast.tenant_a),
        pytest.raises(IntegrityError, match="same_tenant"),
        transaction.atomic(),
    ):
        AgencySuccession.objects.create(successor=cast.a.commune_1, predecessor=cast.b.commune)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_inner_scope_gives_the_outer_one_back(cast):
    with tenant_scope(cast.tenant_a):
        with tenant_scope(cast.tenant_b):
            assert Agency.objects.count() == 2
        assert Agency.objects.count() == 5
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM tenancy_agency")
            assert cursor.fetchone()[0] == 5


def test_a_readonly_scope_lets_nothing_be_written_and_ends_with_the_block(cast):
    with (
        tenant_scope(cast.tenant_a, readonly=True),
        pytest.raises(Exception, match="read-only transaction"),
        transaction.atomic(),
    ):
        Agency.objects.create(code="x", name="Xã X", kind="xã", role="assessed")


def test_a_person_reads_their_own_memberships_before_choosing_a_tenant(cast):
    with person_scope(cast.an.pk), connection.cursor() as cursor:
        cursor.execute("SELECT user_id FROM accounts_membership")
        assert {row[0] for row in cursor.fetchall()} == {cast.an.pk}
    assert Membership._base_manager.count() == 0
