"""The frame of every page: which entry of the masthead is the present one, and who is named there."""

from types import SimpleNamespace

import pytest

from cchc.web.context import NavEntry, _mast

HOME = NavEntry("Việc của tôi", "/huyen-a/", exact=True)
PLAN = NavEntry("Kế hoạch", "/huyen-a/2024/ke-hoach/")


@pytest.mark.parametrize(
    ("entry", "path", "expected"),
    [
        (HOME, "/huyen-a/", True),
        (HOME, "/huyen-a/2024/gia-han/", False),
        (PLAN, "/huyen-a/2024/ke-hoach/", True),
        (PLAN, "/huyen-a/2024/ke-hoach/buoc/3/", True),
        (PLAN, "/huyen-a/2024/dieu-hanh/", False),
    ],
)
def test_an_entry_leads_to_the_pages_below_it_and_home_to_itself_alone(entry, path, expected):
    assert entry.leads_to(path) is expected


@pytest.mark.parametrize(
    ("role", "agency", "shown"),
    [
        ("Giám đốc Sở Y tế", "Sở Y tế", ""),
        ("Chủ tịch UBND xã Cẩm Giàng", "Xã Cẩm Giàng", ""),
        ("Công chức Văn phòng – Thống kê", "Xã Cẩm Giàng", "Xã Cẩm Giàng"),
    ],
)
def test_a_post_that_names_the_agency_is_not_followed_by_it(role, agency, shown):
    member = SimpleNamespace(user=SimpleNamespace(full_name="Lê Thị An"), role_label=role, agency_name=agency)
    assert _mast({}, None, member)["agency"] == shown
