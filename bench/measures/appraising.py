"""One criterion across 136 and 3,321 communes: how its page grows, and accepting its lines against one UPDATE."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, Score
from assessments.states import State
from bench.database import settle
from bench.measures.keyboard import logged_in
from bench.measures.pages import fetched
from bench.report import Result, timed
from bench.timing import alternate
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.tenancy.models import Agency, AuditEvent, Tenant
from cchc.tenancy.scope import tenant_scope
from councils.models import Assignment
from councils.services import accept_self
from criteria.models import Campaign, CriteriaSet, Criterion, Participant, PlanStep, ScoringRule
from criteria.rules.calendar import Phase

FEW, MANY = 136, 3321
UPDATE = (
    "UPDATE assessments_score SET points = points, version = version + 1 WHERE criterion_id = %s AND stage = 'self'"
)
"""What taking over every line would be without locks, walls, second rows and diary."""


@dataclass(frozen=True, slots=True)
class Desk:
    """An appraiser with one leaf of every commune of a province."""

    campaign: Campaign
    leaf: Criterion
    department: Agency
    by: User

    @property
    def address(self) -> str:
        return reverse("councils:leaf", args=[self.campaign.tenant.slug, self.campaign.year, self.leaf.pk])


def _seed(slug: str, communes: int) -> Desk:
    """A campaign in appraisal: every file sent, its one leaf self-scored by numbers."""
    tenant = Tenant.objects.create(slug=slug, name=f"Tỉnh {slug}", kind=Tenant.Kind.PROVINCE)
    with tenant_scope(tenant):
        leaf = _leaf()
        campaign = _campaign(leaf.criteria_set)
        department = Agency.objects.create(code="snv", name="Sở Nội vụ", kind="sở", role=Agency.Role.APPRAISER)
        Assignment.objects.create(campaign=campaign, criterion=leaf, department=department)
        by = User.objects.create(username=f"cham-{slug}", full_name="Người chấm")
        Membership.objects.create(user=by, agency=department, role=Role.APPRAISER)
        _take_part(campaign, leaf, communes)
        return Desk(campaign, leaf, department, by)


def _leaf() -> Criterion:
    made = CriteriaSet.objects.create(code="BM", title="Bộ tiêu chí", declared_total=2)
    common = {"criteria_set": made, "source": Criterion.Source.SELF, "max_points": 2}
    area = Criterion(code="1", position=1, level=Criterion.Level.AREA, name="Lĩnh vực", **common).prepare()
    area.save()
    Criterion.objects.filter(pk=area.pk).update(area=area)
    leaf = Criterion(
        code="1.1",
        position=2,
        level=Criterion.Level.CRITERION,
        is_leaf=True,
        name="Tỷ lệ nhiệm vụ hoàn thành trong năm",
        parent=area,
        area=area,
        **common,
    ).prepare()
    leaf.save()
    words = {"numerator": "Số nhiệm vụ hoàn thành", "denominator": "Tổng số nhiệm vụ"}
    ScoringRule.objects.create(criterion=leaf, kind="ratio_linear", floor=0, full=100, **words)
    CriteriaSet.objects.filter(pk=made.pk).update(frozen_at=timezone.now())
    return leaf


def _campaign(used: CriteriaSet) -> Campaign:
    today = timezone.localdate()
    campaign = Campaign.objects.create(year=2024, title="Chỉ số năm 2024", opened_at=timezone.now())
    campaign.sets.create(agency_kind="xã", criteria_set=used)
    PlanStep.objects.create(
        campaign=campaign,
        position=1,
        task="Thẩm định",
        phase=Phase.APPRAISAL,
        opens_on=today - timedelta(days=3),
        deadline_kind="on_or_before",
        deadline_date=today + timedelta(days=3),
    )
    return campaign


def _take_part(campaign: Campaign, leaf: Criterion, count: int) -> None:
    used, now = leaf.criteria_set, timezone.now()
    agencies = Agency.objects.bulk_create(
        Agency(code=f"{n:05d}", name=f"Xã Số {n}", kind="xã", role=Agency.Role.ASSESSED).prepare() for n in range(count)
    )
    Participant.objects.bulk_create(Participant(campaign=campaign, agency=one, criteria_set=used) for one in agencies)
    files = Assessment.objects.bulk_create(
        Assessment(campaign=campaign, agency=one, criteria_set=used, state=State.SUBMITTED, submitted_at=now)
        for one in agencies
    )
    Score.objects.bulk_create(_score(file, leaf, 80 + n % 21) for n, file in enumerate(files))


def _score(file: Assessment, leaf: Criterion, done: int) -> Score:
    return Score(
        assessment=file,
        agency_id=file.agency_id,
        criterion=leaf,
        stage=Score.Stage.SELF,
        points=Decimal(done) / 50,
        applicable_max=2,
        numerator=done,
        denominator=100,
        working=f"{done}/100 = {done} % × 2 điểm",
        saved_at=timezone.now(),
    )


def _accept(desk: Desk) -> int:
    """Take over every line, and take it back so that it can be done again."""
    with tenant_scope(desk.campaign.tenant), transaction.atomic():
        before = AuditEvent.objects.count()
        done = accept_self(
            campaign=desk.campaign,
            assessments=desk.campaign.assessments.all(),
            leaves=[desk.leaf],
            by=desk.by,
            department=desk.department,
            at=timezone.now(),
        )
        if AuditEvent.objects.count() - before != done:
            raise RuntimeError("a line was taken over without its entry in the diary")
        transaction.set_rollback(True)
    return done


def _update(desk: Desk) -> int:
    with transaction.atomic("superuser"), connections["superuser"].cursor() as cursor:
        cursor.execute(UPDATE, [desk.leaf.pk])
        transaction.set_rollback(True, "superuser")
        return cursor.rowcount


def _queries(desk: Desk) -> tuple[int, int]:
    """Of the page: statements and bytes."""
    client = logged_in(desk.by)
    fetched(client, desk.address)
    with CaptureQueriesContext(connection) as queries:
        size = len(fetched(client, desk.address))
    return len(queries), size


def measure() -> Iterator[Result]:
    """Numbers of statements and of rows are compared before anything is timed."""
    few, many = _seed("it-xa", FEW), _seed("nhieu-xa", MANY)
    settle()
    (fewer, small), (more, large) = _queries(few), _queries(many)
    if fewer != more or (_accept(many), _update(many)) != (MANY, MANY):
        raise RuntimeError(f"{fewer} and {more} statements, or other rows than {MANY}")
    short, long = logged_in(few.by), logged_in(many.by)
    yield timed(
        f"one criterion, {MANY:,} communes against {FEW}",
        alternate(lambda: fetched(long, many.address), lambda: fetched(short, few.address), times=9),
        MANY / FEW,
        f"the appraiser's page: strip, outliers and counts of all, lines of one page (150 at most); {more} statements "
        f"each, {large // 1024} and {small // 1024} KB; the aim is the growth in communes",
    )
    yield timed(
        f"accepting {MANY:,} lines",
        alternate(lambda: _accept(many), lambda: _update(many), times=7),
        None,
        f"ours: locks, rights, {MANY:,} second rows with numbers and working, as many chained lines of the diary, "
        f"walls of the database; reference: one UPDATE of {MANY:,} scores as superuser; both rolled back",
    )
