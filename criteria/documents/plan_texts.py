"""Words of the plan's own papers: what the office may enter for one campaign, and what stands there when it doesn't."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from criteria.models import Campaign


@dataclass(frozen=True, slots=True)
class Entry:
    """One text to enter: its key, label and hint; ``rows`` over 1 for several lines; ``choices`` for a choice."""

    key: str
    label: str
    hint: str = ""
    rows: int = 1
    choices: tuple[tuple[str, str], ...] = ()


VARIANTS = (
    ("A", "Có bảng nhiệm vụ, phân công từng cơ quan (cấp tỉnh)"),
    ("B", "Không có bảng, thời hạn nằm trong câu (thành phố, thị xã)"),
    ("C", "Vừa chấm đơn vị trực thuộc, vừa tự chấm để cấp trên đánh giá (hai vai)"),
)
YES, NO = "yes", "no"
YES_NO = ((YES, "Có"), (NO, "Không"))
GROUPS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "Kiểu văn bản",
        (
            Entry("variant", "Kiểu của Kế hoạch ban hành riêng", choices=VARIANTS),
            Entry("number_dot", "In dấu chấm sau số thứ tự của bước", choices=YES_NO),
            Entry("list_in_cell", "Mỗi cơ quan phối hợp một dòng gạch trong ô", choices=YES_NO),
            Entry("print_bands", "In mục xếp loại kết quả", choices=YES_NO),
            Entry("authority_line", "In dòng thẩm quyền trên căn cứ của Quyết định", choices=YES_NO),
        ),
    ),
    (
        "Tên gọi",
        (
            Entry("plan_name", "Tên kế hoạch trong trích yếu Quyết định", "triển khai đánh giá, xác định"),
            Entry("scored", "Đối tượng", "UBND các xã, thị trấn"),
            Entry("scored_full", "Đối tượng, viết đủ", "Ủy ban nhân dân các xã, thị trấn"),
            Entry("scored_brief", "Đối tượng, viết gọn sau lần đầu", "Ủy ban nhân dân cấp xã"),
            Entry("called", "Mở ngoặc ở lần nhắc đầu", "sau đây gọi là Ủy ban nhân dân cấp huyện"),
            Entry("territory", "Địa bàn", "trên địa bàn huyện"),
            Entry("set_citation", "Viện dẫn Bộ chỉ số", "Để trống: lấy số, ngày quyết định của bộ tiêu chí."),
            Entry("set_annex", "Phụ lục của Bộ chỉ số dùng để chấm", "Phụ lục I"),
        ),
    ),
    (
        "Mở đầu, mục đích, kinh phí",
        (
            Entry("implements", "Thực hiện văn bản nào", "Để trống: căn cứ đầu tiên của kế hoạch.", rows=2),
            Entry("purposes", "Mục đích thêm", "Mỗi dòng một ý.", rows=3),
            Entry("requirements", "Yêu cầu thêm", "Mỗi dòng một ý.", rows=3),
            Entry("funding", "Kinh phí", "Để trống: không in mục kinh phí trong Quyết định.", rows=2),
        ),
    ),
    (
        "Phân công",
        (
            Entry("coordinating", "Các cơ quan phối hợp", "Để trống: các cơ quan thẩm định trong danh sách.", rows=2),
            Entry(
                "duties",
                "Nhiệm vụ từng cơ quan",
                "Dòng bắt đầu bằng # là tên cơ quan; dưới đó mỗi dòng một ý, có thể bắt đầu bằng a), - hoặc +. "
                "Để trống: theo cơ quan thẩm định ghi trong bộ tiêu chí.",
                rows=10,
            ),
        ),
    ),
    (
        "Khảo sát, tự chấm, kinh phí (kiểu B và C)",
        (
            Entry("finance", "Cơ quan tài chính", "Phòng Tài chính - Kế hoạch"),
            Entry("survey_forms", "Số phiếu mỗi đơn vị", "15"),
            Entry("survey_group", "Nhóm trả lời khác", "Trưởng các phòng chuyên môn thuộc UBND huyện"),
            Entry("own_period", "Thời gian tự chấm để cấp trên đánh giá", "hoàn thành trước ngày 25/10/2024"),
            Entry("own_annex", "Phụ lục dùng để tự chấm", "Phụ lục II"),
        ),
    ),
    (
        "Nơi nhận",
        (
            Entry("recipients", "Nơi nhận của Quyết định", "Mỗi dòng một nơi; «Như Điều 3» tự thêm.", rows=4),
            Entry("plan_recipients", "Nơi nhận của Kế hoạch ban hành riêng", "Mỗi dòng một nơi.", rows=4),
            Entry("archive", "Lưu", "VT, PNV"),
        ),
    ),
)
ENTRIES = {entry.key: entry for _, group in GROUPS for entry in group}


def entered(campaign: Campaign) -> dict[str, str]:
    """What the office has entered, by key; keys without words are absent."""
    return {key: text for key, text in campaign.texts.values_list("key", "text") if text.strip()}


def lines(texts: Mapping[str, str], key: str) -> list[str]:
    """The lines of a text of several."""
    return [line.strip() for line in texts.get(key, "").splitlines() if line.strip()]


_BEGINNINGS = ((re.compile(r"[a-zđ]\) "), "diem"), (re.compile(r"- "), "gach"), (re.compile(r"\+ "), "cong"))


def duties(text: str) -> list[dict[str, object]]:
    """«# Sở Nội vụ» and the lines below it as the text's ``phan_cong``; lines before the first name are dropped."""
    found: list[tuple[str, list[dict[str, str]]]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("#"):
            found.append((line.lstrip("# "), []))
        elif found:
            found[-1][1].append({"kieu": _style(line), "loi": line})
    return [{"so": str(place), "ten": name, "doan": parts} for place, (name, parts) in enumerate(found, start=1)]


def _style(line: str) -> str:
    return next((style for beginning, style in _BEGINNINGS if beginning.match(line)), "nd")


def duties_text(agencies: Iterable[tuple[str, Iterable[str]]]) -> str:
    """The same the other way round, for the field to begin from."""
    return "\n".join(line for name, parts in agencies for line in (f"# {name}", *parts))
