"""The register's part of the access table: every address that hands out a file, takes one in, or shows one."""

import uuid
import zipfile
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessments.models import EvidenceArchive, EvidenceReading, Upload, Work
from assessments.services.evidence_uploads import append_piece
from cchc.files.derived import save_derived
from cchc.files.packing import archive_path, new_archive
from tests.access.table import COMMUNE_1, COMMUNE_2, SEES_ALL, Row
from tests.assessments.build import evidence, pdf
from tests.files.samples import picture

YEAR = 2013
WORKERS = COMMUNE_1 | COMMUNE_2
READERS = COMMUNE_1 | SEES_ALL
UNSEEN = dict.fromkeys(("giang", "dung"), 404)
OWN_UPLOAD = dict.fromkeys(("binh", "giang"), 404)
HTMX = {"HX-Request": "true"}
NOT_YET = "nothing is in the register before the file is whole"


def build_register(world, folder):
    """A picture of a page, last year's document, a ZIP that is ready, an upload half way and one that is whole."""
    now = timezone.now()
    page = folder / "1.jpg"
    page.write_bytes(picture("JPEG"))
    save_derived(world.document.stored_name, "1.jpg", page)
    EvidenceReading.objects.filter(evidence=world.document).update(state=Work.DONE, images=1, page_count=1)
    world.before = evidence(world.a.commune_1, "9/BC-UBND", year=YEAR - 1)
    world.archive = EvidenceArchive.objects.create(
        agency=world.a.commune_1, year=YEAR, state=Work.DONE, asked_by=world.cast.an, asked_at=now, count=1, size=1,
        stored_name=new_archive("huyen-a"), ready_at=now, expires_at=now,
    )  # fmt: skip
    archive_path(world.archive.stored_name).parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive_path(world.archive.stored_name), "w"):
        pass
    content = pdf(extra=b"whole").read()
    world.half, world.whole = (_upload(world, size, now) for size in (10_000, len(content)))
    append_piece(upload=world.whole, offset=0, piece=BytesIO(content), size=len(content), at=now)


def _upload(world, size, now):
    return Upload.objects.create(
        agency=world.a.commune_1, year=YEAR, token=uuid.uuid4(), name="quet.pdf", size=size, begun_by=world.cast.an,
        begun_at=now, touched_at=now,
    )  # fmt: skip


def year(world):
    return {"year": YEAR}


def document(world):
    return {"year": YEAR, "pk": world.document.pk}


def archive(world):
    return {"year": YEAR, "pk": world.archive.pk}


def half(world):
    return {"year": YEAR, "token": world.half.token}


def whole(world):
    return {"year": YEAR, "token": world.whole.token}


def newer(world):
    return {"file": SimpleUploadedFile("moi.pdf", pdf(extra=b"newer").read())}


def first_agency(world):
    return {"don-vi": world.a.commune_1.pk}


EVIDENCE_ROWS = [
    Row(
        "assessments:last_year", WORKERS, kwargs=year, post=lambda w: {f"m-{w.before.pk}": "con"}, audited=False,
        why="agency 2 has no document of the year before",
    ),
    Row("assessments:archive_ask", WORKERS | SEES_ALL, kwargs=year, get=None, post=first_agency),
    Row("assessments:archive", READERS, kwargs=archive, refused={"giang": 404}),
    Row("assessments:archive_file", READERS, kwargs=archive, refused={"giang": 404}),
    Row(
        "assessments:upload", WORKERS, kwargs=year, get=None, audited=False, why=NOT_YET,
        post=lambda w: {"name": "a.pdf", "size": "9", "stamp": "1"},
    ),
    Row("assessments:upload_piece", {"an"}, kwargs=half, refused=OWN_UPLOAD),
    Row(
        "assessments:upload_piece", {"an"}, kwargs=half, get=None, post=lambda w: {"piece": "x"}, refused=OWN_UPLOAD,
        headers={"Upload-Offset": "0"}, audited=False, why=NOT_YET, note="post",
    ),
    Row("assessments:upload_finish", {"an"}, kwargs=whole, get=None, post=lambda w: {}, refused=OWN_UPLOAD),
    Row(
        "assessments:upload_drop", {"an"}, kwargs=half, get=None, post=lambda w: {}, refused=OWN_UPLOAD, audited=False,
        why=NOT_YET,
    ),
    Row("assessments:evidence_preview", READERS, kwargs=document, refused=UNSEEN),
    Row("assessments:evidence_preview", READERS, kwargs=document, refused=UNSEEN, headers=HTMX, note="part"),
    Row("assessments:evidence_page", READERS, kwargs=lambda w: document(w) | {"page": 1}, refused=UNSEEN),
    Row(
        "assessments:evidence_replace", COMMUNE_1, kwargs=lambda w: {"year": YEAR, "pk": w.loose.pk}, get=None,
        post=newer, refused={"giang": 404},
    ),
]  # fmt: skip
