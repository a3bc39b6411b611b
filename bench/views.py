"""What the pages are measured against: views that do the least under the same middleware and login."""

import os
import tempfile
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import FilteredRelation, Q
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils import timezone

from assessments.models import Score
from assessments.permissions import may_see_files
from cchc.web.views import readonly
from criteria.models import Criterion

PAGES: dict[str, bytes] = {}
"""Bodies of the product's own answers, kept by the run before it measures."""
SET_TENANT = "SELECT set_config('app.tenant', %s, true)"
SHOWN = ("id", "code", "name", "max_points", "evidence", "guidance", "mine__points", "mine__working")
PLAIN = """<!doctype html><html lang="vi"><title>Bảng chấm</title><table>{% for row in rows %}
<tr><th>{{ row.code }} {{ row.name }}<p>{{ row.guidance }}<p>{{ row.evidence }}</th>
<td><input name="a{{ row.id }}"><input name="b{{ row.id }}"><input name="c{{ row.id }}" value="{{ row.mine__points }}">
<p>{{ row.mine__working }}</td><td>{{ row.mine__points }} / {{ row.max_points }}</td></tr>{% endfor %}</table>"""
UPDATE = """
UPDATE assessments_score SET numerator = %s, points = %s, working = %s, version = version + 1, saved_at = %s,
    saved_by_id = %s
WHERE id = %s RETURNING version
"""
TEMPLATE = engines["django"].from_string(PLAIN)


@readonly(may=may_see_files)
def page(request: HttpRequest, name: str) -> HttpResponse:
    """The same bytes from memory, for a person with the same right."""
    return HttpResponse(PAGES[name])


@readonly(may=may_see_files)
def plain(request: HttpRequest, criteria_set: int, file: int, area: str = "") -> HttpResponse:
    """The least that can be called a sheet: the same leaves by one query, three inputs each, no frame."""
    mine = FilteredRelation("scores", condition=Q(scores__assessment=file, scores__stage=Score.Stage.SELF))
    leaves = Criterion.objects.self_scored().filter(criteria_set=criteria_set).order_by("position")
    rows = (leaves.filter(area__code=area) if area else leaves).annotate(mine=mine).values(*SHOWN)
    return HttpResponse(TEMPLATE.render({"rows": rows}))


def receive(request: HttpRequest) -> HttpResponse:
    """The body onto the disk and nothing else."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
        while piece := request.read(1024 * 1024):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return HttpResponse("{}", content_type="application/json")


@transaction.atomic
def save(request: HttpRequest) -> HttpResponse:
    """The UPDATE and nothing else: no rule, no lock, no diary."""
    posted: Any = request.POST
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    with connection.cursor() as cursor:
        cursor.execute(SET_TENANT, [posted["tenant"]])
        values = [
            posted["value"],
            posted["points"],
            posted["working"],
            timezone.now(),
            request.user.pk,
            posted["score"],
        ]
        cursor.execute(UPDATE, values)
        return HttpResponse(str(cursor.fetchone()[0]))
