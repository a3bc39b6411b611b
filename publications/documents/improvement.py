"""Document 15: an agency's plan to keep what was earned and to mend what was lost, with its two annexes."""

from collections.abc import Iterable
from itertools import groupby

from cchc.accounts.members import Member
from cchc.accounts.models import User
from cchc.documents.filters import ngay
from cchc.documents.issuers import Issuer, of_agency
from cchc.documents.registry import About, Paper, PaperRefused, agency_issues
from cchc.documents.services import issued
from cchc.documents.vocabulary import UNIT_LEVELS, UNKNOWN, approver, citation, standing_office
from cchc.tenancy.models import Agency, Tenant
from criteria.documents.context import common_notes, shared, today
from criteria.models import Campaign
from criteria.rules.numbers import total
from publications.documents.decision import reference as result_reference
from publications.improvement_models import ImprovementLine, ImprovementPlan
from publications.improving.queries import versions_of
from publications.improving.services import gaps, officers_by_line
from publications.improving.states import PlanState
from publications.improving.wording import is_unit

CLOSING = "duy trì, khắc phục những tồn tại, hạn chế"


def reference(plan: ImprovementPlan) -> str:
    """What the register calls one version."""
    return f"khac-phuc-{plan.campaign.year}-{plan.agency.code}-v{plan.version}"


def agencies(campaign: Campaign) -> Iterable[Agency]:
    """Those with a plan."""
    planned = ImprovementPlan.objects.filter(campaign=campaign).values("agency")
    return Agency.objects.filter(pk__in=planned).order_by("sort_key")


def may_issue(member: Member, about: About) -> bool:
    """The agency's own people, once its head has approved the plan."""
    return agency_issues(member, about) and versions_of(about.campaign, about.agency).in_force is not None  # type: ignore[arg-type]


def plan_of(about: About) -> ImprovementPlan:
    """The version in force, else the one in work. Raises PaperRefused."""
    found = versions_of(about.campaign, about.agency)  # type: ignore[arg-type]
    plan = found.in_force or found.newest
    if plan is None:
        raise PaperRefused(
            f"{about.agency} chưa lập kế hoạch duy trì, khắc phục năm {about.campaign.year} – lập ở trang Duy trì, "
            "khắc phục."
        )
    return plan


def build(about: About) -> Paper:
    """The plan with both annexes. Raises PaperRefused."""
    plan = plan_of(about)
    campaign, agency, tenant = plan.campaign, plan.agency, plan.campaign.tenant
    stamp, issuer = about.stamp or today(), of_agency(agency, tenant, agency.head_name)
    symbol = issuer.symbol("KH")
    lines = list(plan.lines.all())
    officers = officers_by_line(line.pk for line in lines)
    keep, mend = [line for line in lines if line.is_kept], [line for line in lines if not line.is_kept]
    data = shared(campaign, stamp, symbol, recipients(agency, tenant, issuer), issuer=issuer)
    data["vb"]["noi_nhan_dan"] = "Gửi bản điện tử:"  # type: ignore[index]
    data |= {
        "kq": {"cap_danh_gia": _scored(agency), "quyet_dinh": _decision(plan)},
        "ke_hoach": {
            "so_linh_vuc": len({line.area_code for line in lines}),
            "muc_tieu_hang": plan.rank_goal,
            "to_chuc": _duties(plan.duties),
            "ten_ket": CLOSING,
        },
        "phu_luc_1": list(_rows(keep, lambda tt, line: _keep(tt, line, officers, campaign.year + 1))),
        "phu_luc_2": list(_rows(mend, lambda tt, line: _mend(tt, line, officers))),
        "tong_1": _sum(keep),
        "tong_2": _sum(mend),
    }
    return Paper(
        kind="15",
        reference=reference(plan),
        title=f"Duy trì, khắc phục những tồn tại, hạn chế Chỉ số cải cách hành chính năm {campaign.year}, nâng cao "
        f"chất lượng Chỉ số năm {campaign.year + 1} của {issuer.called['ten_ngan']}",
        symbol=symbol,
        data=data,
        notes=(*common_notes(campaign, stamp), *_notes(plan, mend, officers, issuer)),
        lines=len(lines),
    )


def recipients(agency: Agency, tenant: Tenant, issuer: Issuer) -> list[str]:
    """Whom the plan goes to (documents/15): authority, standing office, the agency's own bodies."""
    office = f"{standing_office(tenant)['goi']} (B/cáo)"
    above = str(shared_name(tenant))
    if not is_unit(agency):
        return [above, office, "Lãnh đạo đơn vị", "Các phòng, đơn vị trực thuộc"]
    own, kind = str(issuer.called["goi_ngan"]), agency.kind
    bodies = [above, office, "TT Đảng ủy", f"TT HĐND {kind}", f"Chủ tịch, PCT {own}"]
    if tenant.kind == Tenant.Kind.PROVINCE:
        return [*bodies, f"Văn phòng HĐND và UBND, các phòng thuộc {own}", f"Cổng TTĐT {kind}"]
    return [*bodies, "Các công chức chuyên môn", f"Trang TTĐT {kind}"]


