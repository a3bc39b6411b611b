"""What else counts, beside the index, when the head of an agency is classified; frozen with the result."""

from django.db import models

from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency
from criteria.models import Campaign
from publications.head_rules import Effect, held_words


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


class HeadTerm(TenantModel):
    """A head's time in office within the year, recorded where an agency had more than one or the post stood empty.

    Without any, the agency's head is taken to have been there all year.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="head_terms")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    name = models.CharField("họ và tên", max_length=120)
    title = models.CharField("chức vụ", max_length=160, blank=True)
    since = models.DateField("từ ngày")
    until = models.DateField("đến ngày")
    unrated = models.CharField("không phân loại vì", max_length=200, blank=True)

    class Meta:
        verbose_name = "thời gian giữ chức của người đứng đầu"
        verbose_name_plural = "thời gian giữ chức của người đứng đầu"
        ordering = ["agency__sort_key", "since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "agency", "since"], name="head_term_once"),
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")),
                name="head_term_ends_after_it_begins",
                violation_error_message="Ngày thôi giữ chức trước ngày bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} – {self.agency}"

    @property
    def words(self) -> str:
        """«giữ chức từ 01/01/2024 đến 15/06/2024 (5 tháng 15 ngày)»."""
        return held_words(self.since, self.until)


class HeadFinding(TenantModel):
    """A condition found for the head of one agency, with what it rests on; ``term`` where the year had several."""

    condition = models.ForeignKey(HeadCondition, models.PROTECT, related_name="findings")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    term = models.ForeignKey(HeadTerm, models.PROTECT, related_name="findings", null=True, blank=True)
    basis = models.CharField("căn cứ", max_length=400)
    found_at = models.DateTimeField()
    found_by_name = models.CharField(max_length=150)

    class Meta:
        verbose_name = "trường hợp hạ mức người đứng đầu"
        verbose_name_plural = "trường hợp hạ mức người đứng đầu"
        ordering = ["agency__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["condition", "agency", "term"],
                name="head_finding_once",
                nulls_distinct=False,
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


class SnapshotHead(TenantModel):
    """One of the heads an agency had in the year, frozen with the version; none where one head was there all year."""

    row = models.ForeignKey("publications.SnapshotRow", models.PROTECT, related_name="heads")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    since = models.DateField()
    until = models.DateField()
    level = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["row", "position"], name="snapshot_head_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.level}"
