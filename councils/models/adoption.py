"""The council's adoption of the final scores."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc.tenancy.base import TenantModel
from criteria.models import Campaign


class Adoption(TenantModel):
    """The council's adoption of the final scores of a campaign; reopening it keeps the row and says why."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="adoptions")
    adopted_at = models.DateTimeField("thông qua lúc")
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    conclusion = models.TextField("kết luận của Hội đồng", blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    reopen_reason = models.TextField(blank=True)
    reopen_approver = models.CharField(max_length=150, blank=True)

    class Meta:
        verbose_name = "lần thông qua"
        verbose_name_plural = "lần thông qua"
        ordering = ["-adopted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(reopened_at=None),
                name="adoption_one_in_force",
                violation_error_message="Kết quả đã được thông qua.",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None) | (~Q(reopen_reason="") & ~Q(reopen_approver="")),
                name="reopening_has_reason_and_approver",
                violation_error_message="Mở lại phải có lý do và người duyệt.",
            ),
        ]

    def __str__(self) -> str:
        return f"Thông qua kết quả {self.campaign} lúc {self.adopted_at:%d/%m/%Y %H:%M}"
