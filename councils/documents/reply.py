"""The second block of document 07: an agency's report of its explanations, made from its replies."""

from collections.abc import Iterable

from assessments.models import Citation, Score
from cchc.documents.issuers import of_agency
from cchc.documents.registry import About, Paper, PaperRefused, Subject
from cchc.documents.services import issued
from cchc.tenancy.models import Agency
from councils.documents import letter as letters
from councils.models import ExplanationLetter, ExplanationRequest
from councils.states import RequestState
from criteria.documents.context import cite, common_notes, shared, today
from criteria.models import Campaign

BLOCK = "giai_trinh_bo_sung"
Position = ExplanationRequest.Position


def agencies(campaign: Campaign) -> Iterable[Agency]:
    """Those who have been sent a letter."""
    sent = ExplanationLetter.objects.filter(assessment__campaign=campaign).values("assessment__agency")
    return Agency.objects.filter(pk__in=sent).order_by("sort_key")


def subjects(campaign: Campaign, agency: Agency | None) -> Iterable[Subject]:
    """One report for each letter."""
    return [one for one in letters.subjects(campaign, agency) if one.key != letters.DRAFT]


def build(about: About) -> Paper:
    """The report on one letter as its replies stand now. Raises PaperRefused."""
    campaign, agency = about.campaign, about.agency
    assert agency is not None
    letter = letters.letter_of(about)
    if letter is None:
        raise PaperRefused(f"{agency} chưa nhận công văn yêu cầu giải trình nào nên chưa có gì để báo cáo.")
    asked = letter.requests.exclude(state=RequestState.WITHDRAWN).select_related("criterion")
    rows = list(asked.order_by("criterion__position", "pk"))
    agreed = [one for one in rows if one.position == Position.AGREE]
    against = [one for one in rows if one.position == Position.DISAGREE]
    if not agreed and not against:
        raise PaperRefused(f"{agency} chưa ghi ý kiến cho mục nào – trả lời ở trang Giải trình rồi lập báo cáo.")
    issuer = of_agency(agency, campaign.tenant, agency.head_name)
    symbol, stamp = issuer.symbol("BC"), about.stamp or today()
    data = shared(campaign, stamp, symbol, ["Như trên"], issuer=issuer)
    data |= {
        "khoi": BLOCK,
        "kinh_gui": ["Hội đồng thẩm định Chỉ số cải cách hành chính", campaign.tenant.standing_office],
        "yeu_cau_vien_dan": _cited(campaign, agency, letter),
        "so_dong_y": len(agreed),
        "ma_dong_y": ", ".join(one.criterion.code for one in agreed) or "không có",
        "so_khong_dong_y": len(against),
        "giai_trinh": _lines(letter, against, letters.shows_points(campaign)),
    }
    notes = common_notes(campaign, stamp)
    if silent := [one.criterion.code for one in rows if not one.position]:
        notes.append(f"Chưa ghi ý kiến: mục {', '.join(silent)}.")
    return Paper(
        kind="07-giai-trinh",
        reference=f"bao-cao-giai-trinh-{campaign.year}-{agency.code}-{letter.round}",
        title=f"Giải trình, bổ sung tài liệu kiểm chứng Chỉ số cải cách hành chính năm {campaign.year} "
        f"của {issuer.called['ten_ngan']}",
        symbol=symbol,
        data=data,
        notes=tuple(notes),
        lines=len(rows),
    )


def _cited(campaign: Campaign, agency: Agency, letter: ExplanationLetter) -> str:
    """The letter by its number once the clerk has entered it."""
    found = issued("06", f"giai-trinh-{campaign.year}-{agency.code}-{letter.round}")
    about = "về việc giải trình, bổ sung tài liệu kiểm chứng"
    return cite(found, "Công văn", campaign.tenant.standing_office, about)[0]


def _lines(letter: ExplanationLetter, against: list[ExplanationRequest], shows_points: bool) -> list[dict[str, object]]:
    leaves = [one.criterion_id for one in against]
    own = Score.objects.at_stage(Score.Stage.SELF).filter(assessment=letter.assessment_id, criterion__in=leaves)
    mine = dict(own.values_list("criterion_id", "points"))
    added: dict[int, list[str]] = {}
    cited = Citation.objects.filter(assessment=letter.assessment_id, criterion__in=leaves, in_reply=True)
    for one in cited.select_related("evidence"):
        added.setdefault(one.criterion_id, []).append(f"{one.evidence}{f' ({one.page})' if one.page else ''}")
    return [
        {
            "tt": place,
            "ma": one.criterion.code,
            "ten": one.criterion.name,
            "diem_toi_da": one.criterion.max_points,
            "diem_tu_cham": mine.get(one.criterion_id),
            "diem_tham_dinh": one.points if shows_points else None,
            "diem_de_nghi": one.proposed if one.proposed is not None else mine.get(one.criterion_id),
            "noi_dung": one.reply,
            "tai_lieu": "; ".join(added.get(one.criterion_id, [])),
        }
        for place, one in enumerate(against, start=1)
    ]
