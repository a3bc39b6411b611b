"""Whatever is sent to a page, it answers: no address, query or field, however odd, ends in a fault of the server.

The views, their objects and their people are those of the access table; what is sent is drawn with a fixed seed. Each
request runs in a savepoint that is taken back. ``FUZZ_ROUNDS=10 pytest tests/fuzz`` tries ten times as much.
"""

import os
import re
import sys
import traceback
from collections.abc import Iterator
from http.cookies import SimpleCookie
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from cchc.tenancy.scope import tenant_scope
from tests.access.table import ANYBODY, Row
from tests.access.test_table import HANDLER, OF_A_TENANT
from tests.access.world import make_world, row_modules

pytestmark = pytest.mark.slow
SEED = 20241109
WORST = ["\x00", "9" * 5000, "²", "9223372036854775808", "1e400", "NaN", "\ufffe😀", "[" * 50_000]
"""What breaks a number, a text in PostgreSQL, or a reader: tried at every place."""
TEXTS = [
    *("", " ", "0", "-1", "−5", "１２", "1,5", "0.005", "1.904", "Infinity", "-Infinity", "sNaN", "2147483648"),
    *("9" * 400, "1," + "0" * 400 + "1", "12abc", "true", "None", "a\x00b", "\u202egpj.exe", "ệ" * 3000, "x" * 100_000),
    *("../../etc/passwd", "'; DROP TABLE x; --", '"><script>alert(1)</script>', "=1+1", "{{ 7 }}", "%s %(x)s", '{"a":'),
    *("[]", "0000-00-00", "2024-02-30", "30/02/2024", "99999-12-31", "0001-01-01", "9999-12-31", "9999-12-31T23:59"),
    *("2024-13", "24:00", "1;2;3", ";;;", "1\r\n2", "\t", "%00", "huyen-b", "//evil.example/"),
    *WORST,
]
NAMES = ["trang", "tim", "q", "don-vi", "nam", "xep", "xem", "mo", "bo", "phieu", "loai", "vai-tro", "co-quan"]
NAMES += ["linh-vuc", "phien-ban", "hieu-luc", "thung-rac", "next", "since", "until", "chua-dang-nhap"]
ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "1"))
"""How often the odd queries, addresses and forms of a row are drawn."""
FILES = [
    b"",
    b"PK\x03\x04",
    b"\xff\xfe\x00",
    b"%PDF-1.4",
    b"\x89PNG\r\n\x1a\n",
    b"a,b\n1,2\n",
    b"\xd0\xcf\x11\xe0",
    b'"',
]
ENDINGS = [".xlsx", ".csv", ".pdf", ".docx", ".png", "", ".xls", ".pdf.exe", "\x00.csv"]
FIELD = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"')


class Faults(list):
    """Where a request ended in a fault: exception and the last line of ours it passed."""

    def __call__(self, **told: Any) -> None:
        kind, error, trail = sys.exc_info()
        ours = [frame for frame in traceback.extract_tb(trail) if "site-packages" not in frame.filename]
        self.append(f"{kind.__name__ if kind else '?'}: {str(error)[:120]} in {ours[-1].name}:{ours[-1].lineno}")


def odd_file(dice: Random) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"tep{dice.choice(ENDINGS)}", dice.choice(FILES) * dice.choice([1, 1, 500]))


def rewound(sent: dict[str, Any]) -> dict[str, Any]:
    for value in sent.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return sent


def odd_queries(dice: Random) -> Iterator[str]:
    """Every name of a query with one of the worst values each, then with any; and what is no text at all."""
    for _ in range(ROUNDS):
        for values in (WORST, TEXTS):
            yield urlencode([(name, dice.choice(values)[:3000]) for name in NAMES])
    yield "%FF=%FF&trang=%ED%A0%80&%00=%00"


def odd_addresses(dice: Random, address: str) -> Iterator[str]:
    """Every part after the tenant replaced: by what no text or number may hold, or by something else."""
    parts = address.split("/")
    for place in range(2, len(parts) - 1):
        for odd in dice.sample(["\x00", "9223372036854775808", dice.choice(TEXTS)[:3000]], min(ROUNDS, 3)):
            yield "/".join([*parts[:place], quote(odd, safe=""), *parts[place + 1 :]])


