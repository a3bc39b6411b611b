"""Papers of explanation and council, registered for the pages that show, print and number papers."""

from cchc.documents.registry import Phase, agency_issues, agency_or_office_reads, register
from councils.documents import (
    appraisal_form,
    council,
    ledger,
    letter,
    minutes,
    reminder,
    reply,
    summary_report,
    visit,
)

register(
    "03",
    council.build,
    phase=Phase.PREPARING,
    name="Quyết định thành lập Hội đồng thẩm định và Tổ Thư ký",
    glance=council.glance,
)
register(
    "06",
    letter.build,
    phase=Phase.APPRAISAL,
    name="Công văn yêu cầu giải trình",
    per_agency=True,
    may=letter.may_read,
    agencies=letter.agencies,
    subjects=letter.subjects,
)
register(
    "07-giai-trinh",
    reply.build,
    phase=Phase.APPRAISAL,
    name="Báo cáo giải trình, bổ sung tài liệu kiểm chứng",
    per_agency=True,
    issued_by_agency=True,
    may=agency_or_office_reads,
    may_issue=agency_issues,
    agencies=reply.agencies,
    subjects=reply.subjects,
)
register(
    "08",
    appraisal_form.build,
    phase=Phase.APPRAISAL,
    name="Phiếu thẩm định theo đơn vị",
    per_agency=True,
    may=appraisal_form.may_read,
    agencies=appraisal_form.agencies,
    subjects=appraisal_form.subjects,
)
register(
    "08-tieu-chi",
    appraisal_form.build_leaf,
    phase=Phase.APPRAISAL,
    name="Phiếu thẩm định theo tiêu chí",
    subjects=appraisal_form.leaf_subjects,
)
register(
    "09",
    summary_report.build,
    phase=Phase.COUNCIL,
    name="Báo cáo tổng hợp kết quả thẩm định",
    glance=summary_report.glance,
)
register("14", reminder.build, phase=Phase.APPRAISAL, name="Công văn đôn đốc", subjects=reminder.subjects)
register(
    "10",
    minutes.build,
    phase=Phase.COUNCIL,
    name="Biên bản họp Hội đồng thẩm định",
    may_issue=minutes.may_issue,
    subjects=minutes.subjects,
)
register(
    visit.KIND,
    visit.build,
    phase=Phase.APPRAISAL,
    name="Biên bản kiểm tra thực tế",
    may=visit.may_read,
    subjects=visit.subjects,
)
register("17", ledger.build, phase=Phase.COUNCIL, name="Bảng đối chiếu điểm (phụ lục biên bản)", per_agency=True)
