"""A small criteria set from nothing to issued, by the keyboard alone, and its rows dragged by the mouse."""

import re

import pytest
from playwright.sync_api import expect

from cchc.tenancy.scope import tenant_scope
from criteria.models import CriteriaSet
from tests.cast import PASSWORD as CAST_PASSWORD
from tests.cast import make_cast
from tests.journeys.desk import PHONE, Desk
from tests.servers import Place, run_web

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = "/huyen-a/bo-tieu-chi/"


def test_a_set_is_built_by_the_keyboard_tried_and_issued(committed_database, tmp_path, browser):
    cast = make_cast()
    with run_web(Place(committed_database, tmp_path)) as web:
        desk = Desk.of(browser, web.address).log_in(cast.chi.username, CAST_PASSWORD)
        a_set_is_begun(desk)
        the_tree_grows(desk)
        a_row_is_moved_by_keys_and_by_the_mouse(desk)
        the_rule_is_written_and_tried(desk)
        the_other_leaf_is_scored_by_levels(desk)
        the_set_is_issued(desk)
        the_next_version_is_compared(desk)
        phone = Desk.of(browser, web.address, viewport=PHONE).log_in(cast.chi.username, CAST_PASSWORD)
        for path in ("", "B1-2/sua/", "so-sanh/?moi=B1-2", "B1-2/ke-thua/", "B1-2/thuong-tru/"):
            phone.open(ROOT + path)
        with tenant_scope(cast.tenant_a):
            made = CriteriaSet.objects.get(code="B1")
            assert (made.status, made.decision_number) == ("issued", "12/QĐ-UBND")
            assert list(made.criteria.order_by("position").values_list("code", "is_leaf")) == [
                ("1", False),
                ("1.1", True),
                ("1.2", True),
            ]


def typed(desk: Desk, text: str) -> None:
    """Text into whatever has the focus, then on to the next field."""
    desk.page.keyboard.insert_text(text)
    desk.page.keyboard.press("Tab")


def a_set_is_begun(desk: Desk) -> None:
    desk.open(ROOT + "tao/")
    desk.page.get_by_label("Mã bộ").focus()
    for text in ("B1", "Bộ tiêu chí của huyện", ""):
        typed(desk, text)
    desk.page.get_by_label("Tổng điểm").fill("3")
    desk.page.keyboard.press("Enter")
    expect(desk.page).to_have_url(re.compile("B1/sua/$"))
    desk.looked_at().sees("Bộ chưa có tiêu chí nào")


def add(desk: Desk, name: str, points: str, button: str = "") -> None:
    """A new row: name, points, and Enter or the button's own key."""
    desk.page.get_by_label("Tên mục mới").focus()
    typed(desk, name)
    desk.page.keyboard.insert_text(points)
    if button:
        desk.page.get_by_role("button", name=button).focus()
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("link", name=name)).to_be_visible()


def the_tree_grows(desk: Desk) -> None:
    add(desk, "Chỉ đạo, điều hành", "3")
    add(desk, "Kế hoạch năm", "1", "Thêm mục con")
    add(desk, "Hoàn thành nhiệm vụ", "2")
    desk.looked_at().sees("chưa có cách chấm")
    expect(desk.page.locator("#soat")).to_contain_text("2 lỗi")


def a_row_is_moved_by_keys_and_by_the_mouse(desk: Desk) -> None:
    row = desk.page.get_by_role("radio", name=re.compile("Hoàn thành nhiệm vụ"))
    row.focus()
    desk.page.keyboard.press("Alt+ArrowUp")
    expect(desk.page.locator("tr[data-nut]").nth(1)).to_contain_text("Hoàn thành nhiệm vụ")
    expect(row).to_be_focused()
    desk.page.keyboard.press("Alt+ArrowDown")
    expect(desk.page.locator("tr[data-nut]").nth(2)).to_contain_text("Hoàn thành nhiệm vụ")
    assert "?nut=" not in desk.page.url  # the page was not left: keys pressed at once after an answer reach the script
    rows = desk.page.locator("tr[data-nut]")
    rows.nth(2).hover()
    desk.page.mouse.down()
    for _ in range(2):  # the first move begins the drag, the second is over the target
        rows.nth(1).hover(position={"x": 200, "y": 3})
    desk.page.mouse.up()
    expect(desk.page.locator("tr[data-nut]").nth(1)).to_contain_text("Hoàn thành nhiệm vụ")
    desk.page.get_by_role("button", name="Đánh lại mã").focus()
    desk.page.keyboard.press("Enter")
    desk.page.get_by_role("dialog").get_by_role("button", name="Đánh lại mã").press("Enter")
    expect(desk.page.locator("tr[data-nut]").nth(1)).to_contain_text("1.1 Hoàn thành nhiệm vụ")
    desk.looked_at()


