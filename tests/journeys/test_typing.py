"""Typing on the sheet while something breaks: the session ends, the page is closed, the scripts are late, a right goes.

Whatever happens, what was typed is saved or kept, and the person is told.
"""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from assessments.models import Score
from cchc.accounts.models import Membership
from cchc.tenancy.scope import tenant_scope
from tests.journeys.desk import NOTHING_KEPT, Desk, until
from tests.journeys.office import YEAR

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_session_that_ends_in_the_middle_of_typing_loses_nothing(office, window):
    desk = Desk.of(window, office.address).log_in("an")
    page = desk.page
    desk.open(f"/huyen-a/{YEAR}/tu-danh-gia/{office.own.pk}/linh-vuc/1/")
    points, why = (page.locator(f"[name='f-{office.points.pk}-{name}']") for name in ("points", "explanation"))
    points.fill("0,5")
    points.press("Tab")
    expect(page.locator("[data-cchc-saved-words]").first).to_contain_text("Đã lưu")
    Session.objects.all().delete()
    row = page.locator(f"[data-cchc-row][data-leaf='{office.points.pk}']")
    if row.locator("details.thin:not([open])").count():
        row.locator("details.thin summary").click()
    points.fill("1,5")
    points.press("Tab")
    expect(page.locator("main")).to_contain_text("Phiên làm việc đã hết")
    why.fill("Sáng kiến số 03, viết lúc phiên đã hết.")
    why.press("Tab")
    expect(points).to_have_value("1,5")
    kept = page.evaluate("Object.values(localStorage).join()")
    assert ("1,5" in kept, "viết lúc phiên đã hết" in kept) == (True, True)
    desk.looked_at()
    again = Desk(page.context.new_page(), office.address, []).log_in("an")
    again.page.close()
    page.get_by_role("button", name="Lưu lại").first.click()
    expect(page.locator("[data-cchc-login-note]")).to_have_count(0)
    expect(page.locator("[data-cchc-saved-words]").first).to_contain_text("Đã lưu")
    until(page, NOTHING_KEPT)
    with tenant_scope(office.cast.tenant_a):
        score = Score.objects.get(assessment=office.own, criterion=office.points)
    assert (str(score.points.normalize()), score.explanation) == ("1.5", "Sáng kiến số 03, viết lúc phiên đã hết.")
    assert desk.problems == []


def test_a_page_closed_with_unsaved_words_offers_them_at_the_next_visit(office, window):
    desk = Desk.of(window, office.address).log_in("giang")
    page, address = desk.page, f"/huyen-a/{YEAR}/tu-danh-gia/{office.other.pk}/linh-vuc/1/"
    desk.open(address)
    Session.objects.all().delete()
    points = page.locator(f"[name='f-{office.points.pk}-points']")
    points.fill("1,25")
    points.press("Tab")
    expect(page.locator("main")).to_contain_text("Phiên làm việc đã hết")
    page.on("dialog", lambda asked: asked.accept())
    page.goto(office.address + "/dang-nhap/")
    desk.log_in("giang")
    page.goto(office.address + address)
    expect(points).to_have_value("1,25")
    until(page, NOTHING_KEPT)
    with tenant_scope(office.cast.tenant_a):
        assert str(Score.objects.get(assessment=office.other, criterion=office.points).points.normalize()) == "1.25"


def test_a_field_filled_in_before_the_scripts_have_come_is_saved(office, window):
    desk = Desk.of(window, office.address).log_in("giang")
    page, held = desk.page, []
    script = re.compile(r"/js/autosave[^/]*\.js$")
    page.route(script, lambda route: held.append(route))
    with page.expect_request(script):
        page.goto(office.address + f"/huyen-a/{YEAR}/tu-danh-gia/{office.other.pk}/linh-vuc/1/", wait_until="commit")
    points = page.locator(f"[name='f-{office.points.pk}-points']")
    points.fill("1,75")
    points.press("Tab")
    expect(points).not_to_be_focused()
    held.pop().continue_()
    expect(page.locator("[data-cchc-saved-words]").first).to_contain_text("Đã lưu")
    until(page, NOTHING_KEPT)
    with tenant_scope(office.cast.tenant_a):
        assert str(Score.objects.get(assessment=office.other, criterion=office.points).points.normalize()) == "1.75"
    assert desk.problems == []


def test_a_right_taken_away_in_the_middle_of_typing_is_told_and_the_words_stay(office, window):
    desk = Desk.of(window, office.address).log_in("giang")
    desk.open(f"/huyen-a/{YEAR}/tu-danh-gia/{office.other.pk}/linh-vuc/1/")
    with tenant_scope(office.cast.tenant_a):
        held = Membership.objects.filter(user=office.cast.giang, role="officer")
        held.update(role="observer")
    points = desk.page.locator(f"[name='f-{office.points.pk}-points']")
    points.fill("0,75")
    points.press("Tab")
    expect(desk.page.locator("main")).to_contain_text("Tài khoản không còn quyền chấm mục này")
    expect(points).to_have_value("0,75")
    desk.looked_at()
    with tenant_scope(office.cast.tenant_a):
        Membership.objects.filter(user=office.cast.giang, role="observer").update(role="officer")
