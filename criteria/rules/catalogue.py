"""Checks of a criteria set before it is issued: sums at every level, the declared total, codes, rules, evidence.

Errors keep a set from being issued; a leaf without evidence text or department is a warning: some localities name the
department of a whole area only.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from criteria.rules.findings import Severity
from criteria.rules.kinds import Rule, SurveyRule
from criteria.rules.numbers import show_points, total
from criteria.rules.parsing import reachable_maximum
from criteria.rules.rollup import Source


@dataclass(frozen=True, slots=True)
class CatalogueNode:
    """A row of a criteria set, with what the checks look at.

    ``rule_faults`` says why the rule of a draft can't be read; ``department`` None: not looked at.
    """

    code: str
    parent: str | None
    name: str
    max_points: Decimal
    source: Source = Source.SELF
    rule: Rule | None = None
    evidence: str = ""
    evidence_required: bool = False
    department: str | None = None
    rule_faults: tuple[str, ...] = ()
    is_area: bool | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """``where`` is the code of the row, empty for the set as a whole."""

    severity: Severity
    code: str
    where: str
    message: str


def checks(nodes: Sequence[CatalogueNode], *, declared_total: Decimal) -> tuple[Finding, ...]:
    """Every finding of a set, in the order of its rows, those of the whole set last."""
    if not nodes:
        return (Finding(Severity.ERROR, "empty", "", "Bộ chưa có tiêu chí nào – thêm lĩnh vực đầu tiên."),)
    parents = {node.code: node.parent for node in nodes}
    children: dict[str | None, list[CatalogueNode]] = {}
    for node in nodes:
        children.setdefault(node.parent, []).append(node)
    found = [finding for node in nodes for finding in _row_findings(node, children.get(node.code, []), parents)]
    return (*found, *_duplicates(nodes), *_total(nodes, declared_total))


def _row_findings(
    node: CatalogueNode, children: Sequence[CatalogueNode], parents: Mapping[str, str | None]
) -> Iterator[Finding]:
    yield from _own_findings(node, parents)
    yield from _branch_findings(node, children) if children else _leaf_findings(node)


def _own_findings(node: CatalogueNode, parents: Mapping[str, str | None]) -> Iterator[Finding]:
    if node.max_points <= 0:
        message = f"Điểm tối đa của {node.code} là {show_points(node.max_points)} – ghi số lớn hơn 0."
        yield Finding(Severity.ERROR, "sign", node.code, message)
    if not node.name.strip():
        yield Finding(Severity.ERROR, "name", node.code, f"{node.code} chưa có tên – ghi tên tiêu chí.")
    if node.parent and node.parent not in parents:
        message = f"{node.code} thuộc {node.parent} nhưng không có {node.parent} – sửa mã cấp trên hoặc thêm dòng."
        yield Finding(Severity.ERROR, "unknown_parent", node.code, message)
    if _is_own_ancestor(node, parents):
        message = f"{node.code} nằm trong chính nó – sửa mã cấp trên."
        yield Finding(Severity.ERROR, "circle", node.code, message)
    if node.is_area is not None and node.parent and not node.code.startswith(f"{node.parent}."):
        message = f"Mã {node.code} đứng trong {node.parent} – đánh lại mã theo thứ tự."
        yield Finding(Severity.WARNING, "numbering", node.code, message)


def _is_own_ancestor(node: CatalogueNode, parents: Mapping[str, str | None]) -> bool:
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
        over = together > node.max_points
        message = (
            f"Cộng các mục con được {show_points(together)}, {'vượt' if over else 'còn thiếu so với'} "
            f"điểm tối đa {show_points(node.max_points)} của {node.code} – sửa điểm cho khớp."
        )
        yield Finding(Severity.ERROR, "sum", node.code, message)
    if node.rule is not None or node.rule_faults:
        message = f"{node.code} có mục con nên không chấm trực tiếp – bỏ cách chấm của {node.code}."
        yield Finding(Severity.ERROR, "branch_rule", node.code, message)


def _leaf_findings(node: CatalogueNode) -> Iterator[Finding]:
    if node.is_area:
        message = f"Lĩnh vực {node.code} chưa có tiêu chí nào – thêm tiêu chí."
        yield Finding(Severity.ERROR, "empty_area", node.code, message)
        return
    yield from _rule_findings(node)
    yield from _paper_findings(node)


def _paper_findings(node: CatalogueNode) -> Iterator[Finding]:
    """What the sheet and the assignment of departments will want of a leaf that agencies score themselves."""
    if node.department is None or node.source is Source.SURVEY:
        return
    if not node.evidence.strip() and not node.evidence_required:
        message = f"{node.code} chưa ghi tài liệu kiểm chứng – ghi tài liệu cần có."
        yield Finding(Severity.WARNING, "no_evidence", node.code, message)
    if not node.department.strip():
        message = f"{node.code} chưa có cơ quan thẩm định – ghi tên cơ quan."
        yield Finding(Severity.WARNING, "no_department", node.code, message)


def _rule_findings(node: CatalogueNode) -> Iterator[Finding]:
    for fault in node.rule_faults:
        yield Finding(Severity.ERROR, "rule", node.code, f"{node.code}: {fault}")
    if node.rule is None and node.rule_faults:
        return
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
        than = "vượt" if together > declared else "còn thiếu so với"
        message = (
            f"Cộng các lĩnh vực được {show_points(together)}, {than} tổng điểm {show_points(declared)} của bộ tiêu chí."
        )
        yield Finding(Severity.ERROR, "total", "", message)
