"""What every command that works inside a tenant has in common.

Two bases; both take ``--tenant SLUG`` and ``--by USERNAME`` (default: the system account), apply missing migrations
first when the servers are embedded, open the tenant's scope, and leave with 0 (done), 1 (faults) or 2 (wrong usage)::

    class Command(TenantCommand):                      # anything but an import
        help = "…"

        def add_arguments(self, parser):
            super().add_arguments(parser)
            parser.add_argument("--year", type=int, required=True)

        def run(self, job: Job) -> str | None:         # inside the scope: one transaction
            campaign = campaign_for(job.options["year"])
            freeze(campaign=campaign, by=job.by, at=job.at)
            return "Đã chốt kết quả năm 2024."         # printed on stdout

    class Command(TenantImportCommand):                # an import: FILE, --dry-run, every fault, all or nothing
        def columns(self, job): ...                    # see cchc.files.commands.ImportCommand
        def judge(self, job): ...                      # job.tenant, job.by, job.options, job.table, job.faults
        def load(self, job) -> str: ...

``readonly = True`` on a TenantCommand opens a scope in which the database refuses every write. Inside ``run`` raise
``WrongUsage("…")`` for what the caller named wrongly (exit 2), ``CommandError("…")`` for a refusal (exit 1).
Commands without a tenant call ``ensure_migrated()`` themselves.
"""

import argparse
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from cchc.files.commands import ImportCommand, WrongUsage
from cchc.migrating import halfway_apps, pending_migrations
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope

__all__ = ["Job", "TenantCommand", "TenantImportCommand", "WrongUsage", "ensure_migrated", "system_account"]

SYSTEM_USERNAME = "he-thong"
SYSTEM_FULL_NAME = "Hệ thống"


def ensure_migrated() -> None:
    """Bring a fresh embedded database up to date; a production database is migrated by its operator alone."""
    if settings.EMBEDDED and (pending_migrations(connection) or halfway_apps(connection)):
        call_command("migrate", verbosity=0, interactive=False)


def system_account() -> Any:
    """The account under which programs act where nobody is named. Nobody can log in with it."""
    user_model = get_user_model()
    found = user_model.objects.filter(username=SYSTEM_USERNAME).first()
    if found is None:
        found = user_model(username=SYSTEM_USERNAME, full_name=SYSTEM_FULL_NAME, is_active=False)
        found.set_unusable_password()
        found.save()
    return found


def find_tenant(slug: str) -> Tenant | None:
    return Tenant.objects.filter(slug=slug).first()


def find_actor(username: str | None) -> Any:
    """The account named, the system account without a name, or None where there is no such account."""
    if not username:
        return system_account()
    return get_user_model().objects.filter(username=username).first()


def _add_tenant_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tenant", required=True, metavar="SLUG", help="đơn vị tổ chức, ví dụ bach-thong")
    parser.add_argument("--by", metavar="USERNAME", help="người thực hiện; mặc định: tài khoản hệ thống")


@dataclass(frozen=True, slots=True)
class Job:
    """One run of a command: for whom, by whom, when, with the options of the command line."""

    tenant: Tenant
    by: Any
    at: datetime
    options: dict[str, Any]


class TenantCommand(BaseCommand):
    """`COMMAND --tenant SLUG [--by USERNAME]`; a subclass does its work in `run`."""

    readonly = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The arguments all share; a subclass adds its own after `super().add_arguments(parser)`."""
        _add_tenant_arguments(parser)

    def run(self, job: Job) -> str | None:
        """The work, inside the tenant's scope and one transaction; what is returned is printed."""
        raise NotImplementedError

    def handle(self, *_arguments: Any, **options: Any) -> None:
        ensure_migrated()
        tenant = find_tenant(options["tenant"])
        if tenant is None:
            raise WrongUsage(f"Không có đơn vị tổ chức «{options['tenant']}» (--tenant).")
        actor = find_actor(options["by"])
        if actor is None:
            raise WrongUsage(f"Không có tài khoản «{options['by']}» (--by).")
        with tenant_scope(tenant, readonly=self.readonly):
            said = self.run(Job(tenant, actor, timezone.now(), options))
        if said:
            self.stdout.write(said)


class TenantImportCommand(ImportCommand):
    """`COMMAND FILE --tenant SLUG [--by USERNAME] [--dry-run]` with tenants, accounts and scopes resolved."""

    def handle(self, *arguments: Any, **options: Any) -> None:
        ensure_migrated()
        super().handle(*arguments, **options)

    def resolve_tenant(self, slug: str) -> Tenant | None:
        return find_tenant(slug)

    def resolve_actor(self, tenant: Tenant, username: str | None) -> Any:
        return find_actor(username)

    def scope(self, tenant: Tenant) -> AbstractContextManager[None]:
        return tenant_scope(tenant)
