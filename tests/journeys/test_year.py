"""A whole year in the browser: from the empty tenant to the published page and the PDF.

Real gunicorn, Celery worker, PostgreSQL, Redis and Chromium. The steps stand in the order of the office's year; each
leans on the one before.
"""

import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader
from weasyprint import HTML

from cchc.accounts.models import User
from cchc.demo.days import assessed_year
from tests.files.signing import blank_pdf, chairman, sign
from tests.journeys import papers
from tests.journeys.desk import PASSWORD, PHONE, WIDE, Desk
from tests.servers import Place, run_web, run_worker, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]
YEAR = assessed_year(timezone.localdate())


def test_a_year_from_the_empty_tenant_to_the_published_page(committed_database, tmp_path, browser):
    call_command("create_tenant", slug="bach-thong", name="Huyện Bạch Thông, tỉnh Bắc Kạn", kind="district")
    User.objects.create_superuser("quantri", password=PASSWORD, full_name="Quản trị hệ thống", email="qt@example.vn")
    place = Place(committed_database, tmp_path)
    with run_web(place) as web, run_worker(place):
        year = SimpleNamespace(browser=browser, address=web.address, place=place, folder=tmp_path)
        administrator_lets_the_office_in(year)
        people_set_their_passwords(year)
        coordinator_takes_in_the_criteria(year)
        coordinator_makes_and_opens_the_campaign(year)
        officer_fills_in_the_sheet(year)
        officer_asks_and_head_sends(year)
        coordinator_enters_the_others_and_the_survey(year)
        coordinator_assigns_by_the_set(year)
        appraisers_judge_across_communes(year)
        council_adopts(year)
        result_is_frozen_approved_and_published(year)
        decision_is_printed_and_numbered(year)
        everybody_reads_the_result(year)


def sit(year, username: str | None = None, **more) -> Desk:
    desk = Desk.of(year.browser, year.address, **more)
    return desk.log_in(username) if username else desk


def administrator_lets_the_office_in(year) -> None:
    """Without a staff session the administrator sees nothing; with one, the first agencies and people come in."""
    desk = sit(year, "quantri")
    assert desk.page.goto(f"{year.address}/bach-thong/").status == 404
    desk.open("/quan-tri-he-thong/phien/")
    desk.page.get_by_label("Đơn vị").select_option(label="Huyện Bạch Thông, tỉnh Bắc Kạn")
    desk.page.get_by_label("Lý do").fill("Cài đặt ban đầu theo đề nghị của Phòng Nội vụ")
    desk.press("Mở phiên quản trị")
    for path, file, count in (
        ("/bach-thong/co-quan/nhap/", papers.agencies(year.folder), len(papers.AGENCIES)),
        ("/bach-thong/nguoi-dung/nhap/", papers.people(year.folder), len(papers.PEOPLE)),
    ):
        desk.open(path)
        desk.page.locator("input[type=file]").set_input_files(file)
        desk.press("Kiểm tra tệp").looked_at()
        desk.press(f"Ghi {count} dòng vào danh sách")


def people_set_their_passwords(year) -> None:
    """Chi through the mail she gets; the others would do the same, so the test sets theirs."""
    desk = sit(year).open("/mat-khau/quen/")
    desk.page.get_by_label("Tên đăng nhập").fill("chi")
    desk.page.locator("form button[type=submit]").click()
    wait_for(lambda: any("chi@example.vn" in str(mail["To"]) for mail in year.place.mails()), what="reset mail")
    mail = next(mail for mail in year.place.mails() if "chi@example.vn" in str(mail["To"]))
    link = re.search(r"https?://\S*(/mat-khau/dat/\S+)", mail.get_content()).group(1)
    desk.open(link)
    for box in desk.page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    desk.page.locator("form button[type=submit]").click()
    desk.page.wait_for_load_state()
    for name, *_ in papers.PEOPLE[1:]:
        user = User.objects.get(username=name)
        user.set_password(PASSWORD)
        user.save()


