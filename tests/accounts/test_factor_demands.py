"""A second factor asked of a role: told before, set up first from the day on, other tenants and the account open."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cchc.accounts.factor_demands import demanded, set_demands
from cchc.accounts.models import SecondFactor
from cchc.accounts.roles import Role
from cchc.accounts.services import open_staff_session
from cchc.tenancy.audit import history
from cchc.tenancy.scope import tenant_scope
from tests.accounts.test_entry import words
from tests.accounts.test_second_factor import now_code
from tests.cast import hold

PAGE = "/huyen-a/nguoi-dung/xac-thuc-hai-buoc/"
OWN = "/tai-khoan/xac-thuc-hai-buoc/?don-vi=huyen-a"
ASKED = "Bật xác thực hai bước"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def ask(cast, today):
    def go(role=Role.OFFICER, days=0):
        with tenant_scope(cast.tenant_a):
            set_demands(tenant=cast.tenant_a, wanted={role: today + timedelta(days=days)}, by=cast.chi)

    return go


def asked(cast):
    with tenant_scope(cast.tenant_a):
        return demanded()


def test_the_office_asks_from_a_week_later_or_a_day_of_its_own_and_the_diary_says_so(cast, login, today):
    chi = login(cast.chi)
    near = today + timedelta(days=1)
    chi.post(PAGE, {"leader-on": "on", "leader-from": "", "chair-on": "on", "chair-from": f"{near}"})
    assert asked(cast) == {Role.LEADER: today + timedelta(days=7), Role.CHAIR: near}
    chi.post(PAGE, {"chair-on": "on", "chair-from": f"{near}"})
    assert asked(cast) == {Role.CHAIR: near}
    with tenant_scope(cast.tenant_a):
        lines = [line.changes for line in history(cast.tenant_a)]
    assert lines == [
        {"Người phê duyệt": [str(today + timedelta(days=7)), None]},
        {"Chủ tịch Hội đồng": [None, str(near)], "Người phê duyệt": [None, str(today + timedelta(days=7))]},
    ]


def test_a_day_gone_by_is_refused_and_stays_where_it_stands_already(cast, login, ask, today):
    answer = login(cast.chi).post(PAGE, {"leader-on": "on", "leader-from": f"{today - timedelta(days=1)}"})
    assert answer.context["form"].errors == {"leader-from": ["Ngày bắt đầu đã qua; chọn từ hôm nay trở đi."]}
    ask(Role.LEADER, days=-3)
    login(cast.chi).post(PAGE, {"leader-on": "on", "leader-from": f"{today - timedelta(days=3)}"})
    assert asked(cast) == {Role.LEADER: today - timedelta(days=3)}


def test_the_page_tells_how_many_of_a_role_have_none_and_leads_to_them(cast, login):
    SecondFactor.objects.create(user=cast.an, secret="x", made_at=timezone.now())
    chi = login(cast.chi)
    counts = {role: (count, without) for role, _, _, count, without in chi.get(PAGE).context["rows"]}
    assert (counts[Role.OFFICER], counts[Role.CHAIR]) == ((2, 1), (1, 1))
    found = chi.get("/huyen-a/nguoi-dung/", {"vai-tro": "officer", "chua-hai-buoc": "1"}).context["page"]
    assert [user.username for user in found] == ["giang"]


def test_before_the_day_the_home_page_tells_whoever_is_asked_and_nobody_else(cast, login, ask):
    ask(days=1)
    assert [ASKED in words(login(person).get("/huyen-a/")) for person in (cast.an, cast.binh)] == [True, False]


def test_from_the_day_on_every_page_of_the_tenant_leads_to_the_setting_up(cast, login, ask):
    ask()
    an = login(cast.an)
    assert [an.get(page)["Location"] for page in ("/huyen-a/", "/huyen-a/thong-bao/")] == [OWN, OWN]
    assert "Bật xong mới làm việc tiếp được ở Huyện A." in words(an.get(OWN))
    told = an.get("/huyen-a/", headers={"X-Requested-With": "fetch"})
    assert (told.status_code, told["X-Detour"], list(told.json())) == (403, OWN, ["message"])
    assert [an.get(page).status_code for page in ("/?chon=1", "/mat-khau/doi/", OWN)] == [200, 200, 200]
    public = an.get("/huyen-a/cong-bo/")
    assert (public.status_code, public.wsgi_request.member) == (200, None)
    assert login(cast.binh).get("/huyen-a/").status_code == 200


def test_other_tenants_of_the_person_stay_open_and_logging_out_too(cast, login, ask):
    with tenant_scope(cast.tenant_b):
        hold(cast.an, Role.OFFICER, cast.b.commune)
    ask()
    an = login(cast.an)
    assert an.get("/huyen-b/").status_code == 200
    assert an.post("/dang-xuat/").status_code == 302


def test_who_sets_it_up_goes_on_and_what_was_typed_is_sent_after_it(cast, login, ask):
    ask(Role.COORDINATOR)
    chi = login(cast.chi)
    refused = chi.post(PAGE, {"leader-on": "on"})
    assert (refused.status_code, refused["X-Detour"], asked(cast).keys()) == (403, OWN, {Role.COORDINATOR})
    shown = chi.post(OWN, {"kept": refused.context["kept"]})
    code = now_code(shown.context["secret"].replace(" ", ""))
    done = chi.post(OWN, {"kept": shown.context["kept"], "code": code})
    assert (done.context["resumed"].path, done.context["resumed"].fields) == (PAGE, [["leader-on", "on"]])
    assert "Bật xong mới làm việc tiếp được" not in words(done)
    assert chi.get("/huyen-a/").status_code == 200


def test_who_lost_the_telephone_is_let_in_again_to_set_it_up_anew(cast, login, ask):
    SecondFactor.objects.create(user=cast.an, secret="x", made_at=timezone.now())
    ask()
    assert login(cast.an).get("/huyen-a/").status_code == 200
    login(cast.chi).post(f"/huyen-a/nguoi-dung/{cast.an.pk}/bo-hai-buoc/")
    cast.an.refresh_from_db()
    assert login(cast.an).get("/huyen-a/")["Location"] == OWN


def test_an_administrator_of_the_system_is_asked_as_the_coordinator_is(cast, login, ask):
    ask(Role.COORDINATOR)
    with tenant_scope(cast.tenant_a):
        open_staff_session(user=cast.son, reason="Kiểm tra", hours=1, at=timezone.now())
    assert login(cast.son).get("/huyen-a/")["Location"] == OWN
    SecondFactor.objects.create(user=cast.son, secret="x", made_at=timezone.now())
    assert login(cast.son).get("/huyen-a/").status_code == 200
