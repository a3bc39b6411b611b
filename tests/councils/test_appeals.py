"""Appeals on provisional results: when they are heard, who takes them back, and what the database keeps whole."""

import pytest
from django.db import IntegrityError, transaction

from councils.models import Appeal
from councils.services import replying
from councils.services.appraising import Refused
from criteria.rules.calendar import Phase
from tests.councils.build import EXPLAINING, appraised_campaign, member

pytestmark = pytest.mark.usefixtures("scope_a")


@pytest.fixture
def done(cast, now):
    """Every appraisal ended, in the days of explanation and council."""
    return appraised_campaign(cast, now=now, phase=[*EXPLAINING, Phase.COUNCIL], finished=True)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [({"state": "accepted"}, "appeal_decided_has_reason"), ({"content": ""}, "appeal_says_why")],
)
def test_the_database_keeps_appeals_whole(appeal, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(**changes)


def test_an_appeal_is_heard_only_while_the_provisional_score_is_shown(cast, done, now):
    file = done.files[cast.a.commune_1.pk]
    done.campaign.provisional_view = "none"
    type(done.campaign).objects.filter(pk=done.campaign.pk).update(provisional_view="none")
    with pytest.raises(Refused, match="cho xem điểm dự kiến"):
        replying.file_appeal(
            assessment=file, leaf=done.leaves["1.3"], by=member(cast, cast.binh), at=now, content="Xem lại."
        )


def test_the_head_takes_an_appeal_back_and_an_officer_does_not(cast, appeal, now):
    with pytest.raises(Refused, match="không thuộc quyền"):
        replying.withdraw_appeal(appeal=appeal, by=member(cast, cast.an), at=now)
    assert replying.withdraw_appeal(appeal=appeal, by=member(cast, cast.binh), at=now).state == "withdrawn"
