"""Tables of the year's frame, by subject: criteria sets with their rules, and the campaign with its plan."""

from criteria.models.campaign import (
    Band,
    CalendarFeed,
    Campaign,
    CampaignSet,
    Exemption,
    Extension,
    LegalBasis,
    Participant,
    PlanStep,
    PlanText,
)
from criteria.models.catalogue import BonusItem, CriteriaSet, Criterion, RuleLine, ScoringRule

__all__ = [
    "Band",
    "BonusItem",
    "CalendarFeed",
    "Campaign",
    "CampaignSet",
    "CriteriaSet",
    "Criterion",
    "Exemption",
    "Extension",
    "LegalBasis",
    "Participant",
    "PlanStep",
    "PlanText",
    "RuleLine",
    "ScoringRule",
]
