"""Around the sending of a file: places marked when it is returned, the report's own words, the signed report, and the
agency's requests for more time."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc.tenancy.base import TenantModel
from criteria.models import Criterion, Extension


class Mark(TenantModel):
    """A leaf pointed at when the file was returned. Settled when the file is sent on again; kept for the record."""

    assessment = models.ForeignKey("assessments.Assessment", models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    note = models.CharField("cần sửa gì", max_length=500, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["criterion__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"], condition=Q(settled_at=None), name="mark_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.note}"


class ReportText(TenantModel):
    """What the report says beside the figures, a paragraph a line; the tables come from the data."""

    assessment = models.OneToOneField("assessments.Assessment", models.CASCADE, related_name="report_text")
    direction = models.TextField("công tác chỉ đạo, triển khai", blank=True)
    highlights = models.TextField("kết quả nổi bật", blank=True)
    shortcomings = models.TextField("tồn tại, hạn chế", blank=True)
    causes = models.TextField("nguyên nhân", blank=True)
    proposals = models.TextField("đề xuất, kiến nghị", blank=True)

    class Meta:
        verbose_name = "lời báo cáo tự đánh giá"

    def __str__(self) -> str:
        return f"Lời báo cáo {self.assessment_id}"


class SignedReport(TenantModel):
    """The report as signed by the head: the file, and what its PDF signatures said when it came in.

    A later one replaces it (``replaced_at``); none is thrown away. ``signatures`` is a list of plain objects
    (see ``assessments.services.reports``); None where they could not be read.
    """

    assessment = models.ForeignKey("assessments.Assessment", models.CASCADE, related_name="signed_reports")
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    issued_on = models.DateField("ngày ký", null=True, blank=True)
    original_name = models.CharField("tên tệp", max_length=200)
    stored_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    signatures = models.JSONField(null=True, blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "báo cáo đã ký"
        ordering = ["-uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(replaced_at=None), name="signed_report_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return self.number or self.original_name


class ExtensionRequest(TenantModel):
    """An agency asks for a later closing minute of its self-assessment; the standing office agrees or refuses. Kept."""

    assessment = models.ForeignKey("assessments.Assessment", models.CASCADE, related_name="extension_requests")
    wished = models.DateTimeField("xin gia hạn đến")
    reason = models.TextField("lý do")
    paper = models.CharField("văn bản đề nghị", max_length=300, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    extension = models.ForeignKey(Extension, models.PROTECT, related_name="+", null=True, blank=True)
    refusal = models.TextField("lý do không đồng ý", blank=True)

    class Meta:
        verbose_name = "đề nghị gia hạn"
        ordering = ["-asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(answered_at=None), name="extension_request_open_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, extension=None, refusal="")
                | Q(answered_at__isnull=False, extension__isnull=False, refusal="")
                | Q(answered_at__isnull=False, extension=None) & ~Q(refusal=""),
                name="extension_request_answered_one_way",
                violation_error_message="Đề nghị gia hạn được đồng ý bằng một lần gia hạn, hoặc từ chối kèm lý do.",
            ),
        ]

    def __str__(self) -> str:
        return f"Đề nghị gia hạn của {self.assessment.agency}"
