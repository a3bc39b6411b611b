"""Whom a questionnaire is about, and how many forms have come in."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from criteria.models import Campaign
from surveys.models import Questionnaire, Response
from surveys.queries.counting import Leaf, survey_leaves


def _concerned(
    taking_part: Iterable[tuple[int, int]], codes: set[str], leaves: dict[int, dict[str, Leaf]]
) -> frozenset[int]:
    """Agencies in whose set one of the codes is a survey leaf; all of them where no question gives points."""
    return frozenset(
        agency for agency, set_id in taking_part if not codes or not codes.isdisjoint(leaves.get(set_id, {}))
    )


def _taking_part(campaign: Campaign) -> list[tuple[int, int]]:
    return list(campaign.participants.order_by().values_list("agency_id", "criteria_set_id"))


def concerned_agency_ids(questionnaire: Questionnaire) -> frozenset[int]:
    """Participants whose criteria set takes points from the questionnaire: three queries."""
    codes = set(questionnaire.questions.filter(scored=True).order_by().values_list("criterion_code", flat=True))
    campaign = questionnaire.campaign
    return _concerned(_taking_part(campaign), codes, survey_leaves(campaign))


@dataclass(frozen=True, slots=True)
class FormProgress:
    """One questionnaire's forms by agency against its quota for each."""

    questionnaire: Questionnaire
    agency_ids: frozenset[int]
    counts: dict[int, int]

    @property
    def received(self) -> int:
        return sum(self.counts.values())

    @property
    def quota(self) -> int:
        return self.questionnaire.quota or 0

    @property
    def wanted(self) -> int:
        return self.quota * len(self.agency_ids)

    @property
    def below(self) -> frozenset[int]:
        """Agencies that have fewer forms than the quota asks; none without a quota."""
        return frozenset(agency for agency in self.agency_ids if self.counts.get(agency, 0) < self.quota)


def form_progress(campaign: Campaign) -> list[FormProgress]:
    """Every questionnaire of the year with its forms per agency: five queries, whatever their number."""
    codes, counts = _scored_codes(campaign), _form_counts(campaign)
    taking_part, leaves = _taking_part(campaign), survey_leaves(campaign)
    return [
        FormProgress(form, _concerned(taking_part, codes[form.pk], leaves), counts[form.pk])
        for form in campaign.questionnaires.all()
    ]


def _scored_codes(campaign: Campaign) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    scored = campaign.questionnaires.filter(questions__scored=True).order_by()
    for pk, code in scored.values_list("pk", "questions__criterion_code").distinct():
        found[pk].add(code)
    return found


def _form_counts(campaign: Campaign) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = Response.objects.filter(questionnaire__campaign=campaign).order_by()
    for pk, agency_id, number in rows.values_list("questionnaire_id", "agency_id").annotate(number=Count("pk")):
        found[pk][agency_id] = number
    return found
