"""A request to a machine outside: to public ones only, without redirects, within a few seconds.

The name is resolved here, every address it gives is looked at, and the connection goes to one of those that were
looked at: a name that answers differently the second time leads nowhere else.
"""

import ipaddress
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from threading import Timer
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings

LIMIT_SECONDS = 5.0
ANSWER_BYTES = 65536
_TRANSLATED = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "2002::/16", "2001::/32", "fec0::/10")]
"""IPv6 that carries an IPv4 address inside (NAT64, 6to4, Teredo), or belongs to a site: none is a machine's own."""
NOT_PUBLIC = "Địa chỉ này trỏ vào mạng nội bộ – ghi địa chỉ máy chủ truy cập được từ Internet."


class AddressRefused(ValueError):
    """The address may not be written to; the message says why, in Vietnamese."""


class PostFailed(Exception):
    """The other side did not take it; the message says what happened, in Vietnamese.

    ``final``: it has refused what was posted (4xx but for «too many» and «too late»), so that again is of no use.
    ``status``: of its answer; 0 where there was none.
    """

    def __init__(self, words: str, *, final: bool = False, status: int = 0) -> None:
        super().__init__(words)
        self.final, self.status = final, status


@dataclass(frozen=True, slots=True)
class Target:
    secure: bool
    host: str
    port: int
    path: str


def parse(address: str) -> Target:
    """Take an address apart. Raises AddressRefused for anything but a plain https address (http where allowed)."""
    if not address.isascii() or not address.isprintable() or " " in address or "\\" in address:
        raise AddressRefused("Địa chỉ chỉ gồm chữ không dấu, số và dấu câu, không có dấu cách.")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise AddressRefused("Địa chỉ chưa đúng – ví dụ https://phanmem.example.vn/nhan-tin.") from error
    if parts.scheme not in ({"https", "http"} if settings.OUTBOUND_PRIVATE else {"https"}):
        raise AddressRefused("Địa chỉ phải bắt đầu bằng https://.")
    if not parts.hostname or parts.username is not None or parts.fragment:
        raise AddressRefused("Địa chỉ chỉ gồm tên máy chủ và đường dẫn, không kèm tên đăng nhập hay dấu #.")
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, parts.hostname, port or (443 if secure else 80), path)


def is_public(text: str) -> bool:
    """Whether an IP address is one of the Internet's."""
    ip = ipaddress.ip_address(text.split("%", 1)[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    carried = ip.version == 6 and any(ip in net for net in _TRANSLATED)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or carried)


def resolve(target: Target, *, trusted: bool = False) -> list[str]:
    """The machine's addresses. Raises AddressRefused when the name is unknown or any of them is not public.

    ``trusted``: an address of the installation's own settings, which may be in its own network.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressRefused(f"Không tìm thấy máy chủ «{target.host[:100]}» – kiểm tra lại tên.") from error
    addresses = list(dict.fromkeys(str(place[0]) for *_, place in found))
    if not (trusted or settings.OUTBOUND_PRIVATE) and not all(map(is_public, addresses)):
        raise AddressRefused(NOT_PUBLIC)
    return addresses


@contextmanager
def _cut_off(sock: socket.socket, seconds: float) -> Iterator[None]:
    """End the connection when the time is up, however slowly the other side goes on answering."""

    def cut() -> None:
        with suppress(OSError):
            socket.socket.shutdown(sock, socket.SHUT_RDWR)  # past TLS, whose own shutdown another thread may not call

    timer = Timer(max(seconds, 0.1), cut)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _connect(target: Target, until: float, trusted: bool) -> socket.socket:
    failure: OSError = TimeoutError("timed out")
    for address in resolve(target, trusted=trusted):
        if (left := until - monotonic()) <= 0:
            break
        try:
            return socket.create_connection((address, target.port), timeout=left)
        except OSError as error:
            failure = error
    raise failure


def _dressed(target: Target, sock: socket.socket) -> socket.socket:
    """The connection under TLS where the address says so; hands are shaken later, when the time runs already."""
    if not target.secure:
        return sock
    context = ssl.create_default_context()
    return context.wrap_socket(sock, server_hostname=target.host, do_handshake_on_connect=False)


def _answer(target: Target, sock: socket.socket, body: bytes | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
    if isinstance(sock, ssl.SSLSocket):
        sock.do_handshake()
    connection = HTTPConnection(target.host, target.port)
    connection.sock = sock
    host = f"[{target.host}]" if ":" in target.host else target.host
    own_port = target.port == (443 if target.secure else 80)
    named = {"Host": host if own_port else f"{host}:{target.port}", "Connection": "close"}
    connection.request("GET" if body is None else "POST", target.path, body=body, headers={**headers, **named})
    response = connection.getresponse()
    return response.status, response.read(ANSWER_BYTES)


def post(address: str, body: bytes, headers: Mapping[str, str], *, trusted: bool = False) -> bytes:
    """Post ``body`` and give the answer's; any answer of 2xx is well, no redirect is followed.

    ``trusted`` as in ``resolve``. Raises AddressRefused or PostFailed.
    """
    return _exchange(address, body, headers, trusted)


def get(address: str, headers: Mapping[str, str], *, trusted: bool = False) -> bytes:
    """The answer to a GET, its first 64 KB; otherwise as ``post``."""
    return _exchange(address, None, headers, trusted)


def _exchange(address: str, body: bytes | None, headers: Mapping[str, str], trusted: bool) -> bytes:
    target, until = parse(address), monotonic() + LIMIT_SECONDS
    try:
        with _dressed(target, _connect(target, until, trusted)) as sock, _cut_off(sock, until - monotonic()):
            status, answer = _answer(target, sock, body, headers)
    except (OSError, HTTPException) as error:
        if monotonic() >= until:
            raise PostFailed(f"Quá {LIMIT_SECONDS:.0f} giây chưa trả lời") from error
        raise PostFailed(f"Không kết nối được ({type(error).__name__})") from error
    if 300 <= status < 400:
        raise PostFailed(f"Trả lời {status}: chuyển sang địa chỉ khác, không theo", final=True, status=status)
    if not 200 <= status < 300:
        final = 400 <= status < 500 and status not in {408, 425, 429}
        raise PostFailed(f"Trả lời {status}", final=final, status=status)
    return answer
