"""The head shares leaves out among officers: a branch named here is filled in by its officers and the head alone."""

from collections.abc import Iterable

from django.db import transaction

from assessments.models import Assessment, Share
from cchc.accounts.grants import grant, grantees, revoke
from cchc.accounts.models import User
from cchc.tenancy import audit
from criteria.models import Criterion

FILL = "fill_share"


@transaction.atomic
def share_out(*, assessment: Assessment, criterion: Criterion, officers: Iterable[User], by: User | None) -> None:
    """Give a branch to these officers and to nobody else; with nobody named, everybody of the agency fills it in."""
    wanted = set(officers)
    share, made = Share.objects.get_or_create(assessment=assessment, criterion=criterion)
    if made:
        audit.record("phân công chấm", assessment, by=by, changes={"mục": [None, criterion.code]})
    now = set(grantees([share.pk], FILL, Share).get(share.pk, []))
    for user in sorted(now - wanted, key=str):
        revoke(user=user, codename=FILL, obj=share, by=by)
    for user in sorted(wanted - now, key=str):
        grant(user=user, codename=FILL, obj=share, by=by)
    if not wanted:
        share.delete()
        audit.record("thôi phân công chấm", assessment, by=by, changes={"mục": [criterion.code, None]})
