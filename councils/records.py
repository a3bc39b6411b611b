"""The record for complaints as one ZIP: ledgers, scores, explanations, evidence, diary; with a signed manifest.

Written by a worker straight to disk, file by file, so its size costs no memory.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from assessments.models import Assessment, Citation, Evidence, Score
from cchc.files.names import clean_name
from cchc.files.store import open_stored
from cchc.tenancy.models import AuditEvent
from councils.models import (
    Appeal,
    ExplanationLetter,
    ExplanationRequest,
    MeetingLine,
    RecordExport,
    SiteVisit,
    Vote,
)
from councils.queries.ledger import ledger_of
from councils.signing import sign
from councils.states import MeetingState
from criteria.rules.numbers import show_points

MANIFEST, SIGNATURE, PUBLIC_KEY = "manifest.json", "manifest.sig", "khoa-cong-khai.pem"
CHAIN = "nhat-ky/chuoi.csv"
_CHUNK = 1024 * 1024
README = """BỘ HỒ SƠ TRÍCH XUẤT

so-diem/        mỗi đơn vị một bảng: từng mục từ tự chấm đến Hội đồng, ai, lúc nào, lý do, căn cứ
diem/           mọi điểm ở mọi bước, nguyên trạng (không làm tròn)
bieu-quyet.csv  các dòng Hội đồng biểu quyết, số phiếu, kết luận
tai-lieu/       tài liệu kiểm chứng; tai-lieu.csv ghi số, ngày, trích yếu, mục viện dẫn
nhat-ky/        nhật ký các thay đổi của hồ sơ; chuoi.csv là chuỗi mã băm của toàn bộ nhật ký
manifest.json   danh mục tệp và mã SHA-256; manifest.sig là chữ ký Ed25519 của danh mục

Kiểm tra: manage.py verify_export TEP.zip
"""


@dataclass(slots=True)
class _Package:
    """The ZIP being written, and what the manifest will say of it."""

    target: zipfile.ZipFile
    files: list[dict[str, Any]] = field(default_factory=list)

    def text(self, path: str, content: str) -> None:
        self.raw(path, content.encode())

    def raw(self, path: str, content: bytes) -> None:
        self.target.writestr(path, content)
        self.files.append({"path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()})

    def table(self, path: str, header: list[str], rows: Iterable[Iterable[Any]]) -> None:
        """A CSV written as it is read, with a byte order mark for spreadsheets."""
        digest, size = hashlib.sha256(), 0
        with self.target.open(path, "w", force_zip64=True) as handle:
            for piece in _pieces(header, rows):
                handle.write(piece)
                digest.update(piece)
                size += len(piece)
        self.files.append({"path": path, "size": size, "sha256": digest.hexdigest()})

    def stored(self, path: str, stored_name: str) -> str:
        """A file of the storage, copied in pieces; its checksum as it lies there now."""
        digest, size = hashlib.sha256(), 0
        with open_stored(stored_name) as source, self.target.open(path, "w", force_zip64=True) as handle:
            for piece in source.chunks(_CHUNK):
                handle.write(piece)
                digest.update(piece)
                size += len(piece)
        self.files.append({"path": path, "size": size, "sha256": digest.hexdigest()})
        return digest.hexdigest()


def _pieces(header: list[str], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    yield "\ufeff".encode()
    yield _csv_line(header)
    for row in rows:
        yield _csv_line([_cell(value) for value in row])


def _csv_line(values: list[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(values)
    return buffer.getvalue().encode()


def _cell(value: Any) -> str:
    """Text that no spreadsheet calculates; times with their offset, None empty."""
    if value is None:
        return ""
    text = timezone.localtime(value).isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if text[:1] in "=+-@\t" and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdecimal()


def write_package(export: RecordExport, path: Path, *, at: datetime) -> None:
    """Write the whole package to ``path``. Inside the tenant's scope, reading only."""
    campaign, agency = export.campaign, export.agency
    files = campaign.assessments.select_related("agency", "campaign").order_by("agency__sort_key")
    chosen = list(files.filter(agency=agency) if agency else files)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as target:
        package = _Package(target)
        package.text("DOC-TRUOC.txt", README)
        for file in chosen:
            _ledger(package, file)
            _scores(package, file)
            _evidence(package, file)
        _votes(package, chosen)
        _visits(package, export, chosen)
        head = _diary(package, export, chosen)
        _finish(package, export, at, head)


