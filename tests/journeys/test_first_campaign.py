"""A person who has never seen the product prepares the first campaign: only the guide's own links and buttons are used.

Real gunicorn, PostgreSQL, Redis and Chromium. Addresses are never typed after the login.
"""

import re

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from cchc.accounts.models import User
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign
from criteria.queries import phase_state
from criteria.rules.calendar import Phase
from tests.journeys import papers
from tests.journeys.desk import PASSWORD, PHONE, Desk
from tests.servers import Place, run_web

pytestmark = [pytest.mark.browser]
BACK = "Các bước chuẩn bị"


def make_office(folder):
    """What the administrator hands over: an empty tenant and one account."""
    call_command("create_tenant", slug="bach-thong", name="Huyện Bạch Thông, tỉnh Bắc Kạn", kind="district")
    row = {"username": "chi", "full_name": "Lý Thu Chi", "email": "chi@example.vn", "agency_code": ""}
    path = papers.write_csv(folder / "dau-tien.csv", [row | {"roles": "coordinator"}])
    call_command("import_people", str(path), tenant="bach-thong")
    with_password("chi")


def with_password(name: str) -> None:
    user = User.objects.get(username=name)
    user.set_password(PASSWORD)
    user.save()


def step_now(desk: Desk) -> str:
    """The title of the step that the guide says comes next."""
    return desk.page.locator("li[aria-current=step] h2").inner_text()


def test_an_empty_office_reaches_open_self_assessment_by_the_guides_links(committed_database, tmp_path, browser):
    make_office(tmp_path)
    place = Place(committed_database, tmp_path)
    with run_web(place) as web:
        desk = Desk.of(browser, web.address).log_in("chi")
        desk.looked_at().follow("Làm tiếp").looked_at()
        lists_come_in(desk, tmp_path)
        a_sample_set_is_taken(desk)
        the_campaign_is_made(desk)
        the_plan_is_made(desk, tmp_path)
        departments_are_assigned(desk)
        the_year_is_opened(desk)
        the_officer_can_begin(browser, web.address)


def lists_come_in(desk: Desk, folder) -> None:
    assert step_now(desk) == "1. Danh sách cơ quan, đơn vị"
    desk.follow("Nhập từ tệp Excel")
    bring(desk, papers.agencies(folder))
    desk.follow(BACK).sees("Người dùng và vai trò")
    assert step_now(desk) == "2. Người dùng và vai trò"
    desk.page.locator("li[aria-current=step]").get_by_role("link", name="Nhập từ tệp Excel").click()
    bring(desk, papers.people(folder))
    desk.follow(BACK).sees("người có vai trò").looked_at()


def bring(desk: Desk, file) -> None:
    desk.page.locator("input[type=file]").set_input_files(file)
    desk.press("Kiểm tra tệp").sees("Tệp")
    expect(desk.page.get_by_role("button", name=re.compile(r"Ghi \d+ dòng"))).to_be_visible()
    desk.press(re.compile(r"Ghi \d+ dòng"))
    expect(desk.page).not_to_have_url(re.compile("/nhap/"))


def a_sample_set_is_taken(desk: Desk) -> None:
    """Two communes have nobody yet; that can wait, and the guide says so."""
    assert step_now(desk) == "3. Bộ tiêu chí"
    desk.sees("Chưa có người của: Thị trấn Phủ Thông, Xã Vi Hương")
    desk.press("Dùng bộ tiêu chí mẫu cấp xã")
    desk.sees("Đã có Bộ tiêu chí mẫu cấp xã (mã MAU-XA).")
    desk.sees("Chưa đủ, làm sau được").looked_at()


def the_campaign_is_made(desk: Desk) -> None:
    year = timezone.localdate().year
    assert step_now(desk) == f"4. Kỳ đánh giá năm {year}"
    desk.follow(f"Lập kỳ đánh giá năm {year}").looked_at()
    desk.press("Lập kỳ đánh giá")
    desk.sees("Kế hoạch chưa có bước nào").follow(BACK).sees("3 đơn vị tham gia")


def the_plan_is_made(desk: Desk, folder) -> None:
    """First the sample is looked at, then the office's own file is taken."""
    assert step_now(desk) == "5. Kế hoạch và thời hạn"
    desk.follow(re.compile("Mẫu: Cấp huyện")).looked_at()
    expect(desk.page.get_by_role("button", name="Ghi 7 bước vào kế hoạch")).to_be_visible()
    desk.page.locator("input[type=file]").set_input_files(papers.plan(folder, timezone.localdate()))
    desk.press("Kiểm tra tệp").sees("ke-hoach.csv").looked_at()
    desk.press(re.compile(r"Ghi \d+ bước vào kế hoạch")).sees("Đã ghi 5 bước")
    desk.looked_at()
    the_linter_follows_the_typing(desk)
    desk.follow(BACK).sees("Phân công thẩm định")


def the_linter_follows_the_typing(desk: Desk) -> None:
    desk.page.get_by_role("link", name=re.compile("Sửa bước 1")).click()
    desk.page.get_by_label("Cơ quan chủ trì").fill("")
    expect(desk.page.locator("#soat")).to_contain_text("chưa có cơ quan chủ trì")
    desk.page.get_by_label("Cơ quan chủ trì").fill("Phòng Nội vụ")
    expect(desk.page.locator("#soat")).not_to_contain_text("chưa có cơ quan chủ trì")
    desk.press("Lưu bước").sees("Đã lưu bước 1")


def departments_are_assigned(desk: Desk) -> None:
    assert step_now(desk) == "6. Phân công thẩm định"
    desk.sees("Làm sau được")


def the_year_is_opened(desk: Desk) -> None:
    desk.press("Mở kỳ đánh giá")
    desk.sees("Kỳ đã mở từ").looked_at()
    with tenant_scope(Tenant.objects.get(slug="bach-thong")):
        campaign = Campaign.objects.get()
        assert phase_state(campaign, Phase.SELF_ASSESSMENT, at=timezone.now()).open


def the_officer_can_begin(browser, address) -> None:
    with_password("mai")
    desk = Desk.of(browser, address, viewport=PHONE).log_in("mai").looked_at()
    desk.page.locator(".step1 a.btn-primary").click()
    desk.page.wait_for_load_state()
    expect(desk.page.locator("main input:enabled, main select:enabled").first).to_be_attached()
