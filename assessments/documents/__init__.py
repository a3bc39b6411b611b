"""The paper an assessed agency makes of its own file: the report of its self-assessment."""

from assessments.documents import report
from cchc.documents.registry import Phase, agency_issues, agency_or_office_reads, register

register(
    "07",
    report.build,
    phase=Phase.SELF_ASSESSMENT,
    name="Báo cáo tự đánh giá",
    per_agency=True,
    issued_by_agency=True,
    may=agency_or_office_reads,
    may_issue=agency_issues,
)
