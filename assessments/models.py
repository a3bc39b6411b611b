"""An agency's yearly file: scores as stage rows, bonus entries, evidence with citations, and the log of its state."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from assessments.register_models import (
    EvidenceArchive,
    EvidenceReading,
    EvidenceSignature,
    EvidenceVersion,
    Scan,
    Upload,
    Work,
)
from assessments.sending_models import ExtensionRequest, Mark, ReportText, SignedReport
from assessments.states import State
from cchc.accounts.grant_models import TenantUserObjectPermission
from cchc.tenancy.base import TenantModel, scoped
from cchc.tenancy.models import Agency
from cchc.vietnamese import fold
from criteria.models import BonusItem, Campaign, CriteriaSet, Criterion

__all__ = [
    "Assessment",
    "BonusScore",
    "Citation",
    "Evidence",
    "EvidenceArchive",
    "EvidenceReading",
    "EvidenceSignature",
    "EvidenceVersion",
    "ExtensionRequest",
    "Mark",
    "ReportText",
    "Scan",
    "Score",
    "Share",
    "ShareUserObjectPermission",
    "SignedReport",
    "TransitionLog",
    "Upload",
    "Work",
]
STATES = [(state.value, state.label) for state in State]


class Assessment(TenantModel):
    """The file of one agency in one campaign. ``state`` is written by ``services.transition`` alone."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="assessments")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="assessments")
    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="+")
    state = models.CharField("tình trạng", max_length=16, choices=STATES, default=State.DRAFT)
    approval_requested_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    appraised_at = models.DateTimeField("thẩm định xong lúc", null=True, blank=True)
    adopted_at = models.DateTimeField("thông qua lúc", null=True, blank=True)
    return_comment = models.TextField("lý do trả lại", blank=True)
    is_locked = False  # set on the instance that services.saving.lock_file gives, for the rest of its transaction

    class Meta:
        verbose_name = "hồ sơ đánh giá"
        verbose_name_plural = "hồ sơ đánh giá"
        ordering = ["agency__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "agency"], name="assessment_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "appraised", "adopted"]) | Q(submitted_at__isnull=False),
                name="assessment_sent_has_time",
                violation_error_message="Hồ sơ đã gửi phải có thời điểm gửi.",
            ),
            models.CheckConstraint(
                condition=~Q(state="adopted") | Q(adopted_at__isnull=False),
                name="assessment_adopted_has_time",
                violation_error_message="Hồ sơ đã thông qua phải có thời điểm thông qua.",
            ),
        ]

    def __str__(self) -> str:
        return f"Hồ sơ {self.agency} năm {self.campaign.year}"


class ScoreQuerySet(models.QuerySet):
    def at_stage(self, stage: str) -> "ScoreQuerySet":
        return self.filter(stage=stage)


class Score(TenantModel):
    """What one leaf earned at one stage: what was entered, the points computed from it, and the working in words.

    ``points`` None is «not scored», never 0; ten decimals, rounded only when shown. ``agency`` repeats the file's so
    that ranking reads one covering index. ``version`` counts saves; autosave compares it.
    """

    class Stage(models.TextChoices):
        SELF = "self", "Tự chấm"
        APPRAISED = "appraised", "Thẩm định"
        REAPPRAISED = "reappraised", "Thẩm định lần 2"
        FINAL = "final", "Hội đồng thông qua"

    class ReasonCode(models.TextChoices):
        NO_EVIDENCE = "no_evidence", "Thiếu minh chứng"
        OUT_OF_YEAR = "out_of_year", "Minh chứng ngoài năm"
        WRONG_DATA = "wrong_data", "Sai số liệu"
        NOT_MET = "not_met", "Chưa đạt yêu cầu"
        OTHER = "other", "Khác"

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    stage = models.CharField(max_length=12, choices=Stage)
    option = models.PositiveSmallIntegerField(null=True, blank=True)
    items = ArrayField(models.PositiveSmallIntegerField(), null=True, blank=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    answer = models.BooleanField(null=True, blank=True)
    entered_points = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    not_applicable = models.BooleanField("không phát sinh", default=False)
    explanation = models.TextField("giải trình, lý do", blank=True)
    reason_code = models.CharField(max_length=12, choices=ReasonCode, blank=True)
    points = models.DecimalField(max_digits=16, decimal_places=10, null=True, blank=True)
    applicable_max = models.DecimalField(max_digits=8, decimal_places=2)
    working = models.TextField(blank=True)
    copied_year = models.PositiveSmallIntegerField("chép lại từ năm", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    by_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", null=True, blank=True)

    objects = scoped(ScoreQuerySet)

    class Meta:
        verbose_name = "điểm"
        verbose_name_plural = "điểm"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion", "stage"], name="score_once_per_stage"),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__gte=0),
                name="score_not_negative",
                violation_error_message="Điểm của một mục không được âm.",
            ),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__lte=F("applicable_max")),
                name="score_within_maximum",
                violation_error_message="Điểm không được vượt điểm tối đa của mục.",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["appraised", "reappraised"]) | Q(by_agency=None) | ~Q(by_agency=F("agency")),
                name="nobody_appraises_own_agency",
                violation_error_message="Không thẩm định hồ sơ của chính cơ quan mình.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "stage", "criterion"],
                include=["assessment", "points", "applicable_max"],
                name="score_of_agency",
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code} – {self.get_stage_display().lower()}"


