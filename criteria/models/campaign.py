"""The campaign of one year: its sets, participants, bands, legal bases, and the plan whose dates open and close it."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q

from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency
from criteria.models.catalogue import CriteriaSet, Criterion
from criteria.rules import ranking
from criteria.rules.calendar import Phase, closing_minute, deadline_words

PHASES = [(phase.value, phase.label) for phase in Phase]


class Campaign(TenantModel):
    """One year's exercise. What is open is computed from the plan at each request (criteria/calendar.py).

    ``adopted_at`` is set when the council has adopted the final scores; ``imported`` marks a past year that came in
    as a published table and has no assessments.
    """

    class TieRule(models.TextChoices):
        SHARED = "shared", "Các đơn vị có Chỉ số bằng nhau được xếp cùng hạng."
        SURVEY_FIRST = "survey_first", "Chỉ số bằng nhau thì xét điểm điều tra xã hội học."
        APPRAISED_FIRST = "appraised_first", "Chỉ số bằng nhau thì xét điểm thẩm định."

    class ProvisionalView(models.TextChoices):
        NOTHING = "nothing", "Đơn vị chưa xem được kết quả dự kiến"
        OWN = "own", "Đơn vị xem được điểm thẩm định của mình"

    class PublicDetail(models.TextChoices):
        RANKING = "ranking", "Bảng xếp hạng, xếp loại và điểm từng lĩnh vực"
        CRITERIA = "criteria", "Thêm trang của từng đơn vị với điểm từng tiêu chí"

    year = models.PositiveSmallIntegerField("năm đánh giá")
    title = models.CharField("tên kỳ", max_length=300)
    has_survey = models.BooleanField("có điều tra xã hội học", default=True)
    tie_rule = models.CharField("quy tắc đồng hạng", max_length=16, choices=TieRule, default=TieRule.SHARED)
    provisional_view = models.CharField("kết quả dự kiến", max_length=8, choices=ProvisionalView, default="own")
    public_detail = models.CharField("công bố", max_length=10, choices=PublicDetail, default="criteria")
    plan_number = models.CharField("số kế hoạch", max_length=60, blank=True)
    plan_date = models.DateField("ngày kế hoạch", null=True, blank=True)
    opened_at = models.DateTimeField("mở kỳ lúc", null=True, blank=True)
    adopted_at = models.DateTimeField("thông qua lúc", null=True, blank=True)
    imported = models.BooleanField("nhập từ kết quả đã công bố", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "kỳ đánh giá"
        verbose_name_plural = "kỳ đánh giá"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "year"],
                name="campaign_once_a_year",
                violation_error_message="Năm này đã có kỳ đánh giá.",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2010, year__lte=2100),
                name="campaign_year_sane",
                violation_error_message="Năm đánh giá phải từ 2010 đến 2100.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CampaignSet(TenantModel):
    """Which criteria set scores which kind of agency."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="sets")
    agency_kind = models.CharField("loại cơ quan", max_length=40)
    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="used_by")

    class Meta:
        ordering = ["agency_kind", "pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "agency_kind"], name="campaign_set_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.agency_kind}: {self.criteria_set}"


