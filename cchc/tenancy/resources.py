"""The list of agencies as a table: reading, judging, comparing with what is there, writing, and writing it out."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from cchc.files.faults import Faults, Row, Table
from cchc.files.tabular import Column, parsers
from cchc.files.writer import OutColumn, Sheet
from cchc.tenancy.models import Agency, AgencySuccession, Tenant
from cchc.tenancy.services import add_agency, agency_differences, change_agency, succeed

ROLES = {"được đánh giá": "assessed", "thẩm định": "appraiser", "được đánh giá và thẩm định": "both", "cả hai": "both"}
ROLE_WORDS = {"assessed": "được đánh giá", "appraiser": "thẩm định", "both": "cả hai"}
YES_NO = {True: "có", False: "không"}
TITLES = {
    "code": "Mã",
    "name": "Tên cơ quan, đơn vị",
    "kind": "Loại",
    "role": "Vai trò",
    "ranking_block": "Khối xếp hạng",
    "ranked": "Có xếp hạng",
    "has_tthc": "Có thủ tục hành chính",
    "valid_from": "Hiệu lực từ ngày",
    "valid_to": "Hiệu lực đến ngày",
    "predecessor_codes": "Mã đơn vị cũ",
    "predecessor_names": "Tên đơn vị cũ",
    "note": "Ghi chú",
    "head_name": "Người đứng đầu",
    "head_title": "Chức vụ người đứng đầu",
}
"""Heads of the workbook that an official reads; the names of the columns are understood as well."""


def _column(name: str, **options: Any) -> Column:
    return Column(name, aliases=(TITLES[name],), **options)


COLUMNS = [
    Column("tenant", optional=True),
    Column("tenant_name", optional=True),
    _column("code", required=True, parse=parsers.code),
    _column("name", required=True),
    _column("kind", required=True),
    _column("role", required=True, parse=parsers.choice("assessed", "appraiser", "both", **ROLES)),
    _column("ranking_block", optional=True),
    _column("ranked", parse=parsers.yes_no, optional=True),
    _column("has_tthc", parse=parsers.yes_no, optional=True),
    _column("valid_from", parse=parsers.day, optional=True),
    _column("valid_to", parse=parsers.day, optional=True),
    _column("predecessor_codes", parse=parsers.codes, optional=True),
    _column("predecessor_names", optional=True),
    Column("status", optional=True),
    _column("note", optional=True),
    _column("head_name", optional=True),
    _column("head_title", optional=True),
]
MEANINGS = {
    "code": "như trong danh mục hành chính, hoặc mã cơ quan tự đặt; không đổi được sau khi ghi",
    "name": "tên đầy đủ, như in trong văn bản",
    "kind": "xã, phường, thị trấn, đặc khu, phòng, sở …",
    "role": "được đánh giá, thẩm định, hoặc cả hai",
    "ranking_block": "các đơn vị cùng khối được xếp hạng với nhau; để trống thì theo loại",
    "ranked": "có hoặc không; để trống là có với đơn vị được đánh giá",
    "has_tthc": "có hoặc không; để trống là có",
    "valid_from": "ngày bắt đầu hiệu lực, nếu thành lập trong năm",
    "valid_to": "ngày cuối còn hiệu lực; để trống nếu đang hoạt động",
    "predecessor_codes": "mã các đơn vị cũ được kế thừa, nối bằng dấu chấm phẩy",
    "head_name": "in ở nơi ký và trong phân loại người đứng đầu",
    "head_title": "như Chủ tịch Ủy ban nhân dân xã",
    "note": "",
}
"""The columns in the officials' words. Those for other programs (tenant, status) are read and not told."""
EXAMPLES = {
    "code": "01969",
    "name": "Thị trấn Phủ Thông",
    "kind": "thị trấn",
    "role": "được đánh giá",
    "ranking_block": "xã, thị trấn",
    "ranked": "có",
    "has_tthc": "có",
    "valid_from": "01/02/2020",
    "predecessor_codes": "01972",
    "head_name": "Nguyễn Văn An",
    "head_title": "Chủ tịch Ủy ban nhân dân thị trấn",
}
_FIELDS = {
    "name": "name",
    "kind": "kind",
    "role": "role",
    "ranking_block": "ranking_block",
    "ranked": "ranked",
    "has_tthc": "has_procedures",
    "valid_from": "valid_from",
    "valid_to": "valid_to",
    "predecessor_names": "predecessor_names",
    "note": "note",
    "head_name": "head_name",
    "head_title": "head_title",
}
_OUT = [
    OutColumn(TITLES["code"], "code", 12),
    OutColumn(TITLES["name"], width=34),
    OutColumn(TITLES["kind"], width=14),
    OutColumn(TITLES["role"], width=16, choices=tuple(ROLE_WORDS.values())),
    OutColumn(TITLES["ranking_block"], width=20),
    OutColumn(TITLES["ranked"], "yes_no", 12, choices=tuple(YES_NO.values())),
    OutColumn(TITLES["has_tthc"], "yes_no", 12, choices=tuple(YES_NO.values())),
    OutColumn(TITLES["valid_from"], "date", 13),
    OutColumn(TITLES["valid_to"], "date", 13),
    OutColumn(TITLES["predecessor_codes"], "code", 20),
    OutColumn(TITLES["predecessor_names"], width=30),
    OutColumn(TITLES["note"], width=30),
    OutColumn(TITLES["head_name"], width=24),
    OutColumn(TITLES["head_title"], width=24),
]


