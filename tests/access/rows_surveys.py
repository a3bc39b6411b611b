"""The survey: read by those who see every file, run by the standing office, entered by assigned staff, answered by
anybody who holds a link."""

import json

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from criteria.models import Campaign, Participant
from surveys.models import LinkSheet, Quota, SecondEntry, SurveyPlan, SurveyStaff
from surveys.queries.fieldwork import drawn_of
from surveys.services.entering import enter_second
from surveys.services.planning import draw_sample
from surveys.views.links import fresh_key
from tests.access.table import COORDINATOR, PUBLIC, SEES_ALL, Row
from tests.criteria.build import add_steps, small_set
from tests.surveys.build import filled, links, paper, save, with_survey

DRY = "a dry run writes nothing"
NONE_DUE = "no second entry is due"
YEAR = 2012
ENTERING = COORDINATOR | {"dung"}
"""The standing office, and whom it has assigned."""
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
    add_steps(campaign, now, ["survey"])
    cast, commune = world.cast, world.a.commune_1
    world.questionnaire = with_survey(campaign, by=cast.chi, at=now)
    save(world.questionnaire, filled(commune, "01"), by=cast.chi, at=now)
    world.draft = with_survey(campaign, by=cast.chi, at=now, code="nhap")
    SurveyStaff.objects.create(campaign=campaign, agency=commune, user=cast.dung)
    SurveyPlan.objects.create(campaign=campaign)
    world.quota = Quota.objects.create(questionnaire=world.questionnaire, agency=commune, wanted=3, population=30)
    world.other_quota = Quota.objects.create(questionnaire=world.draft, agency=commune, wanted=3, population=30)
    draw_sample(quota=world.other_quota, by=cast.chi, at=now)
    save(world.questionnaire, paper(commune, "CG-0001"), paper(commune, "CG-0002"), by=cast.khanh, at=now)
    world.second, world.differing = (
        SecondEntry.objects.create(response=one, drawn_at=now)
        for one in world.questionnaire.responses.filter(respondent__startswith="CG")
    )
    enter_second(second=world.differing, form=paper(commune, "CG-0002", CD1=4), by=cast.dung, at=now)
    made = links(world.questionnaire, commune, by=cast.chi, at=now)
    world.sheet = made.sheet
    cache.set(fresh_key(world.tenant.pk, cast.chi.pk, made.sheet.pk), json.dumps(made.tokens), 600)
    world.desk = links(world.questionnaire, commune, by=cast.chi, at=now, kind=LinkSheet.Kind.DESK, count=100)


def year(world):
    return {"year": YEAR}


def form(world):
    return {"year": YEAR, "code": world.questionnaire.code}


def draft(world):
    return {"year": YEAR, "code": world.draft.code}


def question(world):
    return draft(world) | {"question": "T1"}


def about(world):
    return form(world) | {"agency": "001"}


def drawn(world):
    return draft(world) | {"agency": "001"}


def of_sheet(world):
    return {"year": YEAR, "pk": world.sheet.pk}


def question_values(world):
    head = {"code": "T2", "text": "Góp ý thêm", "answer_type": "text", "show_if": "", "criterion_code": ""}
    return head | {"pa-TOTAL_FORMS": "0", "pa-INITIAL_FORMS": "0"}


def new_values(world):
    return {"code": "moi", "title": "Phiếu doanh nghiệp", "audience": "business", "source": "trong"}


def plan_values(world):
    return {"minimum_rate": "75", "second_share": "10", "allowed_error": "5", "keep_until": "31/12/2099"}


def group_values(world):
    pk = world.a.commune_1.pk
    return {"selection": "draw", "collection": "paper", f"q{pk}-wanted": "12", f"q{pk}-population": "80"}


def answers(world):
    return {"number": "CG-0009", "a-CD1": "1", "a-CD2": "1", "a-F1": "2", "a-TP1": "1"}


def link_values(world):
    return {
        "questionnaire": world.questionnaire.pk,
        "agency": world.a.commune_1.pk,
        "kind": "single",
        "count": "3",
        "expires_on": "31/12/2099",
    }


def differing(world):
    return {"year": YEAR, "pk": world.differing.pk}


def second(world):
    return {"year": YEAR, "pk": world.second.pk}


