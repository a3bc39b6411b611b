"""An official comes in by the province's account, sees the link, and leaves both."""

import pytest
from playwright.sync_api import expect

from tests.cast import make_cast
from tests.identity_provider import CLIENT, SECRET, providing
from tests.servers import Place, run_web

pytestmark = pytest.mark.browser
BUTTON = "Đăng nhập bằng tài khoản của tỉnh"


@pytest.fixture
def office(committed_database, tmp_path):
    make_cast()
    with providing() as there:
        there.issuer = there.issuer.replace("127.0.0.1", "localhost")  # another site: cookies are Lax
        there.people["an"] = {"sub": "7", "email": "an@example.vn", "email_verified": True, "name": "Nguyễn Thị An"}
        given = {"OIDC_ISSUER": there.issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET}
        with run_web(Place(committed_database, tmp_path, settings=given), workers=1) as web:
            yield web, there


def test_an_official_logs_in_by_the_provinces_account_and_out_of_both(office, browser):
    web, there = office
    page = browser.new_context(locale="vi-VN").new_page()
    blocked: list[str] = []
    page.on("console", lambda line: blocked.append(line.text) if "Content Security Policy" in line.text else None)

    page.goto(f"{web.address}/huyen-a/")
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_role("button", name="Từ chối").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chưa đăng nhập: đã từ chối ở hệ thống cấp tài khoản")
    page.get_by_role("link", name="Về trang đăng nhập").click()
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_role("button", name="an", exact=True).click()
    expect(page).to_have_url(f"{web.address}/huyen-a/")

    page.goto(f"{web.address}/?chon=1")
    page.get_by_role("link", name=BUTTON).click()
    expect(page.get_by_text("an@example.vn")).to_be_visible()
    page.goto(f"{web.address}/?chon=1")
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
    assert there.seen[-1] == "/logout"
    page.goto(f"{web.address}/huyen-a/")
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
    assert blocked == []
