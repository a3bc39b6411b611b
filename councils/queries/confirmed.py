"""A department's part of one file: its lines, what is missing, who has confirmed it."""

from dataclasses import dataclass, field

from assessments.models import Assessment, Score
from cchc.accounts.members import Member
from cchc.accounts.roles import Role
from cchc.tenancy.models import Agency
from councils.models import Confirmation
from councils.queries.files import FileLine, file_page
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
    def round(self) -> int:
        """2 once one of the lines has been appraised again."""
        return 2 if any(Stage.REAPPRAISED in line.scores for line in self.lines) else 1

    @property
    def authors(self) -> list[str]:
        """Who has written the scores, in the order of the lines."""
        scores = [line.judged for line in self.lines if line.judged is not None]
        return list(dict.fromkeys(score.saved_by.full_name for score in scores if score.saved_by))


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


def confirmed_pairs(campaign: Campaign) -> dict[tuple[int, int], Confirmation]:
    """Confirmations in force by file and department."""
    rows = Confirmation.objects.filter(
        assessment__campaign=campaign, reopened_at=None, stage=Score.Stage.APPRAISED
    ).select_related("confirmed_by")
    return {(row.assessment_id, row.department_id): row for row in rows}


def form_key(department: Agency) -> str:
    """What the address of a department's phiếu thẩm định names the department by."""
    return f"co-quan-{department.pk}"
