"""Document 10: the minutes of one meeting with the vote table and the page of signatures."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone

from cchc.accounts.members import Member
from cchc.accounts.roles import Role
from cchc.documents.issuers import of_council
from cchc.documents.registry import About, Paper, PaperRefused, Subject
from cchc.tenancy.models import Agency
from councils.models import Meeting, MeetingLine, MeetingMember, Vote
from councils.queries.agenda import claims_for
from councils.services.ballots import presence, recused_of, terms_of
from councils.states import LineState, MeetingState
from councils.voting import majority_words
from criteria.documents.context import common_notes, shared, today
from criteria.models import Campaign
from criteria.rules.numbers import EXACT, HUNDRED, show_points

SYMBOL = "BB-HĐTĐ"
UNKNOWN = "…"
Title = MeetingMember.Title


def may_issue(member: Member, about: About) -> bool:
    """The secretariat keeps the minutes and enters their number."""
    return member.has(Role.COORDINATOR, Role.SECRETARY)


def subjects(campaign: Campaign, agency: Agency | None) -> Iterable[Subject]:
    """The campaign's meetings that were not called off."""
    for meeting in campaign.meetings.exclude(state=MeetingState.CANCELLED):
        day = timezone.localtime(meeting.planned_at)
        yield Subject(f"phien-{meeting.number}", f"phiên thứ {meeting.number}, ngày {day:%d/%m/%Y}")


def meeting_of(about: About) -> Meeting:
    """The meeting that the subject names («phien-2»), else the last one. Raises PaperRefused."""
    meetings = about.campaign.meetings.exclude(state=MeetingState.CANCELLED).order_by("-number")
    number = about.subject.removeprefix("phien-")
    if about.subject:
        found = meetings.filter(number=int(number)).first() if number.isdecimal() and len(number) < 4 else None
    else:
        found = meetings.first()
    if found is None:
        raise PaperRefused("Chưa có phiên họp nào của Hội đồng – triệu tập phiên họp rồi lập biên bản.")
    return found


def build(about: About) -> Paper:
    """The minutes as the meeting stands now. Raises PaperRefused where nobody has been recorded as present."""
    campaign, meeting = about.campaign, meeting_of(about)
    present, members = presence(meeting)
    if not terms_of(campaign).has_quorum(present, members):
        raise PaperRefused(
            f"Phiên họp thứ {meeting.number} mới ghi có mặt {present}/{members} thành viên, chưa đủ số thành viên tối "
            "thiểu – ghi thành viên dự họp rồi lập biên bản."
        )
    issuer = of_council(campaign.tenant)
    stamp = about.stamp or today()
    receivers = [f"{campaign.tenant.leader_title} (để b/c)", "Thành viên Hội đồng, Tổ Thư ký"]
    data = shared(campaign, stamp, SYMBOL, receivers, issuer=issuer)
    data["vb"]["luu"] = "VT, Hồ sơ"  # type: ignore[index]
    _cite_council(campaign, data)
    data |= {
        "hop": meeting_words(meeting),
        "kq": {"so_don_vi": campaign.participants.count()},
        "hoi_dong": {"bo_phieu": majority_words(terms_of(campaign))},
    }
    return Paper(
        kind="10",
        reference=f"bien-ban-{campaign.year}-{meeting.number}",
        title=f"Họp Hội đồng thẩm định xác định Chỉ số cải cách hành chính năm {campaign.year}, phiên {meeting.number}",
        symbol=SYMBOL,
        data=data,
        notes=tuple(_notes(campaign, meeting, stamp)),
        lines=meeting.lines.count(),
    )


def _cite_council(campaign: Campaign, data: dict) -> None:
    """The decision on the council as typed into its terms, where the register has none."""
    stored = getattr(campaign, "council_terms", None)
    if stored and stored.decision and UNKNOWN in data["ky"]["hoi_dong"]["quyet_dinh_vien_dan"]:
        data["ky"]["hoi_dong"] = {"quyet_dinh_vien_dan": stored.decision, "quyet_dinh_vien_dan_gon": stored.decision}


def _notes(campaign: Campaign, meeting: Meeting, stamp) -> list[str]:
    notes = common_notes(campaign, stamp)
    if meeting.state != MeetingState.CLOSED:
        notes.append("Phiên họp chưa kết thúc: đây là dự thảo biên bản.")
    if not meeting.report:
        notes.append("Chưa ghi số, ngày Báo cáo tổng hợp kết quả thẩm định, đang in «…».")
    if meeting.votes_for is None:
        notes.append("Chưa ghi số phiếu thông qua kết quả chung.")
    return notes


