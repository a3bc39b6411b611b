"""HTML to PDF by WeasyPrint, shut off from network and files: it reaches the four bundled faces and nothing else."""

from collections.abc import Mapping
from functools import cache
from typing import NoReturn

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from .metrics import FACES, FONTS_DIR
from .stylesheet import FONT_SCHEME


class ForbiddenAddress(ValueError):
    """A document asked for something other than a bundled face."""


@cache
def _faces() -> Mapping[str, bytes]:
    return {f"{FONT_SCHEME}:{name}": (FONTS_DIR / name).read_bytes() for name in FACES.values()}


class BundledFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
    """Serves the bundled faces by name; network, file and data addresses are refused."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The face at `vanban:<file>`. Raises ForbiddenAddress for any other address."""
        body = _faces().get(url)
        if body is None:
            self._refuse(url)
        return URLFetcherResponse(url, body, {"Content-Type": "font/ttf"})

    def _refuse(self, url: str) -> NoReturn:
        raise ForbiddenAddress(f"Văn bản không được tải «{url}»")


def to_pdf(html: str) -> bytes:
    """The PDF of one of our own pages; equal HTML gives equal bytes."""
    pdf: bytes = HTML(string=html, url_fetcher=BundledFetcher()).write_pdf()
    return pdf
