"""Adoption: the council's final scores, written once for every leaf of every file; and reopening, with a reason."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from assessments.models import Assessment, BonusScore, Score
from cchc.accounts.models import User
from cchc.tenancy import audit
from councils.models import Adoption
from criteria.models import Campaign, Criterion
from criteria.queries import exempted_codes
from surveys.models import SurveyScore

COPIED = (
    "option",
    "items",
    "numerator",
    "denominator",
    "count",
    "answer",
    "entered_points",
    "not_applicable",
    "explanation",
    "reason_code",
    "points",
    "applicable_max",
    "working",
)


class AdoptionRefused(Exception):
    """Adoption or reopening is not possible; the message says why and what to do, in Vietnamese."""


def missing_scores(campaign: Campaign) -> dict[int, list[str]]:
    """Codes of self-scored leaves without an appraised score, by agency id; exempted branches are not missing."""
    decided: dict[int, set[int]] = {}
    rows = Score.objects.filter(assessment__campaign=campaign).exclude(stage=Score.Stage.SELF)
    for agency_id, leaf_id in rows.values_list("agency_id", "criterion_id"):
        decided.setdefault(agency_id, set()).add(leaf_id)
    trees = _trees(campaign)
    out = exempted_codes(campaign)
    found: dict[int, list[str]] = {}
    for agency_id, set_id in campaign.participants.values_list("agency_id", "criteria_set_id"):
        exempted = _exempted_leaves(trees[set_id], out.get(agency_id, set()))
        missing = [
            leaf.code
            for leaf in trees[set_id]
            if leaf.is_leaf
            and leaf.source == Criterion.Source.SELF
            and leaf.pk not in exempted
            and leaf.pk not in decided.get(agency_id, set())
        ]
        if missing:
            found[agency_id] = missing
    return found


def _trees(campaign: Campaign) -> dict[int, list[Criterion]]:
    found: dict[int, list[Criterion]] = {}
    sets = campaign.participants.values("criteria_set")
    for node in Criterion.objects.filter(criteria_set__in=sets).order_by("position"):
        found.setdefault(node.criteria_set_id, []).append(node)
    return found


def _exempted_leaves(tree: list[Criterion], codes: set[str]) -> set[int]:
    """Leaves under an exempted branch."""
    out: set[int] = set()
    for node in tree:  # printed order: parents stand before their children
        if node.code in codes or node.parent_id in out:
            out.add(node.pk)
    return out


@transaction.atomic
def adopt(*, campaign: Campaign, by: User | None, at: datetime, conclusion: str = "") -> Adoption:
    """Write the final stage for every leaf and close every file. A leaf without an appraised score counts 0.

    The caller has made sure that nothing is missing, or has said so knowingly (``missing_scores``).
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.adopted_at is not None:
        raise AdoptionRefused(
            "Kết quả kỳ này đã được Hội đồng thông qua – muốn sửa phải mở lại, có lý do và người duyệt."
        )
    files = list(Assessment.objects.select_for_update().filter(campaign=campaign).select_related("agency"))
    _write_finals(campaign, files, by, at)
    _write_bonus_finals(files, by, at)
    Assessment.objects.filter(pk__in=[file.pk for file in files], submitted_at=None).update(submitted_at=at)
    Assessment.objects.filter(pk__in=[file.pk for file in files]).update(state="adopted", adopted_at=at)
    Campaign.objects.filter(pk=campaign.pk).update(adopted_at=at)
    adoption = Adoption.objects.create(campaign=campaign, adopted_at=at, adopted_by=by, conclusion=conclusion.strip())
    audit.record("Hội đồng thông qua kết quả", campaign, by=by, reason=conclusion, at=at)
    return adoption


def _write_finals(campaign: Campaign, files: list[Assessment], by: User | None, at: datetime) -> None:
    """Finals that the council has decided before (entered as such) stand; every other leaf gets its latest score."""
    final = Score.objects.filter(assessment__in=files, stage=Score.Stage.FINAL)
    decided = set(final.values_list("assessment_id", "criterion_id"))
    latest = _latest_scores(files)
    surveys = _survey_points(campaign)
    trees = _trees(campaign)
    out = exempted_codes(campaign)
    rows = [
        row
        for file in files
        for row in _finals_of(
            file, trees[file.criteria_set_id], out.get(file.agency_id, set()), latest, surveys, by, at
        )
    ]
    for row in rows:
        row.saved_at, row.saved_by = at, by
    Score.objects.bulk_create(rows, batch_size=2000)


