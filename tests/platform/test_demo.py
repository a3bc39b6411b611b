"""The demo command: its refusals, and one whole run from the empty folder to the stopped servers."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import takewhile
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from cchc.embedded import remove_all, status
from cchc.embedded.supervisor import running_demo
from cchc.management.commands.demo import refuse_busy_port, wanted_port, welcome

REPOSITORY = Path(__file__).resolve().parents[2]
LAST_LINE = "Dừng bằng Ctrl-C. (Ctrl-C stops everything.)\n"
START_SECONDS = 420


@pytest.mark.parametrize(("text", "port"), [("", 8000), ("8123", 8123), ("65535", 65535)])
def test_the_port_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, text: str, port: int) -> None:
    monkeypatch.setenv("PORT", text)
    assert wanted_port() == port


@pytest.mark.parametrize("text", ["0", "65536", "-1", "80a", "٣", "8 0"])
def test_a_port_that_is_none_is_refused_with_its_bounds(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    message = f"PORT phải là số từ 1 đến 65535, không phải «{text}». (PORT must be a number from 1 to 65535.)"
    with pytest.raises(CommandError, match=f"^{re.escape(message)}$"):
        wanted_port()


def test_a_busy_port_is_refused_in_both_languages_with_the_variable_to_set() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError) as refusal:
            refuse_busy_port(port)
    vietnamese, english = str(refusal.value).split("\n")
    assert vietnamese.startswith(f"Không mở được cổng {port} ")
    assert re.search(r"ví dụ: PORT=\d+ make demo\.$", vietnamese)
    assert (
        english == f"Port {port} can't be opened, perhaps another program uses it. Choose another by the variable PORT."
    )
    assert refuse_busy_port(port) is None


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    remove_all(tmp_path)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def answer(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    code = connection.getresponse().status
    connection.close()
    return code


@pytest.mark.slow
def test_the_demo_runs_from_nothing_and_leaves_nothing_running(data_dir: Path) -> None:
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment |= {
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "cchc.settings",
        "PYTHONUNBUFFERED": "1",
    }
    command = ["timeout", str(START_SECONDS), sys.executable, "manage.py", "demo"]
    process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        told = "".join(takewhile(lambda line: line != LAST_LINE, process.stdout))
        assert f"\nhttp://127.0.0.1:{port}/\n" in told
        assert (data_dir / "demo-accounts.txt").read_text().strip() in told
        assert [answer(port, path) for path in ("/healthz", "/readyz")] == [200, 200]
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    assert status(data_dir) == {"postgres": None, "redis": None}
    assert running_demo(data_dir) is None
    with pytest.raises(ConnectionRefusedError):
        answer(port, "/healthz")


def test_addresses_written_when_seeding_are_told_with_the_port_of_now(tmp_path):
    (tmp_path / "demo-accounts.txt").write_text("mã tại quầy  http://127.0.0.1:8000/khao-sat/1-abc/\n")
    assert "mã tại quầy  http://127.0.0.1:8152/khao-sat/1-abc/\n" in welcome("http://127.0.0.1:8152/", tmp_path)
