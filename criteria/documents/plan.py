"""Document 01: the decision that issues the plan, with the plan's table as it was entered."""

from datetime import date

from cchc.documents import vocabulary
from cchc.documents.registry import About, Paper, PaperRefused
from cchc.documents.vocabulary import UNKNOWN, Stamp
from cchc.tenancy.models import Agency
from criteria.documents.context import common_notes, legal_bases, roman, shared, today
from criteria.models import Band, Campaign, PlanStep
from criteria.rules import ranking
from criteria.rules.calendar import deadline_words, parse_period

ARTICLE = 3
PLAN_NAME = "triển khai đánh giá, xác định"


def build(about: About) -> Paper:
    """The decision and plan of a campaign that has steps. Raises PaperRefused."""
    campaign = about.campaign
    steps = list(campaign.steps.order_by("position"))
    if not steps:
        raise PaperRefused(f"Kỳ năm {campaign.year} chưa có bước kế hoạch nào – nhập kế hoạch rồi lập văn bản.")
    stamp = about.stamp or Stamp(campaign.plan_date or _first_day(steps) or today().day)
    symbol = vocabulary.symbol(campaign.tenant, "QĐ")
    data = shared(campaign, stamp, symbol, vocabulary.recipients(campaign.tenant, ARTICLE))
    data |= {
        "qd": vocabulary.approver(campaign.tenant) | {"ten_ke_hoach": PLAN_NAME},
        "can_cu": legal_bases(campaign, stamp.day),
        "ke_hoach": _plan(campaign, steps, stamp.day),
    }
    words = data["ky"]
    return Paper(
        kind="01",
        reference=f"ke-hoach-{campaign.year}",
        title=f"Ban hành Kế hoạch {PLAN_NAME} Chỉ số cải cách hành chính năm {campaign.year} "
        f"đối với {words['doi_tuong']} {words['dia_ban']}",  # type: ignore[index]
        symbol=symbol,
        data=data,
        notes=tuple(common_notes(campaign, stamp)),
        lines=len(steps),
    )


def _first_day(steps: list[PlanStep]) -> date | None:
    """The first day that stands in the plan: without a date of its own the plan is no younger than that."""
    days = [step.opens_on or step.deadline_date for step in steps if step.opens_on or step.deadline_date]
    days += [parse_period(step.deadline_period) for step in steps if step.deadline_period]
    return min(days, default=None)


def _plan(campaign: Campaign, steps: list[PlanStep], day: date) -> dict[str, object]:
    bands = list(campaign.bands.order_by("position"))
    return {
        "buoc": [_step(step) for step in steps],
        "muc_dich_them": [],
        "yeu_cau_them": [],
        "phoi_hop_ten": _departments(campaign, day),
        "kinh_phi": "",
        "xep_loai": [
            {"ten": band.name, "khoang": _span(band), "dau": "." if band is bands[-1] else ";"} for band in bands
        ],
        "la_ma": {"xep_loai": roman(3), "kinh_phi": roman(4), "to_chuc": roman(4 if bands else 3)},
    }


def _step(step: PlanStep) -> dict[str, object]:
    """Printed as it was entered; a step without words of its own gets those of its date."""
    words = step.deadline_text or deadline_words(step.deadline_kind, step.deadline_date, step.deadline_period or None)
    return {
        "so": step.printed_number,
        "nhiem_vu": step.task,
        "thoi_gian": words,
        "chu_tri": step.lead,
        "phoi_hop": step.coordinating,
    }


def _departments(campaign: Campaign, day: date) -> str:
    """The departments that appraise, without the standing office."""
    departments = Agency.objects.appraisers().valid_on(day)
    names = [agency.name for agency in departments if agency.name != campaign.tenant.standing_office]
    return ", ".join(names) or UNKNOWN


def _span(band: Band) -> str:
    """«Từ 85 đến dưới 95 điểm»."""
    words = ranking.Band(band.name, band.lower, band.lower_inclusive, band.upper, band.upper_inclusive).words()
    return f"{words[:1].upper()}{words[1:]} điểm"