def meeting_words(meeting: Meeting) -> dict[str, object]:
    """`hop`: time, place, attendance, discussion, votes and conclusions."""
    members = list(meeting.members.all())
    there = [one for one in members if one.is_present]
    away = [one for one in members if not one.is_present]
    chair = next((one for one in members if one.title == Title.CHAIR), None)
    secretary = next((one for one in there if one.title == Title.SECRETARY), chair)
    lines = _votes(meeting)
    voting = [one for one in there if one.votes]
    return {
        "bat_dau": _local(meeting.opened_at or meeting.planned_at),
        "ket_thuc": _local(meeting.closed_at),
        "dia_diem": meeting.place,
        "hinh_thuc": meeting.form,
        "so_thanh_vien": sum(one.votes for one in members),
        "so_co_mat": len(voting),
        "so_vang": sum(one.votes for one in away),
        "co_mat": [_person(place, one) for place, one in enumerate(voting, start=1)],
        "vang": [_absent(one) for one in away if one.votes],
        "khach_moi": [_guest(line) for line in meeting.guests.splitlines() if line.strip()],
        "chu_toa": _person(1, chair),
        "thu_ky": _person(2, secretary),
        "bao_cao": _person(2, secretary) | {"vien_dan": meeting.report or UNKNOWN},
        "y_kien": [_said(line) for line in meeting.discussion.splitlines() if line.strip()],
        "so_bieu_quyet": len(lines),
        "bieu_quyet": lines,
        "khao_sat": meeting.survey,
        "so_thong_qua": 6 if meeting.survey else 5,
        "thong_qua": _whole(meeting, len(voting)),
        "ket_luan": [line.strip() for line in meeting.conclusion.splitlines() if line.strip()],
        "han_trinh": meeting.submit_by,
    }


def _local(moment):
    return timezone.localtime(moment) if moment else None


def _person(place: int, member: MeetingMember | None) -> dict[str, object]:
    if member is None:
        return dict.fromkeys(("xung_ho", "ho_ten", "chuc_vu", "chuc_danh", "chuc_vu_hoa"), UNKNOWN) | {"tt": place}
    called = {"bà": "Bà", "chị": "Bà", "cô": "Bà"}.get(member.salutation.lower(), "Ông")
    return {
        "tt": place,
        "xung_ho": called if member.salutation else "Ông (bà)",
        "ho_ten": member.full_name,
        "chuc_vu": _post(member) or UNKNOWN,
        "chuc_danh": member.get_title_display(),
        "chuc_vu_hoa": member.get_title_display().upper(),
        "y_kien": member.opinion,
    }


def _post(member: MeetingMember) -> str:
    """The post outside the council: the title within it follows by itself."""
    title = member.get_title_display()
    return member.position.strip().removesuffix(title).rstrip(", ") or member.position.strip()


def _absent(member: MeetingMember) -> dict[str, object]:
    return _person(0, member) | {"ly_do": member.absence_reason or member.get_attendance_display() or "vắng"}


def _guest(line: str) -> dict[str, str]:
    """«Bà Mai Kim Oanh, Thanh tra huyện» as it was typed."""
    name, _, position = line.strip().partition(",")
    called, _, rest = name.partition(" ")
    if called.lower() in {"ông", "bà"}:
        return {"xung_ho": called, "ho_ten": rest, "chuc_vu": position.strip() or UNKNOWN}
    return {"xung_ho": "Ông (bà)", "ho_ten": name, "chuc_vu": position.strip() or UNKNOWN}


def _said(line: str) -> dict[str, str]:
    """«Người: lời»; a line without a name is the meeting's."""
    who, colon, words = line.strip().partition(":")
    return {"nguoi": who, "loi": words.strip()} if colon else {"nguoi": "Các thành viên", "loi": who}


def _votes(meeting: Meeting) -> list[dict[str, object]]:
    lines = list(meeting.lines.select_related("agency", "criterion", "meeting"))
    claims = claims_for(lines)
    cast: dict[int, list[str]] = {}
    for line_id, choice in Vote.objects.filter(line__in=lines).values_list("line_id", "choice"):
        cast.setdefault(line_id, []).append(choice)
    return [_vote(place, line, claims[line.pk].judged, cast.get(line.pk, [])) for place, line in enumerate(lines, 1)]


def _vote(place: int, line: MeetingLine, judged: Decimal | None, choices: list[str]) -> dict[str, object]:
    kept = f"Giữ điểm thẩm định {show_points(judged)}" if judged is not None else "Xác định điểm mục chưa thẩm định"
    return {
        "tt": place,
        "don_vi": str(line.agency),
        "ma": line.criterion.code,
        "ten": line.criterion.name,
        "phuong_an": kept,
        "tan_thanh": choices.count(Vote.Choice.KEEP),
        "khong_tan_thanh": choices.count(Vote.Choice.UNIT),
        "y_kien_khac": choices.count(Vote.Choice.OTHER),
        "rut": ", ".join(member.full_name for member in recused_of(line)),
        "diem_thong_nhat": line.points,
        "ly_do": f"Để lại phiên sau: {line.reason}" if line.state == LineState.DEFERRED else line.reason,
    }


def _whole(meeting: Meeting, present: int) -> dict[str, object]:
    """The vote on the result as a whole, in per cent of those present."""
    given = meeting.votes_for
    percent = EXACT.divide(EXACT.multiply(Decimal(given), HUNDRED), Decimal(present)) if given and present else None
    return {
        "tan_thanh": given,
        "khong_tan_thanh": meeting.votes_against,
        "y_kien_khac": meeting.votes_other,
        "ty_le": percent,
    }