def _latest_scores(files: list[Assessment]) -> dict[tuple[int, int], Score]:
    """The score that counts before the council, by file and leaf: re-appraised, else appraised."""
    stages = [Score.Stage.APPRAISED, Score.Stage.REAPPRAISED]
    rows = Score.objects.filter(assessment__in=files, stage__in=stages)
    ordered = sorted(rows, key=lambda row: stages.index(Score.Stage(row.stage)))
    return {(row.assessment_id, row.criterion_id): row for row in ordered}


def _survey_points(campaign: Campaign) -> dict[tuple[int, int], Decimal] | None:
    """Points by agency and leaf; None where the survey does not enter this result."""
    if not campaign.has_survey:
        return None
    rows = SurveyScore.objects.filter(campaign=campaign).values_list("agency_id", "criterion_id", "points")
    return {(agency_id, leaf_id): points for agency_id, leaf_id, points in rows} or None


def _finals_of(file, tree, codes, latest, surveys) -> Iterable[Score]:
    exempted = _exempted_leaves(tree, codes)
    for leaf in tree:
        is_survey = leaf.source == Criterion.Source.SURVEY
        if not leaf.is_leaf or (is_survey and surveys is None):
            continue
        final = Score(
            assessment=file,
            agency_id=file.agency_id,
            criterion=leaf,
            stage=Score.Stage.FINAL,
            applicable_max=leaf.max_points,
            points=Decimal(0),
        )
        if leaf.pk in exempted:
            final.points, final.applicable_max, final.working = None, Decimal(0), "Không áp dụng"
        elif is_survey:
            final.points = surveys.get((file.agency_id, leaf.pk), Decimal(0))
            final.working = "Điều tra xã hội học"
        elif (before := latest.get((file.pk, leaf.pk))) is not None:
            for name in COPIED:
                setattr(final, name, getattr(before, name))
            if final.points is None and final.applicable_max > 0:
                final.points = Decimal(0)
        yield final


def _write_bonus_finals(files: list[Assessment], by: User | None, at: datetime) -> None:
    final = BonusScore.objects.filter(assessment__in=files, stage=Score.Stage.FINAL)
    decided = set(final.values_list("assessment_id", "item_id"))
    stages = [Score.Stage.APPRAISED, Score.Stage.REAPPRAISED]
    rows = sorted(
        BonusScore.objects.filter(assessment__in=files, stage__in=stages),
        key=lambda row: stages.index(Score.Stage(row.stage)),
    )
    latest = {(row.assessment_id, row.item_id): row for row in rows}
    BonusScore.objects.bulk_create(
        BonusScore(
            assessment_id=row.assessment_id,
            item_id=row.item_id,
            stage=Score.Stage.FINAL,
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

    The final scores are withdrawn, since the council decides anew; the frozen version before keeps them.
    """
    if not reason.strip() or not approver.strip():
        raise AdoptionRefused("Mở lại kết quả phải ghi lý do và người duyệt.")
    adoption = Adoption.objects.select_for_update().filter(campaign=campaign, reopened_at=None).first()
    if adoption is None:
        raise AdoptionRefused("Kết quả kỳ này chưa được thông qua nên không có gì để mở lại.")
    adoption.reopened_at, adoption.reopened_by = at, by
    adoption.reopen_reason, adoption.reopen_approver = reason.strip(), approver.strip()
    adoption.save()
    Campaign.objects.filter(pk=campaign.pk).update(adopted_at=None)
    Assessment.objects.filter(campaign=campaign, state="adopted").update(state="appraised", adopted_at=None)
    Score.objects.filter(assessment__campaign=campaign, stage=Score.Stage.FINAL).delete()
    BonusScore.objects.filter(assessment__campaign=campaign, stage=Score.Stage.FINAL).delete()
    audit.record("mở lại kết quả", campaign, by=by, reason=f"{reason} (người duyệt: {approver})", at=at)
    return adoption
