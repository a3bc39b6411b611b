"""Document 07: the report of an agency's self-assessment, with its tables and the list of evidence."""

from collections.abc import Iterable
from decimal import Decimal

from assessments.contents import Contents, contents_of
from assessments.models import Assessment, Citation, Evidence
from assessments.queries import FileStatus, LeafStatus, status_of
from assessments.services.reports import TEXTS
from assessments.shares import officers_of
from cchc.documents.issuers import Issuer, of_agency
from cchc.documents.registry import About, Paper, PaperRefused
from cchc.documents.vocabulary import UNKNOWN
from cchc.tenancy.models import Agency, Tenant
from criteria.documents.context import common_notes, share, shared, today
from criteria.models import Criterion
from criteria.tree import Branch

LEVELS = {Criterion.Level.AREA: "linh_vuc", Criterion.Level.CRITERION: "tieu_chi", Criterion.Level.SUB: "tctp"}
WORDS = {
    "direction": "chi_dao",
    "highlights": "ket_qua_noi_bat",
    "shortcomings": "ton_tai",
    "causes": "nguyen_nhan",
    "proposals": "kien_nghi",
}
ASKED = {"direction": "công tác chỉ đạo", "shortcomings": "tồn tại, hạn chế", "causes": "nguyên nhân"}
"""What a report without these words is not finished with."""
TITLE = "Kết quả tự đánh giá, chấm điểm Chỉ số cải cách hành chính năm"
CHANNEL = "phần mềm Chỉ số cải cách hành chính"


def build(about: About) -> Paper:
    """The report of one agency's file as it stands. Raises PaperRefused."""
    campaign, agency = about.campaign, about.agency
    file = Assessment.objects.filter(campaign=campaign, agency=agency).select_related("criteria_set").first()
    if file is None:
        raise PaperRefused(f"{agency} chưa có hồ sơ năm {campaign.year} – mở hồ sơ tự đánh giá rồi lập báo cáo.")
    file.campaign, file.agency = campaign, agency
    stamp = about.stamp or today()
    issuer = of_agency(agency, campaign.tenant, agency.head_name)
    symbol = issuer.symbol("BC")
    contents = contents_of(file)
    status = status_of(contents)
    texts = _texts(file)
    data = shared(campaign, stamp, symbol, _recipients(agency, issuer), issuer=issuer)
    data |= {
        "kinh_gui": _addressed(campaign.tenant),
        "kenh": CHANNEL,
        "bao_cao": {name: lines or [UNKNOWN] for name, lines in texts.items() if name != "ket_qua_noi_bat"}
        | {"ket_qua_noi_bat": texts["ket_qua_noi_bat"]},
        "ho_so": _file(file, contents, status),
    }
    return Paper(
        kind="07",
        reference=f"tu-danh-gia-{campaign.year}-{agency.code}",
        title=f"{TITLE} {campaign.year} của {issuer.called['ten_ngan']}",
        symbol=symbol,
        data=data,
        notes=(*common_notes(campaign, stamp), *_notes(status, texts, issuer)),
        lines=len(status.leaves),
    )


def _texts(file: Assessment) -> dict[str, list[str]]:
    stored = getattr(file, "report_text", None)
    return {WORDS[name]: _lines(getattr(stored, name)) if stored else [] for name in TEXTS}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _notes(status: FileStatus, texts: dict[str, list[str]], issuer: Issuer) -> Iterable[str]:
    if status.missing:
        yield f"Hồ sơ còn thiếu {len(status.missing)} việc; số liệu trong báo cáo chưa cuối cùng."
    for name, words in ASKED.items():
        if not texts[WORDS[name]]:
            yield f"Chưa viết phần {words}, đang in «…»."
    if not issuer.name:
        yield "Chưa có họ tên người đứng đầu đơn vị."


def _addressed(tenant: Tenant) -> list[str]:
    own = tenant.authority.partition(f" {tenant.level_word} ")[2]
    place = f" {tenant.level_word} {own}" if own else ""
    return [f"Hội đồng thẩm định xác định Chỉ số cải cách hành chính{place}", f"{tenant.standing_office}{place}"]


def _recipients(agency: Agency, issuer: Issuer) -> list[str]:
    """NĐ 30/2020: those addressed first, then who is told; a unit's own party and council lines."""
    if not issuer.called["la_ubnd"]:
        return ["Như trên", "Lãnh đạo đơn vị"]
    kind, short = issuer.called["cap"], issuer.called["goi_ngan"]
    party = "TT Đảng ủy, " if agency.kind == kind else ""
    return ["Như trên", f"{party}TT HĐND {kind} (b/c)", f"Chủ tịch, các PCT {short}"]


