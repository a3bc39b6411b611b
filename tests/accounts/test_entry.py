"""Logging in and out, the first page, staying logged in."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from cchc.accounts.middleware import SEEN
from cchc.accounts.models import User
from cchc.accounts.roles import Role
from cchc.tenancy.scope import tenant_scope
from tests.cast import PASSWORD, hold

LOGIN = "/dang-nhap/"


def try_login(browser, username="an", password=PASSWORD, **more):
    return browser.post(LOGIN, {"username": username, "password": password, **more})


def words(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_the_right_password_leads_to_the_only_tenant(cast, visitor):
    response = try_login(visitor)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert visitor.get("/")["Location"] == "/huyen-a/"


def test_a_capital_letter_and_blanks_around_the_name_are_forgiven(cast, visitor):
    assert try_login(visitor, username=" An ").status_code == 302


def test_logging_in_changes_the_session_key(cast, visitor):
    session = visitor.session
    session["fixed"] = "by somebody else"
    session.save()
    visitor.cookies["sessionid"] = before = session.session_key
    try_login(visitor)
    assert visitor.cookies["sessionid"].value != before


def test_a_wrong_password_says_how_many_tries_are_left_and_keeps_the_name(cast, visitor):
    response = try_login(visitor, password="sai")
    assert response.status_code == 200
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in words(response)
    assert "Còn 5 lần thử." in words(response)
    assert 'value="an"' in response.content.decode()


def test_an_unknown_name_a_closed_account_and_a_wrong_password_read_alike(cast, visitor):
    User.objects.filter(pk=cast.binh.pk).update(is_active=False)
    wrong, closed, unknown = (words(try_login(visitor, username=name, password="sai")) for name in ("an", "binh", "vo"))
    assert "Còn 5 lần thử." in wrong
    assert (closed, unknown) == (wrong, wrong)
    assert "Còn 4 lần thử." in words(try_login(visitor, username="binh"))


def test_the_seventh_wrong_password_meets_429_with_the_time_to_wait(cast, visitor):
    statuses = [try_login(visitor, password="sai").status_code for _ in range(7)]
    assert (statuses[:5], statuses[6]) == ([200] * 5, 429)
    response = try_login(visitor)
    assert (response.status_code, response["Retry-After"]) == (429, "900")
    assert "15 phút" in words(response)


def test_a_locked_name_locks_nobody_else_at_the_same_address_nor_itself_elsewhere(cast, visitor, address, elsewhere):
    for _ in range(7):
        try_login(visitor, password="sai")
    assert try_login(Client(REMOTE_ADDR=address), username="giang").status_code == 302
    assert try_login(Client(REMOTE_ADDR=elsewhere)).status_code == 302


@pytest.mark.parametrize(
    ("wanted", "target"),
    [
        ("/huyen-a/co-quan/?q=x", "/huyen-a/co-quan/?q=x"),
        ("https://ke-gian.example/", "/"),
        ("//ke-gian.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_after_login_one_lands_where_one_wanted_if_it_is_ours(cast, visitor, wanted, target):
    assert try_login(visitor, next=wanted)["Location"] == target


def test_logging_out_takes_a_post(cast, login):
    browser = login(cast.an)
    assert browser.get("/dang-xuat/").status_code == 405
    assert browser.post("/dang-xuat/")["Location"] == LOGIN
    assert browser.get("/huyen-a/")["Location"] == f"{LOGIN}?next=/huyen-a/"


def test_somebody_with_several_tenants_chooses(cast, login):
    with tenant_scope(cast.tenant_b):
        hold(cast.an, Role.OBSERVER)
    response = login(cast.an).get("/")
    assert re.findall(r'href="(/huyen-[ab]/)"', response.content.decode()) == ["/huyen-a/", "/huyen-b/"]


def test_somebody_without_a_tenant_is_told_so(cast, login):
    nobody = User.objects.create_user("vang", password=PASSWORD, full_name="Ngô Thị Vàng")
    assert "Tài khoản chưa có vai trò ở đơn vị nào" in words(login(nobody).get("/"))


def test_the_first_page_asks_strangers_to_log_in(cast, visitor):
    assert visitor.get("/")["Location"] == f"{LOGIN}?next=/"


def test_the_login_page_shows_the_letterhead_of_the_place_one_is_going_to(cast, visitor):
    assert "HUYỆN B" in words(visitor.get(LOGIN, {"next": "/huyen-b/2024/"}))
    assert "HUYỆN" not in words(visitor.get(LOGIN))


def test_staying_logged_in_moves_the_end_of_the_session(cast, login):
    browser = login(cast.an)
    browser.get("/huyen-a/")
    session = browser.session
    session[SEEN] -= 50
    session.save()
    assert browser.post(reverse("accounts:keep_alive")).status_code == 204
    assert browser.session[SEEN] >= session[SEEN] + 50


def test_staying_logged_in_is_too_late_after_the_end(cast, visitor):
    assert visitor.post(reverse("accounts:keep_alive")).status_code == 401


def test_a_page_left_open_learns_of_the_new_login_and_gets_a_token_for_its_forms(cast, visitor, login):
    assert visitor.get("/tai-khoan/phien/").json() == {"in": False, "second": False, "login": LOGIN}
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.an, backend="django.contrib.auth.backends.ModelBackend")
    state = browser.get("/tai-khoan/phien/").json()
    assert (state["in"], state["name"], state["username"]) == (True, "Nguyễn Thị An", "an")
    assert browser.post("/tai-khoan/con-lam-viec/").status_code == 403
    assert browser.post("/tai-khoan/con-lam-viec/", headers={"X-CSRFToken": state["token"]}).status_code == 204
