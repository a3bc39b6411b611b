"""Pages of the papers: list, draft, choice of agency, and the way through the register to the public page."""

import io
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cchc.documents.models import OfficialDocument, PaperBatch
from cchc.files.store import open_stored
from cchc.tenancy.scope import tenant_scope
from publications.models import DecisionTerms
from publications.services.batches import make_batch
from tests.files import signing
from tests.publications.build import frozen, scored_campaign
from tests.publications.test_views import text, url

TODAY = date.today()


@pytest.fixture
def year(cast):
    with tenant_scope(cast.tenant_a):
        return scored_campaign(cast)


@pytest.fixture
def version(cast, year):
    with tenant_scope(cast.tenant_a):
        return frozen(year, cast.chi)


@pytest.fixture
def office(cast, version, login):
    return login(cast.chi)


def the_document(cast) -> OfficialDocument:
    with tenant_scope(cast.tenant_a):
        return OfficialDocument.objects.select_related("tenant").get()


def step(office, cast, name, **values):
    return office.post(url("step", the_document(cast).pk, name), values)


def brought_to(office, cast, state: str) -> OfficialDocument:
    """The decision, brought to the state through the pages."""
    office.post(url("submit", "12"))
    if state != "submitted":
        step(office, cast, "vao-so", number="7", issued_on=f"{TODAY:%d/%m/%Y}")
    if state in {"signed", "issued"}:
        copy = signing.sign(signing.blank_pdf(), signing.chairman())
        step(office, cast, "ban-ky", file=SimpleUploadedFile("qd-7.pdf", copy))
    if state == "issued":
        step(office, cast, "phat-hanh")
    document = the_document(cast)
    assert document.state == state
    return document


def test_the_draft_shows_its_blanks_and_notes_and_the_whole_text(office):
    page = office.get(url("paper", "12"))
    assert len(page.context["paper"].notes) == 4
    assert "Điều 2.</b> Căn cứ kết quả được phê duyệt" in text(page)
    assert "ĐIỂM CHỈ SỐ CẢI CÁCH HÀNH CHÍNH THEO LĨNH VỰC" in text(page)
    pdf = office.get(url("paper_file", "12", "pdf"))
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert office.get(url("paper_file", "12", "docx")).content[:2] == b"PK"


def test_the_list_names_papers_by_phase_with_their_state(office, cast):
    rows = {row["kind"]: row for _, inside in office.get(url("papers")).context["phases"] for row in inside}
    assert (rows["12"]["paper"], rows["12"]["document"], rows["13"]["many"]) == ("ket-qua-2024-v1", None, True)
    brought_to(office, cast, "submitted")
    rows = {row["kind"]: row for _, inside in office.get(url("papers")).context["phases"] for row in inside}
    assert rows["12"]["document"].state == "submitted"


def test_a_notice_is_chosen_by_agency_and_shown_as_it_will_be_printed(office):
    choices = office.get(url("paper", "13")).context["choices"]
    assert (choices[0]["label"], choices[0]["url"]) == ("Xã Cẩm Giàng", f"{url('paper', '13')}?don-vi=001")
    assert "năm 2024 của UBND xã Cẩm Giàng" in text(office.get(choices[0]["url"]))
    assert office.get(url("paper_file", "13", "pdf") + "?don-vi=001").content[:5] == b"%PDF-"
    assert office.get(url("paper", "13") + "?don-vi=khong-co").status_code == 404


def test_before_freezing_the_decision_says_why_it_cannot_be_made(year, cast, login):
    client = login(cast.chi)
    assert "Kết quả năm 2024 chưa chốt – chốt kết quả rồi lập văn bản." in text(client.get(url("paper", "12")))
    assert client.get(url("paper_file", "12", "pdf")).status_code == 302
    assert client.get(url("paper", "99")).status_code == 404
    assert client.get(url("paper_file", "01", "exe")).status_code == 404


