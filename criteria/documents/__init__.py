"""Papers made from plan and criteria, and what every paper of a campaign shares (`context`)."""

from cchc.documents.registry import Phase, register
from criteria.documents import plan

register("01", plan.build, phase=Phase.PREPARING, name="Quyết định ban hành Kế hoạch và Kế hoạch")
