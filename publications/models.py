"""Frozen results: immutable versioned snapshots with a checksum, their approval and publication.

Snapshot, SnapshotRow, SnapshotLine and SnapshotHead are written once and never changed, and nothing is added to a
stored version: triggers refuse it (migrations 0002, 0006 and 0007).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency
from criteria.models import Campaign
from publications.head_models import (  # noqa: F401 - tables of this app, kept in a file of their own
    HeadCondition,
    HeadFinding,
    HeadTerm,
    SnapshotHead,
)
from publications.improvement_models import (  # noqa: F401 - tables of this app, kept in a file of their own
    ImprovementLine,
    ImprovementLineUserObjectPermission,
    ImprovementPlan,
    ImprovementProgress,
    ImprovementProof,
    ImprovementReport,
)


class Snapshot(TenantModel):
    """One version of a campaign's result. ``checksum`` is the SHA-256 of its canonical CSV of rows and lines."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="snapshots")
    version = models.PositiveSmallIntegerField("phiên bản")
    frozen_at = models.DateTimeField("chốt lúc")
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    frozen_by_name = models.CharField(max_length=150)
    reason = models.TextField("lý do", blank=True)
    rules_version = models.CharField(max_length=20)
    tie_rule = models.CharField(max_length=16)
    with_survey = models.BooleanField()
    imported = models.BooleanField(default=False)
    checksum = models.CharField(max_length=64)

    class Meta:
        verbose_name = "bản chốt kết quả"
        verbose_name_plural = "bản chốt kết quả"
        ordering = ["-version", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "version"], name="snapshot_version_once"),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""),
                name="snapshot_correction_has_reason",
                violation_error_message="Phiên bản sau phải ghi lý do điều chỉnh.",
            ),
        ]

    def __str__(self) -> str:
        return f"Kết quả năm {self.campaign.year}, phiên bản {self.version}"


class SnapshotRow(TenantModel):
    """One agency's result. Percentages and points are exact; rounding happens when they are shown."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="rows")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="results")
    agency_code = models.CharField(max_length=40)
    agency_name = models.CharField(max_length=200)
    position = models.PositiveIntegerField()
    block = models.CharField(max_length=80)
    ranked = models.BooleanField()
    rank = models.PositiveIntegerField(null=True)
    self_points = models.DecimalField(max_digits=16, decimal_places=10, null=True)
    appraised_points = models.DecimalField(max_digits=16, decimal_places=10, null=True)
    survey_points = models.DecimalField(max_digits=16, decimal_places=10, null=True)
    bonus_points = models.DecimalField(max_digits=10, decimal_places=4, default=0)
    penalty_points = models.DecimalField(max_digits=10, decimal_places=4, default=0)
    total_points = models.DecimalField(max_digits=16, decimal_places=10, null=True)
    applicable_max = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    index_exact = models.DecimalField(max_digits=33, decimal_places=30, null=True)
    band = models.CharField(max_length=60, blank=True)
    head_name = models.CharField(max_length=120, blank=True)
    head_title = models.CharField(max_length=160, blank=True)
    head_level = models.CharField(max_length=120, blank=True)
    head_note = models.TextField(blank=True, default="", db_default="")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "agency"], name="snapshot_row_once")]

    def __str__(self) -> str:
        return f"{self.agency_name}: {self.index_exact}"


class SnapshotLine(TenantModel):
    """One node of one agency's tree in the result: areas, criteria and leaves, with points by stage."""

    row = models.ForeignKey(SnapshotRow, models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=20)
    level = models.CharField(max_length=10)
    is_leaf = models.BooleanField()
    source = models.CharField(max_length=6)
    name = models.TextField()
    max_points = models.DecimalField(max_digits=8, decimal_places=2)
    applicable_max = models.DecimalField(max_digits=8, decimal_places=2)
    self_points = models.DecimalField(max_digits=16, decimal_places=10, null=True)
    appraised_points = models.DecimalField(max_digits=16, decimal_places=10, null=True)
    final_points = models.DecimalField(max_digits=16, decimal_places=10, null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["row", "code"], name="snapshot_line_once")]

    def __str__(self) -> str:
        return f"{self.code}: {self.final_points}"


class Approval(TenantModel):
    """The leader's approval of one version."""

    snapshot = models.OneToOneField(Snapshot, models.PROTECT, related_name="approval")
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    comment = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"Phê duyệt {self.snapshot}"


class Publication(TenantModel):
    """What the public page of a year shows: one approved version at a time."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="publication")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="publication_shown")
    published_at = models.DateTimeField()
    published_by_name = models.CharField(max_length=150)

    class Meta:
        verbose_name = "công bố"
        verbose_name_plural = "công bố"

    def __str__(self) -> str:
        return f"Công bố {self.snapshot}"


class DecisionTerms(TenantModel):
    """What the decision orders and no score says: the day by which every agency has its improvement plan."""

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="decision_terms")
    improvement_due = models.DateField("hạn ban hành Kế hoạch khắc phục", null=True, blank=True)

    class Meta:
        verbose_name = "nội dung quyết định"
        verbose_name_plural = "nội dung quyết định"

    def __str__(self) -> str:
        return f"Nội dung quyết định {self.campaign}"
