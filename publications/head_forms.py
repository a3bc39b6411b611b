"""What the standing office types on the page of the heads."""

from django import forms

from cchc.tenancy.models import Agency
from criteria.models import Campaign
from publications.forms import DayField
from publications.head_rules import Effect

FULL_TEXT = {"max_length": "Ghi không quá 400 ký tự."}


class ConditionForm(forms.Form):
    """A condition of the year."""

    text = forms.CharField(
        label="Điều kiện",
        max_length=400,
        error_messages={"required": "Chưa ghi điều kiện.", **FULL_TEXT},
    )
    effect = forms.ChoiceField(label="Tác động", choices=[(one.value, one.label) for one in Effect])


class _OfAgency(forms.Form):
    """Something about the head of one agency that takes part."""

    agency = forms.ModelChoiceField(
        None,
        label="Đơn vị",
        to_field_name="code",
        empty_label="Chọn đơn vị",
        error_messages={"required": "Chưa chọn đơn vị."},
    )

    def __init__(self, campaign: Campaign, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        taking_part = Agency.objects.filter(participations__campaign=campaign).order_by("sort_key")
        self.fields["agency"].queryset = taking_part  # type: ignore[attr-defined]


class FindingForm(_OfAgency):
    """A condition found for the head of one agency."""

    condition = forms.ModelChoiceField(
        None,
        label="Điều kiện",
        empty_label="Chọn điều kiện",
        error_messages={"required": "Chưa chọn điều kiện."},
    )
    term = forms.ModelChoiceField(None, label="Người đứng đầu", required=False, empty_label="(người đứng đầu cả năm)")
    basis = forms.CharField(
        label="Căn cứ",
        max_length=400,
        error_messages={"required": "Chưa ghi căn cứ – số, ngày văn bản hoặc kết luận.", **FULL_TEXT},
    )

    def __init__(self, campaign: Campaign, *arguments: object, **options: object) -> None:
        super().__init__(campaign, *arguments, **options)
        self.fields["condition"].queryset = campaign.head_conditions.all()  # type: ignore[attr-defined]
        terms = campaign.head_terms.select_related("agency")
        self.fields["term"].queryset = terms  # type: ignore[attr-defined]
        if not terms:
            del self.fields["term"]


class TermForm(_OfAgency):
    """A head's time in office within the year."""

    name = forms.CharField(label="Họ và tên", max_length=120, error_messages={"required": "Chưa ghi họ và tên."})
    title = forms.CharField(label="Chức vụ", max_length=160, required=False)
    since = DayField(label="Từ ngày")
    until = DayField(label="Đến ngày")
    unrated = forms.CharField(label="Không phân loại vì", max_length=200, required=False)
