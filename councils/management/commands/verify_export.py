"""``verify_export FILE``: whether a record handed out is whole and unchanged; needs no database content."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from councils.verifying import verify


class Command(BaseCommand):
    help = "Kiểm tra bộ hồ sơ trích xuất: chữ ký, mã SHA-256 của từng tệp, chuỗi nhật ký."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="tệp .zip")
        parser.add_argument("--key", type=Path, help="khóa công khai (.pem) của cơ quan, lấy từ nguồn khác")

    def handle(self, *args: Any, **options: Any) -> None:
        key = options["key"]
        if key is not None and not key.is_file():
            raise CommandError(f"Không có tệp khóa {key}.", returncode=2)
        if not options["file"].is_file():
            raise CommandError(f"Không có tệp {options['file']}.", returncode=2)
        faults = verify(options["file"], pem=key.read_bytes() if key else None)
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} lỗi: bộ hồ sơ không còn nguyên vẹn.", returncode=1)
        self.stdout.write("Bộ hồ sơ nguyên vẹn, chữ ký đúng.")
