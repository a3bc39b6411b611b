"""What people type: logging in, passwords, agencies, people and their roles."""

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError

from cchc.accounts.mobile import MobileField
from cchc.accounts.resources import USERNAME, USERNAME_WORDS
from cchc.accounts.roles import Role
from cchc.accounts.services import role_fault
from cchc.tenancy.models import Agency

NEW_HINT = "Ít nhất 10 ký tự, không trùng tên đăng nhập, không phải mật khẩu phổ biến. Không bắt buộc ký tự lạ."
WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi nhập lại."


def _password_field(label: str, autocomplete: str, hint: str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, help_text=hint, max_length=256)


class LoginForm(AuthenticationForm):
    """User names are written in small letters everywhere; a telephone that begins with a capital is forgiven."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=150,
        help_text="Do cơ quan thường trực cấp, không dấu. Ví dụ: mai.camgiang",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = _password_field("Mật khẩu", "current-password")
    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def clean_username(self) -> str:
        return self.cleaned_data["username"].strip().lower()

    def get_invalid_login_error(self) -> ValidationError:
        credentials = {"username": self.cleaned_data.get("username", "")}
        failures = AxesProxyHandler.get_failures(self.request, credentials)
        left = max(settings.AXES_FAILURE_LIMIT - failures, 0)
        return ValidationError(f"{WRONG} Còn {left} lần thử.", code="invalid_login")


class ForgottenForm(forms.Form):
    name = forms.CharField(
        label="Tên đăng nhập hoặc thư điện tử",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )


class NewPasswordForm(SetPasswordForm):
    """The same page serves a first password and a forgotten one."""

    new_password1 = _password_field("Mật khẩu mới", "new-password", NEW_HINT)
    new_password2 = _password_field("Nhập lại mật khẩu mới", "new-password")
    error_messages = {"password_mismatch": "Hai lần nhập chưa giống nhau."}


class OwnPasswordForm(PasswordChangeForm):
    old_password = _password_field("Mật khẩu đang dùng", "current-password")
    new_password1 = _password_field("Mật khẩu mới", "new-password", NEW_HINT)
    new_password2 = _password_field("Nhập lại mật khẩu mới", "new-password")
    error_messages = {
        "password_mismatch": "Hai lần nhập chưa giống nhau.",
        "password_incorrect": "Mật khẩu đang dùng chưa đúng.",
    }


class AgencyForm(forms.ModelForm):
    """One agency of the list. The code is its name in every file, so it does not change once it is there."""

    class Meta:
        model = Agency
        fields = ["code", "name", "kind", "role", "ranking_block", "ranked", "has_procedures"]
        fields += ["valid_from", "valid_to", "head_name", "head_title", "note"]
        widgets = {
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "code": "Chữ và số, như trong danh mục hành chính: 01969. Không đổi được sau khi ghi.",
            "kind": "xã, phường, thị trấn, đặc khu, phòng, sở …",
            "ranking_block": "Các đơn vị cùng khối được xếp hạng với nhau.",
            "valid_to": "Ngày cuối còn hiệu lực; để trống nếu đang hoạt động.",
            "head_name": "In ở nơi ký và trong phân loại người đứng đầu.",
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if Agency.objects.filter(code=code).exists():
            raise ValidationError(f"Mã «{code}» đã dùng cho cơ quan khác.")
        return code

    def clean_kind(self) -> str:
        """In small letters, which may be more of them: «İ» becomes two."""
        return self.fields["kind"].clean(self.cleaned_data["kind"].lower())

    def clean(self) -> dict:
        data = super().clean() or {}
        start, end = data.get("valid_from"), data.get("valid_to")
        if start and end and start > end:
            self.add_error("valid_to", "Ngày hết hiệu lực trước ngày bắt đầu; sửa một trong hai ngày.")
        return data

    def _post_clean(self) -> None:
        """The service writes and validates; the instance keeps its old values so that differences can be told."""


class PersonForm(forms.Form):
    """Who a person is."""

    full_name = forms.CharField(label="Họ và tên", max_length=150)
    email = forms.EmailField(
        label="Thư điện tử", required=False, max_length=254, help_text="Để tự đặt mật khẩu và nhận nhắc hạn."
    )
    salutation = forms.CharField(label="Xưng hô", required=False, max_length=20, help_text="ông, bà, anh, chị")
    position = forms.CharField(label="Chức vụ", required=False, max_length=150)
    mobile = MobileField(help_text="Để nhận tin nhắn nhắc hạn; chỉ ghi khi người này đồng ý.")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not settings.MESSAGES:
            del self.fields["mobile"]


class RoleForm(forms.Form):
    """One role, in one agency where the role belongs to an agency."""

    role = forms.ChoiceField(label="Vai trò", choices=[("", "Chọn vai trò")] + [(r.value, r.label) for r in Role])
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="Cơ quan, đơn vị", required=False, empty_label="Không thuộc cơ quan nào"
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.all()

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("role") and (fault := role_fault(Role(data["role"]), data.get("agency"))):
            self.add_error("agency", fault)
        return data


class NewPersonForm(RoleForm, PersonForm):
    """A person and their first role."""

    field_order = ["username", "full_name", "email", "salutation", "position", "mobile", "role", "agency"]
    username = forms.CharField(label="Tên đăng nhập", max_length=150, help_text=USERNAME_WORDS.capitalize())

    def clean_username(self) -> str:
        name = self.cleaned_data["username"].strip().lower()
        if not USERNAME.fullmatch(name):
            raise ValidationError(f"«{name}» không dùng làm tên đăng nhập được: {USERNAME_WORDS}.")
        return name


class FileForm(forms.Form):
    """The file of an import."""

    file = forms.FileField(
        label="Tệp .xlsx hoặc .csv",
        help_text="Tệp .csv dùng mã UTF-8, dấu phẩy. Tối đa 5 MB.",
        error_messages={
            "required": "Chọn tệp trước khi kiểm tra.",
            "empty": "Tệp rỗng, 0 byte; kiểm tra lại tệp trên máy rồi chọn lại.",
        },
    )
