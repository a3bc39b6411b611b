"""What the standing office decides about the forms that came: too few of them, or odd ones. Nothing is deleted."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency
from surveys.models.answers import Response
from surveys.models.questionnaires import Questionnaire


class GateDecision(TenantModel):
    """Fewer forms about an agency than the plan asks: whether they count all the same, and why.

    Without a decision their questions give no points and the year can't be adopted. ``counts=False`` takes the leaves
    that nothing else feeds out of the agency's maximum.
    """

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="gate_decisions")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    counts = models.BooleanField("vẫn tính điểm")
    reason = models.TextField("lý do")
    received = models.PositiveIntegerField("số phiếu khi quyết định")
    needed = models.PositiveIntegerField("số phiếu tối thiểu")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "agency"], name="survey_gate_decided_once"),
            models.CheckConstraint(
                condition=~Q(reason=""), name="survey_gate_has_reason", violation_error_message="Ghi lý do quyết định."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {'vẫn tính' if self.counts else 'không tính'}"


class SetAside(TenantModel):
    """A form left out of every count, with the reason; taking it back removes this row, never the form."""

    response = models.OneToOneField(Response, models.CASCADE, related_name="aside")
    reason = models.TextField("lý do")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="set_aside_has_reason",
                violation_error_message="Ghi lý do để phiếu ngoài.",
            )
        ]

    def __str__(self) -> str:
        return f"Để ngoài {self.response}"
