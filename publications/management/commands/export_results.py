"""`export_results --tenant SLUG --year Y [--version V] --format csv|json|xlsx [-o FILE]`."""

import argparse
import sys
from pathlib import Path

from django.core.management.base import CommandError, CommandParser

from cchc.tenancy.commands import Job, TenantCommand, WrongUsage
from publications.exports import WRITERS, latest_version, result_rows
from publications.management.commands.compute_results import campaign_of


class Command(TenantCommand):
    help = "Xuất kết quả: bản chốt mới nhất, hoặc kết quả tạm thời khi chưa chốt"
    readonly = True

    def create_parser(self, prog_name: str, subcommand: str, **options: object) -> CommandParser:
        """Django's own --version would hide ours, which names a version of the result."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **options)

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--version", type=int, dest="result_version", metavar="V", help="phiên bản đã chốt")
        parser.add_argument("--format", choices=sorted(WRITERS), default="csv")
        parser.add_argument("-o", "--output", metavar="FILE", help="tệp ghi ra; mặc định: màn hình")

    def run(self, job: Job) -> str | None:
        campaign = campaign_of(job.options["year"])
        version = job.options["result_version"]
        snapshot = latest_version(campaign, version)
        if version is not None and snapshot is None:
            raise WrongUsage(f"Kết quả năm {campaign.year} không có phiên bản {version} (--version).")
        content = WRITERS[job.options["format"]](result_rows(campaign, snapshot))
        if job.options["output"] is None:
            self._print(content)
            return None
        return write_file(Path(job.options["output"]), content)

    def _print(self, content: bytes) -> None:
        """Text goes where the command's output goes; a workbook only to a stream that takes bytes."""
        stream = self.stdout._out
        if not content.startswith(b"PK"):
            self.stdout.write(content.decode(), ending="")
        elif not hasattr(stream, "buffer"):
            raise WrongUsage("Ghi tệp Excel cần tên tệp: -o FILE.")
        else:
            stream.buffer.write(content)
            sys.stdout.flush()


def write_file(path: Path, content: bytes) -> str:
    """Write the file and say so. Raises CommandError where the place cannot be written to."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(f"Không ghi được tệp {path}: {error.strerror}.") from error
    return f"Đã ghi {path} ({len(content)} byte)."
