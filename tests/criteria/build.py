"""A small criteria set with all nine rule kinds, and a campaign whose phases are open around a given moment.

year = small_campaign(cast, now=now, phase="appraisal")
year.campaign, year.criteria_set, year.leaves["1.1.1"], year.participants[cast.a.commune_1.pk]
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cchc.tenancy.models import Agency
from cchc.tenancy.scope import tenant_scope
from criteria.catalogue import rule_rows
from criteria.models import (
    Band,
    BonusItem,
    Campaign,
    CampaignSet,
    CriteriaSet,
    Criterion,
    Participant,
    PlanStep,
)
from criteria.rules.calendar import HANOI, Phase

D = Decimal
HOME, LAW = "Phòng Nội vụ", "Phòng Tư pháp"

# code, level, parent, name, points, department, further fields; a rule makes the row a leaf.
ROWS: list[tuple[str, str, str, str, str, str, dict[str, Any]]] = [
    ("1", "field", "", "Công tác chỉ đạo, điều hành", "10", HOME, {}),
    ("1.1", "criterion", "1", "Kế hoạch cải cách hành chính năm", "4", HOME, {}),
    (
        "1.1.1",
        "sub",
        "1.1",
        "Thời gian ban hành Kế hoạch",
        "1",
        HOME,
        {
            "rule": (
                "levels",
                {
                    "options": [
                        {"label": "Trong tháng 01", "points": D("1")},
                        {"label": "Trong tháng 02", "points": D("0.5")},
                        {"label": "Từ tháng 3 hoặc không ban hành", "points": D("0")},
                    ]
                },
            ),
            "evidence": "Kế hoạch CCHC năm",
            "evidence_required": True,
            "guidance": "Tính theo ngày ký số của văn bản.",
        },
    ),
    (
        "1.1.2",
        "sub",
        "1.1",
        "Nội dung Kế hoạch",
        "1",
        HOME,
        {
            "rule": (
                "checklist",
                {
                    "items": [
                        {"label": "Đủ các lĩnh vực", "points": D("0.4")},
                        {"label": "Rõ sản phẩm, thời gian", "points": D("0.3")},
                        {"label": "Phân công trách nhiệm", "points": D("0.3")},
                    ]
                },
            ),
            "unit_of_measure": "nội dung",
        },
    ),
    (
        "1.1.3",
        "sub",
        "1.1",
        "Mức độ hoàn thành Kế hoạch",
        "2",
        HOME,
        {
            "rule": (
                "ratio_bands",
                {
                    "numerator": "Số nhiệm vụ hoàn thành",
                    "denominator": "Tổng số nhiệm vụ",
                    "bands": [
                        {"min": D("100"), "points": D("2")},
                        {"min": D("90"), "points": D("1")},
                        {"min": D("80"), "points": D("0.5")},
                    ],
                    "below": D("0"),
                },
            ),
            "unit_of_measure": "nhiệm vụ",
        },
    ),
    ("1.2", "criterion", "1", "Sáng kiến cải cách hành chính", "2", HOME, {"rule": ("manual", {"step": D("0.25")})}),
    (
        "1.3",
        "criterion",
        "1",
        "Có Kế hoạch tuyên truyền",
        "2",
        HOME,
        {"rule": ("boolean", {"yes": D("2"), "no": D("0")})},
    ),
    (
        "1.10",
        "criterion",
        "1",
        "Tỷ lệ văn bản điện tử",
        "2",
        HOME,
        {
            "rule": (
                "ratio_linear",
                {
                    "numerator": "Số văn bản điện tử",
                    "denominator": "Tổng số văn bản",
                    "floor": D("50"),
                    "full": D("100"),
                },
            ),
            "not_applicable_policy": "exclude",
        },
    ),
    ("2", "field", "", "Cải cách thể chế", "6", LAW, {"not_applicable_policy": "exclude"}),
    ("2.1", "criterion", "2", "Văn bản quy phạm pháp luật", "4", LAW, {}),
    (
        "2.1.1",
        "sub",
        "2.1",
        "Văn bản ban hành trái quy định",
        "2",
        LAW,
        {
            "rule": ("count_deduct", {"per": D("0.5"), "what": "văn bản trái quy định", "min": D("0")}),
            "unit_of_measure": "văn bản",
        },
    ),
    (
        "2.1.2",
        "sub",
        "2.1",
        "Văn bản được rà soát",
        "2",
        LAW,
        {
            "rule": ("count_add", {"per": D("0.5"), "what": "văn bản được rà soát"}),
            "unit_of_measure": "văn bản",
        },
    ),
    (
        "2.2",
        "criterion",
        "2",
        "Xử lý vấn đề sau kiểm tra",
        "2",
        LAW,
        {
            "rule": (
                "ratio_bands",
                {
                    "numerator": "Số vấn đề đã xử lý",
                    "denominator": "Tổng số vấn đề",
                    "bands": [{"min": D("100"), "points": D("2")}, {"min": D("70"), "points": D("1")}],
                    "below": D("0"),
                },
            ),
            "not_applicable_policy": "full",
        },
    ),
    ("3", "field", "", "Tác động của cải cách hành chính", "4", HOME, {"source": "survey"}),
    (
        "3.1",
        "criterion",
        "3",
        "Mức độ hài lòng của người dân",
        "3",
        HOME,
        {"source": "survey", "rule": ("survey", {"questions": ["CD1", "CD2"]})},
    ),
    (
        "3.2",
        "criterion",
        "3",
        "Đánh giá của lãnh đạo phòng",
        "1",
        HOME,
        {"source": "survey", "rule": ("survey", {"questions": ["TP1"]})},
    ),
]
BANDS = [
    ("Xuất sắc", "95", "100", True, "Hoàn thành xuất sắc nhiệm vụ"),
    ("Tốt", "85", "95", False, "Hoàn thành tốt nhiệm vụ"),
    ("Khá", "75", "85", False, "Hoàn thành nhiệm vụ"),
    ("Trung bình", "70", "75", False, "Hoàn thành nhiệm vụ"),
    ("Yếu", "0", "70", False, "Không hoàn thành nhiệm vụ"),
]
ORDER = [
    Phase.PREPARING,
    Phase.SELF_ASSESSMENT,
    Phase.SURVEY,
    Phase.APPRAISAL,
    Phase.EXPLANATION,
    Phase.REAPPRAISAL,
    Phase.COUNCIL,
    Phase.APPROVAL,
    Phase.PUBLICATION,
]
SLOT = 10  # days of one phase


def small_set(code: str = "KT", **values: Any) -> CriteriaSet:
    """The sample set inside the open scope: 11 leaves worth 20 points, 2 self-scored areas and a survey area."""
    values.setdefault("title", "Bộ tiêu chí thử")
    made = CriteriaSet.objects.create(code=code, declared_total=D(20), **values)
    criteria: dict[str, Criterion] = {}
    for position, row in enumerate(ROWS, start=1):
        criteria[row[0]] = _criterion(made, criteria, position, row)
    return made


def _criterion(made: CriteriaSet, known: dict[str, Criterion], position: int, row: tuple) -> Criterion:
    code, level, parent, name, points, department, fields = row
    fields = dict(fields)
    kind, data = fields.pop("rule", ("", {}))
    area = known.get(code.split(".")[0])
    criterion = Criterion.objects.create(
        criteria_set=made,
        parent=known.get(parent),
        area=area,
        position=position,
        code=code,
        level=level,
        is_leaf=bool(kind),
        name=name,
        max_points=D(points),
        department=department,
        source=fields.pop("source", "self"),
        **fields,
    )
    if area is None:
        criterion.area = criterion
        criterion.save(update_fields=["area"])
    if kind:
        rule, lines = rule_rows(kind, data)
        rule.criterion = criterion
        rule.save()
        for line in lines:
            line.rule = rule
            line.save()
    return criterion


def leaves_of(criteria_set: CriteriaSet) -> dict[str, Criterion]:
    """Every leaf by its code, fetched with its rule."""
    return {leaf.code: leaf for leaf in criteria_set.criteria.leaves().with_rules()}


def bonus_items(criteria_set: CriteriaSet) -> dict[str, BonusItem]:
    """One bonus and one penalty item: 0,5 each time, 1 per item, 2 per year."""
    rows = [("bonus", "T1", "Bằng khen của Chủ tịch UBND tỉnh"), ("penalty", "P1", "Bị phê bình bằng văn bản")]
    return {
        code: BonusItem.objects.create(
            criteria_set=criteria_set,
            kind=kind,
            position=1,
            code=code,
            name=name,
            points_per_occurrence=D("0.5"),
            item_cap=D(1),
            kind_cap=D(2),
        )
        for kind, code, name in rows
    }


def add_bands(campaign: Campaign) -> list[Band]:
    """The five bands of a published decision, together 0 to 100."""
    return [
        Band.objects.create(
            campaign=campaign,
            position=position,
            name=name,
            lower=D(lower),
            upper=D(upper),
            upper_inclusive=inclusive,
            head_level=head,
        )
        for position, (name, lower, upper, inclusive, head) in enumerate(BANDS, start=1)
    ]


def add_steps(campaign: Campaign, now: datetime, phases: Sequence[str]) -> list[PlanStep]:
    """A step for every phase, ten days each: those named are open around ``now``, earlier ones past, later to come."""
    today = now.astimezone(HANOI).date()
    first, last = ORDER.index(Phase(phases[0])), ORDER.index(Phase(phases[-1]))
    steps = []
    for number, phase in enumerate(ORDER):
        slots = 0 if first <= number <= last else number - (first if number < first else last)
        opens = today + timedelta(days=slots * SLOT - SLOT // 2)
        steps.append(
            PlanStep.objects.create(
                campaign=campaign,
                position=number + 1,
                printed_number=str(number + 1),
                task=phase.label,
                phase=phase,
                opens_on=opens,
                deadline_kind=PlanStep.DeadlineKind.ON_OR_BEFORE,
                deadline_date=opens + timedelta(days=SLOT - 1),
                lead=HOME,
            )
        )
    return steps


def queries_of(client: Any, url: str) -> int:
    """How many queries a page takes, once caches are warm."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def small_campaign(
    cast: Any,
    *,
    now: datetime,
    phase: str | Iterable[str] = "self_assessment",
    year: int = 2024,
    opened: bool = True,
    code: str = "KT",
    **values: Any,
) -> SimpleNamespace:
    """A campaign of tenant A in which ``phase`` (one, or several in order) is open five days before and after ``now``.

    Gives ``campaign``, ``criteria_set``, ``leaves`` by code, ``participants`` by agency id, ``steps`` by phase.
    """
    phases = [phase] if isinstance(phase, str) else list(phase)
    with tenant_scope(cast.tenant_a):
        made = small_set(code, frozen_at=now, status=CriteriaSet.Status.ISSUED)
        values.setdefault("title", f"Chỉ số cải cách hành chính năm {year}")
        campaign = Campaign.objects.create(year=year, opened_at=now - timedelta(days=30) if opened else None, **values)
        steps = add_steps(campaign, now, phases)
        add_bands(campaign)
        agencies: list[Agency] = [cast.a.commune_1, cast.a.commune_2, cast.a.town]
        for kind in sorted({agency.kind for agency in agencies}):
            CampaignSet.objects.create(campaign=campaign, agency_kind=kind, criteria_set=made)
        return SimpleNamespace(
            campaign=campaign,
            criteria_set=made,
            leaves=leaves_of(made),
            participants={agency.pk: _participant(campaign, agency, made) for agency in agencies},
            steps={step.phase: step for step in steps},
        )


def _participant(campaign: Campaign, agency: Agency, criteria_set: CriteriaSet) -> Participant:
    return Participant.objects.create(
        campaign=campaign, agency=agency, criteria_set=criteria_set, block=agency.ranking_block, ranked=agency.ranked
    )
