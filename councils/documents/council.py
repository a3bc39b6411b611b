"""Document 03: the decision establishing council and secretariat, from the people who hold these roles."""

from cchc.accounts.models import Membership
from cchc.accounts.roles import Role
from cchc.documents import vocabulary
from cchc.documents.registry import About, Paper, PaperRefused
from councils.models import Assignment, CouncilTerms
from councils.services.ballots import terms_of
from councils.services.meeting import council_people
from councils.voting import majority_words, share_words
from criteria.documents.context import common_notes, legal_bases, shared, today
from criteria.models import Campaign, Criterion

ARTICLE = 4
TITLES = {Role.CHAIR: "Chủ tịch Hội đồng", Role.MEMBER: "Ủy viên"}
BOTH = "Ủy viên kiêm Thư ký"


def glance(campaign: Campaign) -> str:
    """The reference of the paper. Raises PaperRefused without a chair."""
    if not any(row.role == Role.CHAIR for row in council_people()):
        raise PaperRefused(
            "Chưa có ai giữ vai trò Chủ tịch Hội đồng – thêm vai trò ở trang Người dùng rồi lập văn bản."
        )
    return f"hoi-dong-{campaign.year}"


def build(about: About) -> Paper:
    """The decision for the people who hold council and secretariat now. Raises PaperRefused without a chair."""
    campaign = about.campaign
    reference, held = glance(campaign), council_people()
    tenant, stamp = campaign.tenant, about.stamp or today()
    symbol = vocabulary.symbol(tenant, "QĐ")
    data = shared(campaign, stamp, symbol, vocabulary.recipients(tenant, ARTICLE))
    data |= {
        "qd": vocabulary.approver(tenant) | {"thay_the": ""},
        "can_cu": legal_bases(campaign, stamp.day),
        "khao_sat": campaign.has_survey,
        "hoi_dong": _council(campaign, held),
        "to_thu_ky": _secretariat(held),
    }
    return Paper(
        kind="03",
        reference=reference,
        title="Về việc thành lập Hội đồng thẩm định và Tổ Thư ký giúp việc Hội đồng thẩm định xác định Chỉ số "
        f"cải cách hành chính năm {campaign.year}",
        symbol=symbol,
        data=data,
        notes=tuple(_notes(campaign, stamp, held)),
        lines=len(held),
    )


def _notes(campaign: Campaign, stamp, held: list[Membership]) -> list[str]:
    notes = common_notes(campaign, stamp)
    if unnamed := [str(row.user) for row in held if not row.user.position]:
        notes.append(f"Chưa ghi chức vụ: {', '.join(unnamed)} – bổ sung ở trang Người dùng.")
    if not any(row.role == Role.SECRETARY for row in held):
        notes.append("Chưa có ai trong Tổ Thư ký.")
    return notes


def _council(campaign: Campaign, held: list[Membership]) -> dict[str, object]:
    secretaries = {row.user_id for row in held if row.role == Role.SECRETARY}
    areas = _areas(campaign)
    rows, seen = [], set()
    for row in held:
        if row.role not in TITLES or row.user_id in seen:
            continue
        seen.add(row.user_id)
        title = TITLES[Role(row.role)]
        also = title == "Ủy viên" and row.user_id in secretaries
        leads = "Phụ trách chung" if row.role == Role.CHAIR else areas.get(row.user_id, "")
        rows.append(_person(len(rows) + 1, row, BOTH if also else title, leads))
    stored = CouncilTerms.objects.filter(campaign=campaign).first()
    terms = terms_of(campaign)
    return {
        "thanh_vien": rows,
        "so_nguoi": len(rows),
        "theo_chuc_vu": False,
        "bo_phieu": majority_words(terms),
        "so_thanh_vien_toi_thieu": share_words(terms.quorum),
        "su_dung_con_dau": bool(stored and stored.uses_seal),
        "con_dau_cua": vocabulary.authority(campaign.tenant)["goi"],
    }


def _secretariat(held: list[Membership]) -> dict[str, object]:
    people = [row for row in held if row.role == Role.SECRETARY]
    rows = [
        _person(place, row, "Tổ trưởng" if place == 1 else "Thành viên", "")
        for place, row in enumerate(people, start=1)
    ]
    return {"thanh_vien": rows, "so_nguoi": len(rows), "theo_chuc_vu": False}


def _person(place: int, row: Membership, title: str, areas: str) -> dict[str, object]:
    return {
        "tt": place,
        "ho_ten": str(row.user),
        "chuc_vu": row.user.position or str(row.agency or ""),
        "chuc_danh": title,
        "linh_vuc": areas,
    }


def _areas(campaign: Campaign) -> dict[int, str]:
    """The areas that each person's department leads, by person."""
    led: dict[int, list[str]] = {}
    given = Assignment.objects.filter(
        campaign=campaign, role=Assignment.Role.LEAD, criterion__level=Criterion.Level.AREA
    )
    for one in given.select_related("criterion").order_by("criterion__position", "pk"):
        led.setdefault(one.department_id, []).append(one.criterion.name)
    held = Membership.objects.filter(agency__in=led).values_list("user_id", "agency_id")
    return {user: "; ".join(dict.fromkeys(led[agency])) for user, agency in held}
