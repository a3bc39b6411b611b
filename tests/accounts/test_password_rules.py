"""A password that is refused is refused in Vietnamese."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from cchc.accounts.models import User


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Ngan1!", ["Mật khẩu ngắn quá – cần ít nhất 10 ký tự."]),
        ("qwertyuiop", ["Mật khẩu này quá phổ biến."]),
        ("hoangthimai1", ["Mật khẩu quá giống với Tên đăng nhập."]),
    ],
)
def test_each_rule_says_in_vietnamese_what_is_wrong(password, said):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, User(username="hoangthimai"))
    assert refused.value.messages == said
