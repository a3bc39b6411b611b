"""What comes in from the pages of a file, checked for shape; the values themselves are judged by the rules."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.http import QueryDict
from django.utils import timezone

from assessments.entries import LABELS, MAX_EXPLANATION
from assessments.models import Citation, Evidence, ReportText, Score
from cchc.files.kinds import EVIDENCE_KINDS
from cchc.web.asked import number_asked
from criteria.forms import MINUTE
from criteria.rules.calendar import HANOI

MOST_DAYS_AHEAD = 400
MAX_COMMENT = 2000
MAX_NOTE = 500
MAX_REPORT_TEXT = 6000


class FieldForm(forms.Form):
    """One field as autosave sends it."""

    leaf = forms.IntegerField(min_value=1)
    field = forms.ChoiceField(choices=[(name, name) for name in LABELS])
    value = forms.CharField(
        required=False,
        strip=False,
        max_length=5 * MAX_EXPLANATION,
        error_messages={
            "max_length": f"Phần nhập dài %(show_value)s ký tự – rút còn {MAX_EXPLANATION} ký tự, "
            "phần dài đính kèm thành tệp; chưa ghi vào hồ sơ."
        },
    )
    version = forms.IntegerField(min_value=0)
    base = forms.CharField(required=False, strip=False)


class StepForm(forms.Form):
    """A step of the workflow with its comment."""

    step = forms.CharField(max_length=40)
    comment = forms.CharField(required=False)

    def clean_comment(self) -> str:
        """Counted as the browser counts: a line end is one character, though it is sent as two."""
        comment = self.cleaned_data["comment"].replace("\r\n", "\n")
        if len(comment) > MAX_COMMENT:
            raise forms.ValidationError(f"Lý do dài {len(comment)} ký tự – rút còn {MAX_COMMENT} ký tự rồi gửi lại.")
        return comment


class EvidenceForm(forms.ModelForm):
    """What is written about a document. A number or not, a document always has an abstract."""

    issued_on = forms.DateField(
        label="Ngày ban hành",
        required=False,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": "15/12/2024"}),
        error_messages={"invalid": "Ngày không đọc được – ghi theo dạng 15/12/2024."},
    )

    class Meta:
        model = Evidence
        fields = ["number", "issued_on", "issuer", "kind", "abstract", "is_lasting"]
        help_texts = {"number": "12/KH-UBND; để trống nếu là ảnh, bảng tổng hợp", "kind": "Kế hoạch, báo cáo, ảnh"}

    def clean_abstract(self) -> str:
        return " ".join(self.cleaned_data["abstract"].split())


ACCEPTED = ",".join(f".{ending}" for kind in EVIDENCE_KINDS for ending in kind.extensions)


def _file_field(label: str) -> forms.FileField:
    return forms.FileField(
        label=label,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": "Chưa chọn tệp – bấm “Chọn tệp” rồi chọn một tệp trên máy.",
            "empty": "Tệp rỗng, 0 byte – kiểm tra lại tệp trên máy rồi chọn lại.",
            "max_length": "Tên tệp quá dài – đổi tên tệp ngắn hơn rồi chọn lại.",
        },
        max_length=1000,
    )


class UploadForm(EvidenceForm):
    """A new document: the file with what is written about it."""

    file = _file_field("Tệp")


class ReplaceForm(forms.Form):
    """A newer file of a document that is there."""

    file = _file_field("Tệp mới")


class PlaceForm(forms.ModelForm):
    """Where in the document the leaf's proof stands."""

    class Meta:
        model = Citation
        fields = ["page", "quotation"]
        widgets = {"quotation": forms.Textarea(attrs={"rows": 2, "maxlength": 1000})}
        help_texts = {"page": "trang 3, Phụ lục 1"}


class ImportForm(forms.Form):
    """Scores of a stage from a file; checking alone is the default."""

    file = forms.FileField(label="Tệp .xlsx hoặc .csv")
    stage = forms.ChoiceField(label="Giai đoạn", choices=Score.Stage.choices)


class ReportForm(forms.ModelForm):
    """What the report says beside its figures, a paragraph a line."""

    class Meta:
        model = ReportText
        fields = ["direction", "highlights", "shortcomings", "causes", "proposals"]
        widgets = {name: forms.Textarea(attrs={"rows": 4, "maxlength": MAX_REPORT_TEXT}) for name in fields}
        help_texts = {"direction": "Mỗi dòng là một đoạn của báo cáo."}

    def clean(self) -> dict:
        for name, text in list(self.cleaned_data.items()):
            if len(text) > MAX_REPORT_TEXT:
                self.add_error(name, f"Dài {len(text)} ký tự – rút còn {MAX_REPORT_TEXT} ký tự.")
        return self.cleaned_data


class SignedForm(forms.Form):
    """The report as signed: a PDF with number and date as the register of the agency has them."""

    file = forms.FileField(
        label="Báo cáo đã ký (PDF)",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
        error_messages={
            "required": "Chưa chọn tệp – bấm “Chọn tệp” rồi chọn báo cáo đã ký.",
            "empty": "Tệp rỗng, 0 byte – kiểm tra lại tệp trên máy rồi chọn lại.",
        },
        max_length=1000,
    )
    number = forms.CharField(label="Số, ký hiệu", max_length=60, required=False, help_text="15/BC-UBND")
    issued_on = forms.DateField(
        label="Ngày ký",
        required=False,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": "15/12/2024"}),
        error_messages={"invalid": "Ngày không đọc được – ghi theo dạng 15/12/2024."},
    )


class AskExtensionForm(forms.Form):
    """More time for one agency: until when and why."""

    wished = forms.DateField(
        label="Xin gia hạn đến hết ngày",
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": "20/12/2024"}),
        error_messages={
            "required": "Chưa ghi ngày – ghi ngày xin gia hạn đến, theo dạng 20/12/2024.",
            "invalid": "Ngày không đọc được – ghi theo dạng 20/12/2024.",
        },
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Chưa ghi lý do – ghi vì sao chưa kịp gửi hồ sơ."},
    )
    paper = forms.CharField(
        label="Văn bản đề nghị",
        max_length=300,
        required=False,
        help_text="Ví dụ: Công văn số 45/UBND ngày 10/12/2024; nếu có thì thành căn cứ của quyết định gia hạn.",
    )

    def clean_wished(self) -> datetime:
        """The minute at which that day ends."""
        day: date = self.cleaned_data["wished"]
        if abs((day - timezone.localdate()).days) > MOST_DAYS_AHEAD:
            raise forms.ValidationError("Ngày quá xa hôm nay – kiểm tra lại năm.")
        return datetime.combine(day + timedelta(days=1), time(0), HANOI)


class AgreeForm(forms.Form):
    """The standing office agrees: the new closing minute, and who approved it."""

    closes_at = forms.DateTimeField(label="Hạn mới", widget=MINUTE, help_text="Đóng đúng phút này.")
    approver = forms.CharField(label="Người duyệt", max_length=150, help_text="Họ tên, chức vụ người đồng ý gia hạn.")


class RefuseForm(forms.Form):
    """The standing office says no."""

    reason = forms.CharField(
        label="Lý do không đồng ý",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Chưa ghi lý do không đồng ý – đơn vị cần biết vì sao."},
    )


def places_in(sent: QueryDict) -> dict[int, str]:
    """Leaves ticked on the form that returns a file, by id with what to correct there."""
    ids = {number_asked(text) for text in sent.getlist("mark")} - {None}
    return {pk: " ".join(sent.get(f"note-{pk}", "").split())[:MAX_NOTE] for pk in ids}  # type: ignore[misc]
