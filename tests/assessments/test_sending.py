"""Sending a file and getting it back: marked places, the signed report with its signatures, what to look at again."""

from datetime import timedelta
from io import BytesIO

import pytest

from assessments.cautions import cautions_of
from assessments.contents import contents_of
from assessments.lastyear import past_of
from assessments.models import Mark, SignedReport
from assessments.queries import status_of
from assessments.services import Refused, assessment_for, transition
from assessments.services.reports import attach_report, write_report_text
from cchc.files.errors import UploadRefused
from cchc.tenancy import audit
from tests.assessments.build import citation, evidence, filled_assessment, open_now, pdf, put, standing
from tests.criteria.build import small_campaign
from tests.files.signing import authority, blank_pdf, issue, sign

PAGE = "/huyen-a/2024/tu-danh-gia/{}/"


@pytest.fixture
def sent(cast, year, scope_a, now):
    return filled_assessment(year, cast.a.commune_1, by=cast.an, head=cast.binh, at=now, state="submitted")


def returned(file, cast, year, now, **places):
    marked = {year.leaves[code.replace("_", ".")].pk: note for code, note in places.items()}
    by = standing(cast.minh, file)
    return transition(assessment=file, name="return_file", by=by, at=now, comment="Thiếu", places=marked)


def open_marks(file):
    return [(mark.criterion.code, mark.note) for mark in file.marks.filter(settled_at=None)]


def test_a_returned_file_carries_its_marks(cast, year, sent, now):
    returned(sent, cast, year, now, **{"1_1_1": "Sai ngày", "2_2": ""})
    assert open_marks(sent) == [("1.1.1", "Sai ngày"), ("2.2", "")]
    assert audit.history(sent).first().changes["mục cần sửa"] == [None, "1.1.1, 2.2"]


def test_what_is_no_leaf_of_the_file_is_not_marked(cast, year, sent, now):
    by = standing(cast.minh, sent)
    area = year.criteria_set.criteria.get(code="1").pk
    transition(assessment=sent, name="return_file", by=by, at=now, comment="Thiếu", places={area: "x", 0: "y"})
    assert open_marks(sent) == []


def test_sending_on_settles_the_marks_and_keeps_them(cast, year, sent, now):
    returned(sent, cast, year, now, **{"1_1_1": "Sai ngày"})
    transition(assessment=sent, name="submit", by=standing(cast.binh, sent), at=now)
    assert (open_marks(sent), Mark.objects.filter(assessment=sent).count()) == ([], 1)


def test_a_second_return_marks_the_same_leaf_anew(cast, year, sent, now):
    returned(sent, cast, year, now, **{"1_1_1": "Sai ngày"})
    transition(assessment=sent, name="submit", by=standing(cast.binh, sent), at=now)
    returned(sent, cast, year, now, **{"1_1_1": "Vẫn sai"})
    assert open_marks(sent) == [("1.1.1", "Vẫn sai")]


def test_the_form_marks_places_and_the_page_shows_them_as_touched_once_corrected(login, cast, year, sent, now):
    open_now(year)
    leaf = year.leaves["1.3"]
    form = {"step": "return_file", "comment": "Sửa mục 1.3", "mark": [leaf.pk], f"note-{leaf.pk}": "Nêu số văn bản"}
    login(cast.minh).post(f"{PAGE.format(sent.pk)}chuyen-buoc/", form)
    page = login(cast.an).get(PAGE.format(sent.pk)).content.decode()
    assert ("Nêu số văn bản" in page, "đã sửa sau khi trả lại" in page) == (True, False)
    made = Mark.objects.get(assessment=sent).made_at
    put(sent, leaf, "explanation", "12/KH-UBND", by=cast.an, at=made + timedelta(minutes=5))
    assert "đã sửa sau khi trả lại" in login(cast.an).get(PAGE.format(sent.pk)).content.decode()


