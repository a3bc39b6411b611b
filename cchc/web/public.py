"""Pages for everybody, kept by the process: on the day a result comes out thousands read the same few addresses.

A kept page is handed out as it is for ``PUBLIC_PAGES_SECONDS``, before session and database are touched. Then the view
is asked again: it tells the ETag of what it would show, and where that is still the one kept, nothing is made anew.
A change is so seen by everybody within these seconds, by those who work here at once: their requests pass by.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

BYTES = 32 * 1024 * 1024
"""What the pages of one process may take; those not asked for longest go first."""
REFRESHING_SECONDS = 2.0
"""For so long others still get the old page while one request makes the new."""
_MARK = "_kept_by_process"
Key = tuple[str, str]


@dataclass(slots=True)
class Page:
    """One answer as it left the view and the middleware below."""

    content: bytes
    headers: dict[str, str]
    until: float

    def answer(self) -> HttpResponse:
        """A response of its own for one request."""
        return HttpResponse(self.content, headers=self.headers)


class Shelf:
    """The pages of one process by host and path; the least used leave first."""

    def __init__(self, limit: int = BYTES) -> None:
        self._limit, self._bytes, self._lock = limit, 0, Lock()
        self._pages: OrderedDict[Key, Page] = OrderedDict()

    def fresh(self, key: Key) -> Page | None:
        """The page while it may be handed out unasked. The first to come too late gets None and makes it anew."""
        with self._lock:
            page, now = self._pages.get(key), monotonic()
            if page is None:
                return None
            self._pages.move_to_end(key)
            if page.until > now:
                return page
            page.until = now + REFRESHING_SECONDS
            return None

    def same(self, key: Key, etag: str) -> Page | None:
        """The page, however old, if it was made of what the tag says."""
        with self._lock:
            page = self._pages.get(key)
        return page if page is not None and page.headers.get("ETag") == etag else None

    def put(self, key: Key, page: Page) -> None:
        with self._lock:
            if old := self._pages.pop(key, None):
                self._bytes -= len(old.content)
            self._pages[key] = page
            self._bytes += len(page.content)
            while self._bytes > self._limit:
                self._bytes -= len(self._pages.popitem(last=False)[1].content)

    def renew(self, key: Key, etag: str, until: float) -> None:
        """The view has looked and would show the same."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None and page.headers.get("ETag") == etag:
                page.until = until

    def drop(self, key: Key) -> None:
        """The page is there no more."""
        with self._lock:
            if old := self._pages.pop(key, None):
                self._bytes -= len(old.content)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._bytes = 0


SHELF = Shelf()


def keep(response: HttpResponse) -> HttpResponse:
    """Let the process keep this answer. Only for a page that says nothing of its reader and reads no query string."""
    setattr(response, _MARK, True)
    return response


def kept(request: HttpRequest, etag: str) -> HttpResponse | None:
    """The page this process has made of just that; None where it has to be made."""
    key = _key(request)
    page = SHELF.same(key, etag) if key else None
    return keep(page.answer()) if page else None


def _key(request: HttpRequest) -> Key | None:
    """None for whoever may be logged in, and for anything but reading."""
    seconds = settings.PUBLIC_PAGES_SECONDS
    if not seconds or request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    return request.META.get("HTTP_HOST", ""), request.path


class PublicPagesMiddleware:
    """Answers from the shelf, and puts there what a view has marked by `keep`.

    Its place is above all that adds headers to a page and below what is about the single request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None:
            return self.get_response(request)
        if page := SHELF.fresh(key):
            return _for(request, page.answer())
        response = self.get_response(request)
        _note(key, response, monotonic() + settings.PUBLIC_PAGES_SECONDS)
        return response


def _note(key: Key, response: HttpResponse, until: float) -> None:
    """What the view's answer means for the shelf."""
    if response.status_code == 304:
        SHELF.renew(key, response.headers.get("ETag", ""), until)
    elif getattr(response, _MARK, False) and response.status_code == 200 and not response.cookies:
        SHELF.put(key, Page(response.content, dict(response.items()), until))
    else:
        SHELF.drop(key)


def _for(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page, or 304 for a reader who has it."""
    at = parse_http_date_safe(response["Last-Modified"])
    return get_conditional_response(request, etag=response["ETag"], last_modified=at, response=response)
