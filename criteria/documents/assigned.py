"""Who appraises what, as a plan says it: from the departments named in the criteria sets."""

from collections import Counter
from collections.abc import Iterator

from criteria.documents.context import sets_of
from criteria.models import Campaign, Criterion

CHECK = "Thẩm định kết quả tự đánh giá, chấm điểm của các đơn vị"
OFFICE_WORK = (
    "- Ban hành văn bản hướng dẫn và theo dõi, đôn đốc các cơ quan, đơn vị tự đánh giá, chấm điểm;",
    "- Tham mưu {called} Quyết định thành lập Hội đồng thẩm định và Tổ Thư ký giúp việc Hội đồng thẩm định;",
    "- Tổng hợp kết quả tự đánh giá, kết quả thẩm định; kiểm tra thực tế tại các đơn vị (nếu có);",
    "- Tham mưu {called} Quyết định công bố Chỉ số cải cách hành chính năm {year}.",
)


def assigned_agencies(campaign: Campaign, office: str, called: str) -> Iterator[tuple[str, list[str]]]:
    """The standing office first, then every department with its areas or single criteria."""
    areas, singles = _by_department(campaign)
    work = [line.format(called=called, year=campaign.year) for line in OFFICE_WORK]
    first = f"a) Là cơ quan chủ trì tham mưu giúp {called} triển khai thực hiện Kế hoạch này:"
    yield office, [first, *work, *_checked(areas.pop(office, []), singles.pop(office, []), letter="b) ")]
    for department in dict.fromkeys([*areas, *singles]):
        yield department, _checked(areas.get(department, []), singles.get(department, []))


def _by_department(campaign: Campaign) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """An area belongs to the department that checks most of it; what others check in it they are given one by one."""
    areas: dict[str, list[str]] = {}
    singles: dict[str, list[str]] = {}
    for area, leaves in _leaves_by_area(campaign).items():
        held = Counter(leaf.department for leaf in leaves if leaf.department)
        lead = held.most_common(1)[0][0] if held else ""
        if lead:
            _add(areas, lead, area)
        for leaf in leaves:
            if leaf.department and leaf.department != lead:
                _add(singles, leaf.department, leaf.name)
    return areas, singles


def _add(found: dict[str, list[str]], department: str, name: str) -> None:
    names = found.setdefault(department, [])
    if name not in names:
        names.append(name)


def _leaves_by_area(campaign: Campaign) -> dict[str, list[Criterion]]:
    rows = Criterion.objects.leaves().filter(criteria_set__in=sets_of(campaign), source=Criterion.Source.SELF)
    found: dict[str, list[Criterion]] = {}
    for leaf in rows.select_related("area").order_by("criteria_set", "position"):
        found.setdefault(leaf.area.name if leaf.area else "", []).append(leaf)
    return found


def _checked(areas: list[str], singles: list[str], letter: str = "") -> list[str]:
    """«… đối với lĩnh vực: X.» for one, a list for several; single criteria under «về tiêu chí:»."""
    if len(areas) == 1 and not singles:
        return [f"{letter}{CHECK} đối với lĩnh vực: {areas[0]}."]
    parts = [f"{letter}{CHECK} đối với các lĩnh vực:", *_listed(areas)] if areas else []
    return parts + ([f"{'' if areas else letter}{CHECK} về tiêu chí:", *_listed(singles)] if singles else [])


def _listed(names: list[str]) -> list[str]:
    return [f"- {name}{'.' if place == len(names) else ';'}" for place, name in enumerate(names, start=1)]
