"""Between the catalogue's tables and the frozen rules of ``criteria.rules``: read a rule, write a rule."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from criteria.models import CriteriaSet, Criterion, RuleLine, ScoringRule
from criteria.rules.bands import WrittenBand, band_faults
from criteria.rules.kinds import NaPolicy, Rule, RuleKind
from criteria.rules.parsing import RuleError, parse_rule
from criteria.rules.rollup import Node, Source
from criteria.rules.scoring import Entry, LeafResult, score

LINES = {
    RuleKind.LEVELS: "options",
    RuleKind.CHECKLIST: "items",
    RuleKind.RATIO_BANDS: "bands",
    RuleKind.SURVEY: "questions",
}
"""Rule kinds whose data is a list of rows, and the name of that list in the exchange format."""
COLUMNS: dict[RuleKind, dict[str, str]] = {
    RuleKind.LEVELS: {},
    RuleKind.CHECKLIST: {},
    RuleKind.RATIO_BANDS: {"numerator": "numerator", "denominator": "denominator", "below": "below"},
    RuleKind.RATIO_LINEAR: {
        "numerator": "numerator",
        "denominator": "denominator",
        "floor": "floor",
        "full": "full",
    },
    RuleKind.COUNT_DEDUCT: {"per": "per", "what": "what", "min": "minimum"},
    RuleKind.COUNT_ADD: {"per": "per", "what": "what"},
    RuleKind.BOOLEAN: {"yes": "yes_points", "no": "no_points"},
    RuleKind.MANUAL: {"step": "step"},
    RuleKind.SURVEY: {},
}
"""Exchange name → column of ScoringRule, per kind."""


@dataclass(frozen=True, slots=True)
class LeafRule:
    """A leaf with its parsed rule: everything that scoring needs, without a query."""

    id: int
    code: str
    max_points: Decimal
    policy: NaPolicy
    unit: str
    source: Source
    rule: Rule

    def score(self, entry: Entry) -> LeafResult:
        """Points and working of an entry. Raises EntryError where the entry is wrong."""
        return score(self.rule, entry, max_points=self.max_points, na_policy=self.policy, unit=self.unit)


def rule_data(rule: ScoringRule) -> dict[str, Any]:
    """The exchange form of a stored rule (the JSON of the criteria files)."""
    kind = RuleKind(rule.kind)
    data: dict[str, Any] = {name: getattr(rule, column) for name, column in COLUMNS[kind].items()}
    if kind in LINES:
        data[LINES[kind]] = [_line_data(kind, line) for line in rule.lines.all()]
    return data


def _line_data(kind: RuleKind, line: RuleLine) -> Any:
    if kind is RuleKind.SURVEY:
        return line.label
    if kind is RuleKind.RATIO_BANDS:
        return {"min": line.lower, "points": line.points}
    return {"label": line.label, "points": line.points}


def rule_rows(kind: str, data: Mapping[str, Any]) -> tuple[ScoringRule, list[RuleLine]]:
    """Unsaved rows of a checked rule's exchange form (the reverse of ``rule_data``)."""
    known = RuleKind(kind)
    stored = ScoringRule(kind=known, **{column: data[name] for name, column in COLUMNS[known].items()})
    rows = data.get(LINES[known], []) if known in LINES else []
    return stored, [_line_row(known, number, row) for number, row in enumerate(rows, start=1)]


def _line_row(kind: RuleKind, position: int, row: Any) -> RuleLine:
    if kind is RuleKind.SURVEY:
        return RuleLine(position=position, label=row)
    if kind is RuleKind.RATIO_BANDS:
        return RuleLine(position=position, lower=row["min"], points=row["points"])
    return RuleLine(position=position, label=row["label"], points=row["points"])


def stored_rule(criterion: Criterion) -> tuple[Rule | None, tuple[str, ...]]:
    """The rule of a node fetched ``with_rules()``; in a draft it may be missing, or have faults that keep it unread."""
    scoring = getattr(criterion, "scoring", None)
    if scoring is None:
        return None, ()
    written = [WrittenBand(line.lower, line.upper) for line in scoring.lines.all()]
    return judged(scoring.kind, rule_data(scoring), written, criterion.max_points)


def judged(
    kind: str, data: Mapping[str, Any], written: Sequence[WrittenBand], max_points: Decimal
) -> tuple[Rule | None, tuple[str, ...]]:
    """The rule, or all its faults: those of its numbers and, for bands as the office wrote them, gaps and overlaps."""
    faults = band_faults(written) if kind == RuleKind.RATIO_BANDS else ()
    try:
        rule = parse_rule(kind, data, max_points)
    except RuleError as error:
        return None, (*error.faults, *faults)
    return (None if faults else rule), faults


def leaf_rule(criterion: Criterion) -> LeafRule:
    """The parsed rule of one leaf fetched ``with_rules()``."""
    rule = parse_rule(criterion.scoring.kind, rule_data(criterion.scoring), criterion.max_points)
    return LeafRule(
        id=criterion.pk,
        code=criterion.code,
        max_points=criterion.max_points,
        policy=NaPolicy(criterion.not_applicable_policy),
        unit=criterion.unit_of_measure,
        source=Source(criterion.source),
        rule=rule,
    )


def leaf_rules(criteria: Iterable[Criterion]) -> dict[int, LeafRule]:
    """Parsed rules by criterion id, for leaves fetched ``with_rules()``."""
    return {criterion.pk: leaf_rule(criterion) for criterion in criteria if criterion.is_leaf}


def nodes_of(criteria_set: CriteriaSet) -> list[Node]:
    """The set's tree in printed order, for the roll-up: one query."""
    rows = criteria_set.criteria.values_list("pk", "code", "parent_id", "max_points", "source")
    codes = {pk: code for pk, code, *_ in rows}
    return [Node(code, codes.get(parent), points, Source(source)) for _, code, parent, points, source in rows]
