"""What stands above the answers of a paper form."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from surveys.field_forms import Day
from surveys.resources.responses import MAX_RESPONDENT


class EntryHead(forms.Form):
    """Number and day of a paper form."""

    number = forms.CharField(
        label="Số phiếu (in góc phải)",
        max_length=MAX_RESPONDENT,
        error_messages={"required": "Chưa ghi số phiếu – ghi số in trên phiếu giấy."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    answered_on = Day(label="Ngày trả lời", required=False)

    def clean_answered_on(self) -> date | None:
        day = self.cleaned_data["answered_on"]
        if day and day > timezone.localdate():
            raise ValidationError("Ngày trả lời chưa đến – kiểm tra ngày trên phiếu giấy.")
        return day
