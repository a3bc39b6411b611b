"""Filled-in forms, their answers, and the points that a survey gives to leaves."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency
from criteria.models import Campaign, Criterion
from surveys.models.questionnaires import Question, Questionnaire, QuestionOption


class Response(TenantModel):
    """One filled-in form about one agency. ``respondent`` is the form's number, never a person.

    A form that came by a link has a random key and number and no more than the hour of its coming: nothing stored leads
    from it to the link (see ``surveys.services.submitting``). ``once`` is the hash of the key its sender's page made,
    so that a form sent again after a cut line is taken once.
    """

    class Channel(models.TextChoices):
        FILE = "file", "Nhập từ tệp"
        PAPER = "paper", "Phiếu giấy"
        LINK = "link", "Đường dẫn riêng"
        DESK = "desk", "Mã QR tại quầy"

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="responses")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="survey_responses")
    respondent = models.CharField("số phiếu", max_length=40)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    entered_at = models.DateTimeField("nhập lúc")
    channel = models.CharField("hình thức", max_length=5, choices=Channel, default=Channel.FILE)
    answered_on = models.DateField("ngày trả lời", null=True, blank=True)
    once = models.CharField(max_length=64, null=True, blank=True, editable=False)  # noqa: DJ001 - NULLs may repeat

    class Meta:
        ordering = ["agency__sort_key", "respondent", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "agency", "respondent"],
                name="response_once",
                violation_error_message="Số phiếu này đã nhập cho đơn vị.",
            ),
            models.UniqueConstraint(fields=["tenant", "once"], name="response_sent_once"),
        ]

    def __str__(self) -> str:
        return f"Phiếu {self.respondent}"


class Answer(TenantModel):
    """One chosen option, number or text. A skipped question has no row and does not count as 0."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    option = models.ForeignKey(QuestionOption, models.PROTECT, related_name="answers", null=True, blank=True)
    number = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question", "option"], name="answer_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.option_id or self.number or self.text}"


class SurveyScore(TenantModel):
    """Points of one survey leaf for one agency, recomputed from the responses until the year is adopted.

    ``percent`` and ``points`` are kept unrounded to ten decimals; ``responses`` counts the forms behind them. A leaf
    that is not ``counted`` goes out of the agency's maximum: the office decided so, as too few forms had come.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="survey_scores")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="survey_scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="survey_scores")
    percent = models.DecimalField(max_digits=14, decimal_places=10)
    points = models.DecimalField(max_digits=16, decimal_places=10)
    responses = models.PositiveIntegerField()
    counted = models.BooleanField("được tính", default=True)
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "agency", "criterion"], name="survey_score_once"),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100),
                name="survey_percent_in_range",
                violation_error_message="Tỷ lệ khảo sát phải từ 0 đến 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.criterion_id}: {self.points}"
