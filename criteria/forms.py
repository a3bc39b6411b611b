"""What the coordinator types about sets, campaigns, plans and extensions."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cchc.files.accept import UploadRefused
from criteria.basis import basis_lines
from criteria.kept import checked_content
from criteria.models import Campaign, Criterion, Participant, PlanStep
from criteria.rules.calendar import parse_period
from criteria.rules.numbers import show_points
from criteria.services.catalogue import code_fault

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MINUTE = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
TABLE_HINT = "Tệp .xlsx hoặc .csv (UTF-8), tối đa 5 MB."


class TableField(forms.FileField):
    """An uploaded table; the cleaned value is its name and content, looked at by the upload contract."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"help_text": TABLE_HINT, "widget": forms.FileInput(attrs={"accept": ".xlsx,.csv"})} | options
        )

    def clean(self, data: Any, initial: Any = None) -> tuple[str, bytes] | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return checked_content(upload)
        except UploadRefused as refused:
            raise ValidationError(refused.message) from refused


class SetFileForm(forms.Form):
    """A criteria set from a file."""

    file = TableField(label="Tệp bộ tiêu chí", error_messages={"required": "Chưa chọn tệp. Chọn tệp bộ tiêu chí."})
    code = forms.CharField(
        label="Mã bộ", max_length=40, help_text="Ví dụ KT-2024. Mã đã có: nội dung bộ đó được thay bằng tệp này."
    )
    title = forms.CharField(label="Tên bộ tiêu chí", max_length=300, required=False, help_text="Bắt buộc với bộ mới.")
    total = forms.DecimalField(
        label="Tổng điểm của bộ", max_digits=7, decimal_places=2, initial=100, localize=True, min_value=1
    )
    is_sample = forms.BooleanField(label="Là bộ tiêu chí mẫu, chưa do cơ quan có thẩm quyền ban hành", required=False)

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if fault := code_fault(code):
            raise ValidationError(fault)
        return code


class IssueForm(forms.Form):
    """The decision that issues a set."""

    number = forms.CharField(label="Số quyết định", max_length=60, help_text="Ví dụ 8802/QĐ-UBND")
    day = forms.DateField(label="Ngày quyết định", widget=DAY)


