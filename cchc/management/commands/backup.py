"""`backup FILE`: the whole installation in one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cchc.backup.making import make
from cchc.tenancy.commands import WrongUsage, ensure_migrated


class Command(BaseCommand):
    help = "Sao lưu cơ sở dữ liệu và tài liệu vào một tệp, kèm bản kê mã kiểm tra. Khóa bí mật không nằm trong tệp."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="tệp sẽ ghi; không ghi đè tệp đã có")

    def handle(self, *_arguments: Any, file: Path, **_options: Any) -> None:
        ensure_migrated()
        try:
            manifest = make(file, at=timezone.now())
        except FileExistsError as error:
            raise WrongUsage(f"Đã có tệp «{file}» – đặt tên khác.") from error
        except FileNotFoundError as error:
            raise WrongUsage(f"Không có thư mục «{file.parent}».") from error
        rows, files = sum(manifest.tables.values()), len(manifest.members) - len(manifest.tables)
        self.stdout.write(
            f"Đã sao lưu {rows} dòng của {len(manifest.tables)} bảng và {files} tệp tài liệu vào «{file}». "
            f"Kiểm tra: manage.py verify_backup {file}"
        )
