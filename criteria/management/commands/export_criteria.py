"""Write a criteria set to a file that `import_criteria` takes back unchanged."""

import argparse
from pathlib import Path

from cchc.files.names import extension_of
from cchc.tenancy.commands import Job, TenantCommand, WrongUsage
from criteria.models import CriteriaSet
from criteria.resources.export import export_set


class Command(TenantCommand):
    help = "Xuất bộ tiêu chí ra tệp .csv hoặc .xlsx"
    readonly = True

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--set", required=True, dest="code", metavar="CODE", help="mã bộ tiêu chí")
        parser.add_argument("-o", "--output", required=True, metavar="FILE", help="tệp .csv hoặc .xlsx")

    def run(self, job: Job) -> str:
        path = Path(job.options["output"])
        extension = extension_of(path.name)
        if extension not in {"csv", "xlsx"}:
            raise WrongUsage(f"Tệp {path.name} phải có đuôi .csv hoặc .xlsx (-o).")
        if not path.parent.is_dir():
            raise WrongUsage(f"Không có thư mục {path.parent} (-o).")
        criteria_set = CriteriaSet.objects.filter(code=job.options["code"]).first()
        if criteria_set is None:
            raise WrongUsage(f"Không có bộ tiêu chí «{job.options['code']}» (--set).")
        path.write_bytes(export_set(criteria_set, extension))
        return f"Đã xuất bộ tiêu chí {criteria_set.code} ra {path}."
