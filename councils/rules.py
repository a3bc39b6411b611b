"""Points that an appraiser writes without correcting the numbers: only such as the leaf's own rule can give."""

from decimal import Decimal
from typing import assert_never

from criteria.catalogue import LeafRule
from criteria.rules.kinds import (
    BooleanRule,
    ChecklistRule,
    CountAddRule,
    CountDeductRule,
    LevelsRule,
    ManualRule,
    RatioBandsRule,
    RatioLinearRule,
    SurveyRule,
)
from criteria.rules.numbers import EXACT, ZERO, EntryError, rounded, show_points
from criteria.rules.scoring import KEPT, Entry


def looks_equal(typed: Decimal, points: Decimal | None) -> bool:
    """Whether typed points mean the stored ones: pages show two decimals, so «0,91» stands for 0,9134328358."""
    return points is not None and rounded(typed) == rounded(points)


def within_maximum(leaf: LeafRule, points: Decimal) -> Decimal:
    """The points if they lie between 0 and the leaf's maximum, else ``EntryError``."""
    if not ZERO <= points <= leaf.max_points:
        most = show_points(leaf.max_points)
        message = (
            f"{show_points(points)} không nằm trong khoảng điểm của mục {leaf.code} – nhập từ 0 đến {most}; {KEPT}"
        )
        raise EntryError("points", message)
    return points


def entry_for(leaf: LeafRule, points: Decimal) -> Entry | None:
    """The entry that gives these points where there is just one; None where the points stand alone.

    Raises ``EntryError`` for points that the rule can't give, naming those it can.
    """
    within_maximum(leaf, points)
    match leaf.rule:
        case LevelsRule(options=options):
            _one_of(leaf, points, [option.points for option in options])
            return Entry(option=next(n for n, option in enumerate(options, start=1) if option.points == points))
        case BooleanRule(yes=yes, no=no):
            _one_of(leaf, points, [yes, no])
            return Entry(answer=points == yes)
        case ManualRule():
            return Entry(points=points)
        case RatioBandsRule(bands=bands, below=below):
            return _one_of(leaf, points, [*(band.points for band in bands), below])
        case ChecklistRule(items=items):
            return _one_of(leaf, points, sorted(_sums([item.points for item in items]), reverse=True))
        case CountDeductRule(per=per, minimum=minimum):
            return _whole_steps(leaf, points, EXACT.subtract(leaf.max_points, points), per, minimum)
        case CountAddRule(per=per):
            return _whole_steps(leaf, points, points, per, leaf.max_points)
        case RatioLinearRule():
            return None
        case SurveyRule():
            raise EntryError("points", f"Mục {leaf.code} lấy điểm từ điều tra xã hội học – không thẩm định ở đây.")
        case _:
            assert_never(leaf.rule)


def _one_of(leaf: LeafRule, points: Decimal, possible: list[Decimal]) -> None:
    if points not in possible:
        known = "; ".join(show_points(value) for value in possible[:8]) + (" …" if len(possible) > 8 else "")
        message = f"{show_points(points)} không phải là mức điểm của mục {leaf.code} – chọn một mức: {known}; {KEPT}"
        raise EntryError("points", message)


def _sums(parts: list[Decimal]) -> set[Decimal]:
    """Every sum of some of the parts."""
    found = {ZERO}
    for part in parts:
        found |= {EXACT.add(known, part) for known in found}
    return found


def _whole_steps(leaf: LeafRule, points: Decimal, change: Decimal, per: Decimal, limit: Decimal) -> None:
    if points != limit and EXACT.remainder(change, per) != 0:
        message = (
            f"{show_points(points)} không khớp cách tính {show_points(per)} điểm mỗi trường hợp của mục {leaf.code}"
        )
        raise EntryError("points", f"{message} – sửa số liệu hoặc nhập điểm khớp; {KEPT}")
