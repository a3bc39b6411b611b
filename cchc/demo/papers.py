"""Evidence for the demo: short official papers as real PDF files, in the layout of NĐ 30/2020."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from weasyprint import HTML

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
    ("KH-UBND", "Kế hoạch", "Kế hoạch cải cách hành chính năm {year}", 1),
    ("KH-UBND", "Kế hoạch", "Kế hoạch kiểm soát thủ tục hành chính năm {year}", 1),
    ("BC-UBND", "Báo cáo", "Báo cáo kết quả thực hiện công tác cải cách hành chính năm {year}", 11),
    ("BC-UBND", "Báo cáo", "Báo cáo thống kê giải quyết hồ sơ thủ tục hành chính năm {year}", 11),
    ("QĐ-UBND", "Quyết định", "Quyết định phân công nhiệm vụ của Chủ tịch, các Phó Chủ tịch năm {year}", 2),
    ("TB-UBND", "Thông báo", "Thông báo kết luận giao ban công tác cải cách hành chính quý III/{year}", 9),
)
PAGE = """<html lang="vi"><style>
@page {{ size: A4; margin: 20mm 15mm 20mm 30mm }}
body {{ font: 14pt Tinos, "Liberation Serif", serif; line-height: 1.35 }}
table {{ width: 100%; text-align: center; font-size: 13pt }}
h1 {{ font-size: 14pt; text-align: center; margin: 24pt 0 }}
p {{ text-indent: 12.7mm; text-align: justify }}
</style><table><tr><td><b>ỦY BAN NHÂN DÂN<br>{unit}</b></td>
<td><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</b></td></tr>
<tr><td>Số: {number}</td><td><i>{place}, ngày {day:%d} tháng {day:%m} năm {day:%Y}</i></td></tr></table>
<h1>{kind}<br>{abstract}</h1>
<p>Thực hiện chỉ đạo của {authority} về công tác cải cách hành chính năm {year}, {name} xây dựng văn bản này để tổ chức
thực hiện và làm căn cứ tự đánh giá, chấm điểm Chỉ số cải cách hành chính.</p>
<p>1. Nội dung, sản phẩm và thời gian hoàn thành của từng nhiệm vụ nêu tại Phụ lục kèm theo.</p>
<p>2. Các ban, ngành, công chức chuyên môn chịu trách nhiệm thực hiện; báo cáo kết quả trước ngày 25 tháng cuối quý.</p>
<p><i>Văn bản mẫu dùng cho dữ liệu trình diễn, không phải văn bản của cơ quan nào.</i></p></html>"""


def papers_of(agency: Agency, tenant: Tenant, year: int, dice: Random) -> Iterator[Paper]:
    """Six papers of the year, each a page."""
    for symbol, kind, words, month in SUBJECTS:
        number, abstract = f"{dice.randint(3, 180):02d}/{symbol}", words.format(year=year)
        day = date(year, month, dice.randint(3, 24))
        html = PAGE.format(
            unit=agency.name.upper(),
            name=f"Ủy ban nhân dân {agency.name}",
            authority=tenant.authority,
            place=agency.name.split(" ", 1)[-1],
            number=number,
            day=day,
            kind=kind.upper(),
            abstract=abstract,
            year=year,
        )
        yield Paper(number, day, kind, abstract, HTML(string=html).write_pdf())