class CampaignForm(forms.Form):
    """The head of a new campaign; the kinds of agencies come from the year's list."""

    PLAN_FILE, PLAN_COPY, PLAN_LATER = "file", "copy", "later"
    PLANS = [
        (PLAN_FILE, "Từ tệp Excel hoặc CSV"),
        (PLAN_COPY, "Như năm trước, dời ngày sang năm nay"),
        (PLAN_LATER, "Lập sau, từ kế hoạch mẫu hoặc từng bước"),
    ]
    year = forms.IntegerField(label="Năm đánh giá", min_value=2010, max_value=2100, widget=forms.HiddenInput)
    title = forms.CharField(
        label="Tên kỳ", max_length=300, required=False, help_text="Để trống: «Chỉ số cải cách hành chính năm …»."
    )
    has_survey = forms.BooleanField(label="Có điều tra xã hội học", required=False, initial=True)
    tie_rule = forms.ChoiceField(
        label="Khi Chỉ số bằng nhau", choices=Campaign.TieRule.choices, initial="shared", widget=forms.RadioSelect
    )
    plan_from = forms.ChoiceField(label="Kế hoạch", choices=PLANS, initial=PLAN_LATER, widget=forms.RadioSelect)
    plan_file = TableField(label="Tệp kế hoạch", required=False)
    copied = forms.ModelChoiceField(
        Campaign.objects.none(), label="Chép từ kỳ", required=False, empty_label="Không chép"
    )
    bases = forms.CharField(
        label="Căn cứ",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Mỗi dòng một căn cứ, có ngày ban hành: … ngày 06/10/2023 …",
    )

    def __init__(self, *args: Any, kinds: list[str], sets: list[tuple[str, str]], earlier: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kinds = kinds
        self.fields["copied"].queryset = earlier  # type: ignore[attr-defined]
        if earlier:
            self.fields["copied"].initial = earlier[0]
        else:
            self.fields["plan_from"].widget.choices = [one for one in self.PLANS if one[0] != self.PLAN_COPY]
        choices = [("", "không đánh giá loại này"), *sets]
        for number, kind in enumerate(kinds):
            self.fields[f"set_{number}"] = forms.ChoiceField(
                label=kind[:1].upper() + kind[1:], choices=choices, required=False
            )

    @property
    def set_fields(self) -> list[forms.BoundField]:
        return [self[f"set_{number}"] for number in range(len(self.kinds))]

    def chosen_sets(self) -> dict[str, str]:
        """The code of the set chosen for each kind."""
        pairs = [(kind, self.cleaned_data[f"set_{number}"]) for number, kind in enumerate(self.kinds)]
        return {kind: code for kind, code in pairs if code}

    def clean_bases(self) -> list[tuple[str, date | None]]:
        return basis_lines(self.cleaned_data["bases"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.kinds and not any(data.get(f"set_{number}") for number in range(len(self.kinds))):
            self.add_error("set_0", "Chưa chọn bộ tiêu chí cho loại cơ quan nào. Chọn ít nhất một.")
        if data.get("plan_from") == self.PLAN_FILE and not data.get("plan_file") and "plan_file" not in self.errors:
            self.add_error("plan_file", "Chưa chọn tệp kế hoạch. Chọn tệp, hoặc chọn lập sau.")
        if data.get("plan_from") == self.PLAN_COPY and not data.get("copied"):
            self.add_error("copied", "Chưa chọn kỳ để chép kế hoạch.")
        return data


class BandForm(forms.Form):
    """One classification band; a row without a name is passed over."""

    name = forms.CharField(label="Tên mức", max_length=60, required=False)
    lower = forms.DecimalField(label="Từ", max_digits=7, decimal_places=4, required=False, localize=True)
    lower_inclusive = forms.BooleanField(label="gồm cận dưới", required=False, initial=True)
    upper = forms.DecimalField(label="Đến", max_digits=7, decimal_places=4, required=False, localize=True)
    upper_inclusive = forms.BooleanField(label="gồm cận trên", required=False)
    head_level = forms.CharField(label="Mức độ hoàn thành của người đứng đầu", max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("lower", "upper"):
            if data.get("name") and data.get(name) is None and name not in self.errors:
                self.add_error(name, f"Mức {data['name']} chưa có cận – nhập số từ 0 đến 100.")
        return data


BandFormSet = forms.formset_factory(BandForm, extra=2)


class StepForm(forms.ModelForm):
    """One step of the plan. What is wrong with its dates the linter says; here only what can't be read is refused."""

    class Meta:
        model = PlanStep
        fields = ["printed_number", "task", "phase", "opens_on", "deadline_kind", "deadline_date", "deadline_period"]
        fields += ["deadline_text", "closes_at", "lead", "coordinating", "note"]
        widgets = {
            "task": forms.Textarea(attrs={"rows": 3}),
            "coordinating": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 2}),
            "opens_on": DAY,
            "deadline_date": DAY,
            "deadline_period": forms.TextInput(attrs={"type": "month"}),
            "closes_at": MINUTE,
        }
        labels = {"printed_number": "Số thứ tự in trong kế hoạch", "closes_at": "Giờ đóng khác"}
        help_texts = {
            "phase": "Bước mở và đóng phần việc nào trên hệ thống. Mỗi giai đoạn chỉ gắn một bước.",
            "deadline_period": "Chỉ khi kế hoạch ghi theo tháng.",
            "deadline_text": "Đúng như in trong kế hoạch, ví dụ «Hoàn thành trước ngày 15/12/2024».",
            "closes_at": "Để trống: đóng lúc 24:00 theo lời của kế hoạch.",
        }

    def clean_deadline_period(self) -> str:
        text = self.cleaned_data["deadline_period"].strip()
        try:
            return text and parse_period(text).strftime("%Y-%m")
        except ValueError as error:
            raise ValidationError(str(error)) from error


class PlanHeadForm(forms.Form):
    """Number, date and legal bases of the plan."""

    number = forms.CharField(
        label="Số kế hoạch", max_length=60, required=False, help_text="Để trống khi chưa ban hành."
    )
    day = forms.DateField(label="Ngày kế hoạch", required=False, widget=DAY)
    bases = forms.CharField(
        label="Căn cứ",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Mỗi dòng một căn cứ. Ngày ban hành được đọc từ chính dòng đó: ngày 06/10/2023, "
        "ngày 19 tháng 6 năm 2015.",
    )

    def clean_bases(self) -> list[tuple[str, date | None]]:
        return basis_lines(self.cleaned_data["bases"])


class ExemptionForm(forms.Form):
    """A leaf or branch that does not apply to the participant."""

    criterion = forms.ModelChoiceField(Criterion.objects.none(), label="Mục không áp dụng", empty_label="Chọn mục")
    reason = forms.CharField(label="Lý do", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, participant: Participant, **options: Any) -> None:
        super().__init__(*args, **options)
        allowed = Criterion.objects.filter(
            criteria_set=participant.criteria_set_id, not_applicable_policy=Criterion.NotApplicable.EXCLUDE
        )
        self.fields["criterion"].queryset = allowed  # type: ignore[attr-defined]
        self.fields["criterion"].label_from_instance = _with_points  # type: ignore[attr-defined]


def _with_points(criterion: Criterion) -> str:
    return f"{criterion.code} {criterion.name} ({show_points(criterion.max_points)} điểm)"


class RankingForm(forms.Form):
    """Where a participant is ranked."""

    block = forms.CharField(label="Khối xếp hạng", max_length=80)
    ranked = forms.BooleanField(label="Được xếp hạng", required=False)
