"""The columns of a criteria file (`.csv`, or the first sheet of a workbook) and of the workbook's sheet of rules."""

from decimal import Decimal

from cchc.files import parsers
from cchc.files.tabular import Column
from criteria.models import Criterion
from criteria.rules.kinds import RuleKind

MAIN_SHEET, RULE_SHEET = "Tiêu chí", "Cách chấm"

points = parsers.decimal_with(places=2, maximum=Decimal("99999"))
level = parsers.choice(
    *Criterion.Level.values, **{"lĩnh vực": "field", "tiêu chí": "criterion", "tiêu chí thành phần": "sub"}
)
source = parsers.choice(*Criterion.Source.values)
kind = parsers.choice(*(kind.value for kind in RuleKind))
policy = parsers.choice(*Criterion.NotApplicable.values)

BEFORE_RULE = (
    Column("code", required=True, parse=parsers.code),
    Column("level", required=True, parse=level),
    Column("parent_code", parse=parsers.code),
    Column("name", required=True),
    Column("max_points", required=True, parse=points),
    Column("source", required=True, parse=source),
    Column("rule_kind", parse=kind),
)
AFTER_RULE = (
    Column("unit_of_measure"),
    Column("evidence"),
    Column("evidence_required", parse=parsers.yes_no),
    Column("guidance"),
    Column("department"),
    Column("co_department"),
    Column("not_applicable_policy", parse=policy),
)
CSV_COLUMNS = (*BEFORE_RULE, Column("rule", parse=parsers.json_value), *AFTER_RULE)
WORKBOOK_COLUMNS = (*BEFORE_RULE, Column("rule", parse=parsers.json_value, optional=True), *AFTER_RULE)

PARTS = (
    "option",
    "item",
    "band",
    "question",
    "numerator",
    "denominator",
    "below",
    "floor",
    "full",
    "per",
    "what",
    "min",
    "yes",
    "no",
    "step",
)
RULE_COLUMNS = (
    Column("code", required=True, parse=parsers.code),
    Column("part", required=True, parse=parsers.choice(*PARTS)),
    Column("label"),
    Column("percent", parse=parsers.decimal),
    Column("points", parse=parsers.decimal),
)
