"""What this room adds elsewhere: papers, menu and to-do, reminders, duties to hand over, promises beside the sheet."""

import importlib

from cchc.documents.registry import Phase, agency_issues, agency_or_office_reads, register
from publications.documents import follow_up, improvement

register(
    "15",
    improvement.build,
    phase=Phase.IMPROVEMENT,
    name="Kế hoạch duy trì, khắc phục",
    per_agency=True,
    issued_by_agency=True,
    may=agency_or_office_reads,
    may_issue=improvement.may_issue,
    agencies=improvement.agencies,
)
register(
    "16",
    follow_up.build,
    phase=Phase.IMPROVEMENT,
    name="Báo cáo theo dõi khắc phục của đơn vị",
    per_agency=True,
    issued_by_agency=True,
    may=agency_or_office_reads,
    may_issue=agency_issues,
    agencies=follow_up.agencies,
    subjects=follow_up.subjects,
)
register(
    "16-tong-hop",
    follow_up.build_all,
    phase=Phase.IMPROVEMENT,
    name="Báo cáo tổng hợp theo dõi khắc phục",
    subjects=follow_up.subjects,
)

for part in ("chrome", "duties", "promised", "reminders"):
    importlib.import_module(f"publications.improving.{part}")
