"""Who appraises what as a file: the workbook that this program writes, or a plan's section as JSON.

The workbook has a row per branch, and group where it holds for one. JSON names areas and criteria by their titles
(`fields`, `criteria` to lead, `joint` to take part in), as a province's plan prints them; a title finds the branch that
bears it, abbreviations written out, or the only branch whose title contains all of its words.
"""

import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from cchc.files import parsers
from cchc.files.faults import Faults, Row
from cchc.files.tabular import Column, read_table
from cchc.files.writer import OutColumn, Sheet, write_xlsx
from cchc.tenancy.models import Agency
from cchc.vietnamese import fold
from councils.models import AgencyGroup, Assignment
from criteria.models import Campaign, Criterion
from criteria.rules.calendar import HANOI

SET, CODE, NAME, GROUP = "Bộ tiêu chí", "Mã", "Tên", "Nhóm đơn vị"
LEAD, JOINT, UNTIL = "Chủ trì", "Phối hợp", "Hạn cho ý kiến"
COLUMNS = (
    Column(SET, required=True, parse=parsers.code),
    Column(CODE, required=True, parse=parsers.code),
    Column(NAME, optional=True),
    Column(GROUP, optional=True),
    Column(LEAD),
    Column(JOINT),
    Column(UNTIL, parse=parsers.day, optional=True),
)
OUT = (
    OutColumn(SET, "code", 12),
    OutColumn(CODE, "code", 9),
    OutColumn(NAME, width=60),
    OutColumn(GROUP, width=20),
    OutColumn(LEAD, width=32),
    OutColumn(JOINT, width=40),
    OutColumn(UNTIL, "date", 14),
)
ABBREVIATIONS = {
    "cntt": "công nghệ thông tin",
    "cchc": "cải cách hành chính",
    "tthc": "thủ tục hành chính",
    "vbqppl": "văn bản quy phạm pháp luật",
}
MAX_JSON = 1024 * 1024


@dataclass(slots=True)
class Planned:
    """What a file says of one branch; ``called`` is the title in the file where it isn't the branch's own."""

    criterion: Criterion
    group: AgencyGroup | None = None
    lead: Agency | None = None
    joint: list[Agency] = field(default_factory=list)
    until: datetime | None = None
    called: str = ""


@dataclass(slots=True)
class AssignmentFile:
    """A file read and judged: the branches it speaks of, and every fault."""

    rows: list[Planned] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)


class _Known:
    """What a file may name: the campaign's branches, its groups, the departments that appraise."""

    def __init__(self, campaign: Campaign) -> None:
        sets = campaign.sets.values("criteria_set")
        rows = Criterion.objects.filter(criteria_set__in=sets, source=Criterion.Source.SELF)
        self.nodes = list(rows.select_related("criteria_set").order_by("criteria_set", "position"))
        self.by_code = {(node.criteria_set.code, node.code): node for node in self.nodes}
        self.departments = {fold(agency.name): agency for agency in Agency.objects.appraisers()}
        self.groups = {fold(group.name): group for group in campaign.agency_groups.all()}

    def titled(self, title: str) -> Criterion | None:
        """The branch a title means, or None where none or several could be meant."""
        wanted = _words(title)
        same = [node for node in self.nodes if fold(node.name) == fold(title)]
        same = same or [node for node in self.nodes if _words(node.name) == wanted]
        if not same:
            holding = [node for node in self.nodes if wanted <= _words(node.name)]
            least = min((len(_words(node.name)) for node in holding), default=0)
            same = [node for node in holding if len(_words(node.name)) == least]
        return same[0] if len(same) == 1 else None


def _words(title: str) -> frozenset[str]:
    words = [ABBREVIATIONS.get(word.casefold(), word) for word in re.findall(r"\w+", title)]
    return frozenset(re.findall(r"\w+", fold(" ".join(words))))


def read_assignments(content: bytes, name: str, campaign: Campaign) -> AssignmentFile:
    """Read and judge a file. Never raises for what it holds."""
    found, known = AssignmentFile(), _Known(campaign)
    if name.casefold().endswith(".json"):
        _read_json(content, name, known, found)
    else:
        table = read_table(io.BytesIO(content), name, columns=COLUMNS)
        found.faults.extend(table.faults)
        for row in table.rows:
            _read_row(row, known, found)
    if not found.rows and not len(found.faults):
        found.faults.add(None, None, "tệp không có dòng phân công nào", sheet=name)
    return found


