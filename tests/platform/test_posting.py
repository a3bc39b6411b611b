"""Posting to an address somebody typed: public machines only, no redirects, a few seconds."""

import pytest

from cchc import posting
from tests.notices.listener import listening


@pytest.fixture
def outside(settings):
    """As in production: no address of a private network, https alone."""
    settings.OUTBOUND_PRIVATE = False


@pytest.mark.parametrize(
    ("ip", "public"),
    [
        *[(ip, True) for ip in ("8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8")],
        *[(ip, False) for ip in ("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0")],  # noqa: S104 - told apart
        *[(ip, False) for ip in ("100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fc00::1")],
        *[(ip, False) for ip in ("fe80::1%eth0", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1")],
    ],
)
def test_only_machines_of_the_internet_are_public(ip, public):
    assert posting.is_public(ip) is public


@pytest.mark.parametrize(
    "address",
    [
        *["http://8.8.8.8/", "ftp://8.8.8.8/", "https://", "https:///tin", "8.8.8.8/tin", "https://a:b@8.8.8.8/"],
        *[
            "https://8.8.8.8/#x",
            "https://8.8.8.8:99999/",
            "https://[::1/",
            "https://8.8.8.8/a b",
            "https://8.8.8.8/\r\n",
        ],
        *["https://mãđộc.vn/", "https://a\\@8.8.8.8/", "https://8.8.8.8/\x00"],
    ],
)
def test_an_address_that_is_no_plain_https_address_is_refused(outside, address):
    with pytest.raises(posting.AddressRefused):
        posting.parse(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "10.0.0.7"])
def test_a_name_that_leads_into_the_own_network_is_refused_however_it_is_written(outside, host):
    with pytest.raises(posting.AddressRefused) as refused:
        posting.post(f"https://{host}/", b"{}", {})
    assert str(refused.value) == posting.NOT_PUBLIC


def test_a_private_machine_is_not_even_connected_to(outside):
    with listening() as other, pytest.raises(posting.AddressRefused):
        posting.post(other.address.replace("http://", "https://"), b"{}", {})
    assert other.posted == []


def test_what_is_posted_arrives_whole():
    with listening() as other:
        posting.post(f"{other.address}?a=1", "{«tin»}".encode(), {"X-A": "b"})
    ((path, headers, body),) = other.posted
    assert (path, headers["X-A"], body.decode()) == ("/tin?a=1", "b", "{«tin»}")
    assert headers["Host"] == other.address.split("/")[2]


@pytest.mark.parametrize(
    ("status", "words"),
    [(500, "Trả lời 500"), (404, "Trả lời 404"), (302, "Trả lời 302: chuyển sang địa chỉ khác, không theo")],
)
def test_an_answer_other_than_2xx_is_a_failure_and_no_redirect_is_followed(status, words):
    with listening() as other:
        other.status, other.location = status, other.address + "-khac"
        with pytest.raises(posting.PostFailed) as failed:
            posting.post(other.address, b"{}", {})
    assert str(failed.value) == words
    assert [path for path, *_ in other.posted] == ["/tin"]


def test_a_silent_machine_is_left_when_the_time_is_up(monkeypatch):
    monkeypatch.setattr(posting, "LIMIT_SECONDS", 0.2)
    with listening() as other:
        other.seconds = 0.6
        with pytest.raises(posting.PostFailed) as failed:
            posting.post(other.address, b"{}", {})
    assert str(failed.value) == "Quá 0 giây chưa trả lời"


def test_a_machine_that_isnt_there_or_speaks_no_tls_is_a_failure():
    with pytest.raises(posting.PostFailed) as failed:
        posting.post("http://127.0.0.1:1/", b"{}", {})
    assert str(failed.value) == "Không kết nối được (ConnectionRefusedError)"
    with listening() as other, pytest.raises(posting.PostFailed) as failed:
        posting.post(other.address.replace("http://", "https://"), b"{}", {})
    assert str(failed.value) == "Không kết nối được (SSLError)"
