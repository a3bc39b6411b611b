"""The second step of logging in: codes by the clock, taken once, and ways back for whoever has lost the telephone."""

import pytest
from django.core import signing
from django.utils import timezone

from cchc.accounts import second_factor, totp
from cchc.accounts.models import SecondFactor
from cchc.web import kept
from tests.accounts.test_entry import try_login, words
from tests.cast import PASSWORD

STEP = "/dang-nhap/ma/"
OWN = "/tai-khoan/xac-thuc-hai-buoc/"
pytestmark = pytest.mark.usefixtures("still")
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # «12345678901234567890», RFC 6238 appendix B


@pytest.mark.parametrize(("at", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_codes_are_those_of_the_rfc(at, code):
    assert totp.code_at(RFC_SECRET, totp.step_of(at)) == code


def test_a_code_is_taken_a_step_early_or_late_and_only_once():
    codes = {step: totp.code_at(RFC_SECRET, step) for step in (98, 99, 100, 101, 102)}
    found = {
        step: totp.matching_step(RFC_SECRET, code, at=100 * totp.SECONDS, after=99) for step, code in codes.items()
    }
    assert found == {98: None, 99: None, 100: 100, 101: 101, 102: None}


def now_code(secret, steps=0):
    return totp.code_at(secret, totp.step_of(timezone.now().timestamp()) + steps)


@pytest.fixture
def recovery(cast):
    """An has the second step on, with the code of the half minute before."""
    return second_factor.switch_on(user=cast.an, secret=RFC_SECRET, typed=now_code(RFC_SECRET, -1), at=timezone.now())


def test_after_the_password_the_code_is_asked_and_leads_on(cast, recovery, visitor):
    assert try_login(visitor, next="/huyen-a/2024/")["Location"] == STEP
    assert visitor.get("/")["Location"].startswith("/dang-nhap/")
    assert visitor.get("/tai-khoan/phien/").json()["second"] is True
    wrong = visitor.post(STEP, {"code": "000000"})
    assert (wrong.status_code, "Mã chưa đúng hoặc đã dùng." in words(wrong)) == (422, True)
    assert visitor.post(STEP, {"code": now_code(RFC_SECRET)})["Location"] == "/huyen-a/2024/"
    assert visitor.get("/")["Location"] == "/huyen-a/"


def test_a_form_sent_after_the_sessions_end_is_carried_through_both_steps(cast, recovery, visitor):
    told = signing.dumps({"path": "/huyen-a/2024/", "fields": [["a", "1"]]}, salt=kept.SALT, compress=True)
    try_login(visitor, kept=told)
    answer = visitor.post(STEP, {"code": now_code(RFC_SECRET)})
    assert (answer.status_code, answer.context["held"].fields) == (200, [["a", "1"]])


def test_after_six_codes_nobody_guesses_on_not_even_with_the_right_one(cast, recovery, visitor):
    try_login(visitor)
    codes = ["000000"] * 6 + [now_code(RFC_SECRET)]
    assert [visitor.post(STEP, {"code": code}).status_code for code in codes] == [422] * 6 + [429]


def test_a_code_seen_over_the_shoulder_lets_nobody_in_a_second_time(cast, recovery, visitor, client):
    for browser, status in ((visitor, 302), (client, 422)):
        try_login(browser)
        assert browser.post(STEP, {"code": now_code(RFC_SECRET)}).status_code == status


def test_a_recovery_code_works_once_with_or_without_its_dash(cast, recovery):
    told = {"user": cast.an, "at": timezone.now()}
    assert second_factor.passes(typed=f" {recovery[0].upper()} ", **told) is True
    assert second_factor.passes(typed=recovery[0], **told) is False
    assert second_factor.passes(typed=recovery[1].replace("-", ""), **told) is True
    assert len(SecondFactor.objects.get().recovery) == second_factor.RECOVERY_CODES - 2


def test_without_the_password_there_is_no_second_step(cast, recovery, visitor):
    assert visitor.post(STEP, {"code": now_code(RFC_SECRET)})["Location"] == "/dang-nhap/"
    try_login(visitor)
    cast.an.set_password("mot-mat-khau-khac")
    cast.an.save()
    assert visitor.post(STEP, {"code": now_code(RFC_SECRET)})["Location"] == "/dang-nhap/"


def test_a_person_switches_it_on_with_the_app_and_off_again(cast, login):
    browser = login(cast.an)
    secret = browser.get(OWN).context["secret"].replace(" ", "")
    assert browser.post(OWN, {"code": "000000"}).status_code == 422
    assert browser.get(OWN).context["secret"].replace(" ", "") == secret
    shown = browser.post(OWN, {"code": now_code(secret, -1)})
    assert len(shown.context["codes"]) == second_factor.RECOVERY_CODES
    held = SecondFactor.objects.get()
    assert (secret in held.secret, shown.context["codes"][0] in str(held.recovery)) == (False, False)
    assert browser.post(OWN, {"code": now_code(secret)}).status_code == 302
    assert not second_factor.has_second_factor(cast.an)


def test_the_standing_office_takes_it_off_for_whoever_lost_the_telephone(cast, recovery, login, visitor):
    login(cast.chi).post(f"/huyen-a/nguoi-dung/{cast.an.pk}/bo-hai-buoc/")
    assert try_login(visitor)["Location"] == "/"


def test_the_administration_site_has_no_login_of_its_own(cast, recovery, visitor):
    assert visitor.get("/quan-tri/login/?next=/quan-tri/")["Location"] == "/dang-nhap/?next=/quan-tri/"
    visitor.post("/quan-tri/login/", {"username": "an", "password": PASSWORD})
    assert "_auth_user_id" not in visitor.session
