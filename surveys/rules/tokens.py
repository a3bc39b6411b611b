"""Tokens of survey links: ``<tenant>-<secret>``, of which only the hash is kept.

The part before the hyphen says in whose rows to look, since row-level security shows none before a tenant is named; it
is no secret. The secret has 160 random bits.
"""

import re
import secrets
from dataclasses import dataclass
from hashlib import sha256

SECRET_BYTES = 20
TOKEN = re.compile(r"([1-9][0-9]{0,17})-([A-Za-z0-9_-]{27})", re.ASCII)
PEOPLE_READ = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, O, 1 and I."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says: the tenant's key and the hash that is looked for there."""

    tenant_id: int
    hashed: str


def new_token(tenant_id: int) -> str:
    """A new random token of the tenant."""
    return f"{tenant_id}-{secrets.token_urlsafe(SECRET_BYTES)}"


def read_token(text: str) -> Token | None:
    """The token, or None for anything that can't be one."""
    found = TOKEN.fullmatch(text)
    return Token(int(found[1]), hashed(text)) if found else None


def hashed(text: str) -> str:
    """SHA-256 in hex: a token of 160 random bits needs no salt and no slow hash."""
    return sha256(text.encode()).hexdigest()


def random_number(length: int = 10) -> str:
    """A random form number that can be read aloud; 50 bits."""
    return "".join(secrets.choice(PEOPLE_READ) for _ in range(length))


def random_key() -> int:
    """A random primary key of 62 bits, far above any that a sequence will give."""
    return 2**62 + secrets.randbits(62)
