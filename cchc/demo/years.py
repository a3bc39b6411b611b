"""The years of a demo tenant: one known by its table only, one finished, and the present one half way."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.management.base import CommandError

from assessments.models import Assessment, Score
from assessments.services import transition
from cchc.accounts.members import Member, member_of
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.demo import council
from cchc.demo.appraisal import beside_appraisal
from cchc.demo.days import plan_rows
from cchc.demo.entries import Drawer
from cchc.demo.evidence import cite_papers
from cchc.demo.fieldwork import add_fieldwork, lay_out
from cchc.demo.issued import issue_last_year, name_council
from cchc.demo.plan import lay_out_plan
from cchc.demo.reading import judge_heads, sort_reasons, year_before_mergers
from cchc.demo.register import enrich_registers
from cchc.demo.reports import add_reports
from cchc.demo.scores import appraised_rows, bonus_rows, import_rows, score_rows
from cchc.demo.seed import FIXTURES, Seeding, user_in
from cchc.demo.sharing import share_files
from cchc.demo.survey import CODES, import_responses
from cchc.demo.tables import csv_file, run, run_with
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import tenant_scope
from councils.adoption import adopt
from councils.services.assigning import assign_from_set
from criteria.models import Campaign
from criteria.rules.calendar import HANOI
from criteria.services.campaign import open_campaign
from criteria.services.plan import save_bases, save_head
from publications import services as results
from surveys.models import Questionnaire
from surveys.resources.questionnaire import KNOWN_HEADS


def create(work: Seeding, year: int, middle: date) -> None:
    """The campaign of a year with the plan that has ``middle`` in its middle, and its questionnaires."""
    chosen = work.exercise
    rows = plan_rows(chosen.plan, year=year, middle=middle)
    sets = ",".join(f"{kind}={chosen.set_code}" for kind in chosen.agency_kinds)
    run_plan = {"tenant": chosen.slug, "year": year, "sets": sets}
    _with_plan(rows, run_plan)
    for name, quota in chosen.questionnaires:
        code, (title, group), file = CODES[name], KNOWN_HEADS[name], FIXTURES / "surveys" / f"{name}.csv"
        run("import_questionnaire", file, tenant=chosen.slug, year=year, code=code, title=title, group=group)
        with tenant_scope(work.tenant):
            audience = Questionnaire.Audience.HEAD if "heads" in name else Questionnaire.Audience.CITIZEN
            Questionnaire.objects.filter(campaign__year=year, code=code).update(quota=quota, audience=audience)
    with tenant_scope(work.tenant):
        campaign = Campaign.objects.get(year=year)
        issued = (middle + timedelta(days=chosen.plan[0].days)).replace(day=3)
        opened = datetime.combine(issued + timedelta(days=1), time(8, 0), HANOI)
        coordinator = user_in(work, Role.COORDINATOR)
        _cite_bases(work, campaign, issued, opened)
        open_campaign(campaign=campaign, by=coordinator, at=opened)


def _cite_bases(work: Seeding, campaign: Campaign, issued: date, opened: datetime) -> None:
    """The plan's number and date, and the papers it rests on."""
    coordinator, tenant, year = user_in(work, Role.COORDINATOR), campaign.tenant, campaign.year
    symbol = "KH-UBND"
    reform = (
        f"Căn cứ Kế hoạch số 151/{symbol} ngày 28/12/{year - 1} của {tenant.authority} về công tác cải cách hành chính "
        f"năm {year}"
    )
    save_bases(campaign=campaign, bases=[(reform, date(year - 1, 12, 28))], by=coordinator, at=opened)
    number = f"{work.dice.randint(120, 190)}/{symbol}"
    save_head(campaign=campaign, number=number, day=issued, by=coordinator, at=opened)


def _with_plan(rows: list[dict[str, Any]], options: dict[str, Any]) -> None:
    with csv_file(rows, "ke_hoach") as path:
        run("create_campaign", plan=path, **options)


def past_year(work: Seeding, year: int) -> None:
    """A finished year: scores, appraisal, survey, frozen, approved, published."""
    middle = work.today.replace(day=min(work.today.day, 28), year=work.today.year - 1)
    create(work, year, middle)
    with tenant_scope(work.tenant):
        rows = score_rows(work, year, {})
        drawer = Drawer(work.dice, 0.7)
        explained = {key: drawer.explained(row) for key, row in rows.items()}
        bonus = bonus_rows(work, year)
    import_rows(work, year, "self", explained)
    import_rows(work, year, "appraised", {**appraised_rows(work, rows), **bonus})
    with tenant_scope(work.tenant):
        surveyed = datetime.combine(middle - timedelta(days=6), time(9, 0), HANOI)
        lay_out(Campaign.objects.get(year=year), middle, user_in(work, Role.COORDINATOR), surveyed, rate=70)
    import_responses(work, year, fill=1.0)
    _conclude(work, year, datetime.combine(middle + timedelta(days=41), time(15, 0), HANOI))


