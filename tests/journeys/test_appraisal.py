"""An appraiser at work by the keyboard alone: one leaf across communes, then one commune's file; the head confirms."""

from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.models import Score
from cchc.tenancy.scope import tenant_scope
from councils.models import Confirmation, ReasonSnippet, ScoreBasis
from tests.cast import PASSWORD, make_cast
from tests.councils.build import appraisal_campaign
from tests.journeys.desk import PHONE, Desk
from tests.servers import Place, run_web, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def week(committed_database, tmp_path) -> SimpleNamespace:
    cast = make_cast()
    year = appraisal_campaign(cast, now=timezone.now())
    with tenant_scope(cast.tenant_a):
        ReasonSnippet.objects.create(user=cast.dung, key=2, code="not_met", text="Chưa xử lý đủ các vấn đề.")
    with run_web(Place(committed_database, tmp_path)) as web:
        yield SimpleNamespace(cast=cast, year=year, address=web.address)


def path(week, rest: str) -> str:
    return f"/{week.cast.tenant_a.slug}/{week.year.campaign.year}/{rest}"


def stored(week, agency, code: str) -> Score:
    """The appraised score, once its save has come through: lines typed one after another are saved side by side."""
    with tenant_scope(week.cast.tenant_a):
        leaf = week.year.leaves[code]
        found = Score.objects.filter(agency=agency, criterion=leaf, stage="appraised")
        wait_for(found.exists, what=f"{agency} {code}")
        return found.select_related("basis").get()


def test_both_ways_of_working_by_keyboard_and_the_heads_confirmation(week, browser):
    desk = Desk.of(browser, week.address).log_in("dung", PASSWORD)
    one_leaf_across_communes(week, desk)
    one_communes_file(week, desk)
    the_head_confirms(week, Desk.of(browser, week.address).log_in("lien", PASSWORD))
    every_page_fits_a_telephone(week, Desk.of(browser, week.address, viewport=PHONE).log_in("lien", PASSWORD))


def one_leaf_across_communes(week, desk: Desk) -> None:
    """Enter goes down the column, a snippet comes by Alt and its digit, the clause is filled in by itself."""
    a, leaf = week.cast.a, week.year.leaves["2.2"]
    desk.open(path(week, f"tham-dinh/{leaf.pk}/"))
    page = desk.page
    page.locator("[data-cchc-points]").first.focus()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Điểm thẩm định Thị trấn Phủ Thông")).to_be_focused()
    page.keyboard.type("0")
    page.keyboard.press("Alt+Digit2")
    expect(page.get_by_label("Lý do Thị trấn Phủ Thông", exact=True)).to_have_value("Chưa xử lý đủ các vấn đề.")
    page.keyboard.press("Tab")
    expect(page.locator("tr", has_text="Phủ Thông").get_by_text("Khác tự chấm")).to_be_visible()
    score = stored(week, a.town, "2.2")
    assert (score.points, score.reason_code, score.explanation) == (0, "not_met", "Chưa xử lý đủ các vấn đề.")
    assert score.basis.clause.startswith("Mục 2.2, ")
    assert stored(week, a.commune_1, "2.2").points == 1
    desk.looked_at()
    page.get_by_role("button", name="Nhận điểm tự chấm cho 1 dòng còn lại").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã nhận điểm tự chấm cho 1 dòng.")).to_be_visible()


def one_communes_file(week, desk: Desk) -> None:
    """Corrected numbers are computed by the rule and both workings stand beside each other."""
    file = week.year.files[week.cast.a.commune_1.pk]
    desk.open(path(week, f"ho-so/{file.pk}/?linh-vuc=2"))
    page = desk.page
    row = page.locator("tr", has_text="2.2")
    row.get_by_text("Sửa số liệu").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("6")
    row.get_by_label("Lý do mục 2.2", exact=True).focus()
    page.keyboard.type("Theo kết luận kiểm tra: 6 vấn đề.")
    page.keyboard.press("Tab")
    expect(row.get_by_text("Đơn vị: 8/10")).to_be_visible()
    expect(row.get_by_text("Thẩm định: 6/10")).to_be_visible()
    score = stored(week, week.cast.a.commune_1, "2.2")
    assert (score.numerator, score.reason_code) == (6, "wrong_data")
    with tenant_scope(week.cast.tenant_a):
        assert ScoreBasis.objects.filter(score=score).count() == 1
    desk.looked_at()
    page.get_by_role("button", name="Nhận điểm tự chấm cho 2 mục").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã nhận điểm tự chấm cho 2 mục.")).to_be_visible()


def the_head_confirms(week, desk: Desk) -> None:
    file, justice = week.year.files[week.cast.a.commune_1.pk], week.cast.a.justice
    desk.open(path(week, f"ho-so/{file.pk}/phieu/{justice.pk}/"))
    page = desk.page
    page.get_by_label("Nhận xét chung").focus()
    page.keyboard.type("Hồ sơ đầy đủ.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã xác nhận phần thẩm định Xã Cẩm Giàng")).to_be_visible()
    with tenant_scope(week.cast.tenant_a):
        assert Confirmation.objects.get().remark == "Hồ sơ đầy đủ."
    desk.looked_at()


def every_page_fits_a_telephone(week, desk: Desk) -> None:
    """The grid is looked at whole; of the plain pages it is enough that they don't scroll sideways."""
    desk.open(path(week, f"tham-dinh/{week.year.leaves['2.2'].pk}/"))
    for rest in ("tham-dinh/mau-ly-do/", "phoi-hop/", "xung-dot/"):
        desk.page.goto(week.address + path(week, rest))
        widths = desk.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert widths[0] <= widths[1], f"{rest} scrolls sideways: {widths}"
