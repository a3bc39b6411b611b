"""A survey from its plan to its points: 15 forms by the number keys, 5 by link with the line cut once, the end.

Real gunicorn, PostgreSQL, Redis and Chromium; the phone is 390 px wide. The points of the leaves are those of a
computation by hand.
"""

import re
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from cchc.tenancy.scope import tenant_scope
from criteria.models import PlanStep
from surveys.models import Response, SecondEntry, SurveyScore
from tests.cast import make_cast
from tests.criteria.build import small_campaign
from tests.journeys.desk import PHONE, Desk, until
from tests.servers import Place, run_web
from tests.surveys.build import with_survey

pytestmark = [pytest.mark.browser, pytest.mark.slow]
YEAR = 2024
PAPERS, PHONES = 15, 5


def test_a_survey_from_the_keys_and_from_telephones_to_the_points(committed_database, tmp_path, browser):
    place = Place(committed_database, tmp_path)
    survey = SimpleNamespace(browser=browser, base=f"/huyen-a/{YEAR}/khao-sat/", now=timezone.now())
    survey.cast = make_cast()
    survey.year = small_campaign(survey.cast, now=survey.now, year=YEAR, phase="survey")
    with tenant_scope(survey.cast.tenant_a):
        with_survey(survey.year.campaign, by=survey.cast.chi, at=survey.now)
    with run_web(place) as web:
        survey.address = web.address
        office_plans_and_assigns(survey)
        office_edits_the_questions(survey)
        staff_enter_fifteen_forms_by_keys(survey)
        office_enters_the_drawn_forms_again_and_decides(survey)
        links = office_makes_links(survey)
        citizens_answer_on_telephones(survey, links)
        the_survey_ends_and_says_so(survey, links)
        the_points_are_those_of_a_computation_by_hand(survey)
        office_reads_the_results(survey)


def sit(survey, username: str) -> Desk:
    return Desk.of(survey.browser, survey.address).log_in(username, "mat-khau-thu-2024")


def office_plans_and_assigns(survey) -> None:
    desk = survey.office = sit(survey, "chi")
    desk.open(survey.base + "ke-hoach/sua/").fill("Tỷ lệ phiếu giấy nhập hai lần (%)", "10")
    desk.press("Lưu kế hoạch").sees("Đã lưu kế hoạch điều tra.")
    desk.open(survey.base + "phieu/ks/mau/").fill("Chỉ tiêu Xã Cẩm Giàng", "20").press("Lưu chỉ tiêu")
    desk.looked_at().sees("Đã lưu kế hoạch mẫu của phiếu ks.")
    desk.open(survey.base + "nguoi-nhap/001/")
    desk.page.get_by_label("Nông Văn Dũng").check()
    desk.press("Lưu phân công").sees("Nông Văn Dũng")


def office_edits_the_questions(survey) -> None:
    """A question is added, moved above the last one, and seen in its place."""
    desk = survey.office.open(survey.base + "phieu/ks/cau-hoi/").follow("Thêm câu hỏi").looked_at()
    desk.fill("Mã câu", "TP2").fill("Câu hỏi", "Phối hợp giải quyết công việc")
    desk.choose("Tính điểm vào mục", "3.2").looked_at().press("Lưu câu hỏi").sees("Đã lưu câu TP2.")
    desk.page.get_by_role("button", name="Đưa câu TP2 lên").click()
    expect(desk.page.locator("tbody th.code").nth(-2)).to_have_text("TP2")
    desk.looked_at()


def staff_enter_fifteen_forms_by_keys(survey) -> None:
    """Whole forms without a mouse: P1, N1, CD1, CD2, F1, M1, TP1, TP2, T1, then Enter for the next form."""
    desk = sit(survey, "dung").open(survey.base + "phieu/ks/nhap/001/")
    page = desk.page
    for number in range(1, PAPERS + 1):
        expect(page.get_by_label("Số phiếu (in góc phải)")).to_have_value(f"CG-{number:04d}")
        expect(page.locator("#cau-P1 input").first).to_be_focused()
        press(page, "1", "12", "Enter", "2", "1", "2", "1", "3", "Enter", "1", "5", "Enter")
        expect(page.locator("main")).to_contain_text(f"Đã lưu phiếu CG-{number:04d}.")
    desk.looked_at().sees("15/20")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        if key.isdecimal():
            page.keyboard.type(key)
        else:
            page.keyboard.press(key)


def office_enters_the_drawn_forms_again_and_decides(survey) -> None:
    """One form in ten is drawn; the second entry differs in one question and the office decides for the first."""
    with tenant_scope(survey.cast.tenant_a):
        drawn = list(SecondEntry.objects.select_related("response"))
    assert len(drawn) == 1
    desk = survey.office.open(f"{survey.base}nhap-lan-2/{drawn[0].pk}/")
    press(desk.page, "1", "12", "Enter", "4", "1", "2", "1", "3", "Enter", "1", "5", "Enter")
    desk.sees("lệch 1 câu").open(survey.base + "doi-chieu/").follow(re.compile("Đối chiếu phiếu")).looked_at()
    desk.sees("2. Hài lòng").sees("4. Không hài lòng")
    desk.page.keyboard.press("2")
    desk.press("Lưu số đã chọn").sees("Đã đối chiếu phiếu")


