"""What stands beside appraisal: a file's lines, departments' parts, wordings. In the world of rows_councils.py."""

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


ROWS = [
    Row("councils:file_save", DEPARTMENT, kwargs=file, get=None, post=points),
    Row("councils:file_row", DEPARTMENT, kwargs=line, get=None, post=points),
    Row("councils:part", INSIDE, kwargs=own_part),
    Row("councils:part", SEES_ALL, kwargs=lambda w: file(w) | {"department": w.a.home_affairs.pk}, note="another's"),
    Row("councils:confirm_part", HEAD, kwargs=own_part, get=None, post=lambda w: {}, audited=False, why=UNREADY),
    Row("councils:reopen_part", HEAD, kwargs=own_part, get=None, post=lambda w: {}, audited=False, why=UNREADY),
    Row(
        "councils:snippets",
        DEPARTMENT | SECRETARY,
        kwargs=year,
        post=lambda w: {"t-1": "Thiếu văn bản.", "c-1": "other"},
    ),
]
