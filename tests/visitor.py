"""A person at a real web server, without a browser: cookies, the login page, forms with their token."""

import re
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode

from tests.cast import PASSWORD


class Answer(NamedTuple):
    status: int
    text: str
    headers: dict[str, str]


class Visitor:
    """One person's session with the server at ``address``; one request at a time."""

    def __init__(self, address: str) -> None:
        self.host = address.removeprefix("http://")
        self.cookies: dict[str, str] = {}

    def login(self, username: str, password: str = PASSWORD) -> "Visitor":
        """Log in by the form; ``AssertionError`` with the page when that doesn't lead on."""
        self.get("/dang-nhap/")
        answer = self.post("/dang-nhap/", username=username, password=password)
        assert answer.status == 302, answer.text
        return self

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, **fields: object) -> Answer:
        """Send a form with the token of the cookie."""
        return self._ask("POST", path, urlencode(fields | {"csrfmiddlewaretoken": self.cookies["csrftoken"]}))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection(self.host, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or []:
                self._remember(line)
            return Answer(answer.status, answer.read().decode(), dict(answer.headers))
        finally:
            connection.close()

    def _remember(self, line: str) -> None:
        for name, morsel in SimpleCookie(line).items():
            self.cookies[name] = morsel.value


def heading(page: str) -> str:
    """The text of the page's h1."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found.group(1)).strip() if found else ""
