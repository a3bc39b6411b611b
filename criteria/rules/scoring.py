"""What an official enters for a leaf, and the points, percentage and working that follow from it.

A leaf that isn't scored has points ``None``, which is never 0. Percentages are compared exactly, points are rounded
only to the ten decimals of storage. Errors say what, where and what to do, and nothing is written when one is raised.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from criteria.rules.kinds import (
    BooleanRule,
    ChecklistRule,
    CountAddRule,
    CountDeductRule,
    LevelsRule,
    ManualRule,
    NaPolicy,
    RatioBandsRule,
    RatioLinearRule,
    RatioRule,
    Rule,
    SurveyRule,
)
from criteria.rules.numbers import (
    EXACT,
    HUNDRED,
    NBSP,
    ZERO,
    EntryError,
    is_usable,
    percentage,
    reaches,
    rounded,
    show_number,
    show_percent,
    show_points,
    show_rate,
    stored,
    total,
)

KEPT = "chưa ghi vào hồ sơ."


class LeafState(StrEnum):
    """Whether a leaf has its points."""

    SCORED = "scored"
    INCOMPLETE = "incomplete"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Entry:
    """What an official enters for one leaf; only the fields of the rule's kind count.

    ``option`` and ``items`` are 1-based. ``items=()`` means that none is met, ``items=None`` that nothing was entered.
    """

    option: int | None = None
    items: tuple[int, ...] | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    count: Decimal | None = None
    answer: bool | None = None
    points: Decimal | None = None
    not_applicable: bool = False


@dataclass(frozen=True, slots=True)
class LeafResult:
    """Points of a leaf (None: not scored or excluded), its part of the agency's own maximum, and the working."""

    points: Decimal | None
    applicable_max: Decimal
    state: LeafState
    percent: Decimal | None
    working: str
    warnings: tuple[str, ...] = ()


def score(
    rule: Rule,
    entry: Entry,
    *,
    max_points: Decimal,
    na_policy: NaPolicy | str = NaPolicy.NONE,
    unit: str = "",
) -> LeafResult:
    """The result of one leaf. ``unit`` is the leaf's unit of measure, used in the working. Raises ``EntryError``."""
    policy = NaPolicy(na_policy)
    if entry.not_applicable:
        return not_applicable(policy, max_points)
    match rule:
        case LevelsRule():
            return _levels(rule, entry, max_points)
        case ChecklistRule():
            return _checklist(rule, entry, max_points, unit)
        case RatioBandsRule() | RatioLinearRule():
            return _ratio(rule, entry, max_points, policy)
        case CountDeductRule() | CountAddRule():
            return _count(rule, entry, max_points, unit)
        case BooleanRule():
            return _boolean(rule, entry, max_points)
        case ManualRule():
            return _manual(rule, entry, max_points)
        case SurveyRule():
            raise EntryError("points", "Mục này lấy điểm từ điều tra xã hội học – không nhập điểm – để trống mục này.")
        case _:
            assert_never(rule)


def not_applicable(policy: NaPolicy, max_points: Decimal, because: str = "Không phát sinh") -> LeafResult:
    """The result of a leaf marked «không phát sinh» under its policy. Raises ``EntryError`` if that isn't allowed."""
    if policy is NaPolicy.NONE:
        raise EntryError(
            "not_applicable",
            f"Mục này không được đánh dấu không phát sinh – bỏ dấu rồi nhập kết quả trong năm; {KEPT}",
        )
    if policy is NaPolicy.FULL:
        working = f"{because} – tính điểm tối đa {show_points(max_points)} điểm"
        return LeafResult(stored(max_points), max_points, LeafState.NOT_APPLICABLE, None, working)
    working = f"{because} – loại {show_points(max_points)} điểm khỏi điểm tối đa"
    return LeafResult(None, ZERO, LeafState.NOT_APPLICABLE, None, working)


def _scored(
    points: Decimal,
    max_points: Decimal,
    working: str,
    percent: Decimal | None = None,
    warnings: tuple[str, ...] = (),
) -> LeafResult:
    return LeafResult(stored(points), max_points, LeafState.SCORED, percent, working, warnings)


def _incomplete(max_points: Decimal, working: str) -> LeafResult:
    return LeafResult(None, max_points, LeafState.INCOMPLETE, None, working)


def _levels(rule: LevelsRule, entry: Entry, max_points: Decimal) -> LeafResult:
    if entry.option is None:
        return _incomplete(max_points, "Chọn một mức để tính điểm")
    if not 1 <= entry.option <= len(rule.options):
        raise EntryError("option", f"Mức {entry.option} không có – chọn một mức từ 1 đến {len(rule.options)}; {KEPT}")
    option = rule.options[entry.option - 1]
    return _scored(option.points, max_points, f"{option.label}: {_given(option.points)}")