def _ledger(package: _Package, file: Assessment) -> None:
    header = ["Mục", "Tên mục", "Điểm tối đa", "Bước", "Điểm", "Người", "Thay mặt", "Lúc", "Lý do", "Căn cứ"]
    rows = (
        [
            line.node.code,
            line.node.name,
            line.node.max_points,
            step.name,
            step.points,
            step.who,
            step.body,
            step.at,
            step.reason,
            step.clause,
        ]
        for line in ledger_of(file).leaves
        for step in line.steps()
    )
    package.table(f"so-diem/{file.agency.code}.csv", header, rows)


SCORE_FIELDS = (
    "stage",
    "option",
    "items",
    "numerator",
    "denominator",
    "count",
    "answer",
    "entered_points",
    "not_applicable",
    "points",
    "applicable_max",
    "working",
    "explanation",
    "reason_code",
    "version",
    "saved_at",
)


def _scores(package: _Package, file: Assessment) -> None:
    scores = Score.objects.filter(assessment=file).select_related("criterion", "saved_by", "by_agency")
    rows = (
        [row.criterion.code, *(getattr(row, name) for name in SCORE_FIELDS), row.saved_by, row.by_agency]
        for row in scores.order_by("criterion__position", "saved_at", "pk")
    )
    package.table(f"diem/{file.agency.code}.csv", ["code", *SCORE_FIELDS, "saved_by", "by_agency"], rows)


def _evidence(package: _Package, file: Assessment) -> None:
    cited: dict[int, list[str]] = {}
    for one in Citation.objects.filter(assessment=file).select_related("criterion"):
        mark = ", bổ sung khi giải trình" if one.in_reply else ""
        cited.setdefault(one.evidence_id, []).append(f"{one.criterion.code} ({one.page or 'cả văn bản'}{mark})")
    rows = []
    for document in Evidence.objects.filter(pk__in=cited).order_by("uploaded_at", "pk"):
        path = f"tai-lieu/{file.agency.code}/{document.pk}-{clean_name(document.original_name)}"
        try:
            digest, note = package.stored(path, document.stored_name), ""
        except FileNotFoundError:
            path, digest, note = "", "", "không còn tệp trong kho"
        if digest and digest != document.sha256:
            note = "tệp trong kho khác mã lúc nhận"
        rows.append(
            [
                document.number,
                document.issued_on,
                document.issuer,
                document.abstract,
                path,
                document.sha256,
                note,
                document.uploaded_at,
                document.uploaded_by,
                "; ".join(cited[document.pk]),
            ]
        )
    header = [
        "Số, ký hiệu",
        "Ngày",
        "Cơ quan",
        "Trích yếu",
        "Tệp",
        "SHA-256 lúc nhận",
        "Ghi chú",
        "Nhận lúc",
        "Người nhận",
        "Mục",
    ]
    package.table(f"tai-lieu/{file.agency.code}/tai-lieu.csv", header, rows)


def _votes(package: _Package, files: list[Assessment]) -> None:
    lines = MeetingLine.objects.filter(assessment__in=files, meeting__state=MeetingState.CLOSED)
    cast: dict[int, list[str]] = {}
    for vote in Vote.objects.filter(line__in=lines).select_related("member").order_by("member__rank", "pk"):
        cast.setdefault(vote.line_id, []).append(f"{vote.member}: {show_points(vote.points)}")
    rows = (
        [
            line.meeting.number,
            line.meeting.closed_at,
            line.agency,
            line.criterion.code,
            "; ".join(line.cause_words),
            line.get_state_display(),
            line.points,
            line.reason,
            "; ".join(cast.get(line.pk, [])),
        ]
        for line in lines.select_related("meeting", "agency", "criterion").order_by("meeting__number", "position", "pk")
    )
    header = ["Phiên", "Kết thúc lúc", "Đơn vị", "Mục", "Vì sao đưa ra", "Kết quả", "Điểm", "Lý do", "Phiếu"]
    package.table("bieu-quyet.csv", header, rows)


