"""The pages of people and roles."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.tenancy.scope import tenant_scope
from tests.accounts.test_entry import words
from tests.cast import hold, make_user

PEOPLE = "/huyen-a/nguoi-dung/"


@pytest.fixture
def chi(cast, login):
    return login(cast.chi)


def names(response):
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', response.content.decode())


def roles_of(user, tenant):
    with tenant_scope(tenant):
        return sorted(Membership.objects.filter(user=user).values_list("role", flat=True))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "thu giang"}, ["Lê Thu Giang"]),
        ({"q": "GIANG Lê"}, ["Lê Thu Giang"]),
        ({"q": "đỗ"}, ["Đỗ Văn Phúc"]),
        ({"q": "khong ai ca"}, []),
        ({"vai-tro": "chair"}, ["Đỗ Văn Phúc"]),
        ({"vai-tro": "sai"}, []),
    ],
)
def test_the_list_is_searched_with_and_without_diacritics_and_filtered(chi, query, found):
    assert names(chi.get(PEOPLE, query)) == found


def test_the_list_filters_by_agency_and_ignores_a_code_that_is_none(cast, chi):
    assert names(chi.get(PEOPLE, {"co-quan": cast.a.commune_1.pk})) == ["Nguyễn Thị An", "Trần Văn Bình"]
    assert len(names(chi.get(PEOPLE, {"co-quan": "x' OR 1=1"}))) == 11


def test_who_never_logged_in_can_be_listed(cast, chi):
    User.objects.exclude(pk=cast.quy.pk).update(last_login=timezone.now())
    assert names(chi.get(PEOPLE, {"chua-dang-nhap": "1"})) == ["Bùi Văn Quý"]


def test_people_of_another_tenant_are_not_listed_and_not_found(cast, chi):
    assert "Hoàng Thị Hà" not in names(chi.get(PEOPLE))
    assert chi.get(f"{PEOPLE}{cast.ha.pk}/").status_code == 404
    assert chi.post(f"{PEOPLE}{cast.ha.pk}/thoi-lam-viec/").status_code == 404


def queries_of(browser) -> int:
    with CaptureQueriesContext(connection) as queries:
        browser.get(PEOPLE)
    return len(queries)


def test_the_list_asks_as_many_questions_for_three_people_more(cast, chi):
    queries_of(chi)  # the first visit writes the session
    before = queries_of(chi)
    with tenant_scope(cast.tenant_a):
        for number in range(3):
            hold(make_user(f"nguoi-{number}", f"Người {number}"), Role.OFFICER, cast.a.commune_2)
    assert queries_of(chi) == before


def test_a_person_is_added_with_a_first_role(cast, chi):
    values = {"username": "Mai.Moi", "full_name": "Hoàng Thị Mai", "role": "officer", "agency": cast.a.commune_1.pk}
    response = chi.post(f"{PEOPLE}them/", values)
    user = User.objects.get(username="mai.moi")
    assert response["Location"] == f"{PEOPLE}{user.pk}/"
    assert roles_of(user, cast.tenant_a) == ["officer"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"username": "mai moi"}, "không dùng làm tên đăng nhập được"),
        ({"username": "ha", "full_name": "Người Khác"}, "Tên đăng nhập này đã có người dùng"),
        ({"role": "head"}, "Vai trò «Lãnh đạo đơn vị được đánh giá» phải gắn với một cơ quan, đơn vị."),
        ({"role": "giam-doc"}, "giam-doc"),
    ],
)
def test_what_cannot_be_added_is_said_and_kept_on_the_page(cast, chi, values, said):
    response = chi.post(f"{PEOPLE}them/", {"username": "mai.moi", "full_name": "Hoàng Mai", "role": "leader"} | values)
    assert response.status_code == 200
    assert said in words(response)
    assert not User.objects.filter(full_name="Hoàng Mai").exists()


def test_an_agency_of_another_tenant_cannot_be_chosen(cast, chi):
    values = {"username": "mai.moi", "full_name": "Hoàng Mai", "role": "officer", "agency": cast.b.commune.pk}
    assert chi.post(f"{PEOPLE}them/", values).status_code == 200
    assert not User.objects.filter(username="mai.moi").exists()


def test_a_role_is_given_and_taken_on_the_persons_page(cast, chi):
    page = f"{PEOPLE}{cast.oanh.pk}/"
    chi.post(f"{page}them-vai-tro/", {"them-role": "leader"})
    assert roles_of(cast.oanh, cast.tenant_a) == ["leader", "observer"]
    with tenant_scope(cast.tenant_a):
        membership = Membership.objects.get(user=cast.oanh, role="leader")
    assert chi.post(f"{page}bot-vai-tro/{membership.pk}/")["Location"] == page
    assert roles_of(cast.oanh, cast.tenant_a) == ["observer"]


def test_a_role_of_somebody_else_is_not_taken_by_a_forged_number(cast, chi):
    with tenant_scope(cast.tenant_a):
        of_an = Membership.objects.get(user=cast.an)
    assert chi.post(f"{PEOPLE}{cast.oanh.pk}/bot-vai-tro/{of_an.pk}/").status_code == 404
    assert roles_of(cast.an, cast.tenant_a) == ["officer"]


def test_the_last_coordinator_is_told_why_the_role_stays(cast, chi):
    response = chi.post(f"{PEOPLE}{cast.chi.pk}/thoi-lam-viec/", follow=True)
    assert "Đây là người điều phối cuối cùng của đơn vị" in words(response)
    assert roles_of(cast.chi, cast.tenant_a) == ["coordinator"]


def test_taking_the_last_role_leads_back_to_the_list_and_shuts_the_door_at_once(cast, chi, client):
    inside = type(client)()
    inside.force_login(cast.oanh, backend="django.contrib.auth.backends.ModelBackend")
    assert inside.get("/huyen-a/").status_code == 200
    assert chi.post(f"{PEOPLE}{cast.oanh.pk}/thoi-lam-viec/")["Location"] == PEOPLE
    assert inside.get("/huyen-a/").status_code == 404


def test_name_and_mail_are_changed_and_the_history_shows_it(cast, chi):
    page = f"{PEOPLE}{cast.oanh.pk}/"
    chi.post(page, {"full_name": "Mai Thị Kiều Oanh", "email": "", "salutation": "bà", "position": ""})
    cast.oanh.refresh_from_db()
    assert (cast.oanh.full_name, cast.oanh.email, cast.oanh.called) == ("Mai Thị Kiều Oanh", "", "bà Oanh")
    history = words(chi.get(page))
    assert "họ và tên: Mai Thị Oanh → Mai Thị Kiều Oanh" in history
    assert "thư điện tử: oanh@example.vn → (trống)" in history


def test_the_form_is_not_shown_for_somebody_who_works_elsewhere_too(cast, chi):
    with tenant_scope(cast.tenant_b):
        hold(cast.oanh, Role.OBSERVER)
    page = f"{PEOPLE}{cast.oanh.pk}/"
    assert "Tài khoản còn dùng ở đơn vị khác" in words(chi.get(page))
    refused = chi.post(page, {"full_name": "Mai Thị Oanh", "email": "cuop@ke-gian.example"})
    assert "Người này còn làm việc ở đơn vị khác" in words(refused)


def test_a_password_mail_is_started_by_the_office_and_chosen_by_the_person(
    cast, chi, mail_at_once, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        chi.post(f"{PEOPLE}{cast.oanh.pk}/dat-mat-khau/")
    assert [letter.to for letter in mail.outbox] == [["oanh@example.vn"]]


def test_without_an_address_no_mail_is_promised(cast, chi):
    User.objects.filter(pk=cast.oanh.pk).update(email="")
    response = chi.post(f"{PEOPLE}{cast.oanh.pk}/dat-mat-khau/", follow=True)
    assert "chưa có thư điện tử" in words(response)
