"""What is typed on the pages of plan, staff and links."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from cchc.accounts.models import User
from cchc.tenancy.models import Agency
from criteria.rules.calendar import HANOI
from surveys.models import GroupPlan, LinkSheet, Questionnaire
from surveys.rules.draw import LARGEST_LIST
from surveys.services.linking import MOST_LINKS

DAY_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]
WRONG_DAY = "Ngày chưa đúng – ghi ngày/tháng/năm có thật, ví dụ 06/12/2024."


class Day(forms.DateField):
    """A day as officials write it: 06/12/2024."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": "06/12/2024"})
        messages = {"invalid": WRONG_DAY, "required": "Chưa ghi ngày – ghi ngày/tháng/năm, ví dụ 06/12/2024."}
        super().__init__(**{"input_formats": DAY_FORMATS, "widget": widget, "error_messages": messages} | options)


class Percent(forms.DecimalField):
    """A share from 0 to 100, with a comma or a point."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        limits = {"min_value": 0, "max_value": 100, "max_digits": 5, "decimal_places": 2}
        super().__init__(**{"localize": True, "widget": widget} | limits | options)


class PlanForm(forms.Form):
    """The year's survey plan."""

    minimum_rate = Percent(
        label="Tỷ lệ phiếu tối thiểu để tính điểm (%)", help_text="Số phiếu hợp lệ trên số phiếu phân bổ."
    )
    second_share = Percent(
        label="Tỷ lệ phiếu giấy nhập hai lần (%)", help_text="Phần mềm rút ngẫu nhiên; người khác nhập lại."
    )
    allowed_error = Percent(
        label="Sai số cho phép e (%)", help_text="Dùng trong công thức n = N/(1 + N·e²).", max_value=Decimal("99.99")
    )
    report_due = Day(label="Hạn báo cáo kết quả", required=False)
    keep_until = Day(
        label="Giữ phiếu giấy và dữ liệu thô đến hết ngày",
        required=False,
        help_text="Sau ngày này phần mềm chỉ còn giữ số đếm; từng phiếu và ý kiến ghi bằng lời bị xóa.",
    )
    budget = forms.CharField(
        label="Kinh phí", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class GroupForm(forms.Form):
    """How the respondents of one questionnaire are chosen."""

    selection = forms.ChoiceField(label="Cách chọn người trả lời", choices=GroupPlan.Selection.choices)
    collection = forms.ChoiceField(label="Hình thức khảo sát", choices=GroupPlan.Collection.choices)
    first_day = Day(label="Khảo sát từ ngày", required=False)
    last_day = Day(label="Đến ngày", required=False)
    by_formula = forms.BooleanField(label="Tính cỡ mẫu theo công thức n = N/(1 + N·e²)", required=False)
    weight = forms.DecimalField(
        label="Trọng số của nhóm",
        required=False,
        localize=True,
        min_value=Decimal("0.01"),
        max_digits=6,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text="Chỉ dùng khi nhiều nhóm cùng trả lời cho một mục. Mọi nhóm để trống: các câu hỏi nặng như nhau.",
        error_messages={"min_value": "Trọng số phải lớn hơn 0, ví dụ 0,7."},
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("first_day"), found.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "Ngày kết thúc trước ngày bắt đầu – sửa một trong hai ngày.")
        return found


def quota_rows(agencies: list[Agency], data: Any = None, initial: dict[int, tuple] | None = None) -> list["QuotaRow"]:
    """One row of fields per agency."""
    known = initial or {}
    return [
        QuotaRow(
            data,
            prefix=f"q{one.pk}",
            agency=one,
            initial=dict(zip(QuotaRow.NAMES, known.get(one.pk, ()), strict=False)),
        )
        for one in agencies
    ]


class QuotaRow(forms.Form):
    """Forms wanted about one agency, and its transactions of the period."""

    NAMES = ("wanted", "population")
    wanted = forms.IntegerField(label="Chỉ tiêu", min_value=0, max_value=10_000, required=False)
    population = forms.IntegerField(label="Tổng số giao dịch (N)", min_value=0, max_value=LARGEST_LIST, required=False)

    def __init__(self, *args: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*args, **options)
        self.agency = agency
        for name, words in (("wanted", "Chỉ tiêu"), ("population", "Tổng số giao dịch")):
            self.fields[name].widget = forms.TextInput(
                attrs={"inputmode": "numeric", "aria-label": f"{words} {agency.name}", "class": "form-control num"}
            )


class ReplaceForm(forms.Form):
    """Who of the sample couldn't be asked, and why."""

    drawn = forms.IntegerField(
        label="Số thứ tự không hỏi được",
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Số thứ tự chỉ gồm chữ số, ví dụ 12."},
    )
    reason = forms.CharField(label="Lý do", max_length=300)


class StaffForm(forms.Form):
    """Who enters the forms about one agency."""

    people = forms.ModelMultipleChoiceField(
        label="Người nhập phiếu", queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: QuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["people"].queryset = people


class LinksForm(forms.Form):
    """Links for one agency."""

    questionnaire = forms.ModelChoiceField(label="Phiếu", queryset=Questionnaire.objects.none(), empty_label=None)
    agency = forms.ModelChoiceField(
        label="Đơn vị được đánh giá", queryset=Agency.objects.none(), empty_label="Chọn đơn vị"
    )
    kind = forms.ChoiceField(label="Loại", choices=LinkSheet.Kind.choices, widget=forms.RadioSelect)
    count = forms.IntegerField(
        label="Số đường dẫn, hoặc số phiếu tối đa của mã tại quầy",
        min_value=1,
        max_value=5000,
        help_text=f"Đường dẫn dùng một lần: mỗi lần tạo không quá {MOST_LINKS}.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Số lượng chỉ gồm chữ số, ví dụ 15."},
    )
    expires_on = Day(label="Dùng đến hết ngày")

    def __init__(self, *args: Any, questionnaires: QuerySet, agencies: QuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["questionnaire"].queryset = questionnaires
        self.fields["agency"].queryset = agencies

    def clean_expires_on(self) -> datetime:
        """The end of the day named."""
        day = self.cleaned_data["expires_on"]
        ends = datetime.combine(day + timedelta(days=1), time(0, 0), HANOI)
        if ends <= datetime.now(HANOI):
            raise ValidationError("Ngày này đã qua – chọn hôm nay hoặc một ngày sau.")
        return ends
