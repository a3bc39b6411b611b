"""Verbs of the result: freeze a version, approve it, publish it."""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from assessments.services import open_assessments
from cchc.accounts.models import User
from cchc.tenancy import audit
from councils.adoption import AdoptionRefused, adopt, missing_scores
from criteria.models import Campaign
from publications.models import Approval, Publication, Snapshot, SnapshotHead, SnapshotLine, SnapshotRow
from publications.results import compute, is_appraised
from publications.rows import draft, frozen_heads, row_of, trees_of
from publications.services.lines import FrozenLines, frozen_lines, next_number, plain, store_lines
from publications.telling import tell_of_publication

ROW_FIELDS = (
    *("position", "block", "ranked", "rank", "agency_code", "agency_name"),
    *("self_points", "appraised_points", "survey_points", "bonus_points", "penalty_points", "total_points"),
    *("applicable_max", "index_exact", "band", "head_name", "head_title", "head_level"),
)
LINE_FIELDS = (
    *("code", "name", "level", "max_points", "applicable_max"),
    *("self_points", "appraised_points", "final_points"),
)
HEAD_FIELDS = ("position", "name", "title", "since", "until", "level", "note")
NOTHING_SCORED = "Chưa có điểm thẩm định nào – nhập điểm hoặc hoàn thành thẩm định rồi chốt kết quả."


class ResultRefused(Exception):
    """The step is not possible now; the message says why and what to do, in Vietnamese."""


def checksum(
    rows: Sequence[SnapshotRow], lines: Iterable[Sequence[object]] = (), heads: Sequence[SnapshotHead] = ()
) -> str:
    """SHA-256 of the canonical CSV of a version: its rows in printed order, then its lines (code of the agency, then
    the values of LINE_FIELDS), then the heads of agencies that had several."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([_canonical(value) for value in line] for line in lines)
    return _digest(rows, buffer.getvalue(), heads)


def _digest(rows: Sequence[SnapshotRow], lines: str, heads: Sequence[SnapshotHead] = ()) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in rows:
        # the note came later: versions without one keep the checksum they have
        note = [row.head_note] if row.head_note else []
        writer.writerow([*(_canonical(getattr(row, name)) for name in ROW_FIELDS), *note])
    whole = hashlib.sha256(buffer.getvalue().encode())
    whole.update(lines.encode())
    whole.update(_canonical_heads(heads).encode())
    return whole.hexdigest()


def _canonical_heads(heads: Sequence[SnapshotHead]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for head in heads:
        writer.writerow([head.row.agency_code, *(_canonical(getattr(head, name)) for name in HEAD_FIELDS)])
    return buffer.getvalue()


def _canonical(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    return str(value)


@transaction.atomic
def freeze(*, campaign: Campaign, by: User | None, at: datetime, reason: str = "") -> Snapshot:
    """Make the next immutable version of the result. The second and later versions need a reason.

    Raises ResultRefused when nothing has been scored, the council has not adopted, or a correction has no reason.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.imported:
        raise ResultRefused("Kỳ này nhập từ kết quả đã công bố – muốn điều chỉnh thì nhập lại bảng kết quả.")
    latest = campaign.snapshots.order_by("-version").first()
    if latest is not None and not reason.strip():
        raise ResultRefused("Đã có bản chốt trước – ghi lý do điều chỉnh rồi chốt lại.")
    if not is_appraised(campaign):
        raise ResultRefused(NOTHING_SCORED)
    if campaign.adopted_at is None:
        raise ResultRefused("Hội đồng chưa thông qua kết quả – thông qua trước rồi chốt kết quả.")
    snapshot, computed = draft(campaign), compute(campaign)
    rows = [row_of(snapshot, position, line) for position, line in enumerate(computed, start=1)]
    lines = frozen_lines(computed, trees_of(computed), with_survey=snapshot.with_survey)
    write_version(snapshot, rows, lines, heads=frozen_heads(rows, computed), by=by, at=at, reason=reason)
    audit.record(f"chốt kết quả phiên bản {snapshot.version}", snapshot, by=by, reason=reason, at=at)
    return snapshot