def _visits(package: _Package, export: RecordExport, files: list[Assessment]) -> None:
    held = SiteVisit.objects.filter(
        campaign=export.campaign, state="held", agency__in=[file.agency_id for file in files]
    )
    rows = (
        [visit.agency, visit.held_at, visit.team, visit.record, visit.opinion, finding.criterion.code, finding.text]
        for visit in held.select_related("agency")
        for finding in visit.findings.select_related("criterion")
    )
    header = ["Đơn vị", "Lúc", "Đoàn", "Biên bản", "Ý kiến đơn vị", "Mục", "Kết quả"]
    package.table("kiem-tra-thuc-te.csv", header, rows)


DIARY_FIELDS = (
    "sequence",
    "at",
    "actor_name",
    "on_behalf",
    "verb",
    "object_type",
    "object_id",
    "object_label",
    "changes",
    "reason",
    "request_id",
    "previous_hash",
    "hash",
)


def _diary(package: _Package, export: RecordExport, files: list[Assessment]) -> dict[str, Any]:
    """The lines about these files, and the chain of all hashes, so that no line can have been left out unseen."""
    wanted = _objects(export, files)
    lines = AuditEvent.objects.filter(object_type__in=wanted).order_by("sequence")
    rows = (
        [
            json.dumps(getattr(line, name), ensure_ascii=False) if name == "changes" else getattr(line, name)
            for name in DIARY_FIELDS
        ]
        for line in lines.iterator(chunk_size=2000)
        if line.object_id in wanted[line.object_type]
    )
    package.table("nhat-ky/nhat-ky.csv", list(DIARY_FIELDS), rows)
    chain = AuditEvent.objects.order_by("sequence").values_list("sequence", "previous_hash", "hash")
    package.table(CHAIN, ["sequence", "previous_hash", "hash"], chain.iterator(chunk_size=5000))
    last = AuditEvent.objects.order_by("-sequence").values_list("sequence", "hash").first()
    return {"sequence": last[0], "hash": last[1]} if last else {}


def _objects(export: RecordExport, files: list[Assessment]) -> dict[str, set[int]]:
    """The ids of what the files are made of, by kind."""
    ids = [file.pk for file in files]
    kinds: list[Any] = [Score, ExplanationRequest, ExplanationLetter, Appeal, MeetingLine]
    found = {
        kind._meta.label_lower: set(kind.objects.filter(assessment__in=ids).values_list("pk", flat=True))
        for kind in kinds
    }
    cited = Citation.objects.filter(assessment__in=ids)
    found["assessments.assessment"] = set(ids)
    found["assessments.evidence"] = set(cited.values_list("evidence_id", flat=True))
    found["criteria.campaign"] = {export.campaign_id}
    return found


def _finish(package: _Package, export: RecordExport, at: datetime, head: dict[str, Any]) -> None:
    """Manifest, signature and public key: the last three files, which the manifest does not list."""
    manifest = {
        "format": 1,
        "tenant": export.tenant.slug,
        "tenant_name": export.tenant.name,
        "year": export.campaign.year,
        "agency": export.agency.code if export.agency else None,
        "made_at": timezone.localtime(at).isoformat(),
        "asked_by": str(export.asked_by),
        "reason": export.reason,
        "diary_head": head,
        "files": sorted(package.files, key=lambda one: one["path"]),
    }
    data = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    signature, pem = sign(data)
    package.target.writestr(MANIFEST, data)
    package.target.writestr(SIGNATURE, signature)
    package.target.writestr(PUBLIC_KEY, pem)