def shared_name(tenant: Tenant) -> str:
    """«UBND huyện» of «UBND huyện A»."""
    before, found, _ = tenant.authority_short.partition(f" {tenant.level_word} ")
    return f"{before} {tenant.level_word}" if found else tenant.authority_short


def _scored(agency: Agency) -> str:
    level = next((level for level, kinds in UNIT_LEVELS.items() if agency.kind in kinds), None)
    return f"cấp {level}" if level else "của các cơ quan, đơn vị"


def _decision(plan: ImprovementPlan) -> dict[str, str]:
    """The decision on the result by its number once the clerk has entered it; «…» until then."""
    found = issued("12", result_reference(plan.snapshot))
    issuer = approver(plan.campaign.tenant)["nguoi_ban_hanh"]
    number, on = (str(found), found.issued_on) if found else (UNKNOWN, None)
    about = f"về việc phê duyệt, công bố kết quả Chỉ số cải cách hành chính năm {plan.campaign.year}"
    return {"vien_dan": citation("Quyết định", number, on, issuer, ""), "trich_yeu": about}


def _duties(text: str) -> list[dict[str, str]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [_duty(str(place), line) for place, line in enumerate(lines, start=1)]


def _duty(place: str, line: str) -> dict[str, str]:
    name, colon, words = line.partition(": ")
    return {"so": place, "ten": name, "noi": colon, "loi": words}


def _rows(lines: list[ImprovementLine], row) -> Iterable[dict[str, object]]:
    """A heading per area, then its lines numbered through."""
    place = 0
    for (code, name), inside in groupby(lines, key=lambda line: (line.area_code, line.area_name)):
        yield {"cap": "linh_vuc", "ma": code, "ten": name}
        for line in inside:
            place += 1
            yield row(place, line)


def _leaf(place: int, line: ImprovementLine) -> dict[str, object]:
    return {
        "cap": "tctp",
        "tt": place,
        "ma": line.code,
        "ten": line.name,
        "diem_toi_da": line.max_points,
        "diem_dat": line.points,
    }


def in_charge(line: ImprovementLine, officers: dict[int, list[User]]) -> str:
    """Names, then the post or body that is responsible."""
    named = [str(user) for user in officers.get(line.pk, [])]
    return ", ".join([*named, *([line.office] if line.office else [])])


def _keep(place: int, line: ImprovementLine, officers: dict[int, list[User]], year: int) -> dict[str, object]:
    return _leaf(place, line) | {
        "giai_phap": line.action,
        "phu_trach": in_charge(line, officers),
        "thoi_gian": ngay(line.due_on) if line.due_on else f"Năm {year}",
    }


def _mend(place: int, line: ImprovementLine, officers: dict[int, list[User]]) -> dict[str, object]:
    return _leaf(place, line) | {
        "diem_mat": line.lost,
        "nguyen_nhan": line.cause,
        "giai_phap": "\n".join(part for part in (line.action, _proof(line)) if part),
        "phu_trach": in_charge(line, officers),
        "phoi_hop": line.partners,
        "han": ngay(line.due_on) if line.due_on else UNKNOWN,
        "muc_tieu": line.target,
    }


def _proof(line: ImprovementLine) -> str:
    """The text has no column of its own for the documents to prepare: they stand under what is to be done."""
    return f"Tài liệu cần chuẩn bị: {line.proof}" if line.proof.strip() else ""


def _sum(lines: list[ImprovementLine]) -> dict[str, object]:
    return {
        "diem_toi_da": total(line.max_points for line in lines),
        "diem_dat": total(line.points for line in lines),
        "diem_mat": total(line.lost for line in lines),
        "muc_tieu": total(line.target for line in lines),
    }


def _notes(
    plan: ImprovementPlan, mend: list[ImprovementLine], officers: dict[int, list[User]], issuer: Issuer
) -> Iterable[str]:
    if plan.state != PlanState.APPROVED:
        yield "Kế hoạch chưa được lãnh đạo đơn vị phê duyệt: bản in là dự thảo, chưa trình ký được."
    if missing := gaps(mend, officers):
        yield f"Phụ lục II còn {len(missing)} mục chưa đủ nội dung: {', '.join(code for code, _ in missing[:6])}."
    if issued("12", result_reference(plan.snapshot)) is None:
        yield "Quyết định phê duyệt kết quả chưa có số, ngày trong sổ văn bản; đang in «…»."
    if not issuer.name:
        yield "Chưa có họ tên người đứng đầu đơn vị."
