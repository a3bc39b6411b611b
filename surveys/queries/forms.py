"""Whom a questionnaire is about, and how many forms have come in."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Count

from criteria.models import Campaign
from criteria.queries import taking_part
from surveys.models import AnswerCount, Questionnaire, Quota, Response
from surveys.queries.leaves import Leaf, survey_leaves


def _concerned(
    agencies: Iterable[tuple[int, int]], codes: set[str], leaves: dict[int, dict[str, Leaf]]
) -> frozenset[int]:
    """Agencies in whose set one of the codes is a survey leaf; all of them where no question gives points."""
    return frozenset(agency for agency, set_id in agencies if not codes or not codes.isdisjoint(leaves.get(set_id, {})))


def concerned_agency_ids(questionnaire: Questionnaire) -> frozenset[int]:
    """Participants whose criteria set takes points from the questionnaire: three queries."""
    codes = set(questionnaire.questions.filter(scored=True).order_by().values_list("criterion_code", flat=True))
    campaign = questionnaire.campaign
    return _concerned(taking_part(campaign), codes, survey_leaves(campaign))


@dataclass(frozen=True, slots=True)
class FormProgress:
    """One questionnaire's forms by agency against its quota for each; ``quotas`` holds those of the sample plan."""

    questionnaire: Questionnaire
    agency_ids: frozenset[int]
    counts: dict[int, int]
    quotas: dict[int, int] = field(default_factory=dict)

    @property
    def received(self) -> int:
        return sum(self.counts.values())

    @property
    def quota(self) -> int:
        return self.questionnaire.quota or 0

    def quota_of(self, agency_id: int) -> int:
        """Forms wanted about one agency: as the sample plan says, else as the questionnaire does for each."""
        return self.quotas.get(agency_id, self.quota)

    @property
    def wanted(self) -> int:
        return sum(map(self.quota_of, self.agency_ids))

    @property
    def below(self) -> frozenset[int]:
        """Agencies that have fewer forms than the quota asks; none without a quota."""
        return frozenset(agency for agency in self.agency_ids if self.counts.get(agency, 0) < self.quota_of(agency))


def form_progress(campaign: Campaign) -> list[FormProgress]:
    """Every questionnaire in use with its forms per agency: seven queries, whatever their number.

    Forms of a version that has been replaced count towards the one that took its place.
    """
    every = {form.pk: form for form in campaign.questionnaires.all()}
    if not every:
        return []
    codes, counts = _scored_codes(campaign), _form_counts(campaign)
    agencies, leaves, quotas = taking_part(campaign), survey_leaves(campaign), _quotas(campaign)
    return [
        FormProgress(
            form, _concerned(agencies, codes[form.pk], leaves), _with_earlier(form, every, counts), quotas[form.pk]
        )
        for form in every.values()
        if form.closed_at is None
    ]


class FormTotals(NamedTuple):
    """Forms of a year's whole survey: asked for by plan or quota, come in, and those of them that count."""

    wanted: int
    received: int
    valid: int


def form_totals(campaign: Campaign) -> FormTotals:
    """What the board and the council's report say of the survey; forms set aside have come in but don't count."""
    progress = form_progress(campaign)
    valid = sum(one.received for one in progress)
    aside = Response.objects.filter(questionnaire__campaign=campaign, aside__isnull=False).count()
    return FormTotals(sum(one.wanted for one in progress), valid + aside, valid)


def _with_earlier(
    form: Questionnaire, every: dict[int, Questionnaire], counts: dict[int, dict[int, int]]
) -> dict[int, int]:
    found, one = Counter(counts[form.pk]), form
    while one.replaces_id is not None:
        one = every[one.replaces_id]
        found.update(counts[one.pk])
    return dict(found)


def _quotas(campaign: Campaign) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = Quota.objects.filter(questionnaire__campaign=campaign).order_by()
    for pk, agency_id, wanted in rows.values_list("questionnaire_id", "agency_id", "wanted"):
        found[pk][agency_id] = wanted
    return found


def _scored_codes(campaign: Campaign) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    scored = campaign.questionnaires.filter(questions__scored=True).order_by()
    for pk, code in scored.values_list("pk", "questions__criterion_code").distinct():
        found[pk].add(code)
    return found


def _form_counts(campaign: Campaign) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = Response.objects.filter(questionnaire__campaign=campaign, aside__isnull=True).order_by()
    for pk, agency_id, number in rows.values_list("questionnaire_id", "agency_id").annotate(number=Count("pk")):
        found[pk][agency_id] = number
    kept = AnswerCount.objects.filter(questionnaire__campaign=campaign, question=None)
    for pk, agency_id, number in kept.values_list("questionnaire_id", "agency_id", "times"):
        found[pk][agency_id] = number
    return found
