"""Papers made from a frozen result."""

from cchc.documents.registry import Phase, register
from publications.documents import decision, notice

register("12", decision.build, phase=Phase.RESULT, name="Quyết định phê duyệt, công bố kết quả")
register("13", notice.build, phase=Phase.RESULT, name="Thông báo kết quả của đơn vị", per_agency=True)
