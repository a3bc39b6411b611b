"""Between what an official types and what is stored: the fields of each rule kind, their texts and their values.

A field's text is what stands in the page and what autosave compares: «12,5», «1;3», «yes». Empty text is «nothing
entered»; for a checklist «0» says that none of the contents is met.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from cchc.files.parsers import clean_text
from criteria.catalogue import LeafRule
from criteria.rules.kinds import NaPolicy, RuleKind
from criteria.rules.numbers import EntryError, parse_number
from criteria.rules.scoring import KEPT, Entry

FIELDS: dict[RuleKind, tuple[str, ...]] = {
    RuleKind.LEVELS: ("option",),
    RuleKind.CHECKLIST: ("items",),
    RuleKind.RATIO_BANDS: ("numerator", "denominator"),
    RuleKind.RATIO_LINEAR: ("numerator", "denominator"),
    RuleKind.COUNT_DEDUCT: ("count",),
    RuleKind.COUNT_ADD: ("count",),
    RuleKind.BOOLEAN: ("answer",),
    RuleKind.MANUAL: ("points",),
    RuleKind.SURVEY: (),
}
ENTRY_FIELDS = ("option", "items", "numerator", "denominator", "count", "answer", "points")
LABELS = {
    "option": "mức",
    "items": "nội dung đạt",
    "numerator": "tử số",
    "denominator": "mẫu số",
    "count": "số lượng",
    "answer": "có/không",
    "points": "điểm chấm",
    "not_applicable": "không phát sinh",
    "explanation": "giải trình",
}
"""What a field is called in the diary of changes; the words there name the field again when a conflict is told."""
MAX_COUNT = 1_000_000_000
MAX_AMOUNT = Decimal(10) ** 14
MAX_EXPLANATION = 4000
_CHOICES = re.compile(r"\d{1,3}(?:;\d{1,3})*", re.ASCII)


def column(field: str) -> str:
    """The column of Score that keeps the field."""
    return "entered_points" if field == "points" else field


def fields_of(leaf: LeafRule) -> tuple[str, ...]:
    """The fields an official fills in for the leaf, in the order of the keyboard."""
    own = FIELDS[leaf.rule.kind]
    return own if leaf.policy is NaPolicy.NONE else (*own, "not_applicable")


def parse(field: str, text: str) -> Any:
    """The value of a typed text, None for nothing. Raises ``EntryError`` that names the field."""
    trimmed = text.strip()
    if field == "explanation":
        return _explanation(text)
    if field == "not_applicable":
        return trimmed == "1"
    return _PARSERS[field](trimmed, field) if trimmed else None


def _explanation(text: str) -> str:
    cleaned = clean_text(text)
    if len(cleaned) > MAX_EXPLANATION:
        message = f"Giải trình dài {len(cleaned)} ký tự – rút còn {MAX_EXPLANATION} ký tự, phần dài đính kèm thành tệp"
        raise EntryError("explanation", f"{message}; {KEPT}")
    return cleaned


def _option(text: str, field: str) -> int:
    if not _CHOICES.fullmatch(text) or ";" in text:
        raise EntryError(field, f"Mức “{text}” không có – chọn một trong các mức của mục; {KEPT}")
    return int(text)


def _items(text: str, field: str) -> tuple[int, ...]:
    if not _CHOICES.fullmatch(text):
        raise EntryError(field, f"“{text}” không phải là các nội dung của mục – chọn lại các nội dung đạt; {KEPT}")
    return tuple(sorted(number for number in map(int, text.split(";")) if number))


def _amount(text: str, field: str) -> Decimal:
    number = parse_number(text, field)
    if abs(number) >= MAX_AMOUNT or number != round(number, 6):
        raise EntryError(field, f"“{text}” quá lớn hoặc quá nhiều số lẻ – nhập không quá 6 số lẻ; {KEPT}")
    return number


def _count(text: str, field: str) -> Decimal:
    number = parse_number(text, field)
    if abs(number) > MAX_COUNT:
        raise EntryError(field, f"{text} quá lớn – kiểm tra lại số lượng; {KEPT}")
    return number


def _points(text: str, field: str) -> Decimal:
    number = parse_number(text, field)
    if abs(number) >= 1_000_000 or number != round(number, 2):
        raise EntryError(field, f"{text} quá lớn hoặc có quá hai số lẻ – nhập điểm với tối đa hai số lẻ; {KEPT}")
    return number


def _answer(text: str, field: str) -> bool:
    if text not in {"yes", "no"}:
        raise EntryError(field, f"“{text}” không phải là Có hoặc Không – chọn một trong hai; {KEPT}")
    return text == "yes"


_PARSERS: dict[str, Callable[[str, str], Any]] = {
    "option": _option,
    "items": _items,
    "numerator": _amount,
    "denominator": _amount,
    "count": _count,
    "answer": _answer,
    "points": _points,
}


def written(field: str, value: Any) -> str:
    """The text of a stored value: the reverse of ``parse``."""
    if field == "not_applicable":
        return "1" if value else ""
    if value is None:
        return ""
    if field == "items":
        return ";".join(map(str, value)) or "0"
    if field == "answer":
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return str(value)


def same(field: str, text: str, value: Any) -> bool:
    """Whether a text sent by a page stands for the stored value; a text that can't be read stands for none."""
    try:
        return written(field, parse(field, text)) == written(field, value)
    except EntryError:
        return False


def entry_of(values: Any) -> Entry:
    """What was entered, from a Score or any object with its columns."""
    return Entry(
        option=values.option,
        items=None if values.items is None else tuple(values.items),
        numerator=values.numerator,
        denominator=values.denominator,
        count=None if values.count is None else Decimal(values.count),
        answer=values.answer,
        points=values.entered_points,
        not_applicable=values.not_applicable,
    )


def is_started(entry: Entry) -> bool:
    """Whether anything of the rule's own input has been entered."""
    return any(getattr(entry, field) is not None for field in ENTRY_FIELDS)
