"""What is typed on the pages of appraisal and council, checked before a service is asked."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from assessments.entries import column, fields_of, parse, written
from assessments.models import Score
from cchc.tenancy.models import Agency
from councils.queries.grid import GridRow
from councils.stages import clause_of
from criteria.catalogue import LeafRule
from criteria.rules.calendar import HANOI
from criteria.rules.numbers import EntryError, parse_number, show_points
from criteria.rules.scoring import Entry

POINTS_SAY_IT = {"option", "answer", "points"}
"""Fields that points alone decide; the others are numbers an appraiser may correct."""


def entry_fields(leaf: LeafRule) -> tuple[str, ...]:
    """The inputs under «Sửa số liệu»."""
    return tuple(name for name in fields_of(leaf) if name not in POINTS_SAY_IT)


def _signature(*parts: str) -> str:
    return hashlib.blake2s("\x1f".join(parts).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class RowInput:
    """One row of a grid as it stands on the page; its names end with the file's number, in one file with the leaf's.

    ``base`` and ``entry_base`` are what the page was made with.
    """

    points: str = ""
    reason: str = ""
    code: str = ""
    clause: str = ""
    entry: dict[str, str] = field(default_factory=dict)
    version: int = 0
    base: str = ""
    entry_base: str = ""

    @classmethod
    def of(cls, row: GridRow, leaf: LeafRule) -> "RowInput":
        """The row as stored: the appraised score, with the agency's numbers where the appraiser has none."""
        score = row.appraised
        names = entry_fields(leaf)
        own = score is not None and any(getattr(score, column(name)) not in (None, False) for name in names)
        texts = {}
        for name in names:
            shown = score if own or (score and name == "not_applicable") else row.mine
            texts[name] = written(name, getattr(shown, column(name), None))
        made = cls(
            points="" if score is None or score.points is None else show_points(score.points),
            reason=score.explanation if score else "",
            code=score.reason_code if score else "",
            clause=clause_of(score),
            entry=texts,
            version=score.version if score else 0,
        )
        return replace(made, base=made.whole, entry_base=made.entry_signature)

    @classmethod
    def read(cls, data: QueryDict, pk: int, leaf: LeafRule) -> "RowInput":
        """The row as sent by the page."""
        version = data.get(f"v-{pk}", "0")
        return cls(
            points=data.get(f"p-{pk}", "").strip(),
            reason=data.get(f"r-{pk}", "").strip(),
            code=data.get(f"c-{pk}", ""),
            clause=data.get(f"k-{pk}", "").strip(),
            entry={name: _entry_text(data, pk, name) for name in entry_fields(leaf)},
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0,
            base=data.get(f"b-{pk}", ""),
            entry_base=data.get(f"e-{pk}", ""),
        )

    @property
    def whole(self) -> str:
        beside = (self.code, self.clause) if self.reason else ("", "")
        return _signature(self.points, self.reason, *beside, self.entry_signature)

    @property
    def entry_signature(self) -> str:
        return _signature(*self.entry.values())

    @property
    def is_untouched(self) -> bool:
        """Whether the row is as the page was made."""
        return self.whole == self.base

    @property
    def by_entry(self) -> bool:
        """Whether numbers were corrected, which goes before typed points."""
        changed = bool(self.entry) and self.entry_signature != self.entry_base
        return changed and any(self.entry.values())

    def arguments(self) -> dict[str, Any]:
        """What ``councils.services.appraise`` is given. Raises ``EntryError``."""
        common: dict[str, Any] = {
            "reason": self.reason,
            "reason_code": self.code,
            "clause": self.clause,
            "version": self.version,
        }
        if self.by_entry:
            return common | {"entry": self._entry()}
        if not self.points:
            raise EntryError("points", "Ô điểm thẩm định đang trống – nhập điểm; điểm đã ghi trước đó còn nguyên.")
        return common | {"points": parse_number(self.points, "points")}

    def corrected(self) -> Entry | None:
        """The numbers, where they were corrected. Raises ``EntryError``."""
        return self._entry() if self.by_entry else None

    def _entry(self) -> Entry:
        values = {name: parse(name, text) for name, text in self.entry.items()}
        if values.pop("not_applicable", False):
            return Entry(not_applicable=True)
        return Entry(**values)


def _entry_text(data: QueryDict, pk: int, name: str) -> str:
    if name == "items":
        ticked = data.getlist(f"n-{pk}-items")
        return ";".join(ticked) if ticked else ("0" if f"n-{pk}-items-shown" in data else "")
    return data.get(f"n-{pk}-{name}", "").strip()


class FinalForm(forms.Form):
    """What the council has concluded on one leaf."""

    points = forms.CharField(label="Điểm Hội đồng kết luận", max_length=20, error_messages={"required": "Nhập điểm."})
    reason = forms.CharField(
        label="Lý do, kết luận",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
        help_text="Bắt buộc khi khác điểm thẩm định. Ghi ý kiến kết luận và kết quả biểu quyết nếu có.",
    )

    def clean_points(self) -> Decimal:
        try:
            return parse_number(self.cleaned_data["points"], "points")
        except EntryError as error:
            raise forms.ValidationError(error.message) from error


class AdoptForm(forms.Form):
    """The council's adoption."""

    conclusion = forms.CharField(
        label="Kết luận của Hội đồng",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=8000,
        error_messages={"required": "Ghi kết luận của Hội đồng theo biên bản họp."},
        help_text="Theo biên bản họp: ngày họp, số thành viên dự, kết quả biểu quyết.",
    )
    missing_as_zero = forms.BooleanField(
        label="Mục chưa thẩm định tính 0 điểm theo kết luận của Hội đồng", required=False
    )


class ReopenForm(forms.Form):
    """Opening an adopted result again."""

    reason = forms.CharField(
        label="Lý do mở lại",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        error_messages={"required": "Ghi lý do mở lại kết quả."},
    )
    approver = forms.CharField(
        label="Người duyệt việc mở lại",
        max_length=150,
        error_messages={"required": "Ghi họ tên, chức vụ người duyệt việc mở lại."},
        help_text="Họ tên và chức vụ, ví dụ: Phạm Văn Khánh, Chủ tịch UBND huyện.",
    )


class AssignForm(forms.Form):
    """Lead and joint departments of one branch."""

    lead = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Chủ trì",
        required=False,
        empty_label="Theo cấp trên",
        error_messages={"invalid_choice": "Cơ quan chủ trì không có trong danh sách thẩm định – chọn lại."},
    )
    joint = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Phối hợp",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Cơ quan phối hợp không có trong danh sách thẩm định – chọn lại."},
    )

    until = forms.DateField(
        label="Cơ quan phối hợp cho ý kiến đến hết ngày",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Bỏ trống: đến hết bước thẩm định. Hết hạn mà không có ý kiến thì coi như thống nhất.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = Agency.objects.appraisers()
        for name in ("lead", "joint"):
            self.fields[name].queryset = departments  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        lead = values.get("lead")
        values["joint"] = [agency for agency in values.get("joint", []) if agency != lead]
        day = values.pop("until", None)
        values["opinion_until"] = datetime.combine(day + timedelta(days=1), time.min, HANOI) if day else None
        return values


REASONS = Score.ReasonCode.choices
