"""A whole sheet filled in by keyboard alone, at a desk and on a telephone: the line is cut on the way, then the session
ends; what was typed is saved all the same, and the page stays accessible."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.models import Score
from assessments.services import assessment_for
from cchc.tenancy.scope import tenant_scope
from tests.cast import PASSWORD, make_cast
from tests.criteria.build import small_campaign
from tests.journeys.desk import PHONE, WIDE, Desk
from tests.servers import Place, run_web

pytestmark = pytest.mark.browser
TYPED = {"numerator": "47", "denominator": "50", "points": "1,5", "count": "1"}
WORDS = "Theo sổ theo dõi của xã."
POINTS = {
    "1.1.1": "1",
    "1.1.2": "0.4",
    "1.1.3": "1",
    "1.2": "1.5",
    "1.3": "2",
    "1.10": "1.88",
    "2.1.1": "1.5",
    "2.1.2": "0.5",
    "2.2": "1",
}
"""What comes of the first choice of every list and of the numbers above."""
MOST = 250
"""Presses of Tab after which a page counts as a trap."""


@pytest.fixture
def people(committed_database):
    return make_cast()


@pytest.fixture
def file(people):
    year = small_campaign(people, now=timezone.now())
    with tenant_scope(people.tenant_a):
        return assessment_for(year.campaign, people.a.commune_1, by=people.chi)


@pytest.fixture
def window(browser):
    yield browser
    connections.close_all()


def focused(page: Page) -> dict[str, str]:
    return page.evaluate(
        """() => { const here = document.activeElement; const row = here.closest("[data-cchc-row]");
        return { name: here.name || "", tag: here.tagName, value: here.value || "", leaf: row ? row.dataset.leaf : "",
                 open: here.tagName === "SUMMARY" && here.parentElement.open ? "1" : "" }; }"""
    )


def fill_by_tab(page: Page, between: Callable[[int], None]) -> list[str]:
    """Tab through the page once and fill in what is met; ``between(number)`` follows each field. The names met."""
    met: list[str] = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        here = focused(page)
        if met and here["tag"] in {"BODY", "HTML"}:
            break
        if not here["leaf"]:
            if (
                met
                and here["name"] == ""
                and page.evaluate("!document.activeElement.closest('form[data-cchc-autosave]')")
            ):
                break
            continue
        field = here["name"].rpartition("-")[2]
        if here["tag"] == "SUMMARY" and not here["open"]:
            page.keyboard.press("Enter")
            continue
        if not here["name"] or here["name"] in met:
            continue
        met.append(here["name"])
        if field in {"option", "answer", "items"}:
            page.keyboard.press("Space")
        elif field in TYPED:
            page.keyboard.type(TYPED[field])
        elif field == "explanation":
            page.keyboard.type(WORDS)
        between(len(met))
    return met


def saved(page: Page) -> None:
    """Wait until nothing unsaved is kept; asked from outside, since the page's policy forbids evaluating texts."""
    for _ in range(300):
        if page.evaluate("!Object.keys(localStorage).some((key) => key.startsWith('cchc-'))"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate("JSON.stringify(localStorage)"))


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["desk", "telephone"])
def test_a_whole_sheet_is_filled_in_by_keyboard_while_line_and_session_break(
    viewport, people, file, window, committed_database, tmp_path
):
    with run_web(Place(committed_database, tmp_path)) as web:
        desk = Desk.of(window, web.address, viewport=viewport).log_in("an")
        page, context = desk.page, desk.page.context
        words = page.locator("[data-cchc-saved-words]:visible").first

        def cut_the_line(number):
            if number == 4:
                context.set_offline(True)
            if number == 7:
                expect(words).to_contain_text("Chưa lưu được")
                context.set_offline(False)

        def end_the_session(number):
            if number == 2:
                saved(page)
                Session.objects.all().delete()
            if number == 4:
                expect(page.locator("[data-cchc-login]")).to_be_visible()
                page.keyboard.press("Alt+l")
                page.keyboard.type("sai-mat-khau")
                page.keyboard.press("Enter")
                expect(page.locator("[data-cchc-login-said]")).to_contain_text("Mật khẩu chưa đúng")
                desk.looked_at()
                page.keyboard.type(PASSWORD)
                page.keyboard.press("Enter")
                expect(page.locator("[data-cchc-login]")).to_be_hidden()
                page.locator(f"[name='{page.evaluate('window.lastField')}']").first.focus()

        page.add_init_script(
            "document.addEventListener('focusin', (event) => {"
            " if (/^f-/.test(event.target.name || '')) window.lastField = event.target.name; });"
        )
        for area, between, count in (("1", cut_the_line, 15), ("2", end_the_session, 8)):
            desk.open(f"/huyen-a/2024/tu-danh-gia/{file.pk}/linh-vuc/{area}/")
            assert len(fill_by_tab(page, between)) == count
            page.evaluate("document.activeElement.blur()")
            saved(page)
            expect(words).to_contain_text("Đã lưu lúc")
            desk.looked_at()
    with tenant_scope(people.tenant_a):
        rows = Score.objects.filter(assessment=file).values_list("criterion__code", "points", "explanation")
        found = {code: (str(points.normalize()), words) for code, points, words in rows}
    assert found == {code: (points, WORDS) for code, points in POINTS.items()}
