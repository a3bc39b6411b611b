"""A file as it is filled in, read for its pages in three statements, however many leaves it has."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from assessments.models import Assessment
from cchc.tenancy.rows import fetched
from criteria.tree import Tree, tree_of

INPUTS = ("option", "items", "numerator", "denominator", "count", "answer", "entered_points")


class Entered(NamedTuple):
    """What stands in a file for one leaf at the self-scored stage: the columns of Score that its pages show."""

    criterion_id: int
    option: int | None
    items: list[int] | None
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

    @property
    def is_started(self) -> bool:
        return any(getattr(self, name) is not None for name in INPUTS)


ENTERED = f"""
SELECT {", ".join(Entered._fields)} FROM assessments_score WHERE assessment_id = %s AND stage = 'self'
"""  # noqa: S608 - names of columns
CITED = """
SELECT c.criterion_id, c.page, e.id, e.number, e.abstract, e.issued_on, e.year
FROM assessments_citation c JOIN assessments_evidence e ON e.id = c.evidence_id
WHERE c.assessment_id = %s ORDER BY c.added_at, c.id
"""


class Cited(NamedTuple):
    """A document cited at a leaf, as a chip shows it."""

    page: str
    pk: int
    number: str
    abstract: str
    issued_on: date | None
    year: int

    @property
    def name(self) -> str:
        return self.number or self.abstract

    @property
    def is_out_of_year(self) -> bool:
        """Dated outside the year assessed: to be replaced or explained."""
        return self.issued_on is not None and self.issued_on.year != self.year


EXEMPTED = """
SELECT e.criterion_id, e.reason FROM criteria_exemption e JOIN criteria_participant p ON p.id = e.participant_id
WHERE p.campaign_id = %s AND p.agency_id = %s
"""


def exempted_ids(campaign_id: int, agency_id: int) -> dict[int, str]:
    """Branches decided in advance not to apply to the agency, by criterion id, with the reason."""
    return dict(fetched(EXEMPTED, [campaign_id, agency_id]))


@dataclass(frozen=True, slots=True)
class Contents:
    """A file as it is filled in: scores and documents by leaf, and the branches that don't apply with the reason."""

    tree: Tree
    entered: dict[int, Entered]
    cited: dict[int, list[Cited]]
    exempted: dict[int, str]


def contents_of(assessment: Assessment) -> Contents:
    """Everything a sheet shows of the file: three queries, and those of ``tree_of``."""
    entered = [Entered._make(row) for row in fetched(ENTERED, [assessment.pk])]
    cited: dict[int, list[Cited]] = {}
    for criterion, *document in fetched(CITED, [assessment.pk]):
        cited.setdefault(criterion, []).append(Cited._make(document))
    return Contents(
        tree_of(assessment.criteria_set),
        {row.criterion_id: row for row in entered},
        cited,
        exempted_ids(assessment.campaign_id, assessment.agency_id),
    )
