"""The step of the first campaign's guide that says who appraises what."""

from councils.models import Assignment
from criteria.guide import Act, Step, Where, register_step
from criteria.models import Criterion


def assigning(where: Where) -> Step:
    """Done once every area of the campaign's sets has a department; it can wait until the appraisal begins."""
    campaign = where.campaign
    sets = campaign.sets.values("criteria_set") if campaign else []
    areas = Criterion.objects.filter(criteria_set__in=sets, level=Criterion.Level.AREA).count()
    count = Assignment.objects.filter(campaign=campaign).count() if campaign else 0
    page = where.url("councils:assignments", where.year)
    return Step(
        "phan-cong",
        "Phân công thẩm định",
        "Phòng nào thẩm định lĩnh vực, tiêu chí nào. Bộ tiêu chí đã ghi cơ quan thẩm định thì lấy theo một lần bấm.",
        bool(count),
        (f"Đã ghi {count} phân công cho {areas} lĩnh vực.",) if count else (),
        () if count else ("Chưa phân công lĩnh vực nào. Làm sau được, trước ngày bắt đầu thẩm định.",),
        (Act("Phân công thẩm định", page),) if campaign else (),
        blocking=False,
    )


register_step(70, assigning)
