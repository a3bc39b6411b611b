"""Document 14: the letter urging those who are late, in self-assessment, in appraisal or in replying to a request for
explanation, at the moment it is made.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.utils import timezone

from assessments.queries import Progress, progress
from cchc.documents.issuers import Issuer, of_agency, of_authority, of_standing_office
from cchc.documents.models import OfficialDocument
from cchc.documents.registry import About, Paper, PaperRefused, Subject
from cchc.tenancy.models import Agency
from councils.models import ExplanationLetter
from councils.permissions import SENT
from councils.queries import department_progress
from councils.queries.explanation import AgencyRequests, asked_agencies, reply_time
from councils.queries.late import lateness
from councils.queries.pace import Forecast, forecasts
from councils.states import RequestState
from criteria.documents.context import common_notes, head_of_standing_office, shared, today
from criteria.models import Campaign
from criteria.queries import phase_state
from criteria.rules.calendar import HANOI, Phase, closing_words

SELF, APPRAISAL, REPLY = "tu-cham", "tham-dinh", "giai-trinh"
NAMES = {SELF: "tự đánh giá, chấm điểm", APPRAISAL: "thẩm định", REPLY: "giải trình, bổ sung tài liệu kiểm chứng"}
PHASES = {SELF: Phase.SELF_ASSESSMENT, APPRAISAL: Phase.APPRAISAL, REPLY: Phase.EXPLANATION}
LONG, NAMED, GRACE = 12, 5, 3
"""More late ones than this stand in an annex; up to so many are addressed by name; days given anew."""


def subjects(_campaign: Campaign, _agency: Agency | None) -> Iterable[Subject]:
    yield Subject(SELF, "đơn vị chậm tự đánh giá")
    yield Subject(APPRAISAL, "cơ quan chậm thẩm định")
    yield Subject(REPLY, "đơn vị chậm giải trình")


def build(about: About) -> Paper:
    """The letter to those who are late now. Raises PaperRefused where nobody is."""
    campaign, now = about.campaign, timezone.now()
    step = about.subject if about.subject in PHASES else SELF
    closes = phase_state(campaign, PHASES[step], at=now).window.closes
    if closes is None:
        raise PaperRefused(f"Kế hoạch không có hạn của bước {NAMES[step]} – không có gì để đôn đốc.")
    if step == REPLY:
        closes = last_deadline(campaign, now) or closes
    rows, done, count, named = _late(campaign, step, closes, now)
    if not rows:
        raise PaperRefused(
            f"Không còn đơn vị nào chậm bước {NAMES[step]} lúc {timezone.localtime(now):%H:%M %d/%m/%Y}."
        )
    tenant, stamp = campaign.tenant, about.stamp or today()
    office = step == APPRAISAL
    issuer = of_standing_office(tenant, head_of_standing_office(tenant)) if office else of_authority(tenant)
    earlier = _earlier(campaign, step)
    for row in rows:
        row["lan_nhac"] = earlier + 1
    data = shared(
        campaign, stamp, issuer.letter_symbol, ["Như trên", "Chủ tịch Hội đồng thẩm định (để b/c)"], issuer=issuer
    )
    data |= {
        "kinh_gui": _receivers(_others(named, str(issuer.called["ten_ngan"])), step),
        "buoc": {"ten": NAMES[step], "han": timezone.localtime(closes), "viec": step.replace("-", "_")},
        "thoi_diem": timezone.localtime(now),
        "cham": rows,
        "so_cham": len(rows),
        "so_hoan_thanh": done,
        "so_don_vi": count,
        "han_moi": _new_deadline(closes, now),
        "phu_luc": len(rows) > LONG,
        "truoc_han": now < closes,
        "ghi_nhan_cham": False,
    }
    return Paper(
        kind="14",
        reference=f"don-doc-{campaign.year}-{step}-{earlier + 1}",
        title=f"Đôn đốc {NAMES[step]} Chỉ số cải cách hành chính năm {campaign.year}",
        symbol=issuer.letter_symbol,
        data=data,
        notes=tuple(_notes(campaign, stamp, closes, now)),
        lines=len(rows),
    )


def _notes(campaign: Campaign, stamp, closes: datetime, now: datetime) -> list[str]:
    notes = common_notes(campaign, stamp)
    notes.append("Danh sách lấy tại lúc mở trang này; đơn vị được gia hạn không liệt kê.")
    if now < closes:
        notes.append("Chưa đến hạn: văn bản nhắc tiến độ.")
    return notes


def _earlier(campaign: Campaign, step: str) -> int:
    """How often the step has been urged by issued letters."""
    issued = OfficialDocument.objects.filter(kind="14", year=campaign.year, state=OfficialDocument.State.ISSUED)
    return issued.filter(reference__startswith=f"don-doc-{campaign.year}-{step}-").count()


def _new_deadline(closes: datetime, now: datetime) -> datetime:
    """The plan's own deadline while it is to come; else 17:00 three days on."""
    if now < closes:
        return timezone.localtime(closes)
    return datetime.combine(now.astimezone(HANOI).date() + timedelta(days=GRACE), time(17, 0), HANOI)


