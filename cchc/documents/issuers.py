"""Who issues a paper: its letterhead, symbol, place, archive line and signer. The authority, its office, or an agency.

No office is known by name: «Phòng Nội vụ», «Sở Nội vụ», «xã» come from the tenant and the agency.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cchc.tenancy.models import Agency, Tenant

from . import vocabulary
from .vocabulary import COMMITTEE, COMMITTEE_SHORT, UNIT_LEVELS, Stamp


@dataclass(frozen=True, slots=True)
class Issuer:
    """One body's letterhead (`cq`), the short name in its symbols, place, archive line and signature."""

    called: dict[str, object]
    short: str
    drafter: str
    place: str
    archive: str
    capacity: tuple[str, ...]
    title: str
    name: str
    other_title: str = ""

    def symbol(self, document_type: str) -> str:
        """«TTr-PNV», «BC-UBND»."""
        return f"{document_type}-{self.short}"

    @property
    def letter_symbol(self) -> str:
        """A letter has no kind: «UBND-NV», «PNV-CCHC» (NĐ 30/2020, Phụ lục I)."""
        return f"{self.short}-{self.drafter}"

    def signed_by(self, name: str, title: str, *, capacity: Sequence[str] = (), other_title: str = "") -> "Issuer":
        """The same body with another signer."""
        return replace(self, name=name, title=title, capacity=tuple(capacity), other_title=other_title)

    def paper(self, stamp: Stamp, symbol: str, recipients: Sequence[str]) -> dict[str, object]:
        """`vb`: number, symbol, date, place, recipients and signature."""
        return {
            "so": stamp.number,
            "ky_hieu": symbol,
            "ngay": stamp.issued_on,
            "nam": stamp.day.year,
            "dia_danh": self.place,
            "noi_nhan": list(recipients),
            "luu": self.archive,
            "ky": {
                "quyen_han": list(self.capacity),
                "chuc_vu": self.title,
                "chuc_vu_khac": self.other_title,
                "ho_ten": self.name,
            },
        }


def of_authority(tenant: Tenant) -> Issuer:
    """The tenant's authority with its usual signer."""
    capacity = tuple(part.strip() for part in tenant.signer_capacity.split("/") if part.strip())
    return Issuer(
        called=vocabulary.authority(tenant),
        short=tenant.authority_short.split()[0],
        drafter=initials(tenant.standing_office)[1:],
        place=tenant.place,
        archive=tenant.archive_code,
        capacity=capacity,
        title=tenant.signer_title,
        name=tenant.signer_name,
    )


def on_behalf(issuer: Issuer) -> Issuer:
    """What the committee issues as a body is signed TM. ỦY BAN NHÂN DÂN, unless by order (NĐ 30/2020, Phụ lục I)."""
    given = any(line.startswith(("TM.", "TL.", "TUQ.")) for line in issuer.capacity)
    if given or not issuer.called["la_ubnd"]:
        return issuer
    return replace(issuer, capacity=(f"TM. {COMMITTEE.upper()}", *issuer.capacity))


def of_standing_office(tenant: Tenant, head_name: str) -> Issuer:
    """The standing office under its authority: «UBND HUYỆN A / PHÒNG NỘI VỤ»; signed by its head, without TM."""
    called = str(vocabulary.standing_office(tenant)["goi"])
    own = tenant.authority.partition(f" {tenant.level_word} ")[2]
    full = f"{called} {own}" if called.endswith(tenant.level_word) else f"{called} {tenant.level_word} {own}"
    words = {
        "chu_quan": tenant.authority_short.upper(),
        "ten_dong": [tenant.standing_office.upper()],
        "ten": full.strip(),
        "ten_ngan": tenant.standing_office,
        "goi": called,
        "goi_ngan": tenant.standing_office,
        "la_ubnd": False,
        "dong_tu": "đề nghị",
    }
    short = initials(tenant.standing_office)
    title = tenant.standing_office_head.partition(tenant.standing_office)[0].strip() or tenant.standing_office_head
    return Issuer(
        vocabulary.authority(tenant) | words,
        short,
        "CCHC",
        tenant.place,
        tenant.archive_code,
        (),
        title.upper(),
        head_name,
    )


