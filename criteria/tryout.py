"""An input tried on a rule that is being written: what an agency would get for it, and why. Nothing is stored."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict

from criteria.ruledraft import RuleDraft, RuleValues, read
from criteria.rules.kinds import NaPolicy, Rule, RuleKind, SurveyRule
from criteria.rules.numbers import EXACT, HUNDRED, EntryError, parse_number, show_number, show_percent, show_points
from criteria.rules.scoring import Entry, LeafState, score
from criteria.wording import rule_lines

NUMBERS = {
    RuleKind.RATIO_BANDS: ("numerator", "denominator"),
    RuleKind.RATIO_LINEAR: ("numerator", "denominator"),
    RuleKind.COUNT_DEDUCT: ("count",),
    RuleKind.COUNT_ADD: ("count",),
    RuleKind.MANUAL: ("points",),
    RuleKind.SURVEY: ("percent",),
}
"""The numbers one tries a rule with; levels, checklists and booleans are tried by choosing."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The rule in words, its faults, and what the tried input gives: a sentence, or what is wrong with the input."""

    words: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    said: str = ""
    refused: str = ""
    warnings: tuple[str, ...] = ()
    waits: str = ""


def preview(post: QueryDict, draft: RuleDraft, max_points: Decimal | None, policy: str, unit: str) -> Preview:
    """Judge the rule and score the tried input with it."""
    values = read(draft)
    if values.errors:
        return Preview(faults=tuple(values.errors.values()))
    if max_points is None:
        return Preview(faults=("Chưa có điểm tối đa – ghi điểm tối đa của mục trước.",))
    rule, faults = values.judged(max_points)
    if rule is None:
        return Preview(faults=faults)
    words = tuple(rule_lines(rule))
    try:
        return _tried(post, draft, values, rule, words, max_points, policy, unit)
    except EntryError as error:
        return Preview(words, refused=error.message.removesuffix("chưa ghi vào hồ sơ.").rstrip("; ") or error.message)


def _tried(
    post: QueryDict,
    draft: RuleDraft,
    values: RuleValues,
    rule: Rule,
    words: tuple[str, ...],
    max_points: Decimal,
    policy: str,
    unit: str,
) -> Preview:
    if isinstance(rule, SurveyRule):
        return _survey(post, words, max_points)
    entry = _entry(post, draft)
    result = score(rule, entry, max_points=max_points, na_policy=NaPolicy(policy or "none"), unit=unit)
    if result.state is LeafState.INCOMPLETE:
        return Preview(words, waits=result.working)
    given = "không tính" if result.points is None else f"{show_points(result.points)} điểm"
    said = f"{_input(entry)} → {given}, vì {result.working}"
    return Preview(words, said=said, warnings=result.warnings)


def _survey(post: QueryDict, words: tuple[str, ...], max_points: Decimal) -> Preview:
    """Mean percentage of the questions × maximum / 100 (bộ tiêu chí, phần điều tra xã hội học)."""
    text = post.get("try_percent", "").replace("%", "")
    if not text.strip():
        return Preview(words, waits="Nhập tỷ lệ hài lòng trung bình để tính điểm")
    percent = parse_number(text, "percent")
    if not 0 <= percent <= HUNDRED:
        raise EntryError("percent", f"{show_percent(percent)} không nằm trong 0 đến 100 – nhập lại tỷ lệ.")
    points = EXACT.divide(EXACT.multiply(percent, max_points), HUNDRED)
    working = f"{show_number(percent)} × {show_number(max_points)} / 100 = {show_points(points)} điểm"
    return Preview(words, said=f"Trung bình {show_percent(percent)} → {show_points(points)} điểm, vì {working}")


def _entry(post: QueryDict, draft: RuleDraft) -> Entry:
    """What was tried. Lines left empty are no options: numbers run over the written ones."""
    written = [at for at, line in enumerate(draft.lines, start=1) if not line.is_blank]
    number = {str(at): place for place, at in enumerate(written, start=1)}
    chosen = tuple(number[at] for at in post.getlist("try_items") if at in number)
    return Entry(
        option=number.get(post.get("try_option", "")),
        items=chosen if chosen or post.get("try_none") else None,
        numerator=_number(post, "numerator"),
        denominator=_number(post, "denominator"),
        count=_number(post, "count"),
        answer={"yes": True, "no": False}.get(post.get("try_answer", "")),
        points=_number(post, "points"),
        not_applicable=bool(post.get("try_na")),
    )


def _number(post: QueryDict, name: str) -> Decimal | None:
    text = post.get(f"try_{name}", "")
    return parse_number(text, name) if text.strip() else None


def _input(entry: Entry) -> str:
    """«Nhập 47/50», «Chọn mức 2», «Chọn Có»."""
    if entry.not_applicable:
        return "Đánh dấu không phát sinh"
    if entry.option is not None:
        return f"Chọn mức {entry.option}"
    if entry.items is not None:
        return f"Đạt {len(entry.items)} nội dung"
    if entry.answer is not None:
        return f"Chọn {'Có' if entry.answer else 'Không'}"
    if entry.denominator is not None and entry.numerator is not None:
        return f"Nhập {show_number(entry.numerator)}/{show_number(entry.denominator)}"
    given = entry.count if entry.count is not None else entry.points
    return "Nhập số" if given is None else f"Nhập {show_number(given)}"
