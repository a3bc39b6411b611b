"""Questionnaires, responses, and the points that a survey gives to leaves."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency
from criteria.models import Campaign, Criterion


class Questionnaire(TenantModel):
    """One questionnaire of one campaign for one group of respondents. Frozen once answers exist."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="questionnaires")
    code = models.CharField("mã", max_length=60)
    title = models.CharField("tên phiếu", max_length=300)
    respondent_group = models.CharField("đối tượng trả lời", max_length=160, blank=True)
    quota = models.PositiveIntegerField("chỉ tiêu phiếu mỗi đơn vị", null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "phiếu khảo sát"
        verbose_name_plural = "phiếu khảo sát"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "code"], name="questionnaire_code_once", violation_error_message="Mã phiếu đã có."
            )
        ]

    def __str__(self) -> str:
        return self.title


class Question(TenantModel):
    """One question; a scored one feeds a leaf named by its code, as the set differs by kind of agency."""

    class AnswerType(models.TextChoices):  # the same six as surveys.rules.forms.AnswerType
        LIKERT5 = "likert5", "Thang 5 mức"
        SINGLE = "single", "Chọn một"
        MULTIPLE = "multiple", "Chọn nhiều"
        YESNO = "yesno", "Có, không"
        NUMBER = "number", "Số"
        TEXT = "text", "Ý kiến"

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    code = models.CharField("mã", max_length=20)
    text = models.TextField("câu hỏi")
    group = models.CharField("nhóm", max_length=200, blank=True)
    answer_type = models.CharField("kiểu trả lời", max_length=10, choices=AnswerType)
    criteria_set_code = models.CharField("bộ tiêu chí", max_length=40, blank=True)
    criterion_code = models.CharField("tiêu chí thành phần", max_length=20, blank=True)
    required = models.BooleanField("bắt buộc", default=True)
    show_if = models.CharField("chỉ hỏi khi", max_length=200, blank=True)
    scored = models.BooleanField("tính điểm", default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="question_code_once"),
            models.CheckConstraint(
                condition=Q(scored=False) | ~Q(criterion_code=""),
                name="scored_question_feeds_leaf",
                violation_error_message="Câu hỏi tính điểm phải gắn với một tiêu chí thành phần.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class QuestionOption(TenantModel):
    """One option; ``percent`` is what choosing it is worth, empty where the answer is not scored."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    label = models.CharField("phương án", max_length=300)
    percent = models.DecimalField("tỷ lệ %", max_digits=7, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["question", "position"], name="question_option_once")]

    def __str__(self) -> str:
        return self.label


class Response(TenantModel):
    """One filled-in form about one agency. ``respondent`` is the form's number, never a person."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="responses")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="survey_responses")
    respondent = models.CharField("số phiếu", max_length=40)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    entered_at = models.DateTimeField("nhập lúc")

    class Meta:
        ordering = ["agency__sort_key", "respondent"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "agency", "respondent"],
                name="response_once",
                violation_error_message="Số phiếu này đã nhập cho đơn vị.",
            )
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

    ``percent`` and ``points`` are kept unrounded to ten decimals; ``responses`` counts the forms behind them.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="survey_scores")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="survey_scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="survey_scores")
    percent = models.DecimalField(max_digits=14, decimal_places=10)
    points = models.DecimalField(max_digits=16, decimal_places=10)
    responses = models.PositiveIntegerField()
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
