"""What a commune is asked to explain, what it replies, and what it appeals against."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.models import Assessment
from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency
from councils.states import AppealState, RequestState
from criteria.models import Criterion

OPEN_REQUESTS = ("draft", "sent", "answered")
POINTS = {"max_digits": 16, "decimal_places": 10, "null": True, "blank": True}


class ExplanationLetter(TenantModel):
    """One letter to one agency (công văn yêu cầu giải trình) with the deadline of everything asked in it."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="letters")
    round = models.PositiveSmallIntegerField("đợt")
    due_at = models.DateTimeField("hạn trả lời")
    sent_at = models.DateTimeField("gửi lúc")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    contact = models.CharField("người liên hệ", max_length=150, blank=True)
    contact_title = models.CharField("chức vụ", max_length=150, blank=True)
    contact_phone = models.CharField("điện thoại", max_length=40, blank=True)

    class Meta:
        verbose_name = "công văn yêu cầu giải trình"
        verbose_name_plural = "công văn yêu cầu giải trình"
        ordering = ["assessment", "round"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "round"], name="letter_once_per_round"),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("sent_at")),
                name="letter_due_after_sending",
                violation_error_message="Hạn trả lời phải sau thời điểm gửi công văn.",
            ),
        ]

    def __str__(self) -> str:
        return f"Công văn yêu cầu giải trình đợt {self.round}: {self.assessment}"


class ExplanationRequest(TenantModel):
    """One leaf of one file that has to be explained, with the reply. Citations added in reply are marked as such."""

    class Position(models.TextChoices):
        AGREE = "agree", "Đồng ý với điểm thẩm định"
        DISAGREE = "disagree", "Không đồng ý, đề nghị xem xét lại"

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="requests")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    letter = models.ForeignKey(ExplanationLetter, models.PROTECT, related_name="requests", null=True, blank=True)
    state = models.CharField(max_length=10, choices=[(s.value, s.label) for s in RequestState], default="draft")
    doubt = models.TextField("lý do chưa thống nhất")
    question = models.TextField("nội dung yêu cầu giải trình, bổ sung")
    points = models.DecimalField("điểm thẩm định khi hỏi", **POINTS)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    asked_by_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", null=True, blank=True)
    asked_at = models.DateTimeField()
    position = models.CharField(max_length=8, choices=Position, blank=True)
    reply = models.TextField("nội dung giải trình", blank=True)
    proposed = models.DecimalField("điểm đề nghị", **POINTS)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField("kết luận sau giải trình", blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "yêu cầu giải trình"
        verbose_name_plural = "yêu cầu giải trình"
        ordering = ["agency__sort_key", "criterion__position", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"],
                condition=Q(state__in=OPEN_REQUESTS),
                name="request_one_open_per_leaf",
                violation_error_message="Mục này đang có một yêu cầu giải trình chưa xử lý xong.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(letter__isnull=False),
                name="request_sent_has_letter",
                violation_error_message="Yêu cầu đã gửi phải thuộc một công văn.",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(position="") & Q(approved_at__isnull=False)),
                name="request_answered_has_position",
                violation_error_message="Giải trình phải ghi đồng ý hay không đồng ý, và thời điểm gửi.",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered", position="disagree") | ~Q(reply=""),
                name="disagreement_is_explained",
                violation_error_message="Không đồng ý thì phải có nội dung giải trình.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["settled", "referred", "withdrawn"]) | ~Q(outcome=""),
                name="request_closed_has_reason",
                violation_error_message="Kết luận sau giải trình phải có lý do.",
            ),
            models.CheckConstraint(
                condition=Q(asked_by_agency=None) | ~Q(asked_by_agency=F("agency")),
                name="nobody_questions_own_agency",
                violation_error_message="Cơ quan không yêu cầu chính mình giải trình.",
            ),
        ]

    def __str__(self) -> str:
        return f"Yêu cầu giải trình {self.agency}, mục {self.criterion.code}"


class InternalNote(TenantModel):
    """What appraisers tell each other about a leaf of a file; never shown to the agency."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="internal_notes")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    text = models.TextField("ghi chú nội bộ")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "ghi chú nội bộ"
        verbose_name_plural = "ghi chú nội bộ"
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="internal_note_says_something")]

    def __str__(self) -> str:
        return f"Ghi chú nội bộ {self.assessment_id}, {self.criterion_id}"


class Appeal(TenantModel):
    """An agency's appeal (kiến nghị) against the provisional score of one leaf; the council decides with a reason."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="appeals")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(s.value, s.label) for s in AppealState], default="filed")
    content = models.TextField("nội dung kiến nghị")
    points = models.DecimalField("điểm khi kiến nghị", **POINTS)
    proposed = models.DecimalField("điểm đề nghị", **POINTS)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    filed_at = models.DateTimeField()
    decision = models.TextField("lý do của Hội đồng", blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "kiến nghị"
        verbose_name_plural = "kiến nghị"
        ordering = ["agency__sort_key", "criterion__position", "filed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"],
                condition=Q(state="filed"),
                name="appeal_one_open_per_leaf",
                violation_error_message="Mục này đang có một kiến nghị chờ Hội đồng xem xét.",
            ),
            models.CheckConstraint(
                condition=~Q(content=""),
                name="appeal_says_why",
                violation_error_message="Kiến nghị phải nêu nội dung, căn cứ.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "rejected"]) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="appeal_decided_has_reason",
                violation_error_message="Hội đồng quyết định kiến nghị phải ghi lý do.",
            ),
        ]

    def __str__(self) -> str:
        return f"Kiến nghị {self.agency}, mục {self.criterion.code}"
