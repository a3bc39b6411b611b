"""What was entered for a leaf, in an official's words: the first step of «cách tính». Pure."""

from typing import assert_never

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
from criteria.rules.numbers import show_number, show_points
from criteria.rules.scoring import Entry


def entry_lines(rule: Rule, entry: Entry) -> list[str]:
    """«Số TTHC giải quyết đúng hạn: 47», one line per figure or choice; empty where nothing was entered."""
    if entry.not_applicable:
        return ["Đánh dấu không phát sinh trong năm"]
    match rule:
        case LevelsRule(options=options):
            return _option(rule, entry) if entry.option and entry.option <= len(options) else []
        case ChecklistRule():
            return _items(rule, entry)
        case RatioBandsRule() | RatioLinearRule():
            pairs = ((rule.numerator, entry.numerator), (rule.denominator, entry.denominator))
            return [f"{label}: {show_number(value)}" for label, value in pairs if value is not None]
        case CountDeductRule(what=what) | CountAddRule(what=what):
            return [] if entry.count is None else [f"Số {what}: {show_number(entry.count)}"]
        case BooleanRule():
            return [] if entry.answer is None else ["Có" if entry.answer else "Không"]
        case ManualRule():
            return [] if entry.points is None else [f"Điểm chấm trực tiếp: {show_points(entry.points)}"]
        case SurveyRule():
            return []
        case _:
            assert_never(rule)


def _option(rule: LevelsRule, entry: Entry) -> list[str]:
    number = entry.option or 0
    return [f"Mức {number}/{len(rule.options)}: {rule.options[number - 1].label}"] if number > 0 else []


def _items(rule: ChecklistRule, entry: Entry) -> list[str]:
    if entry.items is None:
        return []
    met = [rule.items[number - 1].label for number in entry.items if 0 < number <= len(rule.items)]
    return [f"Đạt: {label}" for label in met] or ["Không nội dung nào đạt"]
