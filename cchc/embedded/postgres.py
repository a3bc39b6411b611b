"""The embedded PostgreSQL 18: make the cluster, start the server, make roles and database."""

import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .common import EmbeddedError, locked, prepared, read_pid, running_process, tail
from .place import SOCKET_NAME, Place, find_place, installed_bin, known_data
from .roles import DATABASE, provision

VERSION = "18"
START_SECONDS = 60
PROVISIONED = "cchc.provisioned"

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "Asia/Ho_Chi_Minh",
    "log_timezone": "Asia/Ho_Chi_Minh",
    "log_checkpoints": "off",
    "max_wal_size": "512MB",
}
THROWAWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


@dataclass(frozen=True)
class PostgresUrls:
    """Addresses of the database for the application, for its owner (migrations) and for the superuser (tests)."""

    app: str
    owner: str
    superuser: str


def ensure_postgres(data_dir: Path) -> PostgresUrls:
    """Start the server of `data_dir`, or find it running; several processes may call. EmbeddedError if it can't."""
    data_dir = prepared(data_dir)
    data = known_data(data_dir)
    if not _ready(data):
        with locked(data_dir):
            data = known_data(data_dir)
            if not _ready(data):
                data = _start(find_place(data_dir))
    return _urls(data)


def stop_postgres(data_dir: Path) -> bool:
    """Stop the server of `data_dir`, rolling back what is unfinished; False if none ran. Call under the lock."""
    data = known_data(data_dir)
    if not postgres_pid(data_dir):
        return False
    done = find_place(data_dir).run("pg_ctl", "stop", "-D", str(data), "-m", "fast", "-w", "-t", str(START_SECONDS))
    if done.returncode:
        raise EmbeddedError(f"PostgreSQL không dừng được (did not stop): {done.stdout.strip()}")
    return True


def postgres_pid(data_dir: Path) -> int | None:
    """The process number of the running server of `data_dir`, None when it doesn't run."""
    pid = read_pid(known_data(data_dir) / "postmaster.pid")
    return pid if running_process(pid, "postgres") else None


def postgres_program(name: str) -> Path:
    """The path of a client program of the same version, such as pg_dump, pg_restore or psql."""
    return installed_bin() / name


def _ready(data: Path) -> bool:
    return (data / PROVISIONED).exists() and _answers(data)


def _answers(data: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(data / SOCKET_NAME))
        except OSError:
            return False
    return _postmaster_says_ready(data)


def _postmaster_says_ready(data: Path) -> bool:
    # The socket accepts before recovery is over; line 8 of postmaster.pid tells when sessions are let in.
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"


def _start(place: Place) -> Path:
    _make_cluster(place)
    _forget_dead_server(place.data)
    if not _answers(place.data):
        _write_settings(place.data)
        _run_server(place)
    marker = place.data / PROVISIONED
    if not marker.exists():
        provision(
            _url("postgres", place.data, "postgres"),
            _url("postgres", place.data, "template1"),
        )
        marker.touch()
    return place.data


def _make_cluster(place: Place) -> None:
    version_file = place.data / "PG_VERSION"
    if not version_file.exists():
        _initdb(place)
    found = version_file.read_text().strip()
    if found != VERSION:
        raise EmbeddedError(
            f"Dữ liệu trong {place.data} thuộc PostgreSQL {found}, chương trình là {VERSION}: "
            "hãy dùng bản sao lưu để chuyển. "
            f"(The data belong to PostgreSQL {found}: move them by backup and restore.)"
        )


def _initdb(place: Place) -> None:
    # The built-in C.UTF-8 folds Vietnamese capitals on every machine, whatever locales the system has.
    done = place.run(
        "initdb",
        *(
            "-D",
            str(place.data),
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
        ),
        *(
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ),
    )
    if done.returncode:
        raise EmbeddedError(f"PostgreSQL không khởi tạo được dữ liệu (initdb failed): {done.stdout.strip()}")
    # Nobody but the server's user and root enters the data directory, where the socket lies: that authenticates.
    (place.data / "pg_hba.conf").write_text("local all all trust\n")


def _write_settings(data: Path) -> None:
    # Anew at each start: the folder may have been moved since, and with it the socket.
    throwaway = THROWAWAY_SETTINGS if os.environ.get("CCHC_TEST") == "1" else {}
    socket_folder = '"' + str(data).replace('"', '""') + '"'
    wanted = {**SETTINGS, **throwaway, "unix_socket_directories": socket_folder}
    lines = ["{} = '{}'".format(name, value.replace("'", "''")) for name, value in wanted.items()]
    (data / "cchc.conf").write_text("\n".join(lines) + "\n")
    main = data / "postgresql.conf"
    if "cchc.conf" not in main.read_text():
        with main.open("a") as handle:
            handle.write("\ninclude_if_exists = 'cchc.conf'\n")


def _forget_dead_server(data: Path) -> None:
    # After a crash the number in postmaster.pid may belong to another program, and PostgreSQL would refuse to start.
    if running_process(read_pid(data / "postmaster.pid"), "postgres") is None:
        with suppress(FileNotFoundError):
            (data / "postmaster.pid").unlink()


def _run_server(place: Place) -> None:
    log = place.data / "server.log"
    done = place.run(
        "pg_ctl",
        "start",
        "-D",
        str(place.data),
        "-l",
        str(log),
        "-w",
        "-t",
        str(START_SECONDS),
    )
    if done.returncode:
        raise EmbeddedError(
            f"PostgreSQL không khởi động được; nhật ký {log} (did not start; its log):\n{tail(log) or done.stdout}"
        )


def _urls(data: Path) -> PostgresUrls:
    return PostgresUrls(*(_url(role, data, DATABASE) for role in ("cchc_app", "cchc_owner", "postgres")))


def _url(role: str, data: Path, database: str) -> str:
    return f"postgresql://{role}@/{database}?host={quote(str(data))}"