def _read_row(row: Row, known: _Known, found: AssignmentFile) -> None:
    if row.bad & {SET, CODE} or not row[SET] or not row[CODE]:
        return
    node = known.by_code.get((row[SET], row[CODE]))
    if node is None:
        found.faults.add(row, CODE, f"không có mục {row[CODE]} trong bộ {row[SET]} của kỳ đánh giá")
        return
    made = Planned(node, until=_end_of(row[UNTIL]))
    if row[GROUP]:
        made.group = known.groups.get(fold(row[GROUP]))
        if made.group is None:
            found.faults.add(row, GROUP, f"kỳ này không có nhóm “{row[GROUP]}” – lập nhóm trước")
    if any(one.criterion == node and one.group == made.group for one in found.rows):
        found.faults.add(row, CODE, f"mục {row[CODE]} đã có ở dòng trên – mỗi mục, mỗi nhóm một dòng")
    made.lead = _department(row, LEAD, row[LEAD] or "", known, found)
    others = [_department(row, JOINT, name, known, found) for name in _names(row[JOINT] or "")]
    made.joint = [agency for agency in dict.fromkeys(others) if agency is not None and agency != made.lead]
    found.rows.append(made)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(";") if name.strip()]


def _department(row: Row, column: str, name: str, known: _Known, found: AssignmentFile) -> Agency | None:
    agency = known.departments.get(fold(name))
    if name and agency is None:
        found.faults.add(row, column, f"“{name}” không có trong danh sách cơ quan thẩm định")
    return agency


def _end_of(day: Any) -> datetime | None:
    """A day ends at 24:00."""
    return datetime.combine(day + timedelta(days=1), time.min, HANOI) if day else None


def _read_json(content: bytes, name: str, known: _Known, found: AssignmentFile) -> None:
    try:
        parts = json.loads(content.decode("utf-8"))["assignments"]
        rows = [(str(part["agency"]), key, str(title)) for part in parts for key, title in _titles(part)]
    except (ValueError, KeyError, TypeError, AttributeError):
        message = "không phải tệp phân công: cần “assignments” gồm “agency” với “fields”, “criteria”, “joint”"
        found.faults.add(None, None, message, sheet=name)
        return
    by_node: dict[int, Planned] = {}
    for number, (department, key, title) in enumerate(rows, start=1):
        agency, node = known.departments.get(fold(department)), known.titled(title)
        if agency is None:
            message = f"“{department}” không có trong danh sách cơ quan thẩm định"
            found.faults.add(number, "agency", message, sheet=name)
        if node is None:
            found.faults.add(number, key, f"không có hoặc có nhiều mục tên “{title}” trong bộ tiêu chí", sheet=name)
        if agency is None or node is None:
            continue
        made = by_node.setdefault(node.pk, Planned(node, called="" if fold(node.name) == fold(title) else title))
        if key == "joint":
            made.joint.append(agency)
        elif made.lead is not None and made.lead != agency:
            message = f"mục {node.code} có hai cơ quan chủ trì: {made.lead}, {agency}"
            found.faults.add(number, key, message, sheet=name)
        else:
            made.lead = agency
    found.rows += by_node.values()


def _titles(part: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key in ("fields", "criteria", "joint"):
        for title in part.get(key, []):
            yield key, title


def export_assignments(campaign: Campaign) -> bytes:
    """The workbook of every assignment, areas without one included, that reads back unchanged."""
    rows = Assignment.objects.filter(campaign=campaign).select_related("department", "group")
    given: dict[tuple[int, int | None], list[Assignment]] = {}
    for one in rows.order_by("role", "department__sort_key"):
        given.setdefault((one.criterion_id, one.group_id), []).append(one)
    groups = {one.pk: one for one in campaign.agency_groups.all()}
    lines = []
    for node in _Known(campaign).nodes:
        keys = [key for key in given if key[0] == node.pk]
        if not keys and node.level == Criterion.Level.AREA:
            keys = [(node.pk, None)]
        for key in sorted(keys, key=lambda one: one[1] or 0):
            lines.append(_line(node, groups.get(key[1] or 0), given.get(key, [])))
    title = f"Phân công thẩm định năm {campaign.year}"
    return write_xlsx([Sheet("Phân công", OUT, lines, freeze_columns=2)], title=title)


def _line(node: Criterion, group: AgencyGroup | None, rows: Sequence[Assignment]) -> list[Any]:
    leads = [one.department.name for one in rows if one.role == Assignment.Role.LEAD]
    joint = [one for one in rows if one.role == Assignment.Role.JOINT]
    return [
        node.criteria_set.code,
        node.code,
        node.name,
        group.name if group else None,
        next(iter(leads), None),
        "; ".join(one.department.name for one in joint) or None,
        _day_of(one.opinion_until for one in joint),
    ]


def _day_of(times: Iterable[datetime | None]) -> Any:
    """The last day of the first deadline there is."""
    until = next((one for one in times if one is not None), None)
    return (until.astimezone(HANOI) - timedelta(microseconds=1)).date() if until else None
