"""What is wrong in an office's own wording of a text: outside the language, an unknown variable, a missing part."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from . import texts
from .errors import DocumentError
from .language import variables

LONGEST = 60_000
OBLIGATORY = {
    "dauvanban": "tên cơ quan, Quốc hiệu, số, ngày (ô 1-4)",
    "dauphieu": "đầu phiếu",
    "tenloai": "tên loại văn bản",
    "trichyeu": "trích yếu",
    "vv": "trích yếu công văn",
    "thamquyen": "dòng thẩm quyền ban hành",
    "lenh": "«QUYẾT ĐỊNH:»",
    "cancu": "căn cứ ban hành",
    "kinhgui": "Kính gửi",
    "ketthuc": "Nơi nhận và khối ký",
    "ky2": "khối ký hai bên",
    "noinhan": "Nơi nhận",
    "phuluc": "phụ lục",
    "bang": "bảng",
}
"""Parts of NĐ 30/2020 (Điều 8) that a text of an office has wherever the standard one has them."""
SHARED = ("vb", "cq", "tt", "ky")
_STYLE = re.compile(r"^@([a-z0-9]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the line it stands in (0: the whole text), what it is, and whether it forbids saving."""

    line: int
    message: str
    forbids: bool = True


def findings(kind: str, block: str, source: str) -> list[Finding]:
    """Everything wrong in the wording of a block; empty where it can be used."""
    if len(source) > LONGEST:
        return [Finding(0, f"Lời văn dài {len(source)} ký tự, quá {LONGEST} – rút gọn.")]
    try:
        named = variables(source)
    except DocumentError as fault:
        return [Finding(0, f"{str(fault)[:1].upper()}{str(fault)[1:]}.")]
    standard = texts.load(kind).block(block or None)
    return [*_unknown(kind, named), *_missing(standard, source), *_unused(standard, named)]


def _unknown(kind: str, named: dict[str, int]) -> Iterator[Finding]:
    known = placeholders(kind)
    for name, line in named.items():
        if name not in known:
            near = _near(name, known)
            hint = f" Có thể là «{near}»." if near else ""
            yield Finding(line, f"Không có biến «{name}» trong dữ liệu của văn bản này.{hint}")


def _near(name: str, known: frozenset[str]) -> str:
    """A known variable with the same last part, or the same group."""
    last = name.rpartition(".")[2]
    return next((one for one in sorted(known) if one.rpartition(".")[2] == last), "")


def _missing(standard: str, source: str) -> Iterator[Finding]:
    has, wanted = set(_STYLE.findall(source)), set(_STYLE.findall(standard))
    for style, name in OBLIGATORY.items():
        if style in wanted and style not in has:
            yield Finding(0, f"Thiếu phần bắt buộc «@{style}»: {name}.")


def _unused(standard: str, named: dict[str, int]) -> Iterator[Finding]:
    lost = [name for name in variables(standard) if name not in named]
    if lost:
        shown = ", ".join(f"«{name}»" for name in lost[:8]) + (" …" if len(lost) > 8 else "")
        yield Finding(0, f"Lời mẫu chuẩn có dùng {shown}, lời văn này không dùng.", forbids=False)


@cache
def placeholders(kind: str) -> frozenset[str]:
    """Every variable that may stand in a wording of this text: those of its blocks, and the shared groups of all."""
    own = {name for source in texts.load(kind).blocks.values() for name in variables(source)}
    return frozenset(own | _shared())


@cache
def _shared() -> frozenset[str]:
    every = (source for kind in texts.kinds() for source in texts.load(kind).blocks.values())
    named = {name for source in every for name in variables(source)}
    # Who signs and receives is read by the program, not by the wording.
    return frozenset(name for name in named if name.split(".")[0] in SHARED and "[]" not in name)
