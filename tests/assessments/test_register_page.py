"""The register in the browser: found, filtered, looked at, held back, replaced, carried over, packed, sent."""

import hashlib
import re
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Citation, Evidence, EvidenceArchive, EvidenceReading, EvidenceSignature, Upload, Work
from assessments.services import add_evidence
from assessments.services.evidence_archives import build_due
from cchc.files.derived import save_derived
from tests.assessments.build import citation, evidence, open_now, pdf
from tests.files.samples import pdf as pdf_of
from tests.files.samples import picture

REGISTER = "/huyen-a/2024/tai-lieu/"


@pytest.fixture
def document(cast, scope_a, file):
    return add_evidence(
        agency=cast.a.commune_1, year=2024, file=pdf(), name="a.pdf",
        description={"abstract": "Kế hoạch", "number": "12/KH-UBND"}, by=cast.an,
    )[0]  # fmt: skip


@pytest.fixture
def read(document, tmp_path):
    """What the worker has found in the document: two pages and a signature that is not confirmed."""
    page = tmp_path / "1.jpg"
    page.write_bytes(picture("JPEG"))
    for number in (1, 2):
        save_derived(document.stored_name, f"{number}.jpg", page)
    found = EvidenceReading.objects.get(evidence=document)
    found.state, found.images, found.page_count = Work.DONE, 2, 2
    found.text = found.folded = "to truong to cong tac"
    found.save()
    EvidenceSignature.objects.create(
        reading=found, place=1, signer="Nông Văn Bình", is_intact=True, is_genuine=True, trust="no_roots", change="none"
    )
    return found


def words(answer) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0] or answer.content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def numbers(answer) -> list[str]:
    return [row.document.number for row in answer.context["rows"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("tổ công tác", 1),
        ("to cong tac", 1),
        ("CONG  to", 1),
        ("ke hoach 12", 1),
        ("không có đâu", 0),
        ("%", 0),
        ("_", 0),
    ],
)
def test_every_word_is_searched_for_in_number_title_and_text_in_any_spelling(login, cast, read, asked, found):
    assert len(numbers(login(cast.an).get(REGISTER, {"tim": asked}))) == found


def test_the_filters_give_what_needs_looking_at_what_nobody_uses_and_one_area(login, cast, document, year, file):
    old = evidence(cast.a.commune_1, "1/BC", issued_on=date(2023, 5, 1))
    citation(file, year.leaves["2.1.1"], old)
    client = login(cast.an)
    assert numbers(client.get(REGISTER, {"tinh-trang": "can-xem"})) == ["1/BC"]
    assert numbers(client.get(REGISTER, {"tinh-trang": "chua-dung"})) == ["12/KH-UBND"]
    assert numbers(client.get(REGISTER, {"linh-vuc": "2"})) == ["1/BC"]
    assert numbers(client.get(REGISTER, {"linh-vuc": "1"})) == []
    assert sorted(numbers(client.get(REGISTER, {"tinh-trang": "lung tung"}))) == ["1/BC", "12/KH-UBND"]


@pytest.mark.parametrize(
    ("values", "tags"),
    [
        ({}, ["Đang đọc trang đầu", "Chưa mục nào dùng"]),
        ({"is_unchecked": False, "is_to_replace": True}, ["Cần thay bằng bản năm 2024", "Chưa mục nào dùng"]),
        ({"is_unchecked": False, "issued_on": date(2023, 1, 1)}, ["Ngoài năm 2024", "Chưa mục nào dùng"]),
        ({"is_unchecked": False, "is_lasting": True}, ["Còn hiệu lực", "Chưa mục nào dùng"]),
        ({"is_unchecked": False, "scan": "infected"}, ["Có mã độc, bị giữ lại", "Chưa mục nào dùng"]),
        ({"is_unchecked": False, "scan": "pending"}, ["Đang chờ quét mã độc", "Chưa mục nào dùng"]),
    ],
)
def test_each_state_is_said_in_words(login, cast, document, values, tags):
    Evidence.objects.filter(pk=document.pk).update(**({"is_unchecked": True} | values))
    [row] = login(cast.an).get(REGISTER).context["rows"]
    assert [tag.words for tag in row.tags] == tags


def test_a_document_is_looked_at_beside_the_list_with_its_signature(login, cast, read, document):
    page = words(login(cast.an).get(REGISTER, {"xem": document.pk}))
    assert "Trang 1/2 Trang sau" in page
    assert "Chữ ký số chưa xác thực Nông Văn Bình. Văn bản không thay đổi sau khi ký; chưa kiểm tra được" in page


