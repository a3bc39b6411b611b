"""The nine kinds of scoring rule, each a frozen dataclass that holds exactly what its formula needs.

Formulas (bộ tiêu chí, cột «Hướng dẫn tự đánh giá/thẩm định»):
levels: the points of one option; checklist: the sum of the items met; ratio_bands: the first band reached, else
``below``; ratio_linear: under ``floor`` 0, else max × min(percent, full) / full; count_deduct: max − per × count, not
under ``minimum``; count_add: per × count, not over the maximum; boolean: yes or no; manual: multiples of ``step``;
survey: mean percentage of its questions × max / 100.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class RuleKind(StrEnum):
    """How the points of a leaf come about."""

    LEVELS = "levels"
    CHECKLIST = "checklist"
    RATIO_BANDS = "ratio_bands"
    RATIO_LINEAR = "ratio_linear"
    COUNT_DEDUCT = "count_deduct"
    COUNT_ADD = "count_add"
    BOOLEAN = "boolean"
    MANUAL = "manual"
    SURVEY = "survey"

    @property
    def label(self) -> str:
        """The kind in an official's words."""
        return _LABELS[self]


_LABELS = {
    RuleKind.LEVELS: "Chọn một mức",
    RuleKind.CHECKLIST: "Cộng các nội dung đạt",
    RuleKind.RATIO_BANDS: "Tỷ lệ theo khoảng",
    RuleKind.RATIO_LINEAR: "Tỷ lệ tính theo công thức",
    RuleKind.COUNT_DEDUCT: "Trừ theo số lượng",
    RuleKind.COUNT_ADD: "Cộng theo số lượng",
    RuleKind.BOOLEAN: "Có hoặc không",
    RuleKind.MANUAL: "Chấm điểm trực tiếp",
    RuleKind.SURVEY: "Điều tra xã hội học",
}


class NaPolicy(StrEnum):
    """What «không phát sinh» does to a leaf: out of points and maximum, full marks, or not allowed."""

    EXCLUDE = "exclude"
    FULL = "full"
    NONE = "none"

    @property
    def label(self) -> str:
        """The policy in an official's words."""
        return _NA_LABELS[self]


_NA_LABELS = {
    NaPolicy.EXCLUDE: "Loại khỏi điểm tối đa",
    NaPolicy.FULL: "Tính điểm tối đa",
    NaPolicy.NONE: "Không được đánh dấu không phát sinh",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of ``levels`` or an item of ``checklist``."""

    label: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class RatioBand:
    """From ``minimum`` per cent (inclusive) up to the next band: ``points``."""

    minimum: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class LevelsRule:
    """One option is chosen."""

    options: tuple[Choice, ...]
    kind: RuleKind = RuleKind.LEVELS


@dataclass(frozen=True, slots=True)
class ChecklistRule:
    """Every item met adds its points."""

    items: tuple[Choice, ...]
    kind: RuleKind = RuleKind.CHECKLIST


@dataclass(frozen=True, slots=True)
class RatioBandsRule:
    """Two numbers; bands stand in descending order."""

    numerator: str
    denominator: str
    bands: tuple[RatioBand, ...]
    below: Decimal
    kind: RuleKind = RuleKind.RATIO_BANDS


@dataclass(frozen=True, slots=True)
class RatioLinearRule:
    """Two numbers; under ``floor`` per cent nothing, at ``full`` per cent everything."""

    numerator: str
    denominator: str
    floor: Decimal
    full: Decimal
    kind: RuleKind = RuleKind.RATIO_LINEAR


@dataclass(frozen=True, slots=True)
class CountDeductRule:
    """``per`` points off for each ``what``, down to ``minimum``."""

    per: Decimal
    what: str
    minimum: Decimal
    kind: RuleKind = RuleKind.COUNT_DEDUCT


@dataclass(frozen=True, slots=True)
class CountAddRule:
    """``per`` points for each ``what``, up to the maximum."""

    per: Decimal
    what: str
    kind: RuleKind = RuleKind.COUNT_ADD


@dataclass(frozen=True, slots=True)
class BooleanRule:
    """Points of yes, points of no."""

    yes: Decimal
    no: Decimal
    kind: RuleKind = RuleKind.BOOLEAN


@dataclass(frozen=True, slots=True)
class ManualRule:
    """Points given by judgement, in multiples of ``step``."""

    step: Decimal
    kind: RuleKind = RuleKind.MANUAL


@dataclass(frozen=True, slots=True)
class SurveyRule:
    """Codes of the questions whose mean gives the points."""

    questions: tuple[str, ...]
    kind: RuleKind = RuleKind.SURVEY


RatioRule = RatioBandsRule | RatioLinearRule
Rule = (
    LevelsRule
    | ChecklistRule
    | RatioBandsRule
    | RatioLinearRule
    | CountDeductRule
    | CountAddRule
    | BooleanRule
    | ManualRule
    | SurveyRule
)
