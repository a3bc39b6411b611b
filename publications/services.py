"""Verbs of the result: freeze a version, approve it, publish it."""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from cchc.accounts.models import User
from cchc.tenancy import audit
from criteria.models import Campaign, Criterion
from criteria.rules.numbers import stored
from publications.models import Approval, Publication, Snapshot, SnapshotLine, SnapshotRow
from publications.results import RULES_VERSION, Computed, compute, survey_counted

INDEX_QUANTUM = Decimal("1E-30")
ROW_FIELDS = (
    "position block ranked rank agency_code agency_name self_points appraised_points survey_points bonus_points "
    "penalty_points total_points applicable_max index_exact band head_name head_title head_level"
).split()
LINE_FIELDS = "code level max_points applicable_max self_points appraised_points final_points".split()


class ResultRefused(Exception):
    """The step is not possible now; the message says why and what to do, in Vietnamese."""


def checksum(rows: Sequence[SnapshotRow], lines: Iterable[SnapshotLine]) -> str:
    """SHA-256 of the canonical CSV of a version: its rows in printed order, then their lines."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in rows:
        writer.writerow([_canonical(getattr(row, name)) for name in ROW_FIELDS])
    for line in lines:
        writer.writerow([line.row.agency_code, *(_canonical(getattr(line, name)) for name in LINE_FIELDS)])
    return hashlib.sha256(buffer.getvalue().encode()).hexdigest()


def _canonical(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    return str(value)


def _row(snapshot: Snapshot, position: int, line: Computed) -> SnapshotRow:
    agency, result = line.participant.agency, line.result
    return SnapshotRow(
        snapshot=snapshot,
        agency=agency,
        agency_code=agency.code,
        agency_name=agency.name,
        position=position,
        block=line.participant.block,
        ranked=line.participant.ranked,
        rank=line.rank,
        self_points=stored(line.self_points),
        appraised_points=stored(result.appraised_points),
        survey_points=stored(result.survey_points) if snapshot.with_survey else None,
        bonus_points=result.bonus_points,
        penalty_points=result.penalty_points,
        total_points=stored(result.total_points),
        applicable_max=result.applicable_max,
        index_exact=result.index.quantize(INDEX_QUANTUM) if result.index is not None else None,
        band=line.band or "",
        head_name=agency.head_name,
        head_title=agency.head_title,
        head_level=line.head_level,
    )


def _lines(row: SnapshotRow, line: Computed, criteria: Sequence[Criterion], with_survey: bool) -> list[SnapshotLine]:
    made = []
    for criterion in criteria:
        if criterion.source == Criterion.Source.SURVEY and not with_survey:
            continue
        mine, before, final = (line.totals[column].get(criterion.code) for column in ("self", "appraised", "final"))
        if final is None or final.total_leaves == 0:
            continue
        scored_by_survey = criterion.source == Criterion.Source.SURVEY
        made.append(
            SnapshotLine(
                row=row,
                position=criterion.position,
                code=criterion.code,
                level=criterion.level,
                is_leaf=criterion.is_leaf,
                source=criterion.source,
                name=criterion.name,
                max_points=criterion.max_points,
                applicable_max=final.applicable_max,
                self_points=None if scored_by_survey or mine is None or not mine.scored else stored(mine.points),
                appraised_points=None
                if scored_by_survey or before is None or not before.scored
                else stored(before.points),
                final_points=stored(final.points) if final.scored and not final.is_excluded else None,
                reason=line.reasons.get(criterion.code, ""),
            )
        )
    return made


@transaction.atomic
def freeze(*, campaign: Campaign, by: User | None, at: datetime, reason: str = "") -> Snapshot:
    """Make the next immutable version of the result. The second and later versions need a reason.

    Raises ResultRefused when nothing has been scored, or a correction has no reason.
    """
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    latest = campaign.snapshots.order_by("-version").first()
    if latest is not None and not reason.strip():
        raise ResultRefused("Đã có bản chốt trước – ghi lý do điều chỉnh rồi chốt lại.")
    computed = compute(campaign)
    if not any(line.scored_leaves for line in computed):
        raise ResultRefused("Chưa có điểm thẩm định nào – nhập điểm hoặc hoàn thành thẩm định rồi chốt kết quả.")
    version = latest.version + 1 if latest else 1
    snapshot = Snapshot(
        campaign=campaign,
        version=version,
        frozen_at=at,
        frozen_by=by,
        frozen_by_name=str(by) if by else audit.SYSTEM_NAME,
        reason=reason.strip(),
        rules_version=RULES_VERSION,
        tie_rule=campaign.tie_rule,
        with_survey=survey_counted(campaign),
    )
    _write(snapshot, computed)
    audit.record(f"chốt kết quả phiên bản {version}", snapshot, by=by, reason=reason, at=at)
    return snapshot


def _write(snapshot: Snapshot, computed: Sequence[Computed]) -> None:
    """Rows and lines are built first, so that the checksum can stand in the snapshot, which is never updated."""
    criteria: dict[int, list[Criterion]] = {}
    for line in computed:
        chosen = line.participant.criteria_set
        criteria.setdefault(chosen.pk, list(chosen.criteria.order_by("position")))
    rows = [_row(snapshot, position, line) for position, line in enumerate(computed, start=1)]
    lines = [
        made
        for row, line in zip(rows, computed, strict=True)
        for made in _lines(row, line, criteria[line.participant.criteria_set_id], snapshot.with_survey)
    ]
    snapshot.checksum = checksum(rows, lines)
    snapshot.save(force_insert=True)
    for row in rows:
        row.snapshot = snapshot
    SnapshotRow.objects.bulk_create(rows)
    for made in lines:
        made.row_id = made.row.pk  # the row had no number when the line was built
    SnapshotLine.objects.bulk_create(lines, batch_size=2000)


def is_unchanged(snapshot: Snapshot) -> bool:
    """Whether the stored rows still give the checksum that was taken when they were frozen."""
    rows = list(snapshot.rows.order_by("position"))
    by_id = {row.pk: row for row in rows}
    lines = list(SnapshotLine.objects.filter(row__snapshot=snapshot).order_by("row__position", "position"))
    for line in lines:
        line.row = by_id[line.row_id]
    return checksum(rows, lines) == snapshot.checksum


@transaction.atomic
def approve(*, snapshot: Snapshot, by: User, at: datetime, comment: str = "") -> Approval:
    """The leader's approval of a version. Only the newest version can be approved, and once."""
    newest = Snapshot.objects.select_for_update().filter(campaign=snapshot.campaign).order_by("-version").first()
    if newest is None or newest.pk != snapshot.pk:
        raise ResultRefused("Đã có phiên bản mới hơn – mở phiên bản mới nhất để phê duyệt.")
    if Approval.objects.filter(snapshot=snapshot).exists():
        raise ResultRefused("Phiên bản này đã được phê duyệt.")
    approval = Approval.objects.create(snapshot=snapshot, approved_at=at, approved_by=by, comment=comment.strip())
    audit.record("phê duyệt kết quả", snapshot, by=by, reason=comment, at=at)
    return approval


@transaction.atomic
def publish(*, snapshot: Snapshot, by: User, at: datetime) -> Publication:
    """Show an approved (or imported) version on the public page; a newer version takes the place of the older."""
    if not snapshot.imported and not Approval.objects.filter(snapshot=snapshot).exists():
        raise ResultRefused("Kết quả chưa được phê duyệt – trình người có thẩm quyền phê duyệt trước khi công bố.")
    publication, _ = Publication.objects.update_or_create(
        campaign=snapshot.campaign,
        defaults={"snapshot": snapshot, "published_at": at, "published_by_name": str(by)},
    )
    audit.record("công bố kết quả", snapshot, by=by, at=at)
    return publication
