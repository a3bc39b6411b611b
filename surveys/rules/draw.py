"""Drawing a sample that anybody can draw again: which dossiers of a list are asked, and who stands in reserve."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from surveys.rules.results import SurveyError

LARGEST_LIST = 200_000


@dataclass(frozen=True, slots=True)
class Draw:
    """Places in the list, counted from 1: the sample in the list's order, the reserve in the order of its use."""

    sample: tuple[int, ...]
    reserve: tuple[int, ...]

    def next_reserve(self, used: Iterable[int]) -> int | None:
        """The first of the reserve that nobody has been replaced by; None when it is used up."""
        taken = frozenset(used)
        return next((place for place in self.reserve if place not in taken), None)


def draw(population: int, wanted: int, seed: str) -> Draw:
    """``wanted`` of ``population`` places, each equally likely; the reserve is as large again where the list allows.

    The order is that of the hashes of seed and place, so that the same seed gives the same sample on any machine.
    Raises ``SurveyError`` for a list that is too long or a seed that is missing.
    """
    if not seed:
        raise SurveyError("Chưa có mã rút mẫu – bấm «Rút mẫu» để tạo mã.")
    if not 0 <= population <= LARGEST_LIST:
        raise SurveyError(f"Danh sách có {population} hồ sơ – nhập số từ 0 đến {LARGEST_LIST}.")
    order = sorted(range(1, population + 1), key=lambda place: sha256(f"{seed}:{place}".encode()).digest())
    return Draw(tuple(sorted(order[:wanted])), tuple(order[wanted : 2 * wanted]))
