"""How a part of the appraisal given by name reads on the page where a person's work is handed over."""

from collections.abc import Iterable

from cchc.accounts.handover import Duty, register_duties
from cchc.accounts.models import User
from cchc.tenancy.scope import active_tenant
from cchc.web.addresses import reverse
from councils.models import Assignment
from councils.queries import leaf_assignments, leaf_progress
from criteria.models import Campaign


def duties(user: User, assignments: Iterable[int]) -> list[Duty]:
    """The parts with how many of their lines have been appraised, the newest year first."""
    rows = Assignment.objects.filter(pk__in=list(assignments)).select_related(
        "campaign", "criterion", "department", "group"
    )
    made = list(rows.order_by("-campaign__year", "criterion__position", "pk"))
    done = {campaign.pk: _done(campaign) for campaign in {row.campaign_id: row.campaign for row in made}.values()}
    return [_duty(row, *done[row.campaign_id].get(row.pk, (0, 0))) for row in made]


def _done(campaign: Campaign) -> dict[int, tuple[int, int]]:
    """Per assignment the lines appraised and all it decides about."""
    progress, counted = leaf_progress(campaign), dict[int, tuple[int, int]]()
    for leaf_id, given in leaf_assignments(campaign).items():
        for group_id, part in progress[leaf_id].parts.items() if leaf_id in progress else ():
            here = given.of(group_id)
            for one in (here.lead, *here.joint):
                if one is not None:
                    done, total = counted.get(one.pk, (0, 0))
                    counted[one.pk] = done + part.done, total + part.total
    return counted


def _duty(row: Assignment, done: int, total: int) -> Duty:
    does = "Thẩm định" if row.role == Assignment.Role.LEAD else "Phối hợp thẩm định"
    where = f"{row.group.name}, năm {row.campaign.year}" if row.group else f"năm {row.campaign.year}"
    words = f"{does} {row.criterion.code} {row.criterion.name} – {where}, {row.department.name}"
    slug = active_tenant().slug  # type: ignore[union-attr]
    url = reverse("councils:appraisal", args=[slug, row.campaign.year])
    return Duty(row, words, url, row.department_id, f"{done}/{total} dòng đã thẩm định")


register_duties(Assignment, duties)
