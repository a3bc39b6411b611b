"""Document 13: one agency told its result, criterion by criterion."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cchc.documents import vocabulary
from cchc.documents.models import OfficialDocument
from cchc.documents.registry import About, Paper, PaperRefused
from cchc.documents.vocabulary import UNKNOWN
from criteria.documents.context import common_notes, mean, share, shared
from criteria.models import Campaign, Criterion
from criteria.rules.numbers import EXACT, ZERO, show_points, total
from publications.documents.decision import NOT_RANKED
from publications.documents.frozen import expected, frozen_version, reference
from publications.models import Snapshot, SnapshotLine, SnapshotRow
from publications.queries import published_before

MOST_LOST = 10
LEVELS = {Criterion.Level.AREA: "linh_vuc", Criterion.Level.CRITERION: "tieu_chi", Criterion.Level.SUB: "tctp"}


def build(about: About) -> Paper:
    """The notice to one agency on the newest frozen version. Raises PaperRefused."""
    campaign, agency = about.campaign, about.agency
    snapshot = frozen_version(campaign)
    row = snapshot.rows.filter(agency=agency).first()
    if row is None:
        raise PaperRefused(f"{agency.name} không có trong kết quả năm {campaign.year} – kiểm tra mã đơn vị.")
    stamp = about.stamp or expected(snapshot)
    symbol = vocabulary.symbol(campaign.tenant, "TB")
    data = shared(campaign, stamp, symbol, [f"UBND {_own_name(row)}" if _is_unit(row) else row.agency_name])
    data["ky"]["quyet_dinh_ket_qua"] = {"vien_dan": _decision(campaign, snapshot)}  # type: ignore[index]
    data["vb"]["ky"]["quyen_han"] = _capacity(data["vb"]["ky"]["quyen_han"])  # type: ignore[index]
    data |= _content(campaign, row)
    return Paper(
        kind="13",
        reference=f"{reference(snapshot)}-{row.agency_code}",
        title=f"Kết quả Chỉ số cải cách hành chính năm {campaign.year} của {data['don_vi']['ten']}",  # type: ignore[index]
        symbol=symbol,
        data=data,
        notes=tuple(common_notes(campaign, stamp)),
    )


def _capacity(lines: list[str]) -> list[str]:
    """The committee's notice is signed on its behalf, unless somebody else signs by order (NĐ 30/2020, Phụ lục I)."""
    given = any(line.startswith(("TM.", "TL.", "TUQ.")) for line in lines)
    return lines if given else [f"TM. {vocabulary.COMMITTEE.upper()}", *lines]


def _is_unit(row: SnapshotRow) -> bool:
    return any(row.agency.kind in units for units in vocabulary.UNIT_LEVELS.values())


def _own_name(row: SnapshotRow) -> str:
    """«xã Cẩm Giàng» of «Xã Cẩm Giàng»."""
    return row.agency_name[:1].lower() + row.agency_name[1:]


def _decision(campaign: Campaign, snapshot: Snapshot) -> str:
    issuer = str(vocabulary.approver(campaign.tenant)["nguoi_ban_hanh"])
    found = OfficialDocument.objects.filter(
        kind="12", reference=reference(snapshot), state=OfficialDocument.State.ISSUED
    ).first()
    about = f"về việc phê duyệt, công bố kết quả Chỉ số cải cách hành chính năm {campaign.year}"
    number = str(found) if found else UNKNOWN
    return vocabulary.citation("Quyết định", number, found.issued_on if found else None, issuer, about)


def _content(campaign: Campaign, row: SnapshotRow) -> dict[str, object]:
    lines = list(row.lines.order_by("position"))
    peers = list(row.snapshot.rows.filter(block=row.block))
    terms = getattr(campaign, "decision_terms", None)
    return {
        "du_kien": False,
        "don_vi": _agency(row, peers),
        "khoi_trung_binh": mean(peer.index_exact for peer in peers),
        "linh_vuc": _areas(row, lines),
        "mat_diem": [{"ma": line.code, "ten": line.name, "mat": lost} for line, lost in most_lost(lines)[:MOST_LOST]],
        "dong": [_line(line) for line in lines],
        "tong": _sum(row, lines),
        "han_ke_hoach_khac_phuc": terms.improvement_due if terms else None,
        "han_kien_nghi": None,
    }


