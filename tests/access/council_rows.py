"""Explanation, appeal, meeting, on-site check, ledger and record: rows of the access table beside rows_councils."""

import io
from datetime import timedelta

from django.utils import timezone
from PIL import Image

from cchc.tenancy.scope import active_tenant
from councils.models import MeetingMember, RecordExport
from councils.services import explanation, onsite, replying
from councils.services import meeting as meetings
from councils.services.recording import folder
from criteria.rules.calendar import Phase
from tests.access.table import COMMUNE_1, COMMUNE_2, COORDINATOR, COUNCIL, DEPARTMENT, SEES_ALL, Row
from tests.assessments.build import citation, evidence
from tests.councils.build import EXPLAINING, appraised_campaign, member

YEAR, FREE = 2013, 2015
INSIDE = SEES_ALL | DEPARTMENT
OVERSEES = COUNCIL | COORDINATOR | {"khanh", "oanh"}
RUNS = COORDINATOR | {"minh"}
PREPARES = RUNS | {"phuc"}


def picture(colour: str = "red") -> io.BytesIO:
    """A small photograph that the door lets in."""
    file = io.BytesIO()
    file.name = "anh.png"
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    file.seek(0)
    return file


def build(world):
    """A campaign in its explanation: a letter out, one waiting, an appeal, an open meeting, a visit, a record."""
    now, cast = timezone.now(), world.cast
    phases = [*EXPLAINING, Phase.COUNCIL]
    world.told = appraised_campaign(cast, now=now, year=YEAR, code="GT", like=world.judged, phase=phases, finished=True)
    world.told_file = world.told.files[world.a.commune_1.pk]
    dung, minh, an, binh, chi = (member(cast, getattr(cast, name)) for name in ("dung", "minh", "an", "binh", "chi"))

    def ask(code, agency, by=dung):
        return explanation.ask(
            assessment=world.told.files[agency.pk],
            leaf=world.told.leaves[code],
            by=by,
            department=None,
            doubt="Số liệu khác Hệ thống.",
            question="Giải trình chênh lệch.",
            at=now,
        )

    world.asked, referred = ask("2.2", world.a.commune_1), ask("2.1.1", world.a.commune_1)
    ask("2.2", world.a.commune_2)
    due = now + timedelta(days=2)
    world.letter = explanation.send_letter(assessment=world.told_file, by=minh, at=now, due_at=due)
    world.first = citation(world.told_file, world.told.leaves["2.2"], evidence(world.a.commune_1, "1/KH", YEAR))
    world.more = evidence(world.a.commune_1, "2/KH", YEAR)
    world.added = replying.add_to_reply(
        assessment=world.told_file,
        leaf=world.told.leaves["2.2"],
        evidence=evidence(world.a.commune_1, "3/KH", YEAR),
        page="",
        by=an,
        at=now,
    )
    world.appeal = replying.file_appeal(
        assessment=world.told_file, leaf=world.told.leaves["1.2"], by=binh, at=now, content="Đề nghị xem lại."
    )
    explanation.save_reply(request=_fresh(referred), by=an, at=now, position="disagree", reply="Đã đủ.", proposed=None)
    build_meeting(world, now, minh)
    world.visit = onsite.plan_visit(
        campaign=world.told.campaign,
        agency=world.a.commune_1,
        by=chi,
        at=now,
        planned_on=timezone.localdate(),
        team="Lý Thu Chi, chuyên viên",
        purpose="Kiểm tra Bộ phận một cửa.",
    )
    world.photo = onsite.add_photo(
        visit=world.visit, file=picture(), name="anh.png", caption="Bộ phận một cửa", by=chi, at=now
    )
    build_record(world, now)


def _fresh(row):
    row.refresh_from_db()
    return row


