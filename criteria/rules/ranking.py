"""Ranks within a block by the unrounded index, and classification bands with explicit bounds.

No published source states a rule for ties; here equal indices share the rank and the next is skipped (1, 2, 2, 4), or
the campaign names ordered tie-breakers. The rule is printed with the result.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby, pairwise

from criteria.rules.numbers import HUNDRED, show_number


class TieRule(StrEnum):
    """What happens to agencies whose unrounded indices are equal."""

    SHARED = "shared"
    TIE_BREAKERS = "tie_breakers"


@dataclass(frozen=True, slots=True)
class Row:
    """An agency to be ranked. ``ranked=False``: scored but never ranked. ``ties``: keys in order, greater is better."""

    key: str
    block: str
    index: Decimal | None
    ranked: bool = True
    ties: tuple[Decimal, ...] = ()


def rank(rows: Iterable[Row], tie_rule: TieRule | str = TieRule.SHARED) -> dict[str, int | None]:
    """The rank of every row's key within its block; None for one without index or one that isn't ranked.

    With ``tie_breakers`` equal indices are told apart by ``Row.ties``; those equal in all of them still share a rank.
    """
    known = list(rows)
    by_ties = TieRule(tie_rule) is TieRule.TIE_BREAKERS
    ranks: dict[str, int | None] = {row.key: None for row in known}
    in_blocks: dict[str, list[tuple[tuple[Decimal, ...], str]]] = {}
    for row in known:
        if row.ranked and row.index is not None:
            merit = (row.index, *row.ties) if by_ties else (row.index,)
            in_blocks.setdefault(row.block, []).append((merit, row.key))
    for members in in_blocks.values():
        ranks.update(_block_ranks(members))
    return ranks


def _block_ranks(members: list[tuple[tuple[Decimal, ...], str]]) -> dict[str, int | None]:
    ranks: dict[str, int | None] = {}
    place = 1
    for _, group in groupby(sorted(members, key=lambda member: member[0], reverse=True), key=lambda member: member[0]):
        keys = [key for _, key in group]
        ranks.update(dict.fromkeys(keys, place))
        place += len(keys)
    return ranks


def tie_rule_words(tie_rule: TieRule | str, tie_breakers: Sequence[str] = ()) -> str:
    """The sentence printed under a ranking."""
    if TieRule(tie_rule) is TieRule.SHARED or not tie_breakers:
        return (
            "Xếp hạng theo Chỉ số chưa làm tròn; các đơn vị bằng nhau xếp cùng hạng, "
            "hạng kế tiếp được bỏ qua (1, 2, 2, 4)."
        )
    order = ", ".join(tie_breakers)
    return f"Xếp hạng theo Chỉ số chưa làm tròn; khi bằng nhau xét lần lượt: {order}; vẫn bằng nhau thì xếp cùng hạng."


@dataclass(frozen=True, slots=True)
class Band:
    """A classification (xếp loại) with its bounds in per cent and whether each bound belongs to it."""

    name: str
    lower: Decimal
    lower_inclusive: bool
    upper: Decimal
    upper_inclusive: bool

    def holds(self, index: Decimal) -> bool:
        """Whether the unrounded index lies in the band."""
        above = index >= self.lower if self.lower_inclusive else index > self.lower
        below = index <= self.upper if self.upper_inclusive else index < self.upper
        return above and below

    def words(self) -> str:
        """«từ 85 đến dưới 95», «trên 80 đến 100», «dưới 70»."""
        upper = show_number(self.upper)
        if self.lower == 0 and self.lower_inclusive and self.upper < HUNDRED:
            return f"từ {upper} trở xuống" if self.upper_inclusive else f"dưới {upper}"
        lower = f"{'từ' if self.lower_inclusive else 'trên'} {show_number(self.lower)}"
        return f"{lower} {'đến' if self.upper_inclusive else 'đến dưới'} {upper}"


def classify(index: Decimal | None, bands: Sequence[Band]) -> str | None:
    """The name of the band that holds the unrounded index; None without an index or outside every band."""
    if index is None:
        return None
    return next((band.name for band in bands if band.holds(index)), None)


def band_faults(bands: Sequence[Band]) -> tuple[str, ...]:
    """Why bands don't cover 0 to 100 exactly once, in Vietnamese; empty when they do."""
    if not bands:
        return ("Chưa có mức xếp loại nào – thêm ít nhất một mức từ 0 đến 100.",)
    ordered = sorted(bands, key=lambda band: (band.lower, not band.lower_inclusive, band.upper))
    return (
        *_name_faults(bands),
        *(fault for band in ordered for fault in _own_faults(band)),
        *_end_faults(ordered),
        *(fault for lower, upper in pairwise(ordered) for fault in _seam_faults(lower, upper)),
    )


