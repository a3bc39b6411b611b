"""Two ways timed in turn: which runs when, and what is counted."""

from bench.timing import Pair, alternate


class Clock:
    """Stands still but for what the works add to it."""

    def __init__(self) -> None:
        self.now = 100.0
        self.ran: list[str] = []

    def __call__(self) -> float:
        return self.now

    def work(self, name: str, *seconds: float):
        left = list(seconds)

        def run() -> None:
            self.ran.append(name)
            self.now += left.pop(0)

        return run


def test_medians_leave_out_the_warming_up_and_the_one_slow_run():
    clock = Clock()
    ours = clock.work("ours", 50, 3, 900, 4)
    reference = clock.work("reference", 70, 2, 1, 800)
    assert alternate(ours, reference, times=3, warm=1, clock=clock) == Pair(ours=4, reference=2)


def test_the_two_run_in_turn_and_change_who_goes_first():
    clock = Clock()
    ours, reference = clock.work("o", 1, 1, 1, 1), clock.work("r", 1, 1, 1, 1)
    alternate(ours, reference, times=3, warm=1, clock=clock)
    assert "".join(clock.ran) == "or" + "or" + "ro" + "or"


def test_an_even_number_of_runs_gives_the_mean_of_the_middle_two():
    clock = Clock()
    pair = alternate(clock.work("o", 1, 3, 5, 90), clock.work("r", 2, 2, 2, 2), times=4, warm=0, clock=clock)
    assert pair == Pair(ours=4, reference=2)
