"""The whole product on this machine: embedded servers, web, worker and beat, with demo data."""

import contextlib
import http
import http.client
import os
import re
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from cchc.embedded import stop_all
from cchc.embedded.common import tail
from cchc.embedded.supervisor import Program, Supervisor, running_demo

HOST = "127.0.0.1"
READY_SECONDS = 90


class Command(BaseCommand):
    help = "Starts everything on this machine, seeds demo data once, prints address and accounts; Ctrl-C stops it all."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        if not settings.EMBEDDED:
            raise CommandError("Bản dùng thử chỉ chạy với máy chủ nhúng: hãy bỏ DATABASE_URL (unset DATABASE_URL).")
        data_dir = Path(settings.DATA_DIR)
        if running_demo(data_dir):
            self._say_already_running(data_dir)
            return
        with stopping_servers_after(data_dir):
            port = wanted_port()
            refuse_busy_port(port)
            self._prepare()
            self._serve(data_dir, port)

    def _say_already_running(self, data_dir: Path) -> None:
        address = (data_dir / "run" / "address").read_text()
        self.stdout.write(
            f"Đang chạy rồi tại {address}; dừng bằng «make stop». (Already running; `make stop` stops it.)"
        )

    def _prepare(self) -> None:
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # whitenoise warns about a missing folder
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write("Chuẩn bị dữ liệu dùng thử… (preparing demo data)")
        call_command("demo_data")

    def _serve(self, data_dir: Path, port: int) -> None:
        address = f"http://{HOST}:{port}/"
        supervisor = Supervisor(data_dir, settings.BASE_DIR, programs(data_dir, port), self._say)
        with supervisor.running():
            (data_dir / "run" / "address").write_text(address)
            if supervisor.watch(lambda: is_ready(port), READY_SECONDS):
                self._say(welcome(address, data_dir))
                supervisor.watch(lambda: False)
            elif not supervisor.stopping.is_set():
                log = supervisor.log("web")
                raise CommandError(f"Chưa sẵn sàng sau {READY_SECONDS} giây (not ready); {log}:\n{tail(log)}")
            self._say("Đang dừng… (stopping)")

    def _say(self, text: str) -> None:
        # The reader of a closed pipe or terminal is gone: stopping in order matters more than telling.
        with contextlib.suppress(OSError):
            self.stdout.write(text)
            self.stdout.flush()


@contextlib.contextmanager
def stopping_servers_after(data_dir: Path) -> Iterator[None]:
    """Whatever ends the block, a signal included, the embedded servers are stopped after it."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        raise CommandError("Đã dừng giữa chừng. (Stopped before the start was complete.)") from None
    finally:
        for number in signals:
            signal.signal(number, signal.SIG_IGN)
        stop_all(data_dir)


def wanted_port() -> int:
    """PORT of the environment, 8000 without it."""
    text = os.environ.get("PORT", "") or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise CommandError(
            f"PORT phải là số từ 1 đến 65535, không phải «{text}». (PORT must be a number from 1 to 65535.)"
        )
    return int(text)


def refuse_busy_port(port: int) -> None:
    """CommandError with the way out when another program listens on `port`, or the system reserves it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Không mở được cổng {port} ({error.strerror}): có thể chương trình khác đang dùng. "
                f"Hãy chọn cổng khác, ví dụ: PORT={port % 60000 + 1080} make demo.\n"
                f"Port {port} can't be opened, perhaps another program uses it. Choose another by the variable PORT."
            ) from error


def programs(data_dir: Path, port: int) -> list[Program]:
    """Web, worker and beat, as a server installation runs them, on a loopback address."""
    beat_dir = data_dir / "beat"
    beat_dir.mkdir(mode=0o700, exist_ok=True)
    celery = [sys.executable, "-m", "celery", "-A", "cchc"]
    gunicorn = [sys.executable, "-m", "gunicorn", "cchc.wsgi:application", "--bind", f"{HOST}:{port}"]
    web = [*gunicorn, "--workers=2", "--threads=4", "--timeout=60", "--graceful-timeout=10", "--no-control-socket"]
    web += ["--keep-alive=75"]  # longer than browsers and proxies keep one idle: a form sent on a closed one is lost
    worker = [*celery, "worker", "--concurrency=2", "--prefetch-multiplier=1", "--loglevel=INFO"]
    beat = [*celery, "beat", "--loglevel=INFO", "--pidfile=", f"--schedule={beat_dir / 'schedule'}"]
    return [Program("web", web), Program("worker", worker), Program("beat", beat)]


def is_ready(port: int) -> bool:
    """Whether the web process reaches database and Redis with all migrations applied."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def welcome(address: str, data_dir: Path) -> str:
    """What the person at the terminal needs: address, accounts, how to stop.

    The addresses of surveys were written when seeding, perhaps for another port.
    """
    accounts = data_dir / "demo-accounts.txt"
    table = accounts.read_text(encoding="utf-8").rstrip() if accounts.exists() else ""
    table = re.sub(rf"http://{re.escape(HOST)}:\d+/", address, table)
    return f"\n{address}\n\n{table}\n\nDừng bằng Ctrl-C. (Ctrl-C stops everything.)"
