"""The mobile number: Vietnamese, entered by the person or the office, taken off by emptying it."""

import pytest
from django.urls import reverse

from cchc.accounts.mobile import NOT_AGREED, WAITING, WRONG, normal
from cchc.tenancy.audit import history
from cchc.tenancy.scope import tenant_scope

OWN = reverse("accounts:own_mobile")


@pytest.mark.parametrize("typed", ["0912345678", "+84 912 345 678", "84912345678", "0912.345.678", "(091) 234-5678"])
def test_a_number_is_kept_in_one_form_however_it_is_typed(typed):
    assert normal(typed) == "0912345678"


@pytest.mark.parametrize(
    "typed", ["091234567", "09123456789", "0212345678", "113", "+1 912 345 678", "٠٩١٢٣٤٥٦٧٨", "số"]
)
def test_what_is_no_vietnamese_mobile_number_is_refused(typed):
    with pytest.raises(ValueError):
        normal(typed)


def test_a_person_enters_the_own_number_and_takes_it_off(cast, login):
    client = login(cast.an)
    assert client.post(OWN, {"mobile": "113"}).context["form"].errors == {"mobile": [WRONG]}
    for typed, kept in (("+84 912 345 678", "0912345678"), ("", "")):
        assert client.post(OWN, {"mobile": typed}).headers["Location"] == OWN
        cast.an.refresh_from_db()
        assert cast.an.mobile == kept


def test_the_office_enters_it_on_the_persons_page_and_the_diary_says_so(cast, login):
    page = reverse("accounts:person", args=["huyen-a", cast.an.pk])
    typed = {"full_name": cast.an.full_name, "email": cast.an.email, "mobile": "0912 345 678"}
    login(cast.chi).post(page, typed)
    cast.an.refresh_from_db()
    assert cast.an.mobile == "0912345678"
    with tenant_scope(cast.tenant_a):
        assert history(cast.an).get().changes == {"số điện thoại di động": ["", "0912345678"]}


def test_a_number_from_a_list_is_asked_about_on_the_home_page_and_agreed_to_by_the_person(cast, login):
    type(cast.an).objects.filter(pk=cast.an.pk).update(mobile="0912345678", mobile_agreed=False)
    client, home = login(cast.an), reverse("accounts:home", args=["huyen-a"])
    question = "Nhận tin nhắn nhắc hạn trên điện thoại?"
    assert question in client.get(home).content.decode()
    assert WAITING in client.get(OWN).content.decode()
    person = login(cast.chi).get(reverse("accounts:person", args=["huyen-a", cast.an.pk]))
    assert person.context["form"].fields["mobile"].help_text == NOT_AGREED
    client = login(cast.an)
    client.post(OWN, {"mobile": "0912 345 678"})
    cast.an.refresh_from_db()
    assert cast.an.text_number == "0912345678"
    assert question not in client.get(home).content.decode()


def test_without_a_sender_nothing_of_it_is_shown_and_a_kept_number_stays(cast, login, settings):
    settings.MESSAGES = ""
    cast.an.mobile = "0912345678"
    cast.an.save()
    assert login(cast.an).get(OWN).status_code == 404
    page = reverse("accounts:person", args=["huyen-a", cast.an.pk])
    assert "mobile" not in login(cast.chi).get(page).context["form"].fields
    login(cast.chi).post(page, {"full_name": "Nguyễn Thị An Mới", "email": cast.an.email})
    cast.an.refresh_from_db()
    assert (cast.an.full_name, cast.an.mobile) == ("Nguyễn Thị An Mới", "0912345678")
