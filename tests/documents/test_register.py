"""The register of papers: a paper is issued once, with a number nobody else has that year, and a PDF that stays."""

import hashlib
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from cchc.documents.models import OfficialDocument
from cchc.documents.services import IssueRefused, issue, issued, register
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
    assert [event.verb for event in audit.history(document)] == ["ban hành văn bản", "lập dự thảo văn bản"]


def test_an_issued_paper_is_not_issued_again(cast, scope_a):
    document = enter(cast, draft(cast))
    with pytest.raises(IssueRefused, match="đã ban hành"):
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
