"""A person at a desk: a browser window, a login, and the words on the screen."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as NeverCame

PASSWORD = "mat-khau-thu-2024"
ASKED_OF_AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
NOTHING_KEPT = "!Object.keys(localStorage).some((key) => key.startsWith('cchc-'))"
WIDE, PHONE = {"width": 1366, "height": 900}, {"width": 390, "height": 844}


def until(page: Page, condition: str) -> None:
    """Wait until a script's condition holds (30 s), asking from outside each time.

    Playwright's own waiting evaluates the text within the page from the second look on, which the page's policy
    forbids: it passes only where the condition holds at once.
    """
    for _ in range(600):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{condition} at {page.url}; kept: {page.evaluate('JSON.stringify(localStorage)')}")


@dataclass
class Desk:
    """One window of one person. Each kind of page is checked by axe and for sideways scrolling at its first visit."""

    page: Page
    address: str
    problems: list[str]
    visited: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, browser: Browser, address: str, *, viewport: dict | None = None) -> "Desk":
        context = browser.new_context(
            viewport=viewport or WIDE, locale="vi-VN", accept_downloads=True, reduced_motion="reduce"
        )
        page = context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.on(
            "console",
            lambda said: problems.append(f"console: {said.text}") if "Content Security" in said.text else None,
        )
        page.set_default_timeout(30_000)
        return cls(page, address, problems)

    def open(self, path: str) -> "Desk":
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        kind = re.sub(r"[0-9]+", "0", path)
        if kind in self.visited:
            assert self.problems == []
            return self
        self.visited.add(kind)
        return self.looked_at()

    def looked_at(self) -> "Desk":
        """The page as it stands: accessible, as wide as the window, no script error.

        Looked at from its top: what lies half under a sticky bar counts as cut to the size that shows.
        """
        self.page.evaluate("window.scrollTo({ top: 0, behavior: 'instant' })")
        found = Axe().run(self.page, options=ASKED_OF_AXE)
        violations = [(one["id"], one["nodes"][0]["html"][:160]) for one in found.response["violations"]]
        assert violations == [], f"{self.page.url}: {violations}"
        widths = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert widths[0] <= widths[1], f"{self.page.url} scrolls sideways: {widths}"
        assert self.problems == []
        return self

    def log_in(self, username: str, password: str = PASSWORD) -> "Desk":
        self.page.goto(self.address + "/dang-nhap/")
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu", exact=True).fill(password)
        self.page.get_by_role("button", name="Đăng nhập").click()
        expect(self.page).not_to_have_url(re.compile("/dang-nhap/"))
        return self

    def fill(self, label: str, value: str) -> "Desk":
        self.page.get_by_label(label, exact=True).first.fill(value)
        return self

    def choose(self, label: str, option: str) -> "Desk":
        self.page.get_by_label(label, exact=True).select_option(option)
        return self

    def attach(self, label: str, path: Path) -> "Desk":
        self.page.get_by_label(label).set_input_files(path)
        return self

    def press(self, name: str | re.Pattern) -> "Desk":
        return self._click("button", name)

    def follow(self, name: str | re.Pattern) -> "Desk":
        return self._click("link", name)

    def _click(self, role: Literal["button", "link"], name: str | re.Pattern) -> "Desk":
        found = self.page.get_by_role(role, name=name)
        try:
            found.first.wait_for(state="attached")
        except NeverCame as never:
            words = self.page.locator("main").inner_text()[:3000]
            raise AssertionError(f"no {role} «{name}» on {self.page.url}:\n{words}") from never
        found.first.click()
        self.page.wait_for_load_state()
        return self

    def sees(self, words: str | re.Pattern) -> "Desk":
        expect(self.page.locator("main")).to_contain_text(words)
        return self
