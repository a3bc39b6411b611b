"""Papers made from a frozen result."""

from cchc.documents import errata
from cchc.documents.registry import Phase, register
from publications.documents import correction, decision, erratum, frozen, notice, submission

register("11", submission.build, phase=Phase.RESULT, name="Tờ trình đề nghị phê duyệt kết quả", glance=frozen.glance)
register(
    "12",
    decision.build,
    phase=Phase.RESULT,
    name="Quyết định phê duyệt, công bố kết quả",
    glance=frozen.glance,
    for_all=True,
)
register("13", notice.build, phase=Phase.RESULT, name="Thông báo kết quả của đơn vị", per_agency=True)
register(
    "19",
    correction.build,
    phase=Phase.RESULT,
    name="Quyết định điều chỉnh kết quả",
    glance=correction.glance,
    for_all=True,
)
register(
    errata.KIND,
    erratum.build,
    phase=Phase.RESULT,
    name="Công văn đính chính văn bản đã phát hành",
    subjects=erratum.subjects,
    begin=erratum.HOW,
)
