"""The helper the other tests stand on: real web server, worker and beat against a committed database."""

import pytest

from tests.cast import make_cast
from tests.servers import Place, fetch, run_beat, run_web, run_worker, wait_for

pytestmark = pytest.mark.slow


def test_web_worker_and_beat_start_and_end_with_their_blocks(committed_database, tmp_path):
    make_cast()
    place = Place(committed_database, tmp_path)
    with run_web(place) as web, run_worker(place) as worker, run_beat(place):
        assert fetch(web.address, "/healthz") == (200, '{"process": "ok"}')
        assert fetch(web.address, "/readyz")[0] == 200
        wait_for(lambda: b"cchc.notices.tasks.sweep" in worker.log.read_bytes().split(b" ready.")[-1], what="a sweep")
    assert [server.process.poll() is None for server in (web, worker)] == [False, False]
    with pytest.raises(ConnectionRefusedError):
        fetch(web.address, "/healthz")
