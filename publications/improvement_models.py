"""Improvement plans: versions with their lines in two annexes, what was done line by line, and the period reports.

Lines of an approved version are never changed (publications.improving.services); what was done hangs on agency, year
and criterion, so that it goes on under a new version of the plan.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.models import Evidence
from cchc.accounts.grant_models import TenantUserObjectPermission
from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency
from criteria.models import Campaign, Criterion
from publications.improving.states import Annex, LineState, PlanState

PLAN_STATES = [(state.value, state.label) for state in PlanState]
LINE_STATES = [(state.value, state.label) for state in LineState]
ANNEXES = [(Annex.KEEP.value, "Phụ lục I"), (Annex.MEND.value, "Phụ lục II")]


class ImprovementPlan(TenantModel):
    """One version of an agency's plan on the result of ``campaign``; it is carried out in the year after."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="improvement_plans")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="improvement_plans")
    snapshot = models.ForeignKey("publications.Snapshot", models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField("phiên bản", default=1)
    state = models.CharField("tình trạng", max_length=8, choices=PLAN_STATES, default=PlanState.DRAFT.value)
    rank_goal = models.CharField("mục tiêu thứ hạng", max_length=200)
    duties = models.TextField("tổ chức thực hiện")
    reason = models.TextField("lý do sửa đổi", blank=True)
    return_reason = models.TextField("lý do trả lại", blank=True)
    words_version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = "kế hoạch duy trì, khắc phục"
        verbose_name_plural = "kế hoạch duy trì, khắc phục"
        ordering = ["-version", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "agency", "version"], name="improvement_version_once"),
            models.UniqueConstraint(
                fields=["campaign", "agency"],
                condition=Q(state__in=[PlanState.DRAFT.value, PlanState.PENDING.value]),
                name="improvement_one_in_work",
                violation_error_message="Đơn vị đang có một bản kế hoạch chưa duyệt.",
            ),
            models.UniqueConstraint(
                fields=["campaign", "agency"],
                condition=Q(state=PlanState.APPROVED.value),
                name="improvement_one_in_force",
                violation_error_message="Đơn vị đã có bản kế hoạch được duyệt.",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""),
                name="improvement_change_has_reason",
                violation_error_message="Bản sửa đổi kế hoạch phải có lý do.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[PlanState.DRAFT.value, PlanState.PENDING.value], approved_at=None)
                | Q(state__in=[PlanState.APPROVED.value, PlanState.REPLACED.value], approved_at__isnull=False),
                name="improvement_approved_has_time",
                violation_error_message="Kế hoạch đã duyệt phải có thời điểm duyệt.",
            ),
        ]

    def __str__(self) -> str:
        return f"Kế hoạch khắc phục năm {self.campaign.year} của {self.agency}, bản {self.version}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be edited."""
        return self.state == PlanState.DRAFT

    @property
    def in_work(self) -> bool:
        return self.state in {PlanState.DRAFT, PlanState.PENDING}


class ImprovementLine(TenantModel):
    """One leaf of the result in the plan: kept at its maximum (annex 1) or to be mended (annex 2).

    Names and points are those of the snapshot. ``version`` counts saves: the second of two editors is told. Officers
    are guardian rows ``mend_line``; ``office`` names a body or post that is responsible besides, or instead.
    """

    plan = models.ForeignKey(ImprovementPlan, models.CASCADE, related_name="lines")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    annex = models.CharField("phụ lục", max_length=4, choices=ANNEXES)
    position = models.PositiveIntegerField()
    code = models.CharField("mã", max_length=20)
    name = models.TextField("tên")
    area_code = models.CharField(max_length=20)
    area_name = models.TextField()
    max_points = models.DecimalField("điểm tối đa", max_digits=8, decimal_places=2)
    points = models.DecimalField("điểm đạt", max_digits=16, decimal_places=10)
    cause = models.TextField("nguyên nhân", blank=True)
    action = models.TextField("giải pháp", blank=True)
    office = models.CharField("bộ phận phụ trách", max_length=160, blank=True)
    partners = models.CharField("phối hợp", max_length=300, blank=True)
    proof = models.TextField("tài liệu cần chuẩn bị", blank=True)
    due_on = models.DateField("hạn hoàn thành", null=True, blank=True)
    target = models.DecimalField("mục tiêu điểm", max_digits=8, decimal_places=2)
    version = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["position", "pk"]
        permissions = [("mend_line", "Phụ trách nội dung duy trì, khắc phục")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "criterion"], name="improvement_line_once"),
            models.CheckConstraint(
                condition=Q(target__gte=0) & Q(target__lte=F("max_points")),
                name="improvement_target_within_maximum",
                violation_error_message="Mục tiêu điểm từ 0 đến điểm tối đa.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def lost(self) -> Decimal:
        """Points at stake, exact."""
        return self.max_points - self.points

    @property
    def is_kept(self) -> bool:
        return self.annex == Annex.KEEP


class ImprovementLineUserObjectPermission(TenantUserObjectPermission):
    """Officer ↔ line; written by cchc/accounts/grants.py alone."""

    content_object = models.ForeignKey(ImprovementLine, models.CASCADE)


ImprovementLine.grant_table = ImprovementLineUserObjectPermission


class ImprovementProgress(TenantModel):
    """What an officer said of a line on a day; rows are only added, the newest counts."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="improvement_progress")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="improvement_progress")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    state = models.CharField("tình trạng", max_length=5, choices=LINE_STATES)
    percent = models.PositiveSmallIntegerField("phần trăm hoàn thành")
    done = models.TextField("kết quả đạt được", blank=True)
    obstacle = models.TextField("khó khăn, nguyên nhân chậm", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = "cập nhật tiến độ khắc phục"
        verbose_name_plural = "cập nhật tiến độ khắc phục"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["campaign", "agency", "criterion", "-at"], name="improvement_progress_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__lte=100) & (~Q(state=LineState.DONE.value) | Q(percent=100)),
                name="improvement_percent_within",
                violation_error_message="Phần trăm từ 0 đến 100; nội dung đã xong là 100.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.percent} %"


class ImprovementProof(TenantModel):
    """A document of the agency's register that shows what was done."""

    progress = models.ForeignKey(ImprovementProgress, models.CASCADE, related_name="proofs")
    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["progress", "evidence"], name="improvement_proof_once")]

    def __str__(self) -> str:
        return f"{self.progress_id}: {self.evidence_id}"


class ImprovementReport(TenantModel):
    """The words of one period's report beside its figures, a paragraph a line; without an agency the office's own.

    ``period`` is «2025-04» for a month, «2025-q2» for a quarter.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="improvement_reports")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", null=True, blank=True)
    period = models.CharField("kỳ báo cáo", max_length=7)
    obstacles = models.TextField("khó khăn, vướng mắc", blank=True)
    next_tasks = models.TextField("nhiệm vụ trọng tâm kỳ tới", blank=True)
    proposals = models.TextField("đề xuất, kiến nghị", blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = "báo cáo theo dõi khắc phục"
        verbose_name_plural = "báo cáo theo dõi khắc phục"
        ordering = ["-period", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "agency", "period"], nulls_distinct=False, name="improvement_report_once"
            )
        ]

    def __str__(self) -> str:
        return f"Báo cáo kỳ {self.period}"
