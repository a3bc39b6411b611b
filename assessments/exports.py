"""Self-assessment as tables for Excel: one file by area and leaf, and all files of a year side by side."""

from collections.abc import Iterable, Iterator
from typing import Any

from assessments.contents import Contents
from assessments.models import Assessment, Score
from assessments.queries import SELF, FileStatus, Progress
from cchc.files.writer import OutColumn, Sheet, write_xlsx
from cchc.web.item_states import STATES
from criteria.models import Campaign

AREAS = (
    OutColumn("Lĩnh vực", "code", 10),
    OutColumn("Tên lĩnh vực", width=50),
    OutColumn("Đã chấm", "integer", 10),
    OutColumn("Số mục", "integer", 10),
    OutColumn("Thiếu minh chứng", "integer", 12),
    OutColumn("Điểm tối đa", "number", 12),
    OutColumn("Điểm tự chấm", "number", 12),
)
LEAVES = (
    OutColumn("Mã", "code", 9),
    OutColumn("Tiêu chí, tiêu chí thành phần", width=50),
    OutColumn("Điểm tối đa", "number", 12),
    OutColumn("Điểm tự chấm", "number", 12),
    OutColumn("Cách tính", width=40),
    OutColumn("Tài liệu kiểm chứng", width=40),
    OutColumn("Giải trình", width=40),
    OutColumn("Tình trạng", width=18),
    OutColumn("Người chấm", width=24),
)
FILES = (
    OutColumn("Mã đơn vị", "code", 10),
    OutColumn("Đơn vị", width=30),
    OutColumn("Tình trạng", width=20),
    OutColumn("Đã chấm", "integer", 10),
    OutColumn("Số mục", "integer", 10),
    OutColumn("Thiếu minh chứng", "integer", 12),
    OutColumn("Điểm tự chấm", "number", 12),
    OutColumn("Điểm tối đa đã chấm", "number", 14),
    OutColumn("Gửi lúc", "date", 14),
)


def file_summary(file: Assessment, contents: Contents, status: FileStatus) -> bytes:
    """One file: sums by area, then every leaf with its working, documents, explanation and last hand."""
    title = f"Tự đánh giá năm {file.campaign.year} – {file.agency.name}"
    areas = Sheet("Tổng hợp", AREAS, [*_areas(status), _whole(status)], titles=(title, file.get_state_display()))
    leaves = Sheet("Chi tiết", LEAVES, _leaves(contents, status, _hands(file)), titles=(title,), freeze_columns=2)
    return write_xlsx([areas, leaves], title=title)


def _areas(status: FileStatus) -> Iterator[list[Any]]:
    for area in status.areas.values():
        yield [area.code, area.name, area.decided, area.total, area.lacking, area.maximum, area.points]


def _whole(status: FileStatus) -> list[Any]:
    whole = status.whole
    return ["", "Cả hồ sơ", whole.decided, whole.total, whole.lacking, whole.maximum, whole.points]


def _leaves(contents: Contents, status: FileStatus, hands: dict[int, str]) -> Iterator[list[Any]]:
    for leaf in status.leaves:
        node, score = leaf.node, contents.entered.get(leaf.node.pk)
        cited = [f"{one.name}, {one.page}" if one.page else one.name for one in contents.cited.get(node.pk, [])]
        yield [
            node.code,
            node.name,
            leaf.applicable_max,
            leaf.points,
            score.working if score else "",
            "; ".join(cited),
            score.explanation if score else "",
            STATES[leaf.state].words,
            hands.get(node.pk, ""),
        ]


def _hands(file: Assessment) -> dict[int, str]:
    rows = Score.objects.at_stage(SELF).filter(assessment=file, saved_by__isnull=False)
    return dict(rows.values_list("criterion_id", "saved_by__full_name"))


def year_summary(campaign: Campaign, rows: Iterable[Progress]) -> bytes:
    """All files of a year: state, progress, and the points the agencies gave themselves so far."""
    title = f"Tình hình tự đánh giá năm {campaign.year}"
    sums = _sums(campaign)
    lines = [
        [
            row.agency.code,
            row.agency.name,
            row.state.label,
            row.scored,
            row.total,
            row.missing_evidence,
            *sums.get(row.assessment.pk, (None, None)),
            row.assessment.submitted_at,
        ]
        for row in rows
    ]
    return write_xlsx([Sheet("Tự đánh giá", FILES, lines, titles=(title,), freeze_columns=2)], title=title)


def _sums(campaign: Campaign) -> dict[int, tuple[Any, Any]]:
    """Points and their maxima per file, of the leaves scored."""
    scored = Score.objects.at_stage(SELF).filter(assessment__campaign=campaign, points__isnull=False)
    found: dict[int, tuple[Any, Any]] = {}
    for file, points, maximum in scored.values_list("assessment_id", "points", "applicable_max"):
        before = found.get(file, (0, 0))
        found[file] = before[0] + points, before[1] + maximum
    return found