def the_rule_is_written_and_tried(desk: Desk) -> None:
    desk.page.get_by_role("radio", name=re.compile("1.1 Hoàn thành")).focus()
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("heading", name="Tiêu chí 1.1")).to_be_visible()
    desk.page.get_by_role("combobox", name="Cách chấm").select_option(label="Tỷ lệ theo khoảng")
    expect(desk.page.get_by_label("Khoảng 1, từ tỷ lệ %")).to_be_visible()
    desk.page.get_by_label("Tử số là gì").focus()
    for text in ("Số nhiệm vụ xong", "Tổng số nhiệm vụ", "95", "", "2"):
        typed(desk, text)
    desk.page.get_by_label("Khoảng 2, từ tỷ lệ %").focus()
    for text in ("80", "90", "0,5"):
        typed(desk, text)
    desk.page.get_by_label("Dưới khoảng thấp nhất được (điểm)").fill("0")
    expect(desk.page.locator("#ket-qua")).to_contain_text("Hở khoảng: tỷ lệ từ 90\u00a0% đến dưới 95\u00a0%")
    desk.page.get_by_label("Khoảng 2, đến dưới tỷ lệ %").fill("95")
    desk.page.get_by_label("Thử tử số").focus()
    for text in ("47", "50"):
        typed(desk, text)
    expect(desk.page.locator("#ket-qua")).to_contain_text(
        "Nhập 47/50 → 0,50 điểm, vì 47/50 = 94\u00a0% → từ 80\u00a0% đến dưới 95\u00a0%: 0,50 điểm"
    )
    desk.looked_at()
    desk.page.get_by_role("button", name="Lưu, sang 1.2").press("Enter")
    expect(desk.page.get_by_role("heading", name="Tiêu chí 1.2")).to_be_visible()


def the_other_leaf_is_scored_by_levels(desk: Desk) -> None:
    desk.page.get_by_role("combobox", name="Cách chấm").select_option(label="Chọn một mức")
    desk.page.get_by_label("Dòng 1, nội dung").focus()
    for text in ("Trong tháng 01", "1"):
        typed(desk, text)
    desk.page.get_by_label("Dòng 2, nội dung").fill("Không ban hành")
    desk.page.get_by_label("Dòng 2, điểm").fill("0")
    desk.page.get_by_role("button", name="Thêm dòng").press("Enter")
    expect(desk.page.get_by_label("Dòng 4, nội dung")).to_be_focused()
    desk.page.get_by_label("Thử chọn mức 2").check()
    expect(desk.page.locator("#ket-qua")).to_contain_text("Chọn mức 2 → 0,00 điểm, vì Không ban hành: 0,00 điểm")
    desk.looked_at()
    desk.page.get_by_role("button", name="Lưu mục 1.2").press("Enter")
    expect(desk.page.locator("#soat")).to_contain_text("Không có lỗi")


def the_set_is_issued(desk: Desk) -> None:
    desk.open(ROOT + "B1/ban-hanh/")
    desk.page.get_by_label("Số quyết định").fill("12/QĐ-UBND")
    desk.page.get_by_label("Ngày quyết định").fill("2024-02-01")
    desk.page.get_by_role("button", name="Ban hành bộ B1").press("Enter")
    expect(desk.page.locator("main")).to_contain_text("Đã ghi Quyết định số 12/QĐ-UBND")
    desk.looked_at()


def the_next_version_is_compared(desk: Desk) -> None:
    desk.open(ROOT + "B1/chep/")
    desk.page.get_by_label("Phiên bản mới của bộ đã ban hành").check()
    desk.page.get_by_label("Lý do lập phiên bản mới").fill("Sửa câu chữ theo ý kiến Sở Nội vụ")
    desk.press("Chép thành dự thảo").looked_at()
    desk.page.get_by_role("link", name=re.compile("1.2 Kế hoạch năm")).click()
    desk.page.get_by_label("Tên tiêu chí").fill("Kế hoạch cải cách hành chính năm")
    desk.press("Lưu mục 1.2")
    desk.open(ROOT + "so-sanh/?moi=B1-2")
    expect(desk.page.locator("ins")).to_have_text("cải cách hành chính")
    expect(desk.page.locator("main")).to_contain_text("Lý do: Sửa câu chữ theo ý kiến Sở Nội vụ")