class Participant(TenantModel):
    """An agency that is scored in the campaign, in the block it is ranked in."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="participants")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="participations")
    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="+")
    block = models.CharField("khối xếp hạng", max_length=80)
    ranked = models.BooleanField("xếp hạng", default=True)

    class Meta:
        verbose_name = "đơn vị tham gia"
        verbose_name_plural = "đơn vị tham gia"
        ordering = ["block", "agency__sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "agency"], name="participant_once")]

    def __str__(self) -> str:
        return str(self.agency)


class Exemption(TenantModel):
    """A leaf or a whole branch decided in advance not to apply to a participant, with the reason."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="exemptions")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="exemptions")
    reason = models.TextField("lý do")
    decided_by_name = models.CharField(max_length=150)
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "criterion"], name="exemption_once"),
            models.CheckConstraint(
                condition=~Q(reason=""), name="exemption_has_reason", violation_error_message="Ghi lý do không áp dụng."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: không áp dụng {self.criterion.code}"


class Band(TenantModel):
    """One classification band with explicit bounds, and what it means for the head of the agency."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="bands")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("tên mức", max_length=60)
    lower = models.DecimalField("từ", max_digits=7, decimal_places=4)
    lower_inclusive = models.BooleanField("gồm cận dưới", default=True)
    upper = models.DecimalField("đến", max_digits=7, decimal_places=4)
    upper_inclusive = models.BooleanField("gồm cận trên", default=False)
    head_level = models.CharField("mức độ hoàn thành của người đứng đầu", max_length=120, blank=True)

    class Meta:
        verbose_name = "mức xếp loại"
        verbose_name_plural = "mức xếp loại"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name"], name="band_name_once"),
            models.CheckConstraint(
                condition=Q(lower__lte=F("upper")),
                name="band_bounds_in_order",
                violation_error_message="Cận dưới phải không lớn hơn cận trên.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> str:
        """«từ 85 đến dưới 95»."""
        bounds = (self.lower, self.lower_inclusive, self.upper, self.upper_inclusive)
        return ranking.Band(self.name, *bounds).words()


class LegalBasis(TenantModel):
    """One line «Căn cứ …» of the campaign's papers."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="legal_bases")
    position = models.PositiveSmallIntegerField()
    text = models.TextField("nội dung")
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)

    class Meta:
        verbose_name = "căn cứ"
        verbose_name_plural = "căn cứ"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class PlanStep(TenantModel):
    """One row of the plan's table. A step with a ``phase`` opens and closes that phase, so a date stands once.

    ``closes_at`` overrides the closing minute computed from the words (criteria/rules/calendar.py).
    """

    class DeadlineKind(models.TextChoices):
        BEFORE = "before", "trước ngày"
        ON_OR_BEFORE = "on_or_before", "đến ngày, chậm nhất"
        ON = "on", "ngày"
        PERIOD = "period", "tháng hoặc giai đoạn"
        NONE = "none", "không ghi"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField("thứ tự")
    printed_number = models.CharField("số in", max_length=30, blank=True)
    task = models.TextField("nhiệm vụ")
    phase = models.CharField("giai đoạn", max_length=16, choices=PHASES, blank=True)
    opens_on = models.DateField("mở từ ngày", null=True, blank=True)
    deadline_kind = models.CharField("cách ghi thời hạn", max_length=12, choices=DeadlineKind)
    deadline_date = models.DateField("ngày", null=True, blank=True)
    deadline_period = models.CharField("tháng", max_length=7, blank=True, help_text="2024-11")
    deadline_text = models.CharField("lời in", max_length=200, blank=True)
    closes_at = models.DateTimeField("phút đóng", null=True, blank=True)
    lead = models.CharField("cơ quan chủ trì", max_length=300, blank=True)
    coordinating = models.TextField("cơ quan phối hợp", blank=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "bước kế hoạch"
        verbose_name_plural = "bước kế hoạch"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "position"], name="plan_step_once"),
            models.UniqueConstraint(
                fields=["campaign", "phase"],
                condition=~Q(phase=""),
                name="plan_phase_closed_by_one_step",
                violation_error_message="Mỗi giai đoạn chỉ gắn với một bước của kế hoạch.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.printed_number}. {self.task}"

    @property
    def closes(self) -> datetime | None:
        """The moment the step closes (exclusive); None where the plan prints no readable deadline."""
        try:
            return closing_minute(self.deadline_kind, self.deadline_date, self.deadline_period or None, self.closes_at)
        except ValueError:
            return None

    @property
    def deadline_words(self) -> str:
        """«trước ngày 15/12/2024 (đóng lúc 24:00 ngày 14/12)»; the printed words where they can't be read."""
        try:
            return deadline_words(self.deadline_kind, self.deadline_date, self.deadline_period or None, self.closes_at)
        except ValueError:
            return self.deadline_text


class PlanText(TenantModel):
    """Words of the plan's own papers that the office enters for one campaign (criteria/documents/texts.py)."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="texts")
    key = models.CharField(max_length=40)
    text = models.TextField("lời")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "key"], name="plan_text_once")]

    def __str__(self) -> str:
        return self.key


class Extension(TenantModel):
    """A later closing minute of one phase for one agency (or all, when empty), with reason and approver. Kept.

    Extensions decided together carry the same ``batch`` and are printed as one decision.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="extensions")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="extensions", null=True, blank=True)
    phase = models.CharField("giai đoạn", max_length=16, choices=PHASES)
    closes_at = models.DateTimeField("hạn mới")
    reason = models.TextField("lý do")
    approver = models.CharField("người duyệt", max_length=150)
    request_paper = models.CharField("văn bản đề nghị", max_length=300, blank=True)
    former_closes_at = models.DateTimeField("hạn cũ", null=True, blank=True)
    # The database fills the rows that were there before: one value of Python's would have tied them all together.
    batch = models.UUIDField(default=uuid4, db_default=RandomUUID(), editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_name = models.CharField(max_length=150)

    class Meta:
        verbose_name = "gia hạn"
        verbose_name_plural = "gia hạn"
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(approver=""),
                name="extension_has_reason_and_approver",
                violation_error_message="Gia hạn phải có lý do và người duyệt.",
            ),
        ]

    def __str__(self) -> str:
        return f"Gia hạn {self.agency or 'tất cả'} đến {self.closes_at:%d/%m/%Y %H:%M}"


class CalendarFeed(TenantModel):
    """The secret address of one person's calendar in the tenant; only its hash is kept, a new one takes its place."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="calendar_feed_once")]

    def __str__(self) -> str:
        return f"Lịch của {self.user}"
