"""``reverse`` that remembers: the frame of a page names some fifteen addresses, the same ones at every request."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, get_urlconf
from django.urls import reverse as looked_up

KEPT = 8192


def reverse(view: str, *, args: Sequence[Any] = ()) -> str:
    """The address of a view: Django's ``reverse`` for positional arguments, looked up once per process."""
    return _kept(get_script_prefix(), get_urlconf(), view, *args)


@lru_cache(maxsize=KEPT, typed=True)
def _kept(prefix: str, urlconf: str | None, view: str, *args: Any) -> str:
    """``prefix`` and ``urlconf`` are part of the key, since ``reverse`` reads both."""
    return looked_up(view, urlconf, args=args)
