"""Everything wrong with a criteria set, each finding with the page where it is put right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from criteria.exchange import CriterionRow
from criteria.models import BonusItem, CriteriaSet
from criteria.rules import bonus
from criteria.rules.catalogue import Finding, checks
from criteria.rules.findings import Severity

BONUS = "bonus"
"""Findings with this code are put right on the page of bonus and penalty items."""


@dataclass(frozen=True, slots=True)
class Place:
    """A finding and the node it is about; None for the set as a whole."""

    finding: Finding
    pk: int | None = None

    @property
    def is_bonus(self) -> bool:
        return self.finding.code == BONUS


def catalogue_findings(criteria_set: CriteriaSet, rows: Sequence[CriterionRow]) -> tuple[Finding, ...]:
    """Of the tree and of the bonus and penalty items: one query beside the rows."""
    found = checks([row.node for row in rows], declared_total=criteria_set.declared_total)
    faults = bonus.bonus_faults(bonus_rules(criteria_set.bonus_items.all()))
    return (*found, *(Finding(Severity.ERROR, BONUS, "", fault) for fault in faults))


def bonus_rules(items: Iterable[BonusItem]) -> list[bonus.BonusItem]:
    """Stored or unsaved items as the rules of computing look at them."""
    return [
        bonus.BonusItem(item.code, bonus.BonusKind(item.kind), item.points_per_occurrence, item.item_cap, item.kind_cap)
        for item in items
    ]


def placed(findings: Iterable[Finding], rows: Sequence[CriterionRow]) -> list[Place]:
    """Each finding with the id of its row, errors first."""
    ids = {row.code: row.pk for row in rows}
    found = [Place(finding, ids.get(finding.where)) for finding in findings]
    return sorted(found, key=lambda place: place.finding.severity is not Severity.ERROR)
