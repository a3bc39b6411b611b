"""Members' independent scores: asked for on one leaf, given blind, shown to everybody once all are in."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from assessments.models import Assessment
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.tenancy import audit
from councils.models import IndependentRound, IndependentScore
from councils.services.appraising import Refused
from criteria.models import Campaign, Criterion
from criteria.rules.numbers import show_points

PANEL = (Role.MEMBER, Role.CHAIR)


@transaction.atomic
def open_round(
    *, campaign: Campaign, leaf: Criterion, files: Iterable[Assessment], by: User, at: datetime
) -> IndependentRound:
    """Ask every member of the council for a score of each file; nobody for their own agency's. Raises ``Refused``."""
    chosen = list(files)
    if not chosen:
        raise Refused("Chọn ít nhất một đơn vị đã gửi hồ sơ.")
    if campaign.adopted_at is not None:
        raise Refused("Kết quả đã được Hội đồng thông qua.")
    if IndependentRound.objects.filter(campaign=campaign, criterion=leaf).exists():
        raise Refused(f"Mục {leaf.code} đã mở chấm độc lập.")
    people = {row.user_id: row.user for row in Membership.objects.with_roles(*PANEL).select_related("user")}
    if not people:
        raise Refused("Chưa có ai giữ vai trò thành viên Hội đồng.")
    own = set(Membership.objects.filter(user__in=people).values_list("user_id", "agency_id"))
    made = IndependentRound.objects.create(campaign=campaign, criterion=leaf, opened_at=at, opened_by=by)
    IndependentScore.objects.bulk_create(
        IndependentScore(round=made, assessment=file, member=user)
        for file in chosen
        for user in people.values()
        if (user.pk, file.agency_id) not in own
    )
    changes = {f"mục {leaf.code}": [None, f"{len(people)} thành viên, {len(chosen)} đơn vị"]}
    audit.record("mở chấm độc lập", campaign, by=by, changes=changes, at=at)
    return made


@transaction.atomic
def give_score(*, row: IndependentScore, points: Decimal | None, note: str, by: User, at: datetime) -> bool:
    """Write one's own score while the file's scores are still blind. Whether it changed. Raises ``Refused``."""
    rows = IndependentScore.objects.select_for_update(of=("self",)).filter(
        round=row.round_id, assessment=row.assessment_id
    )
    mine = next((one for one in rows.select_related("round__criterion", "round__campaign") if one.pk == row.pk), None)
    if mine is None or mine.member_id != by.pk:
        raise Refused("Chỉ ghi được điểm của chính mình.")
    if all(one.points is not None for one in rows):
        raise Refused("Mọi thành viên đã chấm, điểm đã mở cho cả Hội đồng xem – không sửa được nữa.")
    leaf, cleaned = mine.round.criterion, " ".join(note.replace("\x00", "").split())[:400]
    if points is not None and not 0 <= points <= leaf.max_points:
        raise Refused(f"Điểm phải từ 0 đến {show_points(leaf.max_points)}; điểm chưa ghi.", "points")
    if (mine.points, mine.note) == (points, cleaned):
        return False
    mine.points, mine.note, mine.given_at = points, cleaned, at
    mine.save(update_fields=["points", "note", "given_at"])
    audit.record("chấm độc lập", mine.round.campaign, by=by, changes={f"mục {leaf.code}": [None, "đã ghi"]}, at=at)
    return True
