"""The result with its versions, the papers, and what is public."""

import io
from datetime import date
from zipfile import ZipFile

from django.utils import timezone

from cchc.documents import texts
from cchc.documents.codes import new_code
from cchc.documents.models import PaperBatch
from cchc.documents.services import attach_signed, enter_number, issue, register, submit
from cchc.files.store import store_bundle
from cchc.tenancy.models import Agency
from criteria.models import Campaign
from publications.models import Snapshot, SnapshotRow
from publications.services import approve, freeze, publish, write_version
from tests.access import improvement_rows
from tests.access.table import COMMUNE_1, COORDINATOR, MEMBERS, PUBLIC, SEES_ALL, Row
from tests.files.signing import blank_pdf
from tests.publications.build import frozen, scored_campaign

SLIP = {"dong-TOTAL_FORMS": 1, "dong-INITIAL_FORMS": 0, "dong-0-place": "Trang 1", "dong-0-printed": "a"}
SLIP |= {"dong-0-corrected": "b"}
WORKED, FROZEN, PUBLISHED, PAST = 2017, 2018, 2019, 2020


def build(world):
    """One year adopted, one frozen and corrected, one approved and published, one brought in as a table."""
    now, cast = timezone.now(), world.cast
    for year in (WORKED, FROZEN, PUBLISHED):
        made = scored_campaign(cast, year=year, code=f"CB{year}")
        if year != WORKED:
            snapshot = frozen(made, cast.chi)
        if year == FROZEN:
            freeze(campaign=made.campaign, by=cast.chi, at=now, reason="Sai số liệu")
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
    write_version(past, [row], None, by=cast.chi, at=now, reason="")
    publish(snapshot=past, by=cast.chi, at=now)
    papers(world)
    improvement_rows.build(world)


def of(year, **more):
    return lambda world: {"year": year, **more}


def line(world):
    return {"year": PUBLISHED, "pk": world.line.pk}


def papers(world):
    """A paper with its signed copy, ready to go out; a ZIP; the standard wording of the decision."""
    document = register(
        kind="12", year=PUBLISHED, reference="khac", title="Phê duyệt", symbol="QĐ-UBND", by=world.cast.chi
    )
    common = {"by": world.cast.chi, "at": timezone.now()}
    document = submit(document=document, digest="", **common)
    code = new_code(document.tenant_id)
    document = enter_number(
        document=document, number=3, issued_on=date(2025, 1, 24), pdf=blank_pdf(), code=code, **common
    )
    world.line = attach_signed(document=document, file=io.BytesIO(blank_pdf()), name="ky.pdf", **common)
    issued = register(
        kind="12", year=PUBLISHED, reference="xong", title="Phê duyệt", symbol="QĐ-UBND", by=world.cast.chi
    )
    world.issued = issue(document=issued, number=4, issued_on=date(2025, 1, 25), pdf=blank_pdf(), **common)
    world.batch = PaperBatch.objects.create(
        kind="13", year=PUBLISHED, extension="pdf", asked_at=timezone.now(), state="done"
    )
    bundle = io.BytesIO()
    ZipFile(bundle, "w").close()
    bundle.seek(0)
    PaperBatch.objects.update(stored_name=store_bundle(bundle, world.tenant.slug))
    world.wording = texts.load("12").block(None)