def _late(
    campaign: Campaign, step: str, closes: datetime, now: datetime
) -> tuple[list[dict[str, object]], int, int, list[Issuer]]:
    """Rows of the late ones, how many are done, how many there are, and whom the letter goes to."""
    if step == REPLY:
        return _late_replies(campaign, now)
    if step == APPRAISAL:
        found = forecasts(campaign, department_progress(campaign), closes, now)
        late = [row for row in found if row.is_late]
        rows = [_department_row(number, row, closes, now) for number, row in enumerate(late, start=1)]
        called = [of_agency(row.progress.department, campaign.tenant, "") for row in late]
        return rows, sum(row.is_done for row in found), len(found), called
    files, rule = progress(campaign), lateness(campaign, now)
    slow = [one for one in files if rule.is_late(one)]
    called = [of_agency(one.agency, campaign.tenant, one.agency.head_name) for one in slow]
    rows = [
        _agency_row(number, one, issuer, closes, now)
        for number, (one, issuer) in enumerate(zip(slow, called, strict=True), start=1)
    ]
    return rows, sum(one.state in SENT for one in files), len(files), called


def last_deadline(campaign: Campaign, now: datetime) -> datetime | None:
    """The latest deadline that a letter with an unanswered request has missed."""
    return max((letter.due_at for _, letter in late_replies(campaign, now)), default=None)


def late_replies(campaign: Campaign, now: datetime) -> list[tuple[AgencyRequests, ExplanationLetter]]:
    """Agencies with a request unanswered past its deadline, extensions counted, each with its first such letter."""
    found = []
    for row in asked_agencies(campaign):
        row.file.campaign = campaign
        letters = {one.letter_id: one.letter for one in row.requests if one.state == RequestState.SENT and one.letter}
        for letter in letters.values():
            letter.assessment = row.file
            if now >= reply_time(letter, at=now).closes:
                found.append((row, letter))
                break
    return found


def _late_replies(campaign: Campaign, now: datetime) -> tuple[list[dict[str, object]], int, int, list[Issuer]]:
    late = late_replies(campaign, now)
    called = [of_agency(row.agency, campaign.tenant, row.agency.head_name) for row, _ in late]
    rows = [
        _reply_row(number, row, letter, issuer, now)
        for number, ((row, letter), issuer) in enumerate(zip(late, called, strict=True), start=1)
    ]
    asked = [row for row in asked_agencies(campaign) if row.letters]
    return rows, sum(not row.waiting for row in asked), len(asked), called


def _reply_row(
    number: int, row: AgencyRequests, letter: ExplanationLetter, issuer: Issuer, now: datetime
) -> dict[str, object]:
    sent = [one for one in row.requests if one.letter_id]
    waiting = [one for one in sent if one.state == RequestState.SENT]
    closes = reply_time(letter, at=now).closes
    codes = ", ".join(one.criterion.code for one in waiting)
    return {
        "tt": number,
        "ten": issuer.called["ten_ngan"],
        "tien_do": f"{len(sent) - len(waiting)}/{len(sent)} mục",
        "con_thieu": f"Giải trình mục {codes} (đợt {letter.round}, hạn {closing_words(closes)})",
        "so_ngay_cham": _days(closes, now),
    }


def _days(closes: datetime, now: datetime) -> int:
    """Whole days past the deadline, begun ones included."""
    return max(0, -((closes - now) // timedelta(days=1)))


def _agency_row(number: int, one: Progress, issuer: Issuer, closes: datetime, now: datetime) -> dict[str, object]:
    lacking = f"{one.total - one.scored} mục chưa chấm"
    if one.missing_evidence:
        lacking += f"; {one.missing_evidence} mục thiếu minh chứng"
    if one.scored == one.total:
        lacking = "Đã chấm đủ, chưa gửi hồ sơ"
    return {
        "tt": number,
        "ten": issuer.called["ten_ngan"],
        "tien_do": f"{one.scored}/{one.total} mục",
        "con_thieu": lacking,
        "so_ngay_cham": _days(closes, now),
    }


def _department_row(number: int, row: Forecast, closes: datetime, now: datetime) -> dict[str, object]:
    codes = ", ".join(row.progress.codes[:8]) + (" …" if len(row.progress.codes) > 8 else "")
    return {
        "tt": number,
        "ten": row.progress.department.name,
        "tien_do": f"{row.progress.done}/{row.progress.total} ô",
        "con_thieu": f"Mục {codes}" if codes else "Chờ đơn vị gửi hồ sơ",
        "so_ngay_cham": _days(closes, now),
    }


def _others(called: list[Issuer], own: str) -> list[Issuer]:
    """Without the office that writes: nobody urges himself by letter, though the list names him."""
    return [one for one in called if one.called["ten_ngan"] != own] or called


def _receivers(called: list[Issuer], step: str) -> list[str]:
    if len(called) <= NAMED:
        return [str(one.called["ten"]) for one in called]
    return ["Các cơ quan có tên trong danh sách" if step == APPRAISAL else "Các đơn vị có tên trong danh sách"]
