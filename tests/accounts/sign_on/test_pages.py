"""The whole way through the pages: the button, the provider, back, and every refusal in words."""

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from cchc.accounts import second_factor, totp
from cchc.accounts.models import OutsideIdentity, User
from cchc.accounts.sign_on import session
from cchc.accounts.views.sign_on import ASKED, WRONG
from cchc.web import kept
from tests.accounts.conftest import unused_address
from tests.accounts.test_entry import words
from tests.accounts.test_second_factor import RFC_SECRET, now_code
from tests.cast import PASSWORD

START, OWN, LOGIN = "/dang-nhap/mot-lan/", "/tai-khoan/dang-nhap-mot-lan/", "/dang-nhap/"
BACK = "/dang-nhap/mot-lan/ve/"
BUTTON = "Đăng nhập bằng tài khoản của tỉnh"


@pytest.fixture
def people(cast, there):
    there.people["an"] = {
        "sub": "7",
        "email": "an@example.vn",
        "email_verified": True,
        "preferred_username": "an.nguyen",
    }
    there.people["nobody"] = {"sub": "9", "email": "ai.do@example.vn", "email_verified": True}
    there.people["son"] = {"sub": "3", "email": "son@example.vn", "email_verified": True}
    return cast


@pytest.fixture
def login(visitor):
    """``login(user)``: the visitor, logged in as that person; failures count by address, so each has an own one."""

    def as_person(user):
        visitor.force_login(user, backend=session.BACKEND)
        return visitor

    return as_person


def another() -> Client:
    return Client(REMOTE_ADDR=unused_address())


def go(browser, **fields) -> str:
    """Press the button; where the page sends the browser. Only joining reads the password."""
    answer = browser.post(START, {"password": PASSWORD} | fields)
    assert answer.status_code == 200, words(answer)
    return answer.context["url"]


def come_in(browser, there, person="an", **fields):
    return browser.get(there.answer(go(browser, **fields), person))


def is_in(browser) -> bool:
    return browser.get("/tai-khoan/phien/").json()["in"]


def heading(answer) -> tuple[int, str]:
    return answer.status_code, answer.context["words"].heading


def test_without_a_provider_there_is_no_button_and_no_address(cast, visitor, login):
    assert BUTTON not in words(visitor.get(LOGIN))
    assert [visitor.post(START).status_code, visitor.get(BACK).status_code] == [404, 404]
    assert login(cast.an).get(OWN).status_code == 404
    assert "tài khoản của tỉnh" not in words(login(cast.an).get("/mat-khau/doi/"))


def test_the_button_leads_there_and_the_answer_in_with_a_new_session(people, there, visitor):
    page = visitor.get(LOGIN, {"next": "/huyen-a/2024/"})
    assert BUTTON in words(page)
    assert page["Content-Security-Policy"].count("form-action 'self'") == 1
    url = go(visitor, next="/huyen-a/2024/")
    before = visitor.session.session_key
    answer = visitor.get(there.answer(url, "an"))
    assert (answer.status_code, answer["Location"]) == (302, "/huyen-a/2024/")
    assert (is_in(visitor), visitor.session.session_key != before) == (True, True)
    joined = OutsideIdentity.objects.get()
    assert (joined.user, joined.subject, joined.named, joined.used_at is None) == (people.an, "7", "an.nguyen", False)


def test_the_way_there_carries_what_the_standard_asks_for(people, there, visitor):
    url = go(visitor)
    asked = dict(part.split("=") for part in url.partition("?")[2].split("&"))
    assert {name: asked[name] for name in ("response_type", "client_id", "scope", "code_challenge_method")} == {
        "response_type": "code",
        "client_id": "cchc",
        "scope": "openid+profile+email",
        "code_challenge_method": "S256",
    }
    assert [len(asked[name]) >= 32 for name in ("state", "nonce", "code_challenge")] == [True] * 3


@pytest.mark.parametrize(
    "next_",
    ["https://xau.example.vn/", "//xau.example.vn", "javascript:alert(1)", "", "\\\\xau.vn", "/\\xau.vn", "abc", "?a"],
)
def test_afterwards_nobody_is_led_to_another_site(people, there, visitor, next_):
    assert come_in(visitor, there, next=next_)["Location"] == "/"


def test_a_form_sent_after_the_sessions_end_is_carried_there_and_back(people, there, visitor):
    told = signing.dumps({"path": "/huyen-a/2024/", "fields": [["a", "1"]]}, salt=kept.SALT, compress=True)
    answer = come_in(visitor, there, kept=told)
    assert (answer.status_code, answer.context["held"].fields) == (200, [["a", "1"]])
    ended = another().post("/huyen-a/co-quan/them/", {"code": "1"})
    assert (ended.status_code, BUTTON in words(ended)) == (401, True)


