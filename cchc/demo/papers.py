"""Evidence for the demo: short official papers as real PDF files, in the layout of NĐ 30/2020."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from cchc.tenancy.models import Agency, Tenant


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of an agency: how it is registered, and its bytes."""

    number: str
    issued_on: date
    kind: str
    abstract: str
    content: bytes


SUBJECTS = (
    ("KH", "Kế hoạch", "Kế hoạch cải cách hành chính năm {year}", 1),
    ("KH", "Kế hoạch", "Kế hoạch kiểm soát thủ tục hành chính năm {year}", 1),
    ("BC", "Báo cáo", "Báo cáo kết quả thực hiện công tác cải cách hành chính năm {year}", 11),
    ("BC", "Báo cáo", "Báo cáo thống kê giải quyết hồ sơ thủ tục hành chính năm {year}", 11),
    ("QĐ", "Quyết định", "Quyết định phân công nhiệm vụ của Chủ tịch, các Phó Chủ tịch năm {year}", 2),
    ("TB", "Thông báo", "Thông báo kết luận giao ban công tác cải cách hành chính quý III/{year}", 9),
)
PAGE = """<html lang="vi"><style>
@page {{ size: A4; margin: 20mm 15mm 20mm 30mm }}
body {{ font: 14pt Tinos, "Liberation Serif", serif; line-height: 1.35 }}
table {{ width: 100%; text-align: center; font-size: 13pt }}
h1 {{ font-size: 14pt; text-align: center; margin: 24pt 0 }}
p {{ text-indent: 12.7mm; text-align: justify }}
</style><table><tr><td>{head}</td>
<td><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</b></td></tr>
<tr><td>Số: {number}</td><td><i>{place}, ngày {day:%d} tháng {day:%m} năm {day:%Y}</i></td></tr></table>
<h1>{kind}<br>{abstract}</h1>
<p>Thực hiện chỉ đạo của {authority} về công tác cải cách hành chính năm {year}, {name} xây dựng văn bản này để tổ chức
thực hiện và làm căn cứ tự đánh giá, chấm điểm Chỉ số cải cách hành chính.</p>
<p>1. Nội dung, sản phẩm và thời gian hoàn thành của từng nhiệm vụ nêu tại Phụ lục kèm theo.</p>
<p>2. Các ban, ngành, công chức chuyên môn chịu trách nhiệm thực hiện; báo cáo kết quả trước ngày 25 tháng cuối quý.</p>
<p><i>Văn bản mẫu dùng cho dữ liệu trình diễn, không phải văn bản của cơ quan nào.</i></p></html>"""


@dataclass(frozen=True, slots=True)
class Issuer:
    """How an agency stands on its own papers: the two lines of the head, its name in a sentence, its symbol."""

    head: str
    name: str
    symbol: str


COMMUNES = frozenset({"xã", "phường", "thị trấn", "đặc khu"})


def issuer_of(agency: Agency, tenant: Tenant) -> Issuer:
    """A commune and a district speak as UBND, a department in its own name under its superior's line."""
    own = agency.name.removeprefix("UBND ")
    if agency.kind in COMMUNES or own != agency.name:
        name = f"UBND {own[0].lower()}{own[1:]}"
        return Issuer(f"<b>ỦY BAN NHÂN DÂN<br>{own.upper()}</b>", name, "UBND")
    symbol = "".join(word[0] for word in own.replace("-", " ").replace(",", " ").split()).upper()
    return Issuer(f"{tenant.authority_short.upper()}<br><b>{own.upper()}</b>", own, symbol)


def papers_of(agency: Agency, tenant: Tenant, year: int, dice: Random) -> Iterator[Paper]:
    """Six papers of the year, each a page."""
    for symbol, kind, words, month in SUBJECTS:
        number = f"{dice.randint(3, 180):02d}/{symbol}-{issuer_of(agency, tenant).symbol}"
        day = date(year, month, dice.randint(3, 24))
        yield paper_of(agency, tenant, symbol, kind, words.format(year=year), day, dice, number=number)


def paper_of(
    agency: Agency,
    tenant: Tenant,
    symbol: str,
    kind: str,
    abstract: str,
    day: date,
    dice: Random,
    *,
    number: str = "",
    copy: str = "",
) -> Paper:
    """One paper of an agency; without a number it gets one. ``copy`` is a line under the text that tells two apart."""
    issuer = issuer_of(agency, tenant)
    number = number or f"{dice.randint(3, 180):02d}/{symbol}-{issuer.symbol}"
    html = PAGE.format(
        head=issuer.head,
        name=issuer.name,
        authority=tenant.authority,
        place=agency.name.split(" ", 1)[-1] if agency.kind in COMMUNES else tenant.place,
        number=number,
        day=day,
        kind=kind.upper(),
        abstract=abstract,
        year=day.year,
    )
    page = HTML(string=html.replace("</html>", f"<p>{copy}</p></html>"))
    return Paper(number, day, kind, abstract, page.write_pdf(font_config=_fonts()))


@cache
def _fonts() -> FontConfiguration:
    """Looking the machine's fonts up takes a third of a page's time; these pages bring none of their own."""
    return FontConfiguration()
