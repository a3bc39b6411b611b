"""The level of an agency's head from the band of its index and the conditions found. Pure."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Effect(StrEnum):
    """What a condition does to the level that follows from the index."""

    LOWER = "lower"
    LOWEST = "lowest"

    @property
    def label(self) -> str:
        return "Hạ một mức" if self is Effect.LOWER else "Xếp mức thấp nhất"


@dataclass(frozen=True, slots=True)
class Found:
    """A condition found for one head."""

    text: str
    effect: Effect
    basis: str


@dataclass(frozen=True, slots=True)
class HeadLevel:
    """The level, and in words why it is not the one of the index."""

    level: str
    note: str = ""


def head_level(levels: Sequence[str], by_index: str, found: Iterable[Found]) -> HeadLevel:
    """``levels`` from the best to the worst, each once. Every «hạ một mức» counts; nothing goes below the worst.

    Without a level by the index, or one that isn't among ``levels``, conditions change nothing and are only named.
    """
    known = list(found)
    note = "; ".join(f"{one.effect.label.lower()}: {one.text} ({one.basis})" for one in known)
    words = f"{note[:1].upper()}{note[1:]}"
    if by_index not in levels:
        return HeadLevel(by_index, words)
    place = list(levels).index(by_index) + sum(one.effect is Effect.LOWER for one in known)
    if any(one.effect is Effect.LOWEST for one in known):
        place = len(levels) - 1
    return HeadLevel(levels[min(place, len(levels) - 1)], words)


def held(since: date, until: date) -> tuple[int, int]:
    """Whole months and days in office, both days counted: 01/01–15/6 is 5 months and 15 days."""
    end = until + timedelta(days=1)
    months = (end.year - since.year) * 12 + end.month - since.month - (end.day < since.day)
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return months, (end - date(year, month + 1, min(since.day, last))).days


def held_words(since: date, until: date) -> str:
    """The time in office as the annex prints it: «giữ chức từ 01/01/2024 đến 15/06/2024 (5 tháng 15 ngày)»."""
    months, days = held(since, until)
    parts = [f"{number} {unit}" for number, unit in ((months, "tháng"), (days, "ngày")) if number]
    return f"giữ chức từ {since:%d/%m/%Y} đến {until:%d/%m/%Y} ({' '.join(parts)})"
