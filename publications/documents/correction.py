"""Document 19: the decision that corrects a result, with every figure before and after (bản chụp mới)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cchc.documents import vocabulary
from cchc.documents.registry import About, Paper, PaperRefused
from cchc.documents.services import line_of
from cchc.documents.vocabulary import UNKNOWN
from criteria.documents.context import cite, common_notes, legal_bases, shared
from criteria.models import Campaign
from publications.documents.decision import NOT_RANKED, ranked_row
from publications.documents.frozen import expected, frozen_version, reference, submission_on
from publications.models import Snapshot, SnapshotLine, SnapshotRow
from publications.reading.difference import difference

ARTICLE = 4
REPLACED_ANNEX = "I"
FOLLOWS = "Thay đổi do điều chỉnh đơn vị khác"


@dataclass(frozen=True, slots=True)
class Pair:
    """One agency in both versions."""

    old: SnapshotRow | None
    new: SnapshotRow

    @property
    def moved(self) -> bool:
        return self.old is None or self.figures(self.old) != self.figures(self.new)

    @staticmethod
    def figures(row: SnapshotRow) -> tuple[object, ...]:
        return row.index_exact, row.rank, row.band


def glance(campaign: Campaign) -> str:
    """The reference of the paper. Raises PaperRefused where nothing was corrected."""
    new, _ = _versions(campaign)
    return f"dieu-chinh-{campaign.year}-v{new.version}"


def _versions(campaign: Campaign) -> tuple[Snapshot, Snapshot]:
    """The newest version and the one before it."""
    new = frozen_version(campaign)
    old = campaign.snapshots.filter(version=new.version - 1).first()
    if old is None:
        raise PaperRefused(
            f"Kết quả năm {campaign.year} mới có phiên bản 1 – chốt phiên bản điều chỉnh kèm lý do rồi lập quyết định."
        )
    return new, old


def build(about: About) -> Paper:
    """The correction that the newest version made to the one before it. Raises PaperRefused where there is none."""
    campaign = about.campaign
    new, old = _versions(campaign)
    stamp = about.stamp or expected(new)
    symbol = vocabulary.symbol(campaign.tenant, "QĐ")
    rows = list(new.rows.select_related("agency").order_by("position"))
    changes, heads = _changes(old, new, rows), _heads(old, new)
    data = shared(campaign, stamp, symbol, vocabulary.recipients(campaign.tenant, ARTICLE))
    data |= {
        "khoi": "A",
        "qd": vocabulary.approver(campaign.tenant),
        "can_cu": legal_bases(campaign, stamp.day, submission=submission_on(new)),
        "cu": _old_decision(campaign, old),
        "moi": {"phien_ban": new.version},
        "ly_do": new.reason.strip().rstrip(".") or UNKNOWN,
        "thay_doi": [line for line in changes if line["ma"]] or changes,
        "doi_chieu": changes,
        "nguoi_dung_dau": heads,
        "kq": {
            "phien_ban": new.version,
            "don_vi": [ranked_row(place, row) for place, row in enumerate(rows, start=1)],
        },
    }
    return Paper(
        kind="19",
        reference=f"dieu-chinh-{campaign.year}-v{new.version}",
        title=f"Về việc điều chỉnh kết quả Chỉ số cải cách hành chính năm {campaign.year} {data['ky']['dia_ban']}",  # type: ignore[index]
        symbol=symbol,
        data=data,
        notes=(*common_notes(campaign, stamp), *_notes(data, [*changes, *heads])),
        lines=len(rows) + len(changes),
    )


def _notes(data: Mapping[str, object], changes: Sequence[object]) -> list[str]:
    notes = []
    if UNKNOWN in str(data["cu"]):
        notes.append("Quyết định cũ chưa có số, ngày trong sổ văn bản, đang in «…».")
    if not changes:
        notes.append("Hai phiên bản không khác nhau ở đơn vị nào – kiểm tra lại trước khi ban hành.")
    notes.append("Chỉ Phụ lục I được thay; điểm lĩnh vực, người đứng đầu thay đổi thì thay cả Phụ lục II, III.")
    notes.append("Sau khi phát hành, mở Quyết định cũ trong sổ và ghi văn bản thay thế.")
    return notes


def _heads(old: Snapshot, new: Snapshot) -> list[dict[str, str]]:
    """Heads whose level is another, whatever became of the index."""
    moved = [one for one in difference(old, new).changed if one.old is not None and one.heads[0] != one.heads[1]]
    return [{"don_vi": one.new.agency_name, "cu": one.heads[0], "moi": one.heads[1]} for one in moved]


def _old_decision(campaign: Campaign, old: Snapshot) -> dict[str, object]:
    issuer = str(vocabulary.approver(campaign.tenant)["nguoi_ban_hanh"])
    found = line_of("12", reference(old))
    cited, short = cite(found if found and found.has_number else None, "Quyết định", issuer, "")
    return {"vien_dan": cited, "vien_dan_gon": short, "phien_ban": old.version, "phu_luc_thay_cau": REPLACED_ANNEX}


def _changes(old: Snapshot, new: Snapshot, rows: Sequence[SnapshotRow]) -> list[dict[str, object]]:
    """Every leaf whose points differ, and every agency whose index, rank or band moved without a leaf of its own."""
    before = {row.agency_id: row for row in old.rows.all()}
    leaves = _changed_leaves(old, new)
    lines: list[dict[str, object]] = []
    for row in rows:
        pair = Pair(before.get(row.agency_id), row)
        lines.extend(_of_agency(pair, leaves.get(row.agency_id, []), new.reason))
    return [{"tt": place, **line} for place, line in enumerate(lines, start=1)]


def _of_agency(
    pair: Pair, leaves: Sequence[tuple[SnapshotLine, SnapshotLine]], reason: str
) -> Iterator[dict[str, object]]:
    for was, now in leaves:
        points = {"ma": now.code, "ten": now.name, "diem_cu": was.final_points, "diem_moi": now.final_points}
        yield points | _figures(pair) | {"ly_do": reason}
    if not leaves and pair.moved:
        yield {"ma": "", "ten": "", "diem_cu": None, "diem_moi": None} | _figures(pair) | {"ly_do": FOLLOWS}


def _figures(pair: Pair) -> dict[str, object]:
    old, new = pair.old, pair.new
    return {
        "don_vi": new.agency_name,
        "chi_so_cu": old.index_exact if old else None,
        "chi_so_moi": new.index_exact,
        "hang_cu": (old.rank if old else None) or NOT_RANKED,
        "hang_moi": new.rank or NOT_RANKED,
        "xep_loai_cu": (old.band if old else "") or NOT_RANKED,
        "xep_loai_moi": new.band or NOT_RANKED,
    }


def _changed_leaves(old: Snapshot, new: Snapshot) -> dict[int, list[tuple[SnapshotLine, SnapshotLine]]]:
    """Leaves with other final points, by agency: two queries."""
    was = {(line.row.agency_id, line.code): line for line in _leaves(old)}
    changed: dict[int, list[tuple[SnapshotLine, SnapshotLine]]] = {}
    for line in _leaves(new):
        before = was.get((line.row.agency_id, line.code))
        if before is not None and before.final_points != line.final_points:
            changed.setdefault(line.row.agency_id, []).append((before, line))
    return changed


def _leaves(snapshot: Snapshot) -> Sequence[SnapshotLine]:
    lines = SnapshotLine.objects.filter(row__snapshot=snapshot, is_leaf=True).select_related("row")
    return list(lines.order_by("row__position", "position"))
