"""A leaf's scoring rule in a sentence, as the printed criteria say it. Pure."""

from typing import assert_never

from criteria.catalogue import LeafRule
from criteria.rules.kinds import (
    BooleanRule,
    ChecklistRule,
    Choice,
    CountAddRule,
    CountDeductRule,
    LevelsRule,
    ManualRule,
    RatioBandsRule,
    RatioLinearRule,
    SurveyRule,
)
from criteria.rules.numbers import show_percent, show_points, show_rate


def rule_words(leaf: LeafRule) -> str:
    """«Từ 99 %: 2,00 điểm; từ 95 % đến dưới 99 %: 1,50; dưới 95 %: 0,00.»"""
    match leaf.rule:
        case LevelsRule(options=options):
            return _choices(options)
        case ChecklistRule(items=items):
            return f"Cộng các nội dung đạt. {_choices(items)}"
        case RatioBandsRule():
            return _bands(leaf.rule)
        case RatioLinearRule(floor=floor, full=full):
            low = f"Dưới {show_percent(floor)}: 0 điểm; " if floor else ""
            return f"{low}đạt {show_percent(full)}: {show_points(leaf.max_points)} điểm; ở giữa tính theo tỷ lệ."
        case CountDeductRule(per=per, what=what, minimum=minimum):
            return f"Mỗi {what} trừ {show_rate(per)} điểm, thấp nhất {show_points(minimum)} điểm."
        case CountAddRule(per=per, what=what):
            return f"Mỗi {what} được {show_rate(per)} điểm, cao nhất {show_points(leaf.max_points)} điểm."
        case BooleanRule(yes=yes, no=no):
            return f"Có: {show_points(yes)} điểm; không: {show_points(no)} điểm."
        case ManualRule(step=step):
            return f"Chấm trực tiếp theo bước {show_rate(step)} điểm."
        case SurveyRule():
            return "Điều tra xã hội học."
        case _:
            assert_never(leaf.rule)


def _choices(choices: tuple[Choice, ...]) -> str:
    return "; ".join(f"{choice.label}: {show_points(choice.points)}" for choice in choices) + "."


def _bands(rule: RatioBandsRule) -> str:
    parts, upper = [], None
    for band in rule.bands:
        limit = f" đến dưới {show_percent(upper)}" if upper is not None else ""
        parts.append(f"từ {show_percent(band.minimum)}{limit}: {show_points(band.points)} điểm")
        upper = band.minimum
    parts.append(f"dưới {show_percent(upper)}: {show_points(rule.below)} điểm")
    words = "; ".join(parts)
    return f"{words[0].upper()}{words[1:]}."
