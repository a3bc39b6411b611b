"""Heads, recipients and signatures from the data of the paper and its body."""

from typing import Any

import pytest

from cchc.documents.blocks import Closing, Head, Recipients
from cchc.documents.errors import DocumentError
from cchc.documents.parties import closing, completed, head, recipients
from cchc.documents.values import Record

PAPER: dict[str, Any] = {
    "ky_hieu": "QĐ-UBND",
    "nam": 2024,
    "dia_danh": "Thanh Sơn",
    "noi_nhan": ["Như Điều 3", "Sở Nội vụ"],
    "luu": "VT, PNV",
    "ky": {"quyen_han": ["KT. CHỦ TỊCH"], "chuc_vu": "PHÓ CHỦ TỊCH", "ho_ten": "Nguyễn Văn An"},
}
BODY = {"ten_dong": ["ỦY BAN NHÂN DÂN", "HUYỆN THANH SƠN"]}
GAP = "\xa0" * 5


def record(body: dict[str, Any] | None = None, **paper: object) -> Record:
    return Record(completed({"vb": {**PAPER, **paper}, "cq": BODY if body is None else body}))


def test_a_draft_leaves_room_for_number_and_day() -> None:
    number, day = f"Số: {GAP}/QĐ-UBND", f"Thanh Sơn, ngày{GAP}tháng{GAP}năm 2024"
    assert head(record(), ()) == Head(None, ("ỦY BAN NHÂN DÂN", "HUYỆN THANH SƠN"), number, day)


def test_an_issued_paper_shows_number_and_day_in_full() -> None:
    issued = head(record(so=7, ngay="2024-02-05"), ())
    assert (issued.number, issued.place_date) == ("Số: 07/QĐ-UBND", "Thanh Sơn, ngày 05 tháng 02 năm 2024")


def test_what_the_data_shows_wins_over_what_is_derived() -> None:
    assert head(record(so=7, so_hien="7a/QĐ-UBND"), ()).number == "Số: 7a/QĐ-UBND"


def test_forms_and_minutes_leave_out_number_or_day() -> None:
    assert (head(record(), ["khong_so"]).number, head(record(), ["khong_ngay"]).place_date) == (None, None)


def test_a_body_under_another_has_its_parent_above() -> None:
    under = head(record({"chu_quan": "UBND HUYỆN THANH SƠN", "ten_dong": ["PHÒNG NỘI VỤ"]}), ())
    assert (under.parent, under.names) == ("UBND HUYỆN THANH SƠN", ("PHÒNG NỘI VỤ",))


@pytest.mark.parametrize(
    ("body", "name"), [({"ten": "UBND xã A"}, "UBND XÃ A"), ({"goi": "UBND xã"}, "UBND XÃ"), ({}, "…")]
)
def test_a_body_without_lines_is_named_by_what_is_known(body: dict[str, Any], name: str) -> None:
    assert head(record(body), ()).names == (name,)


def test_recipients_get_their_marks() -> None:
    listed = recipients(record(noi_nhan_dan="Gửi bản điện tử:", nguoi_soan="PL", so_ban=20))
    assert listed.lines == ("Gửi bản điện tử:", "- Như Điều 3;", "- Sở Nội vụ;", "- Lưu: VT, PNV.", "PL.(20)")


def test_a_paper_without_recipients_has_no_list() -> None:
    assert closing(record(noi_nhan=[], luu="")).recipients is None


def test_the_closing_sets_authority_above_title() -> None:
    listed = Recipients("", ("Như Điều 3", "Sở Nội vụ"), "VT, PNV", "")
    authority = ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert closing(record()) == Closing(listed, authority, "", "Nguyễn Văn An")


def test_a_paper_without_a_signer_is_refused() -> None:
    with pytest.raises(DocumentError) as fault:
        closing(record(ky=None))
    assert str(fault.value) == "thiếu dữ liệu «vb.ky.chuc_vu»"


@pytest.mark.parametrize(
    ("extra", "numbers"),
    [
        ({}, ("I", "II")),
        ({"phu_luc_2": []}, ("", "II")),
        ({"phu_luc_2": [1]}, ("I", "II")),
        ({"vb": {**PAPER, "so_phu_luc_a_rap": True}}, ("1", "2")),
    ],
)
def test_two_annexes_are_numbered_and_a_single_one_is_not(extra: dict[str, Any], numbers: tuple[str, str]) -> None:
    paper: Any = completed({"vb": PAPER, **extra})["vb"]
    assert (paper["pl1"], paper["pl2"]) == numbers


def test_a_recipient_that_is_no_name_is_refused() -> None:
    with pytest.raises(DocumentError) as fault:
        recipients(record(noi_nhan="Như Điều 3"))
    assert str(fault.value) == "dữ liệu «vb.noi_nhan» phải là danh sách tên"
