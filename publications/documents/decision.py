"""Document 12: the decision that approves and publishes the result, with its three annexes.

Every figure comes from one frozen version; only means and sums of its unrounded figures are worked out here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from cchc.documents import vocabulary
from cchc.documents.registry import About, Paper
from cchc.documents.vocabulary import UNKNOWN
from criteria.documents.context import common_notes, legal_bases, mean, roman, sets_of, share, shared
from criteria.models import Campaign, Criterion
from criteria.rules.numbers import ZERO, total
from publications.documents.frozen import expected, frozen_version, reference, submission_on
from publications.heads import Head, heads_of
from publications.models import Snapshot, SnapshotLine, SnapshotRow

ARTICLE = 4
"""The article that names who carries the decision out, and so begins the list of recipients."""
NOT_RANKED = "-"
ROUNDING = "Điểm và Chỉ số làm tròn đến 02 chữ số thập phân khi trình bày; xếp hạng theo giá trị chưa làm tròn."
SHORTER = (
    ("Công tác ", ""),
    ("cải cách hành chính", "CCHC"),
    ("Cải cách hành chính", "CCHC"),
    ("thủ tục hành chính", "TTHC"),
    ("văn bản quy phạm pháp luật", "văn bản QPPL"),
    ("Tổ chức thực hiện", "Thực hiện"),
    ("Thực hiện cơ chế", "Cơ chế"),
    ("một cửa, một cửa liên thông", "một cửa"),
    ("dịch vụ công trực tuyến", "DVCTT"),
    ("Xây dựng và phát triển", "Phát triển"),
)
"""How names of areas are shortened in the heads of Annex II."""


@dataclass(frozen=True, slots=True)
class Area:
    """A column of Annex II: an area by code, name and the maximum of its self-scored leaves."""

    code: str
    name: str
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class AreaPoints:
    """What one agency reached in one area, the survey left out; None where nothing there applies."""

    points: Decimal | None
    applicable_max: Decimal


@dataclass(frozen=True, slots=True)
class AgencyAreas:
    """One row of Annex II."""

    row: SnapshotRow
    areas: Mapping[Area, AreaPoints]
    survey_max: Decimal


def build(about: About) -> Paper:
    """The decision on the newest frozen version. Raises PaperRefused where there is none."""
    campaign = about.campaign
    snapshot = frozen_version(campaign)
    stamp = about.stamp or expected(snapshot)
    rows = list(snapshot.rows.select_related("agency").order_by("position"))
    symbol = vocabulary.symbol(campaign.tenant, "QĐ")
    data = shared(campaign, stamp, symbol, vocabulary.recipients(campaign.tenant, ARTICLE))
    data |= {
        "qd": vocabulary.approver(campaign.tenant),
        "can_cu": legal_bases(campaign, stamp.day, submission=submission_on(snapshot)),
        "kq": _result(campaign, snapshot, rows),
        "han_ke_hoach_khac_phuc": _improvement_due(campaign),
    }
    return Paper(
        kind="12",
        reference=reference(snapshot),
        title=title(data["ky"]),
        symbol=symbol,
        data=data,
        notes=(*common_notes(campaign, stamp), *_notes(campaign, rows)),
        lines=len(rows),
    )


def title(words: Mapping[str, object]) -> str:
    """The decision's trích yếu."""
    return (
        f"Về việc phê duyệt, công bố kết quả Chỉ số cải cách hành chính năm {words['nam']} "
        f"của {words['doi_tuong']} {words['dia_ban']}"
    )


def _improvement_due(campaign: Campaign) -> date | None:
    terms = getattr(campaign, "decision_terms", None)
    return terms.improvement_due if terms else None


def _notes(campaign: Campaign, rows: Sequence[SnapshotRow]) -> list[str]:
    notes = []
    if _improvement_due(campaign) is None:
        notes.append("Chưa có hạn ban hành Kế hoạch duy trì, khắc phục (Điều 2), đang in «…».")
    without = [row.agency_name for row in rows if not row.head_name]
    if without:
        shown = ", ".join(without[:3]) + (" …" if len(without) > 3 else "")
        notes.append(f"Phụ lục III: {len(without)} đơn vị chưa có tên người đứng đầu ({shown}).")
    return notes


