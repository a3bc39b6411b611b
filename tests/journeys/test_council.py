"""From a doubt to the adopted result in the browser: 14 communes, 6 departments, replies, an appeal, three votes.

Real gunicorn, Celery worker, PostgreSQL, Redis and Chromium. The steps stand in the order of the office's weeks; each
leans on the one before.
"""

import re
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.models import Score
from cchc.tenancy.scope import tenant_scope
from councils.models import MeetingLine
from councils.verifying import verify
from tests.journeys import council_town
from tests.journeys.desk import PHONE, Desk
from tests.servers import Place, run_web, run_worker, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]
YEAR = 2024


def test_a_council_from_the_first_doubt_to_the_adopted_result(committed_database, tmp_path, browser):
    town = council_town.build(timezone.now(), YEAR)
    place = Place(committed_database, tmp_path)
    with run_web(place) as web, run_worker(place):
        week = SimpleNamespace(browser=browser, address=web.address, town=town, folder=tmp_path, desks={}, seen=set())
        appraiser_asks(week)
        secretary_sends_letters(week)
        officer_replies_with_a_document_and_the_head_sends(week)
        appraiser_settles_and_the_secretary_refers(week)
        head_appeals(week)
        secretary_calls_the_meeting_and_the_chair_opens_it(week)
        members_vote_and_the_chair_concludes(week)
        chair_ends_the_meeting_and_adopts(week)
        everybody_reads_the_ledger(week)
        coordinator_takes_the_signed_record(week)


def sit(week, username: str, **more) -> Desk:
    """The person's window, logged in once; a kind of page is looked at once, whoever opens it."""
    if username not in week.desks:
        desk = Desk.of(week.browser, week.address, **more)
        desk.visited = week.seen
        week.desks[username] = desk.log_in(username)
    return week.desks[username]


def path(week, rest: str) -> str:
    return f"/huyen-a/{YEAR}/{rest}"


def thread(week, agency, code: str) -> str:
    return path(week, f"giai-trinh/{week.town.files[agency.pk].pk}/muc/{week.town.leaves[code].pk}/")


def appraiser_asks(week) -> None:
    desk = sit(week, "dung").open(thread(week, week.town.cast.a.commune_1, "2.2"))
    desk.fill("Nội dung yêu cầu giải trình, bổ sung", "Bổ sung sổ theo dõi hồ sơ.")
    desk.press("Ghi yêu cầu").sees("Chờ gửi công văn")
    desk.page.get_by_label("Ghi chú nội bộ").fill("Đã gọi điện, xã hẹn thứ Hai.")
    desk.press("Ghi chú").sees("xã hẹn thứ Hai")


def secretary_sends_letters(week) -> None:
    desk = sit(week, "minh")
    for agency in (week.town.cast.a.commune_1, week.town.cast.a.commune_2):
        desk.open(path(week, "giai-trinh/"))
        file = week.town.files[agency.pk].pk
        desk.page.locator(f"#h{file}").get_by_role("link", name=re.compile("Lập công văn")).click()
        if agency == week.town.cast.a.commune_1:
            desk.looked_at()
        desk.press("Gửi công văn yêu cầu")
        desk.page.locator("dialog[open]").get_by_role("button", name="Gửi yêu cầu").click()
        desk.page.wait_for_load_state()
        desk.sees("Đã gửi yêu cầu đợt 1")


def officer_replies_with_a_document_and_the_head_sends(week) -> None:
    council_town.document(week.town)
    desk = sit(week, "an", viewport=PHONE).open("/huyen-a/")
    desk.sees("Viết giải trình 1 mục").follow("Giải trình").looked_at()
    assert "xã hẹn thứ Hai" not in desk.page.content()
    desk.page.get_by_label("Không đồng ý, đề nghị xem xét lại").check()
    desk.page.get_by_label("Nội dung giải trình").fill("Sổ theo dõi ghi đủ 8/10 hồ sơ.")
    desk.page.get_by_label("Điểm đề nghị").fill("1")
    desk.press(re.compile("Lưu và bổ sung tài liệu")).looked_at()
    desk.page.get_by_label(re.compile("63/BC-UBND")).check()
    desk.press("Bổ sung tài liệu đã chọn").sees("Đã bổ sung")
    head = sit(week, "binh").open(path(week, "giai-trinh/"))
    head.press("Lưu và gửi giải trình").sees("Đã gửi giải trình 1 mục").looked_at()


