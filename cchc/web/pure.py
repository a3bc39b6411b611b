"""Fragments of a page that are functions of their values: each is rendered once per process and set of values.

The frame around a page (masthead, strip, scripts) is the same at nearly every request of a person and took longer to
render than the page's own rows. Such a fragment is given all its values, and those values are the key under which its
HTML is remembered: nothing can go stale, because nothing else is read. No request, no ``chrome``, no query.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

KEPT = 2048
CSRF_MARK = "\u2060csrf\u2060"
"""Stands where a form's token goes, which is new at every request."""


class Values(dict[str, Any]):
    """A dict that can be a key: nothing changes it once it is made."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self.items()))


def frozen(value: Any) -> Any:
    """Dicts and lists as values that can be a key; anything else as it is."""
    if isinstance(value, Mapping):
        return Values({key: frozen(part) for key, part in value.items()})
    if isinstance(value, list | tuple):
        return tuple([frozen(part) for part in value])
    return value


@lru_cache(maxsize=KEPT)
def _rendered(template: str, values: Values) -> str:
    return render_to_string(template, {**values, "csrf_token": CSRF_MARK})


def fragment(template: str, csrf_token: object = "", **values: Any) -> SafeString:
    """The HTML of a template for these values alone. Raises TypeError where a value can't be compared by what it is."""
    made = _rendered(template, frozen(values))
    if CSRF_MARK in made:
        made = made.replace(CSRF_MARK, str(csrf_token))
    return mark_safe(made)  # noqa: S308 - rendered by a template; the token is Django's own
