"""Letters that put right the form of an issued paper: entered on its page, made as 19-B, told to the public."""

from datetime import datetime

import pytest
from django.urls import reverse

from cchc.documents import errata, services
from cchc.documents.errata import Slip
from cchc.documents.issuers import name_by_symbol
from cchc.documents.models import OfficialDocument
from cchc.documents.plain import lines
from cchc.documents.registry import PaperRefused, build, paper_kind
from cchc.documents.render import render, render_text
from cchc.documents.services import IssueRefused
from cchc.tenancy.models import AuditEvent
from criteria.rules.calendar import HANOI
from publications.documents.erratum import HOW, subjects
from publications.paper_forms import ReplaceForm
from tests.files.signing import blank_pdf
from tests.publications.build import scored_campaign
from tests.publications.test_views import text, url

AT = datetime(2025, 1, 24, 9, 0, tzinfo=HANOI)
GIANG = Slip("Phụ lục III, dòng 5", "Hoàng Thị Giang", "Hoàng Thị Giàng")


@pytest.fixture
def campaign(cast, scope_a):
    return scored_campaign(cast).campaign


def issued(cast, number: int, *, kind: str = "12", symbol: str = "QĐ-UBND", reference: str = "", **more):
    """A paper that has gone out."""
    draft = services.register(
        kind=kind, year=2024, reference=reference or f"thu-{number}", title="Về việc phê duyệt kết quả", symbol=symbol,
        recipients=more.pop("recipients", "Như Điều 3\nSở Nội vụ\nUBND các xã"), by=cast.chi, **more,
    )  # fmt: skip
    return services.issue(document=draft, number=number, issued_on=AT.date(), pdf=blank_pdf(), by=cast.chi, at=AT)


def paper_about(campaign, decision, letter=1):
    return build(errata.KIND, campaign, subject=errata.subject_of(decision, letter))


def test_the_letter_says_what_was_printed_and_goes_to_whoever_has_the_decision(cast, campaign):
    decision = issued(cast, 312)
    errata.set_errata(document=decision, slips=[GIANG], by=cast.chi, at=AT)
    paper = paper_about(campaign, decision)
    assert (paper.title, paper.symbol) == ("Đính chính Quyết định số 312/QĐ-UBND", "UBND-NV")
    assert paper.data["kinh_gui"] == ["Ủy ban nhân dân các xã, thị trấn", "Sở Nội vụ", "UBND các xã"]
    words = lines(render_text("19", paper.data))
    assert "V/v đính chính Quyết định số 312/QĐ-UBND" in words
    assert "1 | Phụ lục III, dòng 5 | Hoàng Thị Giang | Hoàng Thị Giàng" in words
    told = "Quyết định số 312/QĐ-UBND ngày 24/01/2025 của Chủ tịch UBND huyện về việc phê duyệt kết quả"
    assert paper.data["cu"]["vien_dan"] == told
    assert render("19", paper.data, fmt="docx")[:2] == b"PK"


def test_a_paper_of_the_standing_office_is_put_right_by_the_standing_office(cast, campaign):
    submission = issued(cast, 18, kind="11", symbol="TTr-PNV", recipients="")
    errata.set_errata(document=submission, slips=[GIANG], by=cast.chi, at=AT)
    paper = paper_about(campaign, submission)
    assert (paper.symbol, paper.data["cu"]["vien_dan_gon"]) == ("PNV-CCHC", "Tờ trình số 18/TTr-PNV")
    assert paper.data["kinh_gui"] == [paper.data["ky"]["doi_tuong_day_du"]]


def test_what_was_entered_can_be_changed_until_the_letter_goes_out_then_another_begins(cast, campaign):
    decision = issued(cast, 312)
    for slip in (Slip("Trang 1", "a", "b"), GIANG):
        errata.set_errata(document=decision, slips=[slip], by=cast.chi, at=AT)
    assert [line.place for line in errata.lines_of(decision, 1)] == [GIANG.place]
    assert AuditEvent.objects.filter(verb="ghi nội dung đính chính").count() == 2
    letter = issued(cast, 45, kind=errata.KIND, symbol="UBND-NV", reference=errata.reference_of(decision, 1))
    assert (errata.open_letter(decision), errata.letters_about(decision)) == (2, [letter])
    assert list(ReplaceForm(document=decision).fields["successor"].queryset) == []
    errata.set_errata(document=decision, slips=[Slip("Trang 2", "c", "d")], by=cast.chi, at=AT)
    assert [one.label for one in subjects(campaign, None)] == [
        "Quyết định số 312/QĐ-UBND",
        "Quyết định số 312/QĐ-UBND, lần 2",
    ]