def _file(file: Assessment, contents: Contents, status: FileStatus) -> dict[str, object]:
    applying = [leaf for leaf in status.leaves if leaf.applicable_max > 0]
    gone = [leaf.node.code for leaf in status.leaves if leaf.applicable_max == 0]
    full = sum(leaf.points == leaf.applicable_max for leaf in applying)
    explained = [leaf for leaf in status.leaves if _is_explained(leaf)]
    papers, known = _papers(file), {leaf.node.pk: leaf for leaf in status.leaves}
    return {
        "tong_tu_cham": status.whole.points,
        "diem_toi_da": status.whole.maximum,
        "ty_le": share(status.whole.points, status.whole.maximum),
        "so_tieu_chi": len(applying),
        "so_toi_da": full,
        "so_mat_diem": len(applying) - full,
        "khong_ap_dung": ", ".join(gone),
        "so_cong_chuc": len(officers_of(file.agency_id)),
        "so_linh_vuc": len(status.areas),
        "linh_vuc": [_area(area) for area in status.areas.values()],
        "dong": [_line(node, contents, status, known) for node in contents.tree.shown() if _is_printed(node, status)],
        "so_giai_trinh": len(explained),
        "giai_trinh": [_explained(number, leaf, contents) for number, leaf in enumerate(explained, 1)],
        "so_tai_lieu": len(papers),
        "tai_lieu": papers,
    }


def _is_explained(leaf: LeafStatus) -> bool:
    return leaf.explained and not leaf.cited and not leaf.exempted


def _is_printed(node: Branch, status: FileStatus) -> bool:
    return node.is_leaf or node.pk in status.sums


def _area(area) -> dict[str, object]:
    return {
        "so": area.code,
        "ten": area.name,
        "diem_toi_da": area.maximum,
        "diem_tu_cham": area.points,
        "ty_le": share(area.points, area.maximum),
    }


def _line(node: Branch, contents: Contents, status: FileStatus, leaves: dict[int, LeafStatus]) -> dict[str, object]:
    level = LEVELS[Criterion.Level(node.criterion().level)]
    if not node.is_leaf:
        known = status.sums[node.pk]
        return _printed(level, node, known.maximum, known.points, "", "", "")
    leaf, score = leaves[node.pk], contents.entered.get(node.pk)
    cited = "; ".join(f"{one.name}{f', {one.page}' if one.page else ''}" for one in contents.cited.get(node.pk, []))
    note = "Không áp dụng" if leaf.exempted else "Không phát sinh" if leaf.not_applicable else ""
    working = score.working if score else "Chưa chấm"
    return _printed("tctp", node, leaf.applicable_max, leaf.points, working, cited, note)


def _printed(
    level: str, node: Branch, maximum: Decimal, points: Decimal | None, working: str, cited: str, note: str
) -> dict[str, object]:
    return {
        "cap": level,
        "ma": node.code,
        "ten": node.name,
        "diem_toi_da": maximum,
        "diem_tu_cham": points,
        "cach_tinh": working,
        "tai_lieu": cited,
        "ghi_chu": note,
    }


def _explained(number: int, leaf: LeafStatus, contents: Contents) -> dict[str, object]:
    return {
        "tt": number,
        "ma": leaf.node.code,
        "ten": leaf.node.name,
        "diem_toi_da": leaf.applicable_max,
        "diem_tu_cham": leaf.points,
        "ly_do": contents.entered[leaf.node.pk].explanation,
    }


def _papers(file: Assessment) -> list[dict[str, object]]:
    """Every cited document once, in the order of its first leaf, with the leaves and places that cite it.

    What was added to explain is no part of the file that was sent.
    """
    places: dict[int, list[str]] = {}
    documents: dict[int, Evidence] = {}
    rows = Citation.objects.filter(assessment=file, in_reply=False).select_related("criterion", "evidence")
    for citation in rows.order_by("criterion__position", "added_at", "pk"):
        documents[citation.evidence_id] = citation.evidence
        place = f" ({citation.page})" if citation.page else ""
        places.setdefault(citation.evidence_id, []).append(f"{citation.criterion.code}{place}")
    return [
        {
            "tt": number,
            "so_ky_hieu": document.number,
            "ngay": document.issued_on,
            "co_quan": document.issuer,
            "trich_yeu": document.abstract,
            "vien_dan": "; ".join(places[pk]),
            "ten_tep": document.original_name,
        }
        for number, (pk, document) in enumerate(documents.items(), 1)
    ]
