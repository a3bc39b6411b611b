"""Document 02: the plan issued by itself, in three forms: with a table (A), in sentences (B), in two parts (C)."""

from datetime import date, timedelta

from cchc.documents import vocabulary
from cchc.documents.issuers import of_authority, on_behalf
from cchc.documents.registry import About, Paper, PaperRefused
from cchc.documents.vocabulary import UNKNOWN
from cchc.tenancy.models import Agency
from criteria.basis import bare
from criteria.documents.assigned import assigned_agencies
from criteria.documents.context import legal_bases, shared
from criteria.documents.plan import (
    Texts,
    expected,
    plan_data,
    plan_notes,
    renamed,
    section_numbers,
    step_data,
    steps_of,
)
from criteria.documents.plan_texts import duties, duties_text, entered, lines
from criteria.models import Campaign, PlanStep
from criteria.rules.calendar import HANOI, Phase

A, B, C = "A", "B", "C"
SURVEY_FORMS = "15"
COUNCIL_SET_UP = "thành lập hội đồng"


def glance(campaign: Campaign) -> str:
    """The reference of the paper. Raises PaperRefused for a plan without steps."""
    steps_of(campaign)
    return f"ke-hoach-rieng-{campaign.year}"


def build(about: About) -> Paper:
    """The plan of a campaign that has steps, in the form the office chose. Raises PaperRefused."""
    campaign, texts = about.campaign, entered(about.campaign)
    steps, variant = steps_of(campaign), texts.get("variant", A)
    stamp = about.stamp or expected(campaign, steps)
    issuer = on_behalf(of_authority(campaign.tenant))
    symbol, receivers = issuer.symbol("KH"), lines(texts, "plan_recipients")
    receivers = receivers or vocabulary.recipients(campaign.tenant, 0)[1:]
    data = shared(campaign, stamp, symbol, receivers, issuer=issuer)
    words = renamed(data, texts)
    data["cq"] = {**issuer.called, "co_quan_tai_chinh": texts.get("finance") or _finance()}
    data |= {"khoi": variant, "mo_dau": _opening(campaign, stamp.day, variant, texts)}
    data |= _body(campaign, steps, stamp.day, data, texts)
    return Paper(
        kind="02",
        reference=f"ke-hoach-rieng-{campaign.year}",
        title=f"Triển khai đánh giá, xác định Chỉ số cải cách hành chính năm {campaign.year} của "
        f"{words['doi_tuong_day_du']} {words['dia_ban']}",
        symbol=symbol,
        data=data,
        notes=tuple(plan_notes(campaign, stamp)),
        lines=len(steps),
    )


def _finance() -> str:
    """The finance department by its name in the list of agencies."""
    named = Agency.objects.appraisers().filter(name__icontains="tài chính").values_list("name", flat=True)
    return next(iter(named), UNKNOWN)


def _opening(campaign: Campaign, day: date, variant: str, texts: Texts) -> dict[str, object]:
    """«Thực hiện …» the first basis; only B is begun by all of them, as a decision is."""
    own = [bare(basis.text).strip(" ;.") for basis in campaign.legal_bases.order_by("position")]
    implemented = texts.get("implements") or (own[0] if own else UNKNOWN)
    return {
        "can_cu": _lines_of_bases(campaign, day) if variant == B else [],
        "thuc_hien": implemented,
        "vien_dan_gon": implemented.partition(" của ")[0] if implemented != UNKNOWN else "",
    }


def _lines_of_bases(campaign: Campaign, day: date) -> list[dict[str, str]]:
    """A plan is proposed by nobody: without «Theo đề nghị …»; every line ends in «;», the last in «.»."""
    kept = [line["noi_dung"] for line in legal_bases(campaign, day) if not line["noi_dung"].startswith("Theo đề nghị")]
    return [{"noi_dung": line, "dau": "." if place == len(kept) else ";"} for place, line in enumerate(kept, start=1)]


