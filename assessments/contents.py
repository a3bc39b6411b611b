"""A file as it is filled in, read for its pages in one statement, however many leaves it has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from assessments.models import Assessment, Score
from cchc.tenancy.rows import fetched, listed, nested
from criteria.models import CriteriaSet
from criteria.tree import Tree, tree_of

KEPT = 64
"""Files a process remembers as they were last read."""
INPUTS = ("option", "items", "numerator", "denominator", "count", "answer", "entered_points")


class Entered(NamedTuple):
    """What stands in a file for one leaf at the self-scored stage: the columns of Score that its pages show."""

    criterion_id: int
    option: int | None
    items: tuple[int, ...] | None
    numerator: Decimal | None
    denominator: Decimal | None
    count: int | None
    answer: bool | None
    entered_points: Decimal | None
    not_applicable: bool
    explanation: str
    points: Decimal | None
    applicable_max: Decimal
    working: str
    version: int
    copied_year: int | None

    @property
    def is_started(self) -> bool:
        return any(getattr(self, name) is not None for name in INPUTS)


ENTERED = nested(", ".join(Entered._fields), "assessments_score WHERE assessment_id = f.id AND stage = 'self'")
CITED = nested(
    "c.criterion_id, c.page, e.id, e.number, e.abstract, e.issued_on, e.year, e.is_lasting",
    "assessments_citation c JOIN assessments_evidence e ON e.id = c.evidence_id"
    " WHERE c.assessment_id = f.id AND NOT c.in_reply",  # what was added to explain stands apart from the file sent
    order="c.added_at, c.id",
)
EXEMPTED = nested(
    "e.criterion_id, e.reason",
    "criteria_exemption e JOIN criteria_participant p ON p.id = e.participant_id"
    " WHERE p.campaign_id = f.campaign_id AND p.agency_id = f.agency_id",
)
COLUMNS = f"{ENTERED}, {CITED}, {EXEMPTED}"
"""What fills a file, as columns of a SELECT from ``assessments_assessment f``; read by ``contents_from``."""


EXEMPTED_IDS = """
SELECT e.criterion_id, e.reason FROM criteria_exemption e JOIN criteria_participant p ON p.id = e.participant_id
WHERE p.campaign_id = %s AND p.agency_id = %s
"""
FILLED = f"SELECT {COLUMNS} FROM assessments_assessment f WHERE f.id = %s"  # noqa: S608 - names of columns


def exempted_ids(campaign_id: int, agency_id: int) -> dict[int, str]:
    """Branches decided in advance not to apply to the agency, by criterion id, with the reason."""
    return dict(fetched(EXEMPTED_IDS, [campaign_id, agency_id]))


class Cited(NamedTuple):
    """A document cited at a leaf, as a chip shows it."""

    page: str
    pk: int
    number: str
    abstract: str
    issued_on: date | None
    year: int
    is_lasting: bool

    @property
    def name(self) -> str:
        return self.number or self.abstract

    @property
    def is_out_of_year(self) -> bool:
        """Dated outside the year assessed and not of lasting force: to be replaced or explained."""
        return self.issued_on is not None and self.issued_on.year != self.year and not self.is_lasting


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """A file as it is filled in: scores and documents by leaf, and the branches that don't apply with the reason.

    The same object as long as nothing in the file has changed, so that what is made of it can be remembered by it;
    nobody writes into it.
    """

    tree: Tree
    entered: Mapping[int, Entered]
    cited: Mapping[int, tuple[Cited, ...]]
    exempted: Mapping[int, str]


def contents_of(assessment: Assessment) -> Contents:
    """Everything a sheet shows of the file: one query, and those of ``tree_of``."""
    return contents_from(assessment.criteria_set, fetched(FILLED, [assessment.pk])[0])


def contents_from(criteria_set: CriteriaSet, columns: Sequence[str | None]) -> Contents:
    """The same from the values of ``COLUMNS`` at hand."""
    return _contents(tree_of(criteria_set), *columns)


@lru_cache(maxsize=KEPT)
def _contents(tree: Tree, entered: str | None, cited: str | None, exempted: str | None) -> Contents:
    """Remembered by the very texts that were read: they are all it is made of."""
    documents: dict[int, tuple[Cited, ...]] = {}
    for criterion, *document in listed(cited):
        documents[criterion] = (*documents.get(criterion, ()), _cited(*document))
    return Contents(tree, {row[0]: _entered(*row) for row in listed(entered)}, documents, dict(listed(exempted)))


def _entered(criterion_id: int, option: int | None, items: list[int] | None, *rest: Any) -> Entered:
    return Entered(criterion_id, option, None if items is None else tuple(items), *rest)


def entered_of(score: Score) -> Entered:
    """The same of a row just saved."""
    return _entered(*(getattr(score, name) for name in Entered._fields))


def _cited(page: str, pk: int, number: str, abstract: str, issued_on: str | None, year: int, is_lasting: bool) -> Cited:
    return Cited(page, pk, number, abstract, date.fromisoformat(issued_on) if issued_on else None, year, is_lasting)
