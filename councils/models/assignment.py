"""Who appraises what."""

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
