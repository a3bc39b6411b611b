"""Fragments remembered by their values."""

import pytest
from django.template.loader import render_to_string

from cchc.tenancy.models import Tenant
from cchc.web import pure
from cchc.web.context import Said

MAST = {
    "home_url": "/huyen-a/",
    "nav": [{"label": "Việc của tôi", "url": "/huyen-a/", "current": True}],
    "logout_url": "/dang-xuat/",
    "person": "Nguyễn Văn An",
    "role": "Công chức",
    "agency": "Xã Một",
    "unread": 2,
}


@pytest.fixture(autouse=True)
def forgotten():
    pure._rendered.cache_clear()
    pure._page.cache_clear()


def made(**changed):
    return pure.fragment("_mast.html", "TOKEN", mast=MAST | changed)


def test_the_same_values_are_rendered_once():
    first, second = made(), made()
    assert (first == second, pure._rendered.cache_info().misses) == (True, 1)


@pytest.mark.parametrize(
    "changed",
    [
        {"unread": 3},
        {"person": "Trần Thị Bình"},
        {"nav": [{"label": "Việc của tôi", "url": "/huyen-a/", "current": False}]},
    ],
)
def test_another_value_anywhere_makes_another_fragment(changed):
    assert made() != made(**changed)
    assert made(**changed) == render_to_string("_mast.html", {"mast": MAST | changed, "csrf_token": "TOKEN"})


def test_each_request_gets_its_own_form_token():
    first, second = made(), pure.fragment("_mast.html", "OTHER", mast=MAST)
    found = ('value="TOKEN"' in first, 'value="OTHER"' in second, pure.SECRET in first + second)
    assert found == (True, True, False)


def test_text_from_outside_is_escaped():
    assert "<script>" not in made(person="<script>")


def test_a_value_that_cannot_be_compared_is_refused():
    with pytest.raises(TypeError):
        pure.fragment("_mast.html", mast={"nav": {1, 2}})


def test_a_stored_row_is_refused_for_it_is_compared_by_its_number_alone():
    with pytest.raises(TypeError, match="Tenant is not a plain value"):
        pure.fragment("_mast.html", mast={"nav": [Tenant(pk=1, name="Huyện A")]})


WHOLE = {
    "agency": "Xã Một",
    "year": 2024,
    "state": "Đang làm",
    "links": {"file": "/huyen-a/2024/tu-danh-gia/1/"},
    "whole": {"decided": 1, "total": 2, "points": 1, "maximum": 3},
    "chrome": {"mast": MAST},
}


def whole(body, of="TOKEN", **changed):
    return pure.page("assessments/whole.html", {"body": body, "csrf_token": of}, **(WHOLE | changed))


def test_what_stands_in_a_slot_is_new_each_time_and_no_part_of_what_is_remembered():
    first, second = whole("<tr><td>một"), whole("<tr><td>hai", "OTHER")
    found = [("<tr><td>một" in page, "<tr><td>hai" in page, page.count("TOKEN")) for page in (first, second)]
    assert (found, pure._page.cache_info().misses) == ([(True, False, 2), (False, True, 0)], 1)
    assert pure.SECRET not in first + second


def test_a_page_is_made_anew_for_another_value_of_its_own_or_of_its_frame():
    pages = {
        whole(""),
        whole("", agency="Xã Hai"),
        whole("", chrome={"mast": MAST | {"unread": 3}}),
        whole("", messages=[Said("success", "Đã lưu.")]),
    }
    assert len(pages) == 4


def test_text_from_outside_is_not_taken_for_a_slot():
    page = whole("", agency="\u2060csrf_token\u2060 \u2060body\u2060")
    assert (page.count("TOKEN"), "\u2060body\u2060" in page) == (2, True)
