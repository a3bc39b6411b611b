"""The signed record of a campaign, or of one agency in it, for whoever has to answer a complaint."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency
from criteria.models import Campaign


class RecordExport(TenantModel):
    """One ZIP asked for: made by a worker, announced in the inbox. Without ``agency`` it holds every file."""

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        READY = "ready", "Đã sẵn sàng"
        FAILED = "failed", "Không lập được"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="record_exports")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.CharField("lý do trích xuất", max_length=300)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "bộ hồ sơ trích xuất"
        verbose_name_plural = "bộ hồ sơ trích xuất"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(sha256="") & ~Q(file_name="") & Q(ready_at__isnull=False)),
                name="export_ready_has_file",
                violation_error_message="Bộ hồ sơ đã sẵn sàng phải có tệp và mã kiểm tra.",
            ),
        ]

    def __str__(self) -> str:
        return f"Bộ hồ sơ {self.agency or 'toàn kỳ'} năm {self.campaign.year}"
