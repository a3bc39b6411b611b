"""Signatures read from PDFs that an authority of the tests' own signed, broke and continued."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from pypdf import PdfReader, PdfWriter

from cchc.files.signatures import Change, SignaturesUnreadable, Trust, read_signatures, trust_roots
from tests.files.signing import YEAR, append_revision, authority, blank_pdf, chairman, issue, sign


def read(pdf: bytes, *, trusting: bool = True):
    return read_signatures(io.BytesIO(pdf), roots=[authority().as_root] if trusting else [])


def ago(time: timedelta) -> datetime:
    return datetime.now(UTC) - time


def only(pdf: bytes, **options):
    [signature] = read(pdf, **options)
    return signature


def test_a_pdf_without_signatures_gives_none():
    assert read(blank_pdf()) == []


def test_who_signed_and_when_come_from_the_certificate_and_the_signature():
    before = datetime.now(UTC) - timedelta(seconds=2)
    signature = only(sign(blank_pdf(), chairman()))
    assert (signature.signer, signature.organisation) == ("Nông Văn Bình", "UBND xã Cẩm Giàng")
    assert signature.issuer == "Cơ quan chứng thực thử nghiệm"
    assert before <= signature.signed_at <= datetime.now(UTC)
    assert not signature.is_stamped


def test_an_unchanged_document_signed_under_a_trusted_root_is_valid():
    signature = only(sign(blank_pdf(), chairman()))
    assert (signature.trust, signature.change, signature.verdict) == (Trust.TRUSTED, Change.NONE, "Hợp lệ")


def test_without_configured_roots_the_signature_holds_but_the_signer_is_not_confirmed():
    signature = only(sign(blank_pdf(), chairman()), trusting=False)
    assert signature.holds
    assert signature.verdict == "Chưa xác thực"
    assert signature.reason == (
        "văn bản không thay đổi sau khi ký; chưa kiểm tra được nguồn tin cậy của chứng thư"
    )  # fmt: skip


def test_a_second_signature_leaves_the_first_valid():
    twice = sign(sign(blank_pdf(), chairman()), issue("Văn thư", authority()), field="ChuKy2")
    assert [(found.signer, found.change, found.verdict) for found in read(twice)] == [
        ("Nông Văn Bình", Change.ALLOWED, "Hợp lệ"),
        ("Văn thư", Change.NONE, "Hợp lệ"),
    ]


def test_a_page_added_in_a_later_revision_is_told():
    signature = only(append_revision(sign(blank_pdf(), chairman())))
    assert (signature.is_intact, signature.change, signature.verdict) == (True, Change.CONTENT, "Không hợp lệ")


def test_a_certified_document_takes_no_later_page():
    certified = sign(blank_pdf(), chairman(), certify=True)
    assert only(certified).verdict == "Hợp lệ"
    assert only(append_revision(certified)).verdict == "Không hợp lệ"


def test_one_changed_byte_breaks_the_signature():
    broken = bytearray(sign(blank_pdf(), chairman()))
    place = broken.index(b"595")
    broken[place : place + 3] = b"594"
    signature = only(bytes(broken))
    assert (signature.is_intact, signature.verdict) == (False, "Không hợp lệ")
    assert signature.reason == "nội dung không còn là nội dung đã ký"


@pytest.mark.parametrize(
    ("identity", "trust", "verdict"),
    [
        (lambda: issue("Tự ký lấy"), Trust.UNKNOWN, "Chưa xác thực"),
        (lambda: issue("Người lạ", issue("Cơ quan lạ")), Trust.UNKNOWN, "Chưa xác thực"),
        (lambda: issue("Hết hạn", authority(), begins=ago(3 * YEAR), lasts=YEAR), Trust.EXPIRED, "Không hợp lệ"),
        (lambda: issue("Chưa đến hạn", authority(), begins=ago(-YEAR)), Trust.EXPIRED, "Không hợp lệ"),
        (lambda: issue("Máy chủ", authority(), may_sign=False), Trust.WRONG_USAGE, "Không hợp lệ"),
    ],
    ids=["signed by itself", "foreign root", "run out", "not yet begun", "not for signing"],
)  # fmt: skip
def test_a_certificate_that_is_not_good_for_it_is_named(identity, trust, verdict):
    signature = only(sign(blank_pdf(), identity()))
    assert (signature.trust, signature.verdict) == (trust, verdict)


def test_roots_come_from_the_configured_folder(tmp_path, settings):
    (tmp_path / "goc.pem").write_bytes(authority().pem)
    (tmp_path / "doc-truoc.txt").write_text("không phải chứng thư")
    settings.SIGNATURE_TRUST_ROOTS = str(tmp_path)
    assert [root.subject.native["common_name"] for root in trust_roots()] == ["Cơ quan chứng thực thử nghiệm"]
    [signature] = read_signatures(io.BytesIO(sign(blank_pdf(), chairman())))
    assert signature.verdict == "Hợp lệ"


def test_a_root_file_that_is_no_certificate_is_an_error_and_not_an_empty_folder(tmp_path, settings):
    (tmp_path / "goc.pem").write_bytes(b"hong")
    settings.SIGNATURE_TRUST_ROOTS = str(tmp_path)
    with pytest.raises(ValueError):
        trust_roots()


def test_an_encrypted_document_says_why_it_cannot_be_read():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(blank_pdf())))
    writer.add_metadata({"/Note": "/ByteRange"})
    writer.encrypt("mat-khau", algorithm="AES-256")
    target = io.BytesIO()
    writer.write(target)
    with pytest.raises(SignaturesUnreadable, match=r"^Tệp PDF có mật khẩu mở nên không đọc được chữ ký số\.$"):
        read(target.getvalue() + b"\n%/ByteRange\n")


def test_damaged_signatures_are_refused_in_words_and_never_a_fault():
    signed = sign(blank_pdf(), chairman())
    answers = {answer_to(signed[:place] + b"\xff<<" + signed[place + 3 :]) for place in range(0, len(signed), 97)}
    words = {"Không hợp lệ", "Không đọc được chữ ký số trong tệp PDF; phần chữ ký bị hỏng."}
    assert answers - {""} == words  # keys differ in every run: where a place falls, and whether it hides the signature
    assert answer_to(signed.replace(b"/ByteRange", b"/ByteR\xff<<e")) == ""


def answer_to(pdf: bytes) -> str:
    try:
        return ", ".join(found.verdict for found in read(pdf))
    except SignaturesUnreadable as refused:
        return str(refused)