def _body(campaign: Campaign, steps: list[PlanStep], day: date, data: dict, texts: Texts) -> dict[str, object]:
    variant, called = data["khoi"], str(data["cq"]["goi"])
    surveyed = campaign.has_survey and any(step.phase == Phase.SURVEY for step in steps)
    body: dict[str, object] = {"khao_sat": _survey(data, texts) if surveyed else None}
    if variant == B:
        return body | {"thoi_han": _dates(steps, surveyed=surveyed)}
    given = texts.get("duties") or duties_text(assigned_agencies(campaign, campaign.tenant.standing_office, called))
    body["phan_cong"] = duties(given)
    if variant == A:
        plan = plan_data(campaign, steps, day, texts)
        numbers = section_numbers(with_bands=bool(plan["xep_loai"]), with_funding=True)
        return body | {"ke_hoach": plan | {"la_ma": numbers}}
    return body | _two_parts(steps, texts)


def _survey(data: dict, texts: Texts) -> dict[str, object]:
    heads = data["ky"]["co_quan_chuyen_mon"]
    forms = texts.get("survey_forms", SURVEY_FORMS)
    return {"so_phieu_moi_don_vi": forms, "nhom_khac": texts.get("survey_group", f"Trưởng {heads}")}


def _dates(steps: list[PlanStep], *, surveyed: bool) -> dict[str, date | None]:
    """The days B's sentences name; «chậm nhất» is the last day, «trước ngày» the one after. Raises PaperRefused."""
    council = next((step for step in steps if COUNCIL_SET_UP in step.task.casefold()), None)
    ending = _by_phase(steps, Phase.PUBLICATION, Phase.APPROVAL, Phase.COUNCIL, Phase.APPRAISAL)
    dates = {
        "tu_cham": _last_day(_by_phase(steps, Phase.SELF_ASSESSMENT)),
        "cong_bo": _day_before_which(ending),
        "hoi_dong": _day_before_which(council),
    }
    dates["khao_sat"] = _day_before_which(_by_phase(steps, Phase.SURVEY)) if surveyed else None
    wanted = {"tu_cham": "tự đánh giá", "cong_bo": "công bố hoặc thẩm định", "hoi_dong": "thành lập Hội đồng"}
    missing = [words for key, words in wanted.items() if dates[key] is None]
    if missing:
        raise PaperRefused(f"Kế hoạch chưa có hạn của bước {', '.join(missing)} – thêm bước, hoặc chọn kiểu có bảng.")
    return dates


def _by_phase(steps: list[PlanStep], *phases: Phase) -> PlanStep | None:
    return next((step for phase in phases for step in steps if step.phase == phase and step.closes), None)


def _last_day(step: PlanStep | None) -> date | None:
    return (step.closes.astimezone(HANOI) - timedelta(microseconds=1)).date() if step and step.closes else None


def _day_before_which(step: PlanStep | None) -> date | None:
    last = _last_day(step)
    if step is None or last is None:
        return None
    return step.deadline_date if step.deadline_kind == "before" and step.deadline_date else last + timedelta(days=1)


def _two_parts(steps: list[PlanStep], texts: Texts) -> dict[str, object]:
    """C: the steps «1.n» score the units below; another one is the office's own part for the level above."""
    below = [step for step in steps if step.printed_number.startswith("1.")] or [step for step in steps if step.phase]
    own = next((step for step in steps if step not in below and step.deadline_text), None)
    rows = [step_data(step, texts) for step in below]
    for row in rows:
        row["so"] = str(row["so"]).removeprefix("1.").rstrip(".")
        row["thoi_gian"] = str(row["thoi_gian"]).rstrip(".")
    period = texts.get("own_period") or (own.deadline_text if own else UNKNOWN)
    return {
        "ke_hoach": {"buoc": rows, "kinh_phi": texts.get("funding") or UNKNOWN},
        "tu_cham": {"thoi_gian": period.rstrip("."), "phu_luc": texts.get("own_annex", UNKNOWN)},
    }
