"""What the coordinator types about a draft set, its criteria, its copies and its bonus and penalty items."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from criteria.models import BonusItem, CriteriaSet, Criterion
from criteria.rules.kinds import RuleKind
from criteria.rules.numbers import EntryError, parse_number
from criteria.services.catalogue import code_fault

MOST_POINTS = Decimal(99999)


class PointsField(forms.CharField):
    """Points as officials write them, «0,5» or «0.5»; with two decimals at most, never below 0."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "size": 8}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = parse_number(text)
        except EntryError as error:
            raise ValidationError(error.message) from error
        if number < 0:
            raise ValidationError(f"{text} nhỏ hơn 0 – ghi số từ 0 trở lên; điểm trừ cũng ghi số dương.")
        if number != round(number, 2):
            raise ValidationError(f"{text} có quá hai số lẻ – làm tròn.")
        if number > MOST_POINTS:
            raise ValidationError(f"{text} quá lớn – kiểm tra lại số điểm.")
        return number


class HeadForm(forms.Form):
    """The head of a draft."""

    title = forms.CharField(label="Tên bộ tiêu chí", max_length=300)
    declared_total = PointsField(label="Tổng điểm của bộ", initial="100", help_text="Thường là 100; có nơi 60 hoặc 80.")
    is_sample = forms.BooleanField(label="Là bộ tiêu chí mẫu, chưa do cơ quan có thẩm quyền ban hành", required=False)


class SetCodeField(forms.CharField):
    """The code under which a set stands in addresses and files."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": "Mã bộ", "max_length": 40, "help_text": "Ví dụ KT-2025."} | options)

    def clean(self, value: Any) -> str:
        code = super().clean(value)
        if fault := code_fault(code):
            raise ValidationError(fault)
        if CriteriaSet.objects.filter(code=code).exists():
            raise ValidationError(f"Mã bộ {code} đã có – chọn mã khác.")
        return code


class NewSetForm(HeadForm):
    """A set begun from nothing."""

    code = SetCodeField()
    field_order = ["code", "title", "declared_total", "is_sample"]


class CopyForm(forms.Form):
    """A set made from another: for the next year, or as a new version of an issued one."""

    YEAR, VERSION = "year", "version"
    purpose = forms.ChoiceField(
        label="Chép để làm gì",
        choices=[
            (YEAR, "Bộ của năm sau: số, ngày quyết định để trống"),
            (VERSION, "Phiên bản mới của bộ đã ban hành"),
        ],
        widget=forms.RadioSelect,
        initial=YEAR,
    )
    code = SetCodeField(label="Mã bộ mới")
    title = forms.CharField(label="Tên bộ mới", max_length=300)
    reason = forms.CharField(
        label="Lý do lập phiên bản mới",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Bắt buộc với phiên bản mới; giữ lại trong lịch sử của bộ.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("purpose") == self.VERSION and not (data.get("reason") or "").strip():
            self.add_error("reason", "Chưa ghi lý do lập phiên bản mới – ghi lý do.")
        return data


class AddForm(forms.Form):
    """A new node of the tree: its name and points are enough, the rest is written on its own page."""

    AFTER, INSIDE, AREA = "after", "inside", "area"
    name = forms.CharField(
        label="Tên mục mới", max_length=2000, error_messages={"required": "Chưa ghi tên mục mới – ghi tên rồi thêm."}
    )
    points = PointsField(
        label="Điểm tối đa", error_messages={"required": "Chưa ghi điểm tối đa của mục mới – ghi điểm rồi thêm."}
    )


TEXTAREA = forms.Textarea(attrs={"rows": 3})


class CriterionForm(forms.ModelForm):
    """One node of a draft, without its rule (criteria/ruledraft.py)."""

    max_points = PointsField(label="Điểm tối đa")

    class Meta:
        model = Criterion
        fields = ["code", "name", "max_points", "unit_of_measure", "guidance", "evidence", "evidence_required"]
        fields += ["department", "co_department", "not_applicable_policy"]
        labels = {"name": "Tên tiêu chí", "not_applicable_policy": "Khi không phát sinh trong năm"}
        widgets = {
            "name": forms.Textarea(attrs={"rows": 2}),
            "guidance": TEXTAREA,
            "evidence": TEXTAREA,
            "department": forms.TextInput(attrs={"list": "ten-co-quan"}),
        }
        help_texts = {
            "unit_of_measure": "Ví dụ hồ sơ, văn bản; dùng trong lời tính điểm.",
            "evidence_required": "Thiếu tài liệu thì đơn vị không gửi được hồ sơ.",
            "guidance": "Đứng cạnh ô nhập của đơn vị.",
            "co_department": "Nhiều cơ quan cách nhau bằng dấu chấm phẩy.",
        }

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if not code or code.startswith("~") or any(letter.isspace() for letter in code):
            raise ValidationError(f"Mã «{code}» không dùng được – ghi như 1.2 hoặc 1.2.3, không có dấu cách.")
        return code

    def validate_constraints(self) -> None:
        """The service looks at the code under the set's lock."""

    def validate_unique(self) -> None:
        """See ``validate_constraints``."""


KINDS = [("", "Chưa chọn cách chấm"), *((kind.value, kind.label) for kind in RuleKind)]


class BonusForm(forms.Form):
    """One bonus or penalty item; a row without code and name is passed over."""

    kind = forms.ChoiceField(label="Loại", choices=BonusItem.Kind.choices)
    code = forms.CharField(label="Mã", max_length=20, required=False)
    name = forms.CharField(label="Nội dung", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    points_per_occurrence = PointsField(label="Điểm mỗi lần", required=False)
    item_cap = PointsField(label="Tối đa của mục", required=False)
    unit_of_measure = forms.CharField(label="Đơn vị tính", max_length=60, required=False)
    evidence = forms.CharField(label="Tài liệu kiểm chứng", required=False)
    guidance = forms.CharField(label="Hướng dẫn", required=False)
    department = forms.CharField(label="Cơ quan thẩm định", max_length=160, required=False)

    @property
    def is_blank(self) -> bool:
        return not (self.cleaned_data.get("code") or self.cleaned_data.get("name"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("code") or data.get("name"):
            for name in ("code", "name", "points_per_occurrence", "item_cap"):
                if not data.get(name) and name not in self.errors:
                    label = self.fields[name].label
                    self.add_error(name, f"{label}: chưa ghi, hoặc là 0 – ghi đủ, điểm lớn hơn 0.")
        return data


BonusFormSet = forms.formset_factory(BonusForm, extra=1, max_num=60)


class BonusCapsForm(forms.Form):
    """The yearly caps of the two kinds."""

    bonus = PointsField(label="Điểm thưởng: tối đa cả năm", required=False)
    penalty = PointsField(label="Điểm trừ: tối đa cả năm", required=False)
