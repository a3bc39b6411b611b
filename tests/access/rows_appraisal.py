"""What stands beside appraisal: a file's lines, departments' parts, wordings. In the world of rows_councils.py."""

from councils.models import DeclaredConflict
from councils.services.independent import open_round
from tests.access.table import COORDINATOR, COUNCIL, DEPARTMENT, SEES_ALL, Row

YEAR = 2015
INSIDE = SEES_ALL | DEPARTMENT
OVERSEES = COUNCIL | COORDINATOR | {"khanh", "oanh"}
SECRETARY = {"minh"}
HEAD = {"lien"}
RUNS = COORDINATOR | SECRETARY
UNREADY = "the part isn't finished yet: the page says so and nothing changes"


def year(world):
    return {"year": YEAR}


def file(world):
    return {"year": YEAR, "pk": world.judged_file.pk}


def line(world):
    return file(world) | {"leaf": world.judged.leaves["2.2"].pk}


def own_part(world):
    return file(world) | {"department": world.a.justice.pk}


def points(world):
    pk = world.judged.leaves["2.2"].pk
    return {f"p-{pk}": "1", f"v-{pk}": "0", "linh-vuc": "2"}


def one_round(world):
    return {"year": YEAR, "pk": world.round.pk}


def conflict(world):
    return {"user": world.cast.dung.pk, "agency": world.a.town.pk, "reason": "Người thân làm việc tại đơn vị."}


def build(world, now):
    """A declared conflict and a leaf that the council's members score independently."""
    campaign = world.judged.campaign
    world.conflict = DeclaredConflict.objects.create(
        campaign=campaign, user=world.cast.dung, agency=world.a.commune_2, reason="Từng công tác", declared_at=now
    )
    leaf, files = world.judged.leaves["1.2"], [world.judged_file]
    world.round = open_round(campaign=campaign, leaf=leaf, files=files, by=world.cast.chi, at=now)


ROWS = [
    Row("councils:file_save", DEPARTMENT, kwargs=file, get=None, post=points),
    Row("councils:file_row", DEPARTMENT, kwargs=line, get=None, post=points),
    Row("councils:part", INSIDE, kwargs=own_part),
    Row("councils:part", SEES_ALL, kwargs=lambda w: file(w) | {"department": w.a.home_affairs.pk}, note="another's"),
    Row("councils:confirm_part", HEAD, kwargs=own_part, get=None, post=lambda w: {}, audited=False, why=UNREADY),
    Row("councils:reopen_part", HEAD, kwargs=own_part, get=None, post=lambda w: {}, audited=False, why=UNREADY),
    Row("councils:assignments_export", COORDINATOR | SECRETARY | HEAD, kwargs=year),
    Row(
        "councils:assignments_import",
        COORDINATOR,
        kwargs=year,
        post=lambda w: {},
        audited=False,
        why="no file is chosen: the page says so",
    ),
    Row("councils:groups", COORDINATOR, kwargs=year, post=lambda w: {"name": "Cụm 1", "agencies": [w.a.commune_1.pk]}),
    Row("councils:opinions", DEPARTMENT, kwargs=year),
    Row(
        "councils:opinion_leaf",
        DEPARTMENT,
        kwargs=lambda w: {"year": YEAR, "pk": w.judged.leaves["1.2"].pk},
        post=lambda w: {"thong-nhat": "1"},
        audited=False,
        why="nothing is appraised yet: there is nothing to agree with",
    ),
    Row(
        "councils:conflicts",
        DEPARTMENT | SECRETARY | COORDINATOR,
        kwargs=year,
        post=conflict,
        audited=False,
        why="without the standing office a person declares nobody's conflict but their own",
    ),
    Row(
        "councils:lift_conflict",
        COORDINATOR,
        kwargs=lambda w: {"year": YEAR, "pk": w.conflict.pk},
        get=None,
        post=lambda w: {},
    ),
    Row("councils:access", COORDINATOR | {"khanh", "oanh"}, kwargs=year),
    Row("councils:consistency", OVERSEES, kwargs=year),
    Row("councils:departments", OVERSEES, kwargs=year),
    Row("councils:rounds", COORDINATOR | COUNCIL, kwargs=year),
    Row(
        "councils:rounds",
        COORDINATOR | {"minh", "phuc"},
        kwargs=year,
        get=None,
        post=lambda w: {"leaf": w.judged.leaves["2.2"].pk, "files": [w.judged_file.pk]},
        note="opening",
    ),
    Row("councils:round", COORDINATOR | COUNCIL, kwargs=one_round),
    Row(
        "councils:round",
        {"quy", "phuc"},
        kwargs=one_round,
        get=None,
        post=lambda w: {f"p-{row.pk}": "1" for row in w.round.scores.all()},
        note="scoring",
    ),
    Row(
        "councils:snippets",
        DEPARTMENT | SECRETARY,
        kwargs=year,
        post=lambda w: {"t-1": "Thiếu văn bản.", "c-1": "other"},
    ),
]