def odd_forms(dice: Random, right: dict[str, Any], names: list[str]) -> Iterator[dict[str, Any]]:
    """Nothing at all; every field by the worst values; the right form with a few fields wrong or missing."""
    yield {}
    for _ in range(ROUNDS):
        yield {name: dice.choice(WORST) for name in names}
    for name in dice.sample(names, min(len(names), 3 * ROUNDS)):
        yield right | {name: dice.choice(WORST)}
    for _ in range(2 * ROUNDS):
        sent = dict(right)
        for name in dice.sample(names, min(len(names), 3)):
            match dice.randrange(6):
                case 0:
                    sent.pop(name, None)
                case 1:
                    sent[name] = [dice.choice(TEXTS), dice.choice(TEXTS)]
                case 2:
                    sent[name] = odd_file(dice)
                case _:
                    sent[name] = odd_file(dice) if hasattr(sent.get(name), "read") else dice.choice(TEXTS)
        yield sent


class Prober:
    """Sends requests about one row of the table and notes those that ended in a fault."""

    def __init__(self, world: Any, row: Row, faults: Faults) -> None:
        self.world, self.row, self.faults = world, row, faults
        self.found: dict[str, str] = {}
        self.person = next(iter(sorted(row.allowed & set(world.cast.people))), ANYBODY)
        self.address = self.in_scope(lambda w: reverse(row.view, kwargs=self.kwargs(w)))

    def in_scope(self, builder: Any) -> Any:
        with tenant_scope(self.world.tenant):
            return builder(self.world)

    def kwargs(self, world: Any) -> dict[str, Any]:
        own = {"tenant": world.tenant.slug} if self.row.view in OF_A_TENANT else {}
        return own | self.row.kwargs(world)

    def ask(self, method: str, address: str, data: dict[str, Any] | None = None) -> Any:
        client = Client(raise_request_exception=False)
        client.handler, client.cookies = self.world.handler, SimpleCookie(self.world.cookies.get(self.person, ""))
        before = len(self.faults)
        with transaction.atomic():
            answer = getattr(client, method)(address, data or {}, headers=dict(self.row.headers))
            transaction.set_rollback(True)
        if answer.status_code >= 500 or len(self.faults) > before:
            why = ", ".join(self.faults[before:]) or str(answer.status_code)
            self.found.setdefault(why, f"{self.person}: {method} {address[:160]} {str(data)[:300]}")
        return answer

    def names(self, right: dict[str, Any]) -> list[str]:
        """The fields of the form: those of the right one, and all that stand on the page."""
        page = self.ask("get", self.address)
        html = page.content.decode() if "text/html" in page.get("Content-Type", "") else ""
        return sorted({*right, *FIELD.findall(html)} - {"csrfmiddlewaretoken"})

    def right_form(self) -> dict[str, Any]:
        return dict(self.in_scope(self.row.post))


def cookies_of(user: Any) -> str:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client.cookies.output(header="", sep=";")


@pytest.fixture
def faults():
    faults = Faults()
    got_request_exception.connect(faults)
    yield faults
    got_request_exception.disconnect(faults)


@pytest.mark.parametrize("app", sorted(row_modules()))
def test_no_request_however_odd_ends_in_a_fault_of_the_server(db, faults, app):
    dice, world, found = Random(f"{SEED}-{app}"), make_world(app), {}
    world.handler = HANDLER  # setting up the middleware for each browser would take most of the time
    world.cookies = {name: cookies_of(person) for name, person in world.cast.people.items()}
    for row in row_modules()[app].ROWS:
        try:
            prober = Prober(world, row, faults)
        except NoReverseMatch:
            continue
        if row.get is not None:
            for query in odd_queries(dice):
                prober.ask("get", f"{prober.address}?{query}")
        for address in odd_addresses(dice, prober.address):
            prober.ask("get", address)
        prober.ask(dice.choice(["put", "delete", "head", "options"]), prober.address)
        if row.post is not None:
            names = prober.names(prober.right_form())
            for sent in odd_forms(dice, prober.right_form(), names):
                prober.ask("post", prober.address, rewound(sent))
        found = prober.found | found
    assert found == {}
