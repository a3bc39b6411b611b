"""`import_people FILE --tenant SLUG [--by USERNAME] [--dry-run]`."""

from collections.abc import Sequence

from cchc.accounts import resources
from cchc.files.commands import Import
from cchc.files.tabular import Column
from cchc.tenancy.commands import TenantImportCommand


class Command(TenantImportCommand):
    help = "Nhập người dùng và vai trò từ .csv hoặc .xlsx; người mới tự đặt mật khẩu qua thư điện tử."

    def columns(self, job: Import) -> Sequence[Column]:
        return resources.COLUMNS

    def judge(self, job: Import) -> None:
        resources.judge(job.table, job.tenant, job.faults)

    def load(self, job: Import) -> str:
        return resources.load(job.table, by=job.by)
