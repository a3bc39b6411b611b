"""The supervisor of the demo's programs, with small programs in the place of web, worker and beat."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from cchc.embedded.children import LOG_LIMIT_BYTES, recall, record, stop_processes
from cchc.embedded.supervisor import Program, Supervisor, running_demo, stop_leftovers

REPOSITORY = Path(__file__).resolve().parents[2]
SLEEPER = Program("sleeper", [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"])
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
OUTSIDE = """
import sys
from pathlib import Path
from cchc.embedded.supervisor import Program, Supervisor
sleeper = Program("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"])
supervisor = Supervisor(Path(sys.argv[1]), Path.cwd(), [sleeper], print)
with supervisor.running():
    print("running", flush=True)
    supervisor.watch(lambda: False)
"""


@pytest.fixture
def said() -> list[str]:
    return []


def supervisor_of(data_dir: Path, said: list[str], *programs: Program) -> Supervisor:
    return Supervisor(data_dir, data_dir, list(programs), said.append)


def sleeper_of(data_dir: Path) -> psutil.Process:
    process = recall(data_dir / "run", "sleeper")
    assert process is not None
    return process


def started_outside(data_dir: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", OUTSIDE, str(data_dir)]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "running\n"
    return process


def ended(process: psutil.Process) -> Callable[[], bool]:
    return lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_programs_run_inside_the_block_and_none_after_it(tmp_path: Path, said: list[str]) -> None:
    supervisor = supervisor_of(tmp_path, said, SLEEPER)
    with supervisor.running():
        assert supervisor.watch(lambda: supervisor.log("sleeper").read_text() == "up\n", 20)
        sleeper = sleeper_of(tmp_path)
        assert running_demo(tmp_path) == psutil.Process()
    assert ended(sleeper)()
    assert running_demo(tmp_path) is None
    assert list((tmp_path / "run").iterdir()) == []
    assert said == []


def test_a_program_that_ends_is_started_again_and_it_is_said(tmp_path: Path, said: list[str]) -> None:
    supervisor = supervisor_of(tmp_path, said, SLEEPER)
    with supervisor.running():
        first = sleeper_of(tmp_path)
        first.kill()
        assert supervisor.watch(lambda: recall(tmp_path / "run", "sleeper") not in (None, first), 20)
    assert said == [
        f"sleeper dừng bất thường (mã -9), khởi động lại sau 1 giây; nhật ký: {tmp_path}/log/sleeper.log\n"
        "(sleeper ended with code -9, restarting in 1 s; see its log)"
    ]


def test_the_pause_before_a_restart_doubles(tmp_path: Path, said: list[str]) -> None:
    supervisor = supervisor_of(tmp_path, said, Program("broken", [sys.executable, "-c", "raise SystemExit(3)"]))
    with supervisor.running():
        assert supervisor.watch(lambda: len(said) == 3, 20)
    pauses = [line.split("khởi động lại sau ")[1].split(" ")[0] for line in said]
    assert pauses == ["1", "2", "4"]


def test_a_program_that_ignores_the_signal_is_killed(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stop_processes, "__defaults__", (0.5,))
    supervisor = supervisor_of(tmp_path, said, Program("sleeper", [sys.executable, "-c", STUBBORN]))
    with supervisor.running():
        assert supervisor.watch(lambda: supervisor.log("sleeper").read_text() == "up\n", 20)
        sleeper = sleeper_of(tmp_path)
    assert ended(sleeper)()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_supervisor_and_its_programs(tmp_path: Path, number: signal.Signals) -> None:
    with started_outside(tmp_path) as process:
        sleeper = sleeper_of(tmp_path)
        process.send_signal(number)
        assert process.wait(20) == 0
    assert ended(sleeper)()


def test_what_a_killed_supervisor_left_is_stopped_later(tmp_path: Path) -> None:
    with started_outside(tmp_path) as process:
        sleeper = sleeper_of(tmp_path)
        process.kill()
        process.wait(20)
    assert sleeper.is_running()
    assert stop_leftovers(tmp_path) == ["sleeper"]
    wait_for(ended(sleeper))
    assert stop_leftovers(tmp_path) == []


def test_a_number_that_passed_to_another_program_is_left_alone(tmp_path: Path) -> None:
    run_dir = tmp_path / "run"
    record(run_dir, "web", os.getpid())
    number, started = (run_dir / "web.pid").read_text().split()
    (run_dir / "web.pid").write_text(f"{number}\n{float(started) - 1}\n")
    assert recall(run_dir, "web") is None
    assert stop_leftovers(tmp_path) == []


def test_a_log_grown_too_long_is_set_aside_at_the_next_start(tmp_path: Path, said: list[str]) -> None:
    supervisor = supervisor_of(tmp_path, said, SLEEPER)
    log = supervisor.log("sleeper")
    log.parent.mkdir()
    log.write_bytes(b"x" * (LOG_LIMIT_BYTES + 1))
    with supervisor.running():
        assert supervisor.watch(lambda: log.read_text() == "up\n", 20)
    assert (tmp_path / "log" / "sleeper.log.1").stat().st_size == LOG_LIMIT_BYTES + 1
