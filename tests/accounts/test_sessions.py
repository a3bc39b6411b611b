"""All of a person's logins end at once: asked by the person or the standing office, or with the second factor."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from cchc.accounts import second_factor
from cchc.accounts.models import SecondFactor, User
from cchc.tenancy.models import AuditEvent
from cchc.tenancy.scope import tenant_scope
from tests.accounts.conftest import unused_address
from tests.accounts.test_entry import words
from tests.accounts.test_second_factor import OWN, RFC_SECRET, now_code
from tests.cast import PASSWORD

pytestmark = pytest.mark.usefixtures("still")
PAGE = "/tai-khoan/cac-phien/"


def is_in(browser) -> bool:
    return browser.get("/huyen-a/").status_code == 200


def opened(user) -> Client:
    """A browser at an address of its own, logged in as the account stands now."""
    browser = Client(REMOTE_ADDR=unused_address())
    browser.force_login(User.objects.get(pk=user.pk), backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def two(cast):
    """An at the desk, and An on a telephone that was lost."""
    return opened(cast.an), opened(cast.an)


def test_a_person_ends_every_other_session_and_goes_on_in_this_one(two, cast):
    desk, lost = two
    chi = opened(cast.chi)
    assert [is_in(browser) for browser in (desk, lost, chi)] == [True, True, True]
    answer = desk.post(PAGE, {"password": PASSWORD}, follow=True)
    assert "Đã kết thúc các phiên đăng nhập khác" in words(answer)
    assert [is_in(browser) for browser in (desk, lost, chi)] == [True, False, True]
    assert SESSION_KEY not in lost.session


def test_a_session_begun_after_an_ending_lives_until_the_next(two, cast):
    desk, _lost = two
    desk.post(PAGE, {"password": PASSWORD})
    later = opened(cast.an)
    assert is_in(later)
    desk.post(PAGE, {"password": PASSWORD})
    assert (is_in(desk), is_in(later)) == (True, False)


def test_a_wrong_password_ends_nothing_and_guessing_is_put_off(two):
    desk, lost = two
    for _ in range(6):
        answer = desk.post(PAGE, {"password": "doan-mo-mat-khau"})
        assert (answer.status_code, "Mật khẩu chưa đúng" in words(answer)) == (422, True)
    answer = desk.post(PAGE, {"password": PASSWORD})
    assert (answer.status_code, "Chờ 15 phút" in words(answer), is_in(lost)) == (422, True, True)


def test_an_account_without_a_password_is_not_asked_for_one(cast):
    cast.an.set_unusable_password()
    cast.an.save()
    desk, lost = opened(cast.an), opened(cast.an)
    assert 'name="password"' not in desk.get(PAGE).content.decode()
    desk.post(PAGE)
    assert (is_in(desk), is_in(lost)) == (True, False)


def test_the_standing_office_ends_the_sessions_of_a_person_and_the_diary_tells(two, cast):
    chi = opened(cast.chi)
    chi.post(f"/huyen-a/nguoi-dung/{cast.an.pk}/ket-thuc-phien/")
    assert ([is_in(browser) for browser in two], is_in(chi)) == ([False, False], True)
    with tenant_scope(cast.tenant_a):
        told = AuditEvent.objects.filter(verb="kết thúc các phiên đăng nhập").get()
    assert told.actor_id == cast.chi.pk


def test_the_standing_office_may_end_its_own_and_stays_in(cast):
    chi, lost = opened(cast.chi), opened(cast.chi)
    chi.post(f"/huyen-a/nguoi-dung/{cast.chi.pk}/ket-thuc-phien/")
    assert (is_in(chi), is_in(lost)) == (True, False)


def test_a_second_factor_switched_on_ends_the_logins_by_password_alone(two):
    desk, lost = two
    secret = desk.get(OWN).context["secret"].replace(" ", "")
    told = words(desk.post(OWN, {"code": now_code(secret, -1)}))
    assert "Các phiên đăng nhập khác của tài khoản đã kết thúc." in told
    assert (is_in(desk), is_in(lost)) == (True, False)


@pytest.mark.parametrize("by", ["the person", "the standing office", "the administrator", "the administrator's list"])
def test_switched_off_it_ends_the_other_logins_whoever_did_it(cast, by):
    now = timezone.now()
    assert second_factor.switch_on(user=cast.an, secret=RFC_SECRET, typed=now_code(RFC_SECRET, -1), at=now)
    desk, lost = opened(cast.an), opened(cast.an)
    held = SecondFactor.objects.get().pk
    site = "/quan-tri/accounts/secondfactor/"
    match by:
        case "the person":
            desk.post(OWN, {"code": now_code(RFC_SECRET)})
        case "the standing office":
            opened(cast.chi).post(f"/huyen-a/nguoi-dung/{cast.an.pk}/bo-hai-buoc/")
        case "the administrator":
            opened(cast.son).post(f"{site}{held}/delete/", {"post": "yes"})
        case _:
            sent = {"action": "delete_selected", "_selected_action": [held], "post": "yes"}
            opened(cast.son).post(site, sent)
    assert not SecondFactor.objects.exists()
    assert (is_in(desk), is_in(lost)) == (by == "the person", False)
