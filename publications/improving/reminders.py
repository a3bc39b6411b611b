"""Reminders of improvement plans: to those in charge of a line before and after it is due, and of the plan itself."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from cchc.accounts.models import User
from cchc.accounts.roles import OF_ASSESSED_AGENCY, Role
from cchc.notices.registry import Owed, register_source
from cchc.web.formatting import day
from councils.news import message, people_with
from criteria.rules.calendar import HANOI
from publications.improvement_models import ImprovementLine, ImprovementPlan
from publications.improving.news import address
from publications.improving.queries import followed
from publications.improving.states import Annex, LineState, PlanState
from publications.models import DecisionTerms

OFFSETS = (-14, -3, 0, 1, 7)
"""Days from the day a line is due: before, on the day, and after."""
PLAN_OFFSETS = (-7, -1, 1, 5)
"""Days from the day by which the decision wants the plans."""
AT = time(8, 0)
FORGOTTEN_AFTER = 10
"""Days after which a reminder that was missed is not made up for."""


def due_offset(due: date, at: datetime, offsets: tuple[int, ...]) -> tuple[int, datetime] | None:
    """The newest reminder that has come due and since when; None before the first and long after the last."""
    moments = [(offset, datetime.combine(due + timedelta(days=offset), AT, HANOI)) for offset in offsets]
    passed = [(offset, moment) for offset, moment in moments if moment <= at]
    if not passed or at > passed[-1][1] + timedelta(days=FORGOTTEN_AFTER):
        return None
    return passed[-1]


def owed(at: datetime) -> Iterable[Owed]:
    """What is due now, of all plans in force and of agencies that have none yet."""
    yield from _of_lines(at)
    yield from _of_plans(at)


def _of_lines(at: datetime) -> Iterator[Owed]:
    """Only plans with a line due near today are read."""
    today = at.astimezone(HANOI).date()
    near = (today - timedelta(days=OFFSETS[-1] + FORGOTTEN_AFTER), today - timedelta(days=OFFSETS[0]))
    due = ImprovementLine.objects.filter(plan__state=PlanState.APPROVED, annex=Annex.MEND, due_on__range=near)
    plans = ImprovementPlan.objects.filter(pk__in=due.values("plan")).select_related("campaign", "agency")
    for plan in plans.order_by("pk"):
        yield from _of_plan(plan, today, at)


def _of_plan(plan: ImprovementPlan, today: date, at: datetime) -> Iterator[Owed]:
    """One message to a person for all lines with the same day and the same reminder."""
    groups: dict[tuple[User, date, int, datetime], list[str]] = {}
    open_lines = [one for one in followed(plan, today) if one.state != LineState.DONE and one.line.due_on]
    for one in open_lines:
        due = due_offset(one.line.due_on, at, OFFSETS)  # type: ignore[arg-type]
        if due is None or plan.approved_at is None or due[1] < plan.approved_at:
            continue
        for person in _people(plan, one.officers, overdue=due[0] > 0):
            groups.setdefault((person, one.line.due_on, *due), []).append(one.line.code)  # type: ignore[arg-type]
    for (person, due_on, offset, moment), codes in groups.items():
        yield _message(plan, person, due_on, offset, moment, codes)


def _people(plan: ImprovementPlan, officers: list[User], *, overdue: bool) -> list[User]:
    """Those in charge, else every officer; once it is overdue the head as well."""
    people = officers or people_with(Role.OFFICER, agency=plan.agency_id)
    heads = people_with(Role.HEAD, agency=plan.agency_id) if overdue else []
    return list(dict.fromkeys([*people, *heads]))


def _message(
    plan: ImprovementPlan, person: User, due_on: date, offset: int, moment: datetime, codes: list[str]
) -> Owed:
    head = "Quá hạn" if offset > 0 else "Hôm nay là hạn" if offset == 0 else f"Còn {-offset} ngày"
    return message(
        person,
        "improvement_due",
        f"{head}: khắc phục {len(codes)} nội dung mất điểm năm {plan.campaign.year}",
        f"Mục {', '.join(codes)}. Hạn hoàn thành {day(due_on)}. Cập nhật tình trạng, kết quả và tài liệu ở trang Theo "
        "dõi.",
        address("improvement_follow", plan.campaign, plan.agency),
        f"{plan.campaign_id}:{plan.agency_id}:{due_on:%Y%m%d}:{offset}",
        moment,
    )


def _of_plans(at: datetime) -> Iterator[Owed]:
    """To agencies of the published result whose plan is not approved, around the day the decision names."""
    for terms in DecisionTerms.objects.exclude(improvement_due=None).select_related("campaign"):
        due = due_offset(terms.improvement_due, at, PLAN_OFFSETS)  # type: ignore[arg-type]
        if due is not None and hasattr(terms.campaign, "publication"):
            yield from _missing_plans(terms, *due)


def _missing_plans(terms: DecisionTerms, offset: int, moment: datetime) -> Iterator[Owed]:
    campaign = terms.campaign
    approved = ImprovementPlan.objects.filter(campaign=campaign, approved_at__isnull=False).values("agency")
    rows = campaign.publication.snapshot.rows.exclude(agency__in=approved).select_related("agency")  # type: ignore[attr-defined]
    for row in rows:
        for person in people_with(*OF_ASSESSED_AGENCY, agency=row.agency_id):
            yield message(
                person,
                "improvement_plan_due",
                f"{'Quá hạn' if offset > 0 else f'Còn {-offset} ngày'}: ban hành Kế hoạch duy trì, khắc phục năm "
                f"{campaign.year}",
                f"{row.agency} chưa có kế hoạch được phê duyệt. Hạn theo quyết định: {day(terms.improvement_due)}.",
                address("improvement", campaign, row.agency),
                f"{campaign.pk}:{row.agency_id}:{terms.improvement_due:%Y%m%d}:{offset}",
                moment,
            )


register_source(owed)