def _checklist(rule: ChecklistRule, entry: Entry, max_points: Decimal, unit: str) -> LeafResult:
    if entry.items is None:
        return _incomplete(max_points, "Đánh dấu các nội dung đạt để tính điểm")
    for number in entry.items:
        if not 1 <= number <= len(rule.items):
            message = f"Nội dung {number} không có – chọn trong các nội dung từ 1 đến {len(rule.items)}; {KEPT}"
            raise EntryError("items", message)
    if len(set(entry.items)) != len(entry.items):
        raise EntryError("items", f"Một nội dung được chọn hai lần – mỗi nội dung chọn một lần; {KEPT}")
    met = [rule.items[number - 1].points for number in sorted(entry.items)]
    points = total(met)
    partly = 0 < len(met) < len(rule.items)
    parts = f": {' + '.join(show_rate(part) for part in met)}" if partly else ""
    working = f"Đạt {len(met)}/{len(rule.items)} {unit or 'nội dung'}{parts} = {_given(points)}"
    return _scored(points, max_points, working)


def _ratio(rule: RatioRule, entry: Entry, max_points: Decimal, policy: NaPolicy) -> LeafResult:
    numerator = _amount(entry.numerator, "numerator", rule.numerator)
    denominator = _amount(entry.denominator, "denominator", rule.denominator)
    if denominator == 0:
        return _nothing_to_do(rule, numerator, max_points, policy)
    if numerator is None or denominator is None:
        return _incomplete(max_points, _missing_half(rule, numerator, denominator))
    percent = percentage(numerator, denominator)
    points, reason = _ratio_points(rule, numerator, denominator, max_points)
    fraction = f"{show_number(numerator)}/{show_number(denominator)}"
    working = f"{fraction} = {_percent_shown(percent, rule)} → {reason} {_given(points)}"
    return _scored(points, max_points, working, percent, _over_hundred(rule, numerator, denominator))


def _nothing_to_do(rule: RatioRule, numerator: Decimal | None, max_points: Decimal, policy: NaPolicy) -> LeafResult:
    """A denominator of 0 means that nothing arose in the year; it is never 0 %."""
    if numerator is not None and numerator > 0:
        what = f"{rule.numerator} là {show_number(numerator)} mà {_lower_first(rule.denominator)} là 0"
        raise EntryError("denominator", f"{what} – sửa một trong hai số; {KEPT}")
    if policy is NaPolicy.NONE:
        message = f"{rule.denominator} là 0, không tính được tỷ lệ – nhập số lớn hơn 0; {KEPT}"
        raise EntryError("denominator", message)
    return not_applicable(policy, max_points, f"{rule.denominator}: 0 – không phát sinh")


def _missing_half(rule: RatioRule, numerator: Decimal | None, denominator: Decimal | None) -> str:
    if numerator is not None:
        return f"{show_number(numerator)}/… – nhập thêm tổng số để tính điểm"
    if denominator is not None:
        return f"…/{show_number(denominator)} – nhập thêm {_lower_first(rule.numerator)} để tính điểm"
    return "Nhập hai số để tính điểm"


def _over_hundred(rule: RatioRule, numerator: Decimal, denominator: Decimal) -> tuple[str, ...]:
    """Above 100 % is right for revenue against the estimate and a slip elsewhere: a warning, not an error."""
    if numerator <= denominator:
        return ()
    over = f"{show_number(numerator)} lớn hơn tổng số {show_number(denominator)}, tỷ lệ vượt 100{NBSP}%"
    return (f"{over} – kiểm tra {_lower_first(rule.numerator)} và {_lower_first(rule.denominator)}.",)


def _ratio_points(rule: RatioRule, numerator: Decimal, denominator: Decimal, maximum: Decimal) -> tuple[Decimal, str]:
    if isinstance(rule, RatioBandsRule):
        return _band_points(rule, numerator, denominator)
    return _linear_points(rule, numerator, denominator, maximum)


def _band_points(rule: RatioBandsRule, numerator: Decimal, denominator: Decimal) -> tuple[Decimal, str]:
    upper: Decimal | None = None
    for band in rule.bands:
        if reaches(numerator, denominator, band.minimum):
            return band.points, f"{_from_to(band.minimum, upper)}:"
        upper = band.minimum
    return rule.below, f"dưới {show_percent(upper)}:"


def _from_to(lower: Decimal, upper: Decimal | None) -> str:
    if upper is None:
        return f"đạt {show_percent(lower)}" if lower == HUNDRED else f"từ {show_percent(lower)} trở lên"
    return f"từ {show_percent(lower)} đến dưới {show_percent(upper)}"