def _agency(row: SnapshotRow, peers: Sequence[SnapshotRow]) -> dict[str, object]:
    name = f"UBND {_own_name(row)}" if _is_unit(row) else row.agency_name
    before = published_before(row)
    return {
        "ten": name,
        "ten_rieng": _own_name(row),
        "ten_hoa": name.upper(),
        "tong": row.total_points,
        "toi_da": row.applicable_max,
        "chi_so": row.index_exact,
        "hang": NOT_RANKED if row.rank is None else row.rank,
        "so_don_vi_khoi": sum(peer.ranked for peer in peers),
        "khoi": row.block,
        "xep_loai": row.band or NOT_RANKED,
        "nam_truoc": _year_before(row, before) if before and before.agency_id == row.agency_id else None,
        "tien_than": row.agency.predecessor_names if before is None else "",
    }


def _year_before(row: SnapshotRow, before: SnapshotRow) -> dict[str, object]:
    return {
        "nam": before.snapshot.campaign.year,
        "chi_so": before.index_exact,
        "hang": NOT_RANKED if before.rank is None else before.rank,
        "nhan_xet": _compared(row, before),
    }


def _compared(row: SnapshotRow, before: SnapshotRow) -> str:
    """«tăng 1,17 điểm phần trăm, tăng 01 bậc»."""
    words = []
    if row.index_exact is not None and before.index_exact is not None:
        change = EXACT.subtract(row.index_exact, before.index_exact)
        up = "tăng" if change > 0 else "giảm"
        words.append(f"{up} {show_points(abs(change))} điểm phần trăm" if change else "Chỉ số không đổi")
    if row.rank is not None and before.rank is not None:
        places = before.rank - row.rank
        up = "tăng" if places > 0 else "giảm"
        words.append(f"{up} {abs(places):02d} bậc" if places else "giữ nguyên hạng")
    return ", ".join(words)


def _areas(row: SnapshotRow, lines: Sequence[SnapshotLine]) -> list[dict[str, object]]:
    means = _mean_shares(row)
    return [
        {
            "so": line.code,
            "ten": line.name,
            "diem_toi_da": line.applicable_max,
            "diem": line.final_points,
            "ty_le": share(line.final_points or ZERO, line.applicable_max),
            "ty_le_tb": means.get(line.code),
        }
        for line in lines
        if line.level == Criterion.Level.AREA
    ]


def _mean_shares(row: SnapshotRow) -> Mapping[str, Decimal | None]:
    """Points in per cent of what applied, over the block, by area code: one query."""
    found: dict[str, list[tuple[Decimal, Decimal]]] = {}
    of_block = SnapshotLine.objects.filter(
        row__snapshot=row.snapshot, row__block=row.block, level=Criterion.Level.AREA, final_points__isnull=False
    )
    for code, points, maximum in of_block.values_list("code", "final_points", "applicable_max"):
        found.setdefault(code, []).append((points, maximum))
    return {
        code: share(total(points for points, _ in pairs), total(maximum for _, maximum in pairs))
        for code, pairs in found.items()
    }


def most_lost(lines: Sequence[SnapshotLine]) -> list[tuple[SnapshotLine, Decimal]]:
    """Leaves that lost points, the most first, each with what it lost; the same loss in printed order."""
    lost = [(line, _lost(line)) for line in lines if line.is_leaf]
    return sorted(((line, points) for line, points in lost if points), key=lambda pair: -pair[1])


def _lost(line: SnapshotLine) -> Decimal:
    return line.applicable_max - (line.final_points or ZERO)


def _line(line: SnapshotLine) -> dict[str, object]:
    is_area = line.level == Criterion.Level.AREA
    return {
        "cap": "tctp" if line.is_leaf else LEVELS[Criterion.Level(line.level)],
        "ma": line.code,
        "ten": line.name.upper() if is_area else line.name,
        "diem_toi_da": line.applicable_max if line.applicable_max else None,
        "tu_cham": line.self_points,
        "tham_dinh": line.appraised_points,
        "cuoi": line.final_points,
        "mat_diem": _lost(line),
        "nhan_xet": line.reason,
    }


def _sum(row: SnapshotRow, lines: Sequence[SnapshotLine]) -> dict[str, object]:
    leaves = [line for line in lines if line.is_leaf]
    return {
        "diem_toi_da": row.applicable_max,
        "tu_cham": row.self_points,
        "tham_dinh": total(line.appraised_points or ZERO for line in leaves),
        "cuoi": total(line.final_points or ZERO for line in leaves),
        "mat_diem": total(_lost(line) for line in leaves),
    }