def of_agency(agency: Agency, tenant: Tenant, head_name: str) -> Issuer:
    """An assessed agency: the committee of a unit («ỦY BAN NHÂN DÂN / XÃ A», TM.), or an office under the authority."""
    kind, own = _unit(agency)
    if not own:
        return _of_office(agency, tenant, head_name)
    words = {
        "ten_dong": [COMMITTEE.upper(), own.upper()],
        "ten": f"{COMMITTEE} {own}",
        "ten_ngan": f"{COMMITTEE_SHORT} {own}",
        "goi": f"{COMMITTEE} {kind}",
        "goi_ngan": f"{COMMITTEE_SHORT} {kind}",
        "cap": kind,
        "tren_dia_ban": f"trên địa bàn {kind}",
        "chanh_van_phong": "",
        "la_ubnd": True,
        "dong_tu": "đề nghị",
    }
    place = own.removeprefix(kind).strip()
    return Issuer(words, COMMITTEE_SHORT, "VP", place, "VT, VP", (f"TM. {COMMITTEE.upper()}",), "CHỦ TỊCH", head_name)


def _unit(agency: Agency) -> tuple[str, str]:
    """«xã», «xã A» of the commune «Xã A»; «huyện», «huyện B» of «UBND huyện B»; blank for an office."""
    if any(agency.kind in kinds for kinds in UNIT_LEVELS.values()):
        return agency.kind, agency.name[:1].lower() + agency.name[1:]
    for committee in (COMMITTEE, COMMITTEE_SHORT):
        _, found, own = agency.name.partition(f"{committee} ")
        kinds = [kind for level in UNIT_LEVELS.values() for kind in level if own.startswith(f"{kind} ")]
        if found and kinds and agency.name.startswith(committee):
            return max(kinds, key=len), own
    return "", ""


def _of_office(agency: Agency, tenant: Tenant, head_name: str) -> Issuer:
    words = {
        "chu_quan": tenant.authority_short.upper(),
        "ten_dong": [agency.name.upper()],
        "ten": agency.name,
        "ten_ngan": agency.name,
        "goi": agency.name,
        "goi_ngan": agency.name,
        "la_ubnd": False,
        "dong_tu": "đề nghị",
    }
    title = _office_title(agency, tenant)
    called = vocabulary.authority(tenant) | words
    return Issuer(called, initials(agency.name), "VP", tenant.place, "VT", (), title, head_name)


def _office_title(agency: Agency, tenant: Tenant) -> str:
    """As its kind has it, unless its head is called otherwise: «CHÁNH VĂN PHÒNG», «CHÁNH THANH TRA»."""
    usual = {"sở": "GIÁM ĐỐC", "phòng": "TRƯỞNG PHÒNG", "ban": "TRƯỞNG BAN"}.get(agency.kind, "THỦ TRƯỞNG CƠ QUAN")
    own = agency.head_title.upper().removesuffix(f" {tenant.level_word.upper()}")
    return usual if not own or own.startswith(usual) else own


def of_council(tenant: Tenant) -> Issuer:
    """The appraising council under the authority; whoever signs is given by `signed_by`."""
    words = {
        "chu_quan": tenant.authority_short.upper(),
        "ten_dong": ["HỘI ĐỒNG THẨM ĐỊNH", "XÁC ĐỊNH CHỈ SỐ CCHC"],
        "ten": "Hội đồng thẩm định",
        "ten_ngan": "Hội đồng thẩm định",
        "goi": "Hội đồng thẩm định",
        "goi_ngan": "Hội đồng thẩm định",
        "la_ubnd": False,
        "dong_tu": "đề nghị",
    }
    called = vocabulary.authority(tenant) | words
    signed = ("TM. HỘI ĐỒNG THẨM ĐỊNH",)
    return Issuer(called, "HĐTĐ", "TTK", tenant.place, tenant.archive_code, signed, "CHỦ TỊCH", "")


def name_by_symbol(tenant: Tenant, symbol: str) -> str:
    """Who issued a paper of the tenant's own register: «TTr-PNV» its office, «BB-HĐTĐ» the council, else itself."""
    bodies = (of_standing_office(tenant, ""), of_council(tenant))
    found = next((body for body in bodies if body.short in symbol.split("-")), None)
    return str(found.called["ten"]) if found else tenant.authority


def initials(name: str) -> str:
    """«PNV» of «Phòng Nội vụ»."""
    return "".join(word[:1] for word in name.replace("-", " ").split()).upper()