def coordinator_takes_in_the_criteria(year) -> None:
    """First a file with a sum that doesn't add up, then the right workbook."""
    desk = sit(year, "chi").open("/bach-thong/bo-tieu-chi/nhap/")

    def offer(file) -> None:
        desk.page.get_by_label("Mã bộ").fill("KT")
        desk.page.get_by_label("Tên bộ").fill("Bộ tiêu chí thử")
        desk.page.get_by_label("Tổng điểm").fill("20")
        desk.page.locator("input[type=file]").set_input_files(file)
        desk.press("Kiểm tra tệp").looked_at()

    offer(papers.criteria(year.folder, wrong_total=True))
    desk.sees("1.1")
    desk.sees("max_points")
    offer(papers.criteria(year.folder))
    desk.sees("Tệp đúng, chưa ghi")
    desk.press(re.compile("Ghi bộ tiêu chí"))
    desk.open("/bach-thong/bo-tieu-chi/KT/")
    desk.open("/bach-thong/bo-tieu-chi/KT/ban-hanh/")
    desk.page.get_by_label("Số quyết định").fill("8802/QĐ-UBND")
    desk.page.get_by_label("Ngày quyết định").fill("2023-10-06")
    desk.press("Ban hành bộ KT")


def coordinator_makes_and_opens_the_campaign(year) -> None:
    """The plan comes from a file; appraisal and council are moved to today, step by step, then the year opens."""
    desk = sit(year, "chi").open(f"/bach-thong/ky-danh-gia/tao/?nam={YEAR}")
    for kind in ("Xã", "Thị trấn"):
        desk.page.get_by_label(kind, exact=True).select_option("KT")
    desk.page.get_by_label("Từ tệp Excel hoặc CSV").check()
    desk.page.locator("input[type=file]").set_input_files(papers.plan(year.folder, timezone.localdate()))
    desk.press("Lập kỳ đánh giá")
    desk.open(f"/bach-thong/{YEAR}/ke-hoach/")
    today = timezone.localdate()
    for number in (1, 2, 3, 4):
        desk.page.get_by_role("row", name=re.compile(f"^{number} ")).get_by_role("link", name=re.compile("Sửa")).click()
        desk.page.get_by_label("Mở từ ngày").fill((today - timedelta(days=3)).isoformat())
        desk.looked_at().press("Lưu bước")
    desk.press(re.compile("Mở kỳ"))
    if desk.page.locator("dialog[open]").count():
        desk.page.locator("dialog[open] button", has_text=re.compile("Mở kỳ")).click()
    desk.page.wait_for_load_state()
    desk.sees("Kỳ đã mở từ")


def officer_fills_in_the_sheet(year) -> None:
    """Every kind of rule, each field saved by itself; the points and their working appear at once."""
    desk = sit(year, "mai").open("/bach-thong/")
    desk.follow("Chấm tiếp").sees("1.1.1")
    desk.looked_at()
    for code, work in {
        "1.1.1": lambda row: row.get_by_label("Trong tháng 01").check(),
        "1.1.2": lambda row: [row.get_by_label(words).check() for words in ("Đủ các lĩnh vực", "Phân công")],
        "1.1.3": lambda row: put(row, numerator="47", denominator="50"),
        "1.2": lambda row: put(row, points="1,5"),
        "1.3": lambda row: row.get_by_label("Có", exact=False).first.check(),
        "1.10": lambda row: put(row, numerator="40", denominator="60"),
    }.items():
        score(desk, code, work)
    expect(row_of(desk, "1.1.3").locator(".work")).to_contain_text("47/50 = 94")
    give_evidence(desk, year)
    desk.page.goto(desk.page.url.replace("/linh-vuc/1/", "/linh-vuc/2/").split("#")[0])
    for code, work in {
        "2.1.1": lambda row: put(row, count="1"),
        "2.1.2": lambda row: put(row, count="3"),
        "2.2": lambda row: put(row, numerator="8", denominator="10"),
    }.items():
        score(desk, code, work)


