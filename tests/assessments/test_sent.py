"""The countdown knows what was done: a file that was sent is owed no more."""

from assessments.models import Assessment
from assessments.sent import remember
from cchc.accounts.members import member_of
from criteria.duties import deadlines, next_owed
from criteria.models import Campaign
from criteria.queries import plan_of


def owed(person, campaign, now):
    member = member_of(person, campaign.tenant)
    found = deadlines(member, campaign, plan_of(campaign, member.own_agency_ids), at=now)
    return next_owed(member, campaign, found)


def test_a_file_is_owed_until_it_has_been_sent(file, cast, now):
    def standing(state):
        Assessment.objects.update(state=state, submitted_at=now)
        found = owed(cast.an, Campaign.objects.get(), now)
        return found.deadline.phase if found.deadline else "", found.done

    assert standing("draft") == ("self_assessment", "")
    assert standing("pending_head") == ("self_assessment", "")
    assert standing("submitted") == ("", "Hồ sơ đã gửi")
    assert standing("appraised") == ("", "Hồ sơ đã gửi")


def test_an_agency_that_does_not_take_part_owes_nothing(file, cast, now):
    campaign = Campaign.objects.get()
    campaign.participants.filter(agency=cast.a.commune_1).delete()
    assert owed(cast.an, campaign, now).done == "Đơn vị không tham gia kỳ này"


def test_a_page_that_has_read_the_file_asks_nothing_more(file, cast, now, django_assert_num_queries):
    campaign = Campaign.objects.get()
    plan, member = plan_of(campaign, [cast.a.commune_1.pk]), member_of(cast.an, campaign.tenant)
    file.campaign, file.state = campaign, "submitted"
    remember(file)
    with django_assert_num_queries(0):
        assert next_owed(member, campaign, deadlines(member, campaign, plan, at=now)).done == "Hồ sơ đã gửi"
