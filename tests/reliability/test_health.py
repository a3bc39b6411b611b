"""/readyz tells what is wrong, and what still works while it is wrong."""

import json
from contextlib import closing, contextmanager

import psycopg2
import pytest
from django.conf import settings
from django.db import connections

from cchc.embedded import ensure_postgres, ensure_redis, stop_all
from cchc.notices import services
from cchc.notices.models import Notification
from cchc.tenancy.scope import tenant_scope
from tests.cast import make_cast
from tests.reliability.owing import DUE, LATER, reminders
from tests.servers import Place, fetch, run_beat, run_web, run_worker, wait_for
from tests.visitor import Visitor, heading

pytestmark = pytest.mark.slow
WELL = {"database": "ok", "redis": "ok", "outbox": "ok"}


def readyz(web):
    status, body = fetch(web.address, "/readyz")
    return status, json.loads(body)


@contextmanager
def unapplied(app):
    """The last migration of an app taken out of the book, as a new version of the program would find it."""
    with connections["owner"].cursor() as owner:
        owner.execute(
            "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations WHERE app = %s) "
            "RETURNING app, name, applied",
            [app],
        )
        row = owner.fetchone()
        yield
        owner.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row)


@contextmanager
def unreachable(database):
    """The database server refuses this database and ends what is connected to it."""
    superuser = ensure_postgres(settings.DATA_DIR).superuser.replace("/cchc?", "/postgres?")
    with closing(psycopg2.connect(superuser)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS false')
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database])
            yield
            cursor.execute(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS true')


def test_readyz_names_pending_migrations_an_old_outbox_and_a_lost_database(committed_database, tmp_path):
    people = make_cast()
    with run_web(Place(committed_database, tmp_path)) as web:
        assert readyz(web) == (200, WELL)
        with unapplied("sessions"):
            assert readyz(web) == (503, WELL | {"database": "1 migrations pending"})
        with tenant_scope(people.tenant_a):
            services.owe(reminders(1)(DUE))
            Notification.objects.update(created_at=DUE)
        status, told = readyz(web)
        assert (status, told["outbox"].split(" has waited ")[0]) == (503, "oldest message")
        services.deliver(people.tenant_a, at=LATER)
        assert readyz(web) == (200, WELL)
        for alias in ("default", "owner"):
            connections[alias].close()
        with unreachable(committed_database):
            assert readyz(web) == (503, WELL | {"database": "OperationalError", "outbox": "OperationalError"})
            assert fetch(web.address, "/healthz")[0] == 200
            page = Visitor(web.address).get("/dang-nhap/")
            assert (page.status, heading(page.text)) == (500, "Trang tạm thời chưa mở được")
        assert readyz(web) == (200, WELL)


@pytest.fixture
def own_redis(tmp_path):
    folder = tmp_path / "redis-alone"
    yield folder
    stop_all(folder)


def test_without_redis_readyz_says_so_and_the_work_goes_on(committed_database, tmp_path, own_redis):
    make_cast()
    place = Place(committed_database, tmp_path, variables={"REDIS_URL": ensure_redis(own_redis)})
    with run_web(place) as web:
        assert readyz(web) == (200, WELL)
        an = Visitor(web.address).login("an")
        stop_all(own_redis)
        assert readyz(web) == (503, WELL | {"redis": "ConnectionError"})
        assert an.get("/huyen-a/thong-bao/").status == 200
        assert an.post("/huyen-a/thong-bao/da-doc/").status == 302
        assert an.post("/dang-xuat/").status == 302
        assert an.get("/huyen-a/thong-bao/").status == 302
        forgetful = Visitor(web.address)
        forgetful.get("/mat-khau/quen/")
        assert forgetful.post("/mat-khau/quen/", name="binh").headers["Location"] == "/mat-khau/da-gui/"
        assert [message["To"] for message in place.mails()] == ["binh@example.vn"]
        assert Visitor(web.address).login("binh").get("/huyen-a/").status == 200
        ensure_redis(own_redis)
        wait_for(lambda: readyz(web) == (200, WELL), what="redis is back")


def test_worker_and_beat_go_on_after_redis_was_away(committed_database, tmp_path, own_redis):
    people = make_cast()
    place = Place(committed_database, tmp_path, variables={"REDIS_URL": ensure_redis(own_redis)})
    with run_worker(place) as worker, run_beat(place) as beat:
        stop_all(own_redis)
        with tenant_scope(people.tenant_a):
            services.owe(reminders(3)(DUE))
        wait_for(
            lambda: b"Connection refused" in beat.log.read_bytes() or b"onnection" in worker.log.read_bytes(),
            what="the loss is noticed",
        )
        ensure_redis(own_redis)
        wait_for(lambda: len(place.mails()) == 3, what="mails after the outage")
        assert [server.process.poll() for server in (worker, beat)] == [None, None]
