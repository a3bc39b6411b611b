"""After the council: who still owes what is counted down to on every page."""

from cchc.accounts.members import member_of
from criteria.rules.calendar import Phase
from publications.services import approve, freeze, publish
from publications.waiting import unfinished, waits
from tests.criteria.build import small_campaign
from tests.publications.build import NOW, frozen, published, scored_campaign


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
    assert unfinished() == {year.campaign.pk}
    publish(snapshot=snapshot, by=cast.chi, at=NOW)
    assert (waiting(), unfinished()) == ([None, None, None], set())
    freeze(campaign=year.campaign, by=cast.chi, at=NOW, reason="Sai số liệu")
    assert (waiting(), unfinished()) == ([None, None, None], {year.campaign.pk})


def test_a_correction_of_an_earlier_year_waits_on_the_leaders_page(cast, scope_a, login):
    year = scored_campaign(cast)
    published(cast, year)
    freeze(campaign=year.campaign, by=cast.chi, at=NOW, reason="Sai số liệu")
    small_campaign(cast, now=NOW, year=2025, code="KT25")
    home = login(cast.khanh).get("/huyen-a/").content.decode()
    assert "Phê duyệt kết quả năm 2024, phiên bản 2" in home
