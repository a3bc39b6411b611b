"""Document 11: the standing office asks for the result to be approved (tờ trình)."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from cchc.documents import vocabulary
from cchc.documents.issuers import of_standing_office
from cchc.documents.registry import About, Paper
from cchc.documents.vocabulary import UNKNOWN
from councils.documents.minutes import meeting_words
from councils.models import Appeal, Meeting, MeetingLine
from councils.states import AppealState, LineState, MeetingState
from criteria.documents.context import (
    cite,
    common_notes,
    head_of_standing_office,
    issued_paper,
    mean,
    share,
    shared,
)
from criteria.models import Campaign
from publications.documents.decision import ranked_row
from publications.documents.frozen import expected, frozen_version, reference
from publications.models import Publication, Snapshot, SnapshotRow

KIND = "TTr"
RULED = {AppealState.ACCEPTED: "chấp nhận", AppealState.REJECTED: "không chấp nhận"}


def build(about: About) -> Paper:
    """The submission on the newest frozen version. Raises PaperRefused where there is none."""
    campaign = about.campaign
    snapshot = frozen_version(campaign)
    stamp = about.stamp or expected(snapshot)
    head = head_of_standing_office(campaign.tenant)
    issuer = of_standing_office(campaign.tenant, head)
    rows = list(snapshot.rows.select_related("agency").order_by("position"))
    appeals = _appeals(campaign)
    data = shared(campaign, stamp, issuer.symbol(KIND), ["Như trên", "Thành viên Hội đồng thẩm định"], issuer=issuer)
    data |= {
        "kinh_gui": [f"{vocabulary.leader_word(campaign.tenant)} {campaign.tenant.authority}"],
        "khao_sat": snapshot.with_survey,
        "hop": _meeting(campaign),
        "kq": _result(snapshot, rows),
        "kien_nghi": appeals,
        "so_de_nghi": 4 if appeals else 3,
        "ho_so_kem_cau": "Biên bản họp Hội đồng thẩm định; Báo cáo tổng hợp kết quả thẩm định; dự thảo Quyết định",
    }
    return Paper(
        kind="11",
        reference=reference(snapshot),
        title=f"Về việc đề nghị phê duyệt kết quả Chỉ số cải cách hành chính năm {campaign.year} "
        f"của {data['ky']['doi_tuong']} {data['ky']['dia_ban']}",  # type: ignore[index]
        symbol=issuer.symbol(KIND),
        data=data,
        notes=(*common_notes(campaign, stamp), *_notes(campaign, data, head)),
        lines=len(rows),
    )


def _notes(campaign: Campaign, data: dict[str, object], head: str) -> list[str]:
    notes = []
    if not head:
        notes.append(f"Chưa có người giữ vai trò thủ trưởng {campaign.tenant.standing_office}; tên người ký để trống.")
    if not data["hop"]:
        notes.append("Chưa có phiên họp Hội đồng đã kết thúc – tờ trình chưa nêu số phiếu thông qua.")
    for name, group in (("Kế hoạch", "ke_hoach"), ("Quyết định thành lập Hội đồng", "hoi_dong")):
        if UNKNOWN in " ".join(data["ky"][group].values()):  # type: ignore[index]
            notes.append(f"{name} chưa có số, ngày trong sổ văn bản, đang in «…».")
    return notes


def _meeting(campaign: Campaign) -> dict[str, object]:
    """The last meeting that was closed, with its minutes cited; empty where there is none."""
    meetings = Meeting.objects.filter(campaign=campaign, state=MeetingState.CLOSED)
    meeting = meetings.order_by("-number").first()
    if meeting is None:
        return {}
    found = issued_paper("10", campaign.year)
    cited = cite(found, "Biên bản", "Hội đồng thẩm định", "")[0]
    # What the last meeting adopts was voted on in all of them.
    voted = MeetingLine.objects.filter(meeting__in=meetings, state=LineState.DECIDED).count()
    return meeting_words(meeting) | {"vien_dan": cited, "so_bieu_quyet": voted}


def _appeals(campaign: Campaign) -> list[dict[str, str]]:
    ruled = Appeal.objects.filter(assessment__campaign=campaign, state__in=list(RULED))
    return [
        {
            "don_vi": str(appeal.agency),
            "noi_dung": f"mục {appeal.criterion.code}, {appeal.content.strip().rstrip('.;')}",
            "ket_qua": RULED[AppealState(appeal.state)],
        }
        for appeal in ruled.select_related("agency", "criterion")
    ]


def _result(snapshot: Snapshot, rows: Sequence[SnapshotRow]) -> dict[str, object]:
    counted = [row for row in rows if row.index_exact is not None]
    best = max(counted, key=lambda row: row.index_exact or Decimal(0))
    worst = min(counted, key=lambda row: row.index_exact or Decimal(0))
    return {
        "phien_ban": snapshot.version,
        "so_don_vi": len(rows),
        "trung_binh": {"chi_so": mean(row.index_exact for row in rows)},
        "cao_nhat": {"don_vi": best.agency_name, "chi_so": best.index_exact},
        "thap_nhat": {"don_vi": worst.agency_name, "chi_so": worst.index_exact},
        "so_nam_truoc": _year_before(snapshot, rows),
        "xep_loai_dem": _bands(snapshot.campaign, rows),
        "don_vi": [ranked_row(place, row) for place, row in enumerate(rows, start=1)],
    }


def _bands(campaign: Campaign, rows: Sequence[SnapshotRow]) -> list[dict[str, object]]:
    """How many agencies reached each band, in the order of the bands; those nobody reached are left out."""
    counts = Counter(row.band for row in rows if row.band)
    names = [band.name for band in campaign.bands.order_by("position") if counts[band.name]]
    return [
        {
            "ten": name,
            "so": counts[name],
            "ty_le": share(Decimal(counts[name]), Decimal(len(rows))),
            "dau": "." if name == names[-1] else ";",
        }
        for name in names
    ]


def _year_before(snapshot: Snapshot, rows: Sequence[SnapshotRow]) -> dict[str, int] | None:
    """How many agencies rose and fell against the year before; only those that were the same agency then."""
    year = snapshot.campaign.year - 1
    before = Publication.objects.filter(campaign__year=year).select_related("snapshot").first()
    if before is None:
        return None
    past = dict(before.snapshot.rows.values_list("agency_id", "index_exact"))
    pairs = [(past.get(row.agency_id), row.index_exact) for row in rows]
    known = [(old, new) for old, new in pairs if old is not None and new is not None]
    if not known:
        return None
    return {"nam": year, "tang": sum(new > old for old, new in known), "giam": sum(new < old for old, new in known)}
