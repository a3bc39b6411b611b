"""The plan's own words and one extension, so that the district's papers and history show something."""

from datetime import timedelta

from cchc.accounts.roles import Role
from cchc.demo.seed import Seeding, user_in
from cchc.tenancy.models import Agency
from criteria.models import Campaign
from criteria.rules.calendar import Phase
from criteria.services.extensions import Granted, extend
from criteria.services.plan import save_texts


def lay_out_plan(work: Seeding, campaign: Campaign) -> None:
    """Inside the tenant's scope, once the year is open."""
    coordinator = user_in(work, Role.COORDINATOR)
    funding = f"Kinh phí thực hiện Kế hoạch được bảo đảm từ ngân sách nhà nước năm {campaign.year}."
    save_texts(campaign=campaign, texts={"funding": funding}, by=coordinator, at=work.moment(-12))
    step = campaign.steps.filter(phase=Phase.SELF_ASSESSMENT).first()
    agency = _agency(campaign)
    if step is None or step.closes is None or agency is None or step.closes < work.moment(0):
        return
    granted = Granted(
        phase=Phase.SELF_ASSESSMENT,
        closes_at=step.closes + timedelta(days=3),
        reason="Mất điện, mất kết nối do mưa lũ",
        approver=campaign.tenant.leader_title,
        agencies=[agency],
        request_paper=f"Công văn số 45/UBND ngày {work.today - timedelta(days=2):%d/%m/%Y} của UBND {_called(agency)}",
    )
    extend(campaign=campaign, granted=granted, by=coordinator, at=work.moment(-1))


def _agency(campaign: Campaign) -> Agency | None:
    return Agency.objects.filter(participations__campaign=campaign).order_by("-sort_key").first()


def _called(agency: Agency) -> str:
    return f"{agency.name[:1].lower()}{agency.name[1:]}"
