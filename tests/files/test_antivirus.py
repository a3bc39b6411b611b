"""Scanning against a peer that speaks clamd's protocol over real sockets."""

import io
import socket

import pytest

from cchc.files.antivirus import ScannerUnavailable, is_on, scan
from tests.files.clamd import EICAR, running_scanner


@pytest.fixture
def scanner(settings):
    with running_scanner() as running:
        settings.CLAMD_URL = running.url
        yield running


def test_without_an_address_nothing_is_scanned(settings):
    settings.CLAMD_URL = ""
    assert not is_on()


def test_a_clean_file_is_clean_and_reaches_the_scanner_whole(scanner):
    assert is_on()
    assert scan(io.BytesIO(b"a" * 200_001)) == ""
    assert scanner.seen == [200_001]


def test_the_test_virus_is_named(scanner):
    assert scan(io.BytesIO(b"%PDF-1.7\n" + EICAR)) == "Eicar-Signature"


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: \0", b"\0", b"stream: OK FOUNDER\0"]
)
def test_an_answer_that_is_no_verdict_is_not_clean(scanner, answer):
    scanner.answer = answer
    with pytest.raises(ScannerUnavailable):
        scan(io.BytesIO(b"x"))


def test_a_scanner_that_is_down_is_not_clean(settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.CLAMD_URL = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(ScannerUnavailable):
        scan(io.BytesIO(b"x"))


def test_a_scanner_that_hangs_up_is_not_clean(settings):
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMD_URL = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        client = socket.create_connection(server.getsockname())
        server.accept()[0].close()
        client.close()
        server.close()
        with pytest.raises(ScannerUnavailable):
            scan(io.BytesIO(b"x" * 500_000))


def test_a_scanner_on_a_socket_of_the_same_machine_answers_as_well(settings, tmp_path):
    with running_scanner(tmp_path / "clamd.sock") as running:
        settings.CLAMD_URL = running.url
        assert (scan(io.BytesIO(EICAR)), scan(io.BytesIO(b"x"))) == ("Eicar-Signature", "")
