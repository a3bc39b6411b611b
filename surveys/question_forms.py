"""What is typed about a questionnaire and its questions."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from surveys.field_forms import Percent
from surveys.forms import HeadForm
from surveys.models import Question, Questionnaire
from surveys.resources.questionnaire import CODE, FORM_CODE, MAX_LABEL, MAX_OPTIONS, RESERVED
from surveys.rules.forms import FIXED_SIZES, ONE_OPTION, WITH_OPTIONS, AnswerType, Choice, QuestionRule

EMPTY = "trong"
LIKERT = [
    ("Rất hài lòng", Decimal(100)),
    ("Hài lòng", Decimal(75)),
    ("Bình thường", Decimal(50)),
    ("Không hài lòng", Decimal(25)),
    ("Rất không hài lòng", Decimal(0)),
]
"""The usual five, offered for a new question."""


class NewForm(HeadForm):
    """A new questionnaire: its head, and what it begins with."""

    code = forms.CharField(
        label="Mã phiếu", max_length=55, help_text="Chữ không dấu và số, ví dụ doanh-nghiep. Không đổi được về sau."
    )
    audience = forms.ChoiceField(label="Nhóm đối tượng", choices=Questionnaire.Audience.choices)
    source = forms.ChoiceField(label="Câu hỏi ban đầu")
    field_order = ("code", "title", "audience", "respondent_group", "quota", "source")

    def __init__(self, *args: Any, sources: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["source"].choices = [*sources, (EMPTY, "Phiếu trống, tự soạn câu hỏi")]

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if not FORM_CODE.fullmatch(code):
            raise ValidationError(f"Mã «{code}» không dùng được – dùng chữ không dấu, số, dấu gạch, ví dụ nguoi-dan.")
        return code


class QuestionForm(forms.Form):
    """One question without its options."""

    code = forms.CharField(label="Mã câu", max_length=20, help_text="Chữ không dấu và số, ví dụ Q1.")
    text = forms.CharField(label="Câu hỏi", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    group = forms.CharField(label="Phần của phiếu", max_length=200, required=False)
    answer_type = forms.ChoiceField(label="Kiểu trả lời", choices=Question.AnswerType.choices)
    required = forms.BooleanField(
        label="Bắt buộc", required=False, help_text="Người trả lời vẫn được chọn «Không trả lời câu này»."
    )
    show_if = forms.ChoiceField(label="Chỉ hỏi khi", required=False)
    criterion_code = forms.ChoiceField(label="Tính điểm vào mục", required=False)

    def __init__(
        self, *args: Any, conditions: Sequence[str], leaves: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["show_if"].choices = [("", "Hỏi mọi người"), *((words, _said(words)) for words in conditions)]
        self.fields["criterion_code"].choices = [("", "Không tính điểm"), *leaves]

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if not CODE.fullmatch(code) or code.casefold() in RESERVED:
            raise ValidationError(f"Mã câu «{code}» không dùng được – dùng chữ không dấu và số, ví dụ Q1.")
        return code


def _said(condition: str) -> str:
    question, _, label = condition.partition("=")
    return f"câu {question[:-1]} không phải «{label}»" if question.endswith("!") else f"câu {question} là «{label}»"


def conditions_of(earlier: Sequence[QuestionRule]) -> list[str]:
    """Every condition a question after these may have."""
    return [
        f"{rule.code}{sign}{option.label}"
        for rule in earlier
        if rule.answer_type in ONE_OPTION
        for option in rule.options
        for sign in ("=", "!=")
    ]


class OptionForm(forms.Form):
    """One option; without a percentage choosing it isn't scored."""

    label = forms.CharField(max_length=MAX_LABEL, required=False)
    percent = Percent(required=False, max_digits=7, decimal_places=4)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        number = str(options.get("prefix", "-")).rpartition("-")[2]
        words = f"{int(number) + 1}" if number.isdecimal() else ""
        for name, said in (("label", "Phương án"), ("percent", "Tỷ lệ % của phương án")):
            self.fields[name].widget.attrs |= {"aria-label": f"{said} {words}", "class": "form-control"}


OptionForms: type[BaseFormSet] = formset_factory(OptionForm, extra=0, max_num=MAX_OPTIONS, absolute_max=MAX_OPTIONS)


def option_rows(question: QuestionRule | None, more: int) -> list[dict[str, Any]]:
    """The options that stand, and empty lines for more."""
    pairs = LIKERT if question is None else [(one.label, one.percent) for one in question.options]
    rows = [{"label": label, "percent": percent} for label, percent in pairs]
    return (rows + [{}] * more)[:MAX_OPTIONS]


def read_question(form: QuestionForm, options: BaseFormSet) -> QuestionRule:
    """The question as typed. Raises ValidationError where the options don't suit its kind."""
    data = form.cleaned_data
    kind = AnswerType(data["answer_type"])
    scored = bool(data["criterion_code"])
    return QuestionRule(
        code=data["code"],
        text=" ".join(data["text"].split()),
        answer_type=kind,
        options=_options(kind, options) if kind in WITH_OPTIONS else (),
        group=data["group"],
        criterion_code=data["criterion_code"],
        required=data["required"],
        show_if=data["show_if"],
        scored=scored,
    )


def _options(kind: AnswerType, rows: BaseFormSet) -> tuple[Choice, ...]:
    found = [(row.cleaned_data.get("label", ""), row.cleaned_data.get("percent")) for row in rows]
    if any(percent is not None and not label for label, percent in found):
        raise ValidationError("Có tỷ lệ % không có phương án – ghi phương án hoặc xóa tỷ lệ.")
    kept = tuple(Choice(label, percent) for label, percent in found if label)
    size = FIXED_SIZES.get(kind)
    if size and len(kept) != size:
        raise ValidationError(f"Kiểu trả lời này có đúng {size} phương án, đang có {len(kept)} – thêm hoặc bớt.")
    if not kept:
        raise ValidationError("Chưa có phương án nào – ghi ít nhất một phương án.")
    return kept
