"""Seeds the demo's district and province once; refused where the servers are not the embedded ones."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from cchc.accounts.models import User
from cchc.demo.catalogue import next_years_draft
from cchc.demo.days import assessed_year, middle_day
from cchc.demo.exercises import EXERCISES
from cchc.demo.fieldwork import link_lines
from cchc.demo.improving import plan_improvements
from cchc.demo.seed import PASSWORD, Seeding, accounts_of, prepare
from cchc.demo.years import older_year, past_year, present_year
from cchc.tenancy.commands import ensure_migrated
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope

ADMIN = "quantri"


class Command(BaseCommand):
    help = "Nạp dữ liệu trình diễn: một huyện và một tỉnh đang giữa kỳ đánh giá, hai năm trước đã công bố."

    def handle(self, *args: object, **options: object) -> None:
        if not settings.EMBEDDED:
            raise CommandError("Dữ liệu trình diễn chỉ nạp vào máy chủ nhúng, không vào máy chủ thật.")
        ensure_migrated()
        today = middle_day(timezone.localtime())
        for exercise in EXERCISES:
            if not Tenant.objects.filter(slug=exercise.slug).exists():
                self.stdout.write(f"  {exercise.name}…")
                self._seed(Seeding(exercise, today, assessed_year(today)))
        _administrator()
        _write_accounts(Path(settings.DATA_DIR) / "demo-accounts.txt")

    @transaction.atomic
    def _seed(self, work: Seeding) -> None:
        """All of a tenant or nothing, so that an interrupted seeding begins anew."""
        prepare(work)
        older_year(work, work.year - 2)
        past_year(work, work.year - 1)
        present_year(work)
        with tenant_scope(work.tenant):
            plan_improvements(work, work.year - 1)
        next_years_draft(work)


def _administrator() -> None:
    if not User.objects.filter(username=ADMIN).exists():
        User.objects.create_superuser(
            username=ADMIN, password=PASSWORD, full_name="Quản trị hệ thống", email="quantri@example.vn"
        )


def _write_accounts(path: Path) -> None:
    lines = [f"Mật khẩu chung / one password for all: {PASSWORD}", ""]
    for exercise in EXERCISES:
        lines.append(f"{exercise.name}: /{exercise.slug}/")
        lines += [f"  {name:<10}{role:<46}  {who}" for name, role, who in accounts_of(exercise)]
        lines.append("")
    lines += [*link_lines(), ""]
    lines.append(f"Hệ thống: {ADMIN} (quản trị hệ thống, không có quyền trong đơn vị nếu chưa mở phiên quản trị)")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