def _conclude(work: Seeding, year: int, at: datetime) -> None:
    with tenant_scope(work.tenant):
        campaign = Campaign.objects.get(year=year)
        sort_reasons(campaign)
        council.last_year(work, campaign)
        name_council(work, campaign)
        judge_heads(work, campaign, at)
        chair, coordinator, leader = (user_in(work, role) for role in (Role.CHAIR, Role.COORDINATOR, Role.LEADER))
        adopt(campaign=campaign, by=chair, at=at, conclusion="Hội đồng thống nhất kết quả thẩm định.")
        campaign.refresh_from_db()
        snapshot = results.freeze(campaign=campaign, by=coordinator, at=at + timedelta(hours=1))
        results.approve(snapshot=snapshot, by=leader, at=at + timedelta(days=3))
        results.publish(snapshot=snapshot, by=coordinator, at=at + timedelta(days=5))
        issue_last_year(work, campaign, at + timedelta(days=1))


def older_year(work: Seeding, year: int) -> None:
    """A year of which only the published table is left, and one before it from the time before mergers."""
    year_before_mergers(work)
    with tenant_scope(work.tenant):
        rows = [
            {
                "block": agency.ranking_block,
                "agency_code": agency.code,
                "agency_name": agency.name,
                "appraised_points": "",
                "survey_points": "",
                "total_points": f"{52 + 42 * work.quality[agency.code] + work.dice.uniform(-3, 3):.2f}",
                "applicable_max": "100",
                "index_percent": "",
            }
            for agency in Agency.objects.assessed().valid_on(work.today)
        ]
    run_with("import_results", rows, "ket_qua", tenant=work.slug, year=year)
    with tenant_scope(work.tenant):
        campaign = Campaign.objects.get(year=year)
        snapshot = campaign.snapshots.order_by("-version").first()
        results.publish(snapshot=snapshot, by=user_in(work, Role.COORDINATOR), at=work.moment(-660))


def present_year(work: Seeding) -> None:
    """The campaign that is going on: files in every state, evidence, departments with people, part of the survey."""
    create(work, work.year, work.today)
    with tenant_scope(work.tenant):
        campaign = Campaign.objects.get(year=work.year)
        assign_from_set(campaign=campaign, by=user_in(work, Role.COORDINATOR), at=work.moment(-19))
        lay_out_plan(work, campaign)
        name_council(work, campaign)
        shares = _shares(work)
        rows = score_rows(work, work.year, {code: min(1.0, share) for code, share in shares.items()})
    import_rows(work, work.year, "self", rows)
    with tenant_scope(work.tenant):
        cite_papers(work, campaign, rows)
    with tenant_scope(work.tenant):
        _send(work, campaign, shares)
        enrich_registers(work, campaign)
    _remember_days(work, campaign)
    with tenant_scope(work.tenant):
        share_files(work, campaign)
        add_reports(work, campaign)
    import_responses(work, work.year, fill=0.9 if work.exercise.appraising else 0.6)
    add_fieldwork(work)
    if work.exercise.appraising:
        sent = {code for code, share in shares.items() if share >= 2}
        named = {person.agency for person in work.exercise.people}
        whole = sorted(sent - named)[-4:]
        chosen = {
            key: row for key, row in rows.items() if key[0] in sent and (work.dice.random() < 0.55 or key[0] in whole)
        }
        import_rows(work, work.year, "appraised", appraised_rows(work, chosen))
        beside_appraisal(work, campaign)
        with tenant_scope(work.tenant):
            council.present_year(work, campaign)


def _remember_days(work: Seeding, campaign: Campaign) -> None:
    """Files touched and people seen on different days, as in life: some this morning, one never logged in."""
    with tenant_scope(work.tenant):
        for file in Assessment.objects.filter(campaign=campaign):
            days = work.dice.choice([0, 0, -1, -1, -2, -4]) - (14 if work.exercise.appraising else 0)
            Score.objects.filter(assessment=file).update(saved_at=work.moment(days, work.dice.randint(7, 9)))
        for user in User.objects.filter(memberships__tenant=work.tenant).distinct():
            if work.dice.random() < 0.94:
                seen = work.moment(-work.dice.randint(0, 9), work.dice.randint(7, 9))
                User.objects.filter(pk=user.pk).update(last_login=seen)


def _shares(work: Seeding) -> dict[str, float]:
    usual = (2.0, 2.0) if work.exercise.appraising else (0.5, 0.95)
    agencies = [row.agency.code for row in Campaign.objects.get(year=work.year).participants.select_related("agency")]
    return {code: work.exercise.done.get(code, work.dice.uniform(*usual)) for code in agencies}


def _send(work: Seeding, campaign: Campaign, shares: dict[str, float]) -> None:
    """Files that are complete go to the head, and from there to the standing office, in the days before today."""
    first, last = (-24, -13) if work.exercise.appraising else (-6, -1)
    for file in Assessment.objects.filter(campaign=campaign).select_related("agency", "campaign"):
        share = shares[file.agency.code]
        if share < 1:
            continue
        at = work.moment(work.dice.randint(first, last), work.dice.randint(7, 16))
        transition(assessment=file, name="request_approval", by=_member(work, file.agency, Role.OFFICER), at=at)
        if share >= 2:
            head = _member(work, file.agency, Role.HEAD)
            transition(assessment=file, name="submit", by=head, at=at + timedelta(minutes=40))


def _member(work: Seeding, agency: Agency, role: Role) -> Member:
    membership = Membership.objects.filter(agency=agency, role=role).select_related("user").order_by("pk").first()
    found = member_of(membership.user, work.tenant) if membership else None
    if found is None:
        raise CommandError(f"{agency} chưa có người giữ vai trò {role.label}.")
    return found
