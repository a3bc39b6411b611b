"""Document 18: the decision that extends a deadline, on the extensions that were decided together."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from cchc.documents import vocabulary
from cchc.documents.registry import About, Paper, PaperRefused, Subject
from cchc.documents.vocabulary import Stamp
from cchc.tenancy.models import Agency
from criteria.documents.context import cite, common_notes, issued_paper, legal_bases, shared
from criteria.models import Campaign, Extension, PlanStep
from criteria.rules.calendar import Phase, closing_words

ARTICLE = 3
ANNEX_FROM = 4
WORK = {
    Phase.SELF_ASSESSMENT: "tự đánh giá, chấm điểm",
    Phase.APPRAISAL: "thẩm định",
    Phase.EXPLANATION: "giải trình",
    Phase.REAPPRAISAL: "thẩm định lần 2",
    Phase.SURVEY: "điều tra xã hội học phục vụ xác định",
}
"""How the decision names the work of a phase, before «Chỉ số cải cách hành chính»."""


def batches(campaign: Campaign, agency: Agency | None = None) -> Iterable[Subject]:
    """The extensions of a campaign, those decided together as one."""
    found: dict[UUID, list[Extension]] = {}
    for one in campaign.extensions.select_related("agency").order_by("created_at", "pk"):
        found.setdefault(one.batch, []).append(one)
    for batch, rows in found.items():
        whom = ", ".join(str(one.agency) for one in rows if one.agency) or "tất cả các đơn vị"
        first = rows[0]
        yield Subject(str(batch), f"{Phase(first.phase).label}: {whom}, đến {closing_words(first.closes_at)}")


def build(about: About) -> Paper:
    """The decision on one batch; without a subject the newest. Raises PaperRefused."""
    campaign = about.campaign
    rows = _rows(campaign, about.subject)
    main, later = _parted(rows)
    first = main[0]
    phase = Phase(first.phase)
    stamp = about.stamp or Stamp(timezone.localdate(first.created_at))
    symbol = vocabulary.symbol(campaign.tenant, "QĐ")
    data = shared(campaign, stamp, symbol, vocabulary.recipients(campaign.tenant, ARTICLE))
    work = WORK.get(phase, phase.label.lower())
    data |= {
        "qd": vocabulary.approver(campaign.tenant),
        "can_cu": _bases(campaign, stamp, first),
        "gia_han_buoc": work,
        **_granted(main, data, work),
        "dieu_chinh_buoc": _moved(campaign, later),
        "ghi_nhan_cham": False,
    }
    return Paper(
        kind="18",
        reference=f"gia-han-{first.batch}",
        title=f"Về việc gia hạn thời gian {work} Chỉ số cải cách hành chính năm {campaign.year}",
        symbol=symbol,
        data=data,
        notes=(*common_notes(campaign, stamp), *_own_notes(first)),
        lines=len(rows),
    )


def _rows(campaign: Campaign, subject: str) -> list[Extension]:
    found = campaign.extensions.select_related("agency").order_by("agency__sort_key", "pk")
    newest = campaign.extensions.order_by("-created_at", "-pk").first()
    if newest is None:
        raise PaperRefused(f"Kỳ năm {campaign.year} chưa gia hạn cho đơn vị nào – ghi gia hạn rồi lập quyết định.")
    if not subject:
        return list(found.filter(batch=newest.batch))
    try:
        rows = list(found.filter(batch=UUID(subject)))
    except ValueError:
        rows = []
    if not rows:
        raise PaperRefused("Không có lần gia hạn này – chọn lại trong trang Gia hạn.")
    return rows


def _parted(rows: list[Extension]) -> tuple[list[Extension], list[Extension]]:
    """What was extended (the phase that comes first), and the later steps that were moved with it."""
    first = min((Phase(row.phase) for row in rows), key=list(Phase).index)
    return [row for row in rows if row.phase == first], [row for row in rows if row.phase != first]


def _granted(rows: list[Extension], data: dict, work: str) -> dict[str, object]:
    first, for_all = rows[0], rows[0].agency is None
    listed = [_line(place, row, work) for place, row in enumerate(rows, start=1)]
    names = ", ".join(str(line["ten"]) for line in listed)
    return {
        "gia_han": [] if for_all else listed,
        "gia_han_toan_bo": for_all,
        "gia_han_phu_luc": len(rows) >= ANNEX_FROM,
        "gia_han_so": 0 if for_all else len(rows),
        "gia_han_ten": data["ky"]["doi_tuong_day_du"] if for_all else names,
        "han_cu": first.former_closes_at,
        "han_moi": first.closes_at,
        "ly_do_chung": first.reason.rstrip("."),
    }


def _line(place: int, row: Extension, work: str) -> dict[str, object]:
    return {
        "tt": place,
        "ten": _name(row.agency),
        "buoc": work[:1].upper() + work[1:],
        "han_cu": row.former_closes_at,
        "han_moi": row.closes_at,
        "ly_do": row.reason.rstrip("."),
        "van_ban_de_nghi": row.request_paper,
    }


def _name(agency: Agency | None) -> str:
    """«UBND xã Cẩm Giàng»: a unit is run by its committee (UNIT_LEVELS)."""
    if agency is None:
        return ""
    units = {kind for kinds in vocabulary.UNIT_LEVELS.values() for kind in kinds}
    own = f"{agency.name[:1].lower()}{agency.name[1:]}"
    return f"{vocabulary.COMMITTEE_SHORT} {own}" if agency.kind in units else agency.name


def _moved(campaign: Campaign, rows: list[Extension]) -> list[dict[str, object]]:
    steps = {step.phase: step for step in campaign.steps.exclude(phase="")}
    ordered = sorted((row for row in rows if row.phase in steps), key=lambda row: steps[row.phase].position)
    return [_moved_line(steps[row.phase], row) for row in ordered]


def _moved_line(step: PlanStep, row: Extension) -> dict[str, object]:
    last = closing_words(row.closes_at)
    words = step.deadline_text or step.deadline_words
    return {"so": step.printed_number, "nhiem_vu": step.task, "cu": words, "moi": f"Đến {last}"}


def _bases(campaign: Campaign, stamp: Stamp, first: Extension) -> list[dict[str, str]]:
    """The law and the campaign's own; then the plan as issued, the request, and on whose proposal."""
    whole = [line["noi_dung"] for line in legal_bases(campaign, stamp.day)]
    proposal = [line for line in whole if line.startswith("Theo đề nghị")]
    kept = [line for line in whole if line not in proposal]
    kept += [f"Căn cứ {plan}"] if (plan := _plan_cited(campaign)) else []
    kept += [f"Xét {first.request_paper}"] if first.request_paper else []
    return vocabulary.legal_bases(stamp.day, [*kept, *proposal])


def _plan_cited(campaign: Campaign) -> str:
    """The plan by its number in the register, whichever way it was issued; empty while it has none."""
    called = str(vocabulary.authority(campaign.tenant)["goi"])
    for kind, name in (("02", "Kế hoạch"), ("01", "Quyết định")):
        if found := issued_paper(kind, campaign.year):
            return cite(found, name, called, f"{found.title[:1].lower()}{found.title[1:]}")[0]
    return ""


def _own_notes(first: Extension) -> list[str]:
    missing = [] if first.request_paper else ["Chưa ghi văn bản đề nghị gia hạn; quyết định nên có căn cứ này."]
    return missing + ([] if first.former_closes_at else ["Chưa biết hạn cũ, đang in «…»."])
