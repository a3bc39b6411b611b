"""Checks of a criteria set before it is issued: sums at every level, the declared total, codes, rules, evidence."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from criteria.rules.findings import Severity
from criteria.rules.kinds import Rule, SurveyRule
from criteria.rules.numbers import show_points, total
from criteria.rules.parsing import reachable_maximum
from criteria.rules.rollup import Source


@dataclass(frozen=True, slots=True)
class CatalogueNode:
    """A row of a criteria set, with what the checks look at."""

    code: str
    parent: str | None
    name: str
    max_points: Decimal
    source: Source = Source.SELF
    rule: Rule | None = None
    evidence: str = ""
    evidence_required: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """``where`` is the code of the row, empty for the set as a whole."""

    severity: Severity
    code: str
    where: str
    message: str


def checks(nodes: Sequence[CatalogueNode], *, declared_total: Decimal) -> tuple[Finding, ...]:
    """Every finding of a set, in the order of its rows, those of the whole set last."""
    found = [finding for node in nodes for finding in _row_findings(node, nodes)]
    return (*found, *_duplicates(nodes), *_total(nodes, declared_total))


def _row_findings(node: CatalogueNode, nodes: Sequence[CatalogueNode]) -> Iterator[Finding]:
    children = [child for child in nodes if child.parent == node.code]
    yield from _own_findings(node, nodes)
    yield from _branch_findings(node, children) if children else _leaf_findings(node)


def _own_findings(node: CatalogueNode, nodes: Sequence[CatalogueNode]) -> Iterator[Finding]:
    if node.max_points <= 0:
        message = f"Điểm tối đa của {node.code} là {show_points(node.max_points)} – ghi số lớn hơn 0."
        yield Finding(Severity.ERROR, "sign", node.code, message)
    if not node.name.strip():
        yield Finding(Severity.ERROR, "name", node.code, f"{node.code} chưa có tên – ghi tên tiêu chí.")
    if node.parent and all(other.code != node.parent for other in nodes):
        message = f"{node.code} thuộc {node.parent} nhưng không có {node.parent} – sửa mã cấp trên hoặc thêm dòng."
        yield Finding(Severity.ERROR, "unknown_parent", node.code, message)
    if _is_own_ancestor(node, nodes):
        message = f"{node.code} nằm trong chính nó – sửa mã cấp trên."
        yield Finding(Severity.ERROR, "circle", node.code, message)


def _is_own_ancestor(node: CatalogueNode, nodes: Sequence[CatalogueNode]) -> bool:
    parents = {other.code: other.parent for other in nodes}
    seen: set[str] = set()
    above = node.parent
    while above and above not in seen:
        if above == node.code:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def _branch_findings(node: CatalogueNode, children: Sequence[CatalogueNode]) -> Iterator[Finding]:
    together = total(child.max_points for child in children)
    if together != node.max_points:
        message = (
            f"Cộng các mục con được {show_points(together)}, "
            f"khác điểm tối đa {show_points(node.max_points)} của {node.code} – sửa điểm cho khớp."
        )
        yield Finding(Severity.ERROR, "sum", node.code, message)
    if node.rule is not None:
        message = f"{node.code} có mục con nên không chấm trực tiếp – bỏ cách chấm của {node.code}."
        yield Finding(Severity.ERROR, "branch_rule", node.code, message)


def _leaf_findings(node: CatalogueNode) -> Iterator[Finding]:
    if node.rule is None:
        yield Finding(Severity.ERROR, "no_rule", node.code, f"{node.code} chưa có cách chấm – chọn cách chấm điểm.")
        return
    if isinstance(node.rule, SurveyRule) != (node.source is Source.SURVEY):
        message = f"{node.code}: nguồn điểm và cách chấm không khớp – khảo sát đi với cách chấm khảo sát."
        yield Finding(Severity.ERROR, "source", node.code, message)
    if node.evidence_required and not node.evidence.strip():
        message = f"{node.code} bắt buộc có tài liệu kiểm chứng nhưng chưa ghi tài liệu nào – ghi tài liệu cần có."
        yield Finding(Severity.ERROR, "evidence", node.code, message)
    best = reachable_maximum(node.rule, node.max_points)
    if best < node.max_points:
        message = (
            f"{node.code}: theo cách chấm chỉ đạt nhiều nhất {show_points(best)}, "
            f"không tới điểm tối đa {show_points(node.max_points)} – kiểm tra lại các mức điểm."
        )
        yield Finding(Severity.WARNING, "unreachable", node.code, message)


def _duplicates(nodes: Sequence[CatalogueNode]) -> Iterator[Finding]:
    for code, times in Counter(node.code for node in nodes).items():
        if times > 1:
            yield Finding(Severity.ERROR, "duplicate", code, f"Mã {code} dùng {times} lần – mỗi dòng một mã.")


def _total(nodes: Sequence[CatalogueNode], declared: Decimal) -> Iterator[Finding]:
    together = total(node.max_points for node in nodes if not node.parent)
    if together != declared:
        message = (
            f"Cộng các lĩnh vực được {show_points(together)}, khác tổng điểm {show_points(declared)} của bộ tiêu chí."
        )
        yield Finding(Severity.ERROR, "total", "", message)
