"""What is typed about explanations and appeals."""

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms

from assessments.models import Score
from councils.models import ExplanationRequest
from criteria.rules.calendar import HANOI
from criteria.rules.numbers import EntryError, parse_number

CLOSING = time(17, 0)
AREA = forms.Textarea(attrs={"rows": 3})
DAY = {
    "input_formats": ["%d/%m/%Y", "%Y-%m-%d"],
    "error_messages": {"invalid": "Ngày không đọc được – ghi 15/12/2024."},
}


def points_of(text: str) -> Decimal | None:
    """Typed points, None where nothing was typed. Raises ``ValidationError``."""
    if not text.strip():
        return None
    try:
        return parse_number(text, "points")
    except EntryError as error:
        raise forms.ValidationError(error.message) from error


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": "15/12/2024"})


class AskForm(forms.Form):
    """A request for explanation of one leaf."""

    doubt = forms.CharField(
        label="Lý do chưa thống nhất",
        widget=AREA,
        max_length=4000,
        error_messages={"required": "Ghi lý do chưa thống nhất với điểm tự chấm."},
        help_text="In trong phụ lục công văn; đơn vị đọc được.",
    )
    question = forms.CharField(
        label="Nội dung yêu cầu giải trình, bổ sung",
        widget=AREA,
        max_length=4000,
        error_messages={"required": "Ghi nội dung yêu cầu đơn vị giải trình, bổ sung."},
    )


class SecondForm(forms.Form):
    """The second appraisal of one leaf."""

    points = forms.CharField(
        label="Điểm thẩm định lần 2", max_length=20, error_messages={"required": "Nhập điểm thẩm định lần 2."}
    )
    reason = forms.CharField(
        label="Lý do của điểm lần 2",
        widget=AREA,
        max_length=4000,
        error_messages={"required": "Ghi lý do của điểm lần 2, kể cả khi giữ nguyên."},
    )
    reason_code = forms.ChoiceField(
        label="Loại lý do", choices=[("", "Chọn khi điểm thay đổi"), *Score.ReasonCode.choices], required=False
    )
    clause = forms.CharField(
        label="Căn cứ",
        max_length=300,
        required=False,
        help_text="Khoản, điểm, trang; để trống thì lấy mục của bộ tiêu chí.",
    )

    def clean_points(self) -> Decimal | None:
        """None where nothing was typed: corrected numbers may stand in its place."""
        return points_of(self.cleaned_data["points"])


class WhyForm(forms.Form):
    """A step that needs a reason and nothing else."""

    reason = forms.CharField(label="Lý do", widget=AREA, max_length=4000, error_messages={"required": "Ghi lý do."})


class NoteForm(forms.Form):
    """An internal note."""

    note = forms.CharField(
        label="Ghi chú nội bộ",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=4000,
        error_messages={"required": "Ghi chú đang trống."},
        help_text="Chỉ người thẩm định, Tổ Thư ký và Hội đồng đọc được.",
    )


class LetterForm(forms.Form):
    """Deadline and contact of a letter."""

    due_on = forms.DateField(
        label="Trả lời trước 17:00 ngày",
        widget=day_input(),
        **DAY,
        help_text="Trong thời gian giải trình của kế hoạch.",
    )
    contact = forms.CharField(label="Người liên hệ", max_length=150)
    contact_title = forms.CharField(label="Chức vụ", max_length=150, required=False)
    contact_phone = forms.CharField(label="Điện thoại", max_length=40, required=False)

    @property
    def due_at(self) -> datetime:
        """The end of the office's day, as the letter prints it."""
        return datetime.combine(self.cleaned_data["due_on"], CLOSING, HANOI)

    @property
    def who(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("contact", "contact_title", "contact_phone")}


class ReplyForm(forms.Form):
    """The agency's reply to one request."""

    position = forms.ChoiceField(
        label="Ý kiến của đơn vị",
        choices=ExplanationRequest.Position.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    reply = forms.CharField(
        label="Nội dung giải trình",
        widget=AREA,
        max_length=4000,
        required=False,
        help_text="Bắt buộc khi không đồng ý: nêu căn cứ, số liệu, trang của tài liệu.",
    )
    proposed = forms.CharField(label="Điểm đề nghị", max_length=20, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def clean_proposed(self) -> Decimal | None:
        return points_of(self.cleaned_data["proposed"])

    @property
    def says_something(self) -> bool:
        """Whether anything was typed: an untouched reply is not saved and not refused."""
        typed: dict[str, Any] = self.data  # type: ignore[assignment]
        return any(typed.get(self.add_prefix(name), "").strip() for name in ("position", "reply", "proposed"))


class AppealForm(forms.Form):
    """An appeal against one provisional score."""

    content = forms.CharField(
        label="Nội dung kiến nghị, căn cứ",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        error_messages={"required": "Ghi nội dung kiến nghị và căn cứ."},
    )
    proposed = forms.CharField(label="Điểm đề nghị", max_length=20, required=False)

    def clean_proposed(self) -> Decimal | None:
        return points_of(self.cleaned_data["proposed"])
