"""Whose request it is, behind proxies of ours and without."""

import pytest

from cchc.tenancy.models import AuditEvent
from cchc.tenancy.scope import tenant_scope
from cchc.web.middleware import visitor_address


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "<script>", "10.0.0.1"),
        (1, "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(proxies, forwarded, address):
    meta = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}
    assert visitor_address(meta, proxies) == address


def test_without_the_header_the_peer_is_the_visitor():
    assert visitor_address({"REMOTE_ADDR": "10.0.0.1"}, 1) == "10.0.0.1"


def test_the_diary_keeps_the_address_and_the_number_of_the_request(cast, login, settings):
    settings.PROXY_COUNT = 1
    browser = login(cast.chi)
    response = browser.post(
        f"/huyen-a/nguoi-dung/{cast.oanh.pk}/thoi-lam-viec/", headers={"X-Forwarded-For": "1.1.1.1, 203.0.113.9"}
    )
    with tenant_scope(cast.tenant_a):
        line = AuditEvent.objects.get()
    assert (line.ip, line.request_id) == ("203.0.113.9", response["X-Request-ID"])


@pytest.mark.parametrize("address", ["/huyen-a/bo-tieu-chi/%00/", "/huyen-a/co-quan/?loai=%00", "/%00/"])
def test_a_nul_in_an_address_is_answered_with_a_page(cast, login, address):
    answer = login(cast.chi).get(address)
    assert (answer.status_code, "Chưa nhận được yêu cầu vừa gửi" in answer.content.decode()) == (400, True)
    assert "default-src 'self'" in answer["Content-Security-Policy"]