def test_a_refused_return_keeps_ticks_and_notes(login, cast, year, sent):
    leaf = year.leaves["1.3"]
    form = {"step": "return_file", "comment": " ", "mark": [leaf.pk], f"note-{leaf.pk}": "Nêu số văn bản"}
    answer = login(cast.minh).post(f"{PAGE.format(sent.pk)}chuyen-buoc/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'name="mark" value="{leaf.pk}" checked' in page


def test_a_signed_report_says_who_signed_and_that_nothing_was_changed(cast, file, now):
    made = attach_report(
        assessment=file,
        file=BytesIO(sign(blank_pdf(), issue("Trần Văn Bình", authority()))),
        name="bc.pdf",
        by=cast.an,
        at=now,
    )
    (found,) = made.signatures
    assert (found["signer"], found["organisation"], found["holds"], found["valid"]) == (
        "Trần Văn Bình",
        "UBND xã Cẩm Giàng",
        True,
        False,  # no root is configured here: who stands behind the certificate is open
    )
    assert found["change"] == "văn bản không thay đổi sau khi ký"


def test_a_report_signed_by_hand_has_no_signatures(cast, file, now):
    assert attach_report(assessment=file, file=pdf(), name="bc.pdf", by=cast.an, at=now).signatures == []


def test_a_later_report_takes_the_place_of_the_one_before(cast, file, now):
    first = attach_report(assessment=file, file=pdf(extra=b"1"), name="a.pdf", by=cast.an, at=now)
    second = attach_report(assessment=file, file=pdf(extra=b"2"), name="b.pdf", by=cast.an, at=now)
    kept = {one.pk: one.replaced_at for one in SignedReport.objects.filter(assessment=file)}
    assert kept == {first.pk: now, second.pk: None}


def test_what_is_no_pdf_is_refused(cast, file, now):
    with pytest.raises(UploadRefused):
        attach_report(assessment=file, file=BytesIO(b"MZ"), name="a.exe", by=cast.an, at=now)
    assert not SignedReport.objects.filter(assessment=file).exists()


def test_where_files_are_scanned_and_the_scanner_is_silent_nothing_is_taken(cast, file, now, settings):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    with pytest.raises(UploadRefused, match="Chưa quét được vi-rút"):
        attach_report(assessment=file, file=pdf(), name="a.pdf", by=cast.an, at=now)
    assert not SignedReport.objects.filter(assessment=file).exists()


def test_after_the_deadline_no_report_is_attached(cast, file, now):
    with pytest.raises(Refused, match="đề nghị gia hạn"):
        attach_report(assessment=file, file=pdf(), name="a.pdf", by=cast.an, at=now + timedelta(days=30))


def test_the_page_of_the_file_shows_the_signature(login, cast, year, file):
    open_now(year)
    upload = BytesIO(sign(blank_pdf(), issue("Trần Văn Bình", authority())))
    upload.name = "bao-cao.pdf"
    answer = login(cast.an).post(f"{PAGE.format(file.pk)}ban-ky/", {"file": upload, "number": "15/BC-UBND"})
    assert answer.status_code == 302
    page = login(cast.binh).get(PAGE.format(file.pk)).content.decode()
    assert "<b>Trần Văn Bình</b>, UBND xã Cẩm Giàng" in page
    assert "văn bản không thay đổi sau khi ký" in page


def test_the_reports_words_are_kept_and_written_down(cast, file, now):
    texts = dict.fromkeys(("direction", "highlights", "shortcomings", "proposals"), "") | {"causes": " Thiếu người "}
    saved = [write_report_text(assessment=file, texts=texts, by=cast.an, at=now) for _ in range(2)]
    assert (saved, file.report_text.causes) == ([True, False], "Thiếu người")


def codes(file, past):
    contents = contents_of(file)
    return [(one.code, one.words.split(" – ")[0]) for one in cautions_of(contents, status_of(contents), past)]


def test_what_to_look_at_again_does_not_block(cast, year, file, now):
    before = small_campaign(cast, now=now - timedelta(days=365), year=2023, code="KT23")
    old = assessment_for(before.campaign, cast.a.commune_1, by=cast.chi)
    at = now - timedelta(days=365)
    put(old, before.leaves["1.3"], "answer", "no", by=cast.an, at=at)
    type(old.scores.first()).objects.filter(assessment=old).update(stage="final")
    put(file, year.leaves["1.3"], "answer", "yes", by=cast.an, at=now)
    put(file, year.leaves["1.1.3"], "numerator", "60", by=cast.an, at=now)
    put(file, year.leaves["1.1.3"], "denominator", "50", by=cast.an, at=now)
    citation(file, year.leaves["1.1.1"], evidence(file.agency, issued_on=now.date().replace(year=2023)))
    past = past_of(file)
    assert codes(file, past) == [
        ("1.1.1", "Tài liệu ngày 09/12/2023 nằm ngoài năm 2024: thay hoặc giải trình."),
        ("1.1.3", "60 lớn hơn tổng số 50, tỷ lệ vượt 100\u00a0%"),
        ("1.3", "Cao hơn nhiều kết quả năm 2023 (0,00 điểm)"),
    ]


def test_last_year_is_found_through_the_predecessor_and_not_by_code_once_sets_are_matched(cast, year, file, now):
    before = small_campaign(cast, now=now - timedelta(days=365), year=2023, code="KT23")
    old = assessment_for(before.campaign, cast.a.commune_1, by=cast.chi)
    at = now - timedelta(days=365)
    put(old, before.leaves["1.3"], "answer", "yes", by=cast.an, at=at)
    put(old, before.leaves["1.2"], "points", "1", by=cast.an, at=at)
    leaf = year.leaves["2.1.1"]
    type(leaf).objects.filter(pk=leaf.pk).update(predecessor=before.leaves["1.3"])
    past = past_of(file)
    nodes = {node.code: node for node in contents_of(file).tree.leaves()}
    assert past.of(nodes["2.1.1"]).own_points == 2
    assert (past.of(nodes["1.3"]), past.of(nodes["1.2"])) == (None, None)
