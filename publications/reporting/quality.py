"""What deserves a second look in a year's data: unanswered, appraised without evidence, stale, outliers, odd points."""

from collections.abc import Iterable
from decimal import Decimal
from statistics import median

from django.utils import timezone

from assessments.entries import entry_of
from assessments.models import Score
from cchc.tenancy.rows import fetched
from cchc.web.formatting import moment, points
from councils.queries.consistency import stale_lines
from criteria.models import Campaign
from criteria.rules.kinds import RuleKind
from criteria.rules.numbers import EXACT, EntryError, stored
from criteria.tree import Branch, tree_of
from publications.reading.matrix import Matrix
from publications.reporting.table import Column, Line, Part, Report

UNIT, LEAF = Column("Đơn vị", width=20), Column("Mục", width=36)
FEWEST = 5
"""Of so many agencies at least, one can stand out."""
FAR = Decimal(40)
"""Percentage points from the middle; the whole spread of a usual leaf is less."""

UNANSWERED = """
SELECT g.name, count(*), string_agg(c.code, ', ' ORDER BY c.position)
FROM criteria_participant p
JOIN tenancy_agency g ON g.id = p.agency_id
JOIN criteria_criterion c ON c.criteria_set_id = p.criteria_set_id AND c.is_leaf AND c.source = 'self'
LEFT JOIN assessments_assessment f ON f.campaign_id = p.campaign_id AND f.agency_id = p.agency_id
LEFT JOIN assessments_score s ON s.assessment_id = f.id AND s.criterion_id = c.id AND s.stage = 'self'
WHERE p.campaign_id = %s AND (s.id IS NULL OR (s.points IS NULL AND NOT s.not_applicable))
    AND NOT EXISTS (
        SELECT FROM criteria_exemption e
        WHERE e.participant_id = p.id AND e.criterion_id IN (c.id, c.parent_id, c.area_id)
    )
GROUP BY g.id, g.name, g.sort_key ORDER BY g.sort_key
"""
UNPROVEN = """
SELECT g.name, count(*), string_agg(c.code, ', ' ORDER BY c.position), sum(s.points)
FROM assessments_score s
JOIN assessments_assessment f ON f.id = s.assessment_id
JOIN criteria_criterion c ON c.id = s.criterion_id
JOIN tenancy_agency g ON g.id = s.agency_id
WHERE f.campaign_id = %s AND s.stage = 'appraised' AND s.points > 0 AND c.evidence <> ''
    AND NOT EXISTS (SELECT FROM assessments_citation k WHERE k.assessment_id = f.id AND k.criterion_id = c.id)
GROUP BY g.id, g.name, g.sort_key ORDER BY g.sort_key
"""


def quality(campaign: Campaign, matrix: Matrix) -> Report:
    """All five lists: a fixed number of queries."""
    parts = [
        _codes("Chưa trả lời", "Mục chưa chấm", fetched(UNANSWERED, [campaign.pk]), "Mọi mục đã có điểm tự chấm."),
        _codes(
            "Đã thẩm định cho điểm nhưng không có tài liệu kiểm chứng",
            "Mục không có tài liệu",
            [row[:3] for row in fetched(UNPROVEN, [campaign.pk])],
            "Mục nào được cho điểm cũng có tài liệu.",
        ),
        _stale(campaign),
        outliers(matrix),
        _odd_points(campaign, matrix),
    ]
    title = f"Báo cáo chất lượng số liệu – Chỉ số cải cách hành chính năm {campaign.year}"
    notes = (
        f"Khác thường: cách mức giữa của các đơn vị từ {FAR} điểm phần trăm trở lên.",
        "Điểm tự tính khác: tính lại theo quy tắc từ số liệu đã nhập, ra số khác với điểm đã ghi.",
    )
    subtitle = f"Số liệu lúc {moment(timezone.localtime())}"
    return Report(f"chat-luong-{campaign.year}", title, subtitle, parts, notes)


