"""A campaign in the middle of its appraisal: files sent, areas assigned, scores appraised as far as a test wants.

year = appraisal_campaign(cast, now=now)            # assigned, three files filled in and sent, nothing appraised
year = appraised_campaign(cast, now=now)            # every self-score taken over by its department
year.files[cast.a.commune_1.pk], year.leaves["1.1.3"], year.campaign
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from assessments.models import Assessment, Score
from assessments.services import assessment_for, transition
from assessments.states import State
from cchc.accounts.members import Member, member_of
from cchc.accounts.models import User
from cchc.accounts.roles import Role
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import tenant_scope
from councils.models import Assignment, Confirmation
from councils.services import accept_self, assign_from_set
from criteria.models import Criterion, Extension
from criteria.rules.calendar import Phase
from tests.assessments.build import filled_assessment, standing
from tests.cast import Cast, hold, make_agency, make_user
from tests.criteria.build import bonus_items, small_campaign

SELF_PHASES = [Phase.SELF_ASSESSMENT, Phase.SURVEY, Phase.APPRAISAL]
"""The plan's steps that overlap here, so that one moment serves for sending and for appraising."""
EXPLAINING = [*SELF_PHASES, Phase.EXPLANATION, Phase.REAPPRAISAL]
"""The same with the time of explanation and of the second appraisal."""


def department_people(cast: Cast) -> SimpleNamespace:
    """Appraisers beside Dũng: Nga of Phòng Nội vụ, and Tâm, his colleague in Phòng Tư pháp."""
    nga, tam = make_user("nga", "Lường Thị Nga"), make_user("tam", "Ma Văn Tâm")
    hold(nga, Role.APPRAISER, cast.a.home_affairs)
    hold(tam, Role.APPRAISER, cast.a.justice)
    return SimpleNamespace(nga=nga, tam=tam)


def heads(cast: Cast) -> dict[int, User]:
    """A head for every agency that is assessed: Bình for the first, new people for the others."""
    found = {cast.a.commune_1.pk: cast.binh}
    for number, agency in enumerate([cast.a.commune_2, cast.a.town], start=1):
        found[agency.pk] = make_user(f"chu-tich-{number}", f"Triệu Văn Chủ {number}")
        hold(found[agency.pk], Role.HEAD, agency)
    return found


def appraisal_campaign(
    cast: Cast,
    *,
    now: datetime,
    sent: Iterable[Agency] | None = None,
    phase: Any = SELF_PHASES,
    like: SimpleNamespace | None = None,
    **values: Any,
) -> SimpleNamespace:
    """Assigned by the set's names (1 to Phòng Nội vụ, 2 to Phòng Tư pháp); the agencies ``sent`` (all) have sent.

    ``like`` is another campaign of the same cast whose people are taken over.
    """
    year = small_campaign(cast, now=now, phase=phase, **values)
    with tenant_scope(cast.tenant_a):
        year.people = like.people if like else department_people(cast)
        year.heads = like.heads if like else heads(cast)
        year.bonus = bonus_items(year.criteria_set)
        assign_from_set(campaign=year.campaign, by=cast.chi, at=now)
        agencies = [cast.a.commune_1, cast.a.commune_2, cast.a.town] if sent is None else list(sent)
        year.files = {agency.pk: send(year, agency, now) for agency in agencies}
    return year


def send(year: SimpleNamespace, agency: Agency, now: datetime) -> Assessment:
    """The agency's file, filled in and sent by its head: the first one field by field, the others with its scores."""
    head = year.heads[agency.pk]
    model = Assessment.objects.filter(campaign=year.campaign).first()
    if model is None:
        return filled_assessment(year, agency, by=head, head=head, at=now, state=State.SUBMITTED)
    file = assessment_for(year.campaign, agency, by=head)
    assert file is not None
    rows = list(Score.objects.at_stage(Score.Stage.SELF).filter(assessment=model))
    for row in rows:
        row.pk, row.assessment, row.agency_id, row.saved_by = None, file, agency.pk, head
    Score.objects.bulk_create(rows)
    return transition(assessment=file, name="submit", by=standing(head, file), at=now)


def accept_all(year: SimpleNamespace, *, by: User, now: datetime) -> int:
    """Every lead department takes over every self-score of its leaves."""
    count = 0
    for assignment in Assignment.objects.filter(campaign=year.campaign, role=Assignment.Role.LEAD):
        count += accept_self(
            campaign=year.campaign,
            assessments=year.files.values(),
            leaves=Criterion.objects.self_scored().filter(area=assignment.criterion.area_id),
            by=by,
            department=assignment.department,
            at=now,
        )
    return count


def confirm_all(year: SimpleNamespace, *, now: datetime, but: Iterable[int] = ()) -> None:
    """Every lead department has confirmed its part of every file, but for the departments ``but``, by id."""
    with tenant_scope(year.campaign.tenant):
        leads = Assignment.objects.filter(campaign=year.campaign, role=Assignment.Role.LEAD)
        departments = set(leads.values_list("department", flat=True)) - set(but)
        Confirmation.objects.bulk_create(
            Confirmation(assessment=file, department_id=pk, confirmed_at=now)
            for file in year.files.values()
            for pk in sorted(departments)
        )


def appraised_campaign(cast: Cast, *, now: datetime, finished: bool = False, **values: Any) -> SimpleNamespace:
    """Every self-score of every file taken over; with ``finished`` the appraisal of every file has ended."""
    year = appraisal_campaign(cast, now=now, **values)
    with tenant_scope(cast.tenant_a):
        accept_all(year, by=year.people.nga, now=now)
        if finished:
            for pk, file in year.files.items():
                by = standing(cast.chi, file)
                year.files[pk] = transition(assessment=file, name="finish_appraisal", by=by, at=now)
    return year


def member(cast: Cast, user: User) -> Member:
    """The person's roles in tenant A; inside its scope."""
    found = member_of(user, cast.tenant_a)
    assert found is not None
    return found


def both_department(cast: Cast) -> Agency:
    """A department that appraises and is assessed, as in a province."""
    return make_agency("stp", "Sở Tư pháp", kind="sở", role=Agency.Role.BOTH, ranking_block="sở")


def extend(year: SimpleNamespace, agency: Agency, phase: Phase, until: datetime) -> Extension:
    return Extension.objects.create(
        campaign=year.campaign,
        agency=agency,
        phase=phase,
        closes_at=until + timedelta(minutes=1),
        reason="Bổ sung hồ sơ",
        approver="Phó Chủ tịch UBND",
        created_by_name="Lý Thu Chi",
    )
