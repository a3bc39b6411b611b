"""Filters of the result's own pages."""

from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django import template

from cchc.web import formatting

register = template.Library()


@register.filter
def ty_le(share: Decimal | None) -> str:
    """A share in whole per cent for a narrow cell; cut, not rounded, so that «100» is said of the maximum alone."""
    return formatting.NONE if share is None else formatting.number(share.quantize(Decimal(1), rounding=ROUND_FLOOR))


@register.filter
def lay(mapping: Any, key: Any) -> Any:
    """The value of a key, None where there is none."""
    return mapping.get(key) if mapping else None


@register.filter
def so_day_du(value: Decimal | None) -> str:
    """A number with up to ten decimals, as points are stored, without trailing zeros: «87,4512345678»."""
    return formatting.NONE if value is None else f"{round(value, 10).normalize():f}".replace(".", ",")
