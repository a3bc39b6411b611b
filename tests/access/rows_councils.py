"""Appraisal and council: departments appraise their own leaves, the standing office and the secretariat run it."""

from django.utils import timezone

from councils.adoption import adopt
from councils.models import Assignment
from tests.access import council_rows, rows_appraisal
from tests.access.table import COORDINATOR, COUNCIL, DEPARTMENT, SEES_ALL, Row
from tests.councils.build import appraisal_campaign

YEAR, ADOPTED = 2015, 2014
INSIDE = SEES_ALL | DEPARTMENT
OVERSEES = COUNCIL | COORDINATOR | {"khanh", "oanh"}
RUNS = COORDINATOR | {"minh"}


def build(world):
    """A campaign in appraisal with every file sent, and one whose result has been adopted."""
    now = timezone.now()
    world.judged = appraisal_campaign(world.cast, now=now, year=YEAR, code="TD")
    world.judged_file = world.judged.files[world.a.commune_1.pk]
    world.own_part = Assignment.objects.get(campaign=world.judged.campaign, department=world.a.justice, role="lead")
    world.office_part = Assignment.objects.get(campaign=world.judged.campaign, department=world.a.home_affairs)
    Assignment.objects.create(
        campaign=world.judged.campaign,
        criterion=world.judged.leaves["1.2"],
        department=world.a.justice,
        role=Assignment.Role.JOINT,
    )
    rows_appraisal.build(world, now)
    world.closed = appraisal_campaign(world.cast, now=now, year=ADOPTED, code="HD", sent=[], like=world.judged)
    adopt(campaign=world.closed.campaign, by=world.cast.chi, at=now, missing_as_zero=True)
    council_rows.build(world)


def year(world):
    return {"year": YEAR}


def leaf(world):
    return {"year": YEAR, "pk": world.judged.leaves["2.2"].pk}


def other_leaf(world):
    return {"year": YEAR, "pk": world.judged.leaves["1.2"].pk}


def cell(world):
    return leaf(world) | {"file": world.judged_file.pk}


def file(world):
    return {"year": YEAR, "pk": world.judged_file.pk}


def decided(world):
    return {"year": YEAR, "file": world.judged_file.pk, "leaf": world.judged.leaves["2.2"].pk}


def node(world):
    return {"year": YEAR, "pk": world.judged.leaves["2.2"].pk}


def points(world):
    pk = world.judged_file.pk
    return {f"p-{pk}": "1", f"v-{pk}": "0"}


def bonus(world):
    key = f"{world.judged_file.pk}-{world.judged.bonus['T1'].pk}"
    return {f"o-{key}": "1", f"x-{key}": "Quyết định số 12/QĐ-UBND"}


NOTHING_READY = "no file is complete yet: the page says so and nothing changes"
ROWS = [
    *rows_appraisal.ROWS,
    Row("councils:assignments", RUNS | {"lien"}, kwargs=year),
    Row(
        "councils:prefill",
        COORDINATOR,
        kwargs=year,
        get=None,
        post=lambda w: {},
        audited=False,
        why="everything is assigned already: nothing to do",
    ),
    Row("councils:branch", COORDINATOR, kwargs=node, post=lambda w: {"lead": w.a.home_affairs.pk}),
    Row(
        "councils:people",
        COORDINATOR | {"lien"},
        kwargs=lambda w: {"year": YEAR, "pk": w.own_part.pk},
        post=lambda w: {"people": [w.cast.dung.pk]},
    ),
    Row(
        "councils:people",
        COORDINATOR,
        kwargs=lambda w: {"year": YEAR, "pk": w.office_part.pk},
        note="another department's part is closed to its head",
    ),
    Row("councils:appraisal", INSIDE, kwargs=year),
    Row("councils:leaf", INSIDE, kwargs=leaf),
    Row("councils:leaf", DEPARTMENT, kwargs=leaf, get=None, post=points, note="saving"),
    Row("councils:leaf", SEES_ALL, kwargs=other_leaf, note="a leaf of another department"),
    Row("councils:row", DEPARTMENT, kwargs=cell, get=None, post=points),
    Row("councils:accept", DEPARTMENT, kwargs=leaf, get=None, post=lambda w: {}),
    Row("councils:bonus", INSIDE, kwargs=year),
    Row("councils:bonus", COORDINATOR, kwargs=year, get=None, post=bonus, note="saving"),
    Row("councils:file", INSIDE, kwargs=file, refused={"giang": 404}),
    Row(
        "councils:file_accept",
        DEPARTMENT,
        kwargs=file,
        get=None,
        post=lambda w: {"linh-vuc": "2"},
    ),
    Row("councils:finish", RUNS, kwargs=file, get=None, post=lambda w: {}, audited=False, why=NOTHING_READY),
    Row("councils:reappraise", RUNS, kwargs=decided, post=lambda w: {"points": "1", "reason": "Sau giải trình."}),
    Row("councils:board", OVERSEES, kwargs=year),
    Row("councils:finish_all", RUNS, kwargs=year, get=None, post=lambda w: {}, audited=False, why=NOTHING_READY),
    Row("councils:adoption", OVERSEES, kwargs=year),
    Row(
        "councils:adoption",
        COORDINATOR | {"phuc"},
        kwargs=year,
        get=None,
        post=lambda w: {"conclusion": "Thống nhất.", "missing_as_zero": "on"},
        note="adopting",
    ),
    Row("councils:decide", RUNS, kwargs=decided, post=lambda w: {"points": "1,5", "reason": "Hội đồng kết luận."}),
    Row(
        "councils:reopening",
        COORDINATOR,
        kwargs=lambda w: {"year": ADOPTED},
        post=lambda w: {"reason": "Sai số liệu", "approver": "Chủ tịch UBND huyện"},
    ),
    *council_rows.ROWS,
]
