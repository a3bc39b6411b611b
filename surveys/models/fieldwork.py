"""How the answers are gathered: the sample plan, who enters paper forms, links, and forms entered twice."""

from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency
from criteria.models import Campaign
from surveys.models.answers import Response
from surveys.models.questionnaires import Question, Questionnaire, QuestionOption


class SurveyPlan(TenantModel):
    """The survey of one year as planned. Shares and rates in per cent.

    After ``keep_until`` the single answers are gone and only counts are left; ``reduced_at`` says since when.
    """

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="survey_plan")
    minimum_rate = models.DecimalField("tỷ lệ phiếu tối thiểu", max_digits=5, decimal_places=2, default=Decimal(80))
    second_share = models.DecimalField("tỷ lệ nhập hai lần", max_digits=5, decimal_places=2, default=Decimal(10))
    allowed_error = models.DecimalField("sai số cho phép", max_digits=5, decimal_places=2, default=Decimal(5))
    budget = models.TextField("kinh phí", blank=True)
    report_due = models.DateField("hạn báo cáo kết quả", null=True, blank=True)
    keep_until = models.DateField("ngày hủy phiếu giấy, dữ liệu thô", null=True, blank=True)
    reduced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_rate__gte=0, minimum_rate__lte=100, second_share__gte=0, second_share__lte=100),
                name="survey_shares_in_range",
                violation_error_message="Tỷ lệ phải từ 0 đến 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"Kế hoạch điều tra xã hội học năm {self.campaign.year}"


class GroupPlan(TenantModel):
    """How the respondents of one questionnaire are chosen and asked.

    ``weight`` is the group's share in a leaf that several groups answer for; without any, every question weighs
    the same.
    """

    class Selection(models.TextChoices):
        DAY = "day", "Mọi người đến giao dịch trong ngày khảo sát cho đến khi đủ phiếu"
        DRAW = "draw", "Rút ngẫu nhiên từ danh sách hồ sơ đã giải quyết"
        ALL = "all", "Toàn bộ"

    class Collection(models.TextChoices):
        PAPER = "paper", "Phiếu giấy"
        ONLINE = "online", "Trực tuyến"
        BOTH = "both", "Phiếu giấy và trực tuyến"

    questionnaire = models.OneToOneField(Questionnaire, models.CASCADE, related_name="plan")
    selection = models.CharField("cách chọn người trả lời", max_length=5, choices=Selection, default=Selection.DAY)
    collection = models.CharField("hình thức", max_length=6, choices=Collection, default=Collection.BOTH)
    first_day = models.DateField("từ ngày", null=True, blank=True)
    last_day = models.DateField("đến ngày", null=True, blank=True)
    by_formula = models.BooleanField("cỡ mẫu theo công thức", default=False)
    weight = models.DecimalField("trọng số của nhóm", max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weight=None) | Q(weight__gt=0),
                name="survey_weight_positive",
                violation_error_message="Trọng số phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                condition=Q(first_day=None) | Q(last_day=None) | Q(first_day__lte=F("last_day")),
                name="survey_days_in_order",
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id}: {self.selection}"


class Quota(TenantModel):
    """Forms wanted about one agency. ``population``: transactions of the period (N); the draw repeats by its seed."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="quotas")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="survey_quotas")
    wanted = models.PositiveIntegerField("chỉ tiêu phiếu")
    population = models.PositiveIntegerField("tổng số giao dịch", null=True, blank=True)
    seed = models.CharField("mã rút mẫu", max_length=16, blank=True)

    class Meta:
        ordering = ["agency__sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["questionnaire", "agency"], name="survey_quota_once")]

    def __str__(self) -> str:
        return f"{self.agency}: {self.wanted} phiếu"


class Replacement(TenantModel):
    """A drawn dossier whose owner could not be asked, and the one from the reserve asked in its place."""

    quota = models.ForeignKey(Quota, models.CASCADE, related_name="replacements")
    drawn = models.PositiveIntegerField("số thứ tự được rút")
    replaced_by = models.PositiveIntegerField("số thứ tự thay thế")
    reason = models.CharField("lý do", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["quota", "drawn"], name="survey_replaced_once"),
            models.UniqueConstraint(fields=["quota", "replaced_by"], name="survey_reserve_used_once"),
        ]

    def __str__(self) -> str:
        return f"{self.drawn} → {self.replaced_by}"


class SurveyStaff(TenantModel):
    """Somebody who enters the forms about one agency, and isn't one of its own people."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="survey_staff")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="survey_staff")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["agency__sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "agency", "user"], name="survey_staff_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.agency}"


class SpoiltForm(TenantModel):
    """The number of a paper form that can't be entered, so that a gap in the numbers has its reason."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="spoilt")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    respondent = models.CharField("số phiếu", max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["respondent", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "agency", "respondent"], name="spoilt_form_once")
        ]

    def __str__(self) -> str:
        return f"Phiếu hỏng {self.respondent}"


class SecondEntry(TenantModel):
    """A paper form drawn at random to be entered a second time, by somebody else and without a look at the first.

    ``content`` holds the second entry by question code. Where it differs, the coordinator decides before the paper.
    """

    response = models.OneToOneField(Response, models.CASCADE, related_name="second")
    drawn_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)
    content = models.JSONField(null=True, blank=True)
    differing = models.PositiveSmallIntegerField("số câu lệch", default=0)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Nhập lần 2 của {self.response}"


class LinkSheet(TenantModel):
    """Links made together for one agency: one form each, or a desk's code that many people use."""

    class Kind(models.TextChoices):
        SINGLE = "single", "Mỗi người trả lời một đường dẫn dùng một lần"
        DESK = "desk", "Mã QR đặt tại quầy, dùng nhiều lần"

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="link_sheets")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.CharField("loại", max_length=6, choices=Kind)
    each = models.PositiveIntegerField("số phiếu mỗi đường dẫn", default=1)
    expires_at = models.DateTimeField("hết hạn")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.agency}"

    @property
    def last_day(self) -> date:
        """The last day on which its links can be used; ``expires_at`` is the midnight after it."""
        return timezone.localtime(self.expires_at - timedelta(seconds=1)).date()


class SurveyLink(TenantModel):
    """One link. Only the hash of its token is stored, and no moment of its use: see ``Response``."""

    sheet = models.ForeignKey(LinkSheet, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64)
    uses = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "token_hash"], name="survey_token_once")]

    def __str__(self) -> str:
        return f"Đường dẫn của {self.sheet_id}"


class AnswerCount(TenantModel):
    """What is left of the answers after the day on which they end: how many, no single form.

    Without a question: the forms. A question without an option: the forms that answer it, with the sum of numbers.
    """

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="counts")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, models.CASCADE, related_name="counts", null=True, blank=True)
    option = models.ForeignKey(QuestionOption, models.CASCADE, related_name="counts", null=True, blank=True)
    times = models.PositiveIntegerField()
    number_total = models.DecimalField(max_digits=24, decimal_places=4, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "agency", "question", "option"],
                name="answer_count_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id} {self.option_id}: {self.times}"
