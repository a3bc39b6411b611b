"""An officer sends scans over a line that breaks, looks at what was read out of them, and finds them again.

Real gunicorn, Celery worker, PostgreSQL, Redis and Chromium; the line is slowed and cut by the browser itself.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Evidence, Upload
from cchc.tenancy.scope import tenant_scope
from tests.assessments.build import open_now
from tests.files.paper import commune_plan
from tests.files.samples import pdf
from tests.files.signing import blank_pdf, chairman, sign
from tests.journeys.desk import PHONE, Desk
from tests.journeys.office import furnished
from tests.servers import Place, run_web, run_worker

pytestmark = [pytest.mark.browser, pytest.mark.slow]
REGISTER = "/huyen-a/2024/tai-lieu/"
MB = 1024 * 1024


class Line:
    """The line between browser and server."""

    def __init__(self, page: Page) -> None:
        self.control = page.context.new_cdp_session(page)
        self.control.send("Network.enable")

    def be(self, *, cut: bool = False, megabytes: float = 0) -> None:
        speed = int(megabytes * MB) or -1
        self.control.send(
            "Network.emulateNetworkConditions",
            {"offline": cut, "latency": 0, "downloadThroughput": -1, "uploadThroughput": speed},
        )


class Pieces:
    """What the browser sent and the server took: (address, offset) of every piece that was answered with 200."""

    def __init__(self, page: Page) -> None:
        self.taken: list[tuple[str, int]] = []
        self.announced: list[int] = []
        page.on("response", self.note)

    def note(self, answer) -> None:
        offset = answer.request.headers.get("upload-offset")
        if offset is not None and answer.status == 200:
            self.taken.append((answer.url, int(offset)))
        elif answer.url.endswith("/tai-len/") and answer.status == 200:
            self.announced.append(answer.json()["offset"])


@pytest.fixture
def office(committed_database, tmp_path, browser):
    made = furnished()
    with tenant_scope(made.cast.tenant_a):
        open_now(made.year)
    place = Place(committed_database, tmp_path)
    with run_web(place, workers=1) as web, run_worker(place, concurrency=1):
        made.address, made.browser = web.address, browser
        yield made


def signed_pdf() -> bytes:
    """Made in a thread: the browser's driver runs an event loop in this one, and signing wants its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: sign(blank_pdf(), chairman())).result()


@pytest.fixture
def scans(tmp_path) -> list[Path]:
    contents = {
        "ke hoach.pdf": commune_plan().read(),
        "quet 1.pdf": pdf(b"% " + b"1" * (6 * MB)),
        "quet 2.pdf": pdf(b"% " + b"2" * (6 * MB)),
        "hong.pdf": b"<html>",
        "ky so.pdf": signed_pdf(),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in contents]


def test_scans_sent_over_a_breaking_line_arrive_whole_and_are_read(office, scans):
    desk = Desk.of(office.browser, office.address).log_in("an").open(f"{REGISTER}them/")
    line, pieces = Line(desk.page), Pieces(desk.page)
    line_is_cut_in_the_middle_and_the_files_go_on(desk, line, pieces, scans)
    page_is_loaded_anew_and_the_same_file_goes_on(desk, line, pieces, scans[1].with_name("quet 3.pdf"))
    what_was_read_is_looked_at(desk)
    the_signed_one_shows_its_signature(desk)
    on_a_telephone_the_register_fits(office)


def line_is_cut_in_the_middle_and_the_files_go_on(desk, line, pieces, scans) -> None:
    line.be(megabytes=4)
    desk.page.get_by_label("Các tệp", exact=True).set_input_files(scans)
    row = desk.page.locator(".upload", has_text="quet 1.pdf")
    expect(row.locator(".upload-said")).to_have_text(re.compile(r"[1-4],0/6,0 MB"), timeout=15_000)
    line.be(cut=True)
    expect(row.locator(".upload-said")).to_have_text(re.compile("Đường truyền gián đoạn ở .* MB – tự tải tiếp"))
    desk.looked_at()
    line.be()
    expect(desk.page.get_by_text("Đã tải xong 4 tệp.")).to_be_visible(timeout=30_000)
    refused = desk.page.locator(".upload.is-refused .upload-said")
    expect(refused).to_have_text(re.compile("nội dung không phải PDF.*Tệp «hong.pdf».*tệp chưa được lưu"))
    assert len(set(pieces.taken)) == len(pieces.taken), "a piece that had been taken was sent again"
    desk.looked_at()


def page_is_loaded_anew_and_the_same_file_goes_on(desk, line, pieces, path: Path) -> None:
    path.write_bytes(pdf(b"% " + b"3" * (6 * MB)))
    line.be(megabytes=3)
    desk.page.get_by_label("Các tệp", exact=True).set_input_files(path)
    said = desk.page.locator(".upload", has_text=path.name).locator(".upload-said")
    expect(said).to_have_text(re.compile(r"[2-4],0/6,0 MB"), timeout=15_000)
    desk.page.on("dialog", lambda dialog: dialog.accept())
    desk.page.reload()
    line.be()
    desk.page.get_by_label("Các tệp", exact=True).set_input_files(path)
    expect(desk.page.get_by_text("Đã tải xong 1 tệp.")).to_be_visible(timeout=30_000)
    assert pieces.announced[-1] >= 2 * MB, "the same file began anew instead of going on"


def what_was_read_is_looked_at(desk) -> None:
    desk.follow("Xem lại các tài liệu vừa tải")
    plan = desk.page.locator("tr", has_text="Kế hoạch cải cách hành chính năm 2024")
    for _try in range(100):
        if plan.count() and plan.get_by_text("Cần xem lại thông tin").count():
            break
        desk.page.wait_for_timeout(300)
        desk.page.reload()
    expect(plan.get_by_role("link", name=re.compile("12.KH-UBND"))).to_be_visible()
    desk.looked_at()
    plan.get_by_role("link", name=re.compile("12.KH-UBND")).click()
    picture = desk.page.locator("#xem img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalHeight)") == 1400
    desk.looked_at()
    desk.follow("Mở trang tài liệu").sees("Cần xem lại thông tin").looked_at()
    expect(desk.page.get_by_label("Cơ quan ban hành")).to_have_value("UBND xã Cẩm Giàng")
    desk.press("Đã xem, lưu thông tin").sees("Đã lưu thông tin tài liệu.")


def the_signed_one_shows_its_signature(desk) -> None:
    desk.open(f"{REGISTER}?tim=ky+so")
    desk.page.locator("tbody tr").get_by_role("link").first.click()
    said = re.compile("Chữ ký số chưa xác thực.*Nông Văn Bình, UBND xã Cẩm Giàng, ký lúc", re.DOTALL)
    expect(desk.page.locator("#xem")).to_contain_text(said, timeout=60_000)  # it shows itself once the worker is done
    desk.looked_at()


def on_a_telephone_the_register_fits(office) -> None:
    phone = Desk.of(office.browser, office.address, viewport=PHONE).log_in("an").open(REGISTER)
    phone.open(f"{REGISTER}them/")
    with tenant_scope(office.cast.tenant_a):
        added = Evidence.objects.filter(agency=office.cast.a.commune_1).exclude(original_name="a.pdf")
        names = sorted(added.values_list("original_name", flat=True))
        assert (names, Upload.objects.count()) == (
            ["ke hoach.pdf", "ky so.pdf", "quet 1.pdf", "quet 2.pdf", "quet 3.pdf"],
            0,
        )
        document = added.get(original_name="ke hoach.pdf")
    phone.open(f"{REGISTER}{document.pk}/")
