"""The words that all papers share: who issues, who is scored, the legal bases. All of them are made from data.

The groups are those of the texts in templates/documents: `vb` the paper, `cq` the authority, `tt` the standing office,
`ky` the year. Nothing here knows a level or an office by name; what a kind of unit is called by law is in UNIT_LEVELS.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cchc.tenancy.models import Tenant

from .filters import ngay

UNKNOWN = "…"
COMMITTEE, COMMITTEE_SHORT = "Ủy ban nhân dân", "UBND"
UNIT_LEVELS = {
    "xã": ("xã", "phường", "thị trấn", "đặc khu"),
    "huyện": ("huyện", "quận", "thị xã", "thành phố"),
}
"""Kinds of administrative units by level, in the order they are named; each is run by a people's committee."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the clerk enters when a paper is issued; until then the day it is expected on decides year and law."""

    expected_on: date
    number: int | None = None
    issued_on: date | None = None

    @property
    def day(self) -> date:
        return self.issued_on or self.expected_on


def _lines(words: str) -> list[str]:
    return [part.strip() for part in words.split("/") if part.strip()]


def symbol(tenant: Tenant, document_type: str) -> str:
    """`QĐ-UBND`: the kind of paper and the short name of the authority (NĐ 30/2020, Phụ lục I)."""
    return f"{document_type}-{tenant.authority_short.split()[0]}"


def recipients(tenant: Tenant, article: int) -> list[str]:
    """The tenant's list, beginning with the article that names who carries the paper out."""
    rest = [line for line in tenant.recipient_lines if not line.startswith("Như Điều")]
    return [f"Như Điều {article}", *rest]


def authority(tenant: Tenant) -> dict[str, object]:
    """`cq`: the authority by its full name, and as it is called within a text."""
    return {
        "ten_dong": tenant.letterhead_lines,
        "ten": tenant.authority,
        "ten_ngan": tenant.authority_short,
        "goi": _called(tenant.authority, tenant.level_word),
        "goi_ngan": _called(tenant.authority_short, tenant.level_word),
        "cap": tenant.level_word,
        "tren_dia_ban": f"trên địa bàn {tenant.level_word}",
        "chanh_van_phong": tenant.office_chief,
        "la_ubnd": tenant.authority.startswith(COMMITTEE),
        "dong_tu": "yêu cầu",
    }


def _called(name: str, level: str) -> str:
    """«Ủy ban nhân dân huyện» of «Ủy ban nhân dân huyện A»; the whole name where the level doesn't stand in it."""
    before, found, _ = name.partition(f" {level} ")
    return f"{before} {level}" if found else name


def standing_office(tenant: Tenant) -> dict[str, object]:
    """`tt`: the standing office and its head, as called within a text."""
    _, found, rest = tenant.standing_office_head.partition(tenant.standing_office)
    return {
        "ten": tenant.standing_office,
        "goi": f"{tenant.standing_office}{rest}" if found else tenant.standing_office,
        "thu_truong": tenant.standing_office_head,
        "ten_in_hoa": tenant.standing_office.upper(),
    }


def approver(tenant: Tenant) -> dict[str, str]:
    """The line of authority above a decision, and «của …» in its annexes.

    A decision signed TM. ỦY BAN NHÂN DÂN is the committee's; otherwise it is its chairman's (Mẫu 1.2, 1.3).
    """
    called = authority(tenant)
    if any(line.startswith("TM.") for line in _lines(tenant.signer_capacity)):
        return {"tham_quyen": tenant.authority.upper(), "nguoi_ban_hanh": str(called["goi_ngan"])}
    title = leader_word(tenant)
    return {
        "tham_quyen": f"{title} {tenant.authority}".upper(),
        "nguoi_ban_hanh": f"{title} {called['goi_ngan']}",
    }


def leader_word(tenant: Tenant) -> str:
    """«Chủ tịch» of «Chủ tịch Ủy ban nhân dân huyện»."""
    title = str(tenant.leader_title)
    for name in (str(tenant.authority), str(authority(tenant)["goi"]), COMMITTEE):
        before, found, _ = title.partition(name)
        if found and before.strip():
            return before.strip()
    return title


def year_words(
    tenant: Tenant, year: int, kinds: Collection[str], appraiser_kinds: Collection[str] = ()
) -> dict[str, object]:
    """`ky`: the year and everybody scored in it, named by the kinds of agencies that take part."""
    scored = scored_words(kinds)
    departments = ", ".join(sorted(appraiser_kinds)) or "cơ quan"
    return {
        "nam": year,
        "nam_sau": year + 1,
        **scored,
        "dia_ban": f"trên địa bàn {tenant.level_word}",
        "khoi_ten_goi": "",
        "co_quan_chuyen_mon": f"các {departments} chuyên môn {tenant.level_word}",
        "co_quan_chuyen_mon_lien_quan": f"các {departments} chuyên môn có liên quan",
        "nguoi_phe_duyet": tenant.leader_title,
    }