@dataclass(frozen=True, slots=True)
class Difference:
    """What writing one row does: ``changes`` by field, [before, after]; a new row has none."""

    number: int
    label: str
    is_new: bool
    changes: dict[str, list] = field(default_factory=dict)


def _kind(text: str) -> str:
    """«Thị trấn» and «thị trấn» are one kind; an abbreviation such as UBND keeps its capitals."""
    return " ".join(word if word.isupper() else word.lower() for word in text.split())


def own_rows(table: Table, tenant: Tenant) -> Table:
    """The table without the rows (and the faults in rows) that name another tenant.

    A predecessor that stands in another tenant's row is no agency of this one: its printed name alone is kept, until
    this tenant has an agency of that code.
    """
    foreign = {row.number for row in table.rows if row["tenant"] not in ("", None, tenant.slug)}
    rows = [row for row in table.rows if row.number not in foreign]
    elsewhere = {row["code"] for row in table.rows if row.number in foreign} - {row["code"] for row in rows}
    if elsewhere:
        elsewhere -= set(Agency.objects.values_list("code", flat=True))
        rows = [_without_predecessors(row, elsewhere) for row in rows]
    faults = [fault for fault in table.faults if fault.row not in foreign]
    return Table(table.sheet, rows, faults, table.titles)


def _without_predecessors(row: Row, codes: set[str]) -> Row:
    kept = tuple(code for code in row["predecessor_codes"] or () if code not in codes)
    return replace(row, values=row.values | {"predecessor_codes": kept})


def judge(table: Table, tenant: Tenant, faults: Faults) -> None:
    """Every fault of the rows against each other and against the agencies that are there."""
    if not table.rows and not len(faults):
        advice = "xem lại cột tenant" if "tenant" in table.titles else "điền mỗi cơ quan một dòng từ dòng 2"
        faults.add(None, None, f"không có dòng nào của đơn vị «{tenant.slug}» – {advice}", sheet=table.sheet)
    known = set(Agency.objects.values_list("code", flat=True))
    listed: dict[str, int] = {}
    for row in table.rows:
        code = row["code"]
        if code and code in listed:
            faults.add(row, "code", f"mã «{code}» đã có ở dòng {listed[code]} – mỗi cơ quan một dòng")
        listed.setdefault(code, row.number)
    for row in table.rows:
        _judge_row(row, known | listed.keys(), faults)


def _judge_row(row: Row, codes: set[str], faults: Faults) -> None:
    start, end = row["valid_from"], row["valid_to"]
    if start and end and start > end:
        faults.add(row, "valid_to", "ngày hết hiệu lực trước ngày bắt đầu – sửa một trong hai ngày")
    for column, to in {"code": "code", **_FIELDS}.items():
        limit = Agency._meta.get_field(to).max_length
        text = _kind(row[column] or "") if column == "kind" else row[column]
        if limit and text and len(text) > limit:
            faults.add(row, column, f"dài quá {limit} ký tự – rút gọn")
    for code in row["predecessor_codes"] or ():
        if code == row["code"]:
            faults.add(row, "predecessor_codes", "cơ quan không kế thừa chính nó – bỏ mã này")
        elif code not in codes:
            faults.add(row, "predecessor_codes", f"không có cơ quan mã «{code}» – thêm dòng cho cơ quan đó hoặc sửa mã")


