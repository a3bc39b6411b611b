"""One-time codes by the clock (RFC 6238: SHA-1, six digits, thirty seconds), as every authenticator app makes them."""

import base64
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

SECONDS, DIGITS, SPREAD = 30, 6, 1
"""A code is also taken one step early or late: telephones run a little ahead or behind."""
_SECRET_BYTES = 20


def new_secret() -> str:
    """160 random bits, written in base 32 as an app wants to have them typed."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def step_of(at: float) -> int:
    """The number of the half minute; ``at`` in seconds since 1970."""
    return int(at) // SECONDS


def code_at(secret: str, step: int) -> str:
    """The six digits of one half minute."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def matching_step(secret: str, typed: str, *, at: float, after: int) -> int | None:
    """The half minute whose code was typed, later than ``after``: no code is taken twice. None where none fits."""
    now = step_of(at)
    for step in range(max(now - SPREAD, after + 1), now + SPREAD + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), typed.encode()):
            return step
    return None


def address(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code says to the app."""
    return f"otpauth://totp/{quote(f'{issuer}:{account}')}?{urlencode({'secret': secret, 'issuer': issuer})}"
