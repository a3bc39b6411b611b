"""What a head should look at again before sending. Nothing here keeps a file from being sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assessments.contents import Cited, Contents, Entered
from assessments.entries import entry_of
from assessments.lastyear import Before, PastFile
from assessments.models import Score
from assessments.queries import FileStatus
from cchc.web.formatting import day
from criteria.catalogue import LeafRule
from criteria.rules.kinds import RatioBandsRule, RatioLinearRule
from criteria.rules.numbers import show_points

FAR_ABOVE = Decimal("0.4")
"""From this share of the maximum more than last year's result, a self score is pointed at."""


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to look at again, with the leaf it stands at."""

    criterion_id: int
    code: str
    area: str
    words: str


def over_hundred(rule: LeafRule, score: Entered | Score | None) -> tuple[str, ...]:
    """A numerator above its denominator: right for revenue, a slip elsewhere."""
    if score is None or not isinstance(rule.rule, RatioBandsRule | RatioLinearRule):
        return ()
    over, under = score.numerator, score.denominator
    return rule.score(entry_of(score)).warnings if over is not None and under and over > under else ()


def far_above(points: Decimal | None, maximum: Decimal, before: Before | None) -> str:
    """A self score far above what the leaf came to the year before, as shares of what could be had."""
    if before is None or points is None or not maximum or before.points is None or not before.maximum:
        return ""
    if points / maximum - before.points / before.maximum < FAR_ABOVE:
        return ""
    return f"Cao hơn nhiều kết quả năm {before.year} ({show_points(before.points)} điểm) – kiểm tra lại minh chứng."


def outside_year(document: Cited) -> str:
    return f"Tài liệu ngày {day(document.issued_on)} nằm ngoài năm {document.year}: thay hoặc giải trình."


def cautions_of(contents: Contents, status: FileStatus, past: PastFile, *, area: str = "") -> list[Caution]:
    """All of a file's or of one area's, in printed order."""
    found = []
    for leaf in status.leaves:
        if leaf.exempted or (area and leaf.node.area_code != area):
            continue
        node, score = leaf.node, contents.entered.get(leaf.node.pk)
        words = [*over_hundred(node.rule, score)]  # type: ignore[arg-type]
        words += _outside(contents.cited.get(node.pk, ()), bool(score and score.explanation))
        words.append(far_above(leaf.points, leaf.applicable_max, past.of(node)))
        found += [Caution(node.pk, node.code, node.area_code, text) for text in words if text]
    return found


def _outside(documents: Iterable[Cited], is_explained: bool) -> list[str]:
    """Documents of another year, where nobody has explained them yet."""
    return [] if is_explained else [outside_year(one) for one in documents if one.is_out_of_year]
