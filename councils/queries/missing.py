"""What stands between a campaign and its adoption: leaves without an appraised score."""

from collections.abc import Mapping

from django.db.models import Q

from assessments.models import Score
from cchc.tenancy.once import shared
from criteria.models import Campaign, Criterion
from criteria.queries import exempted_codes, taking_part

Trees = Mapping[int, list[Criterion]]


def missing_scores(campaign: Campaign) -> dict[int, list[str]]:
    """Codes of self-scored leaves without an appraised score, by agency id; exempted branches are not missing."""
    decided: dict[int, set[int]] = {}
    rows = Score.objects.filter(assessment__campaign=campaign).exclude(stage=Score.Stage.SELF)
    counted = rows.filter(Q(points__isnull=False) | Q(applicable_max=0))
    for agency_id, leaf_id in counted.values_list("agency_id", "criterion_id"):
        decided.setdefault(agency_id, set()).add(leaf_id)
    trees = trees_of(campaign)
    out = exempted_codes(campaign)
    found: dict[int, list[str]] = {}
    for agency_id, set_id in taking_part(campaign):
        gone = exempted_leaves(trees[set_id], out.get(agency_id, set())) | decided.get(agency_id, set())
        if codes := [leaf.code for leaf in self_leaves(trees[set_id]) if leaf.pk not in gone]:
            found[agency_id] = codes
    return found


@shared
def trees_of(campaign: Campaign) -> dict[int, list[Criterion]]:
    """Every node of the participants' sets in printed order, by set id: one query."""
    found: dict[int, list[Criterion]] = {}
    sets = campaign.participants.values("criteria_set")
    for node in Criterion.objects.filter(criteria_set__in=sets).order_by("criteria_set__code", "position"):
        found.setdefault(node.criteria_set_id, []).append(node)
    return found


def self_leaves(tree: list[Criterion]) -> list[Criterion]:
    """The leaves that are self-scored and appraised."""
    return [node for node in tree if node.is_leaf and node.source == Criterion.Source.SELF]


def exempted_leaves(tree: list[Criterion], codes: set[str]) -> set[int]:
    """Nodes that are exempted or stand under an exempted branch, by id."""
    out: set[int] = set()
    for node in tree:  # printed order: parents stand before their children
        if node.code in codes or node.parent_id in out:
            out.add(node.pk)
    return out