def _linear_points(
    rule: RatioLinearRule, numerator: Decimal, denominator: Decimal, maximum: Decimal
) -> tuple[Decimal, str]:
    if not reaches(numerator, denominator, rule.floor):
        return ZERO, f"dưới {show_percent(rule.floor)}:"
    if EXACT.multiply(numerator, HUNDRED) > EXACT.multiply(rule.full, denominator):
        return maximum, f"trên {show_percent(rule.full)}:"
    percent = percentage(numerator, denominator)
    points = EXACT.divide(
        EXACT.multiply(EXACT.multiply(maximum, numerator), HUNDRED), EXACT.multiply(denominator, rule.full)
    )
    shown = show_number(rounded(percent))
    return points, f"{shown} × {show_number(maximum)} / {show_number(rule.full)} ="


def _percent_shown(percent: Decimal, rule: RatioRule) -> str:
    """Two decimals, or more where rounding would show a bound as reached: 94,996 % isn't «95 %» beside «dưới 95 %»."""
    bounds = [band.minimum for band in rule.bands] if isinstance(rule, RatioBandsRule) else [rule.floor, rule.full]
    for places in range(2, 11):
        shown = rounded(percent, places)
        if all((shown >= bound) == (percent >= bound) for bound in bounds):
            return show_percent(percent, places)
    return f"gần {show_percent(percent)}"


def _count(rule: CountDeductRule | CountAddRule, entry: Entry, max_points: Decimal, unit: str) -> LeafResult:
    count = _amount(entry.count, "count", f"Số {rule.what}")
    if count is None:
        return _incomplete(max_points, f"Nhập số {unit or rule.what} để tính điểm")
    if count != count.to_integral_value():
        message = f"{show_number(count)} không phải số nguyên – nhập số {rule.what} là số nguyên; {KEPT}"
        raise EntryError("count", message)
    change = EXACT.multiply(rule.per, count)
    product = f"{show_number(count)} {unit or rule.what} × {show_rate(rule.per)}"
    if isinstance(rule, CountDeductRule):
        return _deducted(rule, change, max_points, product)
    capped = f", tối đa {show_rate(max_points)} →" if change > max_points else ""
    added = (
        f"{product} = {show_rate(change)}{capped} {_given(max_points)}" if capped else f"{product} = {_given(change)}"
    )
    return _scored(min(max_points, change), max_points, added)


def _deducted(rule: CountDeductRule, change: Decimal, max_points: Decimal, product: str) -> LeafResult:
    points = max(rule.minimum, EXACT.subtract(max_points, change))
    limit = EXACT.subtract(max_points, rule.minimum)
    capped = f", trừ tối đa {show_rate(limit)}" if change > limit else ""
    return _scored(points, max_points, f"{product} = trừ {show_rate(change)}{capped} → {_given(points)}")


def _boolean(rule: BooleanRule, entry: Entry, max_points: Decimal) -> LeafResult:
    if entry.answer is None:
        return _incomplete(max_points, "Chọn Có hoặc Không để tính điểm")
    points, word = (rule.yes, "Có") if entry.answer else (rule.no, "Không")
    return _scored(points, max_points, f"{word}: {_given(points)}")


def _manual(rule: ManualRule, entry: Entry, max_points: Decimal) -> LeafResult:
    points = _amount(entry.points, "points", "Điểm chấm")
    if points is None:
        return _incomplete(max_points, "Nhập điểm để chấm mục này")
    if points > max_points:
        message = (
            f"{show_rate(points)} lớn hơn điểm tối đa {show_rate(max_points)} – nhập từ 0 đến {show_rate(max_points)}; "
        )
        raise EntryError("points", message + KEPT)
    if EXACT.remainder(points, rule.step) != 0:
        message = f"{show_rate(points)} không phải bội số của {show_rate(rule.step)} – nhập điểm theo bước "
        raise EntryError("points", f"{message}{show_rate(rule.step)}; {KEPT}")
    return _scored(points, max_points, f"Chấm trực tiếp (bước {show_rate(rule.step)}): {_given(points)}")


def _amount(number: Decimal | None, field: str, label: str) -> Decimal | None:
    if number is None:
        return None
    if not is_usable(number):
        raise EntryError(field, f"{label}: số quá lớn hoặc không hợp lệ – nhập lại số này; {KEPT}")
    if number < 0:
        raise EntryError(field, f"{label} là {show_number(number)}, nhỏ hơn 0 – nhập số từ 0 trở lên; {KEPT}")
    return number


def _given(points: Decimal) -> str:
    return f"{show_points(points)} điểm"


def _lower_first(label: str) -> str:
    """«Số vấn đề» inside a sentence: «số vấn đề»; «TTHC …» keeps its capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
