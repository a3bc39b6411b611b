"""Document 19, block B: the letter that puts right what an issued paper gets wrong in form (no figure changes)."""

import re
from collections.abc import Iterable

from cchc.documents import errata, vocabulary
from cchc.documents.issuers import Issuer, initials, of_agency, of_authority, of_standing_office
from cchc.documents.models import Erratum, OfficialDocument
from cchc.documents.registry import About, Paper, PaperRefused, Subject
from cchc.tenancy.models import Agency, Tenant
from criteria.documents.context import common_notes, head_of_standing_office, shared, today
from criteria.models import Campaign

KINDS = {"QĐ": "Quyết định", "KH": "Kế hoạch", "TB": "Thông báo", "BC": "Báo cáo", "TTr": "Tờ trình", "BB": "Biên bản"}
"""The kind by the abbreviation its symbol begins with; a letter has none (NĐ 30/2020, Phụ lục III)."""
_SUBJECT = re.compile(r"van-ban-(\d{1,18})-(\d{1,4})")
HOW = "Mở văn bản đã phát hành trong sổ văn bản, chọn «Đính chính» và ghi chỗ sai – công văn lập từ đó."


def subjects(campaign: Campaign, _agency: Agency | None) -> Iterable[Subject]:
    """The letters for which something was entered, the newest first."""
    entered = Erratum.objects.filter(document__year=campaign.year).order_by(
        "-document__issued_on", "-document", "letter"
    )
    letters = entered.values_list("document", "letter").distinct()
    papers = OfficialDocument.objects.in_bulk([pk for pk, _ in letters])
    for pk, letter in dict.fromkeys(letters):
        paper = papers[pk]
        again = f", lần {letter}" if letter > 1 else ""
        yield Subject(errata.subject_of(paper, letter), f"{kind_word(paper)} số {paper}{again}")


def build(about: About) -> Paper:
    """The letter about one paper. Raises PaperRefused where nothing was entered for it."""
    campaign, (paper, letter) = about.campaign, _meant(about)
    slips = list(errata.lines_of(paper, letter))
    if not slips:
        raise PaperRefused(HOW)
    tenant, stamp = campaign.tenant, about.stamp or today()
    issuer = _issuer(tenant, paper)
    short = f"{kind_word(paper)} số {paper}"
    data = shared(campaign, stamp, issuer.letter_symbol, ["Như trên"], issuer=issuer)
    data |= {
        "khoi": "B",
        "kinh_gui": _addressees(paper, tenant, str(data["ky"]["doi_tuong_day_du"])),  # type: ignore[index]
        "cu": {"vien_dan": _cited(paper, tenant), "vien_dan_gon": short},
        "dinh_chinh": [
            {"tt": place, "vi_tri": slip.place, "cu": slip.printed, "moi": slip.corrected}
            for place, slip in enumerate(slips, start=1)
        ],
    }
    return Paper(
        kind=errata.KIND,
        reference=errata.reference_of(paper, letter),
        title=f"Đính chính {short}",
        symbol=issuer.letter_symbol,
        data=data,
        notes=(*common_notes(campaign, stamp), *_notes(paper)),
        lines=len(slips),
    )


def _meant(about: About) -> tuple[OfficialDocument, int]:
    found = _SUBJECT.fullmatch(about.subject)
    papers = OfficialDocument.objects.filter(year=about.campaign.year, number__isnull=False)
    paper = papers.filter(pk=int(found[1])).first() if found else None
    if found is None or paper is None:
        raise PaperRefused(HOW)
    return paper, int(found[2])


def kind_word(paper: OfficialDocument) -> str:
    """«Quyết định» of «312/QĐ-UBND»; «Công văn» of «45/UBND-NV»."""
    return KINDS.get(paper.symbol.partition("-")[0], "Công văn")


def _issuer(tenant: Tenant, paper: OfficialDocument) -> Issuer:
    """Whoever issued the paper: the standing office what bears its short name, else the authority."""
    if initials(tenant.standing_office) in paper.symbol.split("-"):
        return of_standing_office(tenant, head_of_standing_office(tenant))
    return of_authority(tenant)


def _cited(paper: OfficialDocument, tenant: Tenant) -> str:
    """Kind, number, day, who issued it, and what about (the first citation is a full one)."""
    called = str(_issuer(tenant, paper).called["goi"])
    if kind_word(paper) == "Quyết định":
        called = vocabulary.approver(tenant)["nguoi_ban_hanh"]
    about = paper.title[:1].lower() + paper.title[1:] if paper.title.startswith("Về ") else ""
    return vocabulary.citation(kind_word(paper), str(paper), paper.issued_on, called, about)


def _addressees(paper: OfficialDocument, tenant: Tenant, everybody: str) -> list[str]:
    """Everybody who has received the paper: first the agencies it names («Như Điều …», «Như trên»), then its list."""
    named = str(of_agency(paper.agency, tenant, "").called["ten"]) if paper.agency else everybody
    lines = paper.recipient_lines
    others = [line for line in lines if not line.startswith(("Như ", "Lưu"))]
    return [named, *others] if len(others) < len(lines) or not others else others


def _notes(paper: OfficialDocument) -> list[str]:
    notes = ["Công văn đính chính chỉ sửa thể thức, lỗi trình bày; sai điểm, xếp hạng thì lập quyết định điều chỉnh."]
    if not paper.recipient_lines:
        notes.append(f"Sổ chưa ghi nơi nhận của {paper} – kiểm tra nơi gửi của công văn.")
    if not paper.is_in_force:
        notes.append(f"{paper} không còn hiệu lực – xem lại trước khi ban hành.")
    return notes