def _codes(title: str, label: str, rows: Iterable[tuple], empty: str) -> Part:
    columns = (UNIT, Column("Số mục", "count", 6), Column(label, width=60))
    return Part(title, columns, [Line(list(row)) for row in rows], empty)


def _stale(campaign: Campaign) -> Part:
    columns = (UNIT, LEAF, Column("Thẩm định lúc", width=14), Column("Đơn vị sửa lúc", width=14))
    lines = [
        Line([one.agency, f"{one.code} {one.name}", _when(one.appraised_at), _when(one.changed_at)])
        for one in stale_lines(campaign)
    ]
    return Part("Thẩm định trước khi đơn vị sửa lại", columns, lines, "Không có điểm thẩm định nào đã cũ.")


def _when(at: object) -> str:
    return moment(timezone.localtime(at))  # type: ignore[arg-type]


def outliers(matrix: Matrix) -> Part:
    """Agencies far from the middle of a leaf, where most of the others are near it."""
    columns = (LEAF, UNIT, Column("Đơn vị đạt", "share", 10), Column("Mức giữa", "share", 10))
    lines = []
    for node in matrix.at_level("leaf"):
        known = [
            (row, cell.share) for row in matrix.rows if (cell := matrix.cell(row, node.code)) and cell.share is not None
        ]
        if len(known) < FEWEST:
            continue
        middle = median(share for _, share in known)
        far = [(row, share) for row, share in known if abs(share - middle) >= FAR]
        if len(far) <= max(1, len(known) // 10):
            lines += [Line([f"{node.code} {node.name}", row.agency_name, share, middle]) for row, share in far]
    return Part("Khác thường so với các đơn vị khác", columns, lines, "Không đơn vị nào khác hẳn các đơn vị còn lại.")


def _odd_points(campaign: Campaign, matrix: Matrix) -> Part:
    columns = (UNIT, LEAF, Column("Bước", width=12), Column("Đã ghi", "points", 8), Column("Tính lại", width=10))
    nodes = _ruled(campaign)
    names = {row.agency_id: row.agency_name for row in matrix.rows}
    lines = []
    scores = Score.objects.filter(assessment__campaign=campaign, criterion__in=list(nodes)).defer(
        "explanation", "working"
    )
    for score in scores.order_by("agency__sort_key", "criterion__position", "pk").iterator(chunk_size=2000):
        node = nodes[score.criterion_id]
        again = _again(node, score)
        if again is not None:
            step = Score.Stage(score.stage).label
            lines.append(Line([names.get(score.agency_id, ""), f"{node.code} {node.name}", step, score.points, again]))
    return Part("Điểm tự tính khác điểm đã ghi", columns, lines, "Mọi điểm đều đúng bằng điểm tính lại từ số liệu.")


def _ruled(campaign: Campaign) -> dict[int, Branch]:
    """Leaves whose points follow from what was entered."""
    found: dict[int, Branch] = {}
    for one in campaign.sets.select_related("criteria_set"):
        for node in tree_of(one.criteria_set).leaves():
            if node.rule is not None and node.rule.rule.kind is not RuleKind.MANUAL:
                found[node.pk] = node
    return found


def _again(node: Branch, score: Score) -> str | None:
    """The points computed anew where they differ from those stored; None where they agree or nothing was entered."""
    entry = entry_of(score)
    given = (score.option, score.items, score.numerator, score.denominator, score.count, score.answer)
    if node.rule is None or (all(value is None for value in given) and not entry.not_applicable):
        return None
    try:
        found = node.rule.score(entry)
    except EntryError:
        return "số liệu không hợp lệ"
    same = found.points == score.points or (
        found.points is not None and score.points is not None and stored(found.points) == stored(score.points)
    )
    return None if same and EXACT.compare(found.applicable_max, score.applicable_max) == 0 else points(found.points)
