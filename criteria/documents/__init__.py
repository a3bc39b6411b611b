"""Papers made from plan and criteria, and what every paper of a campaign shares (`context`)."""

from cchc.documents.registry import Phase, register
from criteria.documents import extension, plan, standalone

register(
    "01",
    plan.build,
    phase=Phase.PREPARING,
    name="Quyết định ban hành Kế hoạch và Kế hoạch",
    glance=plan.glance,
    for_all=True,
)
register("02", standalone.build, phase=Phase.PREPARING, name="Kế hoạch ban hành riêng", glance=standalone.glance)
register(
    "18",
    extension.build,
    phase=Phase.SELF_ASSESSMENT,
    name="Quyết định gia hạn",
    subjects=extension.batches,
)
