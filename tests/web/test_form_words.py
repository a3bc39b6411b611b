"""A refused field says what is wrong and what to write, in Vietnamese throughout."""

from decimal import Decimal

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver

from cchc.web.form_words import within_the_years

EVERY_FIELD = [field for field in vars(forms).values() if isinstance(field, type) and issubclass(field, forms.Field)]


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        (forms.CharField(), "", "Chưa ghi – mục này bắt buộc."),
        (forms.CharField(max_length=3), "abcd", "Dài 4 ký tự, quá 3 ký tự – viết ngắn lại."),
        (forms.CharField(), "a\0", "Có ký tự không in được – gõ lại nội dung này."),
        (forms.ChoiceField(choices=[("1", "Một")]), "", "Chưa chọn – mục này bắt buộc."),
        (
            forms.ChoiceField(choices=[("1", "Một")]),
            "2",
            "«2» không có trong danh sách – mở lại trang rồi chọn lại.",
        ),
        (forms.MultipleChoiceField(choices=[("1", "Một")]), [], "Chưa chọn – mục này bắt buộc."),
        (forms.IntegerField(), "1,5", "Không phải số nguyên – ghi chữ số, ví dụ 15."),
        (forms.IntegerField(max_value=9), "10", "Lớn hơn 9 – ghi từ 9 trở xuống."),
        (forms.DecimalField(decimal_places=2), Decimal("0.125"), "Quá 2 chữ số sau dấu phẩy – làm tròn lại."),
        (forms.DateField(), "30/02/2025", "Không phải ngày có thật – ghi ngày/tháng/năm, ví dụ 15/12/2024."),
        (forms.DateField(), "9999-12-31", "Năm 9999 ngoài khoảng 1900–2199 – kiểm tra lại năm."),
        (forms.DateField(), "0001-01-01", "Năm 0001 ngoài khoảng 1900–2199 – kiểm tra lại năm."),
        (forms.DateTimeField(), "9999-12-31 23:59", "Năm 9999 ngoài khoảng 1900–2199 – kiểm tra lại năm."),
        (forms.EmailField(), "mai", "Không phải địa chỉ thư điện tử – ghi như mai@bachthong.gov.vn."),
        (forms.FileField(), None, "Chưa chọn tệp – bấm nút chọn tệp rồi chọn tệp trên máy."),
        (forms.FileField(), SimpleUploadedFile("a.pdf", b""), "Tệp rỗng (0 byte) – chọn tệp khác."),
    ],
)
def test_a_refused_field_says_what_to_do(field, given, said):
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(given)
    assert refused.value.messages == [said]


def test_a_field_s_own_words_go_first():
    with pytest.raises(forms.ValidationError, match="Chưa chọn đơn vị"):
        forms.ChoiceField(error_messages={"required": "Chưa chọn đơn vị"}).clean("")


def test_no_field_is_required_in_django_s_words():
    ranks = [vars(rank).get("default_error_messages", {}) for field in EVERY_FIELD for rank in field.__mro__]
    said = {str(words["required"]) for words in ranks if "required" in words}
    assert [words for words in said if not words.startswith("Chưa ")] == []


def test_every_day_of_a_form_of_ours_lies_within_the_years():
    """Also of the forms that are read before the words are given."""
    assert get_resolver().url_patterns  # which imports every page, and its forms
    days = {
        f"{form.__module__}.{form.__name__}.{name}": field
        for form in _below(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.DateField | forms.DateTimeField)
    }
    assert len(days) > 10
    assert [name for name, field in days.items() if within_the_years not in field.validators] == []


def _below(kind):
    return [one for below in kind.__subclasses__() for one in (below, *_below(below))]
