"""A session that ends in the middle of typing: what was typed is carried through the login."""

import re
from html import unescape

import pytest
from django.test import Client

from cchc.accounts.middleware import SEEN
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import tenant_scope
from cchc.web import kept
from tests.accounts.test_agency_pages import VALUES
from tests.accounts.test_entry import words
from tests.cast import PASSWORD


def hidden(response) -> dict[str, str]:
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    return {unescape(name): unescape(value) for name, value in fields}


@pytest.fixture
def expired(cast, login):
    """Chi, an hour after her last click."""
    browser = login(cast.chi)
    browser.get("/huyen-a/")
    session = browser.session
    session[SEEN] -= 3600
    session.save()
    return browser


def test_a_form_is_kept_shown_after_the_login_and_sent_again_by_hand(cast, expired):
    page = f"/huyen-a/co-quan/{cast.a.commune_1.pk}/"
    typed = VALUES | {"head_name": "Trần «Văn» <Bình>", "note": "dòng một\ndòng hai"}
    ended = expired.post(page, typed)
    assert (ended.status_code, "Phần vừa nhập được giữ lại" in words(ended)) == (401, True)
    back = expired.post("/dang-nhap/", {"username": "chi", "password": PASSWORD, "kept": hidden(ended)["kept"]})
    again = hidden(back)
    again.pop("csrfmiddlewaretoken")
    assert (again, f'action="{page}"' in back.content.decode()) == (typed, True)
    assert expired.post(page, again).status_code == 302
    with tenant_scope(cast.tenant_a):
        assert Agency.objects.get(code="001").head_name == "Trần «Văn» <Bình>"


def test_a_wrong_password_on_the_way_loses_nothing(cast, expired):
    ended = expired.post(f"/huyen-a/co-quan/{cast.a.commune_1.pk}/", VALUES)
    refused = expired.post("/dang-nhap/", {"username": "chi", "password": "sai", "kept": hidden(ended)["kept"]})
    assert hidden(refused)["kept"] == hidden(ended)["kept"]


@pytest.mark.parametrize("forged", ["x", "eyJwYXRoIjoiLyJ9:1abc:zzz"])
def test_a_text_that_is_not_ours_is_ignored(cast, visitor, forged):
    values = {"username": "chi", "password": PASSWORD, "kept": forged}
    assert visitor.post("/dang-nhap/", values)["Location"] == "/"
    assert kept.read(forged) is None


def test_a_page_that_is_only_read_goes_through_the_login_and_back(expired):
    assert expired.get("/huyen-a/co-quan/?q=x")["Location"] == "/dang-nhap/?next=/huyen-a/co-quan/%3Fq%3Dx"


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"X-Requested-With": "fetch"}])
def test_a_script_gets_401_and_no_login_page_in_a_cell(cast, headers):
    response = Client(headers=headers).post("/huyen-a/co-quan/them/", VALUES)
    assert (response.status_code, response.content.decode()) == (401, "Phiên làm việc đã hết.")


def test_passwords_and_files_are_not_carried(cast):
    response = Client().post("/huyen-a/nguoi-dung/them/", {"username": "x", "new_password1": "mat-khau"})
    assert [name for name, _ in kept.read(hidden(response)["kept"]).fields] == ["username"]


def test_an_old_token_is_told_to_the_pages_script(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.chi, backend="django.contrib.auth.backends.ModelBackend")
    response = browser.post("/huyen-a/co-quan/them/", VALUES, headers={"X-CSRFToken": "cu"})
    assert (response.status_code, response["X-Token-Refused"]) == (403, "1")
    assert "Trang đã mở quá lâu, chưa ghi được" in words(response)
