"""Preparing a year: settings, plan, files, the papers' words; and everybody's own calendar (part of rows_criteria)."""

from django.core.files.uploadedfile import SimpleUploadedFile

from cchc.tenancy.models import Agency
from criteria.services.calendars import new_address
from tests.access.table import COORDINATOR, MEMBERS, PUBLIC, SEES_ALL, Row
from tests.cast import make_agency

YEAR = 2011
DRY = "a dry run writes nothing"
PLAN = (
    "order,printed_number,task,deadline_kind,deadline_date,deadline_period,deadline_text,lead,coordinating\n"
    "1,1,Tự đánh giá,before,2011-12-20,,,UBND các xã,\n"
)


def build_plan(world):
    """A secret address of Chi's calendar. Call it after the campaign has been built."""
    world.calendar_token = new_address(by=world.cast.chi, at=world.frame.campaign.created_at)


def year(world):
    return {"year": YEAR}


def step(world):
    return {"year": YEAR, "pk": world.frame.steps["survey"].pk}


def participant(world):
    return {"year": YEAR, "pk": world.frame_participant.pk}


def settings_values(world):
    bands = {"muc-TOTAL_FORMS": "1", "muc-INITIAL_FORMS": "1", "muc-0-name": "Đạt", "muc-0-lower": "0"}
    bands |= {"muc-0-lower_inclusive": "on", "muc-0-upper": "100", "muc-0-upper_inclusive": "on"}
    sets = {f"set_{number}": "TC" for number in range(6)}
    choices = {"tie_rule": "shared", "provisional_view": "nothing", "public_detail": "ranking"}
    return {"title": "Kỳ khác", "has_survey": "on"} | choices | sets | bands


def again_values(world):
    return {"source": world.frame.campaign.pk, "year": "2098", "avoid_days_off": "on"}


def plan_file(world):
    return {"file": SimpleUploadedFile("ke-hoach.csv", PLAN.encode())}


def excel(world):
    return {"year": YEAR, "extension": "xlsx"}


def missing_agency(world):
    """An agency that is assessed and does not take part; made anew for every request, which is rolled back."""
    agency = Agency.objects.filter(code="099").first() or make_agency("099", "Xã Mới")
    return {"agencies": [agency.pk]}


PLAN_ROWS = [
    Row("criteria:begin", COORDINATOR, post=lambda w: {"sample": "xa"}),
    Row("criteria:campaign", SEES_ALL, kwargs=year),
    Row("criteria:campaign", COORDINATOR, kwargs=year, get=None, post=settings_values, note="write"),
    Row("criteria:campaign_again", COORDINATOR, post=again_values),
    Row(
        "criteria:plan_check", COORDINATOR, kwargs=year, get=None, post=lambda w: {"bases": "x"}, audited=False, why=DRY
    ),
    Row(
        "criteria:plan_fix",
        COORDINATOR,
        kwargs=year,
        get=None,
        post=lambda w: {"code": "basis_after_plan", "step": "", "old": "28/12/2011"},
        audited=False,
        why="what is right already stays",
    ),
    Row("criteria:plan_import", COORDINATOR, kwargs=year, post=plan_file, audited=False, why=DRY),
    Row("criteria:plan_export", MEMBERS, kwargs=excel),
    Row("criteria:plan_texts", COORDINATOR, kwargs=year, post=lambda w: {"plan_name": "triển khai xác định"}),
    Row("criteria:plan_timeline", MEMBERS, kwargs=year),
    Row("criteria:steps_number", COORDINATOR, kwargs=year, get=None, post=lambda w: {}, audited=False, why="in order"),
    Row("criteria:step_move", COORDINATOR, kwargs=step, get=None, post=lambda w: {"way": "down"}),
    Row("criteria:participants_add", COORDINATOR, kwargs=year, post=missing_agency),
    Row(
        "criteria:participant_remove", COORDINATOR, kwargs=participant, get=None, post=lambda w: {"reason": "Giải thể"}
    ),
    Row("criteria:calendar", MEMBERS),
    Row("criteria:calendar_download", MEMBERS),
    Row("criteria:calendar_own", MEMBERS),
    Row("criteria:calendar_address", MEMBERS, get=None, post=lambda w: {}),
    Row("criteria:calendar_feed", PUBLIC, kwargs=lambda w: {"token": w.calendar_token}),
]
