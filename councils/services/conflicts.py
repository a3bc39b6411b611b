"""Declaring a conflict of interest, with who appraises in the person's place; lifting it."""

from datetime import datetime

from django.db import transaction

from cchc.accounts.models import User
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from councils.models import DeclaredConflict
from councils.services.appraising import Refused
from councils.services.assigning import appraisers_of
from criteria.models import Campaign

MAX_REASON = 400


def colleagues(user: User, agency: Agency, departments: list[int]) -> list[User]:
    """Who can appraise an agency in a person's place: people of the person's departments, but not of that agency."""
    rows = appraisers_of(*departments)
    strangers = {row.user_id for row in rows if row.agency_id == agency.pk}
    found = {row.user_id: row.user for row in rows if row.user_id not in strangers | {user.pk}}
    return list(found.values())


@transaction.atomic
def declare(
    *,
    campaign: Campaign,
    user: User,
    agency: Agency,
    reason: str,
    substitute: User | None,
    by: User,
    at: datetime,
) -> DeclaredConflict:
    """From now on the person neither appraises the agency nor finds its lines to write. Raises ``Refused``."""
    cleaned = " ".join(reason.replace("\x00", "").split())
    if not cleaned:
        raise Refused("Ghi lý do không thẩm định đơn vị này.", "reason")
    if len(cleaned) > MAX_REASON:
        raise Refused(f"Lý do dài {len(cleaned)} ký tự – rút còn {MAX_REASON} ký tự.", "reason")
    if substitute == user:
        raise Refused("Người thay phải là người khác.", "substitute")
    rows = DeclaredConflict.objects.filter(campaign=campaign, agency=agency, lifted_at=None)
    if rows.filter(user=user).exists():
        raise Refused(f"Đã khai xung đột của {user} với {agency}.")
    if substitute is not None and rows.filter(user=substitute).exists():
        raise Refused(f"{substitute} cũng đã khai xung đột với {agency} – chọn người khác.", "substitute")
    made = DeclaredConflict.objects.create(
        campaign=campaign,
        user=user,
        agency=agency,
        reason=cleaned,
        substitute=substitute,
        declared_at=at,
        declared_by=by,
    )
    changes = {str(user): [None, f"không thẩm định {agency}"], "người thay": [None, str(substitute or "")]}
    audit.record("khai xung đột lợi ích", campaign, by=by, changes=changes, reason=cleaned, at=at)
    return made


@transaction.atomic
def lift(*, conflict: DeclaredConflict, by: User, at: datetime) -> None:
    """End a declared conflict; the row stays. Raises ``Refused`` for whoever declared it for themselves."""
    found = DeclaredConflict.objects.select_for_update(of=("self",)).select_related("user", "agency", "campaign")
    row = found.get(pk=conflict.pk)
    if row.lifted_at is not None:
        return
    if row.user_id == by.pk:
        raise Refused("Không tự gỡ xung đột của mình – đề nghị người khác của cơ quan thường trực.")
    row.lifted_at, row.lifted_by = at, by
    row.save(update_fields=["lifted_at", "lifted_by"])
    changes = {str(row.user): [f"không thẩm định {row.agency}", None]}
    audit.record("gỡ xung đột lợi ích", row.campaign, by=by, changes=changes, at=at)
