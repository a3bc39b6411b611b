"""Entering the forms about an agency, on the page where a person's work is handed over."""

from cchc.accounts.grants import GrantRefused
from cchc.accounts.handover import Duty, Holding, register_holding
from cchc.accounts.models import Membership, User
from cchc.tenancy.scope import active_tenant
from cchc.web.addresses import reverse
from criteria.queries import current_campaign
from surveys.models import SurveyStaff
from surveys.queries.fieldwork import Place, places


def duties(user: User) -> list[Duty]:
    """The agencies of the present year whose forms the person enters, with the forms of each.

    The work counts as that of the agency the person works for, whose head may pass it on.
    """
    campaign = current_campaign()
    rows = SurveyStaff.objects.filter(campaign=campaign, user=user).select_related("agency", "campaign")
    if campaign is None or not rows:
        return []
    works_for = Membership.objects.filter(user=user).exclude(agency=None).values_list("agency_id", flat=True).first()
    found = places(campaign, frozenset(row.agency_id for row in rows))
    return [_duty(row, works_for, [place for place in found if place.agency == row.agency]) for row in rows]


def _duty(row: SurveyStaff, works_for: int | None, found: list[Place]) -> Duty:
    words = f"Nhập phiếu khảo sát về {row.agency} – năm {row.campaign.year}"
    url = reverse("surveys:entry_places", args=[active_tenant().slug, row.campaign.year])  # type: ignore[union-attr]
    received, wanted = sum(one.received for one in found), sum(one.wanted for one in found)
    seconds = sum(one.seconds for one in found)
    state = f"{received}/{wanted} phiếu" + (f", {seconds} phiếu chờ nhập lần 2" if seconds else "")
    return Duty(row, words, url, works_for, state)


def pass_on(held: list[Duty], successor: User) -> None:
    """The successor enters instead; whoever did already keeps it once. Nobody enters about their own agency."""
    own = set(Membership.objects.filter(user=successor).values_list("agency_id", flat=True))
    for row in (duty.obj for duty in held):
        assert isinstance(row, SurveyStaff)
        if row.agency_id in own:
            raise GrantRefused(
                f"{successor} là người của {row.agency}, không nhập phiếu về đơn vị mình – chọn người khác."
            )
        SurveyStaff.objects.get_or_create(campaign=row.campaign, agency=row.agency, user=successor)
        row.delete()


def take_back(user: User) -> int:
    """Somebody who leaves enters no more forms, so that the office sees which agencies want somebody."""
    return SurveyStaff.objects.filter(user=user).delete()[0]


register_holding(SurveyStaff, Holding(duties, pass_on, take_back))
