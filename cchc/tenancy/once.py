"""Reads that several parts of one page ask alike, asked once while the page is made.

Only the view of a page that brings together what others know (the home page) opens it, in its read-only transaction:
nothing it has been told can change meanwhile. Everywhere else every read asks the database.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Told = TypeVar("Told")
_told: ContextVar[dict[Any, Any] | None] = ContextVar("told_once", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Within it a ``shared`` read asks the database at its first call, and gives the same again."""
    token = _told.set({})
    try:
        yield
    finally:
        _told.reset(token)


def shared(read: Callable[Asked, Told]) -> Callable[Asked, Told]:
    """For a read of hashable arguments whose result no caller changes."""

    @wraps(read)
    def wrapper(*args: Asked.args, **kwargs: Asked.kwargs) -> Told:
        told = _told.get()
        if told is None:
            return read(*args, **kwargs)
        key = (read, args, tuple(kwargs.items()))
        if key not in told:
            told[key] = read(*args, **kwargs)
        return told[key]

    return wrapper
