"""Entering forms is part of what a person owes: listed, passed on in one step, and taken back from who leaves."""

import pytest

from cchc.accounts.grants import GrantRefused
from cchc.accounts.handover import duties_of, hand_over
from cchc.accounts.roles import Role
from cchc.accounts.services import leave
from surveys.models import SurveyStaff
from surveys.services.planning import assign_staff
from tests.cast import hold, make_user
from tests.surveys.build import paper, save

WORDS = "Nhập phiếu khảo sát về Xã Cẩm Giàng – năm 2024"


@pytest.fixture
def commune(cast):
    return cast.a.commune_1


@pytest.fixture
def given(cast, year, ks, commune, now, scope_a):
    """Dũng of the justice department enters the forms about commune 1; Tâm is a colleague there."""
    assign_staff(campaign=year.campaign, agency=commune, people=[cast.dung], by=cast.chi, at=now)
    save(ks, paper(commune, "1"), by=cast.chi, at=now)
    colleague = make_user("tam", "Lý Thị Tâm")
    hold(colleague, Role.APPRAISER, cast.a.justice)
    return colleague


def test_forms_to_enter_are_listed_and_pass_to_the_successor(cast, given, commune):
    (duty,) = duties_of(cast.dung)
    assert (duty.words, duty.state, duty.agency_id) == (WORDS, "1/3 phiếu", cast.a.justice.pk)
    assert hand_over(user=cast.dung, successor=given, by=cast.lien, agencies=frozenset([cast.a.justice.pk])) == 1
    assert list(SurveyStaff.objects.values_list("user__username", "agency")) == [("tam", commune.pk)]


def test_nobody_takes_over_the_forms_about_the_own_agency(cast, given, commune):
    hold(given, Role.OFFICER, commune)
    with pytest.raises(GrantRefused, match="Lý Thị Tâm là người của Xã Cẩm Giàng"):
        hand_over(user=cast.dung, successor=given, by=cast.chi)
    assert [duty.words for duty in duties_of(cast.dung)] == [WORDS]


def test_who_leaves_enters_no_more_forms(cast, given):
    leave(user=cast.dung, by=cast.chi)
    assert SurveyStaff.objects.count() == 0
