"""Document 17: the ledger of one agency's scores, annex of the minutes."""

from django.utils import timezone

from assessments.models import Assessment
from cchc.documents.issuers import of_agency, of_council
from cchc.documents.registry import About, Paper, PaperRefused
from cchc.documents.services import issued
from cchc.documents.vocabulary import Stamp
from cchc.tenancy.commands import SYSTEM_USERNAME
from councils.documents.minutes import SYMBOL, meeting_words
from councils.models import Meeting
from councils.queries.ledger import Ledger, LedgerLine, ledger_of
from councils.states import MeetingState
from criteria.documents.context import shared, today
from criteria.models import Campaign, Criterion

LEVELS = {Criterion.Level.AREA: "linh_vuc", Criterion.Level.CRITERION: "tieu_chi", Criterion.Level.SUB: "tctp"}
UNKNOWN = "…"


def build(about: About) -> Paper:
    """The ledger as it stands now, under number and date of the last meeting's minutes. Raises PaperRefused."""
    campaign, agency = about.campaign, about.agency
    file = Assessment.objects.select_related("campaign", "agency").filter(campaign=campaign, agency=agency).first()
    if file is None or agency is None:
        raise PaperRefused(f"{agency} chưa có hồ sơ trong kỳ năm {campaign.year}.")
    meeting = campaign.meetings.exclude(state=MeetingState.CANCELLED).order_by("-number").first()
    stamp = about.stamp or _stamp(campaign, meeting)
    data = shared(campaign, stamp, SYMBOL, [], issuer=of_council(campaign.tenant))
    ledger = ledger_of(file)
    data |= {
        "don_vi": {"ten": of_agency(agency, campaign.tenant, "").called["ten_ngan"]},
        "hop": meeting_words(meeting) if meeting else _nobody(),
        "so": {
            "phien_ban": max(1, campaign.adoptions.count()),
            "thoi_diem": timezone.localtime(campaign.adopted_at or timezone.now()),
            "dong": [_line(line) for line in ledger.lines],
            "tong": _sums(ledger),
        },
    }
    notes = [] if campaign.adopted_at else ["Hội đồng chưa thông qua: đây là số liệu tại thời điểm in."]
    return Paper(
        kind="17",
        reference=f"doi-chieu-{campaign.year}-{agency.code}",
        title=f"Bảng đối chiếu điểm Chỉ số cải cách hành chính năm {campaign.year} của {agency}",
        symbol=SYMBOL,
        data=data,
        notes=tuple(notes),
        lines=len(ledger.lines),
    )


def _stamp(campaign: Campaign, meeting: Meeting | None) -> Stamp:
    """The minutes' own number and date, once the clerk has entered them."""
    found = issued("10", f"bien-ban-{campaign.year}-{meeting.number}") if meeting else None
    return Stamp(found.issued_on, found.number, found.issued_on) if found and found.issued_on else today()


def _nobody() -> dict[str, object]:
    return {"thu_ky": {"ho_ten": ""}, "chu_toa": {"ho_ten": ""}}


def _line(line: LedgerLine) -> dict[str, object]:
    node = line.node
    figures = {
        "cap": "tctp" if node.is_leaf else LEVELS.get(Criterion.Level(node.level), "tieu_chi"),
        "ma": node.code,
        "ten": node.name,
        "diem_toi_da": node.max_points,
        "tu_cham": line.mine,
        "lan_1": line.first,
        "lan_2": line.second,
        "hoi_dong": line.final,
        "chenh_lech": line.change,
    }
    if not node.is_leaf:
        return figures
    changed = line.differs or bool(line.exempted)
    return figures | {
        "giai_trinh": line.explanation if node.source == Criterion.Source.SELF else "-",
        "ly_do": line.reason if changed else "",
        "ai_luc": _who(line),
        "can_cu": line.clause,
    }


def _who(line: LedgerLine) -> str:
    """«N.V.Dũng, 20/12/2024» of the latest appraisal before the council: initials, and the given name."""
    score = line.scores.get("reappraised") or line.scores.get("appraised")
    if score is None:
        return ""
    day = f"{timezone.localtime(score.saved_at):%d/%m/%Y}"
    if score.saved_by is None or score.saved_by.username == SYSTEM_USERNAME:
        return day
    return f"{initialled(str(score.saved_by))}, {day}"


def initialled(name: str) -> str:
    """«N.V.Dũng» of «Nông Văn Dũng»."""
    *before, last = name.split() or [""]
    return "".join(f"{part[:1]}." for part in before) + last


def _sums(ledger: Ledger) -> dict[str, object]:
    whole = ledger.total
    return {
        "diem_toi_da": ledger.maximum,
        "tu_cham": whole.mine,
        "lan_1": whole.first,
        "lan_2": whole.second,
        "hoi_dong": whole.final,
        "chenh_lech": whole.change,
    }