def build_meeting(world, now, minh):
    world.meeting = meetings.plan_meeting(
        campaign=world.told.campaign, by=minh, at=now, planned_at=now + timedelta(hours=1), place="Phòng họp số 2"
    )
    seen = {seat.pk: ("present", "") for seat in world.meeting.members.all()}
    meetings.set_attendance(meeting=world.meeting, by=minh, at=now, seen=seen)
    meetings.open_meeting(meeting=world.meeting, by=minh, at=now)
    world.line = world.meeting.lines.get(criterion=world.told.leaves["1.2"])
    world.seat = MeetingMember.objects.get(meeting=world.meeting, user=world.cast.quy)


def build_record(world, now):
    place = folder(active_tenant())
    place.mkdir(parents=True, exist_ok=True)
    (place / "ho-so.zip").write_bytes(b"PK")
    world.record = RecordExport.objects.create(
        campaign=world.told.campaign,
        reason="Trả lời kiến nghị",
        asked_by=world.cast.chi,
        asked_at=now,
        state="ready",
        ready_at=now,
        file_name="ho-so.zip",
        size=2,
        sha256="0" * 64,
    )


def year(world):
    return {"year": YEAR}


def free(world):
    return {"year": FREE}


def file(world):
    return {"year": YEAR, "file": world.told_file.pk}


def leaf(world):
    return file(world) | {"leaf": world.told.leaves["2.2"].pk}


def waiting(world):
    return {"year": YEAR, "file": world.told.files[world.a.commune_2.pk].pk}


def meeting(world):
    return {"year": YEAR, "pk": world.meeting.pk}


def line(world):
    return meeting(world) | {"line": world.line.pk}


def visit(world):
    return {"year": YEAR, "pk": world.visit.pk}


def photo(world):
    return {"year": YEAR, "pk": world.photo.pk}


def record(world):
    return {"year": YEAR, "pk": world.record.pk}


def letter(world):
    due = timezone.localdate() + timedelta(days=1)
    return {"due_on": f"{due:%d/%m/%Y}", "contact": "Vũ Văn Minh"}


def reply(world):
    key = f"y{world.asked.pk}"
    return {f"{key}-position": "disagree", f"{key}-reply": "Đã đối chiếu.", f"{key}-version": "1"}


def held(world):
    day = timezone.localtime() - timedelta(hours=1)
    return {"held_on": f"{day:%d/%m/%Y}", "held_clock": f"{day:%H:%M}", "record": "Đủ hồ sơ."}


