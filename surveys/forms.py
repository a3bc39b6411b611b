"""What the standing office types about the survey."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from criteria.forms import TableField
from surveys.models import Questionnaire
from surveys.resources.questionnaire import FORM_CODE


class HeadForm(forms.Form):
    """Title, group and quota of a questionnaire."""

    title = forms.CharField(label="Tên phiếu", max_length=300)
    respondent_group = forms.CharField(
        label="Đối tượng trả lời", max_length=160, required=False, help_text="Ví dụ: Người dân tại Bộ phận một cửa"
    )
    quota = forms.IntegerField(
        label="Chỉ tiêu phiếu mỗi đơn vị",
        min_value=0,
        max_value=10_000,
        required=False,
        help_text="Theo kế hoạch điều tra. Để trống khi không đặt chỉ tiêu.",
    )

    @staticmethod
    def of(questionnaire: Questionnaire) -> dict[str, Any]:
        """The values as they stand."""
        return {name: getattr(questionnaire, name) for name in ("title", "respondent_group", "quota")}


class QuestionnaireFileForm(HeadForm):
    """A questionnaire from a file. Fields left empty keep what stands, or what the code is known by."""

    file = TableField(label="Tệp bộ câu hỏi", error_messages={"required": "Chưa chọn tệp. Chọn tệp bộ câu hỏi."})
    code = forms.CharField(
        label="Mã phiếu",
        max_length=60,
        help_text="Chữ không dấu và số, ví dụ nguoi-dan. Mã đã có: câu hỏi của phiếu đó được thay bằng tệp này.",
    )
    field_order = ("file", "code")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["title"].required = False

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if not FORM_CODE.fullmatch(code):
            raise ValidationError(f"Mã «{code}» không dùng được – dùng chữ không dấu, số, dấu gạch, ví dụ nguoi-dan.")
        return code


class ResponsesFileForm(forms.Form):
    """Filled-in forms from a file."""

    file = TableField(label="Tệp phiếu trả lời", error_messages={"required": "Chưa chọn tệp. Chọn tệp phiếu trả lời."})
