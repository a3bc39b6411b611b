"""The citizen's page without a script, as a browser sends it."""

import re
import secrets
from datetime import timedelta
from html import unescape
from ipaddress import IPv6Address

import pytest
from django.test import Client

from surveys.models import LinkSheet, Response, SurveyLink
from surveys.rules.tokens import new_token
from surveys.views.public import form
from tests.surveys.build import links


@pytest.fixture
def now():
    from django.utils import timezone

    return timezone.now()


@pytest.fixture
def made(cast, ks, now):
    return links(ks, cast.a.commune_1, by=cast.chi, at=now)


@pytest.fixture
def anybody():
    """Somebody at an address nobody has asked from: the counters of guesses outlive a test."""
    return Client(REMOTE_ADDR=str(IPv6Address(secrets.randbits(128))))


def address(token):
    return f"/khao-sat/{token}/"


def fields(page):
    """Hidden fields of the form on the page."""
    html = page.content.decode()
    return {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    }


def question(page):
    return unescape(re.search(r"<h1[^>]*>(.*?)</h1>", page.content.decode())[1])


def walked(client, token, answers, page=None):
    """Answer screen after screen; gives the headings seen and the last page."""
    page = page or client.post(address(token), fields(client.get(address(token))))
    seen = []
    for answer in answers:
        seen.append(question(page))
        code = fields(page)["buoc"]
        page = client.post(address(token), fields(page) | ({f"a-{code}": answer} if answer else {}))
    return seen, page


WHOLE = ["1", "12", "1", "1", "2", "3", "1", ""]
"""P1, N1, CD1, CD2, F1 «Không» (CD3 isn't asked), M1, TP1, T1."""


def test_a_form_goes_from_screen_to_screen_and_is_stored_at_the_end(anybody, made, scope_a):
    seen, page = walked(anybody, made.tokens[0], WHOLE)
    assert seen == [
        "Nhóm tuổi",
        "Thời gian chờ (phút)",
        "Nơi ngồi chờ",
        "Có bị gây phiền hà không",
        "Đã từng góp ý",
        "Biết qua kênh nào",
        "Chỉ đạo, điều hành",
        "Ý kiến khác",
    ]
    assert question(page) == "Đã nhận phiếu, cảm ơn ông/bà"
    stored = Response.objects.get()
    assert stored.answers.count() == 7


def test_an_answer_opens_the_question_that_depends_on_it(anybody, made):
    seen, _ = walked(anybody, made.tokens[0], [*WHOLE[:4], "1", "1"])
    assert seen[-2:] == ["Đã từng góp ý", "Xử lý góp ý"]


def test_a_question_left_empty_is_asked_again_in_words(anybody, made):
    _, page = walked(anybody, made.tokens[0], ["1", "", ""])
    assert page.status_code == 422
    assert question(page) == "Nơi ngồi chờ"
    assert "Chọn một phương án, hoặc chọn «Không trả lời câu này»." in page.content.decode()


def test_any_question_may_be_declined(anybody, made, scope_a):
    _, page = walked(anybody, made.tokens[0], ["0", "", "0", "1", "2", "0", "0", ""])
    assert question(page) == "Đã nhận phiếu, cảm ơn ông/bà"
    assert set(Response.objects.get().answers.values_list("question__code", flat=True)) == {"CD2", "F1"}


def test_going_back_keeps_what_was_answered(anybody, made):
    _, page = walked(anybody, made.tokens[0], WHOLE[:3])
    page = anybody.post(address(made.tokens[0]), fields(page) | {"lui": "1"})
    assert question(page) == "Nơi ngồi chờ"
    assert re.search(r'name="a-CD1" value="1" checked', page.content.decode())


def test_an_answer_changed_on_the_way_back_drops_what_is_no_longer_asked(anybody, made, scope_a):
    token = made.tokens[0]
    _, page = walked(anybody, token, [*WHOLE[:4], "1", "5"])
    page = anybody.post(address(token), fields(page) | {"lui": "1"})
    page = anybody.post(address(token), fields(page) | {"lui": "1"})
    assert question(page) == "Đã từng góp ý"
    _, page = walked(anybody, token, ["2", "1", "1", ""], page)
    assert question(page) == "Đã nhận phiếu, cảm ơn ông/bà"
    assert "CD3" not in Response.objects.get().answers.values_list("question__code", flat=True)


