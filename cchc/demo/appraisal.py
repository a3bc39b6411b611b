"""What stands beside the appraised scores of the demo: who judged, clauses, opinions, confirmations, a conflict."""

from datetime import timedelta

from assessments.models import Score
from assessments.states import State
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.demo.entries import DOUBTS
from cchc.demo.seed import Seeding, user_in
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import tenant_scope
from councils.models import Assignment, ScoreBasis
from councils.queries.assigned import leaf_assignments
from councils.queries.confirmed import part_of
from councils.queries.opinions import awaited_opinions
from councils.services.accepting import accept_self
from councils.services.appraising import default_clause
from councils.services.assigning import assign
from councils.services.confirming import confirm, give_opinion
from councils.services.conflicts import declare
from councils.services.independent import give_score, open_round
from councils.services.snippets import keep_snippets
from criteria.models import Campaign, Criterion

SNIPPETS = {
    1: ("no_evidence", "Không có văn bản, số liệu kiểm chứng kèm theo; đề nghị bổ sung."),
    2: ("out_of_year", "Văn bản ban hành ngoài năm đánh giá, không tính."),
    3: ("wrong_data", "Số liệu khai khác số liệu trên Hệ thống thông tin giải quyết thủ tục hành chính."),
    4: ("not_met", "Chưa đạt mức theo yêu cầu của bộ tiêu chí."),
}


def beside_appraisal(work: Seeding, campaign: Campaign) -> None:
    """Departments at different points of their work; run after the appraised scores are in."""
    with tenant_scope(work.tenant):
        given = leaf_assignments(campaign)
        leads: dict[int, list[int]] = {}
        for leaf_id, one in given.items():
            if one.lead is not None:
                leads.setdefault(one.lead.department_id, []).append(leaf_id)
        for pk, leaf_ids in leads.items():
            _authors(work, campaign, Agency.objects.get(pk=pk), leaf_ids)
        _clauses(campaign)
        people = {role: user_in(work, role) for role in (Role.APPRAISER, Role.DEPARTMENT_HEAD, Role.COORDINATOR)}
        own = Membership.objects.get(user=people[Role.DEPARTMENT_HEAD], role=Role.DEPARTMENT_HEAD).agency
        assert own is not None
        for user in (people[Role.APPRAISER], people[Role.DEPARTMENT_HEAD]):
            keep_snippets(wanted=SNIPPETS, by=user, tenant=work.tenant)
        _take_part(work, campaign, own, people[Role.APPRAISER], people[Role.COORDINATOR])
        _confirmed(work, campaign, own, people[Role.APPRAISER], people[Role.DEPARTMENT_HEAD])
        _conflict(work, campaign, people[Role.APPRAISER], people[Role.DEPARTMENT_HEAD])
        _independent(work, campaign)


def _authors(work: Seeding, campaign: Campaign, department: Agency, leaf_ids: list[int]) -> None:
    """The imported scores as the department's own, written over the past days; never of its own file."""
    staff = Membership.objects.with_roles(Role.APPRAISER, Role.DEPARTMENT_HEAD).filter(agency=department)
    people = [row.user for row in staff.select_related("user")]
    rows = Score.objects.at_stage(Score.Stage.APPRAISED).filter(assessment__campaign=campaign, criterion__in=leaf_ids)
    for row in rows.exclude(agency=department):
        row.by_agency = department
        row.saved_by = work.dice.choice(people) if people else row.saved_by
        row.saved_at = work.moment(-work.dice.randint(0, 9), work.dice.randint(7, 16))
        row.save(update_fields=["by_agency", "saved_by", "saved_at"])


def _clauses(campaign: Campaign) -> None:
    """The kind of each reason and the clause it rests on, as an appraiser chooses them."""
    kinds = {text: code for code, text in DOUBTS}
    rows = Score.objects.at_stage(Score.Stage.APPRAISED).filter(assessment__campaign=campaign, explanation__in=kinds)
    for row in rows.select_related("criterion__criteria_set"):
        row.reason_code = kinds[row.explanation]
        row.save(update_fields=["reason_code"])
        ScoreBasis.objects.get_or_create(score=row, defaults={"clause": default_clause(row.criterion)})


