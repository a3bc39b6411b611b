"""What is typed about on-site checks and records."""

from datetime import datetime
from typing import Any

from django import forms

from cchc.files.kinds import IMAGE_KINDS
from cchc.tenancy.models import Agency
from councils.explanation_forms import AREA, DAY, day_input
from criteria.models import Campaign
from criteria.rules.calendar import HANOI


class VisitForm(forms.Form):
    """A planned visit."""

    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Đơn vị",
        empty_label="Chọn đơn vị",
        error_messages={"required": "Chọn đơn vị được kiểm tra."},
    )
    planned_on = forms.DateField(label="Ngày kiểm tra", widget=day_input(), **DAY)
    team = forms.CharField(
        label="Thành phần đoàn",
        widget=AREA,
        max_length=4000,
        help_text="Mỗi dòng một người: họ tên, chức vụ. Không gồm người của đơn vị được kiểm tra.",
        error_messages={"required": "Ghi thành phần đoàn."},
    )
    purpose = forms.CharField(
        label="Nội dung kiểm tra", widget=AREA, max_length=4000, error_messages={"required": "Ghi nội dung kiểm tra."}
    )

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taking_part = Agency.objects.filter(participations__campaign=campaign).order_by("sort_key")
        self.fields["agency"].queryset = taking_part  # type: ignore[attr-defined]


class RecordForm(forms.Form):
    """The record of a visit; findings per leaf stand beside it."""

    held_on = forms.DateField(label="Ngày kiểm tra", widget=day_input(), **DAY)
    held_clock = forms.TimeField(
        label="Lúc",
        input_formats=["%H:%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"placeholder": "08:00"}),
        error_messages={"invalid": "Giờ không đọc được – ghi 08:00."},
    )
    received_by = forms.CharField(label="Đại diện đơn vị", widget=AREA, max_length=4000, required=False)
    record = forms.CharField(
        label="Nội dung biên bản",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        error_messages={"required": "Ghi nội dung biên bản."},
    )
    opinion = forms.CharField(label="Ý kiến của đơn vị", widget=AREA, max_length=4000, required=False)

    @property
    def held_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["held_on"], self.cleaned_data["held_clock"], HANOI)


class PhotoForm(forms.Form):
    """A photograph with its caption."""

    file = forms.FileField(
        label="Ảnh",
        widget=forms.ClearableFileInput(
            attrs={"accept": ",".join(f".{ending}" for kind in IMAGE_KINDS for ending in kind.extensions)}
        ),
        error_messages={"required": "Chưa chọn ảnh.", "empty": "Tệp rỗng, 0 byte – chọn lại ảnh."},
        max_length=1000,
    )
    caption = forms.CharField(
        label="Chú thích", max_length=200, error_messages={"required": "Ghi chú thích: nơi, việc, thời điểm chụp."}
    )


class RecordsForm(forms.Form):
    """A record to be put together."""

    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="Đơn vị", required=False, empty_label="Toàn bộ kỳ đánh giá"
    )
    reason = forms.CharField(
        label="Lý do trích xuất",
        max_length=300,
        error_messages={"required": "Ghi lý do trích xuất, ví dụ số văn bản khiếu nại."},
        help_text="Ví dụ: trả lời kiến nghị của UBND xã tại Công văn số 12/UBND-VP",
    )

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taking_part = Agency.objects.filter(participations__campaign=campaign).order_by("sort_key")
        self.fields["agency"].queryset = taking_part  # type: ignore[attr-defined]
