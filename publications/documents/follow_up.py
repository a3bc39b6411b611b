"""Document 16: what came of the plan in a month or quarter, of one agency; and of all, by the standing office."""

from collections.abc import Iterable

from django.utils import timezone

from cchc.documents.filters import ngay
from cchc.documents.issuers import of_agency, of_standing_office
from cchc.documents.registry import About, Paper, PaperRefused, Subject
from cchc.documents.services import issued
from cchc.documents.vocabulary import standing_office
from cchc.tenancy.models import Agency, Tenant
from criteria.documents.context import cite, common_notes, head_of_standing_office, shared, today
from criteria.models import Campaign
from publications.documents.improvement import in_charge, reference, shared_name
from publications.improvement_models import ImprovementPlan
from publications.improving.periods import Period, period_of, periods
from publications.improving.queries import Count, Followed, Standing, versions_of
from publications.improving.reports import Figures, figures_of, office_figures
from publications.improving.states import PAPER_WORDS, PlanState
from publications.improving.wording import is_unit

TITLE = "Kết quả thực hiện Kế hoạch duy trì, khắc phục tồn tại, hạn chế Chỉ số cải cách hành chính"


def agencies(campaign: Campaign) -> Iterable[Agency]:
    """Those with a plan in force."""
    planned = ImprovementPlan.objects.filter(campaign=campaign, state=PlanState.APPROVED).values("agency")
    return Agency.objects.filter(pk__in=planned).order_by("sort_key")


def subjects(campaign: Campaign, agency: Agency | None) -> Iterable[Subject]:
    """The months and quarters since the (first) plan was approved."""
    approved = ImprovementPlan.objects.filter(campaign=campaign, approved_at__isnull=False)
    if agency is not None:
        approved = approved.filter(agency=agency)
    first = approved.order_by("approved_at", "pk").values_list("approved_at", flat=True).first()
    if first is None:
        return []
    begun = timezone.localdate(first)
    listed = periods(begun, timezone.localdate(), year=campaign.year + 1)
    return [Subject(one.key, one.label[:1].upper() + one.label[1:]) for one in listed]


def _period(about: About) -> Period:
    """Without one named, the newest. Raises PaperRefused."""
    key = about.subject or next((one.key for one in subjects(about.campaign, about.agency)), "")
    found = period_of(key)
    if found is None or found.first.year != about.campaign.year + 1:
        raise PaperRefused(
            f"Kỳ báo cáo “{key}” không thuộc năm {about.campaign.year + 1} – dùng dạng {about.campaign.year + 1}-04 "
            f"cho tháng, {about.campaign.year + 1}-q2 cho quý."
        )
    return found


def build(about: About) -> Paper:
    """One agency's report on one period. Raises PaperRefused."""
    campaign, agency = about.campaign, about.agency
    assert agency is not None
    plan = versions_of(campaign, agency).in_force
    if plan is None:
        raise PaperRefused(f"{agency} chưa có kế hoạch khắc phục được phê duyệt – báo cáo lập từ kế hoạch đã duyệt.")
    period = _period(about)
    figures = figures_of(plan, period, timezone.localdate())
    stamp, issuer = about.stamp or today(), of_agency(agency, campaign.tenant, agency.head_name)
    symbol = issuer.symbol("BC")
    data = shared(campaign, stamp, symbol, _recipients(agency, str(issuer.called["goi_ngan"])), issuer=issuer)
    data |= _addressed(campaign.tenant, with_office=True) | {
        "khoi": "xa",
        "bc": _common(figures)
        | {
            "ke_hoach_vien_dan": _cited(plan, str(issuer.called["ten_ngan"])),
            "duy_tri": f"tiếp tục duy trì {figures.kept:02d} tiêu chí, tiêu chí thành phần." if figures.kept else "",
            "tu_danh_gia": {"diem": figures.gain, "chi_so": figures.index} if figures.index is not None else None,
            "dong": [_line(place, one) for place, one in enumerate(figures.lines, start=1)],
        },
    }
    return Paper(
        kind="16",
        reference=f"theo-doi-{campaign.year}-{agency.code}-{period.key}",
        title=f"{TITLE} {period.label} của {issuer.called['ten_ngan']}",
        symbol=symbol,
        data=data,
        notes=(*common_notes(campaign, stamp), *_notes(figures)),
        lines=len(figures.lines),
    )