def test_a_form_in_which_everything_is_declined_is_not_taken(anybody, made, scope_a):
    _, page = walked(anybody, made.tokens[0], ["0", "", "0", "0", "0", "0", "0", ""])
    assert "Phiếu chưa có câu trả lời nào" in page.content.decode()
    assert Response.objects.count() == 0


def test_the_last_screen_sent_twice_thanks_twice_and_stores_one_form(anybody, made, scope_a):
    _, page = walked(anybody, made.tokens[0], WHOLE[:7])
    last = fields(page)
    answers = [question(anybody.post(address(made.tokens[0]), last)) for _ in range(2)]
    assert answers == ["Đã nhận phiếu, cảm ơn ông/bà"] * 2
    assert Response.objects.count() == 1


def test_a_used_an_expired_and_a_closed_link_say_so_politely(anybody, made, scope_a, cast, now):
    walked(anybody, made.tokens[0], WHOLE)
    assert question(anybody.get(address(made.tokens[0]))) == "Mã này đã dùng rồi"
    LinkSheet.objects.update(expires_at=now - timedelta(minutes=1))
    assert question(anybody.get(address(made.tokens[1]))) == "Mã này đã hết hạn"
    LinkSheet.objects.update(withdrawn_at=now)
    page = anybody.get(address(made.tokens[1]))
    assert (page.status_code, question(page)) == (410, "Đợt lấy ý kiến đã đóng, hoặc chưa mở")


def test_no_page_of_the_survey_sets_a_cookie_or_is_kept_or_found(anybody, made):
    pages = [anybody.get(address(made.tokens[0])), walked(anybody, made.tokens[0], WHOLE[:2])[1]]
    pages.append(anybody.get(address("1-" + "a" * 27)))
    for page in pages:
        assert not page.cookies
        assert page["Referrer-Policy"] == "no-referrer"
        assert page["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert page["Cache-Control"] == "private, no-store"


def test_reading_the_page_uses_nothing_up(anybody, made, scope_a):
    for _ in range(3):
        anybody.get(address(made.tokens[0]))
    assert sum(SurveyLink.objects.values_list("uses", flat=True)) == 0


def test_the_script_sends_the_whole_form_and_hears_in_words_what_is_wrong(anybody, made, scope_a):
    head = {"X-Requested-With": "fetch"}
    some = {"once": "k", "a-CD1": "9", "a-CD2": "1"}
    page = anybody.post(address(made.tokens[0]), some, headers=head)
    assert (page.status_code, set(page.json()["faults"])) == (422, {"CD1", "F1", "TP1"})
    whole = {"once": "k", "a-CD1": "1", "a-CD2": "1", "a-F1": "2", "a-TP1": "0"}
    answers = [anybody.post(address(made.tokens[0]), whole, headers=head) for _ in range(2)]
    assert [(one.status_code, one.json()) for one in answers] == [(200, {"state": "taken"})] * 2
    other = anybody.post(address(made.tokens[0]), whole | {"once": "other"}, headers=head)
    assert (other.status_code, other.json()) == (410, {"state": "used"})


def test_many_forms_a_minute_by_one_link_are_asked_to_wait(anybody, made, monkeypatch):
    monkeypatch.setattr("surveys.views.public.USES", {LinkSheet.Kind.SINGLE: 2, LinkSheet.Kind.DESK: 2})
    statuses = [anybody.post(address(made.tokens[0]), {"once": "k"}).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert anybody.get(address(made.tokens[0])).status_code == 200


def test_the_worker_is_served_from_the_folder_it_looks_after(anybody):
    answer = anybody.get("/khao-sat/phieu.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"


@pytest.mark.slow
def test_ten_thousand_guesses_learn_nothing_and_lock_nobody_out(anybody, made, cast, rf):
    """Unknown, malformed, another tenant's: one page; soon refused unseen; a right one from the same place opens."""
    kinds = [cast.tenant_a.pk, cast.tenant_b.pk, 999_999]
    pages, statuses = set(), []
    for number in range(10_000):
        token = new_token(kinds[number % 60]) if number % 60 < 3 else f"{kinds[0]}-{'a' * (number % 60)}"
        page = form(rf.get("/khao-sat/", REMOTE_ADDR=anybody.defaults["REMOTE_ADDR"]), token=token)
        statuses.append(page.status_code)
        pages.add((page.content, *page.headers.items()))
    assert len(pages) == 1
    assert (statuses[:30], set(statuses[30:])) == ([404] * 30, {429})
    assert anybody.get(address(made.tokens[0])).status_code == 200
    assert anybody.get(address(new_token(kinds[0]))).content == page.content
