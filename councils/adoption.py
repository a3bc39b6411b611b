"""Adoption: the council's final scores, written once for every leaf of every file; and reopening, with a reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from assessments.models import Assessment, BonusScore, Score
from assessments.services.bulk import adopt_files, reopen_files
from cchc.accounts.models import User
from cchc.tenancy import audit
from councils.models import Adoption
from councils.queries.agenda import undecided
from councils.queries.missing import exempted_leaves, missing_scores, trees_of
from councils.stages import INPUTS, REASON, RESULT, copy_values
from criteria.models import Campaign, Criterion
from criteria.queries import exempted_codes
from surveys.models import SurveyScore
from surveys.queries.gate import gates_of

__all__ = ["AdoptionRefused", "adopt", "missing_scores", "reopen"]

FINAL = Score.Stage.FINAL
JUDGED = (Score.Stage.APPRAISED, Score.Stage.REAPPRAISED)
"""The stages before the council, the later one last."""


class AdoptionRefused(Exception):
    """Adoption or reopening is not possible; the message says why and what to do, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything read once for the whole campaign."""

    trees: Mapping[int, list[Criterion]]
    exempted: Mapping[int, set[str]]
    latest: Mapping[tuple[int, int], Score]
    decided: set[tuple[int, int]]
    surveys: Mapping[tuple[int, int], Decimal | None] | None


@transaction.atomic
def adopt(
    *, campaign: Campaign, by: User | None, at: datetime, conclusion: str = "", missing_as_zero: bool = False
) -> Adoption:
    """Write the final stage for every leaf and close every file.

    What meetings have concluded stands as it was written when they ended. Raises AdoptionRefused when the result is
    adopted already, while a meeting, a line put off or an appeal waits for the council, or where a leaf has no
    appraised score, unless the council has concluded that such a leaf counts 0 (``missing_as_zero``).
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.adopted_at is not None:
        raise AdoptionRefused(
            "Kết quả kỳ này đã được Hội đồng thông qua – muốn sửa phải mở lại, có lý do và người duyệt."
        )
    if waiting := gates_of(campaign).waiting if campaign.has_survey else []:
        raise AdoptionRefused(_gates_words([cell.agency.name for cell in waiting]))
    if owed := undecided(campaign):
        raise AdoptionRefused(f"Chưa thông qua được: {'; '.join(owed)} – Hội đồng kết luận hết rồi thông qua.")
    if not missing_as_zero:
        _refuse_missing(campaign)
    files = list(Assessment.objects.select_for_update(of=("self",)).filter(campaign=campaign).select_related("agency"))
    _write_finals(campaign, files, by, at)
    _write_bonus_finals(files, by, at)
    adopt_files(campaign=campaign, by=by, at=at)
    Campaign.objects.filter(pk=campaign.pk).update(adopted_at=at)
    adoption = Adoption.objects.create(campaign=campaign, adopted_at=at, adopted_by=by, conclusion=conclusion.strip())
    audit.record("Hội đồng thông qua kết quả", campaign, by=by, reason=conclusion.strip(), at=at)
    return adoption


def _gates_words(agencies: list[str]) -> str:
    names = list(dict.fromkeys(agencies))
    shown = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
    return (
        f"Khảo sát chưa đủ số phiếu theo kế hoạch ở {len(names)} đơn vị: {shown} – "
        "cơ quan thường trực quyết định tính hay không tính ở trang khảo sát rồi thông qua."
    )


def _refuse_missing(campaign: Campaign) -> None:
    missing = missing_scores(campaign)
    if not missing:
        return
    names = dict(campaign.participants.filter(agency__in=missing).values_list("agency_id", "agency__name"))
    rows = [f"{names[agency_id]} {len(codes)} mục" for agency_id, codes in missing.items()]
    shown = "; ".join(rows[:5]) + (" …" if len(rows) > 5 else "")
    raise AdoptionRefused(
        f"Còn {sum(map(len, missing.values()))} mục chưa thẩm định ({shown}) – thẩm định hết, hoặc đánh dấu "
        "“Mục chưa thẩm định tính 0 điểm theo kết luận của Hội đồng”."
    )


def _write_finals(campaign: Campaign, files: list[Assessment], by: User | None, at: datetime) -> None:
    """Finals that the council has decided before (entered as such) stand; every other leaf gets its latest score."""
    entered = Score.objects.at_stage(FINAL).filter(assessment__in=files)
    known = _Known(
        trees=trees_of(campaign),
        exempted=exempted_codes(campaign),
        latest=_latest_scores(files),
        decided=set(entered.values_list("assessment_id", "criterion_id")),
        surveys=_survey_points(campaign),
    )
    rows = [row for file in files for row in _finals_of(file, known)]
    for row in rows:
        row.saved_at, row.saved_by = at, by
    Score.objects.bulk_create(rows, batch_size=2000)


