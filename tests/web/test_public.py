"""Pages for everybody are handed out from the process, and never longer than they are true."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from cchc.web.public import SHELF, Page, PublicPagesMiddleware, Shelf, keep, kept

AT = "Fri, 17 Jan 2025 09:00:00 GMT"


@pytest.fixture(autouse=True)
def shelf(settings):
    settings.PUBLIC_PAGES_SECONDS = 60
    SHELF.clear()
    yield SHELF
    SHELF.clear()


class Site:
    """A view that counts its askings and shows what it is told to."""

    def __init__(self):
        self.asked, self.words, self.marked, self.status = 0, "một", True, 200

    @property
    def tag(self):
        return {"một": '"1"', "hai": '"2"'}[self.words]

    def __call__(self, request):
        self.asked += 1
        if self.status == 404:
            return HttpResponse(status=404)
        if (page := kept(request, self.tag)) is not None:
            return page
        response = HttpResponse(self.words, headers={"ETag": self.tag, "Last-Modified": AT})
        return keep(response) if self.marked else response


def ask(site, address="/a/cong-bo/", method="get", **headers):
    cookies = headers.pop("cookies", {})
    request = getattr(RequestFactory(HTTP_HOST="testserver"), method)(address, headers=headers)
    request.COOKIES.update(cookies)
    return PublicPagesMiddleware(site)(request)


def expire():
    for page in SHELF._pages.values():
        page.until = 0


def test_a_page_is_made_once_whatever_stands_in_the_query():
    site = Site()
    pages = [ask(site), ask(site), ask(site, "/a/cong-bo/?zarsrc=30")]
    assert (site.asked, [page.content.decode() for page in pages]) == (1, ["một"] * 3)


def test_a_reader_who_has_the_page_gets_304_without_the_view():
    site = Site()
    ask(site)
    same = [ask(site, if_none_match='"1"'), ask(site, if_modified_since=AT)]
    assert (site.asked, [answer.status_code for answer in same]) == (1, [304, 304])


@pytest.mark.parametrize(
    "asking",
    [{"cookies": {settings.SESSION_COOKIE_NAME: "x"}}, {"method": "head"}, {"method": "post"}, {"address": "/b/"}],
)
def test_whoever_may_be_logged_in_and_other_requests_pass_by(asking):
    site = Site()
    ask(site)
    ask(site, **asking)
    assert site.asked == 2


def test_a_page_that_is_not_marked_or_sets_a_cookie_is_not_kept():
    site = Site()
    site.marked = False
    ask(site)
    ask(site)
    assert site.asked == 2

    def greeting(request):
        response = keep(HttpResponse("xin chào", headers={"ETag": '"x"', "Last-Modified": AT}))
        response.set_cookie("a", "b")
        return response

    ask(greeting, "/c/")
    assert SHELF.fresh(("testserver", "/c/")) is None


def test_after_its_time_one_asks_the_view_and_the_others_still_get_the_page():
    site = Site()
    ask(site)
    expire()
    site.words = "hai"
    assert SHELF.fresh(("testserver", "/a/cong-bo/")) is None
    assert ask(site).content.decode() == "một"
    expire()
    assert [ask(site).content.decode() for _ in range(2)] == ["hai", "hai"]


def test_the_same_tag_brings_the_page_back_without_making_it():
    shelf = Shelf()
    shelf.put(("h", "/"), Page(b"x", {"ETag": '"1"'}, until=0))
    assert shelf.same(("h", "/"), '"1"').content == b"x"
    assert shelf.same(("h", "/"), '"2"') is None


def test_a_page_that_is_gone_is_gone_for_all():
    site = Site()
    ask(site)
    expire()
    site.status = 404
    assert [ask(site).status_code for _ in range(3)] == [404, 404, 404]


def test_the_shelf_has_an_end_and_the_least_read_leave_first():
    shelf = Shelf(limit=25)
    for name in "abc":
        shelf.put(("h", name), Page(b"0123456789", {}, until=1e12))
        shelf.fresh(("h", "a"))
    assert [bool(shelf.fresh(("h", name))) for name in "abc"] == [True, False, True]


def test_nothing_is_kept_where_the_office_turns_it_off(settings):
    settings.PUBLIC_PAGES_SECONDS = 0
    site = Site()
    ask(site)
    ask(site)
    assert site.asked == 2
