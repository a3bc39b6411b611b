"""`create_tenant --slug S --name N --kind district|province|commune`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from cchc.tenancy.commands import WrongUsage, ensure_migrated, find_actor
from cchc.tenancy.defaults import LEVELS
from cchc.tenancy.services import create_tenant


class Command(BaseCommand):
    help = "Lập một đơn vị tổ chức (cơ quan điều hành kỳ đánh giá) với tên gọi, đầu văn bản theo cấp."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--slug", required=True, help="địa chỉ, ví dụ bach-thong")
        parser.add_argument("--name", required=True, help="tên, ví dụ «Huyện Bạch Thông, tỉnh Bắc Kạn»")
        parser.add_argument("--kind", required=True, choices=list(LEVELS))
        parser.add_argument("--by", metavar="USERNAME", help="người thực hiện; mặc định: tài khoản hệ thống")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        ensure_migrated()
        actor = find_actor(options["by"])
        if actor is None:
            raise WrongUsage(f"Không có tài khoản «{options['by']}» (--by).")
        try:
            tenant = create_tenant(slug=options["slug"], name=options["name"], kind=options["kind"], by=actor)
        except ValidationError as error:
            raise WrongUsage(" ".join(error.messages)) from error
        self.stdout.write(f"Đã lập «{tenant}» tại /{tenant.slug}/: {tenant.authority}, {tenant.standing_office}.")
