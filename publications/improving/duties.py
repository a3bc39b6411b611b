"""How a line of a plan reads on the page where a person's work is handed over."""

from collections.abc import Iterable

from django.utils import timezone

from cchc.accounts.handover import Duty, register_duties
from cchc.accounts.models import User
from publications.improvement_models import ImprovementLine
from publications.improving.news import address
from publications.improving.queries import followed
from publications.improving.states import PlanState


def duties(user: User, lines: Iterable[int]) -> list[Duty]:
    """Lines of plans in work or in force; what a replaced version gave stays with it."""
    rows = ImprovementLine.objects.filter(pk__in=list(lines)).exclude(plan__state=PlanState.REPLACED)
    held = list(
        rows.select_related("plan__campaign", "plan__agency").order_by("-plan__campaign__year", "position", "pk")
    )
    plans = {line.plan_id: line.plan for line in held}
    today = timezone.localdate()
    states = {one.line.pk: one.state.label for plan in plans.values() for one in followed(plan, today)}
    return [_duty(line, states.get(line.pk, "")) for line in held]


def _duty(line: ImprovementLine, state: str) -> Duty:
    plan = line.plan
    words = f"Khắc phục {line.code} {line.name} – kế hoạch sau kết quả năm {plan.campaign.year} của {plan.agency}"
    if line.is_kept:
        words = f"Duy trì {line.code} {line.name} – kế hoạch sau kết quả năm {plan.campaign.year} của {plan.agency}"
    return Duty(line, words, address("improvement", plan.campaign, plan.agency), plan.agency_id, state)


register_duties(ImprovementLine, duties)
