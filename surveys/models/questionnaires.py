"""Questionnaires with their questions and options."""

from django.db import models
from django.db.models import Q

from cchc.tenancy.base import TenantModel
from criteria.models import Campaign


class Questionnaire(TenantModel):
    """One questionnaire of one campaign for one group of respondents. Frozen once answers exist.

    What has been answered is asked differently in a new version only: ``replaces`` names the one before, which is
    closed and keeps its answers.
    """

    class Audience(models.TextChoices):
        CITIZEN = "citizen", "Người dân, tổ chức tại Bộ phận một cửa"
        HEAD = "head", "Trưởng phòng, thủ trưởng cơ quan chuyên môn"
        BUSINESS = "business", "Doanh nghiệp"
        OFFICIAL = "official", "Cán bộ, công chức cấp xã"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="questionnaires")
    code = models.CharField("mã", max_length=60)
    title = models.CharField("tên phiếu", max_length=300)
    respondent_group = models.CharField("đối tượng trả lời", max_length=160, blank=True)
    quota = models.PositiveIntegerField("chỉ tiêu phiếu mỗi đơn vị", null=True, blank=True)
    audience = models.CharField("nhóm đối tượng", max_length=10, choices=Audience, default=Audience.CITIZEN)
    form_number = models.CharField("mẫu số", max_length=10, blank=True)
    version = models.PositiveSmallIntegerField("bản", default=1)
    replaces = models.OneToOneField("self", models.PROTECT, related_name="replaced_by", null=True, blank=True)
    closed_at = models.DateTimeField("thôi nhập từ", null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "phiếu khảo sát"
        verbose_name_plural = "phiếu khảo sát"
        ordering = ["code", "pk"]
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
        ordering = ["position", "pk"]
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
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["question", "position"], name="question_option_once")]

    def __str__(self) -> str:
        return self.label