def row_of(desk: Desk, code: str):
    return desk.page.locator("[data-cchc-row]").filter(has=desk.page.locator(f"span.code:text-is('{code}')"))


def put(row, **values: str) -> None:
    for name, value in values.items():
        box = row.locator(f"[name$='-{name}']")
        box.fill(value)
        box.press("Tab")


def score(desk: Desk, code: str, work) -> None:
    """Work on one leaf, explain it, and wait until the server has answered."""
    row = row_of(desk, code)
    work(row)
    if row.locator("details.thin:not([open])").count():
        row.locator("details.thin summary").click()
    box = row.locator("[name$='-explanation']")
    box.fill("Theo báo cáo năm của đơn vị.")
    box.press("Tab")
    expect(row.locator(".score .st-ok").first).to_be_visible()


def give_evidence(desk: Desk, year) -> None:
    """A file that isn't what its name says is refused and what was typed stays; then the real one is cited."""
    row_of(desk, "1.1.1").get_by_role("link", name=re.compile("Thêm minh chứng")).click()
    desk.looked_at()
    fake, real = year.folder / "ke-hoach.pdf", year.folder / "12-KH-UBND.pdf"
    fake.write_bytes(b"MZ this is a program")
    real.write_bytes(HTML(string=f"<h1>Kế hoạch cải cách hành chính năm {YEAR}</h1>").write_pdf())
    form = desk.page.locator("form:has(input[type=file])")
    desk.page.get_by_text("Thêm một tài liệu và tự ghi số").click()
    for file in (fake, real):
        form.locator("input[type=file]").set_input_files(file)
        form.get_by_label("Số, ký hiệu").fill("12/KH-UBND")
        form.get_by_label("Ngày ban hành").fill(f"{YEAR}-01-15")
        form.get_by_label("Trích yếu").fill(f"Kế hoạch cải cách hành chính năm {YEAR}")
        form.locator("button[type=submit]").click()
        desk.page.wait_for_load_state()
        if file == fake:
            desk.sees(".pdf")
            expect(form.get_by_label("Số, ký hiệu")).to_have_value("12/KH-UBND")
    desk.sees("12/KH-UBND")


def officer_asks_and_head_sends(year) -> None:
    """The officer asks for approval, the head sends it back once with a reason, and then approves and sends."""
    mai = sit(year, "mai").open("/bach-thong/")
    mai.follow(re.compile("Mở hồ sơ|Tự đánh giá")).looked_at()
    take_step(mai, re.compile("duyệt"))
    head = sit(year, "thanh").open("/bach-thong/")
    head.follow("Mở hồ sơ").looked_at()
    head.page.get_by_label(re.compile("Lý do trả lại")).fill("Bổ sung số văn bản ở mục 1.1.1.")
    take_step(head, re.compile("Trả lại"))
    mai.page.reload()
    mai.sees("Bổ sung số văn bản ở mục 1.1.1.")
    take_step(mai, re.compile("duyệt"))
    head.page.reload()
    take_step(head, re.compile("Duyệt và gửi"))
    head.sees("Đã gửi")
    assert head.looked_at()


def take_step(desk: Desk, name: re.Pattern) -> None:
    """Press the step's button, and the one in the dialog that asks back."""
    desk.page.locator("#gui").get_by_role("button", name=name).first.click()
    asked = desk.page.locator("dialog[open]")
    if asked.count():
        asked.get_by_role("button", name=name).click()
    desk.page.wait_for_load_state()


