"""What is typed about the council: its terms, a meeting, votes, minutes."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms

from councils.explanation_forms import AREA, DAY, day_input, points_of
from councils.models import Meeting, Vote
from criteria.rules.calendar import HANOI

LONG = forms.Textarea(attrs={"rows": 5})


class TermsForm(forms.Form):
    """The council's terms, from the decision that established it."""

    decision = forms.CharField(
        label="Quyết định thành lập Hội đồng",
        max_length=300,
        required=False,
        help_text="Ghi khi quyết định không lập bằng phần mềm: số, ngày, cơ quan ban hành.",
    )
    quorum_top = forms.IntegerField(label="Dự họp tối thiểu: số phần", min_value=1, max_value=20)
    quorum_bottom = forms.IntegerField(label="trên tổng số phần", min_value=1, max_value=20)
    of_present = forms.BooleanField(
        label="Tính quá nửa trên số thành viên có mặt (không đánh dấu: trên tổng số thành viên)", required=False
    )
    seal = forms.BooleanField(label="Hội đồng được sử dụng con dấu", required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        top, bottom = values.get("quorum_top"), values.get("quorum_bottom")
        if top and bottom and top > bottom:
            self.add_error("quorum_top", "Số phần dự họp không được lớn hơn tổng số phần.")
        return values


class PlanForm(forms.Form):
    """The next meeting."""

    day = forms.DateField(label="Ngày họp", widget=day_input(), **DAY)
    clock = forms.TimeField(
        label="Giờ họp",
        input_formats=["%H:%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"placeholder": "08:00"}),
        error_messages={"invalid": "Giờ không đọc được – ghi 08:00."},
    )
    place = forms.CharField(label="Địa điểm", max_length=200, error_messages={"required": "Ghi địa điểm họp."})
    form = forms.CharField(label="Hình thức", max_length=100, required=False, help_text="Trực tiếp, trực tuyến")

    @property
    def planned_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["clock"], HANOI)


class VoteForm(forms.Form):
    """One member's vote."""

    choice = forms.ChoiceField(choices=Vote.Choice.choices, error_messages={"required": "Chưa chọn phương án."})
    points = forms.CharField(max_length=20, required=False)

    def clean_points(self) -> Decimal | None:
        return points_of(self.cleaned_data["points"])


class ReasonForm(forms.Form):
    """Conclusion or reason of one line."""

    reason = forms.CharField(
        label="Lý do, kết luận", widget=AREA, max_length=4000, error_messages={"required": "Ghi lý do, kết luận."}
    )


class MinutesForm(forms.ModelForm):
    """What the minutes say beside votes and attendance."""

    submit_by = forms.DateField(label="Trình phê duyệt trước ngày", widget=day_input(), required=False, **DAY)

    class Meta:
        model = Meeting
        fields = [
            "report",
            "guests",
            "discussion",
            "survey",
            "votes_for",
            "votes_against",
            "votes_other",
            "conclusion",
            "submit_by",
        ]
        widgets = {
            "guests": forms.Textarea(attrs={"rows": 2}),
            "discussion": LONG,
            "survey": forms.Textarea(attrs={"rows": 2}),
            "conclusion": LONG,
        }
        help_texts = {
            "report": "Ví dụ: Báo cáo số 03/BC-TTK ngày 15/01/2025",
            "guests": "Mỗi dòng một người: Ông Nguyễn Văn A, chức vụ",
            "discussion": "Mỗi dòng một ý kiến, dạng Ông A: nội dung",
            "survey": "Nhận xét của Hội đồng về kết quả điều tra xã hội học, nếu có",
            "conclusion": "Mỗi dòng một kết luận",
        }
