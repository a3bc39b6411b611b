"""The demo's district in the middle of its campaign: a file of 88 self-scored leaves, and the year before."""

from dataclasses import dataclass

from django.utils import timezone

from assessments.models import Assessment
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.demo.days import assessed_year
from cchc.demo.exercises import BACH_THONG
from cchc.demo.seed import Seeding, prepare
from cchc.demo.years import past_year, present_year
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope

COMMUNE = "01999"
"""Has filled in seven leaves of eight, so that the file is open and nearly as long as it gets."""


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer, and the file on the desk."""

    tenant: Tenant
    year: int
    file: Assessment
    officer: User
    administrator: User


def seed() -> Desk:
    today = timezone.localdate()
    work = Seeding(BACH_THONG, today, assessed_year(today))
    prepare(work)
    past_year(work, work.year - 1)
    present_year(work)
    administrator = User.objects.create_superuser(username="bm", password=None, email="bm@example.vn")
    with tenant_scope(work.tenant):
        file = Assessment.objects.select_related("agency").get(campaign__year=work.year, agency__code=COMMUNE)
        officer = Membership.objects.filter(agency=file.agency, role=Role.OFFICER).first()
        return Desk(work.tenant, work.year, file, officer.user, administrator)
