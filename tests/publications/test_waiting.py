"""After the council: who still owes what is counted down to on every page."""

from cchc.accounts.members import member_of
from criteria.rules.calendar import Phase
from publications.services import approve, publish
from publications.waiting import waits
from tests.publications.build import NOW, frozen, scored_campaign


def test_the_result_waits_for_the_leader_and_then_for_the_standing_office(cast, scope_a):
    def waiting():
        return [
            waits(member_of(person, year.campaign.tenant), year.campaign) for person in (cast.chi, cast.khanh, cast.an)
        ]

    year = scored_campaign(cast)
    assert waiting() == [Phase.PUBLICATION, None, None]
    snapshot = frozen(year, cast.chi)
    assert waiting() == [None, Phase.APPROVAL, None]
    approve(snapshot=snapshot, by=cast.khanh, at=NOW)
    assert waiting() == [Phase.PUBLICATION, None, None]
    publish(snapshot=snapshot, by=cast.chi, at=NOW)
    assert waiting() == [None, None, None]
