"""All notices of a year through the register at once: handed in, running numbers, signed copies by name, issued."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cchc.documents.models import OfficialDocument, PaperBatch
from cchc.documents.registry import About, PaperRefused, build, paper_kind, paper_kinds, reference_of
from cchc.files.store import open_stored
from cchc.notices.models import Notification
from cchc.tenancy.scope import tenant_scope
from publications.services.batches import ask_batch, ask_single, make_batch
from publications.services.bulk import attach_many, waiting
from tests.files.signing import blank_pdf
from tests.publications.build import NOW, frozen, scored_campaign
from tests.publications.test_views import text, url

Work = PaperBatch.Work
DAY = date(2025, 1, 20)


@pytest.fixture
def year(cast):
    with tenant_scope(cast.tenant_a):
        made = scored_campaign(cast)
        frozen(made, cast.chi)
        return made


def run(cast, year, work, **numbers) -> PaperBatch:
    """One batch for the three communes, done by the worker's own function."""
    with tenant_scope(cast.tenant_a):
        agencies = [cast.a.commune_1, cast.a.commune_2, cast.a.town]
        batch = ask_batch(
            kind=paper_kind("13"), campaign=year.campaign, agencies=agencies, work=work, by=cast.chi, at=NOW, **numbers
        )
    make_batch(cast.tenant_a, batch.pk)
    with tenant_scope(cast.tenant_a):
        batch.refresh_from_db()
        return batch


def lines(cast) -> list[tuple[str, int | None, str]]:
    with tenant_scope(cast.tenant_a):
        found = OfficialDocument.objects.filter(kind="13").select_related("agency").order_by("agency__code")
        return [(line.agency.code, line.number, line.state) for line in found]


def numbered(cast, year, first: int = 7) -> None:
    run(cast, year, Work.SUBMIT)
    run(cast, year, Work.NUMBER, first_number=first, issued_on=DAY)


def copies(cast) -> list[SimpleUploadedFile]:
    with tenant_scope(cast.tenant_a):
        return [
            SimpleUploadedFile(f"13-{line.agency_id}-so-{line.number:02d}.pdf", open_stored(line.stored_name).read())
            for line in OfficialDocument.objects.filter(kind="13").order_by("number")
        ]


def test_all_go_their_way_and_the_agencies_are_told(cast, year):
    numbered(cast, year)
    once = lines(cast)
    again = run(cast, year, Work.NUMBER, first_number=1, issued_on=DAY)
    assert once == [("001", 7, "numbered"), ("002", 8, "numbered"), ("003", 9, "numbered")]
    assert (lines(cast), again.state) == (once, "done")
    with tenant_scope(cast.tenant_a):
        common = {"kind": paper_kind("13"), "year": 2024, "by": cast.chi, "at": NOW}
        odd = [SimpleUploadedFile("13.pdf", blank_pdf()), SimpleUploadedFile("so-77.pdf", blank_pdf())]
        made, failures = attach_many(files=[*copies(cast), *odd], **common)
        assert (made, [line.split(":")[0] for line in failures]) == (3, ["13.pdf", "so-77.pdf"])
    batch = run(cast, year, Work.ISSUE)
    assert (batch.state, batch.failures, {state for _, _, state in lines(cast)}) == ("done", "", {"issued"})
    with tenant_scope(cast.tenant_a):
        told = Notification.objects.filter(kind="paper_issued", channel="inbox", recipient=cast.an)
        assert [one.subject for one in told] == ["Thông báo kết quả của đơn vị: số 07/TB-UBND ngày 20/01/2025"]