def coordinator_enters_the_others_and_the_survey(year) -> None:
    """Two communes sent workbooks by mail; the survey's answers come as files."""
    desk = sit(year, "chi")
    for stage in ("self", "appraised"):
        desk.open(f"/bach-thong/{YEAR}/nhap-diem/")
        desk.page.locator("input[type=file]").set_input_files(papers.scores(year.folder, ["002", "003"]))
        desk.page.get_by_label("Giai đoạn").select_option(stage)
        desk.press("Ghi điểm").looked_at()
    desk.open(f"/bach-thong/{YEAR}/khao-sat/nhap-cau-hoi/")
    desk.page.get_by_label("Mã phiếu").fill("nguoi-dan")
    desk.page.locator("input[type=file]").set_input_files(papers.questionnaire(year.folder))
    desk.press("Kiểm tra tệp").looked_at().press("Ghi bộ câu hỏi")
    desk.open(f"/bach-thong/{YEAR}/khao-sat/").follow(re.compile("Nhập từ tệp"))
    desk.page.locator("input[type=file]").set_input_files(papers.responses(year.folder))
    desk.press("Kiểm tra tệp").looked_at().press(re.compile("^Ghi"))
    desk.open(f"/bach-thong/{YEAR}/khao-sat/").sees("15")


def coordinator_assigns_by_the_set(year) -> None:
    desk = sit(year, "chi").open(f"/bach-thong/{YEAR}/phan-cong/")
    desk.sees("chưa có cơ quan chủ trì")
    desk.press("Phân công theo bộ tiêu chí").looked_at()
    expect(desk.page.locator("main")).not_to_contain_text("chưa có cơ quan chủ trì")


def appraisers_judge_across_communes(year) -> None:
    """Dũng lowers one score: without a reason he is told so, with one it is kept. The rest is taken as claimed."""
    dung = sit(year, "dung").open(f"/bach-thong/{YEAR}/tham-dinh/")
    leaves = leaf_links(dung)
    dung.open(leaves[0])
    row = dung.page.locator("tr", has_text="Xã Cẩm Giàng")
    points = row.locator("input[name^='p-']")
    points.fill("0,5")
    points.press("Tab")
    expect(row).to_contain_text("lý do")
    row.locator("textarea").fill("Đối chiếu sổ theo dõi, thiếu 01 báo cáo.")
    row.locator("select").select_option("wrong_data")
    row.locator("select").press("Tab")
    expect(row).to_contain_text("Khác tự chấm")
    dung.looked_at()
    accept_the_rest(dung, leaves)
    accept_the_rest(sit(year, "nga").open(f"/bach-thong/{YEAR}/tham-dinh/"))
    board = sit(year, "chi").open(f"/bach-thong/{YEAR}/dieu-hanh/")
    board.sees("3 đơn vị")


def leaf_links(desk: Desk) -> list[str]:
    links = desk.page.locator("main table th[scope=row] a")
    return [link.get_attribute("href") for link in links.all()]


def accept_the_rest(desk: Desk, leaves: list[str] | None = None) -> None:
    for path in leaves or leaf_links(desk):
        desk.open(path)
        button = desk.page.get_by_role("button", name=re.compile("Nhận điểm tự chấm"))
        if button.count():
            button.click()
            desk.page.wait_for_load_state()
        expect(desk.page.locator("main")).not_to_contain_text("Chưa thẩm định")


def council_adopts(year) -> None:
    desk = sit(year, "chi").open(f"/bach-thong/{YEAR}/thong-qua/")
    desk.sees("0 mục chưa thẩm định")
    desk.page.get_by_label("Kết luận của Hội đồng").fill("Hội đồng thống nhất kết quả thẩm định của 03 đơn vị.")
    desk.page.locator("#thong-qua button[type=submit]").click()
    desk.page.locator("dialog[open]").get_by_role("button", name="Ghi nhận thông qua").click()
    desk.page.wait_for_load_state()
    desk.sees("Hội đồng đã thông qua").looked_at()


