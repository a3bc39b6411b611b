"""What a form says when a field is refused, in officials' words: what is wrong and what to write.

Django's Vietnamese is partly English («Null characters are not allowed.») and partly no Vietnamese («Nhập một số tổng
thể.»). A field's own ``error_messages`` still go before these.
"""

from datetime import date

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError

from cchc.files.parsers import FIRST_YEAR, LAST_YEAR

WRITE, CHOOSE = "Chưa ghi – mục này bắt buộc.", "Chưa chọn – mục này bắt buộc."
NOT_OFFERED = "«%(value)s» không có trong danh sách – mở lại trang rồi chọn lại."
NOT_A_LIST = "Lựa chọn không có trong danh sách – mở lại trang rồi chọn lại."
FIELDS: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": WRITE},
    forms.IntegerField: {"invalid": "Không phải số nguyên – ghi chữ số, ví dụ 15."},
    forms.FloatField: {"invalid": "Không phải số – ghi chữ số, ví dụ 0,5."},
    forms.DecimalField: {"invalid": "Không phải số – ghi chữ số, ví dụ 0,5."},
    forms.DateField: {"invalid": "Không phải ngày có thật – ghi ngày/tháng/năm, ví dụ 15/12/2024."},
    forms.TimeField: {"invalid": "Không phải giờ có thật – ghi giờ:phút, ví dụ 08:00."},
    forms.DateTimeField: {"invalid": "Không phải ngày giờ có thật – ghi ví dụ 15/12/2024 08:00."},
    forms.ChoiceField: {"required": CHOOSE, "invalid_choice": NOT_OFFERED},
    forms.MultipleChoiceField: {"required": CHOOSE, "invalid_choice": NOT_OFFERED, "invalid_list": NOT_A_LIST},
    forms.ModelChoiceField: {"required": CHOOSE, "invalid_choice": NOT_OFFERED},
    forms.ModelMultipleChoiceField: {
        "required": CHOOSE,
        "invalid_choice": NOT_OFFERED,
        "invalid_list": NOT_A_LIST,
        "invalid_pk_value": NOT_A_LIST,
    },
    forms.FileField: {
        "required": "Chưa chọn tệp – bấm nút chọn tệp rồi chọn tệp trên máy.",
        "invalid": "Chưa nhận được tệp – chọn lại tệp.",
        "missing": "Chưa nhận được tệp – chọn lại tệp.",
        "empty": "Tệp rỗng (0 byte) – chọn tệp khác.",
        "max_length": "Tên tệp dài %(length)d ký tự, quá %(max)d – đổi tên ngắn hơn.",
    },
}
VALIDATORS: dict[type[validators.BaseValidator], str] = {
    validators.MaxLengthValidator: "Dài %(show_value)d ký tự, quá %(limit_value)d ký tự – viết ngắn lại.",
    validators.MinLengthValidator: "Mới %(show_value)d ký tự, cần ít nhất %(limit_value)d ký tự.",
    validators.MaxValueValidator: "Lớn hơn %(limit_value)s – ghi từ %(limit_value)s trở xuống.",
    validators.MinValueValidator: "Nhỏ hơn %(limit_value)s – ghi từ %(limit_value)s trở lên.",
    validators.StepValueValidator: "Không theo bước %(limit_value)s – ghi bội số của %(limit_value)s.",
}
DECIMALS = {
    "invalid": "Không phải số – ghi chữ số, ví dụ 0,5.",
    "max_digits": "Quá %(max)d chữ số – ghi ngắn lại.",
    "max_decimal_places": "Quá %(max)d chữ số sau dấu phẩy – làm tròn lại.",
    "max_whole_digits": "Quá %(max)d chữ số trước dấu phẩy – kiểm tra lại số.",
}


def within_the_years(day: date) -> None:
    """Refuse a year that is surely a slip; see ``cchc.files.parsers.FIRST_YEAR``."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(f"Năm {day.year:04d} ngoài khoảng {FIRST_YEAR}–{LAST_YEAR} – kiểm tra lại năm.")


def speak() -> None:
    """Give Django's fields and validators these words; once, when the program starts."""
    for field, words in FIELDS.items():
        field.default_error_messages = {**field.__dict__.get("default_error_messages", {}), **words}
    for validator, message in VALIDATORS.items():
        validator.message = message
    for field in (forms.DateField, forms.DateTimeField):
        field.default_validators = [within_the_years]
    validators.DecimalValidator.messages = DECIMALS
    validators.EmailValidator.message = "Không phải địa chỉ thư điện tử – ghi như mai@bachthong.gov.vn."
    validators.ProhibitNullCharactersValidator.message = "Có ký tự không in được – gõ lại nội dung này."
