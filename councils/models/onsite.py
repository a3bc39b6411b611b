"""On-site checks: the plan, the record of each visit, findings per leaf, photographs."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency
from councils.states import VisitState
from criteria.models import Campaign, Criterion


class SiteVisit(TenantModel):
    """One visit to one agency: when and who goes, and what was recorded there."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="visits")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    planned_on = models.DateField("ngày kiểm tra")
    team = models.TextField("thành phần đoàn", help_text="Mỗi dòng một người: họ tên, chức vụ.")
    purpose = models.TextField("nội dung kiểm tra")
    state = models.CharField(max_length=10, choices=[(s.value, s.label) for s in VisitState], default="planned")
    held_at = models.DateTimeField("kiểm tra lúc", null=True, blank=True)
    received_by = models.TextField("đại diện đơn vị", blank=True)
    record = models.TextField("nội dung biên bản", blank=True)
    opinion = models.TextField("ý kiến của đơn vị", blank=True)
    reason = models.TextField("lý do hủy, mở lại", blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "đợt kiểm tra thực tế"
        verbose_name_plural = "đợt kiểm tra thực tế"
        ordering = ["planned_on", "agency__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "agency", "planned_on"],
                name="visit_once_a_day",
                violation_error_message="Đơn vị này đã có đợt kiểm tra trong ngày đó.",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | (Q(held_at__isnull=False) & ~Q(record="")),
                name="visit_held_has_record",
                violation_error_message="Đợt kiểm tra đã thực hiện phải có thời điểm và nội dung biên bản.",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""),
                name="visit_cancelled_has_reason",
                violation_error_message="Hủy đợt kiểm tra phải ghi lý do.",
            ),
        ]

    def __str__(self) -> str:
        return f"Kiểm tra thực tế {self.agency} ngày {self.planned_on:%d/%m/%Y}"


class VisitFinding(TenantModel):
    """What was found on one leaf at a visit."""

    visit = models.ForeignKey(SiteVisit, models.CASCADE, related_name="findings")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    text = models.TextField("kết quả kiểm tra")

    class Meta:
        verbose_name = "kết quả kiểm tra"
        verbose_name_plural = "kết quả kiểm tra"
        ordering = ["criterion__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "criterion"], name="finding_once_per_leaf"),
            models.CheckConstraint(condition=~Q(text=""), name="finding_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code}: {self.text[:60]}"


class VisitPhoto(TenantModel):
    """A photograph taken at a visit; kept like evidence, handed out by a view that checks the right to it."""

    visit = models.ForeignKey(SiteVisit, models.CASCADE, related_name="photos")
    caption = models.CharField("chú thích", max_length=200)
    stored_name = models.CharField(max_length=200)
    original_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = "ảnh kiểm tra"
        verbose_name_plural = "ảnh kiểm tra"
        ordering = ["uploaded_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "sha256"], name="visit_photo_once")]

    def __str__(self) -> str:
        return self.caption
