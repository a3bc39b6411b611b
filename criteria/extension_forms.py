"""A later closing minute, as the coordinator types it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from cchc.tenancy.models import Agency
from criteria.forms import MINUTE
from criteria.models import Campaign
from criteria.rules.calendar import HANOI, Phase
from criteria.services.extensions import Granted

TICKS = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})


class ExtensionForm(forms.Form):
    """For all agencies or for some of them; with reason, approver and the paper that asked for it."""

    ALL, SOME = "all", "some"
    WHOM = [(SOME, "Một số đơn vị"), (ALL, "Tất cả các đơn vị")]
    phase = forms.ChoiceField(label="Giai đoạn")
    whom = forms.ChoiceField(label="Gia hạn cho", choices=WHOM, initial=SOME, widget=forms.RadioSelect)
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(), label="Đơn vị được gia hạn", required=False, widget=TICKS
    )
    closes_at = forms.DateTimeField(label="Hạn mới", widget=MINUTE, help_text="Đóng đúng phút này.")
    shift_later = forms.BooleanField(
        label="Lùi các bước sau cùng số ngày",
        required=False,
        help_text="Chỉ khi gia hạn cho tất cả; quyết định in kèm bảng thời gian điều chỉnh.",
    )
    reason = forms.CharField(label="Lý do", widget=forms.Textarea(attrs={"rows": 3}))
    approver = forms.CharField(label="Người duyệt", max_length=150, help_text="Họ tên, chức vụ người đồng ý gia hạn.")
    request_paper = forms.CharField(
        label="Văn bản đề nghị",
        max_length=300,
        required=False,
        help_text="Ví dụ: Công văn số 45/UBND ngày 10/12/2024 của UBND xã …; thành căn cứ của quyết định.",
    )

    def __init__(self, *args: Any, campaign: Campaign, **options: Any) -> None:
        super().__init__(*args, **options)
        steps = campaign.steps.exclude(phase__in=["", Phase.PREPARING]).order_by("position")
        self.fields["phase"].choices = [(step.phase, Phase(step.phase).label) for step in steps]  # type: ignore[attr-defined]
        ahead = [step.phase for step in steps if step.closes and step.closes > timezone.now()]
        self.fields["phase"].initial = next(iter(ahead), None)
        agencies = Agency.objects.filter(participations__campaign=campaign)
        self.fields["agencies"].queryset = agencies  # type: ignore[attr-defined]

    def clean_closes_at(self) -> datetime:
        return self.cleaned_data["closes_at"].astimezone(HANOI)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("whom") == self.SOME and not data.get("agencies") and "agencies" not in self.errors:
            self.add_error("agencies", "Chưa chọn đơn vị nào. Chọn đơn vị được gia hạn, hoặc chọn tất cả các đơn vị.")
        return data

    def granted(self) -> Granted:
        data = self.cleaned_data
        chosen = list(data["agencies"]) if data["whom"] == self.SOME else []
        return Granted(
            phase=Phase(data["phase"]),
            closes_at=data["closes_at"],
            reason=data["reason"],
            approver=data["approver"],
            agencies=chosen,
            request_paper=data["request_paper"],
            shift_later=data["shift_later"] and not chosen,
        )
