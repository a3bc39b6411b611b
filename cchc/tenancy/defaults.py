"""What an authority of each level is usually called, as a start for its settings; the office changes it afterwards.

Words and places of the head of a paper follow NĐ 30/2020/NĐ-CP, Phụ lục I, mục II.
"""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """The words of one level of authority; ``{cap}`` stands for the level's own word (huyện, thành phố …)."""

    words: tuple[str, ...]
    standing_office: str
    standing_office_head: str
    office_chief: str
    archive_code: str
    recipients: tuple[str, ...]


LEVELS = {
    "district": Level(
        ("huyện", "quận", "thị xã", "thành phố"),
        "Phòng Nội vụ",
        "Trưởng phòng Phòng Nội vụ {cap}",
        "Chánh Văn phòng HĐND và UBND {cap}",
        "VT, PNV",
        ("Như Điều 4", "Sở Nội vụ", "Thường trực {cap} ủy", "Thường trực HĐND {cap}", "CT, các PCT UBND {cap}"),
    ),
    "province": Level(
        ("tỉnh", "thành phố"),
        "Sở Nội vụ",
        "Giám đốc Sở Nội vụ",
        "Chánh Văn phòng UBND {cap}",
        "VT, SNV",
        ("Như Điều 4", "Bộ Nội vụ", "Thường trực {cap} ủy", "Thường trực HĐND {cap}", "CT, các PCT UBND {cap}"),
    ),
    "commune": Level(
        ("xã", "phường", "thị trấn", "đặc khu"),
        "Văn phòng HĐND và UBND",
        "Chánh Văn phòng HĐND và UBND {cap}",
        "Chánh Văn phòng HĐND và UBND {cap}",
        "VT",
        ("Như Điều 4", "Thường trực Đảng ủy", "Thường trực HĐND {cap}", "CT, các PCT UBND {cap}"),
    ),
}
PARTY_COMMITTEES = {"thị": "Thị ủy", "thành": "Thành ủy", "huyện": "Huyện ủy", "quận": "Quận ủy", "tỉnh": "Tỉnh ủy"}


def _party_committee(level_word: str) -> str:
    return PARTY_COMMITTEES.get(level_word.split()[0], "Đảng ủy")


def split_name(name: str, kind: str) -> tuple[str, str]:
    """«Huyện Bạch Thông, tỉnh Bắc Kạn» -> («huyện», «Bạch Thông»); without a level word the usual one of the kind."""
    own = " ".join(unicodedata.normalize("NFC", name).split(",")[0].split())
    words = sorted(LEVELS[kind].words, key=len, reverse=True)
    for word in words:
        if own.lower().startswith(f"{word} "):
            return word, own[len(word) + 1 :]
    return LEVELS[kind].words[0], own


def tenant_values(name: str, kind: str) -> dict[str, str]:
    """Every setting that follows from name and level (``district``, ``province``, ``commune``)."""
    level_word, place = split_name(name, kind)
    level, full = LEVELS[kind], f"{level_word} {place}"

    def filled(text: str) -> str:
        return text.replace("{cap} ủy", _party_committee(level_word)).replace("{cap}", level_word)

    return {
        "name": " ".join(unicodedata.normalize("NFC", name).split()),
        "kind": kind,
        "authority": f"Ủy ban nhân dân {full}",
        "authority_short": f"UBND {full}",
        "letterhead": f"ỦY BAN NHÂN DÂN\n{full.upper()}",
        "place": place,
        "level_word": level_word,
        "leader_title": f"Chủ tịch Ủy ban nhân dân {level_word}",
        "standing_office": level.standing_office,
        "standing_office_head": filled(level.standing_office_head),
        "office_chief": filled(level.office_chief),
        "archive_code": level.archive_code,
        "recipients": "\n".join(map(filled, level.recipients)),
        "signer_title": "CHỦ TỊCH",
    }
