"""What is typed on the pages of the result and its papers."""

from django import forms

DAY_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]
WRONG_DAY = "Ngày chưa đúng – ghi ngày/tháng/năm có thật, ví dụ 24/01/2025."


class DayField(forms.DateField):
    """A day as officials write it: 24/01/2025."""

    def __init__(self, **options: object) -> None:
        messages = {"invalid": WRONG_DAY, "required": "Chưa ghi ngày – ghi ngày/tháng/năm, ví dụ 24/01/2025."}
        widget = forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": "24/01/2025"})
        super().__init__(input_formats=DAY_FORMATS, error_messages=messages, widget=widget, **options)


class FreezeForm(forms.Form):
    """The reason of a correction; the service demands it from the second version on."""

    reason = forms.CharField(
        label="Lý do điều chỉnh",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ApproveForm(forms.Form):
    """The leader's comment, if there is one."""

    comment = forms.CharField(label="Ý kiến", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class IssueForm(forms.Form):
    """What the clerk enters after signing."""

    number = forms.IntegerField(
        label="Số",
        min_value=1,
        max_value=99999,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "Chưa ghi số văn bản.",
            "invalid": "Số văn bản chỉ gồm chữ số, ví dụ 214.",
            "min_value": "Số văn bản bắt đầu từ 01.",
            "max_value": "Số văn bản không quá 99999.",
        },
    )
    issued_on = DayField(label="Ngày ký")


class TermsForm(forms.Form):
    """What the decision orders besides the figures."""

    improvement_due = DayField(label="Hạn ban hành Kế hoạch duy trì, khắc phục", required=False)
