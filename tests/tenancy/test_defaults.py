"""What a new tenant is called, by its level."""

import pytest

from cchc.tenancy.defaults import split_name, tenant_values


@pytest.mark.parametrize(
    ("name", "kind", "split"),
    [
        ("Huyện Bạch Thông, tỉnh Bắc Kạn", "district", ("huyện", "Bạch Thông")),
        ("Thành phố Đồng Hới, tỉnh Quảng Bình", "district", ("thành phố", "Đồng Hới")),
        ("Thị xã Ba Đồn", "district", ("thị xã", "Ba Đồn")),
        ("Bạch Thông", "district", ("huyện", "Bạch Thông")),
        ("Tỉnh Hà Nam", "province", ("tỉnh", "Hà Nam")),
        ("Thành phố Huế", "province", ("thành phố", "Huế")),
        ("Xã Cẩm Giàng", "commune", ("xã", "Cẩm Giàng")),
        ("Đặc khu Phú Quốc", "commune", ("đặc khu", "Phú Quốc")),
    ],
)
def test_the_level_word_is_told_from_the_place(name, kind, split):
    assert split_name(name, kind) == split


def test_a_district_before_july_2025():
    assert tenant_values("Huyện Bạch Thông, tỉnh Bắc Kạn", "district") == {
        "name": "Huyện Bạch Thông, tỉnh Bắc Kạn",
        "kind": "district",
        "authority": "Ủy ban nhân dân huyện Bạch Thông",
        "authority_short": "UBND huyện Bạch Thông",
        "letterhead": "ỦY BAN NHÂN DÂN\nHUYỆN BẠCH THÔNG",
        "place": "Bạch Thông",
        "level_word": "huyện",
        "leader_title": "Chủ tịch Ủy ban nhân dân huyện",
        "standing_office": "Phòng Nội vụ",
        "standing_office_head": "Trưởng phòng Phòng Nội vụ huyện",
        "office_chief": "Chánh Văn phòng HĐND và UBND huyện",
        "archive_code": "VT, PNV",
        "recipients": ("Như Điều 4\nSở Nội vụ\nThường trực Huyện ủy\nThường trực HĐND huyện\nCT, các PCT UBND huyện"),
        "signer_title": "CHỦ TỊCH",
    }


def test_a_province_and_a_city():
    province = tenant_values("Tỉnh Hà Nam", "province")
    assert (province["letterhead"], province["standing_office"]) == ("ỦY BAN NHÂN DÂN\nTỈNH HÀ NAM", "Sở Nội vụ")
    assert (province["standing_office_head"], province["office_chief"], province["archive_code"]) == (
        "Giám đốc Sở Nội vụ",
        "Chánh Văn phòng UBND tỉnh",
        "VT, SNV",
    )
    assert "Thường trực Thành ủy" in tenant_values("Thành phố Huế", "province")["recipients"].splitlines()
