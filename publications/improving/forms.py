"""What is typed about an improvement plan."""

import hashlib
import json
from decimal import Decimal
from typing import Any

from django import forms

from cchc.accounts.models import User
from criteria.rules.numbers import EntryError, parse_number
from publications.improvement_models import ImprovementLine
from publications.improving.services import TEXTS, Typed
from publications.improving.states import LineState

LONG = 4000
DAYS = ["%d/%m/%Y", "%Y-%m-%d"]


def area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": LONG})


def text(label: str, rows: int = 2, *, required: bool = False) -> forms.CharField:
    messages = {"required": f"Chưa ghi phần “{label}”."}
    return forms.CharField(label=label, max_length=LONG, required=required, widget=area(rows), error_messages=messages)


class PointsField(forms.CharField):
    """Points as people type them: «0,5» or «0.5»."""

    def clean(self, value: Any) -> Decimal | None:  # type: ignore[override]
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return parse_number(typed)
        except EntryError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


class LineForm(forms.Form):
    """One line of either annex. Nothing is obligatory while the plan is a draft: what lacks is named at sending."""

    cause = text("Nguyên nhân mất điểm")
    action = text("Giải pháp")
    proof = text("Tài liệu kiểm chứng cần chuẩn bị")
    officers = forms.MultipleChoiceField(
        label="Công chức phụ trách",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Người được chọn không còn làm việc ở đơn vị – chọn lại."},
    )
    office = forms.CharField(label="Bộ phận, chức danh", max_length=160, required=False)
    partners = forms.CharField(label="Phối hợp", max_length=300, required=False)
    due_on = forms.DateField(
        label="Thời hạn hoàn thành",
        required=False,
        input_formats=DAYS,
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "ngày/tháng/năm", "inputmode": "numeric"}),
        error_messages={"invalid": "Ngày không đọc được – ghi như 30/9/2025."},
    )
    target = PointsField(label="Mục tiêu điểm", max_length=20, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    base = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, line: ImprovementLine, holding: list[User], people: list[User], *args: Any, **more: Any) -> None:
        self.line, self.holding = line, holding
        shown = {name: getattr(line, name) for name in TEXTS} | {"officers": [str(user.pk) for user in holding]}
        shown["target"] = format(line.target.normalize(), "f").replace(".", ",")
        known = {user.pk: user for user in [*people, *holding]}
        super().__init__(*args, prefix=f"m{line.pk}", **more)
        self.initial = shown | {"version": line.version, "base": fingerprint(line, holding)}
        self.fields["officers"].choices = [(str(pk), str(user)) for pk, user in known.items()]  # type: ignore[attr-defined]
        if line.is_kept:
            for name in ("cause", "target"):
                del self.fields[name]

    def clean_target(self) -> Decimal:
        target = self.cleaned_data.get("target")
        if target is None:
            return self.line.max_points
        if not 0 <= target <= self.line.max_points:
            raise forms.ValidationError(f"Mục tiêu từ 0 đến điểm tối đa {show(self.line.max_points)}.")
        if target != round(target, 2):
            raise forms.ValidationError("Mục tiêu có nhiều nhất hai chữ số thập phân.")
        return target

    def clean(self) -> dict[str, Any]:
        due = self.cleaned_data.get("due_on")
        if due is not None and not 2000 <= due.year <= 2100:
            self.add_error("due_on", "Năm của thời hạn không đúng – ghi như 30/9/2025.")
        return self.cleaned_data

    @property
    def is_touched(self) -> bool:
        """Whether anything differs from what the page showed when it was opened."""
        data = self.cleaned_data
        typed = {name: data.get(name, getattr(self.line, name)) for name in TEXTS}
        return digest(typed, data["officers"]) != data["base"]

    @property
    def typed(self) -> Typed:
        values = {name: self.cleaned_data.get(name, getattr(self.line, name)) for name in TEXTS}
        officers = frozenset(int(pk) for pk in self.cleaned_data["officers"])
        return Typed(self.cleaned_data["version"], values, officers)


def show(points: Decimal) -> str:
    return format(points.normalize(), "f").replace(".", ",")


def fingerprint(line: ImprovementLine, holding: list[User]) -> str:
    """What the page shows of a line, to tell whether the person typed anything."""
    return digest({name: getattr(line, name) for name in TEXTS}, [str(user.pk) for user in holding])


def digest(values: dict[str, Any], officers: list[str]) -> str:
    shown = [_plain(values[name]) for name in TEXTS]
    return hashlib.sha256(json.dumps([shown, sorted(officers)]).encode()).hexdigest()


def _plain(value: Any) -> str:
    """Texts as a browser sends them back: without blank ends, with one kind of line break."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "" if value is None else "\n".join(str(value).split("\r\n")).strip()


class WordsForm(forms.Form):
    """What the plan says beside its annexes."""

    rank_goal = forms.CharField(
        label="Mục tiêu: “Phấn đấu … Chỉ số CCHC năm sau”",
        max_length=200,
        error_messages={"required": "Chưa ghi mục tiêu – ví dụ: duy trì thứ hạng; nâng hạng lên nhóm Tốt."},
    )
    duties = text(
        "Tổ chức thực hiện, mỗi dòng một chủ thể: “ai: làm gì”",
        rows=10,
        required=True,
    )
    words_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class ReasonForm(forms.Form):
    """Why a plan is given back, or changed after approval."""

    reason = forms.CharField(
        label="Lý do", max_length=1000, widget=area(2), error_messages={"required": "Chưa ghi lý do."}
    )


class ProgressForm(forms.Form):
    """How far a line has come."""

    state = forms.ChoiceField(
        label="Tình trạng",
        choices=[(state.value, state.label) for state in LineState],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn tình trạng.", "invalid_choice": "Chọn một tình trạng trong danh sách."},
    )
    percent = forms.IntegerField(
        label="Phần trăm hoàn thành",
        min_value=0,
        max_value=100,
        error_messages={
            "required": "Ghi phần trăm từ 0 đến 100.",
            "invalid": "Ghi số nguyên từ 0 đến 100.",
            "min_value": "Phần trăm từ 0 đến 100.",
            "max_value": "Phần trăm từ 0 đến 100.",
        },
    )
    done = text("Kết quả đạt được", 3)
    obstacle = text("Khó khăn, nguyên nhân chậm", 2)
    proofs = forms.MultipleChoiceField(
        label="Tài liệu trong sổ của đơn vị",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Tài liệu đã chọn không còn trong sổ – chọn lại."},
    )

    def __init__(self, documents: list[Any], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["proofs"].choices = [(str(one.pk), _named(one)) for one in documents]  # type: ignore[attr-defined]


def _named(document: Any) -> str:
    return f"{document}: {document.abstract}" if document.number else str(document)


class ReportForm(forms.Form):
    """The words of a period's report; what is left empty is made from the follow-up."""

    obstacles = text("II. Khó khăn, vướng mắc", 3)
    next_tasks = text("III. Nhiệm vụ trọng tâm kỳ tới", 3)
    proposals = text("IV. Đề xuất, kiến nghị", 3)
