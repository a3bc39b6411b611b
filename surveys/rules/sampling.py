"""How many answers are wanted, and whether enough came for the points to flow into the criterion."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from criteria.rules.numbers import NBSP, show_percent
from surveys.rules.results import SurveyError, as_decimal

USUAL_ERROR = Decimal("0.05")
"""e in the Ministry of Home Affairs' guidance on sampling: 5 %."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether the response reached the rate set in the plan; ``needed`` answers are the least that do."""

    reached: bool
    received: int
    needed: int
    quota: int

    @property
    def words(self) -> str:
        """«11/15 phiếu = 73,33 % → còn thiếu 1 phiếu, chưa tính điểm»."""
        return _gate_words(self.quota, self.received, self.needed)


def sample_size(population: int, error: Decimal = USUAL_ERROR) -> int:
    """n = N / (1 + N × e²), rounded up, never more than N. Raises ``SurveyError`` for N < 0 or e outside 0..1."""
    if population < 0:
        raise SurveyError(f"Số lượt giao dịch là {population} – nhập số từ 0 trở lên.")
    if not 0 <= error < 1:
        raise SurveyError(f"Sai số {error} không hợp lệ – nhập số từ 0 đến dưới 1, ví dụ 0,05.")
    return ceil(Fraction(population) / (1 + population * Fraction(error) ** 2))


def response_gate(quota: int, received: int, rate: Decimal = Decimal(100)) -> Gate:
    """Compares the answers received with ``rate`` per cent of the quota exactly; a quota of 0 is always reached."""
    needed = ceil(Fraction(quota) * Fraction(rate) / 100)
    reached = received >= needed
    return Gate(reached, received, needed, quota)


def expected_by(wanted: int, first: date, last: date, today: date) -> int:
    """Forms an even pace from the first to the last day has brought by the evening before today, rounded down."""
    passed = min(max((today - first).days, 0), (last - first).days + 1)
    return wanted * passed // ((last - first).days + 1)


def _gate_words(quota: int, received: int, needed: int) -> str:
    if quota == 0:
        return "Không đặt số phiếu tối thiểu"
    share = show_percent(as_decimal(Fraction(received * 100, quota)))
    counted = f"{received}/{quota} phiếu = {share}"
    if received >= needed:
        return f"{counted} → đủ số phiếu để tính điểm"
    return f"{counted} → còn thiếu {needed - received}{NBSP}phiếu, chưa tính điểm"
