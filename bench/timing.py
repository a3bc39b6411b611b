"""Two ways of doing the same work timed in turn, so that a busy moment of the machine falls on both."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

Work = Callable[[], object]
PROCESSOR = time.process_time
"""Clock of work that no other process does for us: it stands still while a busy machine serves others."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Medians in seconds."""

    ours: float
    reference: float


def alternate(
    ours: Work,
    reference: Work,
    *,
    times: int,
    warm: int = 2,
    clock: Callable[[], float] = time.perf_counter,
    between: Work = lambda: None,
) -> Pair:
    """Run both ``warm`` times unmeasured, then ``times`` times in turn; which goes first changes every round.

    ``between`` is done before each of them and not measured.
    """
    for _ in range(warm):
        ours()
        reference()
    spent: dict[Work, list[float]] = {ours: [], reference: []}
    gc.collect()
    for number in range(times):
        order = (ours, reference) if number % 2 == 0 else (reference, ours)
        for work in order:
            between()
            started = clock()
            work()
            spent[work].append(clock() - started)
    return Pair(median(spent[ours]), median(spent[reference]))
