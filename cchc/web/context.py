"""What every page's frame needs: masthead, strip, navigation, things to do.

The web kit stands below the apps and knows none of them; each app adds its part in ``AppConfig.ready``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from cchc.tenancy.scope import active_tenant
from cchc.web.pure import Values, page


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


def navigation(request: HttpRequest) -> dict[str, list[Values]]:
    """The masthead's entries for the person asking (``nav``) and the menu's (``nav_aside``), the present one marked."""
    entries = [entry for _, make in _nav if (entry := make(request)) is not None]
    longest = max((e.url for e in entries if e.leads_to(request.path)), key=len, default="")

    def shown(aside: bool) -> list[Values]:
        return [Values(label=e.label, url=e.url, current=e.url == longest) for e in entries if e.aside is aside]

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


OF_TENANT = ("pk", "slug", "name", "standing_office_name", "support_line")
OF_SESSION = ("expires_at", "reason")


class Said(NamedTuple):
    """One of Django's messages as a plain value."""

    level_tag: str
    text: str

    def __str__(self) -> str:
        return self.text


def _plain_frame(request: HttpRequest) -> dict[str, Any]:
    """``chrome`` as ``base.html`` reads it, in plain values."""
    frame = chrome(request)["chrome"]
    member, session = frame.pop("member"), frame.get("staff_session")
    frame["tenant"] = {name: getattr(frame["tenant"], name) for name in OF_TENANT}
    frame["staff_session"] = session and {name: getattr(session, name) for name in OF_SESSION}
    frame["person"] = {"username": member.user.username, "full_name": member.user.full_name}
    return frame


def render_page(
    request: HttpRequest, template: str, slots: dict[str, Any], *, status: int = 200, **values: Any
) -> HttpResponse:
    """``render`` for a page that is opened often: its HTML is remembered by ``values`` and the frame, all plain.

    ``slots`` hold what is not (``cchc.web.pure``).
    """
    said = [Said(message.level_tag, str(message)) for message in get_messages(request)]
    filled = {**slots, "csrf_token": get_token(request)}
    return HttpResponse(page(template, filled, chrome=_plain_frame(request), messages=said, **values), status=status)
