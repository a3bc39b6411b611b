"""Searching and sorting Vietnamese names without the database's collation."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.vietnamese import bare_unit_name, fold, person_key, sort_by_given_name, sort_key, unit_key

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
words = st.text(alphabet=LETTERS + LETTERS.upper(), min_size=1, max_size=8)
names = st.lists(words, min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đức", "duc"),
        ("ĐỨC", "duc"),
        ("Nghị quyết số 04-NQ/TW", "nghi quyet so 04-nq/tw"),
        ("Ễ Ậ ặ ơ ư", "e a a o u"),
        ("  Cẩm \u00a0 Giàng ", "cam giang"),
        (unicodedata.normalize("NFD", "Thị trấn Phủ Thông"), "thi tran phu thong"),
        ("", ""),
    ],
)
def test_folding_leaves_plain_lower_case_letters(text, folded):
    assert fold(text) == folded


@given(names)
def test_folding_is_the_same_for_composed_and_decomposed_text_and_any_case(name):
    variants = {name, name.upper(), unicodedata.normalize("NFD", name), unicodedata.normalize("NFC", name)}
    assert {fold(variant) for variant in variants} == {fold(name)}


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(names)
def test_folded_vietnamese_is_plain_ascii(name):
    assert fold(name).isascii()


@pytest.mark.parametrize(
    "in_order",
    [
        ["an", "ăn", "ân", "bạn", "cam", "dam", "đam", "em", "êm", "gia"],
        ["ma", "mà", "mả", "mã", "má", "mạ", "mai"],
        ["lan", "lăng", "lâm", "long", "lông", "lơ"],
        ["tu", "tư", "từ"],
        ["xã 2", "xã 10", "xã an"],
        ["Cao Sơn", "Cẩm Giàng", "Dương Phong", "Đôn Phong", "Lục Bình"],
        ["a", "a b", "ab"],
    ],
    ids=["letters", "tones", "circumflex and horn", "tone after letter", "numbers", "communes", "space before letter"],
)
def test_the_alphabet_comes_first_and_tones_last(in_order):
    backwards = list(reversed(in_order))
    assert sorted(backwards, key=sort_key) == in_order


def test_a_tone_counts_only_between_names_with_the_same_letters():
    assert sorted(["má b", "ma c", "mạ a"], key=sort_key) == ["mạ a", "má b", "ma c"]


def test_the_place_of_the_tone_mark_makes_no_difference():
    assert sort_key("Hòa") == sort_key("Hoà")


@given(names, names)
def test_keys_are_digits_and_equal_only_for_the_same_letters(one, other):
    assert sort_key(one).isdigit()
    if sort_key(one) == sort_key(other):
        assert fold(one) == fold(other)


@given(st.lists(names, max_size=8))
def test_sorting_is_the_same_whatever_order_it_starts_from(some):
    backwards = list(reversed(some))
    keys = [sort_key(name) for name in sorted(some, key=sort_key)]
    assert keys == [sort_key(name) for name in sorted(backwards, key=sort_key)]
    assert all(first <= second for first, second in pairwise(keys))


@given(names)
def test_a_name_sorts_before_the_longer_name_that_begins_with_it(name):
    assert sort_key(name) < sort_key(f"{name} a")


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Xã Cẩm Giàng", "Cẩm Giàng"),
        ("xã Cẩm Giàng", "Cẩm Giàng"),
        ("Thị trấn Phủ Thông", "Phủ Thông"),
        ("Thị xã Sơn Tây", "Sơn Tây"),
        ("Phường Bắc Kạn", "Bắc Kạn"),
        ("Đặc khu Phú Quốc", "Phú Quốc"),
        (unicodedata.normalize("NFD", "Đặc khu Phú Quốc"), "Phú Quốc"),
        ("Xã", "Xã"),
        ("Xãm Lốm", "Xãm Lốm"),
    ],
)
def test_the_kind_of_unit_is_left_out_of_its_name(name, bare):
    assert bare_unit_name(name) == unicodedata.normalize("NFC", bare)


def test_units_sort_by_name_whatever_their_kind():
    units = ["Xã Vi Hương", "Thị trấn Phủ Thông", "Xã Đôn Phong", "Xã Dương Phong", "Phường An Bình"]
    in_order = ["Phường An Bình", "Xã Dương Phong", "Xã Đôn Phong", "Thị trấn Phủ Thông", "Xã Vi Hương"]
    assert sorted(units, key=unit_key) == in_order


def test_people_sort_by_given_name_then_by_family_and_middle_names():
    people = ["Triệu Văn Phúc", "Hoàng Thị Mai", "Bàn Thị Mai", "Lý Thu Chi", "Nông Văn Dũng", "Hà Đức"]
    in_order = ["Lý Thu Chi", "Nông Văn Dũng", "Hà Đức", "Bàn Thị Mai", "Hoàng Thị Mai", "Triệu Văn Phúc"]
    assert sort_by_given_name(people) == in_order


def test_people_can_be_objects_with_a_name():
    people = [{"name": "Lý Thu Chi"}, {"name": "Lê An"}]
    assert sort_by_given_name(people, name=lambda person: person["name"])[0] == {"name": "Lê An"}


def test_a_person_without_a_name_has_a_key_all_the_same():
    assert person_key("") < person_key("An")


def test_units_of_one_name_stand_by_their_codes():
    units = [("Xã Tân Lập", "10"), ("Xã Tân Lập", "9"), ("Xã Tân", "99"), ("Phường Tân Lập An", "1")]
    assert sorted(units, key=lambda unit: unit_key(*unit)) == [units[2], units[1], units[0], units[3]]


@given(names, names)
def test_the_code_never_outweighs_the_name(one, other):
    if sort_key(bare_unit_name(one)) < sort_key(bare_unit_name(other)):
        assert unit_key(one, "9") < unit_key(other, "1")