def test_the_second_step_is_asked_for_here_too(people, there, visitor):
    second_factor.switch_on(user=people.an, secret=RFC_SECRET, typed=now_code(RFC_SECRET, -1), at=timezone.now())
    assert come_in(visitor, there, next="/huyen-a/2024/")["Location"] == "/dang-nhap/ma/"
    assert (is_in(visitor), OutsideIdentity.objects.count()) == (False, 0)
    answer = visitor.post(
        "/dang-nhap/ma/", {"code": totp.code_at(RFC_SECRET, totp.step_of(timezone.now().timestamp()))}
    )
    assert (answer["Location"], is_in(visitor), OutsideIdentity.objects.count()) == ("/huyen-a/2024/", True, 1)


def test_between_the_steps_the_account_may_have_been_joined_to_another(people, there, visitor):
    second_factor.switch_on(user=people.an, secret=RFC_SECRET, typed=now_code(RFC_SECRET, -1), at=timezone.now())
    come_in(visitor, there)
    told = {"issuer": there.issuer, "subject": "8", "made_at": timezone.now()}
    OutsideIdentity.objects.create(user=people.an, **told)
    answer = visitor.post(
        "/dang-nhap/ma/", {"code": totp.code_at(RFC_SECRET, totp.step_of(timezone.now().timestamp()))}
    )
    assert (answer["Location"], is_in(visitor)) == (LOGIN, False)
    assert "Tài khoản đang gắn với một tài khoản của tỉnh khác" in words(visitor.get(LOGIN))


@pytest.mark.parametrize(
    ("person", "told"),
    [
        ("nobody", (403, "Chưa có tài khoản ứng với tài khoản của tỉnh này")),
        ("son", (403, "Tài khoản quản trị đăng nhập bằng mật khẩu")),
    ],
)
def test_whom_we_do_not_know_and_administrators_are_told_so(people, there, visitor, person, told, caplog):
    assert heading(come_in(visitor, there, person)) == told
    assert (is_in(visitor), User.objects.filter(email="ai.do@example.vn").exists()) == (False, False)
    assert [one.message.split(" reason=")[0] for one in caplog.records if one.name == "cchc.security"] == [
        "failed login by provider"
    ]


def test_a_closed_account_and_an_unverified_mail_are_told_so(people, there, visitor):
    User.objects.filter(pk=people.an.pk).update(is_active=False)
    assert heading(come_in(visitor, there)) == (403, "Tài khoản trong phần mềm đã khóa")
    there.people["an"]["email_verified"] = False
    assert heading(come_in(visitor, there)) == (403, "Địa chỉ thư của tài khoản của tỉnh chưa được xác minh")


def test_refused_consent_and_a_provider_in_trouble_are_told_apart(people, there, visitor):
    refused = visitor.get(there.answer(go(visitor), error="access_denied", error_description="\n<b>không</b>"))
    assert heading(refused) == (403, "Chưa đăng nhập: đã từ chối ở hệ thống cấp tài khoản")
    assert "<b>không</b>" not in refused.content.decode()
    failed = visitor.get(there.answer(go(visitor), error="server_error"))
    assert heading(failed) == (403, "Hệ thống cấp tài khoản của tỉnh không cho đăng nhập")
    url = go(visitor)
    there.answers["/token"] = (500, b"")
    assert heading(visitor.get(there.answer(url, "an"))) == (503, "Hệ thống cấp tài khoản của tỉnh đang không trả lời")
    there.answers["/token"] = (200, b"?")
    assert heading(come_in(visitor, there)) == (502, "Hệ thống cấp tài khoản của tỉnh trả lời không đúng")


def test_a_provider_that_is_down_says_so_before_anybody_is_sent_there(people, there, visitor):
    there.answers["/.well-known/openid-configuration"] = (503, b"")
    answer = visitor.post(START, {"next": "/huyen-a/2024/"})
    assert heading(answer) == (503, "Hệ thống cấp tài khoản của tỉnh đang không trả lời")
    assert 'href="/dang-nhap/?next=/huyen-a/2024/"' in answer.content.decode()


GONE = (400, "Lần đăng nhập này không còn dùng được")


def test_a_state_that_is_forged_used_late_or_anothers_lets_nobody_in(people, there, visitor, monkeypatch):
    client = another()
    answer = there.answer(go(visitor), "an")
    assert heading(client.get(answer)) == GONE
    for forged in (BACK, f"{BACK}?state=", f"{BACK}?state=ằ&code=x", f"{BACK}?code=x&state={'x' * 5000}"):
        assert heading(visitor.get(forged)) == GONE
    assert visitor.get(answer).status_code == 302
    assert heading(visitor.get(answer)) == GONE
    monkeypatch.setattr(session, "OPEN_SECONDS", -1)
    assert heading(come_in(client, there)) == GONE


def test_a_token_for_another_login_and_the_answer_of_another_provider_let_nobody_in(people, there, visitor):
    there.claims = {"nonce": "another"}
    told = (403, "Không xác nhận được tài khoản của tỉnh")
    assert heading(come_in(visitor, there)) == told
    there.claims = {}
    mixed = there.answer(go(visitor), "an").replace("iss=http", "iss=https")
    assert heading(visitor.get(mixed)) == told
    assert heading(visitor.get(there.answer(go(visitor), "an").replace("code=", "codex=")))[0] == 502
    assert not is_in(visitor)


