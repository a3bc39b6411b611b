"""What every import by command has in common: arguments, exit codes, faults on stderr, all or nothing."""

import argparse
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cchc.files.faults import Faults, Table
from cchc.files.tabular import Column, read_table

DONE, FAULTY, MISUSED = 0, 1, 2


@dataclass(slots=True)
class Import:
    """One run: for whom, by whom, the options of the command line, the tables read, and the faults found so far."""

    tenant: Any
    by: Any
    options: dict[str, Any]
    path: Path
    tables: dict[str, Table] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)

    @property
    def table(self) -> Table:
        """The only table, or the first of several."""
        return next(iter(self.tables.values()))


class _TakenBack(Exception):
    """Ends the transaction without keeping anything."""


class WrongUsage(CommandError):
    """The command can't run as called: exit code 2."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=MISUSED)


class ImportCommand(BaseCommand):
    """`COMMAND FILE --tenant SLUG [--by USERNAME] [--dry-run]`: exit code 0 done, 1 faults, 2 wrong usage.

    A subclass says where it works (`resolve_tenant`, `resolve_actor`, `scope`), which columns it reads, and what to do.
    """

    requires_migrations_checks = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The arguments all imports share; a subclass adds its own after `super().add_arguments(parser)`."""
        parser.add_argument("file", metavar="FILE", help="tệp .csv (UTF-8) hoặc .xlsx")
        parser.add_argument("--tenant", required=True, metavar="SLUG")
        parser.add_argument("--by", metavar="USERNAME", help="người thực hiện; mặc định: tài khoản hệ thống")
        parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không ghi")

    def resolve_tenant(self, slug: str) -> Any:
        """The tenant, or None where there is none."""
        raise NotImplementedError

    def resolve_actor(self, tenant: Any, username: str | None) -> Any:
        """The account that acts (the system account without a name), or None where there is none."""
        raise NotImplementedError

    def scope(self, tenant: Any) -> AbstractContextManager[Any]:
        """The tenant's scope with a transaction inside it that an exception rolls back."""
        raise NotImplementedError

    def columns(self, job: Import) -> Sequence[Column]:
        """The columns to read; asked inside the scope."""
        raise NotImplementedError

    def read(self, job: Import) -> dict[str, Table]:
        """The tables of the file. Override for a workbook of several sheets (`tabular.read_workbook`)."""
        table = read_table(job.path, job.path.name, columns=self.columns(job))
        return {table.sheet: table}

    def judge(self, job: Import) -> None:
        """Judge the rows against each other and the database, adding to `job.faults`; cells not read are None."""

    def load(self, job: Import) -> str:
        """Write the rows through services and say what was done; called without faults, may still add some."""
        raise NotImplementedError

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Read, check, load; keep all or nothing."""
        job = self._job(options)
        try:
            with self.scope(job.tenant):
                summary = self._run(job)
        except _TakenBack as taken_back:
            summary = str(taken_back)
        if len(job.faults):
            self._report(job.faults)
        self.stdout.write(summary)

    def _job(self, options: dict[str, Any]) -> Import:
        path = Path(options["file"])
        if not path.is_file():
            raise WrongUsage(f"Không có tệp {path}.")
        tenant = self.resolve_tenant(options["tenant"])
        if tenant is None:
            raise WrongUsage(f"Không có đơn vị sử dụng «{options['tenant']}» (--tenant).")
        actor = self.resolve_actor(tenant, options["by"])
        if actor is None:
            raise WrongUsage(f"Không có tài khoản «{options['by']}» (--by).")
        return Import(tenant=tenant, by=actor, options=options, path=path)

    def _run(self, job: Import) -> str:
        job.tables = self.read(job)
        for table in job.tables.values():
            job.faults.extend(table.faults)
        self.judge(job)
        summary = "" if len(job.faults) else self.load(job)
        if len(job.faults):
            raise _TakenBack
        if job.options["dry_run"]:
            raise _TakenBack(f"{summary} Chỉ kiểm tra (--dry-run): chưa ghi gì.")
        return summary

    def _report(self, faults: Faults) -> None:
        for fault in faults:
            self.stderr.write(str(fault), self.style.NOTICE)
        raise CommandError(f"{len(faults)} chỗ cần sửa; chưa ghi gì.", returncode=FAULTY)
