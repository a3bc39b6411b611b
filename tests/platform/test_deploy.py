"""What a server installation runs: the roles' script, the names of its settings, the health checks."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from urllib.parse import parse_qs, urlsplit

import psycopg2
import pytest

from cchc.embedded import PostgresUrls, ensure_postgres, postgres_program, remove_all

REPOSITORY = Path(__file__).resolve().parents[2]
COMPOSE = (REPOSITORY / "docker-compose.yml").read_text()
EXAMPLE = (REPOSITORY / "deploy" / "env.example").read_text()
SET_BY_THE_IMAGE = {"DATA_DIR", "STATIC_ROOT"}
SET_BY_DEVELOPERS = {
    "DEBUG",
    "CONN_MAX_AGE",
    "SESSION_IDLE_SECONDS",
    "SESSION_ABSOLUTE_SECONDS",
    "SWEEP_SECONDS",
    "TALLY_SECONDS",
    "SECURE_SSL_REDIRECT",
}


def execute(url: str, sql: str) -> list[tuple[object, ...]]:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[PostgresUrls]:
    """A server as the image starts it: without our roles and database."""
    try:
        urls = ensure_postgres(tmp_path)
        maintenance, template = (urls.superuser.replace("/cchc?", f"/{name}?") for name in ("postgres", "template1"))
        execute(maintenance, "DROP DATABASE cchc")
        execute(template, "REASSIGN OWNED BY cchc_owner TO postgres")
        for role in ("cchc_app", "cchc_owner"):
            execute(template, f"DROP OWNED BY {role}")
            execute(template, f"DROP ROLE {role}")
        yield urls
    finally:
        remove_all(tmp_path)


def run_roles_script(urls: PostgresUrls, **passwords: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": f"{postgres_program('psql').parent}:{os.environ['PATH']}",
        "PGHOST": parse_qs(urlsplit(urls.superuser).query)["host"][0],
        "SQL_DIR": "cchc/embedded/sql",
        **passwords,
    }
    script = ["bash", "deploy/postgres/10-roles.sh"]
    return subprocess.run(script, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)


def test_the_roles_script_makes_two_roles_that_row_level_security_binds(fresh_server: PostgresUrls) -> None:
    for _ in ("first", "again"):
        done = run_roles_script(fresh_server, CCHC_OWNER_PASSWORD="o'w$n\"er", CCHC_APP_PASSWORD="app")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    sql = (
        "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, left(rolpassword, 14) FROM pg_authid "
        "WHERE rolname LIKE 'cchc%' ORDER BY 1"
    )
    assert execute(fresh_server.superuser, sql) == [
        ("cchc_app", False, False, False, "SCRAM-SHA-256$"),
        ("cchc_owner", False, False, True, "SCRAM-SHA-256$"),
    ]
    execute(fresh_server.owner, "CREATE TABLE sheet (id int)")
    execute(fresh_server.app, "INSERT INTO sheet VALUES (1)")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        execute(fresh_server.app, "ALTER TABLE sheet ADD points int")


def test_the_roles_script_makes_nothing_without_passwords(fresh_server: PostgresUrls) -> None:
    done = run_roles_script(fresh_server, CCHC_OWNER_PASSWORD="owner")
    assert done.returncode == 1
    maintenance = fresh_server.superuser.replace("/cchc?", "/postgres?")
    assert execute(maintenance, "SELECT rolname FROM pg_roles WHERE rolname LIKE 'cchc%'") == []


def test_each_variable_of_the_compose_file_stands_in_the_example() -> None:
    used = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE))
    explained = set(re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert used == explained


def test_the_example_holds_no_secret() -> None:
    values = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    secret = [name for name in values if re.search(r"PASSWORD|SECRET", name)]
    assert {values[name] for name in secret} == {""}


def test_each_setting_read_from_the_environment_reaches_the_containers() -> None:
    settings = "".join(file.read_text() for file in (REPOSITORY / "cchc" / "settings").glob("*.py"))
    read = set(re.findall(r'(?:text|flag|number|words)\(\s*"([A-Z_]+)"', settings))
    given = set(re.findall(r"^  +([A-Z_]+):", COMPOSE, re.MULTILINE))
    assert read - given - SET_BY_THE_IMAGE - SET_BY_DEVELOPERS - {"PORT"} == set()


def test_only_the_migrating_service_knows_the_owner() -> None:
    services = dict(re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", COMPOSE, re.MULTILINE))
    assert [name for name, text in services.items() if "DATABASE_OWNER_URL" in text] == ["migrate"]
    assert "OWNER" not in COMPOSE.split("services:")[0]


@pytest.fixture
def healthcheck() -> ModuleType:
    spec = spec_from_file_location("healthcheck", REPOSITORY / "deploy" / "healthcheck.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def web_server(allowed_name: str, status: int = 200) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            right = self.path == "/healthz" and self.headers["Host"] == allowed_name
            self.send_response(status if right else 400)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize(("status", "verdict"), [(200, ""), (503, "web: status 503")])
def test_the_web_check_asks_under_an_allowed_name(
    healthcheck: ModuleType, monkeypatch: pytest.MonkeyPatch, status: int, verdict: str
) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "cchc.example.vn, other.example.vn")
    with web_server("cchc.example.vn", status) as port:
        monkeypatch.setattr(healthcheck, "PORT", port)
        assert healthcheck.web() == verdict
    assert healthcheck.web() == "web: [Errno 111] Connection refused"


def test_the_beat_check_fails_when_the_schedule_is_not_written_any_more(
    healthcheck: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(healthcheck, "BEAT_FOLDER", tmp_path)
    assert healthcheck.beat().startswith("beat: silent for ")
    schedule = tmp_path / "schedule.db"
    schedule.touch()
    assert healthcheck.beat() == ""
    old = time.time() - 601
    os.utime(schedule, (old, old))
    assert healthcheck.beat() == "beat: silent for 601 s"


def test_the_check_of_a_dead_worker_exits_with_its_reason() -> None:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "DATABASE_URL": "postgresql://cchc_app:none@database.invalid/cchc",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "only for this check",
    }
    command = [sys.executable, "deploy/healthcheck.py", "worker"]
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("worker: ")
