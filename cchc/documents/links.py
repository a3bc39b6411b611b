"""Addresses of a paper's pages, for the apps that make papers and stand below the pages that show them."""

from urllib.parse import urlencode

from django.urls import reverse


def paper_url(
    tenant: str, year: int, kind: str, *, agency: str = "", subject: str = "", page: str = "paper", ending: str = ""
) -> str:
    """The page of a paper about an agency or subject; `page="paper_file"` with an `ending` (`pdf`, `docx`): file."""
    arguments: list[object] = [tenant, year, kind, *([ending] if ending else [])]
    about = {name: value for name, value in (("don-vi", agency), ("ve", subject)) if value}
    return reverse(f"publications:{page}", args=arguments) + (f"?{urlencode(about)}" if about else "")
