"""Variants of the texts have a name an official reads."""

from cchc.documents import texts
from publications.variants import NAMES, variant_name


def test_every_variant_of_every_text_has_a_name_and_no_name_is_left_over():
    assert {(kind, block) for kind in texts.kinds() for block in texts.load(kind).blocks if block} == set(NAMES)


def test_the_main_text_needs_no_name():
    assert (variant_name("12", ""), variant_name("16", "tong_hop")) == ("", "tổng hợp của cơ quan thường trực")
