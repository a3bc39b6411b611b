"""The survey: read by those who see every file, entered by the standing office."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from criteria.models import Campaign, Participant
from tests.access.table import COORDINATOR, SEES_ALL, Row
from tests.criteria.build import small_set
from tests.surveys.build import filled, save, with_survey

DRY = "a dry run writes nothing"
YEAR = 2012
QUESTIONS = (
    "order,code,text,group,answer_type,options,criteria_set,criteria_code,required,show_if,scored\n"
    "1,T1,Ý kiến khác,,text,,,,no,,no\n"
)
FORMS = "agency_code,respondent,CD1,CD2,F1,TP1\n001,07,1,1,2,1\n"


def build(world):
    """A campaign of its own, in a year before those of the other rows, so that theirs stays the present one."""
    now = timezone.now()
    found = small_set("KS")
    campaign = Campaign.objects.create(year=YEAR, title=f"Chỉ số năm {YEAR}", opened_at=now)
    for agency in (world.a.commune_1, world.a.commune_2):
        Participant.objects.create(campaign=campaign, agency=agency, criteria_set=found, block=agency.ranking_block)
    world.questionnaire = with_survey(campaign, by=world.cast.chi, at=now)
    save(world.questionnaire, filled(world.a.commune_1, "01"), by=world.cast.chi, at=now)


def year(world):
    return {"year": YEAR}


def form(world):
    return {"year": YEAR, "code": world.questionnaire.code}


def upload(text, **more):
    return lambda world: {"file": SimpleUploadedFile("bang.csv", text.encode())} | more


ROWS = [
    Row("surveys:overview", SEES_ALL, kwargs=year),
    Row("surveys:results", SEES_ALL, kwargs=form),
    Row("surveys:template", COORDINATOR, kwargs=form),
    Row("surveys:head", COORDINATOR, kwargs=form, post=lambda w: {"title": "Phiếu số 01", "quota": "15"}),
    Row(
        "surveys:questions_import",
        COORDINATOR,
        kwargs=year,
        post=upload(QUESTIONS, code="moi"),
        audited=False,
        why=DRY,
    ),
    Row("surveys:responses_import", COORDINATOR, kwargs=form, post=upload(FORMS), audited=False, why=DRY),
]