def result_is_frozen_approved_and_published(year) -> None:
    chi, leader = sit(year, "chi"), sit(year, "khanh")
    address = f"/bach-thong/{YEAR}/ket-qua/"
    chi.open(address).follow("Chốt kết quả").looked_at().press("Chốt kết quả")
    assert chi.page.goto(f"{year.address}/bach-thong/cong-bo/{YEAR}/").status == 404
    leader.open(address).follow("Phê duyệt kết quả").looked_at()
    leader.page.get_by_label(re.compile("Ý kiến")).fill("Đồng ý.")
    leader.press(re.compile("Phê duyệt phiên bản"))
    chi.open(address)
    chi.page.get_by_role("button", name=re.compile("Công bố")).first.click()
    if chi.page.locator("dialog[open]").count():
        chi.page.locator("dialog[open]").get_by_role("button", name=re.compile("Công bố")).click()
    chi.page.wait_for_load_state()
    chi.sees("Đã công bố phiên bản 1")


def decision_is_printed_and_numbered(year) -> None:
    """The draft with blanks, number and date of the văn thư, the signed copy, and what anybody finds by its code."""
    desk = sit(year, "chi").open(f"/bach-thong/{YEAR}/van-ban/12/")
    draft = pdf_text(desk, re.compile("Tải PDF"))
    assert re.search(r"Số:\s+/QĐ-UBND", draft)
    desk.looked_at().press("Trình ký")
    desk.page.get_by_label("Số", exact=True).fill("7")
    desk.page.get_by_label("Ngày ký").fill(timezone.localdate().isoformat())
    desk.page.locator("#van-thu button[type=submit]").click()
    desk.page.locator("dialog[open]").get_by_role("button", name="Ghi số, ngày").click()
    desk.page.wait_for_load_state()
    issued = pdf_text(desk.looked_at(), re.compile("Mở bản in có số"))
    assert "07/QĐ-UBND" in issued
    copy = {"name": "qd-7.pdf", "mimeType": "application/pdf", "buffer": sign(blank_pdf(), chairman())}
    desk.page.get_by_label("Bản đã ký").set_input_files(copy)
    desk.press("Đính bản ký")
    desk.sees("Nông Văn Bình")
    desk.page.get_by_role("button", name="Phát hành", exact=True).click()
    desk.page.locator("dialog[open]").get_by_role("button", name="Phát hành", exact=True).click()
    desk.page.wait_for_load_state()
    desk.sees("Đã ban hành").looked_at()
    found = sit(year).open(desk.page.get_by_role("link", name=re.compile("^[0-9]+-")).get_attribute("href"))
    found.sees("Còn hiệu lực").looked_at()
    found.page.get_by_label("Tệp cần so").set_input_files(copy)
    found.press("So tệp")
    found.sees("Trùng với bản đã ký")
    rows = desk.page.request.get(f"{year.address}/bach-thong/cong-bo/{YEAR}.json").json()
    for row in rows:
        assert row["agency_name"] in issued
        assert f"{Decimal(str(row['index_percent'])):.2f}".replace(".", ",") in issued
    assert sorted(int(row["rank"]) for row in rows) == [1, 2, 3]


def pdf_text(desk: Desk, name: re.Pattern) -> str:
    link = desk.page.get_by_role("link", name=name).first.get_attribute("href")
    content = desk.page.request.get(desk.address + link).body()
    pages = PdfReader(BytesIO(content)).pages
    return re.sub(r"[ \u00a0]+", " ", "\n".join(page.extract_text() for page in pages))


def everybody_reads_the_result(year) -> None:
    """Without logging in, on a wide screen and on a telephone; the data beside the page; and the commune its own."""
    for viewport in (WIDE, PHONE):
        visitor = sit(year, viewport=viewport)
        visitor.open(f"/bach-thong/cong-bo/{YEAR}/").sees("Xã Cẩm Giàng")
        visitor.open(f"/bach-thong/cong-bo/{YEAR}/001/").sees("Xã Cẩm Giàng")
    table = visitor.page.request.get(f"{year.address}/bach-thong/cong-bo/{YEAR}.csv").text()
    assert table.splitlines()[0].startswith("block,rank,agency_code,agency_name,self_points")
    assert len(table.splitlines()) == 4
    thanh = sit(year, "thanh", viewport=PHONE)
    thanh.open(f"/bach-thong/{YEAR}/ket-qua/").sees("Xã Cẩm Giàng")
