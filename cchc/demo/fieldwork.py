"""The survey's fieldwork in the demo: plan, quotas and a draw, paper forms entered twice, links of one agency."""

from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from cchc.accounts.models import User
from cchc.accounts.roles import Role
from cchc.demo.oddities import add_oddities
from cchc.demo.seed import Seeding, user_in
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign
from surveys.exchange import question_rules
from surveys.models import GroupPlan, LinkSheet, Questionnaire, Quota, SecondEntry
from surveys.queries.forms import concerned_agency_ids
from surveys.rules.forms import Answer, AnswerType, asked
from surveys.services.entering import draw_seconds, enter_form, enter_second
from surveys.services.linking import make_links
from surveys.services.planning import assign_staff, draw_sample, group_plan_of, save_group, save_plan, save_quotas
from surveys.services.responses import FilledForm, contents_of
from surveys.slips import address_of

PAPERS = 11
LINKS = "demo-survey.txt"


def add_fieldwork(work: Seeding) -> None:
    """What a standing office has done by the middle of its survey."""
    with tenant_scope(work.tenant):
        campaign = Campaign.objects.get(year=work.year)
        office, at = user_in(work, Role.COORDINATOR), work.moment(-6)
        lay_out(campaign, work.today, office, at)
        form = campaign.questionnaires.order_by("code").first()
        agencies = list(Agency.objects.filter(pk__in=concerned_agency_ids(form)))
        _draw(work, form, agencies, office, at)
        about = agencies[2]
        _papers(work, form, about, office)
        _links(work, form, agencies[3], office)
        add_oddities(work, form, agencies, office)


def lay_out(campaign: Campaign, middle: date, office: User, at: datetime, *, rate: int = 80) -> None:
    """The survey's plan: rates, days, who is asked how. ``middle`` lies a few days into the fieldwork.

    ``rate``: so many forms in a hundred make the points count.
    """
    kept = {"report_due": middle + timedelta(days=40), "keep_until": middle + timedelta(days=400)}
    rates = {"minimum_rate": rate, "second_share": 20, "allowed_error": 5}
    save_plan(campaign=campaign, by=office, at=at, budget="Do ngân sách bảo đảm theo phân cấp.", **rates, **kept)
    days = {"first_day": middle - timedelta(days=5), "last_day": middle + timedelta(days=2)}
    for number, one in enumerate(campaign.questionnaires.order_by("code")):
        Questionnaire.objects.filter(pk=one.pk).update(form_number=f"{number + 1:02d}")
        how = {"selection": group_plan_of(one).selection, "collection": GroupPlan.Collection.BOTH, "by_formula": False}
        save_group(questionnaire=one, by=office, at=at, **days, **how)


def _draw(work: Seeding, form: Questionnaire, agencies: list[Agency], office: User, at: datetime) -> None:
    """A fixed quota for each agency; one is drawn from its list of dossiers."""
    asked_for = {agency.pk: (form.quota, work.dice.randint(180, 640)) for agency in agencies}
    save_quotas(questionnaire=form, asked=asked_for, by=office, at=at)
    draw_sample(quota=Quota.objects.get(questionnaire=form, agency=agencies[0]), by=office, at=at)


def _papers(work: Seeding, form: Questionnaire, about: Agency, office: User) -> None:
    """Forms typed by two people; those drawn are entered again, one of them with two other numbers."""
    appraiser = user_in(work, Role.APPRAISER)
    assign_staff(campaign=form.campaign, agency=about, people=[appraiser], by=office, at=work.moment(-5))
    for number in range(1, PAPERS + 1):
        filled = FilledForm(
            about, f"{_prefix(about)}-{number:04d}", _answers(work, form), frozenset(), "paper", work.today
        )
        at = work.moment(-1 if number < 8 else 0, 8) + timedelta(minutes=3 * number)
        enter_form(questionnaire=form, form=filled, by=appraiser, at=at)
    draw_seconds(form, about, work.moment(0, 8), all_in=True)
    drawn = SecondEntry.objects.filter(response__agency=about, response__questionnaire=form, entered_at=None)
    for place, second in enumerate(drawn.select_related("response")[:2]):
        _again(work, form, second, office, with_slip=place == 0)


def _prefix(about: Agency) -> str:
    return "".join(word[0] for word in about.name.split()[1:]).upper()


def _again(work: Seeding, form: Questionnaire, second: SecondEntry, office: User, *, with_slip: bool) -> None:
    questions = {one.code: one for one in form.questions.prefetch_related("options")}
    first = contents_of(questions, [second.response_id])[second.response_id]
    slips = [code for code, question in questions.items() if question.scored and code in first][2:7:4]
    changed = {code: 5 - int(first[code]) % 4 for code in slips if questions[code].answer_type == "likert5"}
    content: dict[str, Answer] = first | (changed if with_slip else {})
    again = FilledForm(second.response.agency, second.response.respondent, content, frozenset(), "paper")
    enter_second(second=second, form=again, by=office, at=work.moment(0, 8) + timedelta(minutes=50))


def _answers(work: Seeding, form: Questionnaire) -> dict[str, Answer]:
    """What a fairly satisfied citizen ticks."""
    rules, said = question_rules(form), dict[str, Answer]()
    for rule in rules:
        if rule.code not in asked(rules, said) or rule.answer_type is AnswerType.TEXT:
            continue
        if rule.answer_type is AnswerType.NUMBER:
            said[rule.code] = work.dice.randint(5, 40)
        elif rule.answer_type is AnswerType.MULTIPLE:
            said[rule.code] = (1,)
        else:
            said[rule.code] = min(len(rule.options), 1 + int(abs(work.dice.gauss(0, 1.1))))
    return said


def _links(work: Seeding, form: Questionnaire, agency: Agency, office: User) -> None:
    """A desk's code and five links of one form each; their addresses are told once, in a file beside the accounts."""
    at, until = work.moment(-1), work.moment(20)
    common = {"questionnaire": form, "agency": agency, "expires_at": until, "by": office, "at": at}
    desk = make_links(kind=LinkSheet.Kind.DESK, count=300, **common)
    single = make_links(kind=LinkSheet.Kind.SINGLE, count=5, **common)
    lines = [f"{work.exercise.name}, {agency.name}: phiếu khảo sát", f"  mã tại quầy   {address_of(desk.tokens[0])}"]
    lines += [f"  dùng một lần  {address_of(token)}" for token in single.tokens]
    with (Path(settings.DATA_DIR) / LINKS).open("a", encoding="utf-8") as handle:
        handle.write("\n".join(lines) + "\n")


def link_lines() -> list[str]:
    """The addresses told at the seeding, for the list printed at the end."""
    path = Path(settings.DATA_DIR) / LINKS
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