FOREIGN = {"giang": 404}
OTHER_FILE = "the file of another agency does not exist"
ROWS = [
    Row("councils:explanations", INSIDE | COMMUNE_1 | COMMUNE_2, kwargs=year),
    Row("councils:request", INSIDE, kwargs=leaf),
    Row(
        "councils:request",
        RUNS | DEPARTMENT,
        kwargs=leaf,
        get=None,
        post=lambda w: {"viec": "note", "note": "Đã gọi điện cho xã."},
        note="writing",
    ),
    Row("councils:letter", RUNS, kwargs=waiting, post=letter),
    Row("councils:reply", COMMUNE_1, kwargs=file, post=reply, refused=FOREIGN),
    Row(
        "councils:reply_evidence",
        COMMUNE_1,
        kwargs=leaf,
        post=lambda w: {"evidence": w.more.pk, "page": "trang 2"},
        refused=FOREIGN,
    ),
    Row(
        "councils:appeal",
        {"binh"},
        kwargs=lambda w: file(w) | {"leaf": w.told.leaves["1.3"].pk},
        post=lambda w: {"content": "Đề nghị xem lại."},
        refused=FOREIGN,
    ),
    Row(
        "councils:take_back",
        {"binh"},
        kwargs=lambda w: {"year": YEAR, "letter": w.letter.pk},
        get=None,
        post=lambda w: {},
        refused=FOREIGN,
        audited=False,
        why="nothing has been sent yet: the page says so",
    ),
    Row(
        "councils:drop_evidence",
        COMMUNE_1,
        kwargs=lambda w: {"year": YEAR, "citation": w.added.pk},
        get=None,
        post=lambda w: {},
        refused=FOREIGN,
    ),
    Row(
        "councils:withdraw_appeal",
        {"binh"},
        kwargs=lambda w: {"year": YEAR, "pk": w.appeal.pk},
        get=None,
        post=lambda w: {},
        refused=FOREIGN,
    ),
    Row("councils:meetings", OVERSEES, kwargs=year),
    Row(
        "councils:meetings",
        PREPARES,
        kwargs=free,
        get=None,
        post=lambda w: {"day": "01/12/2027", "clock": "08:00", "place": "Phòng họp số 2"},
        note="calling",
    ),
    Row("councils:council", OVERSEES, kwargs=year),
    Row(
        "councils:council",
        COORDINATOR,
        kwargs=free,
        get=None,
        post=lambda w: {"quorum_top": "3", "quorum_bottom": "4"},
        note="terms",
    ),
    Row("councils:meeting", OVERSEES, kwargs=meeting),
    Row(
        "councils:meeting_step",
        PREPARES,
        kwargs=meeting,
        get=None,
        post=lambda w: {"viec": "agenda"},
        audited=False,
        why="every disputed line is on the agenda",
    ),
    Row(
        "councils:meeting_step",
        {"phuc"},
        kwargs=meeting,
        get=None,
        post=lambda w: {"viec": "close"},
        audited=False,
        why="lines wait: the page says so",
        note="closing",
    ),
    Row(
        "councils:attendance",
        PREPARES,
        kwargs=meeting,
        post=lambda w: {f"c-{w.seat.pk}": "excused", f"l-{w.seat.pk}": "đi công tác"},
    ),
    Row("councils:minutes", PREPARES, kwargs=meeting, post=lambda w: {"conclusion": "Thống nhất."}),
    Row(
        "councils:vote",
        RUNS | {"quy"},
        kwargs=line,
        get=None,
        post=lambda w: {"choice": "keep", "thanh-vien": w.seat.pk},
    ),
    Row(
        "councils:line_step",
        {"phuc"},
        kwargs=line,
        get=None,
        post=lambda w: {"viec": "defer", "reason": "Chờ đối chiếu số liệu."},
    ),
    Row("councils:ledgers", OVERSEES, kwargs=year),
    Row("councils:ledger", INSIDE | COMMUNE_1, kwargs=file, refused=FOREIGN, note=OTHER_FILE),
    Row("councils:records", RUNS, kwargs=year, post=lambda w: {"reason": "Trả lời khiếu nại"}),
    Row("councils:record_file", RUNS, kwargs=record, get=None, post=lambda w: {}),
    Row("councils:visits", INSIDE, kwargs=year),
    Row(
        "councils:visits",
        RUNS,
        kwargs=year,
        get=None,
        post=lambda w: {
            "agency": w.a.commune_2.pk,
            "planned_on": "02/12/2027",
            "team": "Vũ Văn Minh",
            "purpose": "Kiểm tra.",
        },
        note="planning",
    ),
    Row("councils:visit", INSIDE, kwargs=visit),
    Row("councils:visit", RUNS, kwargs=visit, get=None, post=held, note="recording"),
    Row(
        "councils:visit_step",
        RUNS,
        kwargs=visit,
        get=None,
        post=lambda w: {"viec": "cancel", "reason": "Mưa lũ."},
    ),
    Row("councils:visit_page", INSIDE, kwargs=visit),
    Row(
        "councils:photo_add",
        RUNS,
        kwargs=visit,
        get=None,
        post=lambda w: {"caption": "Quầy tiếp nhận", "file": picture("blue")},
    ),
    Row("councils:photo", INSIDE, kwargs=photo),
    Row("councils:photo_drop", RUNS, kwargs=photo, get=None, post=lambda w: {}),
]
