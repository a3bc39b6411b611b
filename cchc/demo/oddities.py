"""What makes a survey look like life in the demo: forms on different days, odd ones among them, decisions on them."""

from collections.abc import Callable
from datetime import timedelta

from cchc.accounts.models import User
from cchc.accounts.roles import Role
from cchc.demo.seed import Seeding, user_in
from cchc.tenancy.models import Agency
from surveys.exchange import question_rules
from surveys.models import Questionnaire, Response
from surveys.queries.gate import gates_of
from surveys.rules.forms import Answer, AnswerType, asked
from surveys.services.judging import decide_gate, set_aside
from surveys.services.planning import assign_staff
from surveys.services.responses import FilledForm, save_responses

DAYS = 5
STRAIGHT, ALIKE, BURST = 4, 3, 11


def add_oddities(work: Seeding, form: Questionnaire, agencies: list[Agency], office: User) -> None:
    """Forms of the last five days; some straight-lined, alike or come in one hour; one left out, one gate decided."""
    _assign(work, form, agencies, office)
    _spread_over_days(work, form)
    at = work.moment(-1, 16)
    straight = [_filled(form, agencies[4], f"S-{number:02d}", lambda turn: 0) for number in range(STRAIGHT)]
    alike = [_filled(form, agencies[6], f"G-{number:02d}", lambda turn: turn % 3) for number in range(ALIKE)]
    at_desk = [
        _filled(form, agencies[3], f"Q-{number:02d}", lambda turn: work.dice.randint(0, 2)) for number in range(BURST)
    ]
    save_responses(form, [*straight, *alike, *at_desk], office, at)
    hour = work.moment(-2, 9)
    form.responses.filter(respondent__startswith="Q-").update(channel=Response.Channel.DESK, entered_at=hour)
    odd = list(form.responses.filter(respondent__startswith="G-").values_list("pk", flat=True))[1:]
    reason = "Ba phiếu cùng một nét chữ, trả lời giống hệt nhau; chỉ tính một phiếu."
    set_aside(campaign=form.campaign, forms=odd, reason=reason, by=office, at=work.moment(0, 8))
    _decide(work, form, office)


def _assign(work: Seeding, form: Questionnaire, agencies: list[Agency], office: User) -> None:
    people = (user_in(work, Role.APPRAISER), user_in(work, Role.SECRETARY))
    for place, agency in enumerate(agencies):
        who = people[place % 2]
        if place != 2 and place % 3 and not who.memberships.filter(agency=agency).exists():
            assign_staff(campaign=form.campaign, agency=agency, people=[who], by=office, at=work.moment(-5))


def _spread_over_days(work: Seeding, form: Questionnaire) -> None:
    rows = list(Response.objects.filter(questionnaire__campaign=form.campaign, channel=Response.Channel.FILE))
    for row in rows:
        row.entered_at = work.moment(-work.dice.randint(1, DAYS), 10) + timedelta(minutes=work.dice.randint(0, 300))
    Response.objects.bulk_update(rows, ["entered_at"], batch_size=500)


def _filled(form: Questionnaire, agency: Agency, number: str, choose: Callable[[int], int]) -> FilledForm:
    """``choose`` gives the option, counted from 0, of each question in turn."""
    rules, said = question_rules(form), dict[str, Answer]()
    for turn, rule in enumerate(rules):
        if rule.code not in asked(rules, said) or rule.answer_type is AnswerType.TEXT:
            continue
        if rule.answer_type is AnswerType.NUMBER:
            said[rule.code] = 15
            continue
        option = 1 + choose(turn) % len(rule.options)
        said[rule.code] = (option,) if rule.answer_type is AnswerType.MULTIPLE else option
    return FilledForm(agency, number, said)


def _decide(work: Seeding, form: Questionnaire, office: User) -> None:
    cell = next((one for one in gates_of(form.campaign).waiting if one.gate.received), None)
    if cell is not None:
        reason = "Đơn vị có ít giao dịch trong đợt khảo sát, đã hỏi hết người đến giao dịch."
        common = {"questionnaire": cell.questionnaire, "agency": cell.agency, "counts": True, "reason": reason}
        decide_gate(**common, by=office, at=work.moment(0, 8))
