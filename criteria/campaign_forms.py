"""What the coordinator types about a campaign that is being prepared: settings, participants, last year's copy."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cchc.tenancy.models import Agency
from criteria.models import Campaign

NOT_SCORED = ("", "không đánh giá loại này")


class SettingsForm(forms.ModelForm):
    """Name, survey, ties and what is shown to whom; with the criteria set of each kind of agency."""

    class Meta:
        model = Campaign
        fields = ["title", "has_survey", "tie_rule", "provisional_view", "public_detail"]
        widgets = dict.fromkeys(("tie_rule", "provisional_view", "public_detail"), forms.RadioSelect)
        labels = {
            "title": "Tên kỳ",
            "has_survey": "Có điều tra xã hội học",
            "tie_rule": "Khi Chỉ số bằng nhau",
            "provisional_view": "Trước khi công bố",
            "public_detail": "Khi công bố, người dân xem được",
        }

    def __init__(self, *args: Any, kinds: list[str], sets: list[tuple[str, str]], used: dict, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kinds = kinds
        for number, kind in enumerate(kinds):
            self.fields[f"set_{number}"] = forms.ChoiceField(
                label=kind[:1].upper() + kind[1:],
                choices=[NOT_SCORED, *sets],
                required=False,
                initial=used.get(kind, ""),
            )
        if self.instance.opened_at:
            self._fix()

    def _fix(self) -> None:
        """Once the year is open only what is shown can be changed; the browser's answer to the rest is not read."""
        for name in self.fields:
            if name not in {"provisional_view", "public_detail"}:
                self.fields[name].disabled = True

    @property
    def set_fields(self) -> list[forms.BoundField]:
        return [self[f"set_{number}"] for number in range(len(self.kinds))]

    def chosen_sets(self) -> dict[str, str]:
        """The code of the set chosen for each kind."""
        pairs = [(kind, self.cleaned_data[f"set_{number}"]) for number, kind in enumerate(self.kinds)]
        return {kind: code for kind, code in pairs if code}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.kinds and not any(data.get(f"set_{number}") for number in range(len(self.kinds))):
            self.add_error("set_0", "Chưa chọn bộ tiêu chí cho loại cơ quan nào. Chọn ít nhất một.")
        return data


class AddParticipantsForm(forms.Form):
    """Agencies of the year's list that do not take part yet."""

    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Đơn vị chưa tham gia",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chưa chọn đơn vị nào."},
    )

    def __init__(self, *args: Any, missing: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agencies"].queryset = missing  # type: ignore[attr-defined]


class RemovalForm(forms.Form):
    """Why an agency is left out."""

    reason = forms.CharField(label="Lý do không tham gia", widget=forms.Textarea(attrs={"rows": 2}))


class AgainForm(forms.Form):
    """Last year's campaign and the year it is moved to."""

    source = forms.ModelChoiceField(
        Campaign.objects.none(), label="Làm như kỳ", empty_label=None, error_messages={"required": "Chưa chọn kỳ."}
    )
    year = forms.IntegerField(label="Cho năm", min_value=2010, max_value=2100)
    avoid_days_off = forms.BooleanField(
        label="Hạn rơi vào ngày nghỉ thì dời sang ngày làm việc kế tiếp", required=False, initial=True
    )

    def __init__(self, *args: Any, earlier: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["source"].queryset = earlier  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        source, year = data.get("source"), data.get("year")
        if source and year and year <= source.year:
            raise ValidationError({"year": f"Năm phải sau năm {source.year} của kỳ được chép."})
        if year and Campaign.objects.filter(year=year).exists():
            raise ValidationError({"year": f"Năm {year} đã có kỳ đánh giá – mỗi năm một kỳ."})
        return data