class BonusScore(TenantModel):
    """Occurrences of one bonus or penalty item at one stage; points are per occurrence up to the item's cap."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="bonus_scores")
    item = models.ForeignKey(BonusItem, models.PROTECT, related_name="scores")
    stage = models.CharField(max_length=12, choices=Score.Stage)
    occurrences = models.PositiveIntegerField(null=True, blank=True)
    points = models.DecimalField(max_digits=8, decimal_places=2)
    explanation = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "item", "stage"], name="bonus_score_once_per_stage"),
            models.CheckConstraint(
                condition=Q(points__gte=0),
                name="bonus_score_not_negative",
                violation_error_message="Điểm thưởng, trừ ghi bằng số không âm.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.stage}: {self.points}"


class EvidenceQuerySet(models.QuerySet):
    def kept(self) -> "EvidenceQuerySet":
        return self.filter(deleted_at=None)


class Evidence(TenantModel):
    """A document of one agency in one year's register: entered once, cited by many leaves."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="evidence")
    year = models.PositiveSmallIntegerField("năm đánh giá")
    number = models.CharField("số, ký hiệu", max_length=80, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=200, blank=True)
    kind = models.CharField("loại", max_length=60, blank=True)
    abstract = models.CharField("trích yếu", max_length=400)
    original_name = models.CharField("tên tệp", max_length=200)
    stored_name = models.CharField(max_length=200)
    extension = models.CharField(max_length=8)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    search = models.TextField(editable=False, default="")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    is_lasting = models.BooleanField("còn hiệu lực nhiều năm", default=False)
    is_unchecked = models.BooleanField("thông tin do máy đọc, chưa xem lại", default=False)
    carried_from = models.ForeignKey("self", models.PROTECT, related_name="carried_to", null=True, blank=True)
    is_to_replace = models.BooleanField("cần thay bằng bản trong năm", default=False)
    scan = models.CharField("quét mã độc", max_length=8, choices=Scan, default=Scan.SKIPPED)

    objects = scoped(EvidenceQuerySet)

    class Meta:
        verbose_name = "tài liệu kiểm chứng"
        verbose_name_plural = "tài liệu kiểm chứng"
        ordering = ["-uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "sha256"],
                condition=Q(deleted_at=None),
                name="evidence_file_once",
                violation_error_message="Tệp này đã có trong danh mục tài liệu.",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.abstract

    @property
    def is_out_of_year(self) -> bool:
        """Dated outside the year assessed and not of lasting force: to be replaced or explained."""
        return self.issued_on is not None and self.issued_on.year != self.year and not self.is_lasting

    def save(self, *args, **kwargs) -> None:
        self.search = fold(f"{self.number} {self.abstract} {self.issuer} {self.kind} {self.original_name}")
        super().save(*args, **kwargs)


class Citation(TenantModel):
    """A leaf of a file points at a document, with page or section and a quotation.

    ``in_reply``: added after the file was sent, to answer a request or with an appeal; kept apart from the first file.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="citations")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="citations")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="citations")
    page = models.CharField("trang, mục", max_length=80, blank=True)
    quotation = models.TextField("trích dẫn", blank=True)
    in_reply = models.BooleanField("bổ sung khi giải trình", default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "viện dẫn"
        verbose_name_plural = "viện dẫn"
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion", "evidence"],
                name="citation_once",
                violation_error_message="Mục này đã viện dẫn tài liệu đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.evidence}"


class Share(TenantModel):
    """A branch of the file that the head has given to officers (guardian rows ``fill_share``)."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="shares")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "criterion"], name="share_once")]
        permissions = [("fill_share", "Chấm phần được giao")]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.criterion_id}"


class TransitionLog(TenantModel):
    """Every change of state with its actor, time and comment; shown on the file's page."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="log")
    name = models.CharField(max_length=40)
    from_state = models.CharField(max_length=16, choices=STATES)
    to_state = models.CharField(max_length=16, choices=STATES)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%d/%m/%Y %H:%M}"


class ShareUserObjectPermission(TenantUserObjectPermission):
    """Officer ↔ share; written by cchc/accounts/grants.py alone."""

    content_object = models.ForeignKey(Share, models.CASCADE)


Share.grant_table = ShareUserObjectPermission
