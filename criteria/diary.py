"""Changes of a row as the diary shows them: under the fields' Vietnamese names, choices by their words."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from cchc.tenancy import audit

NAMED = 12


def labelled(model: type[Model], before: dict[str, Any], after: dict[str, Any]) -> dict[str, list]:
    """Only what changed, each as ``[before, after]``."""
    changes = audit.difference(before, after)
    return {_label(model, name): [_word(model, name, value) for value in pair] for name, pair in changes.items()}


def _label(model: type[Model], name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def _word(model: type[Model], name: str, value: Any) -> Any:
    field = model._meta.get_field(name)
    return dict(field.flatchoices).get(value, value) if getattr(field, "choices", None) else value


def counted(codes: Iterable[str]) -> str:
    """«3 mục: 1.1, 1.2, 1.10»; beyond twelve the rest is only counted."""
    known = list(codes)
    more = ", …" if len(known) > NAMED else ""
    return f"{len(known)} mục: {', '.join(known[:NAMED])}{more}"
