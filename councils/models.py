"""Who appraises what, and the council's adoption of the final scores."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc.accounts.grant_models import TenantUserObjectPermission
from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency
from criteria.models import Campaign, Criterion


class Assignment(TenantModel):
    """A branch of a criteria set given to a department. The assignment nearest to a leaf decides who appraises it."""

    class Role(models.TextChoices):
        LEAD = "lead", "Chủ trì thẩm định"
        JOINT = "joint", "Phối hợp thẩm định"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="assignments")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="assignments")
    department = models.ForeignKey(Agency, models.PROTECT, related_name="assignments")
    role = models.CharField("vai trò", max_length=8, choices=Role, default=Role.LEAD)

    class Meta:
        verbose_name = "phân công thẩm định"
        verbose_name_plural = "phân công thẩm định"
        ordering = ["criterion__position", "role"]
        permissions = [("appraise_assignment", "Thẩm định phần được phân công")]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "criterion", "department"], name="assignment_once"),
            models.UniqueConstraint(
                fields=["campaign", "criterion"],
                condition=Q(role="lead"),
                name="assignment_one_lead",
                violation_error_message="Mỗi lĩnh vực, tiêu chí chỉ có một cơ quan chủ trì thẩm định.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}: {self.criterion.code}"


class AssignmentUserObjectPermission(TenantUserObjectPermission):
    """Appraiser ↔ assignment; written by cchc/accounts/grants.py alone."""

    content_object = models.ForeignKey(Assignment, models.CASCADE)


Assignment.grant_table = AssignmentUserObjectPermission


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
        ordering = ["-adopted_at"]
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
