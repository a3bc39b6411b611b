"""The lines of a version written in one pass: the text its checksum is taken of, and the rows COPY takes in.

At 3,321 agencies × 100 leaves there are a third of a million lines; as model instances they took ten times as long.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.db import connection

from criteria.models import Criterion
from criteria.rules.numbers import EXACT, stored
from criteria.rules.rollup import NodeTotal
from publications.models import Snapshot
from publications.results import Computed

NULL = "\\N"
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
TABLE = """
CREATE TEMP TABLE IF NOT EXISTS frozen_lines (
    place integer, position integer, code text, level text, is_leaf boolean, source text, name text,
    max_points numeric, applicable_max numeric, self_points numeric, appraised_points numeric, final_points numeric,
    reason text
) ON COMMIT DELETE ROWS
"""
KEEP = """
INSERT INTO publications_snapshotline (tenant_id, row_id, position, code, level, is_leaf, source, name, max_points,
    applicable_max, self_points, appraised_points, final_points, reason)
SELECT r.tenant_id, r.id, l.position, l.code, l.level, l.is_leaf, l.source, l.name, l.max_points, l.applicable_max,
    l.self_points, l.appraised_points, l.final_points, l.reason
FROM frozen_lines l JOIN publications_snapshotrow r ON r.snapshot_id = %s AND r.position = l.place
ORDER BY l.place, l.position
"""
"""Policies refuse COPY into a table with row-level security, so it goes through one of the session's own."""


@dataclass(frozen=True, slots=True)
class FrozenLines:
    """All lines of a version twice: as the checksum reads them, and as COPY takes them in."""

    canonical: str
    copied: str


@dataclass(frozen=True, slots=True)
class _Node:
    """What is the same for every agency at one criterion: the ends and beginnings of its two texts."""

    code: str
    is_surveyed: bool
    canonical: str
    copied: str


def frozen_lines(
    computed: Sequence[Computed], trees: Mapping[int, Sequence[Criterion]], *, with_survey: bool
) -> FrozenLines:
    """The lines in printed order of agencies and criteria; survey leaves only where the survey counts."""
    nodes = {pk: _nodes(criteria, with_survey) for pk, criteria in trees.items()}
    canonical, copied = io.StringIO(), io.StringIO()
    for place, line in enumerate(computed, start=1):
        agency = _csv([line.participant.agency.code])
        _add(place, agency, line, nodes[line.participant.criteria_set_id], canonical.write, copied.write)
    return FrozenLines(canonical.getvalue(), copied.getvalue())


def _nodes(criteria: Iterable[Criterion], with_survey: bool) -> list[_Node]:
    shown = (node for node in criteria if with_survey or node.source == Criterion.Source.SELF)
    return [
        _Node(
            node.code,
            node.source == Criterion.Source.SURVEY,
            f",{_csv([node.code, node.name, node.level, plain(node.max_points)])},",
            f"\t{node.position}\t{node.code.translate(_ESCAPED)}\t{node.level}\t{'t' if node.is_leaf else 'f'}"
            f"\t{node.source}\t{node.name.translate(_ESCAPED)}\t{plain(node.max_points)}\t",
        )
        for node in shown
    ]


def _csv(values: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(values)
    return buffer.getvalue()


@lru_cache(maxsize=65536)
def plain(number: Decimal) -> str:
    """The canonical text of a number: «1.5», «0», never «1.50» or «1E+2»."""
    return format(number.normalize(EXACT), "f") if number else "0"


@lru_cache(maxsize=65536)
def _points(number: Decimal) -> str:
    """The same at the ten decimals of storage."""
    return plain(stored(number))


def _add(
    place: int,
    agency: str,
    line: Computed,
    nodes: Sequence[_Node],
    to_checksum: Callable[[str], object],
    to_copy: Callable[[str], object],
) -> None:
    finals, mine, judged = line.totals["final"], line.totals["self"], line.totals["appraised"]
    for node in nodes:
        final = finals.get(node.code)
        if final is None or final.total_leaves == 0:
            continue
        maximum = plain(final.applicable_max)
        own, other = ("", "") if node.is_surveyed else (_known(mine.get(node.code)), _known(judged.get(node.code)))
        counted = _known(final)
        to_checksum(f"{agency}{node.canonical}{maximum},{own},{other},{counted}\n")
        reason = line.reasons.get(node.code, "").translate(_ESCAPED)
        to_copy(f"{place}{node.copied}{maximum}\t{own or NULL}\t{other or NULL}\t{counted or NULL}\t{reason}\n")


def _known(found: NodeTotal | None) -> str:
    """Points of a node that somebody has scored and that applies; empty text for none."""
    return _points(found.points) if found is not None and found.scored and not found.is_excluded else ""


def next_number() -> int:
    """The number of the next version, taken before its row is stored: rows and lines go in first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('publications_snapshot', 'id'))")
        (number,) = cursor.fetchone()
    return number


def store_lines(snapshot: Snapshot, lines: FrozenLines) -> None:
    """Write the lines of a version whose rows are stored. Two statements and one COPY, however many there are."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.execute("TRUNCATE frozen_lines")
        cursor.copy_expert("COPY frozen_lines FROM STDIN", io.StringIO(lines.copied))
        cursor.execute("ANALYZE frozen_lines")
        cursor.execute(KEEP, [snapshot.pk])
