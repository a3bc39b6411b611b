"""The minutes of an on-site check with its page of signatures: a block of document 10, Mẫu 1.9 of NĐ 30/2020/NĐ-CP."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from cchc.accounts.members import Member
from cchc.documents.issuers import of_agency, of_council
from cchc.documents.registry import About, Paper, PaperRefused, Subject
from cchc.tenancy.models import Agency
from councils.documents.minutes import SYMBOL
from councils.models import SiteVisit
from councils.permissions import may_see_appraisal
from councils.states import VisitState
from criteria.documents.context import common_notes, shared, today
from criteria.models import Campaign

KIND = "10-kiem-tra"
BY_HAND = "…" * 27


def subject_of(visit: SiteVisit) -> str:
    """What the address of a visit's minutes names the visit by."""
    return f"lan-{visit.pk}"


def subjects(campaign: Campaign, _agency: Agency | None) -> Iterable[Subject]:
    """The visits that were not called off."""
    for visit in campaign.visits.exclude(state=VisitState.CANCELLED).select_related("agency"):
        yield Subject(subject_of(visit), f"{visit.agency}, ngày {visit.planned_on:%d/%m/%Y}")


def may_read(member: Member, _about: About) -> bool:
    """Whoever may open the visits; the agency signs on paper."""
    return may_see_appraisal(member)


def _visit(about: About) -> SiteVisit:
    visits = about.campaign.visits.exclude(state=VisitState.CANCELLED).select_related("agency")
    number = about.subject.removeprefix("lan-")
    found = visits.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 18 else None
    if found is None:
        raise PaperRefused("Chọn đợt kiểm tra thực tế của biên bản.")
    return found


def build(about: About) -> Paper:
    """The minutes as recorded; before the visit with room to write by hand. Raises PaperRefused."""
    campaign, visit = about.campaign, _visit(about)
    stamp, issuer = about.stamp or today(), of_council(campaign.tenant)
    data = shared(campaign, stamp, SYMBOL, ["Như trên", "Tổ Thư ký"], issuer=issuer)
    called = str(of_agency(visit.agency, campaign.tenant, "").called["ten_ngan"])
    data |= {"khoi": "kiem_tra", "kt": _words(visit, called)}
    notes = common_notes(campaign, stamp)
    if visit.held_at is None:
        notes.append("Chưa ghi biên bản: bản in có chỗ trống để ghi tay tại nơi kiểm tra.")
    return Paper(
        kind=KIND,
        reference=f"kiem-tra-{campaign.year}-{visit.agency.code}-{visit.pk}",
        title=f"Kiểm tra thực tế tại {called} phục vụ thẩm định Chỉ số cải cách hành chính năm {campaign.year}",
        symbol=SYMBOL,
        data=data,
        notes=tuple(notes),
        lines=len(data["kt"]["muc"]),  # type: ignore[index]
    )


def _words(visit: SiteVisit, called: str) -> dict[str, Any]:
    team = [line.partition(",") for line in _lines(visit.team)]
    received = _lines(visit.received_by)
    findings = visit.findings.select_related("criterion")
    return {
        "bat_dau": timezone.localtime(visit.held_at) if visit.held_at else None,
        "don_vi": called,
        "doan": [
            {"tt": place, "ho_ten": name.strip(), "chuc_vu": position.strip()}
            for place, (name, _, position) in enumerate(team, start=1)
        ],
        "truong_doan": team[0][0].strip() if team else "",
        "dai_dien": received or [BY_HAND],
        "nguoi_dai_dien": received[0].partition(",")[0] if received else "",
        "noi_dung": _lines(visit.purpose),
        "ket_qua": _lines(visit.record) or [BY_HAND] * 4,
        "muc": [
            {"tt": place, "ma": one.criterion.code, "ten": one.criterion.name, "ket_qua": one.text}
            for place, one in enumerate(findings, start=1)
        ],
        "y_kien": visit.opinion or BY_HAND,
        "anh": [one.caption for one in visit.photos.all()],
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
