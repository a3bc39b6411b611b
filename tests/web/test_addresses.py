"""Addresses that are looked up once."""

from django.test import override_settings
from django.urls import reverse as looked_up
from django.urls import set_script_prefix

from cchc.web.addresses import reverse


def test_the_address_is_the_one_django_gives():
    assert reverse("assessments:files", args=["huyen-a", 2024]) == looked_up(
        "assessments:files", args=["huyen-a", 2024]
    )


def test_another_prefix_or_another_table_of_addresses_is_another_address():
    before = reverse("accounts:login")
    set_script_prefix("/cchc/")
    try:
        assert reverse("accounts:login") == "/cchc" + before
    finally:
        set_script_prefix("/")
    with override_settings(ROOT_URLCONF="bench.urls"):
        assert reverse("bare_page", args=["huyen-a", "x"]) == looked_up("bare_page", args=["huyen-a", "x"])
