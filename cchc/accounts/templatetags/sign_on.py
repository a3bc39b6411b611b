"""``{% sign_on_button next=… kept=… %}`` and ``{% sign_on_name %}``: nothing where no identity provider is set up."""

from typing import Any

from django import template
from django.conf import settings

from cchc.accounts.sign_on.config import is_set_up

register = template.Library()


@register.simple_tag
def sign_on_name() -> str:
    """What people call the account at the provider."""
    return settings.OIDC_NAME if is_set_up() else ""


@register.inclusion_tag("accounts/_sign_on_button.html", takes_context=True)
def sign_on_button(context: template.Context, next: str = "", kept: str = "") -> dict[str, Any]:
    """A form of its own beside the one for the password: what was typed there is not sent along."""
    return {"name": sign_on_name(), "next": next, "kept": kept, "csrf_token": context.get("csrf_token")}
