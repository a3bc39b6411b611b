"""Document 04: the survey's plan, with the forms of each group and agency."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from cchc.documents import vocabulary
from cchc.documents.registry import About, Paper, PaperRefused
from cchc.documents.vocabulary import UNKNOWN, Stamp
from cchc.tenancy.models import Agency
from criteria.documents.context import common_notes, legal_bases, shared, today
from criteria.models import Campaign, PlanStep
from criteria.rules.calendar import Phase, deadline_words
from criteria.rules.numbers import total
from surveys.models import GroupPlan, SurveyPlan
from surveys.queries.forms import FormProgress, form_progress
from surveys.queries.leaves import survey_leaves
from surveys.services.planning import group_plan_of, plan_of

PAID = "Do ngân sách nhà nước bảo đảm theo phân cấp."


def glance(campaign: Campaign) -> str:
    """The reference of the paper. Raises PaperRefused for a year without forms to gather."""
    _groups(campaign)
    return f"ke-hoach-khao-sat-{campaign.year}"


def _groups(campaign: Campaign) -> Sequence[FormProgress]:
    groups = form_progress(campaign)
    if not sum(group.wanted for group in groups):
        raise PaperRefused(
            f"Kỳ năm {campaign.year} chưa có phiếu khảo sát nào được giao chỉ tiêu – nhập chỉ tiêu ở Kế hoạch mẫu."
        )
    return groups


def build(about: About) -> Paper:
    """The plan of a year that has questionnaires with forms to gather. Raises PaperRefused."""
    campaign = about.campaign
    groups = _groups(campaign)
    stamp = about.stamp or Stamp(campaign.plan_date or today().day)
    symbol = vocabulary.symbol(campaign.tenant, "KH")
    data = shared(campaign, stamp, symbol, _recipients(campaign))
    plan = plan_of(campaign)
    data |= {"can_cu": legal_bases(campaign, stamp.day), "khao_sat": _survey(campaign, plan, groups, stamp.day)}
    return Paper(
        kind="04",
        reference=f"ke-hoach-khao-sat-{campaign.year}",
        title=f"Điều tra xã hội học phục vụ xác định Chỉ số cải cách hành chính năm {campaign.year}",
        symbol=symbol,
        data=data,
        notes=(*common_notes(campaign, stamp), *_notes(plan, groups)),
        lines=len(_agencies(campaign)),
    )


def _recipients(campaign: Campaign) -> list[str]:
    """The tenant's list without the line that names an article: a plan has none."""
    return [line for line in campaign.tenant.recipient_lines if not line.startswith("Như Điều")]


def _notes(plan: SurveyPlan, groups: list[FormProgress]) -> list[str]:
    notes = []
    if plan.keep_until is None:
        notes.append("Chưa có ngày hủy phiếu giấy, dữ liệu thô; đang in «…». Ghi ở Kế hoạch mẫu.")
    if plan.report_due is None:
        notes.append("Chưa có hạn báo cáo kết quả; đang in «…». Ghi ở Kế hoạch mẫu.")
    if not plan.budget:
        notes.append(f"Chưa ghi kinh phí; đang in «{PAID}»")
    without = [group.questionnaire.code for group in groups if group_plan_of(group.questionnaire).pk is None]
    if without:
        notes.append(f"Phiếu {', '.join(without)} chưa đặt cách chọn người trả lời.")
    return notes


def _survey(campaign: Campaign, plan: SurveyPlan, groups: list[FormProgress], day: date) -> dict[str, Any]:
    plans = [group_plan_of(group.questionnaire) for group in groups]
    leaves = {leaf.code: leaf for found in survey_leaves(campaign).values() for leaf in found.values()}
    rows = _rows(campaign, groups)
    return {
        "diem_toi_da": max((total(leaf.max_points for leaf in found.values()) for found in _sets(campaign)), default=0),
        "tieu_chi": [{"ma": leaf.code, "ten": leaf.name, "diem": leaf.max_points} for leaf in leaves.values()],
        "nhom": [_group(place, group, one) for place, (group, one) in enumerate(zip(groups, plans, strict=True), 1)],
        "tong_phieu": sum(group.wanted for group in groups),
        "cong_thuc": any(one.by_formula for one in plans),
        "sai_so": plan.allowed_error,
        "ty_le_toi_thieu": plan.minimum_rate,
        "ty_le_nhap_doi": plan.second_share or None,
        "truc_tuyen": any(one.collection != GroupPlan.Collection.PAPER for one in plans),
        "buoc": _steps(campaign),
        "kinh_phi": plan.budget or PAID,
        "han_bao_cao": plan.report_due,
        "ngay_huy": plan.keep_until,
        "phan_bo": rows,
        "dong_tong": {
            "o": [group.wanted for group in groups],
            "tong": sum(group.wanted for group in groups),
        },
    }


def _sets(campaign: Campaign) -> list[dict[str, Any]]:
    return list(survey_leaves(campaign).values())


def _group(place: int, group: FormProgress, plan: GroupPlan) -> dict[str, Any]:
    form = group.questionnaire
    return {
        "so": place,
        "ten": form.respondent_group or form.get_audience_display(),
        "mau": f"Mẫu {form.form_number or f'{place:02d}'}",
        "cach_chon": plan.get_selection_display() + _days(plan),
        "hinh_thuc": plan.get_collection_display(),
        "so_phieu": group.wanted,
    }


def _days(plan: GroupPlan) -> str:
    if plan.first_day is None:
        return ""
    first = f"{plan.first_day:%d/%m/%Y}"
    if plan.last_day is None or plan.last_day == plan.first_day:
        return f", ngày {first}"
    return f", từ {first} đến {plan.last_day:%d/%m/%Y}"


def _agencies(campaign: Campaign) -> list[Agency]:
    return [one.agency for one in campaign.participants.select_related("agency").order_by("agency__sort_key")]


def _rows(campaign: Campaign, groups: list[FormProgress]) -> list[dict[str, Any]]:
    """Agencies about which nobody is asked are left out."""
    found = []
    for agency in _agencies(campaign):
        cells = [group.quota_of(agency.pk) if agency.pk in group.agency_ids else 0 for group in groups]
        if sum(cells):
            found.append({"tt": len(found) + 1, "don_vi": agency.name, "o": cells, "tong": sum(cells)})
    return found


def _steps(campaign: Campaign) -> list[dict[str, Any]]:
    """The steps of the year's plan that belong to the survey, else one that says so."""
    steps = campaign.steps.filter(phase=Phase.SURVEY).order_by("position")
    return [_step(number, step) for number, step in enumerate(steps, start=1)] or [
        {
            "so": "1",
            "nhiem_vu": "Tổ chức điều tra xã hội học",
            "thoi_gian": UNKNOWN,
            "chu_tri": campaign.tenant.standing_office,
            "phoi_hop": "",
        }
    ]


def _step(number: int, step: PlanStep) -> dict[str, Any]:
    words = step.deadline_text or deadline_words(step.deadline_kind, step.deadline_date, step.deadline_period or None)
    return {
        "so": str(number),
        "nhiem_vu": step.task,
        "thoi_gian": words,
        "chu_tri": step.lead,
        "phoi_hop": step.coordinating,
    }
