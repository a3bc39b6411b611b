"""How the survey's figures are written: percentages and margins with one decimal."""

from decimal import Decimal

from django import template

from cchc.web import formatting

register = template.Library()


@register.filter
def sai_so(margin: Decimal | None) -> str:
    """``± 3,2``; nothing where there is no margin."""
    return f"±{formatting.NBSP}{formatting.number(margin, 1)}" if isinstance(margin, Decimal) else ""


@register.filter
def tang_giam(points: Decimal | None) -> str:
    """``+2,4``, ``−0,3``."""
    return formatting.difference(points if isinstance(points, Decimal) else None, 1)