def office_makes_links(survey) -> list[str]:
    desk = survey.office.open(survey.base + "duong-dan/").choose("Đơn vị được đánh giá", "Xã Cẩm Giàng")
    desk.fill("Số đường dẫn, hoặc số phiếu tối đa của mã tại quầy", str(PHONES + 1))
    desk.fill("Dùng đến hết ngày", f"{survey.now + timedelta(days=3):%d/%m/%Y}").press("Tạo và mở trang in").looked_at()
    with desk.page.expect_download() as download:
        desk.follow("Tải PDF để in")
    assert download.value.path().read_bytes()[:5] == b"%PDF-"
    found = desk.page.locator(".slipgrid a").evaluate_all("links => links.map(link => new URL(link.href).pathname)")
    assert len(set(found)) == PHONES + 1
    return found


def citizens_answer_on_telephones(survey, links: list[str]) -> None:
    """Four with a script, one of them without a line at the end; one without a script."""
    for place, link in enumerate(links[:PHONES]):
        if place == 4:
            answer_without_script(survey, link)
        else:
            answer(survey, link, cut=place == 1, first=place == 0)
    with tenant_scope(survey.cast.tenant_a):
        assert Response.objects.filter(channel="link").count() == PHONES


def answer(survey, link: str, *, cut: bool, first: bool) -> None:
    """The pages are the same for everybody, so the first telephone's are judged."""
    desk = Desk.of(survey.browser, survey.address, viewport=PHONE)
    page = desk.page
    page.goto(survey.address + link)
    if first:
        desk.looked_at()
    if cut:  # the worker has the page before the line goes
        page.evaluate("navigator.serviceWorker.ready")
        expect(page.locator("html")).to_be_visible()
        until(page, "caches.match(location.pathname).then(Boolean)")
    desk.press("Bắt đầu trả lời")
    if first:
        desk.looked_at()
    if cut:
        page.context.set_offline(True)
    for option in ("Dưới 35", None, "Rất hài lòng", "Không", "Không", "A", "Hài lòng", "Rất hài lòng", None):
        if option:
            page.locator("label.opt", has=page.get_by_text(option, exact=True)).click()
        page.get_by_role("button", name=re.compile("Câu tiếp theo|Gửi phiếu")).click()
    if cut:
        expect(page.get_by_role("heading", level=1)).to_have_text("Phiếu đang chờ gửi")
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("Phiếu đang chờ gửi")
        with tenant_scope(survey.cast.tenant_a):
            assert Response.objects.filter(channel="link").count() == 1
        page.context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhận phiếu, cảm ơn ông/bà")
    if first:
        desk.looked_at()
    page.context.close()


def answer_without_script(survey, link: str) -> None:
    context = survey.browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    page = context.new_page()
    page.goto(survey.address + link)
    page.get_by_role("button", name="Bắt đầu trả lời").click()
    for option in ("Dưới 35", None, "Rất hài lòng", "Không", "Không", "A", "Hài lòng", "Rất hài lòng", None):
        if option:
            page.get_by_label(option, exact=True).check()
        page.get_by_role("button", name=re.compile("Câu tiếp theo|Gửi phiếu")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhận phiếu, cảm ơn ông/bà")
    context.close()


def the_survey_ends_and_says_so(survey, links: list[str]) -> None:
    """The step of the plan is over: the last link closes politely, a used one says that it has been used."""
    with tenant_scope(survey.cast.tenant_a):
        past = (survey.now - timedelta(days=2)).date()
        PlanStep.objects.filter(phase="survey").update(opens_on=past, deadline_date=past)
    page = Desk.of(survey.browser, survey.address, viewport=PHONE).page
    for link, words in ((links[0], "Mã này đã dùng rồi"), (links[PHONES], "Đợt lấy ý kiến đã đóng, hoặc chưa mở")):
        assert page.goto(survey.address + link).status == 410
        expect(page.get_by_role("heading", level=1)).to_have_text(words)


def the_points_are_those_of_a_computation_by_hand(survey) -> None:
    """Leaf 3.1 (3 points) is fed by CD1 and CD2, leaf 3.2 (1 point) by TP1 and TP2; 15 forms from paper, 5 by link."""
    call_command("tally_survey", tenant="huyen-a", year=YEAR)
    with tenant_scope(survey.cast.tenant_a):
        found = dict(SurveyScore.objects.values_list("criterion__code", "points"))
    cd1, cd2 = Decimal(15 * 75 + 5 * 100) / 20, Decimal(100)
    tp1, tp2 = Decimal(15 * 100 + 5 * 75) / 20, Decimal(15 * 0 + 5 * 100) / 20
    assert found == {"3.1": (cd1 + cd2) / 2 / 100 * 3, "3.2": (tp1 + tp2) / 2 / 100 * 1}


def office_reads_the_results(survey) -> None:
    """The figures of the page are those of the same computation: CD1 81,25 %, CD2 100 %, TP1 93,75 %, TP2 25 %."""
    survey.office.open(survey.base + "ket-qua/").sees("75,0").follow("Phiếu khảo sát người dân").looked_at()
    for shown in ("81,3", "100,0", "93,8", "25,0"):
        survey.office.sees(f"Kết quả trung bình {shown}")
    survey.office.open(survey.base + "tien-do/").sees("20/20")
