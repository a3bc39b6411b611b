import pytest

from assessments.models import Assessment
from assessments.queries import progress
from assessments.services import open_assessments, share_out
from criteria.models import Exemption
from tests.assessments.build import filled_assessment, open_now, put


@pytest.fixture
def filled(cast, year, scope_a, now):
    open_now(year)
    return filled_assessment(year, cast.a.commune_1, by=cast.an, at=now)


@pytest.fixture
def take(filled, login):
    def taken(person, step, comment=""):
        address = f"/huyen-a/2024/tu-danh-gia/{filled.pk}/chuyen-buoc/"
        status = login(person).post(address, {"step": step, "comment": comment}).status_code
        return status, Assessment.objects.get(pk=filled.pk).state

    return taken


def test_officer_sends_to_the_head_who_sends_it_back_and_then_sends_it_on(take, cast):
    assert take(cast.an, "request_approval") == (302, "pending_head")
    assert take(cast.binh, "send_back") == (422, "pending_head")
    assert take(cast.binh, "send_back", "Bổ sung biên bản tháng 9.") == (302, "draft")
    assert take(cast.binh, "submit") == (302, "submitted")
    assert take(cast.minh, "return_file", "Thiếu báo cáo quý I.") == (302, "draft")


def test_a_comment_is_counted_as_the_browser_counts_and_one_too_long_is_kept_on_the_page(take, login, cast, filled):
    take(cast.an, "request_approval")
    assert take(cast.binh, "send_back", "Bổ sung." + "\r\n" * 1992) == (302, "draft")
    take(cast.an, "request_approval")
    sent = {"step": "send_back", "comment": "Bổ sung biên bản tháng 9. " + "x" * 2000}
    answer = login(cast.binh).post(f"/huyen-a/2024/tu-danh-gia/{filled.pk}/chuyen-buoc/", sent)
    page = answer.content.decode()
    assert (answer.status_code, "Lý do dài 2026 ký tự – rút còn 2000 ký tự" in page) == (422, True)
    assert sent["comment"] in page


@pytest.mark.parametrize(
    ("person", "step"), [("an", "submit"), ("giang", "submit"), ("chi", "submit"), ("oanh", "adopt")]
)
def test_a_step_that_isnt_ones_own_is_refused(person, step, take, cast):
    assert take(getattr(cast, person), step)[1] == "draft"


def test_what_is_missing_keeps_the_file_and_is_listed_with_links(login, cast, year, file):
    open_now(year)
    answer = login(cast.an).post(f"/huyen-a/2024/tu-danh-gia/{file.pk}/chuyen-buoc/", {"step": "request_approval"})
    page = answer.content.decode()
    assert (answer.status_code, Assessment.objects.get().state) == (422, "draft")
    assert "Hồ sơ còn thiếu 9 việc" in page
    assert page.count(f"/tu-danh-gia/{file.pk}/linh-vuc/1/#m") == 6


def test_the_button_names_the_head_as_the_agency_does(login, cast, filled):
    cast.a.commune_1.head_title = "Chủ tịch Ủy ban nhân dân xã"
    cast.a.commune_1.save()
    page = login(cast.an).get(f"/huyen-a/2024/tu-danh-gia/{filled.pk}/").content.decode()
    assert "Gửi Chủ tịch UBND xã duyệt" in page


def test_people_of_one_agency_come_straight_to_their_file(login, cast, file):
    answer = login(cast.an).get("/huyen-a/2024/tu-danh-gia/")
    assert answer["Location"] == f"/huyen-a/2024/tu-danh-gia/{file.pk}/"


def test_a_file_not_opened_yet_is_opened_by_a_press(login, cast, year, scope_a):
    client = login(cast.an)
    assert "Chưa có hồ sơ nào" in client.get("/huyen-a/2024/tu-danh-gia/").content.decode()
    client.post("/huyen-a/2024/tu-danh-gia/mo/")
    assert list(Assessment.objects.values_list("agency__code", flat=True)) == ["001"]


def test_progress_counts_leaves_and_missing_evidence_of_each_agency(cast, year, scope_a, now):
    open_assessments(year.campaign)
    file = filled_assessment(year, cast.a.commune_1, by=cast.an, at=now, explanation="")
    put(file, year.leaves["1.1.1"], "explanation", "Theo hồ sơ.", by=cast.an, at=now)
    Exemption.objects.create(
        participant=year.participants[cast.a.commune_2.pk],
        criterion=year.criteria_set.criteria.get(code="2"),
        reason="Không có",
        decided_by_name="Chi",
    )
    found = {
        row.agency.code: (row.scored, row.total, row.missing_evidence, row.last_touched, row.state)
        for row in progress(year.campaign)
    }
    assert found == {
        "001": (9, 9, 8, now, "draft"),
        "002": (0, 6, 0, None, "draft"),
        "003": (0, 9, 0, None, "draft"),
    }


def test_progress_takes_four_queries_however_many_agencies(year, scope_a, django_assert_num_queries):
    open_assessments(year.campaign)
    with django_assert_num_queries(4):
        progress(year.campaign)


def test_a_branch_shared_out_is_open_to_its_officer_and_the_head_alone(login, cast, year, file):
    from cchc.accounts.models import Membership

    Membership.objects.create(user=cast.oanh, role="officer", agency=cast.a.commune_1)
    open_now(year)
    area = year.criteria_set.criteria.get(code="1")
    share_out(assessment=file, criterion=area, officers=[cast.an], by=cast.binh)
    sent = {"leaf": year.leaves["1.3"].pk, "field": "answer", "value": "yes", "version": "0", "base": ""}
    address = f"/huyen-a/2024/tu-danh-gia/{file.pk}/luu/"
    assert [login(person).post(address, sent).status_code for person in (cast.oanh, cast.an, cast.binh)] == [
        422,
        200,
        200,
    ]


def test_the_home_page_names_the_next_thing_to_do(login, cast, filled):
    page = login(cast.an).get("/huyen-a/").content.decode()
    assert "Gửi lãnh đạo xã duyệt: hồ sơ đã chấm đủ" in page


def test_scores_come_in_through_the_page_after_a_check(login, cast, year, scope_a):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from assessments.models import Score

    client, address = login(cast.chi), "/huyen-a/2024/nhap-diem/"

    def send(text, **button):
        file = SimpleUploadedFile("diem.csv", f"agency_code,criterion_code,option\n{text}\n".encode())
        return client.post(address, {"file": file, "stage": "self"} | button)

    checked = send("001,1.1.1,1", check="1")
    assert ("Tệp đúng, chưa ghi gì" in checked.content.decode(), Score.objects.count()) == (True, 0)
    assert Assessment.objects.count() == 0
    wrong = send("001,1.1.1,9", write="1")
    assert (wrong.status_code, "Mức 9 không có" in wrong.content.decode(), Score.objects.count()) == (422, True, 0)
    assert send("001,1.1.1,1", write="1").status_code == 302
    assert Score.objects.get().points == 1
