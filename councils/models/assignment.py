"""Who appraises what, for which agencies."""

from django.db import models
from django.db.models import Q

from cchc.accounts.grant_models import TenantUserObjectPermission
from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency
from criteria.models import Campaign, Criterion


class AgencyGroup(TenantModel):
    """A group of assessed agencies in one campaign, for parts that several departments divide among themselves."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="agency_groups")
    name = models.CharField("tên nhóm", max_length=120)

    class Meta:
        verbose_name = "nhóm đơn vị"
        verbose_name_plural = "nhóm đơn vị"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "name"],
                name="agency_group_once",
                violation_error_message="Kỳ đánh giá đã có nhóm đơn vị tên này.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(TenantModel):
    """An agency in its group; in one group at most, so that every cell has one lead."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    group = models.ForeignKey(AgencyGroup, models.CASCADE, related_name="members")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["agency__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "agency"],
                name="agency_in_one_group",
                violation_error_message="Đơn vị đã ở một nhóm khác của kỳ này.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.agency}"


class Assignment(TenantModel):
    """A branch of a criteria set given to a department. The assignment nearest to a leaf decides who appraises it.

    With a ``group`` it holds for the agencies of that group alone, and goes before the branch's general one.
    ``opinion_until`` is the deadline of a department that takes part; without one it is the end of appraisal.
    """

    class Role(models.TextChoices):
        LEAD = "lead", "Chủ trì thẩm định"
        JOINT = "joint", "Phối hợp thẩm định"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="assignments")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="assignments")
    department = models.ForeignKey(Agency, models.PROTECT, related_name="assignments")
    role = models.CharField("vai trò", max_length=8, choices=Role, default=Role.LEAD)
    group = models.ForeignKey(AgencyGroup, models.PROTECT, related_name="assignments", null=True, blank=True)
    opinion_until = models.DateTimeField("hạn cho ý kiến", null=True, blank=True)

    class Meta:
        verbose_name = "phân công thẩm định"
        verbose_name_plural = "phân công thẩm định"
        ordering = ["criterion__position", "role", "pk"]
        permissions = [("appraise_assignment", "Thẩm định phần được phân công")]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "criterion", "department", "group"],
                name="assignment_once",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["campaign", "criterion", "group"],
                condition=Q(role="lead"),
                name="assignment_one_lead",
                nulls_distinct=False,
                violation_error_message="Mỗi lĩnh vực, tiêu chí chỉ có một cơ quan chủ trì thẩm định.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}: {self.criterion.code}"


class AssignmentUserObjectPermission(TenantUserObjectPermission):
    """Appraiser ↔ assignment; written by cchc/accounts/grants.py alone."""

    content_object = models.ForeignKey(Assignment, models.CASCADE)


Assignment.grant_table = AssignmentUserObjectPermission