def _result(campaign: Campaign, snapshot: Snapshot, rows: Sequence[SnapshotRow]) -> dict[str, object]:
    blocks = [(name, list(members)) for name, members in groupby(rows, key=lambda row: row.block)]
    return {
        "phien_ban": snapshot.version,
        "ma_kiem_tra": snapshot.checksum,
        "so_don_vi": len(rows),
        "nhieu_khoi": len(blocks) > 1,
        "khong_khao_sat": not snapshot.with_survey,
        "khong_thuong_tru": not any(row.bonus_points or row.penalty_points for row in rows),
        "toi_da_chung": len({row.applicable_max for row in rows}) == 1,
        "khoi": [_block(number, name, members) for number, (name, members) in enumerate(blocks, start=1)],
        **_areas(snapshot, rows),
        "nguoi_dung_dau": [
            _head(number, one) for number, one in enumerate(heads_of(campaign, snapshot, rows), start=1)
        ],
        "quy_tac": _rules(campaign, snapshot, rows),
    }


def _block(number: int, name: str, rows: Sequence[SnapshotRow]) -> dict[str, object]:
    """One table of Annex I."""
    columns = {
        "tu_cham": "self_points",
        "tham_dinh": "appraised_points",
        "xa_hoi_hoc": "survey_points",
        "tong": "total_points",
        "chi_so": "index_exact",
    }
    return {
        "la_ma": roman(number),
        "ten": f"Khối {name}",
        "xep_hang": any(row.ranked for row in rows),
        "don_vi": [ranked_row(place, row) for place, row in enumerate(rows, start=1)],
        "trung_binh": {key: mean(getattr(row, column) for row in rows) for key, column in columns.items()},
    }


def ranked_row(place: int, row: SnapshotRow) -> dict[str, object]:
    """One agency's line in a table of results."""
    return {
        "tt": place,
        "ten": row.agency_name,
        "tu_cham": row.self_points,
        "tham_dinh": row.appraised_points,
        "xa_hoi_hoc": row.survey_points,
        "thuong": row.bonus_points,
        "tru": row.penalty_points,
        "tong": row.total_points,
        "toi_da": row.applicable_max,
        "chi_so": row.index_exact,
        "hang": NOT_RANKED if row.rank is None else row.rank,
        "xep_loai": row.band or NOT_RANKED,
    }


def _head(place: int, one: Head) -> dict[str, object]:
    row, line = one.row, one.line
    return {
        "tt": place,
        "ho_ten": line.name or UNKNOWN,
        "chuc_vu": line.title or UNKNOWN,
        "don_vi": row.agency_name,
        "chi_so": row.index_exact,
        "xep_loai": row.band or NOT_RANKED,
        "muc_do": line.level or ("Không phân loại" if line.since else NOT_RANKED),
        "ghi_chu": line.remark,
    }


def _rules(campaign: Campaign, snapshot: Snapshot, rows: Sequence[SnapshotRow]) -> dict[str, str]:
    """The sentences under Annex I: rounding, ties, and whatever else a reader needs for the figures."""
    more = []
    if len({row.applicable_max for row in rows}) > 1:
        more.append("Nội dung không phát sinh nhiệm vụ trong năm không tính vào điểm tối đa áp dụng.")
    if not snapshot.with_survey:
        more.append("Không điều tra xã hội học; Chỉ số tính theo điểm thẩm định trên điểm tối đa thẩm định.")
    if any(not row.ranked for row in rows):
        more.append("Dấu «-» ở cột Xếp hạng: đơn vị được chấm điểm nhưng không xếp hạng.")
    if any(used.is_sample for used in sets_of(campaign)):
        more.append("Kết quả tính theo bộ tiêu chí mẫu.")
    return {
        "lam_tron": ROUNDING,
        "dong_hang": Campaign.TieRule(snapshot.tie_rule).label,
        "khong_ap_dung": " ".join(more),
    }


