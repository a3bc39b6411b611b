"""What every page's frame needs (masthead, strip, navigation): filled by the apps through ``register_chrome``.

The web kit stands below the apps and knows none of them; each app adds its part when it is ready.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

ChromePart = Callable[[HttpRequest], dict[str, Any]]
_parts: list[ChromePart] = []


def register_chrome(part: ChromePart) -> None:
    """Add a function that contributes keys to ``chrome`` for pages inside a tenant's scope."""
    if part not in _parts:
        _parts.append(part)


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame of a tenant's page, empty outside a tenant."""
    tenant = getattr(request, "tenant", None)
    member = getattr(request, "member", None)
    frame: dict[str, Any] = {"tenant": tenant, "member": member, "demo": bool(tenant and tenant.is_demo)}
    frame["idle_seconds"] = settings.SESSION_IDLE_SECONDS
    if tenant is not None and member is not None:
        for part in _parts:
            frame.update(part(request))
    return {"chrome": frame}
