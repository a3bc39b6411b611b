"""The head shares leaves out among officers: a branch named here is filled in by its officers and the head alone."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from assessments.models import Assessment, Share
from cchc.accounts.grants import grant, grantees, revoke
from cchc.accounts.models import User
from cchc.tenancy import audit
from criteria.models import Criterion

FILL = "fill_share"


@transaction.atomic
def share_out(*, assessment: Assessment, criterion: Criterion, officers: Iterable[User], by: User | None) -> bool:
    """Give a branch to these officers and to nobody else; with nobody named, what stands above it decides.

    False where nothing has changed.
    """
    wanted = set(officers)
    share = Share.objects.filter(assessment=assessment, criterion=criterion).first()
    if share is None:
        if not wanted:
            return False
        share = Share.objects.create(assessment=assessment, criterion=criterion)
        audit.record("phân công chấm", assessment, by=by, changes={"mục": [None, criterion.code]})
    now = set(grantees([share.pk], FILL, Share).get(share.pk, []))
    for user in sorted(now - wanted, key=str):
        revoke(user=user, codename=FILL, obj=share, by=by)
    for user in sorted(wanted - now, key=str):
        grant(user=user, codename=FILL, obj=share, by=by)
    if not wanted:
        share.delete()
        audit.record("thôi phân công chấm", assessment, by=by, changes={"mục": [criterion.code, None]})
    return now != wanted


@transaction.atomic
def share_all(*, assessment: Assessment, wanted: Mapping[Criterion, Iterable[User]], by: User | None) -> int:
    """Share out several branches as one step; the number of those that changed."""
    Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)  # two heads at once: one after the other
    return sum(
        share_out(assessment=assessment, criterion=criterion, officers=users, by=by)
        for criterion, users in wanted.items()
    )
