"""Who issues, receives and signs: the pieces of a paper built from `vb` and `cq` instead of from its wording."""

import re
from collections.abc import Collection, Mapping

from .blocks import Closing, Head, Recipients
from .errors import DocumentError
from .filters import haiso, ngaychu
from .values import Record, clean

_BLANK = " " * 5
_UNKNOWN = "…"
_FEW = 5


def completed(data: Mapping[str, object]) -> dict[str, object]:
    """The data with what the program derives: shown number and date, numbers of two annexes, whether a list is short.

    A number below 10 gets a zero; number and date stay blank until the clerk enters them (NĐ 30/2020, Điều 15).
    """
    paper = data.get("vb")
    data = {key: _group(value) for key, value in data.items()}
    if not isinstance(paper, Mapping):
        return data
    number = haiso(paper["so"]) if paper.get("so") is not None else _BLANK
    derived = {
        "so_hien": f"{number}/{paper.get('ky_hieu') or ''}",
        "ngay_hien": ngaychu(paper.get("ngay"), paper.get("nam", "")),
        **_annex_numbers(paper, alone="phu_luc_2" in data and not data["phu_luc_2"]),
    }
    return {**data, "vb": {**derived, **paper}}


def _group(value: object) -> object:
    """A body with members also says whether they are few enough to be named in the text instead of an annex."""
    members = value.get("thanh_vien") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(members, list) or not members:
        return value
    marks = [";"] * (len(members) - 1) + ["."]
    ended = [{"dau": mark, **member} for mark, member in zip(marks, members, strict=True)]
    return {"it_nguoi": len(members) <= _FEW, **value, "thanh_vien": ended}


def _annex_numbers(paper: Mapping[str, object], *, alone: bool) -> dict[str, object]:
    # A single annex carries no number; from two on they are Roman (NĐ 30/2020, Phụ lục I, mục III).
    first, second = ("1", "2") if paper.get("so_phu_luc_a_rap") else ("I", "II")
    return {"pl1": "" if alone else first, "pl2": second}


def head(data: Record, options: Collection[str]) -> Head:
    """The two-column head; `khong_so` leaves out the number, `khong_ngay` place and date. An unknown name shows «…»."""
    if unknown := set(options) - {"khong_so", "khong_ngay"}:
        raise DocumentError(f"«@dauvanban» không có lựa chọn «{', '.join(sorted(unknown))}»")
    parent = _text(data, "cq.chu_quan")
    return Head(
        parent or None,
        _body_names(data),
        None if "khong_so" in options else f"Số: {_shown_number(data)}",
        None if "khong_ngay" in options else _place_date(data),
    )


def _body_names(data: Record) -> tuple[str, ...]:
    if names_given := _names(_find(data, "cq.ten_dong"), "cq.ten_dong"):
        return names_given
    return ((_text(data, "cq.ten") or _text(data, "cq.goi") or _UNKNOWN).upper(),)


def _shown_number(data: Record) -> str:
    return _gaps(_required(data, "vb.so_hien"))


def _place_date(data: Record) -> str:
    return f"{_text(data, 'vb.dia_danh') or _UNKNOWN}, {_gaps(_required(data, 'vb.ngay_hien'))}"


def _gaps(text: str) -> str:
    # Ordinary spaces collapse on the page; these are the room for the clerk's pen.
    return re.sub(r" {3,}", lambda gap: "\u00a0" * len(gap[0]), text)


def recipients(data: Record) -> Recipients:
    """«Nơi nhận» from `vb.noi_nhan`, `vb.noi_nhan_dan`, `vb.luu`, `vb.nguoi_soan` and `vb.so_ban`."""
    drafter, copies = _text(data, "vb.nguoi_soan"), _text(data, "vb.so_ban")
    mark = f"{drafter}.({copies})" if drafter and copies else drafter
    listed = _names(_find(data, "vb.noi_nhan"), "vb.noi_nhan")
    return Recipients(_text(data, "vb.noi_nhan_dan"), listed, _text(data, "vb.luu").rstrip("."), mark)


def closing(data: Record) -> Closing:
    """Recipients (if any) beside the signature of `vb.ky`. Raises DocumentError without a signer."""
    received = recipients(data)
    authority = (*_names(_find(data, "vb.ky.quyen_han"), "vb.ky.quyen_han"), _required(data, "vb.ky.chuc_vu"))
    return Closing(
        received if received.lines else None, authority, _text(data, "vb.ky.chuc_vu_khac"), _text(data, "vb.ky.ho_ten")
    )


def names(data: Record, path: str) -> tuple[str, ...]:
    """The list of names at `path`. Raises DocumentError when it is missing or empty."""
    found = _names(_find(data, path), path)
    if not found:
        raise DocumentError(f"thiếu dữ liệu «{path}»")
    return found


def _names(value: object, path: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, tuple) or not all(isinstance(name, str) for name in value):
        raise DocumentError(f"dữ liệu «{path}» phải là danh sách tên")
    return tuple(clean(name).strip() for name in value if name.strip())


def _required(data: Record, path: str) -> str:
    text = _text(data, path)
    if not text:
        raise DocumentError(f"thiếu dữ liệu «{path}»")
    return text


def _text(data: Record, path: str) -> str:
    value = _find(data, path)
    if value is None:
        return ""
    if isinstance(value, Record | tuple | bool):
        raise DocumentError(f"dữ liệu «{path}» phải là lời")
    return clean(str(value))


def _find(data: Record, path: str) -> object:
    value: object = data
    for name in path.split("."):
        if not isinstance(value, Record):
            return None
        value = value.get(name)
    return value