def build_all(about: About) -> Paper:
    """The standing office's report on all plans. Raises PaperRefused."""
    campaign, tenant = about.campaign, about.campaign.tenant
    if not any(agencies(campaign)):
        raise PaperRefused(f"Năm {campaign.year} chưa có kế hoạch khắc phục nào được phê duyệt.")
    period = _period(about)
    figures = office_figures(campaign, period, timezone.localdate())
    stamp, issuer = about.stamp or today(), of_standing_office(tenant, head_of_standing_office(tenant))
    symbol = issuer.symbol("BC")
    data = shared(campaign, stamp, symbol, ["Như trên", f"Lãnh đạo {tenant.standing_office}"], issuer=issuer)
    named = data["ky"]["doi_tuong"]  # type: ignore[index]
    data |= _addressed(tenant, with_office=False) | {
        "khoi": "tong_hop",
        "bc": _common(figures)
        | {
            "ke_hoach_vien_dan": f"các Kế hoạch duy trì, khắc phục tồn tại, hạn chế Chỉ số cải cách hành chính năm "
            f"{campaign.year} của {named}",
            "duy_tri": "",
            "tu_danh_gia": None,
            "don_vi": [_agency(place, one) for place, one in enumerate(figures.standings, start=1)],
            "cong": _counts(figures.count) | {"ty_le": figures.count.share},
        },
    }
    return Paper(
        kind="16-tong-hop",
        reference=f"theo-doi-{campaign.year}-{period.key}",
        title=f"{TITLE} {period.label}",
        symbol=symbol,
        data=data,
        notes=(*common_notes(campaign, stamp), *_notes(figures)),
        lines=len(figures.standings),
    )


def _addressed(tenant: Tenant, *, with_office: bool) -> dict[str, object]:
    office = standing_office(tenant)
    own = tenant.authority.partition(f" {tenant.level_word} ")[2]
    called = str(office["goi"])
    full = f"{called} {own}" if own and called.endswith(tenant.level_word) else called
    to, words = [tenant.authority], [shared_name(tenant).replace("UBND", "Ủy ban nhân dân")]
    if with_office:
        to, words = [*to, full], [*words, called]
    return {"kinh_gui": to, "kinh_gui_cau": ", ".join(words)}


def _recipients(agency: Agency, own: str) -> list[str]:
    if not is_unit(agency):
        return ["Như trên", "Lãnh đạo đơn vị"]
    return ["Như trên", f"Chủ tịch, các PCT {own}", "Các bộ phận chuyên môn"]


def _cited(plan: ImprovementPlan, issuer: str) -> str:
    found = issued("15", reference(plan))
    return cite(found, "Kế hoạch", issuer, "")[0].strip()


def _common(figures: Figures) -> dict[str, object]:
    return {
        "ky_bao_cao": figures.period.label,
        "den_ngay": figures.until,
        "dem": _counts(figures.count),
        "ty_le": figures.count.share,
        "nguyen_nhan_cham": figures.late_causes,
        "kho_khan": figures.words["obstacles"],
        "nhiem_vu_toi": figures.words["next_tasks"],
        "de_xuat": figures.words["proposals"],
    }


def _counts(counted: Count) -> dict[str, int]:
    return {
        "tong": counted.total,
        "xong": counted.done,
        "dang": counted.doing,
        "cham": counted.late,
        "chua": counted.todo,
    }


def _line(place: int, one: Followed) -> dict[str, object]:
    line = one.line
    done = one.progress.done if one.progress else ""
    return {
        "tt": place,
        "ma": line.code,
        "ten": line.name,
        "diem_mat": line.lost,
        "giai_phap": line.action,
        "phu_trach": in_charge(line, {line.pk: one.officers}),
        "han": ngay(line.due_on) if line.due_on else "",
        "trang_thai": PAPER_WORDS[one.state],
        "ket_qua": done or (f"{one.percent}%" if one.percent else ""),
        "minh_chung": "; ".join(str(document) for document in one.documents),
        "diem_du_kien": one.expected,
    }


def _agency(place: int, one: Standing) -> dict[str, object]:
    counted = one.count if one.in_force is not None else Count()
    note = "" if one.in_force is not None else f"Kế hoạch: {one.words.lower()}"
    return {"tt": place, "ten": one.row.agency_name, **_counts(counted), "ty_le": counted.share, "ghi_chu": note}


def _notes(figures: Figures) -> Iterable[str]:
    if figures.until < figures.period.last:
        yield f"Kỳ báo cáo chưa kết thúc: số liệu tính đến {ngay(figures.until)}."
    if any("chưa nêu nguyên nhân" in words for words in figures.late_causes):
        yield "Có nội dung chậm chưa nêu nguyên nhân – ghi ở trang Theo dõi rồi lập lại báo cáo."