def _name_faults(bands: Sequence[Band]) -> Iterator[str]:
    names = [band.name.strip() for band in bands]
    if not all(names):
        yield "Có mức xếp loại chưa có tên – ghi tên mức."
    for name in dict.fromkeys(names):
        if name and names.count(name) > 1:
            yield f"Mức “{name}” ghi hai lần – mỗi mức một tên."


def _own_faults(band: Band) -> Iterator[str]:
    lower, upper = show_number(band.lower), show_number(band.upper)
    if band.lower > band.upper:
        yield f"Mức “{band.name}”: cận dưới {lower} lớn hơn cận trên {upper} – đổi lại hai số."
    elif band.lower == band.upper and not (band.lower_inclusive and band.upper_inclusive):
        yield f"Mức “{band.name}”: từ {lower} đến {upper} không chứa chỉ số nào – sửa cận."


def _end_faults(ordered: Sequence[Band]) -> Iterator[str]:
    first, last = ordered[0], max(ordered, key=lambda band: (band.upper, band.upper_inclusive))
    start, end = show_number(first.lower), show_number(last.upper)
    if first.lower > 0:
        yield f"Chưa có mức cho chỉ số từ 0 đến {start} – thêm mức hoặc hạ cận dưới của “{first.name}”."
    elif first.lower == 0 and not first.lower_inclusive:
        yield f"Chỉ số 0 không thuộc mức nào – lấy cả cận dưới của “{first.name}”."
    if first.lower < 0:
        yield f"Mức “{first.name}”: cận dưới {start} nhỏ hơn 0 – chỉ số thấp nhất là 0."
    if last.upper < HUNDRED:
        yield f"Chưa có mức cho chỉ số từ {end} đến 100 – thêm mức hoặc nâng cận trên của “{last.name}”."
    elif last.upper == HUNDRED and not last.upper_inclusive:
        yield f"Chỉ số 100 không thuộc mức nào – lấy cả cận trên của “{last.name}”."
    if last.upper > HUNDRED:
        yield f"Mức “{last.name}”: cận trên {end} lớn hơn 100 – chỉ số cao nhất là 100."


def _seam_faults(lower: Band, upper: Band) -> Iterator[str]:
    """Where two neighbouring bands leave a gap or both claim the same index."""
    names = f"“{lower.name}” và “{upper.name}”"
    seam, start = show_number(lower.upper), show_number(upper.lower)
    if lower.upper < upper.lower:
        yield f"Từ {seam} đến {start} không thuộc mức nào, giữa {names} – nối hai mức lại."
    elif lower.upper > upper.lower:
        yield f"Từ {start} đến {seam} thuộc cả {names} – bỏ phần chồng nhau."
    elif lower.upper_inclusive and upper.lower_inclusive:
        yield f"Chỉ số {seam} thuộc cả {names} – chỉ một mức lấy cận này."
    elif not lower.upper_inclusive and not upper.lower_inclusive:
        yield f"Chỉ số {seam} không thuộc mức nào, giữa {names} – một trong hai mức lấy cận này."