def appraiser_settles_and_the_secretary_refers(week) -> None:
    desk = sit(week, "dung").open(thread(week, week.town.cast.a.commune_1, "2.2"))
    desk.sees("Tài liệu bổ sung sau khi nộp hồ sơ")
    desk.page.get_by_label("Lý do của điểm lần 2").fill("Giữ nguyên: sổ không ghi ngày trả.")
    desk.press("Ghi điểm lần 2").sees("Đã xử lý").looked_at()
    file, justice = week.town.files[week.town.cast.a.commune_1.pk], week.town.cast.a.justice
    head = sit(week, "lien").open(path(week, f"ho-so/{file.pk}/phieu/{justice.pk}/"))
    head.press("Xác nhận kết quả thẩm định").sees("Đã xác nhận phần thẩm định lần 2")
    with tenant_scope(week.town.cast.tenant_a):
        letter = week.town.waiting.__class__.objects.get(pk=week.town.waiting.pk).letter
        at = timezone.now()
        type(letter).objects.filter(pk=letter.pk).update(sent_at=at.replace(year=at.year - 1), due_at=at)
    secretary = sit(week, "minh").open(thread(week, week.town.cast.a.commune_2, "1.3"))
    secretary.page.get_by_label("Lý do đưa ra Hội đồng").fill("Đơn vị không giải trình.")
    secretary.press("Đưa ra Hội đồng").sees("Đưa ra Hội đồng")


def head_appeals(week) -> None:
    desk = sit(week, "binh").open(path(week, f"ho-so/{week.town.files[week.town.cast.a.commune_1.pk].pk}/"))
    desk.page.get_by_role("link", name="Kiến nghị mục 1.2").click()
    desk.looked_at()
    desk.fill("Nội dung kiến nghị, căn cứ", "Có văn bản xác nhận của cơ quan cấp trên.")
    desk.page.get_by_label("Điểm đề nghị").fill("2")
    desk.press("Gửi kiến nghị")
    desk.page.locator("dialog[open]").get_by_role("button", name="Gửi kiến nghị").click()
    desk.page.wait_for_load_state()
    desk.sees("Chờ Hội đồng xem xét")


def secretary_calls_the_meeting_and_the_chair_opens_it(week) -> None:
    desk = sit(week, "minh").open(path(week, "hoi-dong/"))
    desk.sees("3 dòng còn ý kiến khác nhau")
    desk.fill("Ngày họp", f"{timezone.localdate():%d/%m/%Y}").fill("Giờ họp", "08:00")
    desk.fill("Địa điểm", "Phòng họp số 2, trụ sở UBND huyện").press("Triệu tập phiên họp")
    desk.sees("Đã triệu tập phiên thứ 1").looked_at()
    week.meeting = re.search(r"/phien/(\d+)/", desk.page.url).group(1)  # type: ignore[union-attr]
    desk.open(path(week, f"hoi-dong/phien/{week.meeting}/du-hop/"))
    for box in desk.page.locator("select").all():
        box.select_option("present")
    desk.press("Ghi thành viên dự họp").sees("Có mặt 5/5")
    chair = sit(week, "phuc").open("/huyen-a/")
    chair.follow("Xem tài liệu họp").press("Khai mạc").sees("Phiên họp đã khai mạc").looked_at()


