"""Verbs of a campaign's participants: what does not apply to them, and the block they are ranked in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from cchc.tenancy import audit
from cchc.vietnamese import fold
from criteria.diary import labelled
from criteria.errors import FrameRefused
from criteria.models import Campaign, Criterion, Exemption, Participant

WITHOUT_PROCEDURES = "khong co tthc"
"""How the guidance of a branch says that it does not apply to agencies without administrative procedures (folded)."""


def refuse_adopted(campaign: Campaign) -> None:
    """Raise FrameRefused once the year's result has been adopted, or came in as a table."""
    if campaign.adopted_at or campaign.imported:
        raise FrameRefused(f"Kết quả kỳ {campaign.year} đã được thông qua – không sửa được nữa.")


def exempt_without_procedures(participants: Sequence[Participant], *, by: Any, at: datetime) -> None:
    """Exempt agencies without procedures from the branches whose own guidance says that they don't apply to them."""
    branches: dict[int, list[Criterion]] = {}
    for participant in participants:
        if participant.agency.has_procedures:
            continue
        set_id = participant.criteria_set_id
        for criterion in branches.setdefault(set_id, _without_procedures(set_id)):
            reason = f"Không có thủ tục hành chính thuộc thẩm quyền giải quyết. Hướng dẫn: {criterion.guidance}"
            exempt(participant=participant, criterion=criterion, reason=reason, by=by, at=at)


def _without_procedures(set_id: int) -> list[Criterion]:
    """The topmost branches marked «loại khỏi điểm tối đa» whose guidance speaks of agencies without procedures."""
    marked = Criterion.objects.filter(
        criteria_set=set_id, is_leaf=False, not_applicable_policy=Criterion.NotApplicable.EXCLUDE
    )
    speaking = [branch for branch in marked if WITHOUT_PROCEDURES in fold(branch.guidance)]
    found = {branch.pk for branch in speaking}
    return [branch for branch in speaking if branch.parent_id not in found and _area_free(branch, found)]


def _area_free(branch: Criterion, found: set[int]) -> bool:
    return branch.area_id == branch.pk or branch.area_id not in found


@transaction.atomic
def exempt(*, participant: Participant, criterion: Criterion, reason: str, by: Any, at: datetime) -> Exemption:
    """Decide that a leaf or branch does not apply to an agency; decisions on parts of the branch become part of it.

    Raises FrameRefused where the set does not allow it, or a branch above is exempted already.
    """
    if criterion.criteria_set_id != participant.criteria_set_id:
        raise FrameRefused(f"{criterion.code} không thuộc bộ tiêu chí của {participant} – chọn lại.")
    if criterion.not_applicable_policy != Criterion.NotApplicable.EXCLUDE:
        raise FrameRefused(f"{criterion.code} không được loại khỏi điểm tối đa theo bộ tiêu chí – chọn mục khác.")
    if not reason.strip():
        raise FrameRefused("Chưa ghi lý do không áp dụng – ghi lý do.")
    _refuse_covered(participant, criterion)
    refuse_adopted(participant.campaign)
    taken_in = _take_in(participant, criterion)
    made = Exemption.objects.create(
        participant=participant, criterion=criterion, reason=reason.strip(), decided_by_name=str(by)
    )
    changes = {"mục": criterion.code, "đơn vị": str(participant)}
    if taken_in:
        changes["gồm các mục đã ghi riêng"] = ", ".join(taken_in)
    audit.record("quyết định không áp dụng", participant, by=by, at=at, changes=changes, reason=made.reason)
    return made


def _refuse_covered(participant: Participant, criterion: Criterion) -> None:
    """Raise FrameRefused where the criterion, or a branch it lies in, is exempted already."""
    held = {one.criterion_id: one.criterion.code for one in participant.exemptions.select_related("criterion")}
    if criterion.pk in held:
        raise FrameRefused(f"{participant} đã được ghi không áp dụng {criterion.code}.")
    for above in (criterion.parent_id, criterion.area_id):
        if above in held:
            raise FrameRefused(
                f"{criterion.code} nằm trong {held[above]} đã được ghi không áp dụng – không cần ghi riêng."
            )


def _take_in(participant: Participant, criterion: Criterion) -> list[str]:
    """Decisions on single parts of the branch are merged into the one on the branch; their codes."""
    inside = Q(criterion__parent=criterion) | Q(criterion__area=criterion)
    merged = participant.exemptions.filter(inside).exclude(criterion=criterion).order_by("criterion__position", "pk")
    codes = list(merged.values_list("criterion__code", flat=True))
    merged.delete()
    return codes


@transaction.atomic
def withdraw_exemption(*, exemption: Exemption, by: Any, at: datetime) -> None:
    """Take a decision back; the diary keeps it with its reason."""
    refuse_adopted(exemption.participant.campaign)
    changes = {"mục": exemption.criterion.code, "đơn vị": str(exemption.participant)}
    audit.record(
        "bỏ quyết định không áp dụng", exemption.participant, by=by, at=at, changes=changes, reason=exemption.reason
    )
    exemption.delete()


@transaction.atomic
def set_ranked(*, participant: Participant, block: str, ranked: bool, by: Any, at: datetime) -> None:
    """Change the block an agency is ranked in, or whether it is ranked at all."""
    refuse_adopted(participant.campaign)
    before = {"block": participant.block, "ranked": participant.ranked}
    participant.block, participant.ranked = block, ranked
    participant.save(update_fields=["block", "ranked"])
    changes = labelled(Participant, before, {"block": block, "ranked": ranked})
    audit.record("sửa khối xếp hạng", participant, by=by, at=at, changes=changes)