def test_a_letter_handed_in_for_signing_takes_no_more_lines(cast, campaign):
    decision = issued(cast, 312)
    errata.set_errata(document=decision, slips=[GIANG], by=cast.chi, at=AT)
    paper = paper_about(campaign, decision)
    draft = services.register(
        kind=paper.kind, year=2024, reference=paper.reference, title=paper.title, symbol=paper.symbol, by=cast.chi
    )
    services.submit(document=draft, digest="", by=cast.chi, at=AT)
    with pytest.raises(IssueRefused, match="rút về dự thảo"):
        errata.set_errata(document=decision, slips=[GIANG], by=cast.chi, at=AT)


def test_only_papers_of_the_office_in_force_are_put_right(cast, campaign):
    of_commune = issued(cast, 9, kind="15", symbol="KH-UBND", agency=cast.a.commune_1, issuer=cast.a.commune_1)
    withdrawn = services.withdraw(document=issued(cast, 13), reason="Sai", by=cast.chi, at=AT)
    draft = services.register(kind="12", year=2024, reference="x", title="A", symbol="QĐ-UBND", by=cast.chi)
    for paper in (of_commune, withdrawn, draft):
        assert errata.refusal(paper) == errata.NOT_IN_FORCE
    with pytest.raises(IssueRefused, match="Chưa ghi nội dung"):
        errata.set_errata(document=issued(cast, 14), slips=[], by=cast.chi, at=AT)


@pytest.mark.parametrize("subject", ["", "van-ban-1-1", f"van-ban-{'9' * 30}-1", "hop-1"])
def test_a_letter_about_nothing_says_where_to_begin(campaign, subject):
    with pytest.raises(PaperRefused) as refused:
        build(errata.KIND, campaign, subject=subject)
    assert str(refused.value) == HOW == paper_kind(errata.KIND).begin


def fields(*rows, total=2):
    data = {"dong-TOTAL_FORMS": total, "dong-INITIAL_FORMS": 0, "viec": "luu"}
    for index, row in enumerate(rows):
        data |= {f"dong-{index}-{name}": value for name, value in row.items()}
    return data


def test_the_office_enters_the_slips_on_the_papers_page_and_comes_to_the_letter(cast, campaign, login):
    decision = issued(cast, 312)
    office, address = login(cast.chi), url("errata", decision.pk)
    assert address in text(office.get(url("document", decision.pk)))
    half = office.post(address, fields({"place": "Trang 1", "printed": "a", "corrected": ""}))
    assert ("Dòng 1" in text(half), 'value="Trang 1"' in text(half)) == (True, True)
    assert 'name="dong-4-place"' in text(office.post(address, fields() | {"viec": "them-dong"}))
    whole = {"place": GIANG.place, "printed": GIANG.printed, "corrected": GIANG.corrected}
    sent = office.post(address, fields(whole))
    assert sent.url == f"{url('paper', errata.KIND)}?ve={errata.subject_of(decision, 1)}"
    assert GIANG.corrected in text(office.get(sent.url))
    issued(cast, 45, kind=errata.KIND, symbol="UBND-NV", reference=errata.reference_of(decision, 1))
    public = reverse("documents:lookup", args=[OfficialDocument.objects.get(pk=decision.pk).code])
    assert "bằng công văn số 45/UBND-NV ngày 24/01/2025" in text(office.get(public))


def test_the_public_page_names_the_body_behind_the_symbol(cast):
    called = [name_by_symbol(cast.tenant_a, symbol) for symbol in ("TTr-PNV", "BB-HĐTĐ", "QĐ-UBND", "UBND-NV")]
    assert called == ["Phòng Nội vụ huyện A", "Hội đồng thẩm định", *["Ủy ban nhân dân huyện A"] * 2]
