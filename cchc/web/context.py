"""What every page's frame needs: masthead, strip, navigation, things to do.

The web kit stands below the apps and knows none of them; each app adds its part in ``AppConfig.ready``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from cchc.tenancy.scope import active_tenant


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One entry of the masthead, which holds eight at most; with ``aside`` it stands in the menu beside the name."""

    label: str
    url: str
    aside: bool = False
    exact: bool = False

    def leads_to(self, path: str) -> bool:
        """Whether the page belongs to the entry; an ``exact`` one (home) leads to its own page alone."""
        return path == self.url or (not self.exact and path.startswith(self.url))


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that waits for this person, named as the button would say it. ``urgency`` sorts: 0 first."""

    title: str
    url: str
    detail: str = ""
    tag: str = ""
    tone: str = ""
    when: str = ""
    urgency: int = 5
    button: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A block of the home page: a template fragment with its own context. ``side`` puts it in the right column."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    side: bool = False
    order: int = 50


ChromePart = Callable[[HttpRequest], dict[str, Any]]
_parts: list[ChromePart] = []
_nav: list[tuple[int, Callable[[HttpRequest], NavEntry | None]]] = []
_todos: list[Callable[[HttpRequest], Iterable[Todo]]] = []
_panels: list[Callable[[HttpRequest], Iterable[Panel]]] = []
_public_links: list[Callable[[Any], Iterable[NavEntry]]] = []


def register_chrome(part: ChromePart) -> None:
    """Add a function that contributes keys (``strip``, ``unread`` …) to ``chrome`` inside a tenant's scope."""
    _parts.append(part)


def register_nav(order: int, entry: Callable[[HttpRequest], NavEntry | None]) -> None:
    """Add a masthead entry; the function returns None for people it is not for. Smaller ``order`` stands first."""
    _nav.append((order, entry))
    _nav.sort(key=lambda pair: pair[0])


def register_todos(source: Callable[[HttpRequest], Iterable[Todo]]) -> None:
    """Add a source of things to do for the home page."""
    _todos.append(source)


def register_panels(source: Callable[[HttpRequest], Iterable[Panel]]) -> None:
    """Add a source of blocks for the home page."""
    _panels.append(source)


def register_public_links(source: Callable[[Any], Iterable[NavEntry]]) -> None:
    """Add pages open to everybody to the login page; the function is given the tenant shown there, or None."""
    _public_links.append(source)


def public_links(tenant: Any) -> list[NavEntry]:
    return [link for source in _public_links for link in source(tenant)]


def todos(request: HttpRequest) -> list[Todo]:
    """Everything that waits for the person asking, most urgent first."""
    found = [todo for source in _todos for todo in source(request)]
    return sorted(found, key=lambda todo: todo.urgency)


def panels(request: HttpRequest) -> list[Panel]:
    return sorted((panel for source in _panels for panel in source(request)), key=lambda panel: panel.order)


def navigation(request: HttpRequest) -> dict[str, list[dict[str, Any]]]:
    """The masthead's entries for the person asking (``nav``) and the menu's (``nav_aside``), the present one marked."""
    entries = [entry for _, make in _nav if (entry := make(request)) is not None]
    longest = max((e.url for e in entries if e.leads_to(request.path)), key=len, default="")

    def shown(aside: bool) -> list[dict[str, Any]]:
        return [{"label": e.label, "url": e.url, "current": e.url == longest} for e in entries if e.aside is aside]

    return {"nav": shown(False), "nav_aside": shown(True)}


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame of a tenant's page. Outside a tenant, and on an error page (rendered after the
    tenant's scope has closed), it is empty."""
    tenant = getattr(request, "tenant", None)
    member = getattr(request, "member", None)
    frame: dict[str, Any] = {"tenant": tenant, "member": member, "demo": bool(tenant and tenant.is_demo)}
    frame["idle_seconds"] = settings.SESSION_IDLE_SECONDS
    if member is not None and active_tenant() == tenant:
        frame.update(navigation(request))
        frame["staff_session"] = member.staff_session
        for part in _parts:
            frame.update(part(request))
    frame["mast"] = _mast(frame, tenant, member)
    return {"chrome": frame}


IN_MAST = ("home_url", "nav", "nav_aside", "account_links", "inbox_url", "unread", "logout_url")


def _mast(frame: dict[str, Any], tenant: Any, member: Any) -> dict[str, Any]:
    """What the masthead says, as plain values: it is remembered by them (``cchc.web.pure``)."""
    mast: dict[str, Any] = {name: frame.get(name) for name in IN_MAST}
    if tenant is not None:
        mast |= {"letterhead": " ".join(tenant.letterhead_lines) or tenant.name, "office": tenant.standing_office_name}
    if member is not None:
        role, agency = member.role_label, member.agency_name
        named = agency.casefold() in role.casefold()  # «Giám đốc Sở Tư pháp»
        mast |= {"person": member.user.full_name, "role": role, "agency": "" if named else agency}
    return mast
