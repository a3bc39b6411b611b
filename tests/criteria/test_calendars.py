"""Deadlines of a person: on the page, as a file, under a secret address; and how an extension reaches them."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from cchc.accounts.members import member_of
from cchc.accounts.models import Membership
from cchc.notices.models import Notification
from cchc.tenancy.scope import tenant_scope
from criteria.duties import deadlines
from criteria.models import CalendarFeed, Campaign, Extension
from criteria.queries import plan_of
from criteria.rules.calendar import HANOI, Phase
from criteria.services.extensions import Granted, extend, overtaken
from tests.criteria.build import small_campaign

NOW = datetime(2024, 12, 9, 10, tzinfo=HANOI)


@pytest.fixture
def year(cast):
    return small_campaign(cast, now=timezone.now())


def phases_of(cast, person, year):
    with tenant_scope(cast.tenant_a):
        member = member_of(person, cast.tenant_a)
        found = deadlines(member, year.campaign, plan_of(year.campaign), at=timezone.now())
        return {(one.phase.value, str(one.agency or ""), one.owed) for one in found}


def test_each_person_has_the_deadlines_of_their_own_work(cast, year):
    own = "Xã Cẩm Giàng"
    assert phases_of(cast, cast.an, year) == {("self_assessment", own, True), ("explanation", own, True)}
    assert {phase for phase, _, _ in phases_of(cast, cast.dung, year)} == {"appraisal", "reappraisal"}
    assert phases_of(cast, cast.khanh, year) == {("approval", "", True)}
    assert phases_of(cast, cast.oanh, year) == set()
    watched = {(phase, owed) for phase, _, owed in phases_of(cast, cast.chi, year)}
    assert watched >= {("self_assessment", False), ("survey", True), ("publication", True)}


def events(content):
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_the_file_shows_a_deadline_as_its_last_hour(cast, year, login):
    page = login(cast.an).get("/huyen-a/thoi-han/tai-ve.ics")
    assert page["Content-Type"] == "text/calendar; charset=utf-8"
    found = {str(event["summary"]): event for event in events(page.content)}
    event = found["Hạn Tự đánh giá: Xã Cẩm Giàng (năm 2024)"]
    assert event["dtend"].dt == year.steps["self_assessment"].closes
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(hours=1)


def test_the_secret_address_answers_without_login_until_it_is_changed_or_taken_back(cast, year, login, client):
    an = login(cast.an)

    def address():
        page = an.post("/huyen-a/thoi-han/dia-chi/", follow=True)
        return page.context["address"].partition("127.0.0.1")[2].partition("/")[2]

    first = "/" + address()
    assert [len(events(client.get(first).content)), client.get(first).status_code] == [2, 200]
    assert an.get("/huyen-a/thoi-han/").context["address"] == ""
    second = "/" + address()
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    assert client.get(second.replace("huyen-a", "huyen-b")).status_code == 404
    an.post("/huyen-a/thoi-han/dia-chi/", {"take_back": "1"})
    assert client.get(second).status_code == 404


def test_who_leaves_the_office_has_no_calendar_any_more(cast, year, login, client):
    page = login(cast.giang).post("/huyen-a/thoi-han/dia-chi/", follow=True)
    path = "/" + page.context["address"].split("/", 3)[3]
    with tenant_scope(cast.tenant_a):
        Membership.objects.filter(user=cast.giang).delete()
        assert CalendarFeed.objects.count() == 1
    assert client.get(path).status_code == 404


def grant(cast, year, *agencies, days=3, **more):
    closes = year.steps["self_assessment"].closes
    given = Granted(Phase.SELF_ASSESSMENT, closes + timedelta(days=days), "mưa lũ", "Chủ tịch", agencies, **more)
    with tenant_scope(cast.tenant_a):
        return extend(campaign=year.campaign, granted=given, by=cast.chi, at=timezone.now())


def told(cast):
    with tenant_scope(cast.tenant_a):
        rows = Notification.objects.filter(kind="extension", channel="inbox")
        return sorted(rows.values_list("recipient__username", flat=True))


def test_an_extension_is_told_to_the_agencys_people_and_to_nobody_else(cast, year, login):
    grant(cast, year, cast.a.commune_1)
    assert told(cast) == ["an", "binh"]
    page = login(cast.an).get("/huyen-a/thoi-han/")
    [row] = [one for one in page.context["ahead"] if one["deadline"].phase is Phase.SELF_ASSESSMENT]
    assert (row["deadline"].extended.reason, row["deadline"].extended.agency_id) == ("mưa lũ", cast.a.commune_1.pk)
    home = login(cast.an).get("/huyen-a/").content.decode()
    assert "Gia hạn: mưa lũ" in home
    assert "mưa lũ" not in login(cast.giang).get("/huyen-a/").content.decode()


def test_an_extension_for_all_is_told_to_everybody_who_assesses(cast, year):
    grant(cast, year)
    assert told(cast) == ["an", "binh", "giang"]


def test_later_steps_are_moved_by_as_many_days_where_that_is_asked(cast, year):
    rows = grant(cast, year, shift_later=True)
    assert {row.closes_at - row.former_closes_at for row in rows} == {timedelta(days=3)}
    assert len({row.batch for row in rows}) == 1
    with tenant_scope(cast.tenant_a):
        assert Extension.objects.count() == len(rows)


def test_the_steps_that_a_later_deadline_runs_into_are_named(cast, year):
    with tenant_scope(cast.tenant_a):
        late = year.steps["council"].closes + timedelta(hours=1)
        found = [step.phase for step in overtaken(Campaign.objects.get(), Phase.SELF_ASSESSMENT, late)]
    assert "council" in found
    assert "publication" not in found
