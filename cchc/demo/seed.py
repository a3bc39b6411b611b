"""One demo tenant before its first campaign: agencies, people with accounts, the criteria set."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password

from cchc.accounts.models import User
from cchc.accounts.roles import Role
from cchc.demo.exercises import Exercise, Person
from cchc.demo.names import handle, people
from cchc.demo.tables import run, run_with
from cchc.tenancy.models import Agency, Tenant
from cchc.tenancy.scope import tenant_scope
from criteria.rules.calendar import HANOI

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
PASSWORD = "trinhdien-cchc"  # noqa: S105 - demo accounts, refused outside the embedded servers


@dataclass
class Seeding:
    """One tenant being filled; the same dice give the same data at every seeding."""

    exercise: Exercise
    today: date
    year: int
    dice: Random = field(init=False)
    quality: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dice = Random(self.exercise.seed)  # noqa: S311 - demo data

    @property
    def slug(self) -> str:
        return self.exercise.slug

    @property
    def tenant(self) -> Tenant:
        return Tenant.objects.get(slug=self.slug)

    def moment(self, days: int, hour: int = 9) -> datetime:
        """A working hour, ``days`` from today."""
        return datetime.combine(self.today + timedelta(days=days), time(hour, 15), HANOI)


def prepare(work: Seeding) -> None:
    """The tenant with agencies, people and criteria set."""
    chosen = work.exercise
    run("create_tenant", slug=chosen.slug, name=chosen.name, kind=chosen.kind)
    leader = next(person for person in chosen.people if person.roles == Role.LEADER)
    Tenant.objects.filter(slug=chosen.slug).update(
        is_demo=True,
        signer_name=leader.full_name,
        support_line=f"Hỗ trợ trong giờ hành chính: {chosen.phone}",
    )
    run("import_agencies", FIXTURES / "agencies" / "units_sample.csv", tenant=chosen.slug)
    with tenant_scope(work.tenant):
        _keep_agencies_valid(work)
    _import_people(work)
    options = {"tenant": chosen.slug, "set": chosen.set_code}
    run(
        "import_criteria",
        FIXTURES / "criteria" / chosen.set_file,
        title=chosen.set_title,
        decision_number=chosen.decision_number,
        decision_date=chosen.decision_date,
        sample=True,
        **options,
    )
    with (FIXTURES / "criteria" / "bonus_penalty_sample.csv").open(encoding="utf-8", newline="") as handle:
        items = [row for row in csv.DictReader(handle) if row["criteria_set"] == chosen.bonus_set]
    run_with("import_bonus", items, "thuong_tru", **options)


def _keep_agencies_valid(work: Seeding) -> None:
    """The sample units ended on 30/6/2025; in the demo they go on, so that today has a campaign. Heads get names."""
    names = people(work.exercise.seed)
    for agency in Agency.objects.all():
        if agency.valid_to and agency.valid_to.year >= 2025:
            agency.valid_to = None
        if agency.is_assessed:
            agency.head_name, _ = next(names)
            agency.head_title = f"{_head_title(work, agency)}"
            work.quality[agency.code] = work.dice.uniform(0.45, 0.9)
        agency.save()


def _head_title(work: Seeding, agency: Agency) -> str:
    if agency.kind == "UBND cấp huyện" or agency.name.startswith("UBND"):
        return f"Chủ tịch {agency.name}"
    if work.exercise.kind == "district":
        return f"Chủ tịch UBND {agency.kind}"
    titles = {"Thanh tra": "Chánh Thanh tra tỉnh", "Văn phòng": "Chánh Văn phòng", "Ban": "Trưởng ban"}
    return next((title for start, title in titles.items() if agency.name.startswith(start)), "Giám đốc")


def _ordinary_people(work: Seeding) -> Iterator[tuple[Person, str]]:
    """An officer and a head for every assessed agency, an appraiser for every department, where none is named."""
    named = {(person.agency, role) for person in work.exercise.people for role in person.roles.split(";")}
    names = people(work.exercise.seed + 1)
    for agency in Agency.objects.valid_on(work.today):
        short = handle(agency.name)
        if agency.is_assessed and (agency.code, "officer") not in named:
            name, salutation = next(names)
            yield Person(f"cb.{short}", name, salutation, work.exercise.officer_title, "officer", agency.code), ""
        if agency.is_assessed and (agency.code, "head") not in named:
            yield Person(f"ld.{short}", agency.head_name, "", agency.head_title, "head", agency.code), ""
        if agency.role != Agency.Role.ASSESSED and (agency.code, "appraiser") not in named:
            name, salutation = next(names)
            yield Person(f"td.{short}", name, salutation, "Chuyên viên", "appraiser", agency.code), ""


def _import_people(work: Seeding) -> None:
    with tenant_scope(work.tenant):
        everybody = [*work.exercise.people, *(person for person, _ in _ordinary_people(work))]
    domain = f"{work.slug}.example.vn"
    rows = [
        {
            "username": person.username,
            "full_name": person.full_name,
            "email": f"{person.username}@{domain}",
            "agency_code": person.agency,
            "roles": person.roles,
        }
        for person in everybody
    ]
    run_with("import_people", rows, "nguoi_dung", tenant=work.slug)
    password = make_password(PASSWORD)  # once: a slow hash for each of a hundred accounts would take half a minute
    for person in everybody:
        user = User.objects.get(username=person.username)
        user.salutation, user.position, user.password = person.salutation, person.position, password
        user.save()
    with tenant_scope(work.tenant):
        for person in work.exercise.people:
            if Role.HEAD in person.roles.split(";"):
                Agency.objects.filter(code=person.agency).update(head_name=person.full_name)


def user_in(work: Seeding, role: Role) -> User:
    username = next(person.username for person in work.exercise.people if role in person.roles.split(";"))
    return User.objects.get(username=username)


def accounts_of(exercise: Exercise) -> Iterable[tuple[str, str, str]]:
    """User name, role and name, for the table printed at the end."""
    for person in exercise.people:
        roles = ", ".join(Role(role).label for role in person.roles.split(";"))
        yield person.username, roles, f"{person.full_name}, {person.position}"
