"""Who enters what, how far it has come, and what is left to decide."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from cchc.tenancy.models import Agency
from cchc.vietnamese import fold
from cchc.web.formatting import short_unit
from criteria.models import Campaign
from surveys.models import Questionnaire, Response, SecondEntry, SpoiltForm, SurveyStaff
from surveys.queries.forms import form_progress
from surveys.rules.draw import Draw, draw

LAST_SHOWN = 8
TAIL = re.compile(r"^(.*?)(\d{1,9})$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """One agency and one questionnaire to enter forms of. ``seconds``: forms waiting for their second entry."""

    agency: Agency
    questionnaire: Questionnaire
    received: int
    wanted: int
    seconds: int


def places(campaign: Campaign, agency_ids: frozenset[int] | None) -> list[Place]:
    """Every agency to be entered about, or those given; agencies in their order, questionnaires in theirs."""
    waiting = _seconds_waiting(campaign)
    agencies = {agency.pk: agency for agency in Agency.objects.filter(participations__campaign=campaign).distinct()}
    found = [
        Place(
            agency,
            form.questionnaire,
            form.counts.get(agency.pk, 0),
            form.quota_of(agency.pk),
            waiting.get((form.questionnaire.pk, agency.pk), 0),
        )
        for form in form_progress(campaign)
        for agency in agencies.values()
        if agency.pk in form.agency_ids and (agency_ids is None or agency.pk in agency_ids)
    ]
    return sorted(found, key=lambda place: (place.agency.sort_key, place.questionnaire.code))


def _seconds_waiting(campaign: Campaign) -> dict[tuple[int, int], int]:
    rows = SecondEntry.objects.filter(response__questionnaire__campaign=campaign, entered_at=None).order_by()
    counted = rows.values_list("response__questionnaire_id", "response__agency_id").annotate(times=Count("pk"))
    return {(form, agency): times for form, agency, times in counted}


def undecided(campaign: Campaign) -> QuerySet[SecondEntry]:
    """Forms entered twice with differences that nobody has decided."""
    return (
        SecondEntry.objects.filter(response__questionnaire__campaign=campaign, differing__gt=0, decided_at=None)
        .exclude(entered_at=None)
        .select_related("response__agency", "response__questionnaire", "response__entered_by", "entered_by")
        .order_by("response__agency__sort_key", "response__respondent", "pk")
    )


def entered_lately(questionnaire: Questionnaire, agency: Agency) -> list[dict[str, Any]]:
    """The forms entered last about an agency, second entries among them."""
    first = [
        {"number": number, "at": at, "who": who, "second": False}
        for number, at, who in questionnaire.responses.filter(agency=agency, channel=Response.Channel.PAPER)
        .order_by("-entered_at", "-pk")
        .values_list("respondent", "entered_at", "entered_by__full_name")[:LAST_SHOWN]
    ]
    again = SecondEntry.objects.filter(
        response__questionnaire=questionnaire, response__agency=agency, entered_at__isnull=False
    ).order_by("-entered_at", "-pk")
    second = [
        {"number": number, "at": at, "who": who, "second": True}
        for number, at, who in again.values_list("response__respondent", "entered_at", "entered_by__full_name")[
            :LAST_SHOWN
        ]
    ]
    return sorted([*first, *second], key=lambda one: one["at"], reverse=True)[:LAST_SHOWN]


def number_prefix(agency: Agency) -> str:
    """«CG» of «Xã Cẩm Giàng»: what the numbers of its paper forms begin with."""
    letters = [word[0] for word in fold(short_unit(agency.name)).split() if word[0].isalnum()]
    return "".join(letters).upper()[:4] or "P"


def next_number(questionnaire: Questionnaire, agency: Agency, after: str = "") -> str:
    """The number that follows ``after``, else the highest there is; numbers in use and spoilt ones are passed over."""
    used = set(questionnaire.responses.filter(agency=agency).values_list("respondent", flat=True))
    used |= set(
        SpoiltForm.objects.filter(questionnaire=questionnaire, agency=agency).values_list("respondent", flat=True)
    )
    prefix = number_prefix(agency)
    last = after if TAIL.match(after) else max((one for one in used if one.startswith(f"{prefix}-")), default="")
    found = last or f"{prefix}-0000"
    while (found := _following(found)) in used:
        continue
    return found


def _following(number: str) -> str:
    match = TAIL.match(number)
    if match is None:
        return f"{number}1"
    return f"{match[1]}{int(match[2]) + 1:0{len(match[2])}d}"


def staff_by_agency(campaign: Campaign) -> dict[int, list[str]]:
    """Names of those who enter the forms about each agency."""
    found: dict[int, list[str]] = {}
    rows = SurveyStaff.objects.filter(campaign=campaign).select_related("user")
    for row in rows:
        found.setdefault(row.agency_id, []).append(str(row.user))
    return found


@dataclass(frozen=True, slots=True)
class Drawn:
    """The sample of one agency as it stands: whom to ask, who was replaced by whom, how many are left in reserve."""

    draw: Draw
    asked: tuple[int, ...]
    replaced: tuple[Any, ...]
    left: int


def drawn_of(quota: Any) -> Drawn:
    """The draw of an agency drawn again from its seed, with its replacements."""
    found = draw(quota.population or 0, quota.wanted, quota.seed)
    replaced = tuple(quota.replacements.select_related("by"))
    gone, instead = {one.drawn for one in replaced}, [one.replaced_by for one in replaced]
    asked = tuple(place for place in [*found.sample, *instead] if place not in gone)
    return Drawn(found, asked, replaced, len(found.reserve) - len(instead))


def counted_by_person(campaign: Campaign) -> list[tuple[str, int, int]]:
    """Who entered how many forms, first and second."""
    rows = Response.objects.filter(questionnaire__campaign=campaign, channel=Response.Channel.PAPER).order_by()
    firsts = _by_person(rows.filter(entered_by__isnull=False))
    again = SecondEntry.objects.filter(response__questionnaire__campaign=campaign).order_by()
    seconds = _by_person(again.filter(~Q(entered_at=None), entered_by__isnull=False))
    people = sorted({*firsts, *seconds}, key=lambda person: (fold(person[1]), person[0]))
    return [(person[1], firsts.get(person, 0), seconds.get(person, 0)) for person in people]


def _by_person(rows: QuerySet) -> dict[tuple[int, str], int]:
    """How many rows by who entered them: two people may have one name."""
    counted = rows.values_list("entered_by", "entered_by__full_name").annotate(times=Count("pk"))
    return {(pk, name): times for pk, name, times in counted}
