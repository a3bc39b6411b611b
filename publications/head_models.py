"""What else counts, beside the index, when the head of an agency is classified; frozen with the result."""

from django.db import models

from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency
from criteria.models import Campaign
from publications.head_rules import Effect


class HeadCondition(TenantModel):
    """A condition of the year: what lowers the level of a head whose agency it is found for."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="head_conditions")
    text = models.CharField("điều kiện", max_length=400)
    effect = models.CharField("tác động", max_length=8, choices=[(one.value, one.label) for one in Effect])

    class Meta:
        verbose_name = "điều kiện phân loại người đứng đầu"
        verbose_name_plural = "điều kiện phân loại người đứng đầu"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "text"],
                name="head_condition_once",
                violation_error_message="Kỳ này đã có điều kiện ấy.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class HeadFinding(TenantModel):
    """A condition found for the head of one agency, with what it rests on."""

    condition = models.ForeignKey(HeadCondition, models.PROTECT, related_name="findings")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    basis = models.CharField("căn cứ", max_length=400)
    found_at = models.DateTimeField()
    found_by_name = models.CharField(max_length=150)

    class Meta:
        verbose_name = "trường hợp hạ mức người đứng đầu"
        verbose_name_plural = "trường hợp hạ mức người đứng đầu"
        ordering = ["agency__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["condition", "agency"],
                name="head_finding_once",
                violation_error_message="Đơn vị đã được ghi điều kiện này.",
            ),
            models.CheckConstraint(
                condition=~models.Q(basis=""),
                name="head_finding_has_basis",
                violation_error_message="Ghi căn cứ: văn bản, kết luận nào.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.condition}"