def test_a_paper_goes_its_way_and_is_then_kept_for_good(office, cast):
    office.post(url("terms"), {"improvement_due": "28/02/2027"})
    document = brought_to(office, cast, "issued")
    assert (str(document), document.reference, document.issued_on) == ("07/QĐ-UBND", "ket-qua-2024-v1", TODAY)
    assert document.recipient_lines[0] == "Như Điều 4"
    printed = b"".join(office.get(url("document_file", document.pk, "ban-in")).streaming_content)
    with tenant_scope(cast.tenant_a), open_stored(document.stored_name) as file:
        assert (file.read(), DecisionTerms.objects.get().improvement_due) == (printed, date(2027, 2, 28))
    page = office.get(url("document", document.pk))
    assert [one.signer for one in page.context["signatures"]["found"]] == ["Nông Văn Bình"]
    assert [one["step"].name for one in page.context["steps"]] == ["thay-the", "thu-hoi"]
    assert office.get(url("paper", "12")).url == url("document", document.pk)
    again = step(office, cast, "vao-so", number="8", issued_on=f"{TODAY:%d/%m/%Y}")
    assert again.url == url("document", document.pk)
    assert "đang ở tình trạng «Đã ban hành»" in text(office.get(again.url))


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"number": "7", "issued_on": "9/13/2024"}, "issued_on", "Ngày chưa đúng"),
        ({"number": "", "issued_on": "24/01/2025"}, "number", "Chưa ghi số văn bản."),
        ({"number": "0", "issued_on": "24/01/2025"}, "number", "Số văn bản bắt đầu từ 01."),
        ({"number": "bảy", "issued_on": "24/01/2025"}, "number", "Số văn bản chỉ gồm chữ số"),
        ({"number": "7", "issued_on": "01/01/2099"}, "issued_on", "Ngày 01/01/2099 chưa đến"),
    ],
)
def test_a_wrong_number_or_date_is_said_at_its_field_and_kept(office, cast, values, field, said):
    brought_to(office, cast, "submitted")
    page = step(office, cast, "vao-so", **values)
    form = next(one["form"] for one in page.context["steps"] if one["step"].name == "vao-so")
    assert (form.errors[field][0].startswith(said), form["number"].value()) == (True, values["number"])
    assert the_document(cast).number is None


def test_what_changed_after_submitting_gets_no_number(office, cast):
    brought_to(office, cast, "submitted")
    office.post(url("terms"), {"improvement_due": "28/02/2027"})
    page = step(office, cast, "vao-so", number="7", issued_on=f"{TODAY:%d/%m/%Y}")
    assert "đã khác bản trình ký" in text(page)
    assert the_document(cast).state == "submitted"
    step(office, cast, "rut-ve")
    brought_to(office, cast, "numbered")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("van-ban.exe", b"MZ", "Không nhận"),
        ("van-ban.pdf", b"not a pdf", "van-ban.pdf"),
        ("van-ban.docx", b"PK\x03\x04", ".docx"),
    ],
)
def test_a_file_that_is_no_signed_copy_is_refused_at_its_field(office, cast, name, content, said):
    brought_to(office, cast, "numbered")
    page = step(office, cast, "ban-ky", file=SimpleUploadedFile(name, content))
    form = next(one["form"] for one in page.context["steps"] if one["step"].name == "ban-ky")
    assert said in form.errors["file"][0]
    assert the_document(cast).state == "numbered"


def test_a_withdrawal_asks_for_its_reason(office, cast):
    brought_to(office, cast, "issued")
    assert "Chưa ghi lý do" in text(step(office, cast, "thu-hoi", reason=""))
    step(office, cast, "thu-hoi", reason="Ban hành sai thẩm quyền")
    assert the_document(cast).state == "withdrawn"


def test_the_register_is_searched_without_diacritics_and_by_state(office, cast):
    document = brought_to(office, cast, "issued")
    for query, found in [("tim=phe+duyet", 1), ("tim=07/QĐ", 1), ("tinh-trang=issued", 1), ("tinh-trang=draft", 0)]:
        page = office.get(f"{url('register')}?{query}").context["page"]
        assert [line.pk for line in page.object_list] == [document.pk] * found
    assert office.get(f"{url('register')}?trang=x&loai=zz&tinh-trang=q").status_code == 200


def test_a_commune_reads_no_line_of_the_register_that_is_not_its_own(office, cast, client):
    brought_to(office, cast, "submitted")
    client.force_login(cast.an, backend="django.contrib.auth.backends.ModelBackend")
    assert list(client.get(url("register")).context["page"].object_list) == []
    assert client.get(url("document", the_document(cast).pk)).status_code == 403


def lookup(document) -> str:
    return reverse("documents:lookup", args=[document.code])


def test_anybody_learns_what_a_paper_is_and_whether_a_file_is_the_same(office, cast, client):
    document = brought_to(office, cast, "issued")
    client.logout()
    page = client.get(lookup(document))
    for words in ("07/QĐ-UBND", "Còn hiệu lực", document.signed_sha256, document.sha256):
        assert words in text(page)
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("no-store", "noindex")
    with tenant_scope(cast.tenant_a):
        files = {
            "signed": open_stored(document.signed_name).read(),
            "printed": open_stored(document.stored_name).read(),
            "other": b"something else",
        }
    for verdict, content in files.items():
        answer = client.post(lookup(document), {"file": SimpleUploadedFile("x.pdf", content)})
        assert answer.context["verdict"] == verdict
    assert "Chưa chọn tệp" in text(client.post(lookup(document)))