def _latest_scores(files: list[Assessment]) -> dict[tuple[int, int], Score]:
    """The score that counts before the council, by file and leaf: re-appraised, else appraised."""
    rows = Score.objects.filter(assessment__in=files, stage__in=JUDGED)
    ordered = sorted(rows, key=lambda row: JUDGED.index(Score.Stage(row.stage)))
    return {(row.assessment_id, row.criterion_id): row for row in ordered}


def _survey_points(campaign: Campaign) -> dict[tuple[int, int], Decimal | None] | None:
    """Points by agency and leaf, None for a leaf that isn't counted; None at all where there is no survey."""
    if not campaign.has_survey:
        return None
    rows = SurveyScore.objects.filter(campaign=campaign).values_list("agency_id", "criterion_id", "points", "counted")
    return {(agency, leaf): points if counted else None for agency, leaf, points, counted in rows} or None


def _finals_of(file: Assessment, known: _Known) -> Iterator[Score]:
    tree = known.trees.get(file.criteria_set_id, [])
    exempted = exempted_leaves(tree, known.exempted.get(file.agency_id, set()))
    for leaf in tree:
        if not leaf.is_leaf or (file.pk, leaf.pk) in known.decided:
            continue
        if leaf.source != Criterion.Source.SURVEY or known.surveys is not None:
            yield _final(file, leaf, known, leaf.pk in exempted)


def _final(file: Assessment, leaf: Criterion, known: _Known, exempted: bool) -> Score:
    final = Score(assessment=file, agency_id=file.agency_id, criterion=leaf, stage=FINAL)
    final.points, final.applicable_max = Decimal(0), leaf.max_points
    if exempted:
        final.points, final.applicable_max, final.working = None, Decimal(0), "Không áp dụng"
    elif leaf.source == Criterion.Source.SURVEY:
        final.points = (known.surveys or {}).get((file.agency_id, leaf.pk), Decimal(0))
        final.working = "Điều tra xã hội học"
        if final.points is None:
            final.applicable_max, final.working = Decimal(0), "Không tính: không đủ phiếu khảo sát"
    elif (before := known.latest.get((file.pk, leaf.pk))) is not None:
        copy_values(before, final, (*INPUTS, *RESULT, *REASON))
        if final.points is None and final.applicable_max > 0:
            final.points = Decimal(0)
    else:
        final.working = "Chưa thẩm định – tính 0 điểm theo kết luận của Hội đồng"
    return final


def _write_bonus_finals(files: list[Assessment], by: User | None, at: datetime) -> None:
    final = BonusScore.objects.filter(assessment__in=files, stage=FINAL)
    decided = set(final.values_list("assessment_id", "item_id"))
    rows = sorted(
        BonusScore.objects.filter(assessment__in=files, stage__in=JUDGED),
        key=lambda row: JUDGED.index(Score.Stage(row.stage)),
    )
    latest = {(row.assessment_id, row.item_id): row for row in rows}
    BonusScore.objects.bulk_create(
        BonusScore(
            assessment_id=row.assessment_id,
            item_id=row.item_id,
            stage=FINAL,
            occurrences=row.occurrences,
            points=row.points,
            explanation=row.explanation,
            saved_at=at,
            saved_by=by,
        )
        for key, row in latest.items()
        if key not in decided
    )


@transaction.atomic
def reopen(*, campaign: Campaign, by: User, at: datetime, reason: str, approver: str) -> Adoption:
    """Open an adopted result again: the adoption keeps its row with reason and approver; a new version will follow.

    The final scores that adoption wrote are withdrawn, as they follow from the stages before; those the council had
    decided one by one stand until it decides anew. The frozen version before keeps them all.
    """
    reason, approver = reason.strip(), approver.strip()
    if not reason or not approver:
        raise AdoptionRefused("Mở lại kết quả phải ghi lý do và người duyệt.")
    adoption = Adoption.objects.select_for_update().filter(campaign=campaign, reopened_at=None).first()
    if adoption is None:
        raise AdoptionRefused("Kết quả kỳ này chưa được thông qua nên không có gì để mở lại.")
    adoption.reopened_at, adoption.reopened_by = at, by
    adoption.reopen_reason, adoption.reopen_approver = reason, approver
    adoption.save()
    Campaign.objects.filter(pk=campaign.pk).update(adopted_at=None)
    words = f"{reason} (người duyệt: {approver})"
    reopen_files(campaign=campaign, by=by, at=at, comment=words)
    Score.objects.at_stage(FINAL).filter(assessment__campaign=campaign, saved_at=adoption.adopted_at).delete()
    BonusScore.objects.filter(assessment__campaign=campaign, stage=FINAL, saved_at=adoption.adopted_at).delete()
    audit.record("mở lại kết quả", campaign, by=by, reason=words, at=at)
    return adoption
