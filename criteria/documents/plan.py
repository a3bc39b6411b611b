"""Document 01: the decision that issues the plan, with the plan's table as it was entered."""

from collections.abc import Mapping
from datetime import date

from cchc.documents import vocabulary
from cchc.documents.registry import About, Paper, PaperRefused
from cchc.documents.vocabulary import UNKNOWN, Stamp
from cchc.tenancy.models import Agency
from criteria.documents.context import common_notes, legal_bases, roman, shared, today
from criteria.documents.plan_texts import NO, YES, entered, lines
from criteria.models import Campaign, PlanStep
from criteria.queries import campaign_findings
from criteria.rules.calendar import DeadlineKind, parse_period, printed_words

ARTICLE = 3
PLAN_NAME = "triển khai đánh giá, xác định"
Texts = Mapping[str, str]


def glance(campaign: Campaign) -> str:
    """The reference of the paper. Raises PaperRefused for a plan without steps."""
    steps_of(campaign)
    return f"ke-hoach-{campaign.year}"


def build(about: About) -> Paper:
    """The decision and plan of a campaign that has steps. Raises PaperRefused."""
    campaign, texts = about.campaign, entered(about.campaign)
    steps = steps_of(campaign)
    stamp = about.stamp or expected(campaign, steps)
    symbol = vocabulary.symbol(campaign.tenant, "QĐ")
    data = shared(campaign, stamp, symbol, _recipients(campaign, texts))
    data |= {
        "qd": _decision(campaign, texts),
        "can_cu": legal_bases(campaign, stamp.day),
        "ke_hoach": plan_data(campaign, steps, stamp.day, texts),
    }
    words = renamed(data, texts)
    name = texts.get("plan_name", PLAN_NAME)
    return Paper(
        kind="01",
        reference=f"ke-hoach-{campaign.year}",
        title=f"Ban hành Kế hoạch {name} Chỉ số cải cách hành chính năm {campaign.year} "
        f"đối với {words['doi_tuong']} {words['dia_ban']}",
        symbol=symbol,
        data=data,
        notes=tuple(plan_notes(campaign, stamp)),
        lines=len(steps),
    )


def steps_of(campaign: Campaign) -> list[PlanStep]:
    """The steps in printed order. Raises PaperRefused for a plan without any."""
    steps = list(campaign.steps.order_by("position"))
    if not steps:
        raise PaperRefused(f"Kỳ năm {campaign.year} chưa có bước kế hoạch nào – nhập kế hoạch rồi lập văn bản.")
    return steps


def expected(campaign: Campaign, steps: list[PlanStep]) -> Stamp:
    """The day the plan is dated, else its first day, decides law and year until the clerk enters another."""
    return Stamp(campaign.plan_date or _first_day(steps) or today().day)


def _first_day(steps: list[PlanStep]) -> date | None:
    """The first day that stands in the plan: without a date of its own the plan is no younger than that."""
    days = [step.opens_on or step.deadline_date for step in steps if step.opens_on or step.deadline_date]
    days += [parse_period(step.deadline_period) for step in steps if step.deadline_period]
    return min(days, default=None)


def _recipients(campaign: Campaign, texts: Texts) -> list[str]:
    own = lines(texts, "recipients")
    return [f"Như Điều {ARTICLE}", *own] if own else vocabulary.recipients(campaign.tenant, ARTICLE)


def _decision(campaign: Campaign, texts: Texts) -> dict[str, str]:
    decided = vocabulary.approver(campaign.tenant) | {"ten_ke_hoach": texts.get("plan_name", PLAN_NAME)}
    return decided | ({"tham_quyen": ""} if texts.get("authority_line") == NO else {})


NAMES = {
    "scored": "doi_tuong",
    "scored_full": "doi_tuong_day_du",
    "scored_brief": "doi_tuong_gon",
    "called": "khoi_ten_goi",
    "territory": "dia_ban",
}


