"""The register of papers: a paper is issued once, with a number nobody else has that year, and a PDF that stays."""

import hashlib
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from cchc.documents.models import OfficialDocument
from cchc.documents.services import IssueRefused, issue, issued, register, search
from cchc.files.store import digest_stored, open_stored
from cchc.tenancy import audit
from criteria.rules.calendar import HANOI

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
AT = datetime(2025, 1, 24, 9, 0, tzinfo=HANOI)


def draft(cast, reference="ket-qua-2024-v1", **values):
    fields = {"kind": "12", "year": 2024, "title": "Về việc phê duyệt", "symbol": "QĐ-UBND", **values}
    return register(reference=reference, by=cast.chi, **fields)


def enter(cast, document, number=7, issued_on=date(2025, 1, 24)):
    return issue(document=document, number=number, issued_on=issued_on, pdf=PDF, by=cast.chi, at=AT)


def test_a_paper_is_entered_once_however_often_it_is_opened(cast, scope_a):
    assert draft(cast).pk == draft(cast).pk
    document = OfficialDocument.objects.get()
    assert (document.state, document.number, document.created_by_name) == ("draft", None, "Lý Thu Chi")


def test_an_issued_paper_keeps_its_pdf_with_its_fingerprint(cast, scope_a):
    document = enter(cast, draft(cast))
    with open_stored(document.stored_name) as file:
        assert file.read() == PDF
    assert document.sha256 == digest_stored(document.stored_name) == hashlib.sha256(PDF).hexdigest()
    assert (str(document), document.issued_on, issued("12", "ket-qua-2024-v1")) == (
        "07/QĐ-UBND",
        date(2025, 1, 24),
        document,
    )
    verbs = ["phát hành", "đính bản đã ký", "ghi số và ngày", "trình ký", "lập dự thảo văn bản"]
    assert [event.verb for event in audit.history(document)] == verbs


def test_an_issued_paper_is_not_issued_again(cast, scope_a):
    document = enter(cast, draft(cast))
    with pytest.raises(IssueRefused, match="đang ở tình trạng «Đã ban hành»"):
        enter(cast, document, number=8)


def test_a_number_is_used_once_a_year_and_again_the_next(cast, scope_a):
    enter(cast, draft(cast), issued_on=date(2025, 1, 2))
    second = draft(cast, "ket-qua-2024-v2")
    with pytest.raises(IssueRefused, match="Số 07/QĐ-UBND đã dùng trong năm 2025"):
        enter(cast, second)
    assert enter(cast, second, issued_on=date(2024, 12, 31)).number == 7


def test_another_symbol_has_numbers_of_its_own(cast, scope_a):
    enter(cast, draft(cast))
    assert enter(cast, draft(cast, "thong-bao", kind="13", symbol="TB-UBND")).number == 7


def test_a_day_to_come_is_refused(cast, scope_a):
    with pytest.raises(IssueRefused, match="25/01/2025 chưa đến") as refusal:
        enter(cast, draft(cast), issued_on=date(2025, 1, 25))
    assert refusal.value.field == "issued_on"


def test_the_database_refuses_an_issued_paper_without_number(cast, scope_a):
    document = draft(cast)
    document.state = "issued"
    with pytest.raises(IntegrityError), transaction.atomic():
        document.save()


def test_a_paper_is_found_by_number_title_recipient_or_agency_with_and_without_diacritics(cast, scope_a):
    first = enter(cast, draft(cast, title="Về việc phê duyệt kết quả", recipients="Sở Nội vụ"))
    second = draft(cast, "thong-bao", kind="13", symbol="TB-UBND", agency=cast.a.commune_1)
    found = {
        words: list(search(words).order_by("pk"))
        for words in ("07/qđ", "phe duyet", "PHÊ DUYỆT so noi vu", "cam giang", "", "không có")
    }
    assert found == {
        "07/qđ": [first],
        "phe duyet": [first, second],
        "PHÊ DUYỆT so noi vu": [first],
        "cam giang": [second],
        "": [first, second],
        "không có": [],
    }


def test_an_agency_numbers_its_own_papers(cast, scope_a):
    enter(cast, draft(cast, "a", symbol="BC-UBND", issuer=cast.a.commune_1))
    assert enter(cast, draft(cast, "b", symbol="BC-UBND", issuer=cast.a.commune_2)).number == 7
    with pytest.raises(IssueRefused, match="Số 07/BC-UBND đã dùng"):
        enter(cast, draft(cast, "c", symbol="BC-UBND", issuer=cast.a.commune_1))