def _areas(snapshot: Snapshot, rows: Sequence[SnapshotRow]) -> dict[str, object]:
    """Annex II: area points of every agency, their means, and the means in per cent of what applied."""
    table = agency_areas(snapshot, rows)
    columns = list(dict.fromkeys(area for line in table for area in line.areas))
    return {
        "linh_vuc": [
            {"so": area.code, "ten": area.name, "ten_cot": short_name(area.name), "diem_toi_da": area.maximum}
            for area in columns
        ],
        "diem": [_area_row(place, line, columns) for place, line in enumerate(table, start=1)],
        "diem_tb": {
            "o": [mean(_points(line, area) for line in table) for area in columns],
            "xa_hoi_hoc": mean(row.survey_points for row in rows),
            "tong": mean(row.total_points for row in rows),
            "chi_so": mean(row.index_exact for row in rows),
        },
        "ty_le_tb": {
            "o": [_mean_share(line.areas[area] for line in table if area in line.areas) for area in columns],
            "xa_hoi_hoc": share(
                total(row.survey_points or ZERO for row in rows), total(line.survey_max for line in table)
            ),
            "tong": mean(row.index_exact for row in rows),
        },
    }


def _area_row(place: int, line: AgencyAreas, columns: Sequence[Area]) -> dict[str, object]:
    return {
        "tt": place,
        "ten": line.row.agency_name,
        "o": [_points(line, area) for area in columns],
        "xa_hoi_hoc": line.row.survey_points,
        "thuong": line.row.bonus_points,
        "tru": line.row.penalty_points,
        "tong": line.row.total_points,
        "chi_so": line.row.index_exact,
    }


def _points(line: AgencyAreas, area: Area) -> Decimal | None:
    found = line.areas.get(area)
    return found.points if found else None


def _mean_share(found: Iterable[AreaPoints]) -> Decimal | None:
    known = [area for area in found if area.points is not None]
    return share(total(area.points for area in known), total(area.applicable_max for area in known))


def agency_areas(snapshot: Snapshot, rows: Sequence[SnapshotRow]) -> list[AgencyAreas]:
    """Self-scored points by area of every agency, from the lines of the version: one query."""
    lines: dict[int, list[SnapshotLine]] = {row.pk: [] for row in rows}
    of_version = SnapshotLine.objects.filter(row__snapshot=snapshot).order_by("row_id", "position")
    for line in of_version.defer("reason"):
        lines[line.row_id].append(line)
    return [_by_area(row, lines[row.pk]) for row in rows]


def _by_area(row: SnapshotRow, lines: Sequence[SnapshotLine]) -> AgencyAreas:
    """Lines stand in printed order, so a leaf belongs to the area last named."""
    leaves: dict[int, list[SnapshotLine]] = {}
    areas: list[SnapshotLine] = []
    survey_max = ZERO
    for line in lines:
        if line.level == Criterion.Level.AREA:
            areas.append(line)
        if line.is_leaf and line.source == Criterion.Source.SURVEY:
            survey_max += line.applicable_max
        elif line.is_leaf:
            leaves.setdefault(areas[-1].pk, []).append(line)
    found = {_column(area, leaves[area.pk]): _sum(leaves[area.pk]) for area in areas if area.pk in leaves}
    return AgencyAreas(row, found, survey_max)


def _column(area: SnapshotLine, leaves: Sequence[SnapshotLine]) -> Area:
    return Area(area.code, area.name, total(leaf.max_points for leaf in leaves))


def _sum(leaves: Sequence[SnapshotLine]) -> AreaPoints:
    maximum = total(leaf.applicable_max for leaf in leaves)
    points = total(leaf.final_points or ZERO for leaf in leaves)
    return AreaPoints(points if maximum > 0 else None, maximum)


def short_name(name: str) -> str:
    """The name of an area as it fits into the head of a narrow column."""
    for long, short in SHORTER:
        name = name.replace(long, short)
    return name[:1].upper() + name[1:]