def members_vote_and_the_chair_concludes(week) -> None:
    """Each of the three lines: the member by her own account, one by a raised hand, the chair by his: three of five."""
    address = path(week, f"hoi-dong/phien/{week.meeting}/")
    with tenant_scope(week.town.cast.tenant_a):
        lines = list(MeetingLine.objects.filter(meeting=week.meeting).values_list("pk", "criterion__code"))
    member, secretary, chair = sit(week, "quy"), sit(week, "minh"), sit(week, "phuc")
    for pk, code in lines:
        choice = "Nhận điểm của đơn vị" if code == "1.2" else "Giữ điểm thẩm định"
        member.open(f"{address}?dong={pk}")
        member.page.locator(".votes").get_by_label(choice).check()
        member.press("Bỏ phiếu").sees("Đã ghi phiếu")
        secretary.open(f"{address}?dong={pk}")
        secretary.page.get_by_label("Phương án").select_option("unit" if code == "1.2" else "keep")
        secretary.press("Ghi phiếu").sees("Đã ghi phiếu")
        chair.open(f"{address}?dong={pk}")
        chair.page.locator(".votes").get_by_label(choice).check()
        chair.press("Bỏ phiếu").sees("Đủ quá nửa")
        chair.page.get_by_label("Lý do, kết luận").fill("Căn cứ tài liệu và ý kiến các thành viên.")
        chair.press(re.compile("Chốt")).sees("Đã chốt điểm")


def chair_ends_the_meeting_and_adopts(week) -> None:
    secretary = sit(week, "minh").open(path(week, f"hoi-dong/phien/{week.meeting}/bien-ban/"))
    secretary.page.get_by_label("Kết luận của chủ tọa").fill("Thống nhất kết quả thẩm định.")
    secretary.page.get_by_label("tán thành kết quả chung", exact=False).fill("5")
    secretary.press("Ghi biên bản").sees("Đã ghi nội dung biên bản")
    chair = sit(week, "phuc").open(path(week, f"hoi-dong/phien/{week.meeting}/"))
    chair.press("Kết thúc phiên họp")
    chair.page.locator("dialog[open]").get_by_role("button", name="Kết thúc phiên họp").click()
    chair.page.wait_for_load_state()
    chair.sees("Phiên họp đã kết thúc").looked_at()
    chair.open(path(week, "thong-qua/"))
    chair.page.get_by_label("Kết luận của Hội đồng").fill("Thông qua kết quả của 14 đơn vị.")
    chair.page.locator("#thong-qua button[type=submit]").click()
    chair.page.locator("dialog[open]").get_by_role("button", name="Ghi nhận thông qua").click()
    chair.page.wait_for_load_state()
    chair.sees("Hội đồng đã thông qua")
    with tenant_scope(week.town.cast.tenant_a):
        finals = Score.objects.at_stage("final").filter(criterion=week.town.leaves["1.2"])
        points = dict(finals.values_list("agency__name", "points"))
    assert (len(points), points["Xã Cẩm Giàng"], points["Xã Vi Hương"]) == (14, 2, points["Xã Sỹ Bình"])


def everybody_reads_the_ledger(week) -> None:
    file = week.town.files[week.town.cast.a.commune_1.pk].pk
    desk = sit(week, "binh").open(path(week, f"so-diem/{file}/?khac=1"))
    desk.sees("+0,50").sees("Phiên họp thứ 1")
    assert "Nông Văn Dũng" not in (desk.page.locator("main").text_content() or "")
    desk.open(path(week, f"giai-trinh/{file}/tra-loi/")).sees("Chấp nhận")


def coordinator_takes_the_signed_record(week) -> None:
    desk = sit(week, "chi").open(path(week, "hoi-dong/trich-xuat/"))
    desk.page.locator("#id_agency").select_option(label="Xã Cẩm Giàng")
    desk.fill("Lý do trích xuất", "Trả lời kiến nghị của xã").press("Lập bộ hồ sơ").sees("Đang lập bộ hồ sơ")

    def ready() -> bool:
        desk.page.reload()
        return desk.page.get_by_role("button", name=re.compile("Tải về")).count() == 1

    wait_for(ready, what="the record", seconds=60)
    with desk.page.expect_download() as download:
        desk.page.get_by_role("button", name=re.compile("Tải về")).click()
    package = week.folder / "ho-so.zip"
    download.value.save_as(package)
    assert verify(package) == []
    expect(desk.page.locator("main")).to_contain_text("SHA-256")
