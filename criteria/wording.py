"""A leaf's rule in an official's words, line by line."""

from itertools import pairwise

from criteria.rules.kinds import (
    BooleanRule,
    ChecklistRule,
    CountAddRule,
    CountDeductRule,
    LevelsRule,
    ManualRule,
    RatioBandsRule,
    RatioLinearRule,
    Rule,
    SurveyRule,
)
from criteria.rules.numbers import HUNDRED, show_percent, show_points, show_rate


def rule_lines(rule: Rule) -> list[str]:
    """«Ban hành trong tháng 01: 0,50 điểm», one line per option, item, band or condition."""
    match rule:
        case LevelsRule(options=choices) | ChecklistRule(items=choices):
            return [f"{choice.label}: {show_points(choice.points)} điểm" for choice in choices]
        case RatioBandsRule():
            return [_ratio(rule), *_bands(rule)]
        case RatioLinearRule(floor=floor, full=full):
            least = f"; dưới {show_percent(floor)}: 0 điểm" if floor else ""
            return [_ratio(rule), f"Đủ điểm khi đạt {show_percent(full)}, thấp hơn tính theo tỷ lệ{least}"]
        case CountDeductRule(per=per, what=what, minimum=minimum):
            return [f"Trừ {show_rate(per)} điểm mỗi {what}, còn không dưới {show_points(minimum)} điểm"]
        case CountAddRule(per=per, what=what):
            return [f"Cộng {show_rate(per)} điểm mỗi {what}, không quá điểm tối đa"]
        case BooleanRule(yes=yes, no=no):
            return [f"Có: {show_points(yes)} điểm", f"Không: {show_points(no)} điểm"]
        case ManualRule(step=step):
            return [f"Chấm trực tiếp, theo bước {show_rate(step)} điểm"]
        case SurveyRule(questions=questions):
            return [f"Trung bình kết quả các câu {', '.join(questions)} của phiếu điều tra"]


def _ratio(rule: RatioBandsRule | RatioLinearRule) -> str:
    return f"Tỷ lệ: {rule.numerator} / {rule.denominator}"


def _bands(rule: RatioBandsRule) -> list[str]:
    top = rule.bands[0]
    first = f"Đạt {show_percent(top.minimum)}" if top.minimum == HUNDRED else f"Từ {show_percent(top.minimum)} trở lên"
    between = [
        f"Từ {show_percent(lower.minimum)} đến dưới {show_percent(upper.minimum)}: {show_points(lower.points)} điểm"
        for upper, lower in pairwise(rule.bands)
    ]
    least = f"Dưới {show_percent(rule.bands[-1].minimum)}: {show_points(rule.below)} điểm"
    return [f"{first}: {show_points(top.points)} điểm", *between, least]
