"""Bands of a ratio rule as an office writes them, from … to under …: gaps and overlaps between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from criteria.rules.numbers import show_percent


@dataclass(frozen=True, slots=True)
class WrittenBand:
    """One line: from ``lower`` per cent to under ``upper``, where the office wrote it."""

    lower: Decimal | None
    upper: Decimal | None = None


def band_faults(bands: Sequence[WrittenBand]) -> tuple[str, ...]:
    """What keeps the bands from covering every percentage once, in Vietnamese; the highest band stands first."""
    return (*(fault for band in bands for fault in _own(band)), *_between(bands))


def _own(band: WrittenBand) -> Iterator[str]:
    if band.lower is not None and band.upper is not None and band.upper <= band.lower:
        yield f"Khoảng từ {show_percent(band.lower)} đến dưới {show_percent(band.upper)} không có tỷ lệ nào."


def _between(bands: Sequence[WrittenBand]) -> Iterator[str]:
    for above, below in pairwise(bands):
        if above.lower is None or below.upper is None or below.upper == above.lower:
            continue
        first, last = sorted((above.lower, below.upper))
        span = f"từ {show_percent(first)} đến dưới {show_percent(last)}"
        if below.upper < above.lower:
            yield f"Hở khoảng: tỷ lệ {span} chưa thuộc khoảng nào – sửa cận của hai khoảng liền nhau."
        else:
            yield f"Chồng khoảng: tỷ lệ {span} thuộc hai khoảng – sửa cận của hai khoảng liền nhau."