def _columns_filled(rows: Iterable[Row]) -> frozenset[str]:
    """Columns with at least one value: a column left out of the file, or all empty, changes nothing."""
    return frozenset(name for row in rows for name, value in row.values.items() if value not in (None, "", ()))


def _values(row: Row, filled: frozenset[str]) -> dict[str, Any]:
    values = {to: row[name] for name, to in _FIELDS.items() if name in filled}
    values["kind"] = _kind(row["kind"])
    is_assessed = row["role"] != Agency.Role.APPRAISER
    if "ranked" not in values or values["ranked"] is None:
        values["ranked"] = is_assessed
    if "has_procedures" not in values or values["has_procedures"] is None:
        values["has_procedures"] = True
    return values


def differences(table: Table) -> list[Difference]:
    """What `load` would do, row by row, in the order of the file; rows that change nothing are left out."""
    there, filled = {agency.code: agency for agency in Agency.objects.all()}, _columns_filled(table.rows)
    known = _successions()
    found = []
    for row in table.rows:
        agency = there.get(row["code"])
        changes = agency_differences(agency, _values(row, filled)) if agency else {}
        fresh = [code for code in row["predecessor_codes"] or () if (row["code"], code) not in known]
        if agency and fresh:
            changes["kế thừa"] = [None, "; ".join(fresh)]
        if agency is None or changes:
            found.append(Difference(row.number, f"{row['code']} {row['name']}", agency is None, changes))
    return found


def _successions() -> set[tuple[str, str]]:
    return set(AgencySuccession.objects.values_list("successor__code", "predecessor__code"))


def load(table: Table, *, by: Any) -> str:
    """Write every row and say in words what came of it. Nothing is deleted."""
    plan, filled = differences(table), _columns_filled(table.rows)
    there = {agency.code: agency for agency in Agency.objects.select_for_update()}
    for row in table.rows:
        values = _values(row, filled)
        if agency := there.get(row["code"]):
            change_agency(agency=agency, by=by, **values)
        else:
            there[row["code"]] = add_agency(code=row["code"], by=by, **values)
    for row in table.rows:
        for code in row["predecessor_codes"] or ():
            succeed(successor=there[row["code"]], predecessor=there[code], by=by)
    return summary(plan, len(table.rows), "cơ quan")


def summary(plan: list[Difference], total: int, what: str) -> str:
    """«Thêm 2, sửa 1, giữ nguyên 27 cơ quan.» and a line for every change."""
    added = sum(difference.is_new for difference in plan)
    head = f"Thêm {added}, sửa {len(plan) - added}, giữ nguyên {total - len(plan)} {what}."
    return "\n".join([head, *(line_of(d) for d in plan if not d.is_new)])


def line_of(difference: Difference) -> str:
    """«dòng 4, 01978 Xã Sỹ Bình: tên: Xã Sĩ Bình → Xã Sỹ Bình»."""
    changes = "; ".join(f"{name}: {_word(old)} → {_word(new)}" for name, (old, new) in difference.changes.items())
    return f"dòng {difference.number}, {difference.label}: {changes}"


def _word(value: Any) -> str:
    return "(trống)" if value in (None, "") else str(value)


def sheet(agencies: Iterable[Agency]) -> Sheet:
    """The list as a sheet that can be read in again."""
    predecessors: dict[int, list[str]] = {}
    for successor, code in AgencySuccession.objects.values_list("successor_id", "predecessor__code").order_by("pk"):
        predecessors.setdefault(successor, []).append(code)
    rows = [
        [
            *(agency.code, agency.name, agency.kind, ROLE_WORDS[agency.role], agency.ranking_block),
            *(
                YES_NO[agency.ranked],
                YES_NO[agency.has_procedures],
                agency.valid_from,
                agency.valid_to,
                ";".join(predecessors.get(agency.pk, [])),
            ),
            *(agency.predecessor_names, agency.note, agency.head_name, agency.head_title),
        ]
        for agency in agencies
    ]
    return Sheet("Cơ quan", _OUT, rows, freeze_columns=2, fitted=True, wide=True)
