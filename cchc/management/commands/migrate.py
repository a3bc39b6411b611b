"""``migrate`` under the owner's role: the application role may neither create tables nor pass row-level security."""

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections

from cchc.migrating import halfway_apps, migrating_alone


class Command(MigrateCommand):
    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner" if "owner" in settings.DATABASES else "default")

    def handle(self, *args: object, **options: object) -> None:
        alias = str(options["database"])
        with migrating_alone(alias):
            if halfway := halfway_apps(connections[alias]):
                raise CommandError(
                    f"Cơ sở dữ liệu dừng giữa chừng ở {', '.join(halfway)}: hãy chạy migrate của phiên bản trước rồi "
                    "mới nâng cấp; dữ liệu dùng thử thì xóa thư mục DATA_DIR (mặc định .data). "
                    "(The database stopped halfway: run migrate of the version before first.)"
                )
            super().handle(*args, **options)
