"""A department's part of one file: its lines, what is missing, who has confirmed it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from assessments.models import Assessment, Score
from cchc.accounts.members import Member
from cchc.accounts.roles import Role
from cchc.tenancy.commands import SYSTEM_USERNAME
from cchc.tenancy.models import Agency
from councils.models import Confirmation
from councils.queries.assigned import leaf_assignments
from councils.queries.files import FileLine, file_page
from councils.queries.pace import matrix
from councils.stages import Stage, is_stale
from criteria.models import Campaign


@dataclass(frozen=True, slots=True)
class Part:
    """The leaves a department leads in one file, in printed order; exempted ones are left out."""

    file: Assessment
    department: Agency
    lines: list[FileLine] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        return [line.node.code for line in self.lines if Stage.APPRAISED not in line.scores]

    @property
    def stale(self) -> list[str]:
        """Codes of leaves whose agency has corrected them since they were appraised."""
        return [line.node.code for line in self.lines if is_stale(line.scores.get(Stage.APPRAISED), line.mine)]

    @property
    def differences(self) -> list[FileLine]:
        return [line for line in self.lines if line.differs]

    @property
    def again(self) -> list[FileLine]:
        """The lines that have been appraised a second time."""
        return [line for line in self.lines if Stage.REAPPRAISED in line.scores]

    @property
    def round(self) -> int:
        """2 once one of the lines has been appraised again."""
        return 2 if self.again else 1

    @property
    def stage(self) -> Stage:
        """What the department has done last, and its head confirms."""
        return Stage.REAPPRAISED if self.again else Stage.APPRAISED

    @property
    def authors(self) -> list[str]:
        """Who has written the scores, in the order of the lines, but for those that came in by a file."""
        people = [line.judged.saved_by for line in self.lines if line.judged is not None]
        return list(dict.fromkeys(one.full_name for one in people if one and one.username != SYSTEM_USERNAME))


def part_of(file: Assessment, department: Agency) -> Part:
    """A department's part of a file."""
    page = file_page(file)
    lines = []
    for row in (row for rows in page.lines.values() for row in rows):
        lead = row.given.lead if row.given else None
        if row.node.is_leaf and not row.exempted and lead is not None and lead.department_id == department.pk:
            lines.append(row)
    return Part(file, department, lines)


def confirmations_of(file: Assessment) -> list[Confirmation]:
    """Every confirmation of a file, those in force first."""
    rows = file.confirmations.select_related("department", "confirmed_by", "reopened_by")
    return sorted(rows, key=lambda row: (row.reopened_at is not None, row.department.sort_key))


def departments_of(campaign: Campaign, member: Member) -> list[Agency]:
    """The departments whose appraisal the person may look at in order to confirm it; all for those who run it."""
    leads = Agency.objects.filter(assignments__campaign=campaign, assignments__role="lead").distinct()
    if not member.has(Role.COORDINATOR, Role.SECRETARY):
        leads = leads.filter(pk__in=member.agency_ids(Role.APPRAISER, Role.DEPARTMENT_HEAD))
    return list(leads.order_by("sort_key"))


def unconfirmed(campaign: Campaign, files: Sequence[Assessment]) -> dict[int, list[Agency]]:
    """By file the departments that lead a leaf of it and have not confirmed it; files confirmed by all are left out.

    Nobody confirms their own file. A constant number of queries however many files there are.
    """
    given = leaf_assignments(campaign)
    leads = {one.lead.department_id: one.lead.department for leaf in given.values() for one in leaf.every if one.lead}
    departments = sorted(leads.values(), key=lambda one: one.sort_key)
    found = {}
    for file, cells in matrix(campaign, files, given, departments):
        pairs = zip(departments, cells, strict=True)
        waiting = [one for one, cell in pairs if cell and not cell.confirmed and not cell.own]
        if waiting:
            found[file.pk] = waiting
    return found


def unconfirmed_again(campaign: Campaign) -> list[tuple[Assessment, Agency]]:
    """Files and departments whose second appraisal nobody has confirmed, in the order of names: one query."""
    stands = Confirmation.objects.filter(
        assessment=OuterRef("assessment"), department=OuterRef("by_agency"), stage=Stage.REAPPRAISED, reopened_at=None
    )
    rows = Score.objects.at_stage(Stage.REAPPRAISED).filter(assessment__campaign=campaign, by_agency__isnull=False)
    ordered = rows.filter(~Exists(stands)).select_related("assessment__agency", "by_agency")
    found = {(row.assessment_id, row.by_agency_id): (row.assessment, row.by_agency) for row in ordered}
    return sorted(found.values(), key=lambda pair: (pair[0].agency.sort_key, pair[1].sort_key))  # type: ignore[union-attr]


def confirmed_pairs(campaign: Campaign) -> dict[tuple[int, int], Confirmation]:
    """Confirmations in force by file and department."""
    rows = Confirmation.objects.filter(
        assessment__campaign=campaign, reopened_at=None, stage=Score.Stage.APPRAISED
    ).select_related("confirmed_by")
    return {(row.assessment_id, row.department_id): row for row in rows}


def form_key(department: Agency) -> str:
    """What the address of a department's phiếu thẩm định names the department by."""
    return f"co-quan-{department.pk}"