def _take_part(work: Seeding, campaign: Campaign, own: Agency, appraiser: User, by: User) -> None:
    """The appraiser's department takes part in a criterion that another one leads: agreement, an objection, silence."""
    lead = Assignment.objects.filter(campaign=campaign, role="lead").exclude(department=own)
    branch = lead.exclude(criterion__is_leaf=True).select_related("criterion", "department").first()
    assert branch is not None
    leaves = Criterion.objects.self_scored().filter(area=branch.criterion)[:3]
    for leaf in leaves:
        assign(campaign=campaign, criterion=leaf, lead=branch.department, joint=[own], by=by, at=work.moment(-12),
               opinion_until=work.moment(3, 0))  # fmt: skip
    judged = Score.objects.at_stage(Score.Stage.APPRAISED).filter(assessment__campaign=campaign, criterion__in=leaves)
    rows = judged.exclude(agency=own).select_related("assessment", "criterion").order_by("criterion", "agency")
    for number, row in enumerate(rows[:9]):
        text = "" if number % 4 else "Số liệu của cơ quan ghi nhận khác; đề nghị rà lại với đơn vị."
        give_opinion(file=row.assessment, leaf=row.criterion, department=own, agrees=bool(number % 4), text=text,
                     by=appraiser, at=work.moment(-1, 8))  # fmt: skip


def _confirmed(work: Seeding, campaign: Campaign, own: Agency, appraiser: User, head: User) -> None:
    """The head's department has finished some files and confirmed most of them."""
    given = leaf_assignments(campaign)
    mine = [pk for pk, one in given.items() if one.lead and one.lead.department_id == own.pk]
    files = campaign.assessments.filter(state=State.SUBMITTED).exclude(agency=own).order_by("agency__sort_key")
    chosen = list(files.select_related("agency", "campaign")[:6])
    leaves = Criterion.objects.filter(pk__in=mine)
    accept_self(campaign=campaign, assessments=chosen, leaves=leaves, by=appraiser, department=own, at=work.moment(-1))
    for number, file in enumerate(chosen[:4]):
        part = part_of(file, own)
        for one in awaited_opinions(file, own, work.moment(-1)):
            by = Membership.objects.filter(agency=one.department).select_related("user").order_by("pk").first()
            if by is not None:
                leaf = Criterion.objects.get(pk=one.leaf_id)
                give_opinion(file=file, leaf=leaf, department=one.department, agrees=True, by=by.user,
                             at=work.moment(-1, 14))  # fmt: skip
        if not part.missing and not part.stale and not awaited_opinions(file, own, work.moment(-1)):
            confirm(file=file, department=own, by=head, at=work.moment(-1, 15) + timedelta(minutes=number))


def _conflict(work: Seeding, campaign: Campaign, user: User, substitute: User) -> None:
    own = Membership.objects.filter(user__in=[user, substitute]).values("agency")
    agency = Agency.objects.filter(participations__campaign=campaign).exclude(pk__in=own).order_by("-sort_key").first()
    assert agency is not None
    reason = "Công tác tại đơn vị đến hết quý I của năm đánh giá."
    declare(campaign=campaign, user=user, agency=agency, reason=reason, substitute=substitute, by=user,
            at=work.moment(-11))  # fmt: skip


def _independent(work: Seeding, campaign: Campaign) -> None:
    """One leaf that the council scores independently: some have given their scores, none sees the others'."""
    leaf = Criterion.objects.self_scored().filter(criteria_set__in=campaign.sets.values("criteria_set")).first()
    assert leaf is not None
    files = list(campaign.assessments.filter(state=State.SUBMITTED).order_by("agency__sort_key")[:3])
    made = open_round(campaign=campaign, leaf=leaf, files=files, by=user_in(work, Role.SECRETARY), at=work.moment(-2))
    for row in list(made.scores.select_related("member"))[:-1]:
        give_score(row=row, points=leaf.max_points / 2, note="", by=row.member, at=work.moment(-1))
