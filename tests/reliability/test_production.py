"""The server installation's settings, run as it would be: the application's role, no owner, no demo."""

import os
import stat
import subprocess
import sys
from contextlib import contextmanager
from http.client import HTTPConnection

import psutil
import pytest
from django.conf import settings

from cchc.embedded import ensure_postgres, ensure_redis
from cchc.embedded.children import spawn, stop_processes
from cchc.embedded.common import tail
from tests.servers import HOST, REPOSITORY, Server, free_port, wait_for_start

pytestmark = pytest.mark.slow
SECRET = "only-for-this-test-" + "x7Qp" * 12


@pytest.fixture
def environment(committed_database, tmp_path):
    """What docker-compose gives the web, worker and beat: no DATABASE_OWNER_URL, no DATA_DIR."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV") if name in os.environ}
    return {
        **inherited,
        "DATABASE_URL": ensure_postgres(settings.DATA_DIR).app.replace("/cchc?", f"/{committed_database}?"),
        "REDIS_URL": ensure_redis(settings.DATA_DIR).removesuffix("/0") + "/9",
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": "cchc.example.vn",
        "SITE_URL": "https://cchc.example.vn",
        "PROXY_COUNT": "1",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "STATIC_ROOT": str(tmp_path / "static"),
        "EMAIL_HOST": "smtp.invalid",
        "PYTHONUNBUFFERED": "1",
    }


def manage(environment, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)


@contextmanager
def gunicorn(environment, log):
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "cchc.wsgi:application", "--bind", f"{HOST}:{port}", "--workers=1"]
    process = spawn([*command, "--threads=2", "--no-control-socket"], log, environment, REPOSITORY)
    try:
        wait_for_start(Server(process, log), lambda: b"Booting worker" in log.read_bytes())
        yield port
    finally:
        stop_processes([psutil.Process(process.pid)] if process.poll() is None else [])
        process.wait(30)


def ask(port, path, **headers):
    connection = HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("GET", path, headers={"Host": "cchc.example.vn"} | headers)
        answer = connection.getresponse()
        return answer, answer.read().decode()
    finally:
        connection.close()


def test_production_serves_over_https_with_host_cookies_and_refuses_other_names(environment, tmp_path):
    done = manage(environment, "collectstatic", "--noinput", "--verbosity=0")
    collected = [path for path in (tmp_path / "static").rglob("*") if path.is_file()]
    assert [path for path in collected if not path.stat().st_mode & stat.S_IROTH] == []  # another user serves them
    assert (done.returncode, done.stderr) == (0, "")
    log = tmp_path / "log" / "web.log"
    with gunicorn(environment, log) as port:
        assert [(answer.status, body) for answer, body in [ask(port, "/healthz")]] == [(200, '{"process": "ok"}')]
        ready, body = ask(port, "/readyz")
        assert (ready.status, body) == (200, '{"database": "ok", "redis": "ok", "outbox": "ok"}'), tail(log)
        plain, _ = ask(port, "/dang-nhap/")
        assert (plain.status, plain.headers["Location"]) == (301, "https://cchc.example.vn/dang-nhap/")
        page, _ = ask(port, "/dang-nhap/", **{"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.1"})
        cookie = page.headers["Set-Cookie"]
        assert (page.status, cookie.split("=")[0]) == (200, "__Host-csrftoken")
        assert {"Secure", "Path=/"} <= {part.strip() for part in cookie.split(";")}
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
        stranger, body = ask(port, "/dang-nhap/", Host="dich-vu.example.com", **{"X-Forwarded-Proto": "https"})
        assert (stranger.status, "DisallowedHost" in body) == (400, False)


def test_the_demo_is_refused_and_leaves_no_account(environment):
    for command in ("demo_data", "demo"):
        done = manage(environment, command)
        assert (done.returncode, done.stdout) == (1, "")
    count = "from cchc.accounts.models import User; print(User.objects.count())"
    assert manage(environment, "shell", "--no-imports", "-c", count).stdout == "0\n"


def test_the_application_role_cannot_migrate(environment):
    done = manage(environment, "migrate", "sessions", "zero", "--noinput")
    assert done.returncode != 0
    assert "must be owner of" in done.stderr


def test_the_deployment_check_has_nothing_to_say(environment):
    done = manage(environment, "check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("missing", ["SECRET_KEY"])
def test_a_missing_setting_is_named_in_one_line(environment, missing):
    del environment[missing]
    done = manage(environment, "check")
    assert (done.returncode, done.stderr) == (1, f"{missing} must be set in production\n")
