"""What is typed on the way of a paper through the register."""

from typing import Any

from django import forms

from cchc.documents import errata
from cchc.documents.models import OfficialDocument
from publications.forms import IssueForm

__all__ = ["AttachForm", "CopiesForm", "IssueForm", "ReasonForm", "RecipientsForm", "ReplaceForm", "WordingForm"]


class AttachForm(forms.Form):
    """The signed copy."""

    file = forms.FileField(
        label="Bản đã ký",
        error_messages={
            "required": "Chưa chọn tệp – chọn PDF đã ký số hoặc bản quét.",
            "empty": "Tệp trống – chọn lại bản đã ký.",
            "invalid": "Chưa chọn tệp – chọn PDF đã ký số hoặc bản quét.",
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )


class ManyFiles(forms.ClearableFileInput):
    """The browser's choice of several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files, each checked as one."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files. One that is empty refuses all."""
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(ManyFilesField, self).clean(one, initial) for one in given]


class CopiesForm(forms.Form):
    """The signed copies of many papers, named by their numbers."""

    files = ManyFilesField(
        label="Các bản đã ký",
        error_messages={
            "required": "Chưa chọn tệp – chọn các PDF đã ký số hoặc bản quét.",
            "empty": "Có tệp trống – bỏ tệp đó rồi chọn lại.",
            "invalid": "Chưa chọn tệp – chọn các PDF đã ký số hoặc bản quét.",
        },
        widget=ManyFiles(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )


class ReasonForm(forms.Form):
    """Why a paper is called back, or its number taken off."""

    reason = forms.CharField(
        label="Lý do",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Chưa ghi lý do – ghi để người tra cứu và người sau biết."},
    )


class RecipientsForm(forms.Form):
    """Who receives the paper, one to a line."""

    recipients = forms.CharField(label="Nơi nhận, mỗi dòng một nơi", max_length=4000, required=False)
    recipients.widget = forms.Textarea(attrs={"rows": 5})


class ReplaceForm(forms.Form):
    """Which issued paper takes the place of this one."""

    successor = forms.ModelChoiceField(
        label="Văn bản thay thế",
        queryset=None,
        empty_label="Chọn văn bản đã ban hành",
        error_messages={
            "required": "Chưa chọn văn bản thay thế.",
            "invalid_choice": "Văn bản thay thế không còn hiệu lực hoặc không có trong sổ – chọn lại.",
        },
    )

    def __init__(self, *args: Any, document: OfficialDocument, **options: Any) -> None:
        super().__init__(*args, **options)
        others = OfficialDocument.objects.filter(
            state=OfficialDocument.State.ISSUED, issuer=document.issuer_id, agency=document.agency_id
        )
        # A letter that puts another right takes nobody's place.
        others = others.exclude(pk=document.pk).exclude(kind=errata.KIND)
        self.fields["successor"].queryset = others.order_by("-issued_on", "-number", "-pk")
        self.fields["successor"].label_from_instance = _named


def _named(document: OfficialDocument) -> str:
    return f"{document} ngày {document.issued_on:%d/%m/%Y}: {document.title[:90]}"


class SlipForm(forms.Form):
    """One place of an issued paper: as printed, and as it is to read. A row left blank is left out."""

    place = forms.CharField(label="Vị trí", max_length=200, required=False)
    printed = forms.CharField(label="Nội dung đã in", max_length=1000, required=False)
    corrected = forms.CharField(label="Đính chính thành", max_length=1000, required=False)
    place.widget.attrs["placeholder"] = "ví dụ: Phụ lục III, dòng 5"

    def clean(self) -> dict[str, Any]:
        """Refuse half a row, and a correction that changes nothing."""
        data = super().clean() or {}
        given = [name for name in self.fields if data.get(name)]
        for name in self.fields if given and not self.errors else ():
            if name not in given:
                label = str(self.fields[name].label).lower()
                self.add_error(name, f"Chưa ghi {label} – ghi đủ ba ô, hoặc để trống cả dòng.")
        if given and data.get("printed") == data.get("corrected") and not self.errors:
            self.add_error("corrected", "Nội dung đúng giống nội dung đã in – ghi lại chỗ cần đính chính.")
        return data

    @property
    def is_blank(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in self.fields)


SLIPS_MAX = 60
SlipForms = forms.formset_factory(SlipForm, extra=2, max_num=SLIPS_MAX, absolute_max=SLIPS_MAX)


class WordingForm(forms.Form):
    """An office's own wording of a text."""

    source = forms.CharField(
        label="Lời văn",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "wrap": "soft"}),
        error_messages={"required": "Lời văn trống – bấm «Trở về lời mẫu chuẩn» nếu không dùng lời riêng."},
    )
    comment = forms.CharField(label="Ghi chú phiên bản", max_length=200, required=False)
