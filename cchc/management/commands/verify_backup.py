"""`verify_backup FILE`: a backup held against its manifest, without restoring it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cchc.backup.checking import BackupFault, check


class Command(BaseCommand):
    help = "Kiểm tra một tệp sao lưu: đủ mục, đúng mã kiểm tra. Không cần cơ sở dữ liệu."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *_arguments: Any, file: Path, **_options: Any) -> None:
        try:
            result = check(file)
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        for fault in result.faults:
            self.stderr.write(fault)
        if result.faults:
            raise CommandError(f"{len(result.faults)} chỗ sai trong tệp sao lưu.")
        held = result.manifest
        rows, files = sum(held.tables.values()), len(held.members) - len(held.tables)
        self.stdout.write(
            f"Tệp nguyên vẹn: {rows} dòng của {len(held.tables)} bảng, {files} tệp tài liệu, lập lúc {held.made_at}."
        )
