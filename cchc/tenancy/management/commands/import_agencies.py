"""`import_agencies FILE --tenant SLUG [--by USERNAME] [--dry-run]`."""

from cchc.files.commands import Import
from cchc.files.faults import Table
from cchc.files.tabular import read_table
from cchc.tenancy import resources
from cchc.tenancy.commands import TenantImportCommand


class Command(TenantImportCommand):
    help = "Nhập danh sách cơ quan, đơn vị từ .csv hoặc .xlsx; nhập lại thì cập nhật và nói rõ đã đổi gì."

    def read(self, job: Import) -> dict[str, Table]:
        table = read_table(job.path, job.path.name, columns=resources.COLUMNS)
        return {table.sheet: resources.own_rows(table, job.tenant)}

    def judge(self, job: Import) -> None:
        resources.judge(job.table, job.tenant, job.faults)

    def load(self, job: Import) -> str:
        return resources.load(job.table, by=job.by)
