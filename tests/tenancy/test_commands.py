"""What every command inside a tenant has in common: who, where, exit codes."""

import io

import pytest
from django.core.management.base import CommandError
from django.db import DatabaseError, transaction

from cchc.accounts.models import User
from cchc.tenancy import audit
from cchc.tenancy.commands import SYSTEM_USERNAME, Job, TenantCommand, ensure_migrated, system_account
from cchc.tenancy.models import Agency, AuditEvent
from cchc.tenancy.scope import tenant_scope


class Count(TenantCommand):
    def run(self, job: Job) -> str:
        audit.record("đếm cơ quan", job.tenant, by=job.by)
        return f"{Agency.objects.count()} cơ quan"


class Wipe(TenantCommand):
    readonly = True

    def run(self, job: Job) -> None:
        with transaction.atomic():
            Agency.objects.update(note="x")


def run(command, **options):
    command.stdout._out = io.StringIO()
    command.handle(**{"tenant": "huyen-a", "by": None, **options})
    return command.stdout._out.getvalue()


def test_a_command_works_inside_the_tenant_named(cast):
    assert run(Count(), tenant="huyen-a") == "5 cơ quan\n"
    assert run(Count(), tenant="huyen-b") == "2 cơ quan\n"


def test_without_a_name_the_system_account_acts_and_nobody_can_log_in_with_it(cast):
    run(Count())
    with tenant_scope(cast.tenant_a):
        assert AuditEvent.objects.get(verb="đếm cơ quan").actor_name == "Hệ thống"
    account = User.objects.get(username=SYSTEM_USERNAME)
    assert (account.is_active, account.has_usable_password(), system_account().pk) == (False, False, account.pk)


def test_the_person_named_acts(cast):
    run(Count(), by="chi")
    with tenant_scope(cast.tenant_a):
        assert AuditEvent.objects.get(verb="đếm cơ quan").actor_id == cast.chi.pk


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"tenant": "khong-co"}, "Không có đơn vị tổ chức «khong-co» (--tenant)."),
        ({"by": "khong-co"}, "Không có tài khoản «khong-co» (--by)."),
    ],
)
def test_an_unknown_tenant_or_account_is_wrong_usage(cast, options, words):
    with pytest.raises(CommandError) as refused:
        run(Count(), **options)
    assert (str(refused.value), refused.value.returncode) == (words, 2)


def test_a_reading_command_cannot_write(cast):
    with pytest.raises(DatabaseError, match="read-only transaction"):
        run(Wipe())


def test_a_migrated_database_is_left_alone(cast, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    ensure_migrated()
    assert list(tmp_path.iterdir()) == []
