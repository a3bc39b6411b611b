"""The first draft of a plan: every leaf of the result with cause, action, documents and officers, to be edited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from assessments.models import Assessment, Score
from assessments.shares import deciding, given_of
from criteria.models import CriteriaSet, Participant
from criteria.rules import kinds
from criteria.rules.numbers import ZERO, show_percent
from criteria.tree import Branch, tree_of
from publications.improvement_models import ImprovementLine
from publications.improving.states import Annex
from publications.models import SnapshotLine, SnapshotRow
from publications.results import STAGES
from surveys.models import SurveyScore

KEEP_ACTION = "Tiếp tục thực hiện đúng quy định; lưu tài liệu kiểm chứng ngay khi phát sinh."
OTHER_ACTION = "Khắc phục nội dung thẩm định đã nêu, thực hiện đủ yêu cầu của tiêu chí."
SURVEY_ACTION = "Chấn chỉnh nội dung người dân, tổ chức đánh giá thấp; công khai kết quả khắc phục."
NO_CAUSE = "Chưa đạt điểm tối đa; thẩm định không ghi lý do."


@dataclass(frozen=True, slots=True)
class Material:
    """What is known about the leaves of one result: their nodes, the scores that counted, surveys, officers by leaf."""

    nodes: Mapping[str, Branch] = field(default_factory=dict)
    scores: Mapping[str, Score] = field(default_factory=dict)
    surveys: Mapping[str, Decimal] = field(default_factory=dict)
    officers: Mapping[int, frozenset[int]] = field(default_factory=dict)


def material(row: SnapshotRow) -> Material:
    """Read what a draft is made of: five queries."""
    campaign = row.snapshot.campaign
    part = Participant.objects.filter(campaign=campaign, agency=row.agency_id).select_related("criteria_set").first()
    if part is None:
        return Material()
    nodes = {node.code: node for node in tree_of(part.criteria_set).leaves()} | _survey_nodes(part.criteria_set)
    surveys = SurveyScore.objects.filter(campaign=campaign, agency=row.agency_id)
    file = Assessment.objects.filter(campaign=campaign, agency=row.agency_id).first()
    return Material(
        nodes,
        _counted(file) if file else {},
        dict(surveys.values_list("criterion__code", "percent")),
        _officers(file, nodes.values()) if file else {},
    )


def _survey_nodes(criteria_set: CriteriaSet) -> dict[str, Branch]:
    return {node.code: node for node in tree_of(criteria_set).nodes if node.is_leaf}


def _counted(file: Assessment) -> dict[str, Score]:
    """The score of the latest stage by leaf code."""
    found: dict[str, Score] = {}
    rows = Score.objects.filter(assessment=file, stage__in=STAGES).select_related("criterion")
    for score in sorted(rows, key=lambda one: STAGES.index(Score.Stage(one.stage)), reverse=True):
        found[score.criterion.code] = score
    return found


def _officers(file: Assessment, nodes: Iterable[Branch]) -> dict[int, frozenset[int]]:
    given = given_of(file)
    shares = {node.pk: deciding(node, given) for node in nodes}
    return {pk: given[share] for pk, share in shares.items() if share is not None}


def default_due(year: int, today: date) -> date:
    """The end of the third quarter of the year after; once that is near, its last day; never less than a month."""
    earliest = today + timedelta(days=30)
    return next((day for day in (date(year + 1, 9, 30), date(year + 1, 12, 31)) if day >= earliest), earliest)


def lines_of(row: SnapshotRow, known: Material, today: date) -> list[ImprovementLine]:
    """Unsaved lines: what applied and got its maximum to keep, what lost points to mend; the rest is in no annex."""
    due = default_due(row.snapshot.campaign.year, today)
    leaves = [line for line in row.lines.order_by("position") if line.is_leaf and line.applicable_max > 0]
    return [_line(line, known.nodes[line.code], known, due) for line in leaves if line.code in known.nodes]


def _line(line: SnapshotLine, node: Branch, known: Material, due: date) -> ImprovementLine:
    points = line.final_points or ZERO
    made = ImprovementLine(
        criterion_id=node.pk,
        annex=Annex.KEEP.value if points >= line.applicable_max else Annex.MEND.value,
        position=line.position,
        code=line.code,
        name=line.name,
        area_code=node.area_code,
        area_name=node.area_name,
        max_points=line.applicable_max,
        points=points,
        proof="" if node.is_surveyed else node.evidence,
        target=line.applicable_max,
        action=KEEP_ACTION,
    )
    if not made.is_kept:
        made.cause, made.action, made.due_on = _cause(line, known), _action(node, known.scores.get(line.code)), due
    return made


def _cause(line: SnapshotLine, known: Material) -> str:
    """The appraiser's reason with its kind; without one the working that the points came from."""
    score = known.scores.get(line.code)
    if line.reason:
        kind = score.get_reason_code_display() if score and score.reason_code else ""  # type: ignore[attr-defined]
        return f"{kind}: {line.reason}" if kind and kind != "Khác" else line.reason
    if line.code in known.surveys and known.surveys[line.code] is not None:
        return f"Kết quả điều tra xã hội học đạt {_percent(known.surveys[line.code])}."
    return f"Kết quả thẩm định: {score.working}" if score and score.working else NO_CAUSE


def _action(node: Branch, score: Score | None) -> str:
    """What full points would take, in the words of the rule."""
    rule = node.rule.rule if node.rule else None
    if node.is_surveyed:
        return SURVEY_ACTION
    match rule:
        case kinds.LevelsRule():
            return f"Thực hiện để đạt mức “{max(rule.options, key=lambda one: one.points).label}”."
        case kinds.ChecklistRule():
            have = set(score.items or []) if score else set()
            missing = [item.label for place, item in enumerate(rule.items, start=1) if place not in have]
            return f"Hoàn thành nội dung còn thiếu: {'; '.join(missing)}." if missing else OTHER_ACTION
        case kinds.RatioBandsRule():
            best = max(rule.bands, key=lambda one: one.points).minimum
            return f"Nâng tỷ lệ {_ratio(rule)} lên từ {_percent(best)} trở lên."
        case kinds.RatioLinearRule():
            return f"Nâng tỷ lệ {_ratio(rule)} lên {_percent(rule.full)}."
        case kinds.CountDeductRule():
            return f"Không để phát sinh {rule.what}."
        case kinds.CountAddRule():
            return f"Tăng số {rule.what} để đạt điểm tối đa."
        case _:
            return OTHER_ACTION


def _ratio(rule: kinds.RatioBandsRule | kinds.RatioLinearRule) -> str:
    """«số nhiệm vụ đã hoàn thành trên tổng số nhiệm vụ»."""
    return " trên ".join(name[:1].lower() + name[1:] for name in (rule.numerator, rule.denominator))


def _percent(value: Decimal) -> str:
    """«94%»: the words are printed in a document, where the sign stands close (thể thức văn bản)."""
    return show_percent(value).replace("\u00a0", "")
