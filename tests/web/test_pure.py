"""Fragments remembered by their values."""

import pytest
from django.template.loader import render_to_string

from cchc.web import pure

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
    assert ('value="TOKEN"' in first, 'value="OTHER"' in second, pure.CSRF_MARK in first + second) == (
        True,
        True,
        False,
    )


def test_text_from_outside_is_escaped():
    assert "<script>" not in made(person="<script>")


def test_a_value_that_cannot_be_compared_is_refused():
    with pytest.raises(TypeError):
        pure.fragment("_mast.html", mast={"nav": {1, 2}})
