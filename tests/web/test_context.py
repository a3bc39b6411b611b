"""The frame of every page: which entry of the masthead is the present one."""

import pytest

from cchc.web.context import NavEntry

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
