"""What stands beside an appraised score: its clause, the opinions of those who take part, the confirmation."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.models import Assessment, Score
from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency
from criteria.models import Campaign, Criterion

USER = settings.AUTH_USER_MODEL


class ScoreBasis(TenantModel):
    """The clause on which a score departs from the one before it."""

    score = models.OneToOneField(Score, models.CASCADE, related_name="basis")
    clause = models.CharField("căn cứ", max_length=300)

    class Meta:
        verbose_name = "căn cứ của điểm"
        verbose_name_plural = "căn cứ của điểm"

    def __str__(self) -> str:
        return self.clause


class ReasonSnippet(TenantModel):
    """A person's own wording of a reason, put in by Alt and its number."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    key = models.PositiveSmallIntegerField("phím")
    code = models.CharField("loại lý do", max_length=12, choices=Score.ReasonCode, default=Score.ReasonCode.OTHER)
    text = models.CharField("lời", max_length=600)

    class Meta:
        verbose_name = "mẫu lý do"
        verbose_name_plural = "mẫu lý do"
        ordering = ["key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user", "key"], name="snippet_one_per_key"),
            models.CheckConstraint(condition=Q(key__gte=1, key__lte=9), name="snippet_key_is_a_digit"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.text}"


class DeclaredConflict(TenantModel):
    """A person who doesn't appraise an agency because of an interest; the database refuses their scores for it.

    ``substitute`` appraises that agency in their place; without one it falls to the others of the department.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="conflicts")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    reason = models.CharField("lý do", max_length=400)
    substitute = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True, blank=True)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        verbose_name = "xung đột lợi ích"
        verbose_name_plural = "xung đột lợi ích"
        ordering = ["-declared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "user", "agency"],
                condition=Q(lifted_at=None),
                name="conflict_once",
                violation_error_message="Đã khai xung đột của người này với đơn vị này.",
            ),
            models.CheckConstraint(
                condition=Q(substitute=None) | ~Q(substitute=F("user")),
                name="conflict_substitute_is_another",
                violation_error_message="Người thay phải là người khác.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.agency}"


class Opinion(TenantModel):
    """What a department that takes part says of one appraised leaf of one file; the lead department decides.

    ``silent``: nothing was said by ``due``, which counts as consent.
    """

    class Verdict(models.TextChoices):
        AGREE = "agree", "Thống nhất"
        OTHER = "other", "Ý kiến khác"

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="opinions")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    department = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=6, choices=Verdict)
    points = models.DecimalField("điểm đề nghị", max_digits=8, decimal_places=2, null=True, blank=True)
    text = models.CharField("ý kiến", max_length=2000, blank=True)
    silent = models.BooleanField(default=False)
    due = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        verbose_name = "ý kiến phối hợp"
        verbose_name_plural = "ý kiến phối hợp"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion", "department"], name="opinion_once"),
            models.CheckConstraint(
                condition=Q(verdict="agree") | ~Q(text=""),
                name="other_opinion_says_why",
                violation_error_message="Ý kiến khác phải nêu nội dung.",
            ),
            models.CheckConstraint(condition=Q(silent=False) | Q(verdict="agree"), name="silence_is_consent"),
        ]

    def __str__(self) -> str:
        return f"{self.department}: {self.get_verdict_display()}"


class Confirmation(TenantModel):
    """The head's confirmation of a department's scores in one file; while it stands the database refuses changes."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="confirmations")
    department = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=Score.Stage, default=Score.Stage.APPRAISED)
    remark = models.TextField("nhận xét chung", blank=True)
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True, blank=True)
    reopen_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "xác nhận thẩm định"
        verbose_name_plural = "xác nhận thẩm định"
        ordering = ["-confirmed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "department", "stage"],
                condition=Q(reopened_at=None),
                name="confirmation_in_force_once",
                violation_error_message="Phần thẩm định này đã được xác nhận.",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None) | ~Q(reopen_reason=""),
                name="confirmation_reopened_with_reason",
                violation_error_message="Mở lại phải có lý do.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} xác nhận {self.assessment}"
