"""`restore FILE`: a backup into an empty installation of the same version."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cchc.backup.checking import BackupFault
from cchc.backup.restoring import restore
from cchc.tenancy.commands import ensure_migrated


class Command(BaseCommand):
    help = "Khôi phục một tệp sao lưu vào cơ sở dữ liệu mới lập, chưa có dữ liệu, của cùng phiên bản phần mềm."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *_arguments: Any, file: Path, **_options: Any) -> None:
        ensure_migrated()
        try:
            manifest = restore(file)
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(
            f"Đã khôi phục {sum(manifest.tables.values())} dòng của {len(manifest.tables)} bảng và "
            f"{len(manifest.members) - len(manifest.tables)} tệp tài liệu, sao lưu lúc {manifest.made_at}. "
            "Mọi người đăng nhập lại."
        )