@transaction.atomic
def adopt_and_freeze(
    *, campaign: Campaign, by: User | None, at: datetime, reason: str = ""
) -> tuple[Snapshot, dict[int, list[str]]]:
    """Freeze, and before it let the council adopt where it has not yet: the administrative way of the commands.

    Gives the version and the leaves that counted 0 for want of an appraised score, by agency id. Raises ResultRefused.
    """
    missing: dict[int, list[str]] = {}
    if campaign.adopted_at is None and not campaign.imported:
        if not is_appraised(campaign):
            raise ResultRefused(NOTHING_SCORED)
        open_assessments(campaign, by=by)
        missing = missing_scores(campaign)
        try:
            adopt(campaign=campaign, by=by, at=at, missing_as_zero=True)
        except AdoptionRefused as refusal:
            raise ResultRefused(str(refusal)) from refusal
    return freeze(campaign=campaign, by=by, at=at, reason=reason), missing


def write_version(
    snapshot: Snapshot,
    rows: Sequence[SnapshotRow],
    lines: FrozenLines | None,
    *,
    heads: Sequence[SnapshotHead] = (),
    by: User | None,
    at: datetime,
    reason: str,
) -> None:
    """Store the next version. The checksum is taken first: it stands in the snapshot, which is never updated.

    The snapshot itself goes in last: once it is there, a trigger refuses further rows and lines (migration 0006).
    ``lines`` None: a year of which only the table is known.
    """
    latest = snapshot.campaign.snapshots.order_by("-version").first()
    snapshot.version = latest.version + 1 if latest else 1
    snapshot.frozen_at, snapshot.frozen_by, snapshot.reason = at, by, reason.strip()
    snapshot.frozen_by_name = str(by) if by else audit.SYSTEM_NAME
    snapshot.checksum = _digest(rows, lines.canonical if lines else "", heads)
    snapshot.pk = next_number()
    for row in rows:
        row.snapshot = snapshot
    SnapshotRow.objects.bulk_create(rows, batch_size=1000)
    for head in heads:
        head.row = head.row  # takes over the number the row has by now
    SnapshotHead.objects.bulk_create(heads)
    if lines is not None:
        store_lines(snapshot, lines)
    snapshot.save(force_insert=True)


def is_unchanged(snapshot: Snapshot) -> bool:
    """Whether the stored rows still give the checksum that was taken when they were frozen."""
    lines = SnapshotLine.objects.filter(row__snapshot=snapshot).order_by("row__position", "position")
    values = lines.values_list("row__agency_code", *LINE_FIELDS).iterator(chunk_size=5000)
    heads = SnapshotHead.objects.filter(row__snapshot=snapshot).select_related("row")
    ordered = heads.order_by("row__position", "position")
    return checksum(list(snapshot.rows.order_by("position")), values, ordered) == snapshot.checksum


def _refuse_tampered(snapshot: Snapshot) -> None:
    if not is_unchanged(snapshot):
        raise ResultRefused(
            "Số liệu đã lưu không khớp mã kiểm tra của bản chốt – báo quản trị hệ thống, không dùng tiếp."
        )


@transaction.atomic
def approve(*, snapshot: Snapshot, by: User, at: datetime, comment: str = "") -> Approval:
    """The leader's approval of a version. Only the newest version can be approved, and once."""
    newest = Snapshot.objects.select_for_update().filter(campaign=snapshot.campaign).order_by("-version").first()
    if newest is None or newest.pk != snapshot.pk:
        raise ResultRefused("Đã có phiên bản mới hơn – mở phiên bản mới nhất để phê duyệt.")
    if Approval.objects.filter(snapshot=snapshot).exists():
        raise ResultRefused("Phiên bản này đã được phê duyệt.")
    _refuse_tampered(snapshot)
    approval = Approval.objects.create(snapshot=snapshot, approved_at=at, approved_by=by, comment=comment.strip())
    audit.record("phê duyệt kết quả", snapshot, by=by, reason=comment, at=at)
    return approval


@transaction.atomic
def publish(*, snapshot: Snapshot, by: User, at: datetime) -> Publication:
    """Show an approved (or imported) version on the public page; a newer version takes the place of the older."""
    if not snapshot.imported and not Approval.objects.filter(snapshot=snapshot).exists():
        raise ResultRefused("Kết quả chưa được phê duyệt – trình người có thẩm quyền phê duyệt trước khi công bố.")
    _refuse_tampered(snapshot)
    shown = Publication.objects.filter(campaign=snapshot.campaign).values_list("snapshot_id", flat=True).first()
    publication, _ = Publication.objects.update_or_create(
        campaign=snapshot.campaign,
        defaults={"snapshot": snapshot, "published_at": at, "published_by_name": str(by)},
    )
    tell_of_publication(publication, instead_of=shown)
    audit.record("công bố kết quả", snapshot, by=by, at=at)
    return publication
