"""What the papers of a campaign have in common: shared words, legal bases, notes for the clerk, means and shares."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils import timezone

from cchc.accounts.models import User
from cchc.accounts.roles import Role
from cchc.documents import vocabulary
from cchc.documents.issuers import Issuer, of_authority
from cchc.documents.models import OfficialDocument
from cchc.documents.vocabulary import UNKNOWN, Stamp
from cchc.tenancy.models import Agency, Tenant
from criteria.models import Campaign, CriteriaSet
from criteria.rules.numbers import EXACT, HUNDRED, total

ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def today() -> Stamp:
    """Without number and date, a paper takes law and year of the day it is drafted."""
    return Stamp(timezone.localdate())


def shared(
    campaign: Campaign, stamp: Stamp, symbol: str, recipients: Sequence[str], *, issuer: Issuer | None = None
) -> dict[str, object]:
    """The groups `vb`, `cq`, `tt`, `ky` of any paper of the campaign; without an issuer the authority's.

    `ky` cites the criteria sets, the plan, the council's decision and the result's from the register.
    """
    tenant = campaign.tenant
    issuer = issuer or of_authority(tenant)
    kinds = set(campaign.participants.values_list("agency__kind", flat=True).distinct())
    appraisers = set(Agency.objects.appraisers().values_list("kind", flat=True).distinct())
    return {
        "vb": issuer.paper(stamp, symbol, recipients),
        "cq": issuer.called,
        "tt": vocabulary.standing_office(tenant),
        "ky": vocabulary.year_words(tenant, campaign.year, kinds, appraisers) | cited_papers(campaign),
    }


def head_of_standing_office(tenant: Tenant) -> str:
    """Full name of who heads the standing office: by role, else as its own data say; empty where nobody is known."""
    offices = Agency.objects.filter(name__startswith=tenant.standing_office).order_by("pk")
    heads = User.objects.filter(
        memberships__role__in=(Role.DEPARTMENT_HEAD, Role.HEAD), memberships__agency__in=offices
    )
    found = heads.order_by("pk").values_list("full_name", flat=True).first()
    return found or offices.exclude(head_name="").values_list("head_name", flat=True).first() or ""


def cited_papers(campaign: Campaign) -> dict[str, dict[str, str]]:
    """`ky.bo_chi_so`, `ky.ke_hoach`, `ky.hoi_dong`, `ky.quyet_dinh_ket_qua`: in full, then by name and number alone."""
    year, tenant = campaign.year, campaign.tenant
    issuer = str(vocabulary.approver(tenant)["nguoi_ban_hanh"])
    plan, short_plan = _plan_cited(campaign)
    council = f"về việc thành lập Hội đồng thẩm định và Tổ Thư ký xác định Chỉ số cải cách hành chính năm {year}"
    result = f"về việc phê duyệt, công bố kết quả Chỉ số cải cách hành chính năm {year}"
    council_cited, council_short = cite(issued_paper("03", year), "Quyết định", issuer, council)
    result_cited, result_short = cite(issued_paper("12", year), "Quyết định", issuer, result)
    sets = "; ".join(set_citations(campaign))
    return {
        "bo_chi_so": {"vien_dan": sets, "vien_dan_gon": _short_sets(campaign), "phu_luc": "Phụ lục"},
        "ke_hoach": {"vien_dan": plan, "vien_dan_gon": short_plan},
        "hoi_dong": {"quyet_dinh_vien_dan": council_cited, "quyet_dinh_vien_dan_gon": council_short},
        "quyet_dinh_ket_qua": {"vien_dan": result_cited, "vien_dan_gon": result_short},
    }


def _plan_cited(campaign: Campaign) -> tuple[str, str]:
    """From the register, else as the campaign was set up; what is not known is «…»."""
    called = str(vocabulary.authority(campaign.tenant)["goi"])
    about = f"về triển khai đánh giá, xác định Chỉ số cải cách hành chính năm {campaign.year}"
    found = issued_paper("02", campaign.year)
    if found is None and campaign.plan_number:
        full = vocabulary.citation("Kế hoạch", campaign.plan_number, campaign.plan_date, called, about)
        return full, f"Kế hoạch số {campaign.plan_number}"
    return cite(found, "Kế hoạch", called, about)


def issued_paper(kind: str, year: int) -> OfficialDocument | None:
    """The newest issued paper of that kind in the year."""
    issued = OfficialDocument.objects.filter(kind=kind, year=year, state=OfficialDocument.State.ISSUED)
    return issued.order_by("-issued_on", "-number", "-pk").first()


def cite(found: OfficialDocument | None, name: str, issuer: str, about: str) -> tuple[str, str]:
    """«Quyết định số 07/QĐ-UBND ngày … của … về việc …» and «Quyết định số 07/QĐ-UBND»; not issued yet: «…»."""
    number = str(found) if found else UNKNOWN
    day = found.issued_on if found else None
    return vocabulary.citation(name, number, day, issuer, about), f"{name} số {number}"


def _short_sets(campaign: Campaign) -> str:
    numbers = dict.fromkeys(used.decision_number or UNKNOWN for used in sets_of(campaign))
    return "; ".join(f"Quyết định số {number}" for number in numbers)


def sets_of(campaign: Campaign) -> list[CriteriaSet]:
    """The criteria sets that score somebody in the campaign."""
    return list(CriteriaSet.objects.filter(used_by__campaign=campaign).distinct().order_by("code"))


def set_citations(campaign: Campaign) -> list[str]:
    """The decisions that issued the criteria sets, cited in full; what is not stored is «…»."""
    called = str(vocabulary.authority(campaign.tenant)["goi"])
    return list(
        dict.fromkeys(
            vocabulary.citation(
                "Quyết định", used.decision_number, used.decision_date, called, f"ban hành {used.title}"
            )
            for used in sets_of(campaign)
        )
    )


def legal_bases(campaign: Campaign, day: date, *, submission: OfficialDocument | None = None) -> list[dict[str, str]]:
    """The law by the day of issue, the campaign's own bases, the sets' decisions, and on whose proposal.

    `submission` is the paper that proposed what is decided.
    """
    own = [basis.text for basis in campaign.legal_bases.order_by("position")]
    named = " ".join(own)
    sets = [line for line in set_citations(campaign) if not _is_cited(line, named)]
    proposal = [line for line in own if line.startswith("Theo đề nghị")] or [_proposal(campaign, submission)]
    before = [line for line in own if line not in proposal]
    return vocabulary.legal_bases(day, [*before, *(f"Căn cứ {line}" for line in sets), *proposal])


def _is_cited(line: str, named: str) -> bool:
    number = line.split(" ngày ")[0].removeprefix("Quyết định số ")
    return number != UNKNOWN and number in named


def _proposal(campaign: Campaign, submission: OfficialDocument | None) -> str:
    words = f"Theo đề nghị của {campaign.tenant.standing_office_head}"
    if submission is None or submission.issued_on is None:
        return words
    return f"{words} tại Tờ trình số {submission} ngày {submission.issued_on:%d/%m/%Y}"


def common_notes(campaign: Campaign, stamp: Stamp) -> list[str]:
    """What the clerk has to look at before any paper of the campaign is signed."""
    notes = []
    if stamp.issued_on is None:
        notes.append(f"Số và ngày để trống; căn cứ luật lấy theo ngày dự kiến {stamp.day:%d/%m/%Y}.")
    if UNKNOWN in vocabulary.law_line(stamp.day):
        notes.append("Ngày của Luật Tổ chức chính quyền địa phương: văn thư nhập và kiểm tra.")
    for used in sets_of(campaign):
        if not used.decision_number or not used.decision_date:
            notes.append(f"{used.title}: chưa có số, ngày quyết định ban hành, đang in «…».")
        if used.is_sample:
            notes.append(f"{used.title} là bộ tiêu chí mẫu, không dùng để công bố kết quả.")
    for basis in campaign.legal_bases.all():
        if basis.issued_on and basis.issued_on > stamp.day:
            notes.append(f"Căn cứ «{basis.text[:80]}» ban hành sau ngày văn bản.")
    return notes


def roman(number: int) -> str:
    """I, II, III …"""
    words = ""
    for value, sign in ROMAN:
        while number >= value:
            words, number = words + sign, number - value
    return words


def mean(figures: Iterable[Decimal | None]) -> Decimal | None:
    """The mean of the figures there are, exact to sixty digits; None where there is none."""
    known = [figure for figure in figures if figure is not None]
    return EXACT.divide(total(known), Decimal(len(known))) if known else None


def share(points: Decimal, maximum: Decimal) -> Decimal | None:
    """Points in per cent of a maximum; None where nothing applies."""
    return EXACT.divide(EXACT.multiply(points, HUNDRED), maximum) if maximum > 0 else None
