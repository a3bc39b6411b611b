"""The plans of two real exercises (a district, 2024; a province, 2023) moved so that today lies in the middle."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a plan: task, how its deadline is printed, days from today, lead and coordinating agencies."""

    task: str
    kind: str
    days: int
    lead: str
    coordinating: str


DISTRICT = (
    Step(
        "Triển khai kế hoạch xác định Chỉ số cải cách hành chính năm {year}; hướng dẫn UBND các xã, thị trấn tự đánh "
        "giá, chấm điểm xác định Chỉ số cải cách hành chính",
        "period",
        -20,
        "Phòng Nội vụ",
        "Các phòng, ban chuyên môn có liên quan",
    ),
    Step(
        "Tổ chức tự đánh giá của UBND các xã, thị trấn (Gửi nộp báo cáo tự đánh giá, chấm điểm, tài liệu kiểm chứng, "
        "báo cáo giải trình về Phòng Nội vụ)",
        "before",
        6,
        "UBND các xã, thị trấn",
        "Phòng Nội vụ",
    ),
    Step(
        "Triển khai Kế hoạch khảo sát, đánh giá sự hài lòng của người dân, tổ chức đối với sự phục vụ của cơ quan hành "
        "chính nhà nước năm {year}",
        "before",
        22,
        "Phòng Nội vụ",
        "Các phòng, ban chuyên môn có liên quan; UBND các xã, thị trấn",
    ),
    Step(
        "Thẩm định kết quả tự đánh giá, chấm điểm của các cơ quan, đơn vị",
        "on_or_before",
        32,
        "Phòng Nội vụ",
        "Các phòng, ban chuyên môn là thành viên Hội đồng thẩm định",
    ),
    Step(
        "Tổng hợp kết quả thẩm định của các thành viên Hội đồng",
        "on_or_before",
        37,
        "Phòng Nội vụ",
        "Tổ Thư ký giúp việc Hội đồng thẩm định",
    ),
    Step(
        "Họp Hội đồng thẩm định thống nhất kết quả và trình Chủ tịch Ủy ban nhân dân huyện phê duyệt kết quả Chỉ số "
        "cải cách hành chính năm {year} của UBND các xã, thị trấn",
        "before",
        42,
        "Phòng Nội vụ",
        "Hội đồng thẩm định; các cơ quan có liên quan",
    ),
    Step(
        "Công bố Chỉ số cải cách hành chính năm {year} của UBND các xã, thị trấn trên địa bàn huyện",
        "before",
        53,
        "Phòng Nội vụ",
        "Các cơ quan có liên quan",
    ),
)
PROVINCE = (
    Step(
        "Ban hành Kế hoạch xác định Chỉ số cải cách hành chính năm {year}; hướng dẫn các cơ quan, địa phương tự chấm "
        "điểm trên phần mềm",
        "period",
        -55,
        "Sở Nội vụ",
        "Sở Thông tin và Truyền thông",
    ),
    Step(
        "Các sở, ban, ngành và Ủy ban nhân dân cấp huyện tự đánh giá, chấm điểm, gửi hồ sơ kèm tài liệu kiểm chứng",
        "on_or_before",
        -12,
        "Các sở, ban, ngành; UBND cấp huyện",
        "Sở Nội vụ",
    ),
    Step(
        "Điều tra xã hội học phục vụ xác định Chỉ số cải cách hành chính năm {year}",
        "on_or_before",
        -3,
        "Sở Nội vụ",
        "Các sở, ban, ngành; UBND cấp huyện",
    ),
    Step(
        "Thẩm định kết quả tự đánh giá, chấm điểm theo lĩnh vực được phân công",
        "before",
        9,
        "Các cơ quan là thành viên Hội đồng thẩm định",
        "Tổ Thư ký",
    ),
    Step("Các cơ quan, địa phương giải trình, bổ sung tài liệu", "before", 16, "Sở Nội vụ", "Các cơ quan, địa phương"),
    Step("Họp Hội đồng thẩm định, thống nhất kết quả", "before", 24, "Sở Nội vụ", "Các thành viên Hội đồng thẩm định"),
    Step("Trình Chủ tịch Ủy ban nhân dân tỉnh phê duyệt kết quả", "before", 28, "Sở Nội vụ", "Văn phòng UBND tỉnh"),
    Step("Công bố Chỉ số cải cách hành chính năm {year}", "on_or_before", 34, "Sở Nội vụ", "Các cơ quan có liên quan"),
)
WORDS = {"before": "Hoàn thành trước ngày {day:%d/%m/%Y}", "on_or_before": "Chậm nhất ngày {day:%d/%m/%Y}"}


def middle_day(now: datetime) -> date:
    """The day in whose morning the people of the demo have last worked: today from ten o'clock on, else yesterday."""
    return (now - timedelta(hours=10)).date()


def assessed_year(today: date) -> int:
    """The year that is scored: the present one from June on, before that the year before."""
    return today.year if today.month >= 6 else today.year - 1


def plan_rows(steps: tuple[Step, ...], *, year: int, middle: date) -> list[dict[str, Any]]:
    """The plan file of ``create_campaign`` with every date counted from ``middle``."""
    rows = []
    for number, step in enumerate(steps, start=1):
        day = middle + timedelta(days=step.days)
        is_month = step.kind == "period"
        rows.append(
            {
                "order": number,
                "printed_number": number,
                "task": step.task.format(year=year),
                "deadline_kind": step.kind,
                "deadline_date": "" if is_month else day.isoformat(),
                "deadline_period": f"{day:%Y-%m}" if is_month else "",
                "deadline_text": f"Tháng {day:%m/%Y}" if is_month else WORDS[step.kind].format(day=day),
                "lead": step.lead,
                "coordinating": step.coordinating,
                "note": "",
            }
        )
    return rows
