"""The code under which anybody looks an issued paper up: random, with the tenant in front to find its rows by."""

import re
import secrets

_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Without i, l, o, u, which are misread from paper."""
_MISREAD = str.maketrans("oil–", "011-")
_LENGTH = 16
_CODE = re.compile(rf"([1-9][0-9]{{0,8}})-[{_SIGNS}]{{{_LENGTH}}}")


def new_code(tenant_id: int) -> str:
    """«3-7k2m…»: 80 random bits, nobody guesses one from another."""
    return f"{tenant_id}-{''.join(secrets.choice(_SIGNS) for _ in range(_LENGTH))}"


def as_printed(typed: str) -> str:
    """The code that somebody copied from paper: small letters, and what is misread read rightly."""
    return "".join(typed.split()).lower().translate(_MISREAD)


def tenant_of(code: str) -> int | None:
    """The tenant a code belongs to; None for what is no code."""
    found = _CODE.fullmatch(code)
    return int(found[1]) if found else None
