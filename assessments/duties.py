"""How a shared-out branch reads on the page where a person's work is handed over."""

from collections.abc import Iterable

from django.urls import reverse

from assessments.models import Assessment, Share
from assessments.queries import file_status
from assessments.shares import deciding, given_of
from cchc.accounts.handover import Duty, register_duties
from cchc.accounts.models import User
from cchc.tenancy.scope import active_tenant


def duties(user: User, shares: Iterable[int]) -> list[Duty]:
    """The branches with how many of their leaves are scored, the newest year first."""
    rows = Share.objects.filter(pk__in=list(shares)).select_related(
        "criterion", "assessment__campaign", "assessment__agency", "assessment__criteria_set"
    )
    made = rows.order_by("-assessment__campaign__year", "criterion__position", "pk")
    known = {share.assessment_id: share.assessment for share in made}
    standing = {pk: _standing(file) for pk, file in known.items()}
    return [_duty(share, *standing[share.assessment_id].get(share.criterion_id, (0, 0))) for share in made]


def _standing(file: Assessment) -> dict[int, tuple[int, int]]:
    """Per shared branch the leaves decided and all that it decides about."""
    given, counted = given_of(file), dict[int, tuple[int, int]]()
    for leaf in file_status(file).leaves:
        share = deciding(leaf.node, given)
        if share is not None:
            done, total = counted.get(share, (0, 0))
            counted[share] = done + leaf.is_decided, total + 1
    return counted


def _duty(share: Share, done: int, total: int) -> Duty:
    file, node = share.assessment, share.criterion
    slug = active_tenant().slug  # type: ignore[union-attr]
    url = reverse("assessments:share", args=[slug, file.campaign.year, file.pk])
    words = f"Chấm {node.code} {node.name} – hồ sơ năm {file.campaign.year} của {file.agency.name}"
    return Duty(share, words, url, file.agency_id, f"{done}/{total} mục đã chấm")


register_duties(Share, duties)