ROWS = [
    *improvement_rows.ROWS,
    Row("api:document", PUBLIC),
    Row("api:tenants", PUBLIC),
    Row("api:years", PUBLIC),
    Row("api:results", PUBLIC, kwargs=of(PUBLISHED)),
    Row("api:agency", PUBLIC, kwargs=of(PUBLISHED, code="001")),
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
    Row("publications:heat_map", SEES_ALL, kwargs=of(WORKED), refusal=404, note="provisional"),
    Row("publications:heat_map", MEMBERS, kwargs=of(PUBLISHED), note="published"),
    Row("publications:heat_file", MEMBERS, kwargs=of(PUBLISHED)),
    Row("publications:lost_points", SEES_ALL, kwargs=of(PUBLISHED)),
    Row("publications:changes", SEES_ALL, kwargs=of(FROZEN)),
    Row("publications:heads", SEES_ALL, kwargs=of(PUBLISHED)),
    Row(
        "publications:heads",
        COORDINATOR,
        kwargs=of(PUBLISHED),
        note="conditions",
        get=None,
        post=lambda w: {"viec": "dieu-kien", "dk-text": "Bị kỷ luật", "dk-effect": "lower"},
    ),
    Row("publications:reports", SEES_ALL, kwargs=of(PUBLISHED)),
    Row("publications:report", SEES_ALL, kwargs=of(PUBLISHED, name="chat-luong")),
    Row("publications:report_file", SEES_ALL, kwargs=of(PUBLISHED, name="toan-bo", extension="xlsx")),
    Row("publications:years", MEMBERS, kwargs=of(PUBLISHED)),
    Row("publications:standing", SEES_ALL, kwargs=of(WORKED, code="001"), refusal=404, note="provisional"),
    Row("publications:standing", MEMBERS, kwargs=of(PUBLISHED, code="001"), note="published"),
    Row("publications:agency_years", MEMBERS, kwargs=of(PUBLISHED, code="001")),
    Row("publications:download", SEES_ALL, kwargs=of(WORKED, extension="csv")),
    Row("publications:freeze", COORDINATOR, kwargs=of(FROZEN), post=lambda w: {"reason": "Sai số liệu"}),
    Row("publications:approve", {"khanh"}, kwargs=of(FROZEN), post=lambda w: {"comment": "Đồng ý"}),
    Row("publications:publish", COORDINATOR, kwargs=of(PUBLISHED), get=None, post=lambda w: {}),
    Row("publications:papers", MEMBERS, kwargs=of(PUBLISHED)),
    Row("publications:paper", SEES_ALL, kwargs=of(PUBLISHED, kind="12")),
    Row("publications:paper_file", SEES_ALL, kwargs=of(PUBLISHED, kind="01", extension="docx")),
    Row("publications:terms", COORDINATOR, kwargs=of(PUBLISHED), get=None, post=lambda w: {"improvement_due": ""}),
    Row("publications:submit", COORDINATOR, kwargs=of(PUBLISHED, kind="12"), get=None, post=lambda w: {}),
    Row("publications:register", MEMBERS, kwargs=of(PUBLISHED)),
    Row("publications:document", SEES_ALL, kwargs=line),
    Row("publications:document_file", SEES_ALL, kwargs=lambda w: line(w) | {"which": "ban-in"}),
    Row(
        "publications:errata",
        COORDINATOR,
        kwargs=lambda w: {"year": PUBLISHED, "pk": w.issued.pk},
        post=lambda w: SLIP,
    ),
    Row("publications:recipients", COORDINATOR, kwargs=line, get=None, post=lambda w: {"recipients": "Sở Nội vụ"}),
    Row(
        "publications:step", COORDINATOR, kwargs=lambda w: line(w) | {"name": "phat-hanh"}, get=None, post=lambda w: {}
    ),
    Row("publications:batch_ask", COORDINATOR, kwargs=of(PUBLISHED, kind="13"), get=None, post=lambda w: {}),
    Row("publications:batch_one", SEES_ALL, kwargs=of(PUBLISHED, kind="12"), get=None, post=lambda w: {}),
    Row("publications:submit_all", COORDINATOR, kwargs=of(PUBLISHED, kind="13"), get=None, post=lambda w: {}),
    Row(
        "publications:number_all",
        COORDINATOR,
        kwargs=of(PUBLISHED, kind="13"),
        get=None,
        post=lambda w: {"number": "4", "issued_on": "24/01/2025"},
        audited=False,
        why="nothing waits for a number",
    ),
    Row(
        "publications:attach_all",
        COORDINATOR,
        kwargs=of(PUBLISHED, kind="13"),
        get=None,
        post=lambda w: {},
        audited=False,
        why="no file was chosen",
    ),
    Row(
        "publications:issue_all",
        COORDINATOR,
        kwargs=of(PUBLISHED, kind="13"),
        get=None,
        post=lambda w: {},
        audited=False,
        why="nothing has its signed copy",
    ),
    Row("publications:batch", COORDINATOR, kwargs=lambda w: {"year": PUBLISHED, "pk": w.batch.pk}),
    Row("publications:batch_file", COORDINATOR, kwargs=lambda w: {"year": PUBLISHED, "pk": w.batch.pk}),
    Row("publications:wordings", COORDINATOR),
    Row("publications:wording", COORDINATOR, kwargs=lambda w: {"kind": "12"}, post=lambda w: {"source": w.wording}),
    Row(
        "publications:wording_preview",
        COORDINATOR,
        kwargs=lambda w: {"kind": "12"},
        get=None,
        post=lambda w: {"source": w.wording},
        audited=False,
        why="shows what is typed and keeps nothing",
    ),
    Row("publications:wording_reset", COORDINATOR, kwargs=lambda w: {"kind": "12"}, get=None, post=lambda w: {}),
    Row("publications:trial", COORDINATOR, kwargs=lambda w: {"code": f"CB{FROZEN}"}),
    Row("publications:public_years", PUBLIC),
    Row("publications:public_year", PUBLIC, kwargs=of(PUBLISHED)),
    Row("publications:public_data", PUBLIC, kwargs=of(PUBLISHED, extension="csv")),
    Row("publications:public_data_beside", PUBLIC, kwargs=of(PUBLISHED, extension="json")),
    Row("publications:public_agency", PUBLIC, kwargs=of(PUBLISHED, code="001")),
]
