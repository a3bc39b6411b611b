"""The words shared by all papers: a district, a province over departments, and the two tiers since July 2025."""

from datetime import date

import pytest

from cchc.documents.vocabulary import (
    approver,
    authority,
    law_line,
    legal_bases,
    recipients,
    scored_words,
    standing_office,
    symbol,
)
from cchc.tenancy.models import Tenant


def office(**values) -> Tenant:
    base = {
        "name": "Huyện A",
        "authority": "Ủy ban nhân dân huyện A",
        "authority_short": "UBND huyện A",
        "letterhead": "ỦY BAN NHÂN DÂN\nHUYỆN A",
        "level_word": "huyện",
        "leader_title": "Chủ tịch Ủy ban nhân dân huyện",
        "standing_office": "Phòng Nội vụ",
        "standing_office_head": "Trưởng phòng Phòng Nội vụ huyện",
        "office_chief": "Chánh Văn phòng HĐND và UBND huyện",
        "recipients": "Như Điều 4\nSở Nội vụ",
    }
    return Tenant(**{**base, **values})


@pytest.mark.parametrize(
    ("kinds", "short", "plain", "heads"),
    [
        (
            {"thị trấn", "xã"},
            "UBND các xã, thị trấn",
            "xã, thị trấn",
            "Chủ tịch Ủy ban nhân dân các xã, thị trấn",
        ),
        (
            {"đặc khu", "xã", "phường"},
            "UBND các xã, phường, đặc khu",
            "xã, phường, đặc khu",
            "Chủ tịch Ủy ban nhân dân các xã, phường, đặc khu",
        ),
        (
            {"ban", "UBND cấp huyện", "sở"},
            "các sở, ban và UBND cấp huyện",
            "sở, ban, UBND cấp huyện",
            "Thủ trưởng các sở, ban; Chủ tịch Ủy ban nhân dân cấp huyện",
        ),
        (
            {"sở", "huyện", "thành phố", "thị xã"},
            "các sở và UBND các huyện, thị xã, thành phố",
            "sở, huyện, thị xã, thành phố",
            "Thủ trưởng các sở; Chủ tịch Ủy ban nhân dân các huyện, thị xã, thành phố",
        ),
    ],
)
def test_the_scored_are_named_by_their_kinds(kinds, short, plain, heads):
    found = scored_words(kinds)
    assert (found["doi_tuong"], found["loai_don_vi"], found["nguoi_dung_dau"]) == (short, plain, heads)


def test_the_authority_is_called_by_its_level_within_a_text():
    assert authority(office())["goi"] == "Ủy ban nhân dân huyện"
    province = office(authority="Ủy ban nhân dân tỉnh B", authority_short="UBND tỉnh B", level_word="tỉnh")
    assert (authority(province)["goi"], authority(province)["goi_ngan"]) == ("Ủy ban nhân dân tỉnh", "UBND tỉnh")


def test_the_standing_office_is_called_as_its_head_is():
    assert standing_office(office())["goi"] == "Phòng Nội vụ huyện"
    assert standing_office(office(standing_office="Sở Nội vụ", standing_office_head="Giám đốc Sở Nội vụ"))["goi"] == (
        "Sở Nội vụ"
    )


def test_the_line_of_authority_agrees_with_the_signature():
    assert approver(office()) == {
        "tham_quyen": "CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN A",
        "nguoi_ban_hanh": "Chủ tịch UBND huyện",
    }
    assert approver(office(signer_capacity="KT. CHỦ TỊCH"))["tham_quyen"] == "CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN A"
    assert approver(office(signer_capacity="TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH")) == {
        "tham_quyen": "ỦY BAN NHÂN DÂN HUYỆN A",
        "nguoi_ban_hanh": "UBND huyện",
    }


def test_symbol_and_recipients_follow_the_tenant():
    assert symbol(office(), "QĐ") == "QĐ-UBND"
    assert recipients(office(), 3) == ["Như Điều 3", "Sở Nội vụ"]


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2025, 2, 28), "ngày 22 tháng 11 năm 2019"),
        (date(2025, 3, 1), "địa phương …"),
        (date(2025, 6, 15), "địa phương …"),
        (date(2025, 6, 16), "ngày 16 tháng 6 năm 2025"),
    ],
)
def test_the_law_is_chosen_by_the_day_of_issue(day, end):
    assert law_line(day).endswith(end)


def test_bases_end_in_semicolons_and_the_last_in_a_full_stop():
    found = legal_bases(date(2026, 1, 5), ["Kế hoạch số 1/KH-UBND;", "", "Theo đề nghị của Giám đốc Sở Nội vụ."])
    assert [line["noi_dung"] + line["dau"] for line in found] == [
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
        "Căn cứ Kế hoạch số 1/KH-UBND;",
        "Theo đề nghị của Giám đốc Sở Nội vụ.",
    ]
