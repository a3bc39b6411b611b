"""The mobile number of a person: Vietnamese, ten digits, kept as 0xxxxxxxxx.

Entering it is the consent to messages; a number that came by a list is asked about first and gets none until then.
"""

import logging
import re

from django import forms

from cchc.accounts.models import User

security_log = logging.getLogger("cchc.security")
_NATIONAL = re.compile(r"0[35789]\d{8}")
WRONG = "Số điện thoại di động gồm 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09, ví dụ 0912 345 678."
CONSENT = "Ghi số là đồng ý nhận tin nhắn nhắc hạn; xóa số thì thôi nhận."


WAITING = "Số này do cơ quan thường trực nhập từ danh sách; chưa gửi tin nhắn nào. "
WAITING += "Lưu là đồng ý nhận tin nhắn nhắc hạn; xóa số rồi lưu thì không nhận."
NOT_AGREED = "Người này chưa đồng ý nhận tin nhắn tới số đã nhập từ danh sách; chưa gửi tin nhắn nào."


def normal(text: str) -> str:
    """``0912345678`` however it was typed (+84, 84, spaces, dots, dashes); empty stays empty. Raises ValueError."""
    digits = re.sub(r"[\s.\-()]", "", text)
    national = re.sub(r"^(\+84|84)(?=\d{9}$)", "0", digits)
    if national and not (national.isascii() and _NATIONAL.fullmatch(national)):
        raise ValueError(WRONG)
    return national


class MobileField(forms.CharField):
    """A field for a mobile number, which may stay empty."""

    def __init__(self, **options: object) -> None:
        widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
        super().__init__(
            **{"label": "Số điện thoại di động", "required": False, "max_length": 30, "help_text": CONSENT}
            | {"widget": widget}
            | options
        )

    def clean(self, value: object) -> str:
        try:
            return normal(super().clean(value))
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


class OwnMobileForm(forms.Form):
    """The person's own number."""

    mobile = MobileField()


def set_own(*, user: User, mobile: str) -> bool:
    """Write the person's own number, or take it off; False where it was so already. It belongs to no tenant."""
    if user.mobile == mobile and user.mobile_agreed:
        return False
    user.mobile, user.mobile_agreed = mobile, True
    user.save(update_fields=["mobile", "mobile_agreed"])
    security_log.info("mobile %s user=%s", "on" if mobile else "off", user.pk)
    return True
