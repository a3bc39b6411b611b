"""Passwords: forgotten, first, changed."""

import re

import pytest
from django.core import mail
from django.test import Client

from cchc.accounts.models import User
from tests.cast import PASSWORD

NEW = "mua-xuan-nam-2025"


def ask(browser, name, **headers):
    return browser.post("/mat-khau/quen/", {"name": name}, **headers)


def link_in(message) -> str:
    return re.search(r"https?://\S+/mat-khau/dat/\S+", message.body).group()


@pytest.fixture
def mailed(cast, visitor, mail_at_once, django_capture_on_commit_callbacks):
    """``mailed("an")`` asks for a link and gives the letters sent."""

    def ask_for(name, **headers):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            response = ask(visitor, name, **headers)
        assert response["Location"] == "/mat-khau/da-gui/"
        return list(mail.outbox)

    return ask_for


def set_by(browser, link, password=NEW):
    form = browser.get(link[link.index("/mat-khau/") :])
    return browser.post(form["Location"], {"new_password1": password, "new_password2": password})


def test_a_link_goes_to_the_accounts_own_address(mailed):
    [letter] = mailed("an")
    assert (letter.to, letter.subject) == (["an@example.vn"], "Tài khoản Chỉ số CCHC: đặt mật khẩu lần đầu")


def test_the_mail_address_works_as_well_as_the_name(mailed):
    assert [letter.to for letter in mailed("AN@example.vn")] == [["an@example.vn"]]


def test_the_link_names_the_configured_site_whatever_host_the_request_claims(mailed, settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://cchc.bachthong.vn", ["*"]
    [letter] = mailed("an", HTTP_HOST="ke-gian.example", HTTP_X_FORWARDED_HOST="ke-gian.example")
    assert link_in(letter).startswith("https://cchc.bachthong.vn/mat-khau/dat/")
    assert "ke-gian" not in letter.body


@pytest.mark.parametrize("name", ["khong-co", "vang", "nguoi@khong.co"])
def test_the_answer_for_an_unknown_or_closed_account_is_the_same_and_no_mail_goes_out(mailed, name):
    User.objects.create_user("vang", full_name="Vàng", email="vang@example.vn", is_active=False)
    assert mailed(name) == []


def test_an_account_that_never_had_a_password_gets_its_first_one_in_this_way(mailed, cast):
    user = User(username="moi", full_name="Người Mới", email="moi@example.vn")
    user.set_unusable_password()
    user.save()
    [letter] = mailed("moi")
    browser = Client()
    assert set_by(browser, link_in(letter))["Location"] == "/dang-nhap/"
    assert browser.login(request=browser.get("/dang-nhap/").wsgi_request, username="moi", password=NEW)


def test_a_link_works_once_and_ends_every_session(mailed, cast):
    inside = Client()
    inside.force_login(cast.an, backend="django.contrib.auth.backends.ModelBackend")
    [letter] = mailed("an")
    assert set_by(Client(), link_in(letter)).status_code == 302
    assert inside.get("/huyen-a/").status_code == 302
    again = Client().get(link_in(letter)[link_in(letter).index("/mat-khau/") :])
    assert "không còn dùng được" in again.content.decode()


def test_a_weak_password_is_refused_in_words(mailed, cast):
    [letter] = mailed("an")
    response = set_by(Client(), link_in(letter), password="12345678")
    assert response.status_code == 200
    assert "an.set" not in response.content.decode()
    cast.an.refresh_from_db()
    assert cast.an.check_password(PASSWORD)


def test_the_fourth_request_for_one_name_from_one_address_is_put_off(cast, visitor, elsewhere, mail_at_once):
    assert [ask(visitor, "an").status_code for _ in range(4)] == [302, 302, 302, 429]
    assert ask(visitor, "binh").status_code == 302
    assert ask(Client(REMOTE_ADDR=elsewhere), "an").status_code == 302


def test_an_address_that_asks_for_many_names_is_put_off(cast, visitor, mail_at_once):
    statuses = [ask(visitor, f"ten-{number}").status_code for number in range(31)]
    assert (set(statuses[:30]), statuses[30]) == ({302}, 429)


def test_changing_ones_password_ends_the_other_sessions_and_not_this_one(cast, login):
    other = Client()
    other.force_login(cast.an, backend="django.contrib.auth.backends.ModelBackend")
    browser = login(cast.an)
    values = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert browser.post("/mat-khau/doi/", values).status_code == 302
    assert (browser.get("/huyen-a/").status_code, other.get("/huyen-a/").status_code) == (200, 302)


def test_a_wrong_old_password_changes_nothing(cast, login):
    values = {"old_password": "sai", "new_password1": NEW, "new_password2": NEW}
    response = login(cast.an).post("/mat-khau/doi/", values)
    assert "Mật khẩu đang dùng chưa đúng." in response.content.decode()
    cast.an.refresh_from_db()
    assert cast.an.check_password(PASSWORD)
