"""The head of an official paper, read from the text of its first page (Decree 30/2020/NĐ-CP, Appendix I).

Issuer on the left, number and symbol under it, place and date on the right, then the name of the type and the abstract.
What can't be told for certain stays empty: it is a suggestion, looked at by a person.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

ABSTRACT_MAX = 400
_TYPES = (
    "Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế", "Quy định", "Thông cáo", "Thông báo", "Hướng dẫn", "Chương trình",
    "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Biên bản", "Tờ trình", "Hợp đồng", "Công điện",
    "Bản ghi nhớ", "Bản thỏa thuận", "Giấy ủy quyền", "Giấy mời", "Giấy giới thiệu", "Phiếu gửi", "Phiếu chuyển",
    "Phiếu báo", "Danh sách", "Phụ lục",
)  # fmt: skip
_TYPE_BY_CAPITALS = {name.upper(): name for name in _TYPES}
_NUMBER = re.compile(r"Số\s*:?\s*(\d{1,5}[a-z]?)\s*/\s*((?:\d{4}\s*/\s*)?[A-ZĐƯ]{1,8}(?:\s*[-–]\s*[A-ZĐƯ0-9&.]+)*)")
_DATE = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_NATION = re.compile(r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM")
_MOTTO = re.compile(r"Độc\s+lập\s*[-–]\s*Tự\s+do\s*[-–]\s*Hạnh\s+phúc", re.IGNORECASE)
_SUBJECT = re.compile(r"^V\s*/\s*v\b\s*:?\s*(.*)", re.IGNORECASE)
_BODY = re.compile(
    r"^(Căn cứ|Thực hiện|Kính gửi|Xét|Theo đề nghị|Để |Nhằm |Điều \d|[IVX]+\.|\d+\.|[_\-–—=*]{3,}"
    r"|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|CHỦ TỊCH|HỘI ĐỒNG NHÂN DÂN|TRƯỞNG PHÒNG|GIÁM ĐỐC)"
)
_COLUMNS = re.compile(r"\s{3,}")
_ORGANS = ("UBND", "HĐND", "ỦY BAN", "UỶ BAN", "HỘI ĐỒNG", "PHÒNG", "SỞ", "BAN", "VĂN PHÒNG", "CHI CỤC", "TRUNG TÂM",
           "CÔNG AN", "TRƯỜNG", "TRẠM", "TỔ", "ĐẢNG ỦY", "HUYỆN ỦY", "THANH TRA", "BỘ", "CỤC")  # fmt: skip
_PLACES = frozenset({"xã", "phường", "huyện", "tỉnh", "quận", "trấn", "phố", "khu"})


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a paper says; empty where it can't be told."""

    number: str = ""
    issued_on: date | None = None
    issuer: str = ""
    kind: str = ""
    abstract: str = ""

    @property
    def title(self) -> str:
        """Type and abstract as registers write them: «Kế hoạch cải cách hành chính năm 2024»."""
        if not self.abstract or self.kind in ("", "Công văn") or self.abstract.lower().startswith(self.kind.lower()):
            return self.abstract[:1].upper() + self.abstract[1:]
        first = self.abstract.split()[0]
        low = first if first.isupper() and len(first) > 1 else first[:1].lower() + first[1:]
        return f"{self.kind} {low}{self.abstract[len(first) :]}"[:ABSTRACT_MAX]


def read_head(first_page: str) -> Head:
    """The head of the paper whose first page has this text. Never raises: any text gives some head."""
    text = unicodedata.normalize("NFC", first_page)[:8000]
    lines = [piece for line in text.splitlines() for piece in _pieces(line)]
    number = _number(text)
    kind, abstract = _kind_and_abstract(lines)
    is_paper = bool(number or kind) and _NATION.search(text) is not None
    return Head(number, _date(text), _issuer(lines) if is_paper else "", kind, abstract)


def _pieces(line: str) -> list[str]:
    """A line of the page; two columns side by side come as one line with a wide gap. Blank lines stay as one ''."""
    bare = _MOTTO.sub("   ", _NATION.sub("   ", line))
    pieces = [piece.strip() for piece in _COLUMNS.split(bare.strip()) if piece.strip()]
    return pieces or ([""] if bare == line else [])


def _number(text: str) -> str:
    found = _NUMBER.search(text)
    return f"{found[1]}/{''.join(found[2].split()).replace('–', '-')}" if found else ""


def _date(text: str) -> date | None:
    found = _DATE.search(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _kind_and_abstract(lines: list[str]) -> tuple[str, str]:
    for place, line in enumerate(lines):
        subject = _SUBJECT.match(line)
        if subject:
            return "Công văn", _joined([subject[1], *lines[place + 1 :]])
        kind = _TYPE_BY_CAPITALS.get(line.rstrip(" .:"))
        if kind:
            return kind, _joined(lines[place + 1 :])
    return "", ""


def _joined(lines: list[str]) -> str:
    """The lines of the abstract: up to the paper's body, or to the gap after it."""
    taken: list[str] = []
    for line in lines[:12]:
        if _BODY.match(line) or (not line and taken) or _NUMBER.match(line) or _DATE.search(line):
            break
        if line:
            taken.append(line)
    return " ".join(" ".join(taken).split())[:ABSTRACT_MAX]


def _issuer(lines: list[str]) -> str:
    """The organ that issued the paper: of «superior over unit» the unit, of «UBND over its place» both together."""
    capitals = []
    for line in lines[:14]:
        if line.startswith("Số") or line in _TYPE_BY_CAPITALS:
            break
        if line and line == line.upper() and any(char.isalpha() for char in line):
            capitals.append(line)
    if not capitals:
        return ""
    starts = [place for place, line in enumerate(capitals) if line.startswith(_ORGANS)]
    return _cased(" ".join(capitals[starts[-1] if starts else 0 :]))


def _cased(capitals: str) -> str:
    """«ỦY BAN NHÂN DÂN XÃ CẨM GIÀNG» as «UBND xã Cẩm Giàng», «PHÒNG NỘI VỤ» as «Phòng Nội vụ»."""
    short = re.sub(r"^[ỦU][ỶY] BAN NHÂN DÂN", "UBND", capitals.replace("UỶ", "ỦY"))
    short = re.sub(r"^HỘI ĐỒNG NHÂN DÂN", "HĐND", short)
    words = short.split()
    return " ".join(_word(word, place, words) for place, word in enumerate(words))[:200]


def _word(word: str, place: int, words: list[str]) -> str:
    if word in {"UBND", "HĐND"}:
        return word
    low = [one.lower() for one in words]
    if low[place] in _PLACES | {"thị", "thành", "đặc"} and (place == 0 or words[0] in {"UBND", "HĐND"}):
        return low[place].capitalize() if place == 0 else low[place]
    in_place = any(one in _PLACES for one in low[:place])
    is_capital = in_place or place <= 1 or low[place - 1] == "và"
    return low[place].capitalize() if is_capital and low[place] != "và" else low[place]
