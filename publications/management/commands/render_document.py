"""`render_document KIND --year Y [--agency CODE] [--subject KEY] | --data FILE.json, --format pdf|docx -o FILE`."""

import argparse
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cchc.documents.errors import DocumentError
from cchc.documents.printing import print_paper
from cchc.documents.registry import Paper, PaperRefused, build
from cchc.documents.render import render
from cchc.documents.services import line_of
from cchc.documents.vocabulary import Stamp
from cchc.files.store import open_stored
from cchc.tenancy.commands import WrongUsage, ensure_migrated, find_tenant
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import tenant_scope
from publications.management.commands.compute_results import campaign_of
from publications.management.commands.export_results import write_file


class Command(BaseCommand):
    help = "In một văn bản từ dữ liệu của năm (--year) hoặc của một tệp (--data)"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("kind", metavar="KIND", help="số của văn bản, 01 đến 19")
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("--year", type=int)
        source.add_argument("--data", metavar="FILE.json", help="dữ liệu theo mẫu, không cần --tenant")
        parser.add_argument("--tenant", metavar="SLUG", help="đơn vị tổ chức, cần khi có --year")
        parser.add_argument("--agency", metavar="CODE", help="mã đơn vị, cho văn bản về một đơn vị")
        parser.add_argument("--subject", metavar="KEY", default="", help="văn bản về một cuộc họp, lần gia hạn …")
        parser.add_argument("--format", choices=["pdf", "docx"], default="pdf")
        parser.add_argument("-o", "--output", metavar="FILE", required=True)

    def handle(self, *_arguments: Any, **options: Any) -> None:
        try:
            content = self._of_file(options) if options["data"] else self._of_year(options)
        except (DocumentError, PaperRefused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(write_file(Path(options["output"]), content))

    def _of_file(self, options: dict[str, Any]) -> bytes:
        path = Path(options["data"])
        if not path.is_file():
            raise WrongUsage(f"Không có tệp {path} (--data).")
        try:
            data = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        except ValueError as error:
            raise CommandError(f"{path.name} không đọc được theo JSON: {error}.") from error
        if not isinstance(data, dict):
            raise CommandError(f"{path.name}: cần một nhóm dữ liệu {{…}} ở ngoài cùng.")
        return render(options["kind"], data, fmt=options["format"])

    def _of_year(self, options: dict[str, Any]) -> bytes:
        if not options["tenant"]:
            raise WrongUsage("Văn bản của một năm cần đơn vị tổ chức (--tenant).")
        ensure_migrated()
        tenant = find_tenant(options["tenant"])
        if tenant is None:
            raise WrongUsage(f"Không có đơn vị tổ chức «{options['tenant']}» (--tenant).")
        with tenant_scope(tenant, readonly=True):
            return self._paper(options)

    def _paper(self, options: dict[str, Any]) -> bytes:
        """An issued paper is handed out as it was issued; its DOCX is printed with the number and date entered."""
        campaign, kind = campaign_of(options["year"]), options["kind"]
        about = {"agency": _agency(options["agency"]), "subject": options["subject"]}
        paper = build(kind, campaign, **about)
        document = line_of(kind, paper.reference)
        if document and document.has_number:
            if options["format"] == "pdf":
                with open_stored(document.stored_name) as file:
                    return file.read()
            stamp = Stamp(document.issued_on, document.number, document.issued_on)
            paper = build(kind, campaign, **about, stamp=stamp)
        self._note(paper)
        return print_paper(paper, fmt=options["format"])

    def _note(self, paper: Paper) -> None:
        for note in paper.notes:
            self.stderr.write(note)


def _agency(code: str | None) -> Agency | None:
    if code is None:
        return None
    agency = Agency.objects.filter(code=code).first()
    if agency is None:
        raise WrongUsage(f"Không có đơn vị mã «{code}» (--agency).")
    return agency
