"""Bonus and penalty points (điểm thưởng, điểm trừ): per occurrence, up to a cap per item and one per kind and year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from criteria.rules.numbers import EXACT, ZERO, EntryError, is_usable, show_number, show_points, show_rate, total


class BonusKind(StrEnum):
    """Added to the points, or taken from them."""

    BONUS = "bonus"
    PENALTY = "penalty"

    @property
    def label(self) -> str:
        """The kind in an official's words."""
        return "Điểm thưởng" if self is BonusKind.BONUS else "Điểm trừ"


@dataclass(frozen=True, slots=True)
class BonusItem:
    """One reason for bonus or penalty points. All points are above 0; a cap of None is no cap."""

    code: str
    kind: BonusKind
    points_per_occurrence: Decimal
    item_cap: Decimal | None = None
    kind_cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BonusTotals:
    """Points per item after its own cap, and the two sums after the caps of the kinds; penalties are above 0."""

    items: Mapping[str, Decimal]
    bonus: Decimal
    penalty: Decimal


def item_points(item: BonusItem, occurrences: Decimal) -> Decimal:
    """Points for so many occurrences, up to the item's cap. Raises ``EntryError`` for a count below 0 or not whole."""
    if not is_usable(occurrences) or occurrences < 0 or occurrences != occurrences.to_integral_value():
        message = (
            f"Số lần của mục {item.code} là {_said(occurrences)} – nhập số nguyên từ 0 trở lên; chưa ghi vào hồ sơ."
        )
        raise EntryError("count", message)
    points = EXACT.multiply(item.points_per_occurrence, occurrences)
    return points if item.item_cap is None else min(points, item.item_cap)


def item_working(item: BonusItem, occurrences: Decimal) -> str:
    """«3 × 0,50 = 1,50, tối đa 1,00 → 1,00 điểm»."""
    full = EXACT.multiply(item.points_per_occurrence, occurrences)
    points = item_points(item, occurrences)
    product = f"{show_number(occurrences)} × {show_rate(item.points_per_occurrence)}"
    if points == full:
        return f"{product} = {show_points(points)} điểm"
    return f"{product} = {show_rate(full)}, tối đa {show_rate(points)} → {show_points(points)} điểm"


def check_item_points(item: BonusItem, points: Decimal) -> Decimal:
    """Points of an item entered as points. Raises ``EntryError`` below 0 or above the item's cap."""
    if not is_usable(points) or points < 0:
        raise EntryError(
            "points", f"Điểm của mục {item.code} là {_said(points)} – nhập số từ 0 trở lên; chưa ghi vào hồ sơ."
        )
    if item.item_cap is not None and points > item.item_cap:
        cap = show_rate(item.item_cap)
        message = f"{show_rate(points)} lớn hơn mức tối đa {cap} của mục {item.code} – nhập từ 0 đến {cap}; "
        raise EntryError("points", message + "chưa ghi vào hồ sơ.")
    return points


def bonus_points(items: Sequence[BonusItem], occurrences: Mapping[str, Decimal]) -> BonusTotals:
    """Both sums from the number of occurrences per item code; items not named have none. Raises ``EntryError``."""
    known = {item.code for item in items}
    for code in occurrences:
        if code not in known:
            raise EntryError("code", f"Mục thưởng, trừ “{code}” không có trong bộ tiêu chí – kiểm tra lại mã.")
    return bonus_totals(items, {item.code: item_points(item, occurrences.get(item.code, ZERO)) for item in items})


def bonus_totals(items: Sequence[BonusItem], points: Mapping[str, Decimal]) -> BonusTotals:
    """Both sums from points per item code (already within the items' caps), under the caps of the kinds."""
    given = {item.code: points.get(item.code, ZERO) for item in items}
    return BonusTotals(given, _capped(items, given, BonusKind.BONUS), _capped(items, given, BonusKind.PENALTY))


def bonus_faults(items: Sequence[BonusItem]) -> tuple[str, ...]:
    """What is wrong in a list of items, in Vietnamese: signs, caps that contradict each other, codes used twice."""
    faults = [fault for item in items for fault in _item_faults(item)]
    codes = [item.code for item in items]
    faults += [f"Mã {code} dùng hai lần – mỗi mục một mã." for code in dict.fromkeys(codes) if codes.count(code) > 1]
    for kind in BonusKind:
        caps = {item.kind_cap for item in items if item.kind is kind}
        if len(caps) > 1:
            faults.append(f"{kind.label}: mức tối đa cả năm ghi khác nhau giữa các mục – ghi cùng một số.")
    return tuple(faults)


def _item_faults(item: BonusItem) -> list[str]:
    faults = []
    if item.points_per_occurrence <= 0:
        faults.append(f"Mục {item.code}: điểm mỗi lần phải lớn hơn 0; điểm trừ cũng ghi số dương.")
    if item.item_cap is not None and item.item_cap < item.points_per_occurrence:
        faults.append(f"Mục {item.code}: mức tối đa của mục nhỏ hơn điểm mỗi lần.")
    if item.item_cap is not None and item.kind_cap is not None and item.kind_cap < item.item_cap:
        faults.append(f"Mục {item.code}: mức tối đa của mục lớn hơn mức tối đa cả năm.")
    return faults


def _said(number: Decimal) -> str:
    return show_number(number) if is_usable(number) else str(number)


def _capped(items: Sequence[BonusItem], points: Mapping[str, Decimal], kind: BonusKind) -> Decimal:
    mine = [item for item in items if item.kind is kind]
    caps = [item.kind_cap for item in mine if item.kind_cap is not None]
    together = total(points[item.code] for item in mine)
    return min(together, *caps) if caps else together