def test_the_fragment_for_other_pages_has_no_frame_and_turns_its_pages(login, cast, read, document):
    answer = login(cast.chi).get(f"{REGISTER}{document.pk}/xem/", {"trang": "2"}, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert html.startswith('<div class="stack" data-cchc-preview>')
    assert (html.count("/xem/2/"), html.count("Trang trước"), html.count("Trang sau")) == (1, 1, 0)


@pytest.mark.parametrize(("page", "status"), [(1, 200), (2, 200), (3, 404), (0, 404)])
def test_only_pages_that_were_made_are_handed_out(login, cast, read, document, page, status):
    assert login(cast.an).get(f"{REGISTER}{document.pk}/xem/{page}/").status_code == status


@pytest.mark.parametrize(
    ("scan", "person", "status"),
    [
        ("pending", "an", 200),
        ("pending", "binh", 403),
        ("pending", "chi", 403),
        ("infected", "an", 403),
        ("clean", "chi", 200),
    ],
)
def test_a_file_that_is_not_clean_goes_to_nobody_but_its_uploader_while_it_waits(
    login, cast, read, document, scan, person, status
):
    Evidence.objects.filter(pk=document.pk).update(scan=scan)
    client = login(getattr(cast, person))
    assert client.get(f"{REGISTER}{document.pk}/tep/").status_code == status
    pictures = client.get(f"{REGISTER}{document.pk}/xem/1/").status_code
    assert pictures == (200 if scan == "clean" else 404)


@pytest.mark.parametrize(("body", "disposition"), [(b"", "inline"), (b"<</S/JavaScript>>", "attachment")])
def test_a_pdf_is_shown_in_place_only_where_nothing_in_it_can_act(login, cast, scope_a, body, disposition):
    made, _ = add_evidence(
        agency=cast.a.commune_1, year=2024, file=SimpleUploadedFile("a.pdf", pdf_of(body)), name="a.pdf",
        description={"abstract": "x"}, by=cast.an,
    )  # fmt: skip
    answer = login(cast.an).get(f"{REGISTER}{made.pk}/tep/", {"xem": "1"})
    assert b"".join(answer.streaming_content) == pdf_of(body)
    assert answer["Content-Disposition"].partition(";")[0] == disposition


def test_a_file_is_replaced_through_the_page_and_the_older_stays_readable(login, cast, document):
    client = login(cast.an)
    newer = SimpleUploadedFile("b.pdf", pdf(extra=b"2").read())
    answer = client.post(f"{REGISTER}{document.pk}/thay/", {"file": newer}, follow=True)
    assert "Đã thay tệp của tài liệu 12/KH-UBND" in words(answer)
    old = client.get(f"{REGISTER}{document.pk}/tep/", {"ban": "1"})
    assert b"".join(old.streaming_content) == pdf().read()
    assert client.get(f"{REGISTER}{document.pk}/tep/", {"ban": "2"}).status_code == 404


def test_a_refused_replacement_says_why_on_the_page(login, cast, document):
    answer = login(cast.an).post(f"{REGISTER}{document.pk}/thay/", {"file": SimpleUploadedFile("b.pdf", b"<html>")})
    assert answer.status_code == 422
    assert "nội dung không phải PDF" in words(answer)


def test_last_years_documents_are_chosen_on_a_page(login, cast, file, scope_a):
    order, report = (evidence(cast.a.commune_1, number, year=2023, kind=kind) for number, kind in
                     (("5/QĐ", "Quyết định"), ("9/BC", "Báo cáo")))  # fmt: skip
    client = login(cast.an)
    page = client.get(f"{REGISTER}nam-truoc/")
    assert [(one.number, how) for one, how in page.context["rows"]] == [("5/QĐ", "con"), ("9/BC", "")]
    client.post(f"{REGISTER}nam-truoc/", {f"m-{order.pk}": "con", f"m-{report.pk}": "thay"})
    found = Evidence.objects.filter(year=2024).order_by("number").values_list("number", "is_lasting", "is_to_replace")
    assert list(found) == [("5/QĐ", True, False), ("9/BC", False, True)]


def test_choosing_nothing_of_last_year_is_said(login, cast, file, scope_a):
    evidence(cast.a.commune_1, year=2023)
    assert "Chưa chọn tài liệu nào" in words(login(cast.an).post(f"{REGISTER}nam-truoc/", {}))


def test_the_zip_is_asked_for_made_and_taken_home(login, cast, document, django_capture_on_commit_callbacks):
    client = login(cast.an)
    asked = client.post(f"{REGISTER}goi/")
    assert "Đang đóng gói" in words(client.get(asked["Location"]))
    with django_capture_on_commit_callbacks(execute=True):
        build_due(cast.tenant_a)
    made = EvidenceArchive.objects.get()
    assert f"SHA-256: {made.sha256}" in words(client.get(asked["Location"]))
    answer = client.get(f"{asked['Location']}tep/")
    content = b"".join(answer.streaming_content)
    assert (hashlib.sha256(content).hexdigest(), answer["Content-Type"]) == (made.sha256, "application/zip")


def announce(client, content: bytes, name: str = "quet.pdf"):
    return client.post(f"{REGISTER}tai-len/", {"name": name, "size": len(content), "stamp": "1"})


def send(client, url: str, data: bytes, offset: int | str):
    headers = {"Upload-Offset": str(offset)}
    return client.post(url, data, content_type="application/octet-stream", headers=headers)


def test_a_file_comes_in_by_pieces(login, cast, file):
    client, content = login(cast.an), pdf(extra=b"scan").read()
    said = announce(client, content).json()
    assert send(client, said["url"], content[:50], 0).json() == {"offset": 50}
    assert client.get(said["url"]).json() == {"offset": 50, "size": len(content)}
    assert announce(client, content).json() == said | {"offset": 50}
    send(client, said["url"], content[50:], 50)
    done = client.post(f"{said['url']}xong/", {"sha256": hashlib.sha256(content).hexdigest()})
    made = Evidence.objects.get()
    assert (done.json()["id"], done.json()["isNew"], made.uploaded_by, made.is_unchecked) == (
        made.pk,
        True,
        cast.an,
        True,
    )


def test_a_file_sent_from_a_leafs_page_is_cited_there_at_once(login, cast, year, file):
    open_now(year)
    client, content, leaf = login(cast.an), pdf(extra=b"scan").read(), year.leaves["1.1.1"]
    said = announce(client, content).json()
    send(client, said["url"], content, 0)
    done = client.post(f"{said['url']}xong/", {"file": file.pk, "leaf": leaf.pk}).json()
    assert done["message"].endswith("để xem lại. Đã viện dẫn cho mục 1.1.1.")
    made = Citation.objects.get()
    assert (made.assessment, made.criterion, made.evidence_id) == (file, leaf, done["id"])


def test_a_file_sent_for_a_leaf_that_is_not_there_is_not_taken(login, cast, year, file):
    client, content = login(cast.an), pdf(extra=b"scan").read()
    said = announce(client, content).json()
    send(client, said["url"], content, 0)
    answer = client.post(f"{said['url']}xong/", {"file": file.pk, "leaf": year.leaves["3.1"].pk})
    assert (answer.status_code, Evidence.objects.count(), Upload.objects.count()) == (404, 0, 1)


@pytest.mark.parametrize("offset", ["7", "-1", "", "abc", "9" * 40])
def test_a_piece_out_of_step_is_answered_with_the_offset(login, cast, file, offset):
    client, content = login(cast.an), pdf().read()
    said = announce(client, content).json()
    answer = send(client, said["url"], content, offset)
    assert (answer.status_code, answer.json()) == (409, {"offset": 0})


def test_the_same_file_again_offers_the_one_that_is_there(login, cast, document):
    client, content = login(cast.an), pdf().read()
    said = announce(client, content).json()
    send(client, said["url"], content, 0)
    done = client.post(f"{said['url']}xong/").json()
    assert (done["isNew"], done["id"]) == (False, document.pk)
    assert done["message"] == "Tệp này đã có trong sổ: 12/KH-UBND. Dùng lại bản đang có, không lưu thêm."


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": "a.exe"}, "Không nhận loại tệp này. – Tệp «a.exe»."),
        ({"size": "0"}, "Tệp rỗng, 0 byte. – Tệp «a.pdf»."),
        ({"size": "-5"}, "Tệp rỗng, 0 byte. – Tệp «a.pdf»."),
        ({"size": str(10**10)}, "Tệp lớn hơn giới hạn 25 MB. – Tệp «a.pdf»."),
        ({"size": "9" * 5000}, "Tệp rỗng, 0 byte. – Tệp «a.pdf»."),
        ({"name": ""}, "Không nhận loại tệp này. – Tệp «tep»."),
    ],
)
def test_an_announced_file_that_is_not_taken_says_why(login, cast, file, values, words):
    answer = login(cast.an).post(f"{REGISTER}tai-len/", {"name": "a.pdf", "size": "9", "stamp": "1"} | values)
    assert answer.status_code == 422
    assert answer.json()["message"].startswith(words)
    assert Upload.objects.count() == 0


def test_an_upload_is_given_up(login, cast, file):
    client = login(cast.an)
    said = announce(client, pdf().read()).json()
    assert client.post(f"{said['url']}bo/").status_code == 200
    assert (Upload.objects.count(), client.get(said["url"]).status_code) == (0, 404)


def test_the_limits_are_said_before_anything_is_sent(login, cast, file, document):
    page = words(login(cast.an).get(f"{REGISTER}them/"))
    assert "PDF, DOCX, XLSX, JPG, PNG, TIF; mỗi tệp không quá 25 MB. Đơn vị còn 2.047 MB trên 2.048 MB." in page


def test_the_list_asks_as_many_queries_for_many_documents_as_for_one(login, cast, document):
    client = login(cast.an)
    asked = []
    for number in range(12):
        with CaptureQueriesContext(connection) as queries:
            client.get(REGISTER)
        asked.append(len(queries))
        evidence(cast.a.commune_1, f"{number}/BC")
    assert asked[-1] == asked[1]
