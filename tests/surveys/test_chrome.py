from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from cchc.accounts.members import member_of
from surveys.chrome import survey_entry, survey_todos
from tests.criteria.build import small_campaign
from tests.surveys.build import filled, save, with_survey


@pytest.fixture
def now():
    return timezone.now()


def request_of(cast, person):
    member = member_of(getattr(cast, person), cast.tenant_a)
    return SimpleNamespace(tenant=cast.tenant_a, member=member, resolver_match=None)


@pytest.mark.parametrize(
    ("person", "shown"), [("chi", True), ("oanh", True), ("lien", True), ("an", False), ("dung", False)]
)
def test_the_menu_has_the_survey_for_those_who_read_every_file(cast, year, scope_a, person, shown):
    entry = survey_entry(request_of(cast, person))
    assert (entry is not None) is shown
    assert entry is None or (entry.label, entry.url) == ("Khảo sát", "/huyen-a/2024/khao-sat/")


def test_a_year_without_a_survey_has_no_entry(cast, year, scope_a):
    year.campaign.has_survey = False
    year.campaign.save()
    request = request_of(cast, "chi")
    assert (survey_entry(request), list(survey_todos(request))) == (None, [])


def test_agencies_below_the_quota_wait_for_the_coordinator(cast, ks, now):
    save(ks, *[filled(cast.a.commune_1, f"{n}") for n in range(3)], by=cast.chi, at=now)
    (todo,) = survey_todos(request_of(cast, "chi"))
    assert (todo.title, todo.detail, todo.tone) == (
        "2 đơn vị chưa đủ phiếu khảo sát",
        "Phiếu khảo sát người dân 3/9 phiếu.",
        "warn",
    )
    assert list(survey_todos(request_of(cast, "minh"))) == []


def test_nothing_waits_once_every_agency_has_its_forms(cast, ks, now):
    agencies = (cast.a.commune_1, cast.a.commune_2, cast.a.town)
    save(ks, *[filled(agency, f"{n}") for agency in agencies for n in range(3)], by=cast.chi, at=now)
    assert list(survey_todos(request_of(cast, "chi"))) == []


def test_a_survey_without_questions_waits_for_the_coordinator(cast, year, scope_a):
    (todo,) = survey_todos(request_of(cast, "chi"))
    assert (todo.title, todo.url) == ("Nhập bộ câu hỏi khảo sát", "/huyen-a/2024/khao-sat/nhap-cau-hoi/")


def test_nothing_waits_while_the_survey_is_not_open(cast, now):
    from cchc.tenancy.scope import tenant_scope

    year = small_campaign(cast, now=now - timedelta(days=60), phase="survey")
    with tenant_scope(cast.tenant_a):
        with_survey(year.campaign, by=cast.chi, at=now)
        assert list(survey_todos(request_of(cast, "chi"))) == []