def reserved(world):
    return {"drawn": drawn_of(Quota.objects.get(pk=world.other_quota.pk)).asked[0], "reason": "Không liên lạc được"}


def upload(text, **more):
    return lambda world: {"file": SimpleUploadedFile("bang.csv", text.encode())} | more


ROWS = [
    Row("surveys:overview", SEES_ALL, kwargs=year),
    Row("surveys:summary", SEES_ALL, kwargs=year),
    Row("surveys:workbook", SEES_ALL, kwargs=year),
    Row("surveys:pace", SEES_ALL, kwargs=year),
    Row("surveys:remind", COORDINATOR, kwargs=year, get=None, post=lambda w: {"don-vi": "001"}),
    Row("surveys:results", SEES_ALL, kwargs=form),
    Row("surveys:opinions", SEES_ALL, kwargs=lambda w: form(w) | {"question": "T1"}),
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
    Row("surveys:new", COORDINATOR, kwargs=year, post=new_values),
    Row("surveys:editor", SEES_ALL, kwargs=form),
    Row("surveys:question_new", COORDINATOR, kwargs=draft, post=question_values),
    Row("surveys:question", COORDINATOR, kwargs=question, post=question_values),
    Row("surveys:move", COORDINATOR, kwargs=question, get=None, post=lambda w: {"chieu": "len"}),
    Row("surveys:drop", COORDINATOR, kwargs=question, get=None, post=lambda w: {}),
    Row("surveys:version", COORDINATOR, kwargs=form, get=None, post=lambda w: {}),
    Row("surveys:paper", SEES_ALL, kwargs=form),
    Row("surveys:paper_file", SEES_ALL, kwargs=lambda w: form(w) | {"extension": "docx"}),
    Row("surveys:plan", SEES_ALL, kwargs=year),
    Row("surveys:plan_settings", COORDINATOR, kwargs=year, post=plan_values),
    Row("surveys:group", COORDINATOR, kwargs=form, post=group_values),
    Row("surveys:sample", COORDINATOR, kwargs=drawn, post=reserved),
    Row("surveys:draw", COORDINATOR, kwargs=about, get=None, post=lambda w: {}),
    Row(
        "surveys:staff",
        COORDINATOR,
        kwargs=lambda w: {"year": YEAR, "agency": "001"},
        post=lambda w: {"people": [w.cast.lien.pk]},
    ),
    Row("surveys:entry_places", ENTERING, kwargs=year),
    Row(
        "surveys:entry_places",
        COORDINATOR,
        kwargs=year,
        get=None,
        post=lambda w: {},
        note="draw",
        audited=False,
        why=NONE_DUE,
    ),
    Row("surveys:entry", ENTERING, kwargs=about, post=answers),
    Row("surveys:seconds", ENTERING, kwargs=about),
    Row("surveys:second", ENTERING, kwargs=second, post=answers),
    Row("surveys:disputes", COORDINATOR, kwargs=year),
    Row("surveys:dispute", COORDINATOR, kwargs=differing, post=lambda w: {"a-CD1": "4"}),
    Row(
        "surveys:gates",
        COORDINATOR,
        kwargs=year,
        post=lambda w: {"phieu": "ks", "don-vi": "002", "quyet-dinh": "tinh", "ly-do": "Xã ít giao dịch."},
    ),
    Row(
        "surveys:odd",
        COORDINATOR,
        kwargs=year,
        post=lambda w: {"phieu": [str(w.differing.response_id)], "ly-do": "Trùng phiếu."},
    ),
    Row("surveys:links", COORDINATOR, kwargs=year, post=link_values),
    Row("surveys:sheet", COORDINATOR, kwargs=of_sheet),
    Row("surveys:sheet_pdf", COORDINATOR, kwargs=of_sheet),
    Row("surveys:withdraw", COORDINATOR, kwargs=of_sheet, get=None, post=lambda w: {}),
    Row("survey_public:worker", PUBLIC),
    Row(
        "survey_public:form",
        PUBLIC,
        kwargs=lambda w: {"token": w.desk.tokens[0]},
        post=answers,
        audited=False,
        why="anonymous: a line with moment and address would lead to who answered",
    ),
]