def scored_words(kinds: Collection[str]) -> dict[str, str]:
    """The agencies scored, in all the forms the texts need: «UBND các xã, thị trấn», «xã, thị trấn» …"""
    offices, committees, levels = _sorted_kinds(kinds)
    bodies = [f"{COMMITTEE_SHORT} các {', '.join(units)}" for units in levels.values()] + committees
    groups = [f"các {', '.join(offices)}"] if offices else []
    short = _and([*groups, *bodies])
    concise = [f"{COMMITTEE} cấp {level}" for level in levels] + [_in_full(name) for name in committees]
    plain = [*offices, *(unit for units in levels.values() for unit in units), *committees]
    heads = [f"Thủ trưởng {groups[0]}"] if groups else []
    heads += [f"Chủ tịch {_and([_in_full(body) for body in bodies])}"] if bodies else []
    gon = _and([*groups, *concise])
    return {
        "doi_tuong": short,
        "doi_tuong_day_du": _in_full(short),
        "doi_tuong_gon": gon,
        "doi_tuong_gon_hoa": gon[:1].upper() + gon[1:],
        "don_vi": f"các {', '.join(plain)}",
        "tung_don_vi": f"từng {', '.join(plain)}",
        "loai_don_vi": ", ".join(plain),
        "nguoi_dung_dau": "; ".join(heads),
    }


def _sorted_kinds(kinds: Collection[str]) -> tuple[list[str], list[str], dict[str, list[str]]]:
    """Offices (sở, ban …), committees that are a kind of their own (UBND cấp huyện), and units by level."""
    levels = {level: [unit for unit in units if unit in kinds] for level, units in UNIT_LEVELS.items()}
    levels = {level: units for level, units in levels.items() if units}
    known = {unit for units in levels.values() for unit in units}
    committees = sorted(kind for kind in kinds if kind.startswith((COMMITTEE_SHORT, COMMITTEE)))
    offices = [kind for kind in kinds if kind not in known and kind not in committees]
    order = {"sở": 0, "ban": 1, "ngành": 2}
    return sorted(offices, key=lambda kind: (order.get(kind, 9), kind)), committees, levels


def _in_full(words: str) -> str:
    return words.replace(COMMITTEE_SHORT, COMMITTEE)


def _and(parts: Sequence[str]) -> str:
    """«a», «a và b», «a; b và c»."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{'; '.join(parts[:-1])} và {parts[-1]}"


LOCAL_GOVERNMENT = "Luật Tổ chức chính quyền địa phương"
LAWS: tuple[tuple[date, str], ...] = (
    (
        date(2016, 1, 1),
        f"Căn cứ {LOCAL_GOVERNMENT} ngày 19 tháng 6 năm 2015; Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính "
        f"phủ và {LOCAL_GOVERNMENT} ngày 22 tháng 11 năm 2019",
    ),
    # The law of February 2025 was in force for three months; the clerk enters and checks its date.
    (date(2025, 3, 1), f"Căn cứ {LOCAL_GOVERNMENT} {UNKNOWN}"),
    (date(2025, 6, 16), f"Căn cứ {LOCAL_GOVERNMENT} ngày 16 tháng 6 năm 2025"),
)
"""The law under which a paper is issued, by the first day of issue it applies to (not by the year assessed)."""


def law_line(day: date) -> str:
    """The line on the law on local government for a paper of that day."""
    return next((line for first, line in reversed(LAWS) if day >= first), LAWS[0][1])


def legal_bases(day: date, lines: Iterable[str]) -> list[dict[str, str]]:
    """`can_cu`: the law by the day of issue, then the lines given, each ended by «;», the last by «.»."""
    others = [based for line in lines if (based := _based(line)) and not based.startswith(f"Căn cứ {LOCAL_GOVERNMENT}")]
    whole = list(dict.fromkeys([law_line(day), *others]))
    return [{"noi_dung": line, "dau": ";"} for line in whole[:-1]] + [{"noi_dung": whole[-1], "dau": "."}]


def _based(line: str) -> str:
    words = line.strip().rstrip(";.").strip()
    if not words or words.startswith(("Căn cứ", "Theo", "Thực hiện", "Xét")):
        return words
    return f"Căn cứ {words}"


def citation(kind: str, number: str, day: date | None, issuer: str, about: str) -> str:
    """«Quyết định số 07/QĐ-UBND ngày 06/10/2023 của … ban hành …»; what is not known is «…», never guessed."""
    return f"{kind} số {number or UNKNOWN} ngày {ngay(day)} của {issuer} {about}".strip()
