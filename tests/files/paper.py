"""A commune's plan as a real PDF in the layout of Decree 30/2020/NĐ-CP."""

import io
from functools import cache

from weasyprint import HTML

_PLAN = """<table style="width:100%;text-align:center"><tr><td>ỦY BAN NHÂN DÂN<br>XÃ CẨM GIÀNG</td>
<td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</td></tr>
<tr><td>Số: 12/KH-UBND</td><td>Cẩm Giàng, ngày 15 tháng 01 năm 2024</td></tr></table>
<h1 style="font-size:14pt;text-align:center">KẾ HOẠCH<br>Cải cách hành chính năm 2024</h1>
<p>Thực hiện chỉ đạo của cấp trên về công tác cải cách hành chính.</p>"""


@cache
def _plan() -> bytes:
    return HTML(string=_PLAN).write_pdf()


def commune_plan() -> io.BytesIO:
    return io.BytesIO(_plan())