def renamed(data: dict[str, object], texts: Texts) -> dict[str, object]:
    """Put the office's own names for those scored, the territory and the criteria into ``data``; gives its ``ky``."""
    words: dict[str, object] = data["ky"]  # type: ignore[assignment]
    words |= {name: texts[key] for key, name in NAMES.items() if key in texts}
    if brief := texts.get("scored_brief"):
        words["doi_tuong_gon_hoa"] = brief[:1].upper() + brief[1:]
    citation: dict[str, str] = words["bo_chi_so"]  # type: ignore[assignment]
    citation |= {"vien_dan": texts["set_citation"]} if "set_citation" in texts else {}
    citation |= {"phu_luc": texts["set_annex"]} if "set_annex" in texts else {}
    if archive := texts.get("archive"):
        data["vb"] = data["vb"] | {"luu": archive}  # type: ignore[operator]
    return words


def plan_data(campaign: Campaign, steps: list[PlanStep], day: date, texts: Texts) -> dict[str, object]:
    """`ke_hoach`: the table, the bands, the money, and the Roman numbers of the sections that are printed."""
    bands = [] if texts.get("print_bands") == NO else list(campaign.bands.order_by("position"))
    funding = texts.get("funding", "")
    return {
        "buoc": [step_data(step, texts) for step in steps],
        "muc_dich_them": lines(texts, "purposes"),
        "yeu_cau_them": lines(texts, "requirements"),
        "phoi_hop_ten": texts.get("coordinating") or _departments(campaign, day),
        "kinh_phi": funding,
        "xep_loai": [
            {"ten": band.name, "khoang": span(band.words), "dau": "." if band is bands[-1] else ";"} for band in bands
        ],
        "la_ma": section_numbers(with_bands=bool(bands), with_funding=bool(funding)),
    }


def section_numbers(*, with_bands: bool, with_funding: bool) -> dict[str, str]:
    """I and II always stand; the others follow without a gap (01, «la_ma»)."""
    funding = 3 + with_bands
    return {"xep_loai": roman(3), "kinh_phi": roman(funding), "to_chuc": roman(funding + with_funding)}


def step_data(step: PlanStep, texts: Texts) -> dict[str, object]:
    """Printed as it was entered; a step without words of its own gets those of its date."""
    kind = DeadlineKind(step.deadline_kind)
    words = step.deadline_text or printed_words(kind, step.deadline_date, step.deadline_period or None)
    dot = "." if texts.get("number_dot") == YES and step.printed_number else ""
    listed = texts.get("list_in_cell") == YES
    return {
        "so": f"{step.printed_number}{dot}",
        "nhiem_vu": step.task,
        "thoi_gian": words,
        "chu_tri": step.lead,
        "phoi_hop": _in_lines(step.coordinating) if listed else step.coordinating,
        "noi_dung": "",
    }


def _in_lines(names: str) -> str:
    """«A; B» as two lines with dashes, where each part is a name of its own; «A; các sở: B; C» is one list."""
    parts = [part.strip() for part in names.split(";")]
    if len(parts) < 2 or not all(part[:1].isupper() for part in parts):
        return names
    return "\n".join(f"- {part}" for part in parts)


def _departments(campaign: Campaign, day: date) -> str:
    """The departments that appraise, without the standing office."""
    departments = Agency.objects.appraisers().valid_on(day)
    names = [agency.name for agency in departments if agency.name != campaign.tenant.standing_office]
    return ", ".join(names) or UNKNOWN


def span(words: str) -> str:
    """«Từ 85 đến dưới 95 điểm»."""
    return f"{words[:1].upper()}{words[1:]} điểm"


def plan_notes(campaign: Campaign, stamp: Stamp) -> list[str]:
    """Besides the common notes, what the linter finds: the paper is printed as entered."""
    return [*common_notes(campaign, stamp), *(finding.message for finding in campaign_findings(campaign))]
