"""What an address or a form asks for, as a value."""

MAX_DIGITS = 18
"""So many digits a bigint always holds; Python itself refuses to read more than 4300."""


def number_asked(text: str) -> int | None:
    """A whole number from 0 on; None for anything else, numbers that no key can have included."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS else None
