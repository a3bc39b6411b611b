"""Handing over everything a person was given: listed, passed on in one step, and only by who is in charge."""

import pytest

from assessments.services import assessment_for, share_out
from cchc.accounts import grants
from cchc.accounts.handover import duties_of, hand_over, successors_of
from cchc.accounts.models import Membership
from cchc.accounts.roles import Role
from cchc.tenancy import audit
from councils.models import Assignment
from tests.cast import hold, make_user
from tests.criteria.build import small_campaign


@pytest.fixture
def shared(cast, scope_a, django_user_model):
    """Two branches of commune 1's file given to An; Yến is the other officer."""
    from django.utils import timezone

    year = small_campaign(cast, now=timezone.now())
    file = assessment_for(year.campaign, cast.a.commune_1, by=cast.chi)
    for code in ("1.2", "2.2"):
        share_out(assessment=file, criterion=year.leaves[code], officers=[cast.an], by=cast.binh)
    year.colleague = make_user("yen", "Đặng Thị Yến")
    hold(year.colleague, Role.OFFICER, cast.a.commune_1)
    return year


def words(user):
    return [duty.words for duty in duties_of(user)]


EVERYTHING = [
    "Chấm 1.2 Sáng kiến cải cách hành chính – hồ sơ năm 2024 của Xã Cẩm Giàng",
    "Chấm 2.2 Xử lý vấn đề sau kiểm tra – hồ sơ năm 2024 của Xã Cẩm Giàng",
]


def test_everything_given_is_listed_in_words(cast, shared):
    assert words(cast.an) == EVERYTHING
    assert [duty.state for duty in duties_of(cast.an)] == ["0/1 mục đã chấm", "0/1 mục đã chấm"]


def test_everything_passes_to_the_successor_in_one_step(cast, shared):
    assert hand_over(user=cast.an, successor=shared.colleague, by=cast.binh) == 2
    assert (words(cast.an), words(shared.colleague)) == ([], EVERYTHING)
    line = audit.history(cast.an).first()
    assert (line.verb, line.changes["người nhận"]) == ("bàn giao việc", [None, "Đặng Thị Yến"])


def test_successors_are_people_of_the_same_agency_and_kind(cast, shared):
    assert successors_of(cast.an) == [cast.binh, shared.colleague]
    assert successors_of(cast.dung) == [cast.lien]
    assert successors_of(cast.oanh) == []


def test_a_head_hands_over_the_own_agency_alone(login, cast, shared):
    assignment = Assignment.objects.create(
        campaign=shared.campaign, criterion=shared.leaves["1.3"], department=cast.a.justice
    )
    hold(cast.an, Role.APPRAISER, cast.a.justice)
    grants.grant(user=cast.an, codename="appraise_assignment", obj=assignment, by=cast.lien)
    answer = login(cast.binh).post(f"/huyen-a/nguoi-dung/{cast.an.pk}/ban-giao/", {"successor": shared.colleague.pk})
    assert answer.status_code == 302
    assert (words(shared.colleague), len(duties_of(cast.an))) == (EVERYTHING, 1)


@pytest.mark.parametrize(("person", "status"), [("binh", 200), ("chi", 200), ("lien", 404), ("an", 403), ("oanh", 403)])
def test_who_may_hand_over_an_officers_work(login, cast, shared, person, status):
    assert login(getattr(cast, person)).get(f"/huyen-a/nguoi-dung/{cast.an.pk}/ban-giao/").status_code == status


def test_a_successor_from_elsewhere_is_refused_with_words(login, cast, shared):
    answer = login(cast.binh).post(f"/huyen-a/nguoi-dung/{cast.an.pk}/ban-giao/", {"successor": cast.giang.pk})
    assert answer.status_code == 422
    assert "Người này không cùng đơn vị – chọn trong danh sách." in answer.content.decode()
    assert words(cast.an) == EVERYTHING


def test_handing_over_and_leaving_is_one_step_for_the_standing_office(login, cast, shared):
    sent = {"successor": shared.colleague.pk, "leaves": "on"}
    login(cast.chi).post(f"/huyen-a/nguoi-dung/{cast.an.pk}/ban-giao/", sent)
    assert not Membership.objects.filter(user=cast.an).exists()
    assert words(shared.colleague) == EVERYTHING


def test_a_head_cannot_end_somebodys_work(login, cast, shared):
    sent = {"successor": shared.colleague.pk, "leaves": "on"}
    login(cast.binh).post(f"/huyen-a/nguoi-dung/{cast.an.pk}/ban-giao/", sent)
    assert Membership.objects.filter(user=cast.an).exists()
