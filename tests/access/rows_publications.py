"""The result with its versions, the papers, and what is public."""

from datetime import date

from django.utils import timezone

from cchc.tenancy.models import Agency
from criteria.models import Campaign
from publications.models import Snapshot, SnapshotRow
from publications.services import approve, publish, write_version
from tests.access.table import COMMUNE_1, COORDINATOR, MEMBERS, PUBLIC, SEES_ALL, Row
from tests.publications.build import frozen, scored_campaign

WORKED, FROZEN, PUBLISHED, PAST = 2017, 2018, 2019, 2020


def build(world):
    """One year adopted, one frozen, one approved and published, one brought in as a table."""
    now, cast = timezone.now(), world.cast
    for year in (WORKED, FROZEN, PUBLISHED):
        made = scored_campaign(cast, year=year, code=f"CB{year}")
        if year != WORKED:
            snapshot = frozen(made, cast.chi)
        else:
            made.campaign.assessments.update(state="appraised", submitted_at=now)
        if year == PUBLISHED:
            approve(snapshot=snapshot, by=cast.khanh, at=now)
    publish(snapshot=snapshot, by=cast.chi, at=now)
    campaign = Campaign.objects.create(year=PAST, title=f"Chỉ số năm {PAST}", imported=True)
    past = Snapshot(campaign=campaign, rules_version="1", tie_rule="shared", with_survey=False, imported=True)
    agency = Agency.objects.get(code="001")
    row = SnapshotRow(snapshot=past, agency=agency, agency_code="001", agency_name=agency.name, position=1)
    row.block, row.ranked, row.rank, row.index_exact = "xã, thị trấn", True, 1, 80
    write_version(past, [row], [], by=cast.chi, at=now, reason="")
    publish(snapshot=past, by=cast.chi, at=now)


def of(year, **more):
    return lambda world: {"year": year, **more}


def number(world):
    return {"number": "7", "issued_on": f"{date.today():%d/%m/%Y}"}


ROWS = [
    Row("publications:result", MEMBERS, kwargs=of(WORKED)),
    Row("publications:result", MEMBERS, kwargs=of(PAST), note="past"),
    Row(
        "publications:agency",
        COMMUNE_1 | SEES_ALL | {"dung"},
        kwargs=of(WORKED, code="001"),
        refused={"giang": 404},
        note="provisional",
    ),
    Row("publications:agency", MEMBERS, kwargs=of(PUBLISHED, code="001"), note="published"),
    Row("publications:download", SEES_ALL, kwargs=of(WORKED, extension="csv")),
    Row("publications:freeze", COORDINATOR, kwargs=of(FROZEN), post=lambda w: {"reason": "Sai số liệu"}),
    Row("publications:approve", {"khanh"}, kwargs=of(FROZEN), post=lambda w: {"comment": "Đồng ý"}),
    Row("publications:publish", COORDINATOR, kwargs=of(PUBLISHED), get=None, post=lambda w: {}),
    Row("publications:papers", MEMBERS, kwargs=of(PUBLISHED)),
    Row("publications:paper", SEES_ALL, kwargs=of(PUBLISHED, kind="12")),
    Row("publications:paper_file", SEES_ALL, kwargs=of(PUBLISHED, kind="01", extension="docx")),
    Row("publications:terms", COORDINATOR, kwargs=of(PUBLISHED), get=None, post=lambda w: {"improvement_due": ""}),
    Row("publications:issue", COORDINATOR, kwargs=of(PUBLISHED, kind="12"), get=None, post=number),
    Row("publications:trial", COORDINATOR, kwargs=lambda w: {"code": f"CB{FROZEN}"}),
    Row("publications:public_years", PUBLIC),
    Row("publications:public_year", PUBLIC, kwargs=of(PUBLISHED)),
    Row("publications:public_data", PUBLIC, kwargs=of(PUBLISHED, extension="csv")),
    Row("publications:public_data_beside", PUBLIC, kwargs=of(PUBLISHED, extension="json")),
    Row("publications:public_agency", PUBLIC, kwargs=of(PUBLISHED, code="001")),
]
