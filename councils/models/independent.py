"""Scores that the council's members give each on their own, unseen by the others until all are in."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models import Assessment
from cchc.tenancy.base import TenantModel
from criteria.models import Campaign, Criterion

USER = settings.AUTH_USER_MODEL


class IndependentRound(TenantModel):
    """One leaf that the council's members score independently, for the files chosen."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="independent_rounds")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = "đợt chấm độc lập"
        verbose_name_plural = "đợt chấm độc lập"
        ordering = ["criterion__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "criterion"],
                name="independent_round_once",
                violation_error_message="Mục này đã mở chấm độc lập.",
            ),
        ]

    def __str__(self) -> str:
        return f"Chấm độc lập {self.criterion_id}"


class IndependentScore(TenantModel):
    """One member's score of one file in a round; without points it is still to come."""

    round = models.ForeignKey(IndependentRound, models.CASCADE, related_name="scores")
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+")
    member = models.ForeignKey(USER, models.PROTECT, related_name="+")
    points = models.DecimalField("điểm", max_digits=8, decimal_places=2, null=True, blank=True)
    note = models.CharField("ghi chú", max_length=400, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "điểm chấm độc lập"
        verbose_name_plural = "điểm chấm độc lập"
        ordering = ["assessment__agency__sort_key", "member_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "assessment", "member"], name="independent_score_once"),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__gte=0),
                name="independent_score_not_negative",
                violation_error_message="Điểm không được âm.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.points}"