def test_two_tabs_may_be_on_their_way_and_a_dozen_are_not_kept(people, there, visitor):
    first, second = go(visitor), go(visitor)
    assert visitor.get(there.answer(first, "nobody")).status_code == 403
    assert visitor.get(there.answer(second, "an")).status_code == 302
    for _ in range(12):
        url = go(another())
    visitor.post("/dang-xuat/")
    kept_open = [go(visitor) for _ in range(12)]
    assert len(visitor.session[session.OPEN]) == session.MOST_OPEN
    assert (
        heading(visitor.get(there.answer(kept_open[0], "an"))) == heading(visitor.get(there.answer(url, "an"))) == GONE
    )


def test_after_many_refusals_the_address_waits_and_what_anybody_can_bring_about_does_not_count(
    people, there, visitor, monkeypatch
):
    monkeypatch.setattr("cchc.accounts.views.sign_on.FAILURES", 2)
    there.answers["/token"] = (500, b"")
    assert [come_in(visitor, there).status_code for _ in range(3)] == [503] * 3
    assert [visitor.get(f"{BACK}?state=x&code=x").status_code for _ in range(4)] == [400] * 4
    there.answers.clear()
    urls = [go(visitor) for _ in range(3)]
    assert [visitor.get(there.answer(url, "nobody")).status_code for url in urls] == [403, 403, 429]
    answer = visitor.post(START)
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")


def test_a_person_joins_the_two_accounts_by_hand_sees_it_and_parts_them_again(people, there, login):
    browser = login(people.binh)
    assert "Chưa gắn." in words(browser.get(OWN))
    url = go(browser)
    assert ("prompt=login" in url, "prompt=" in go(another())) == (True, False)
    assert browser.get(there.answer(url, "nobody"))["Location"] == OWN
    page = words(browser.get(OWN))
    assert ("Đã gắn tài khoản của tỉnh «ai.do@example.vn»." in page, "ai.do@example.vn" in page) == (True, True)
    assert "Bỏ gắn" in page
    other = another()
    assert come_in(other, there, "nobody").status_code == 302
    assert other.get("/tai-khoan/phien/").json()["username"] == "binh"
    browser.post(OWN)
    assert "Đã bỏ gắn tài khoản của tỉnh." in words(browser.get(OWN))
    assert OutsideIdentity.objects.count() == 0


def test_joining_asks_for_the_password_and_for_nobodys_guesses(people, there, login, monkeypatch):
    monkeypatch.setattr("cchc.accounts.views.sign_on.JOINS", 3)
    browser = login(people.binh)
    answers = [browser.post(START, typed) for typed in ({}, {"password": ""}, {"password": "\0" + "ằ" * 9999})]
    assert [(one.status_code, one.context["fault"]) for one in answers] == [(422, ASKED), (422, WRONG), (422, WRONG)]
    assert browser.post(START, {"password": PASSWORD}).status_code == 429
    assert session.OPEN not in browser.session


def test_an_identity_that_is_anothers_cannot_be_joined_and_only_who_asked_may_come_back(people, there, login):
    come_in(another(), there)
    browser = login(people.binh)
    assert heading(come_in(browser, there)) == (409, "Tài khoản của tỉnh này đã gắn với tài khoản khác")
    answer = there.answer(go(browser), "nobody")
    kept_session = browser.session
    kept_session[session.OPEN] = [way | {"user": people.giang.pk} for way in kept_session[session.OPEN]]
    kept_session.save()
    assert heading(browser.get(answer)) == GONE
    assert OutsideIdentity.objects.get().user == people.an


def test_an_administrator_is_not_even_sent_there(people, there, login):
    browser = login(people.son)
    assert heading(browser.post(START)) == (403, "Tài khoản quản trị đăng nhập bằng mật khẩu")
    assert "chỉ đăng nhập bằng mật khẩu" in words(browser.get(OWN))


def test_who_came_by_the_provider_leaves_there_too_and_who_came_by_password_does_not(people, there, visitor, login):
    come_in(visitor, there)
    token = visitor.session[session.HELD]
    page = visitor.post("/dang-xuat/")
    assert (page.status_code, is_in(visitor)) == (200, False)
    assert page.context["url"].startswith(f"{there.issuer}/logout?id_token_hint={token}&post_logout_redirect_uri=")
    assert login(people.an).post("/dang-xuat/")["Location"] == LOGIN


def test_a_provider_that_knows_no_logout_or_is_away_keeps_nobody_in(people, there, visitor):
    there.said = {"end_session_endpoint": None}
    come_in(visitor, there)
    assert (visitor.post("/dang-xuat/")["Location"], is_in(visitor)) == (LOGIN, False)