def test_a_paper_that_has_not_gone_out_shows_no_content_to_the_public(office, cast, client):
    document = brought_to(office, cast, "signed")
    page = text(client.get(lookup(document)))
    assert ("Chưa phát hành" in page, document.title in page, document.sha256 in page) == (True, False, False)


@pytest.mark.parametrize("code", ["1-0123456789abcdef", "abc", "999999-0123456789abcdef", "1-0123456789ABCDEF"])
def test_an_unknown_code_is_not_found_and_says_what_that_means(db, client, code):
    answer = client.get(reverse("documents:lookup", args=[code]))
    assert (answer.status_code, f"Không có văn bản nào mang mã “{code}”" in text(answer)) == (404, True)


def test_a_code_typed_from_paper_is_read_as_it_was_printed(office, cast, client):
    document = brought_to(office, cast, "issued")
    typed = document.code.upper().replace("0", "O").replace("1", "I")
    answer = client.get(reverse("documents:ask"), {"ma": f" {typed} "}, follow=True)
    assert (answer.status_code, answer.context["document"]) == (200, document)
    assert client.get(reverse("documents:ask")).status_code == 200


def test_a_replaced_paper_leads_to_what_took_its_place(office, cast, client):
    document = brought_to(office, cast, "issued")
    with tenant_scope(cast.tenant_a):
        other = OfficialDocument.objects.create(
            kind="19", year=2024, reference="x", title="Điều chỉnh", symbol="QĐ-UBND", number=9, issued_on=TODAY,
            state="issued", code=f"{cast.tenant_a.pk}-0000000000000000",
        )  # fmt: skip
    office.post(url("step", document.pk, "thay-the"), {"successor": other.pk})
    page = text(client.get(lookup(document)))
    assert "được thay thế bằng số 09/QĐ-UBND" in page
    assert f'href="{lookup(other)}"' in page


def test_many_are_made_one_by_one_into_one_zip(office, cast, django_capture_on_commit_callbacks, monkeypatch):
    woken = []
    monkeypatch.setattr("publications.tasks.make_papers.apply_async", lambda args, **_: woken.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post(url("batch_ask", "13"), {"dang": "docx"})
    with tenant_scope(cast.tenant_a):
        batch = PaperBatch.objects.get()
    assert (answer.url, woken) == (url("batch", batch.pk), [[cast.tenant_a.pk, batch.pk]])
    assert "Đang chờ" in text(office.get(url("batch", batch.pk)))
    make_batch(cast.tenant_a, batch.pk)
    page = office.get(url("batch", batch.pk))
    assert (page.context["batch"].state, page.context["batch"].done) == ("done", 3)
    bundle = office.get(url("batch_file", batch.pk))
    assert bundle["Content-Disposition"] == 'attachment; filename="van-ban-13-2024-docx.zip"'
    with ZipFile(io.BytesIO(b"".join(bundle.streaming_content))) as files:
        assert sorted(files.namelist()) == ["13-001.docx", "13-002.docx", "13-003.docx"]
        assert files.read("13-001.docx")[:2] == b"PK"


def test_what_cannot_be_made_is_named_and_the_rest_is_made(office, cast):
    office.post(url("batch_ask", "13"), {"dang": "pdf"})
    with tenant_scope(cast.tenant_a):
        batch = PaperBatch.objects.get()
        batch.agency_ids += f" {cast.a.home_affairs.pk}"
        batch.save()
    make_batch(cast.tenant_a, batch.pk)
    page = office.get(url("batch", batch.pk))
    assert page.context["batch"].failure_lines[0].startswith("Phòng Nội vụ: Phòng Nội vụ không có trong kết quả")
    assert page.context["batch"].state == "done"


def test_a_batch_nobody_makes_says_so_after_a_while(office, cast):
    office.post(url("batch_ask", "13"), {"dang": "pdf"})
    with tenant_scope(cast.tenant_a):
        batch = PaperBatch.objects.get()
        batch.asked_at -= timedelta(minutes=4)
        batch.save()
    assert "Bộ phận lập văn bản chưa trả lời" in text(office.get(url("batch", batch.pk)))
