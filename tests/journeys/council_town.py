"""A district before its council: 14 communes appraised by 6 departments, three lines in dispute. Made by builders."""

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

from assessments.models import Evidence
from cchc.accounts.models import User
from cchc.accounts.roles import Role
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import tenant_scope
from councils.models import Assignment
from councils.services import accept_self, appraise, explanation, finish_complete
from criteria.models import Criterion, Participant
from criteria.rules.calendar import Phase
from tests.assessments.build import evidence
from tests.cast import hold, make_agency, make_cast, make_user
from tests.councils.build import EXPLAINING, confirm_all, member, send
from tests.criteria.build import small_campaign

COMMUNES = ("Cao Sơn", "Đôn Phong", "Dương Phong", "Hà Vị", "Lục Bình", "Mỹ Thanh", "Nguyên Phúc", "Quân Hà")
COMMUNES += ("Quang Thuận", "Sỹ Bình", "Tân Tú")
DEPARTMENTS = ("Văn phòng", "Phòng Tài chính", "Phòng Văn hóa", "Phòng Kinh tế")
LED = {
    "1.1.1": "Phòng Nội vụ",
    "1.1.2": "Văn phòng",
    "1.1.3": "Phòng Văn hóa",
    "1.2": "Phòng Nội vụ",
    "1.3": "Phòng Tài chính",
    "1.10": "Phòng Kinh tế",
    "2.1.1": "Phòng Tư pháp",
    "2.1.2": "Phòng Tư pháp",
    "2.2": "Phòng Tư pháp",
}
"""Which department leads which leaf: six departments over nine leaves."""


def build(now: datetime, year: int) -> SimpleNamespace:
    """Tenant «huyen-a» with every file sent and appraised; names as in tests/cast.py."""
    cast = make_cast()
    with tenant_scope(cast.tenant_a):
        town = small_campaign(cast, now=now, phase=[*EXPLAINING, Phase.COUNCIL], year=year)
        town.cast = cast
        _more_agencies(town)
        _people(town)
        _assign(town)
        town.files = {agency.pk: send(town, agency, now) for agency in town.communes}
        _appraise(town, now)
        _dispute(town, now)
    return town


def _more_agencies(town: SimpleNamespace) -> None:
    a = town.cast.a
    more = [make_agency(f"1{number:02d}", f"Xã {name}") for number, name in enumerate(COMMUNES)]
    for agency in more:
        Participant.objects.create(
            campaign=town.campaign, agency=agency, criteria_set=town.criteria_set, block="xã, thị trấn", ranked=True
        )
    town.communes = [a.commune_1, a.commune_2, a.town, *more]
    town.departments = {"Phòng Nội vụ": a.home_affairs, "Phòng Tư pháp": a.justice}
    for number, name in enumerate(DEPARTMENTS):
        town.departments[name] = make_agency(
            f"pb{number}", name, kind="phòng", role=Agency.Role.APPRAISER, ranked=False
        )


def _people(town: SimpleNamespace) -> None:
    """A head for every commune, an appraiser for every department, and three more members of the council."""
    cast = town.cast
    town.heads = {cast.a.commune_1.pk: cast.binh}
    for number, agency in enumerate(town.communes[1:], start=1):
        town.heads[agency.pk] = make_user(f"ct-{number}", f"Triệu Văn Chủ {number}")
        hold(town.heads[agency.pk], Role.HEAD, agency)
    town.appraisers = {"Phòng Tư pháp": cast.dung}
    for number, (name, department) in enumerate(town.departments.items()):
        if name not in town.appraisers:
            town.appraisers[name] = make_user(f"td-{number}", f"Ma Thị Thẩm {number}")
            hold(town.appraisers[name], Role.APPRAISER, department)
    for number, name in enumerate(("Đinh Quang Huy", "Lèng Thị Thu", "Hoàng Đức Long")):
        hold(make_user(f"uv-{number}", name), Role.MEMBER)
    User.objects.filter(pk=cast.phuc.pk).update(position="Phó Chủ tịch UBND huyện", salutation="ông")


def _assign(town: SimpleNamespace) -> None:
    for code, name in LED.items():
        Assignment.objects.create(
            campaign=town.campaign,
            criterion=town.leaves[code],
            department=town.departments[name],
            role=Assignment.Role.LEAD,
        )


def _appraise(town: SimpleNamespace, now: datetime) -> None:
    """Every department takes over its leaves, but for commune 1 and 2 one leaf each is given fewer points."""
    cut = {town.cast.a.commune_1.pk: ("2.2", Decimal(0)), town.cast.a.commune_2.pk: ("1.3", Decimal(0))}
    for agency_id, (code, points) in cut.items():
        name = LED[code]
        appraise(
            assessment=town.files[agency_id],
            leaf=town.leaves[code],
            by=town.appraisers[name],
            department=town.departments[name],
            at=now,
            points=points,
            reason="Tài liệu chưa đủ căn cứ.",
            reason_code="no_evidence",
        )
    for code, name in LED.items():
        accept_self(
            campaign=town.campaign,
            assessments=town.files.values(),
            leaves=Criterion.objects.filter(pk=town.leaves[code].pk),
            by=town.appraisers[name],
            department=town.departments[name],
            at=now,
        )


def _dispute(town: SimpleNamespace, now: datetime) -> None:
    """Commune 2 has been asked and did not reply; its leaf stands before the council. Every appraisal ends."""
    minh, commune = member(town.cast, town.cast.minh), town.cast.a.commune_2
    file = town.files[commune.pk]
    asked = explanation.ask(
        assessment=file,
        leaf=town.leaves["1.3"],
        by=minh,
        department=town.departments["Phòng Tài chính"],
        doubt="Chưa có quyết định giao dự toán.",
        question="Bổ sung quyết định.",
        at=now,
    )
    town.waiting = asked
    confirm_all(town, now=now)
    ended = finish_complete(campaign=town.campaign, by=member(town.cast, town.cast.chi), at=now)
    town.files = {file.agency_id: file for file in ended}


def document(town: SimpleNamespace) -> Evidence:
    """A paper in commune 1's register that its reply will cite."""
    with tenant_scope(town.cast.tenant_a):
        return evidence(town.cast.a.commune_1, "63/BC-UBND", town.campaign.year, abstract="Sổ theo dõi hồ sơ")