def test_used_numbers_are_skipped_and_a_refused_paper_burns_none(cast, year):
    run(cast, year, Work.SUBMIT)
    with tenant_scope(cast.tenant_a):
        OfficialDocument.objects.create(
            kind="x", year=2024, reference="x", title="Khác", symbol="TB-UBND", number=8, issued_on=DAY, state="issued"
        )
        OfficialDocument.objects.filter(agency=cast.a.commune_1, kind="13").update(submitted_digest="khác")
    batch = run(cast, year, Work.NUMBER, first_number=7, issued_on=DAY)
    assert lines(cast) == [("001", None, "submitted"), ("002", 7, "numbered"), ("003", 9, "numbered")]
    assert [line.split(":")[0] for line in batch.failure_lines] == ["Xã Cẩm Giàng"]
    with tenant_scope(cast.tenant_a):
        assert waiting(paper_kind("13"), 2024, "submitted") == [cast.a.commune_1.pk]


def test_the_pages_order_each_step_and_keep_what_was_typed(cast, year, login):
    office = login(cast.chi)
    office.post(url("submit_all", "13"))
    with tenant_scope(cast.tenant_a):
        batch = PaperBatch.objects.get()
    make_batch(cast.tenant_a, batch.pk)
    page = office.get(url("paper", "13"))
    assert (page.context["at_once"]["submitted"], page.context["numbers"]["number"].value()) == (3, 1)
    wrong = office.post(url("number_all", "13"), {"number": "12", "issued_on": "01/01/2099"})
    form = wrong.context["numbers"]
    assert (form["number"].value(), form.errors["issued_on"][0][:24]) == ("12", "Ngày 01/01/2099 chưa đến")
    assert "Chưa chọn tệp" in text(office.post(url("attach_all", "13")))
    asked = office.post(url("number_all", "13"), {"number": "12", "issued_on": "20/01/2025"})
    assert "số từ 12, ngày 20/01/2025" in text(office.get(asked.url))
    assert "Không có văn bản nào đã có bản ký" in text(office.get(office.post(url("issue_all", "13")).url))
    assert office.post(url("submit_all", "12")).status_code == 404


def test_an_agency_reads_what_was_issued_to_it_and_no_draft(cast, year, login):
    numbered(cast, year)
    with tenant_scope(cast.tenant_a):
        attach_many(kind=paper_kind("13"), year=2024, files=copies(cast), by=cast.chi, at=NOW)
        own, other = (OfficialDocument.objects.get(kind="13", agency__code=code) for code in ("001", "002"))
    commune = login(cast.an)
    assert commune.get(url("document", own.pk)).status_code == 403
    run(cast, year, Work.ISSUE)
    answers = [commune.get(url("document", pk)).status_code for pk in (own.pk, other.pk)]
    assert (answers, commune.get(url("paper", "13") + "?don-vi=001").status_code) == ([200, 403], 403)
    assert [line.pk for line in commune.get(url("register")).context["page"].object_list] == [own.pk]


def test_a_long_paper_is_printed_by_the_worker_into_its_own_file(cast, year):
    with tenant_scope(cast.tenant_a):
        kind, about = paper_kind("12"), About(year.campaign)
        batch = ask_single(kind=kind, about=about, extension="docx", by=cast.chi, at=NOW)
    make_batch(cast.tenant_a, batch.pk)
    with tenant_scope(cast.tenant_a):
        batch.refresh_from_db()
        assert (batch.state, batch.done, batch.stored_name[-5:]) == ("done", 1, ".docx")
        assert io.BytesIO(open_stored(batch.stored_name).read()).read(2) == b"PK"


def test_the_list_knows_each_paper_by_the_reference_that_building_it_gives(cast, year):
    """A glance that says otherwise would show a paper as a draft although it was issued."""
    with tenant_scope(cast.tenant_a):
        glanced = {kind.kind: answer(reference_of, kind, year.campaign) for kind in paper_kinds() if kind.glance}
        built = {
            kind: answer(lambda kind, campaign: build(kind, campaign).reference, kind, year.campaign)
            for kind in glanced
        }
    assert glanced == built
    assert glanced.keys() == {one.kind for one in paper_kinds() if not one.per_agency and not one.subjects}
    assert glanced["12"] == "ket-qua-2024-v1"


def answer(asked, *about) -> str:
    try:
        return asked(*about)
    except PaperRefused as refused:
        return str(refused)
