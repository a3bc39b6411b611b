"""What every paper of the result has in common: the frozen version behind it, the shared words, means and columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import timezone

from cchc.documents import vocabulary
from cchc.documents.models import OfficialDocument
from cchc.documents.vocabulary import UNKNOWN, Stamp
from cchc.tenancy.models import Agency
from criteria.models import Campaign, CriteriaSet
from criteria.rules.numbers import EXACT, HUNDRED, total
from publications.models import Snapshot

ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
LINE_LIMIT = 200


class PaperRefused(Exception):
    """The paper cannot be made from the data there is; the message says why, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper ready to be printed: the data of its text, and notes for the clerk about what the data lack."""

    kind: str
    reference: str
    title: str
    symbol: str
    data: dict[str, object]
    notes: tuple[str, ...] = ()
    lines: int = field(default=0)

    @property
    def is_long(self) -> bool:
        """Too long to be laid out while somebody waits for a page."""
        return self.lines > LINE_LIMIT


def frozen_version(campaign: Campaign) -> Snapshot:
    """The newest version of a result worked out here. Raises PaperRefused."""
    if campaign.imported:
        raise PaperRefused(
            f"Kết quả năm {campaign.year} nhập từ bảng đã công bố – văn bản đã ban hành ngoài phần mềm, không lập lại."
        )
    snapshot = campaign.snapshots.order_by("-version").first()
    if snapshot is None:
        raise PaperRefused(f"Kết quả năm {campaign.year} chưa chốt – chốt kết quả rồi lập văn bản.")
    return snapshot


def expected(snapshot: Snapshot | None) -> Stamp:
    """Without number and date, the law and year are those of the day the result was frozen, or of today."""
    return Stamp(timezone.localdate(snapshot.frozen_at) if snapshot else timezone.localdate())


def shared(campaign: Campaign, stamp: Stamp, symbol: str, recipients: Sequence[str]) -> dict[str, object]:
    """The groups `vb`, `cq`, `tt`, `ky` of any paper of the campaign."""
    tenant = campaign.tenant
    kinds = set(campaign.participants.values_list("agency__kind", flat=True).distinct())
    appraisers = set(Agency.objects.appraisers().values_list("kind", flat=True).distinct())
    return {
        "vb": vocabulary.paper(tenant, stamp, symbol, recipients),
        "cq": vocabulary.authority(tenant),
        "tt": vocabulary.standing_office(tenant),
        "ky": vocabulary.year_words(tenant, campaign.year, kinds, appraisers)
        | {"bo_chi_so": {"vien_dan": "; ".join(set_citations(campaign))}},
    }


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


def registered(kind: str, year: int, name: str, issuer: str) -> str:
    """An issued paper of the year cited from the register; empty where there is none."""
    found = OfficialDocument.objects.filter(kind=kind, year=year, state=OfficialDocument.State.ISSUED).first()
    if found is None:
        return ""
    return vocabulary.citation(name, str(found), found.issued_on, issuer, found.title[:1].lower() + found.title[1:])


def legal_bases(campaign: Campaign, day: date) -> list[dict[str, str]]:
    """The law by the day of issue, the campaign's own bases, the sets' decisions, and on whose proposal."""
    own = [basis.text for basis in campaign.legal_bases.order_by("position")]
    named = " ".join(own)
    sets = [line for line in set_citations(campaign) if not _is_cited(line, named)]
    proposal = [] if "Theo đề nghị" in named else [_proposal(campaign)]
    return vocabulary.legal_bases(day, [*own, *(f"Căn cứ {line}" for line in sets), *proposal])


def _is_cited(line: str, named: str) -> bool:
    number = line.split(" ngày ")[0].removeprefix("Quyết định số ")
    return number != UNKNOWN and number in named


def _proposal(campaign: Campaign) -> str:
    tenant = campaign.tenant
    found = OfficialDocument.objects.filter(kind="11", year=campaign.year, state=OfficialDocument.State.ISSUED).first()
    words = f"Theo đề nghị của {tenant.standing_office_head}"
    return f"{words} tại Tờ trình số {found} ngày {found.issued_on:%d/%m/%Y}" if found else words


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
