"""The sheet, the register of documents, the steps of a file, and scores from a file."""

import tempfile
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessments.models import Citation
from assessments.services import add_evidence, assessment_for, share_out
from assessments.services.extending import ask_extension
from assessments.services.reports import attach_report
from assessments.states import State
from criteria.models import Campaign, Participant
from tests.access.evidence_rows import EVIDENCE_ROWS, build_register
from tests.access.table import COMMUNE_1, COMMUNE_2, COORDINATOR, SEES_ALL, Row
from tests.assessments.build import citation, evidence, filled_assessment, pdf, put
from tests.criteria.build import add_steps, leaves_of, small_set

YEAR = 2013
DRY = "a dry run writes nothing"
SAME = "the file was opened before: nothing to do"
WORKERS = COMMUNE_1 | COMMUNE_2


def build(world):
    """Commune 1 is being filled in, commune 2 has sent its file; a year before those of the other rows."""
    now, cast = timezone.now(), world.cast
    made = small_set("TDG")
    campaign = Campaign.objects.create(year=YEAR, title=f"Chỉ số năm {YEAR}", opened_at=now)
    add_steps(campaign, now, ["self_assessment"])
    for agency in (world.a.commune_1, world.a.commune_2):
        Participant.objects.create(campaign=campaign, agency=agency, criteria_set=made, block=agency.ranking_block)
    year = SimpleNamespace(campaign=campaign, leaves=leaves_of(made))
    world.draft = assessment_for(campaign, world.a.commune_1, by=cast.chi)
    world.sent = filled_assessment(year, world.a.commune_2, by=cast.giang, at=now)
    type(world.sent).objects.filter(pk=world.sent.pk).update(state=State.SUBMITTED, submitted_at=now)
    world.leaf = year.leaves["1.1.1"]
    earlier = Campaign.objects.create(year=YEAR - 1, title=f"Chỉ số năm {YEAR - 1}", opened_at=now)
    add_steps(earlier, now, ["self_assessment"])
    Participant.objects.create(campaign=earlier, agency=world.a.commune_1, criteria_set=made, block="xã")
    put(assessment_for(earlier, world.a.commune_1), world.leaf, "option", "2", by=cast.an, at=now)
    world.document, _ = add_evidence(
        agency=world.a.commune_1, year=YEAR, file=pdf(), name="a.pdf", description={"abstract": "Kế hoạch"}, by=cast.an
    )
    world.loose = evidence(world.a.commune_1, "13/BC-UBND", year=YEAR)
    share_out(assessment=world.draft, criterion=year.leaves["1.2"], officers=[cast.an], by=cast.binh)
    world.report = attach_report(assessment=world.draft, file=pdf(extra=b"r"), name="bc.pdf", by=cast.an, at=now)
    world.citation = citation(world.draft, world.leaf, world.document)
    world.request = ask_extension(
        assessment=assessment_for(earlier, world.a.commune_1), wished=now + timedelta(days=30), reason="Thiếu người",
        by=cast.an, at=now,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        build_register(world, Path(folder))


def year(world):
    return {"year": YEAR}


def draft(world):
    return {"year": YEAR, "pk": world.draft.pk}


def sent(world):
    return {"year": YEAR, "pk": world.sent.pk}


def area(world):
    return draft(world) | {"area": "1"}


def leaf(world):
    return draft(world) | {"leaf": world.leaf.pk}


def document(world):
    return {"year": YEAR, "pk": world.document.pk}


def typed(world):
    return {"leaf": world.leaf.pk, "field": "option", "value": "1", "version": "0", "base": ""}


def shared(world):
    return {"n": str(world.leaf.pk), f"g-{world.leaf.pk}": str(world.cast.an.pk)}


def last(world):
    return {"year": YEAR - 1}


def more_time(world):
    return {"wished": f"{timezone.localdate() + timedelta(days=20):%d/%m/%Y}", "reason": "Mất điện cả tuần"}


def refusal(world):
    return {"request": str(world.request.pk), "answer": "refuse", "reason": "Đã hết thời gian"}


def signed(world):
    return {"file": SimpleUploadedFile("bao-cao.pdf", pdf(extra=b"signed").read()), "number": "15/BC-UBND"}


def page(world):
    return {f"v-{world.leaf.pk}": "0", f"f-{world.leaf.pk}-option": "2"}


def upload(world):
    return {
        "file": SimpleUploadedFile("b.pdf", pdf(extra=b"another").read()),
        "abstract": "Báo cáo năm",
        "number": "14/BC-UBND",
    }


def scores(world):
    return {
        "file": SimpleUploadedFile("diem.csv", b"agency_code,criterion_code,option\n001,1.1.1,1\n"),
        "stage": "self",
    }


READERS = COMMUNE_1 | SEES_ALL
UNSEEN = dict.fromkeys(("giang", "dung"), 404)
"""A document that isn't the reader's to see doesn't exist for them."""

ROWS = [
    Row("assessments:files", WORKERS | SEES_ALL, kwargs=year),
    Row("assessments:begin", WORKERS | COORDINATOR, kwargs=year, get=None, post=lambda w: {}, audited=False, why=SAME),
    Row("assessments:file", READERS, kwargs=draft),
    Row("assessments:file", COMMUNE_2 | SEES_ALL, kwargs=sent, note="sent"),
    Row(
        "assessments:step",
        {"chi", "minh"},
        kwargs=sent,
        get=None,
        post=lambda w: {"step": "return_file", "comment": "x"},
    ),
    Row("assessments:report", READERS, kwargs=draft),
    Row("assessments:report", COMMUNE_1, kwargs=draft, get=None, post=lambda w: {"causes": "Thiếu người"}, note="post"),
    Row("assessments:signed", COMMUNE_1, kwargs=draft, post=signed),
    Row("assessments:signed_file", READERS, kwargs=lambda w: draft(w) | {"report": w.report.pk}),
    Row("assessments:workbook", COMMUNE_1, kwargs=draft, post=lambda w: {}, audited=False, why=DRY),
    Row("assessments:workbook_download", READERS, kwargs=draft),
    Row("assessments:file_table", READERS, kwargs=draft),
    Row("assessments:year_table", SEES_ALL, kwargs=year),
    Row("assessments:year_before", READERS, kwargs=leaf),
    Row(
        "assessments:year_before",
        COMMUNE_1,
        kwargs=leaf,
        get=None,
        post=lambda w: {"version": "0"},
        note="post",
    ),
    Row("assessments:ask_extension", COMMUNE_1, kwargs=draft, post=more_time),
    Row("assessments:extension_requests", SEES_ALL, kwargs=year),
    Row("assessments:extension_requests", COORDINATOR, kwargs=last, get=None, post=refusal, note="post"),
    Row("assessments:share", READERS, kwargs=draft),
    Row("assessments:share", {"binh"}, kwargs=draft, get=None, post=shared, note="post"),
    Row(
        "accounts:hand_over",
        {"chi", "binh"},
        kwargs=lambda w: {"pk": w.cast.an.pk},
        post=lambda w: {"successor": w.cast.binh.pk},
        refused={"lien": 404},
    ),
    Row("assessments:sheet", READERS, kwargs=area),
    Row("assessments:sheet", COMMUNE_1, kwargs=area, get=None, post=page, note="post"),
    Row("assessments:summary", READERS, kwargs=area),
    Row("assessments:save", COMMUNE_1, kwargs=draft, get=None, post=typed),
    Row("assessments:whole", READERS, kwargs=draft),
    Row("assessments:cite", COMMUNE_1, kwargs=leaf, post=lambda w: {"evidence": w.loose.pk, "page": "2"}),
    Row(
        "assessments:uncite",
        COMMUNE_1,
        kwargs=lambda w: draft(w) | {"citation": Citation.objects.get(pk=w.citation.pk).pk},
        get=None,
        post=lambda w: {},
    ),
    Row("assessments:register", WORKERS | SEES_ALL, kwargs=year),
    Row("assessments:evidence_add", WORKERS, kwargs=year, post=upload),
    Row("assessments:evidence", READERS, kwargs=document, refused=UNSEEN),
    Row(
        "assessments:evidence",
        COMMUNE_1,
        kwargs=document,
        get=None,
        post=lambda w: {"abstract": "Kế hoạch sửa", "number": "12/KH-UBND"},
        refused=UNSEEN,
        note="post",
    ),
    Row("assessments:evidence_file", READERS, kwargs=document, refused=UNSEEN),
    Row(
        "assessments:evidence_bin",
        COMMUNE_1,
        kwargs=lambda w: {"year": YEAR, "pk": w.loose.pk},
        get=None,
        post=lambda w: {},
        refused={"giang": 404},
    ),
    Row("assessments:import_scores", COORDINATOR, kwargs=year, post=scores, audited=False, why=DRY),
]
ROWS += EVIDENCE_ROWS
