"""The parts of a sheet's page as HTML, remembered by what they are made of: opened again, a page makes anew only what
has changed since. Nothing can go stale, because nothing else is read.
"""

from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from assessments.cautions import cautions_of
from assessments.contents import KEPT, Contents
from assessments.queries import FileStatus, Missing, Sum, status_of
from assessments.rowmarkup import areas_html, reading_html, rows_html
from assessments.sheet import Look, Read, area_rows
from cchc.web.pure import fragment
from criteria.rules.numbers import show_points


@lru_cache(maxsize=KEPT)
def body_html(area: str, read: Read, look: Look, file: str) -> SafeString:
    """The rows of an area; ``file`` is the address of the file."""
    return rows_html(area_rows(area, read, look), file)


@lru_cache(maxsize=KEPT)
def whole_html(contents: Contents, prefix: str) -> SafeString:
    """All rows, to be read and printed; ``prefix`` is the address of the year."""
    return reading_html(area_rows(None, Read(contents), Look(prefix=prefix)))


class Side(NamedTuple):
    """What stands beside an area's rows: its sum, the list of areas, the panel, and what is missing here and in all."""

    area: Sum
    areas: SafeString
    panel: SafeString
    missing: tuple[Missing, ...]
    total_missing: int


@lru_cache(maxsize=KEPT)
def side_of(code: str, read: Read, file: str) -> Side | None:
    """None for an area the file doesn't have."""
    status = status_of(read.contents)
    area = next((known for known in status.areas.values() if known.code == code), None)
    if area is None:
        return None
    here = tuple(one for one in status.missing if one.area == code)
    panel = _panel(area, status, here, file) | {"cautions": _cautions(read, status, code)}
    return Side(
        area,
        areas_html(_entry(known, code, file, status.missing) for known in status.areas.values()),
        fragment("assessments/_panel.html", panel=panel),
        here,
        len(status.missing),
    )


def _panel(area: Sum, status: FileStatus, missing: tuple[Missing, ...], file: str) -> dict[str, Any]:
    return {
        "code": area.code,
        "points": show_points(area.points),
        "maximum": show_points(area.maximum),
        "whole_points": show_points(status.whole.points),
        "whole_maximum": show_points(status.whole.maximum),
        "count": len(missing),
        "missing": [{"state": one.state, "anchor": one.anchor, "code": one.code, "what": one.what} for one in missing],
        "elsewhere": len(status.missing) - len(missing),
        "file": file,
    }


def _cautions(read: Read, status: FileStatus, area: str) -> list[dict[str, Any]]:
    """What to look at again in the area; nothing of it keeps the file from being sent."""
    found = cautions_of(read.contents, status, read.before, area=area)
    return [{"anchor": f"m{one.criterion_id}", "code": one.code, "words": one.words} for one in found]


def _entry(known: Sum, area: str, file: str, missing: tuple[Missing, ...]) -> dict[str, Any]:
    lacking = sum(one.area == known.code for one in missing)
    words = "đủ" if not lacking else f"thiếu {known.lacking} minh chứng" if known.lacking else ""
    return {
        "url": f"{file}linh-vuc/{known.code}/",
        "current": known.code == area,
        "code": known.code,
        "name": known.name,
        "css": "full" if not lacking else "",
        "decided": known.decided,
        "total": known.total,
        "words": words,
    }
