"""Parts of a page, and whole pages, that are functions of their values: each is rendered once per process and values.

The frame around a page (masthead, strip, scripts) is the same at nearly every request of a person and took longer to
render than the page's own rows. Such a template is given all its values, and those values are the key under which its
HTML is remembered: nothing can go stale, because nothing else is read. No request, no ``chrome``, no query.

What is new at every request, or large and remembered by itself, has a slot: the template writes it like a value, and
it is put in after the rest was remembered.
"""

import re
import secrets
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

KEPT = 2048
PAGES = 256
"""Frames of pages, of some ten kilobytes each."""
SECRET = secrets.token_hex(8)
"""No text from outside can be taken for a slot."""
SLOT = re.compile(f"\u2060{SECRET}-([a-z_]+)\u2060")
CSRF = "csrf_token"


class Values(dict[Any, Any]):
    """A dict that can be a key: nothing changes it once it is made."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self.items()))


PLAIN = frozenset({str, int, bool, type(None), SafeString, Decimal, date, Values})


def slot(name: str) -> SafeString:
    """Stands in a remembered text where what is new goes."""
    return mark_safe(f"\u2060{SECRET}-{name}\u2060")  # noqa: S308 - not from outside


def frozen(value: Any) -> Any:
    """Dicts and lists as values that can be a key; anything else as it is. Raises TypeError for a stored row: it is
    compared by its number alone, whatever stands in it."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, Mapping):
        return Values({key: frozen(part) for key, part in value.items()})
    if type(value) in (list, tuple):
        return tuple([frozen(part) for part in value])
    if isinstance(value, Model):
        raise TypeError(f"{type(value).__name__} is not a plain value.")
    return value


@lru_cache(maxsize=KEPT)
def _rendered(template: str, values: Values) -> tuple[str, ...]:
    return _cut(render_to_string(template, {**values, "csrf_token": slot(CSRF)}))


@lru_cache(maxsize=PAGES)
def _page(template: str, slots: tuple[str, ...], values: Values) -> tuple[str, ...]:
    return _cut(render_to_string(template, {**values, **{name: slot(name) for name in slots}}))


def _cut(text: str) -> tuple[str, ...]:
    """The text between the slots, with the slots' names in turn."""
    return tuple(SLOT.split(text))


def _filled(parts: tuple[str, ...], slots: Mapping[str, Any]) -> SafeString:
    if len(parts) == 1:
        return mark_safe(parts[0])  # noqa: S308 - rendered by a template
    pieces = list(parts)
    pieces[1::2] = [str(slots[name]) for name in pieces[1::2]]
    return mark_safe("".join(pieces))  # noqa: S308 - rendered by templates; the token is Django's own


def fragment(template: str, csrf_token: object = "", **values: Any) -> SafeString:
    """The HTML of a template for these values alone. Raises TypeError where a value can't be compared by what it is."""
    return _filled(_rendered(template, frozen(values)), {CSRF: csrf_token})


def page(template: str, slots: Mapping[str, Any], **values: Any) -> SafeString:
    """The same of a whole page; ``slots`` are names in the template whose safe HTML is not part of the key."""
    return _filled(_page(template, tuple(slots), frozen(values)), slots)
