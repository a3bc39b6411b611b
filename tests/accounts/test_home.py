"""«Việc của tôi»."""

import re

from django.utils import timezone

from cchc.accounts.models import User
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import tenant_scope
from tests.accounts.test_entry import words


def filled_buttons(response) -> list[str]:
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    found = re.findall(r'class="btn btn-primary"[^>]*>(.*?)</', main, re.S)
    return [re.sub(r"<svg.*|<[^>]+>", "", text, flags=re.S).strip() for text in found]


def test_the_first_thing_to_do_has_the_only_filled_button(cast, login):
    User.objects.exclude(pk__in=[cast.quy.pk, cast.oanh.pk]).update(last_login=timezone.now())
    response = login(cast.chi).get("/huyen-a/")
    assert "Việc nên làm tiếp" in words(response)
    assert len(filled_buttons(response)) == 1


def test_a_new_tenant_begins_with_its_list_of_agencies(cast, login):
    with tenant_scope(cast.tenant_a):
        Agency.objects.update(role="appraiser")
    response = login(cast.chi).get("/huyen-a/")
    assert "Nhập danh sách cơ quan, đơn vị" in words(response)
    assert filled_buttons(response) == ["Làm tiếp"]


def test_nothing_to_do_is_said_in_words(cast, login):
    response = login(cast.quy).get("/huyen-a/")
    assert "Không có việc nào đang chờ" in words(response)
    assert filled_buttons(response) == []


def test_the_page_greets_by_salutation_and_names_the_agency(cast, login):
    User.objects.filter(pk=cast.an.pk).update(salutation="chị")
    page = words(login(cast.an).get("/huyen-a/"))
    assert re.search(
        r"Chào buổi (sáng|trưa|chiều|tối), chị An\. Hôm nay là (thứ \w+|Chủ nhật), ngày \d\d/\d\d/\d{4}", page
    )
    assert "Xã Cẩm Giàng Việc của tôi" in page


def test_only_those_who_run_the_tenant_find_its_lists_in_the_menu(cast, login):
    lists = ["/huyen-a/co-quan/", "/huyen-a/nguoi-dung/", "/huyen-a/nhat-ky/"]
    shown = {
        name: [url for url in lists if f'href="{url}"' in login(getattr(cast, name)).get("/huyen-a/").content.decode()]
        for name in ("chi", "oanh", "an")
    }
    assert shown == {"chi": lists, "oanh": lists[2:], "an": []}


def test_an_unknown_tenant_is_not_found(cast, login):
    browser = login(cast.an)
    assert [browser.get(path).status_code for path in ("/khong-co/", "/huyen-b/", "/api/")] == [404] * 3
