"""The embedded servers, started for real in a temporary folder."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg2
import pytest
import redis

from cchc.embedded import EmbeddedError, ensure_postgres, ensure_redis, remove_all, status, stop_all
from cchc.embedded.place import FALLBACK_PREFIX, find_place, known_data

REPOSITORY = Path(__file__).resolve().parents[2]


def port_of(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None
    return port


def query(url: str, sql: str, parameters: list[object] | None = None) -> list[tuple[object, ...]]:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("embedded")
    yield folder
    remove_all(folder)


@pytest.fixture
def own_dir(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    remove_all(tmp_path)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cchc.embedded", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False)


def test_the_application_roles_are_bound_by_row_level_security(data_dir: Path) -> None:
    urls = ensure_postgres(data_dir)
    rows = query(
        urls.superuser,
        "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolcanlogin FROM pg_roles "
        "WHERE rolname LIKE %s ORDER BY rolname",
        ["cchc%"],
    )
    assert rows == [
        ("cchc_app", False, False, False, False, True),
        ("cchc_owner", False, False, True, False, True),
    ]
    assert query(urls.app, "SELECT current_user, current_database()") == [("cchc_app", "cchc")]
    assert query(urls.owner, "SELECT current_user, current_database()") == [("cchc_owner", "cchc")]


def test_the_database_belongs_to_the_owner_and_folds_vietnamese_capitals(data_dir: Path) -> None:
    urls = ensure_postgres(data_dir)
    sql = "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'cchc'"
    assert query(urls.superuser, sql) == [("cchc_owner", "UTF8")]
    assert query(urls.app, "SELECT lower('ĐỨC ẢNH')") == [("đức ảnh",)]
    assert query(urls.app, "SHOW timezone") == [("Asia/Ho_Chi_Minh",)]


@pytest.mark.parametrize("database", ["cchc", "made_later"])
def test_the_app_role_may_use_but_not_alter_what_the_owner_makes(data_dir: Path, database: str) -> None:
    urls = ensure_postgres(data_dir)
    if database != "cchc":
        query(urls.owner, f"CREATE DATABASE {database}")
    owner, app = (url.replace("/cchc?", f"/{database}?") for url in (urls.owner, urls.app))
    query(owner, "CREATE TABLE sheet (id bigserial PRIMARY KEY, points numeric)")
    query(app, "INSERT INTO sheet (points) VALUES (1.5), (2)")
    query(app, "UPDATE sheet SET points = 3 WHERE id = 2")
    query(app, "DELETE FROM sheet WHERE id = 1")
    assert query(app, "SELECT id, points FROM sheet") == [(2, 3)]
    for forbidden in ("DROP TABLE sheet", "TRUNCATE sheet", "CREATE TABLE other (id int)", "SET ROLE cchc_owner"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            query(app, forbidden)
    query(owner, "DROP TABLE sheet")


def test_processes_racing_to_start_get_the_same_servers(own_dir: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: run("start", "--data-dir", str(own_dir)), range(3)))
    assert [(answer.returncode, answer.stderr) for answer in answers] == [(0, "")] * 3
    assert len({answer.stdout for answer in answers}) == 1
    assert "not running" not in answers[0].stdout


def test_the_servers_outlive_the_command_and_stop_on_demand_with_data_kept(own_dir: Path) -> None:
    urls, redis_url = ensure_postgres(own_dir), ensure_redis(own_dir)
    query(urls.owner, "CREATE TABLE kept AS SELECT 7 AS n")
    redis.Redis.from_url(redis_url).set("kept", "7")
    before = status(own_dir)
    assert run("status", "--data-dir", str(own_dir)).returncode == 0
    assert run("start", "--data-dir", str(own_dir)).returncode == 0
    assert status(own_dir) == before

    assert run("stop", "--data-dir", str(own_dir)).stdout == "stopped: redis, postgres\n"
    assert status(own_dir) == {"postgres": None, "redis": None}
    assert stop_all(own_dir) == []

    assert ensure_postgres(own_dir) == urls
    assert query(urls.app, "SELECT n FROM kept") == [(7,)]
    assert redis.Redis.from_url(ensure_redis(own_dir)).get("kept") == b"7"


def test_postgres_starts_again_after_a_kill_that_left_a_number_now_used_by_another_program(own_dir: Path) -> None:
    urls = ensure_postgres(own_dir)
    query(urls.owner, "CREATE TABLE kept AS SELECT 7 AS n")
    stop_all(own_dir)
    (known_data(own_dir) / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert query(ensure_postgres(own_dir).app, "SELECT n FROM kept") == [(7,)]


def test_redis_refuses_a_client_without_its_password_and_hides_the_password_from_others(data_dir: Path) -> None:
    url = ensure_redis(data_dir)
    with socket.create_connection(("127.0.0.1", port_of(url)), timeout=5) as stranger:
        stranger.sendall(b"PING\r\n")
        assert stranger.recv(100) == b"-NOAUTH Authentication required.\r\n"
    assert redis.Redis.from_url(url).ping() is True
    assert redis.Redis.from_url(url).config_get("bind") == {"bind": "127.0.0.1"}
    assert (data_dir / "redis" / "redis.conf").stat().st_mode & 0o777 == 0o600


def test_redis_takes_another_port_when_its_own_was_taken_meanwhile(own_dir: Path) -> None:
    first = ensure_redis(own_dir)
    stop_all(own_dir)
    configuration = own_dir / "redis" / "redis.conf"
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        configuration.write_text(configuration.read_text().replace(str(port_of(first)), str(port)))
        second = ensure_redis(own_dir)
        assert port_of(second) != port
        assert redis.Redis.from_url(second).ping() is True


def test_a_path_too_long_for_a_socket_moves_the_data_under_the_temporary_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    try:
        urls = ensure_postgres(deep)
        home = known_data(deep).parent
        assert home.name.startswith(FALLBACK_PREFIX)
        assert query(urls.app, "SELECT 1") == [(1,)]
        assert find_place(deep).data == home / "postgres"
    finally:
        remove_all(deep)
    assert not home.exists()


def test_a_folder_name_with_spaces_and_diacritics_is_fine(tmp_path: Path) -> None:
    folder = tmp_path / 'Dữ liệu "năm" \'26'
    try:
        urls = ensure_postgres(folder)
        assert urls.app.endswith(quote(str(known_data(folder))))
        assert query(urls.app, "SELECT 1") == [(1,)]
        assert redis.Redis.from_url(ensure_redis(folder)).ping() is True
    finally:
        remove_all(folder)


def test_data_of_another_major_version_are_refused_with_a_way_out(own_dir: Path) -> None:
    data = find_place(own_dir).data
    (data / "PG_VERSION").write_text("15\n")
    with pytest.raises(
        EmbeddedError, match=f"Dữ liệu trong {data} thuộc PostgreSQL 15, chương trình là 18: hãy dùng bản sao lưu"
    ):
        ensure_postgres(own_dir)
