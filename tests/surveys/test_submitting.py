from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict

from cchc.tenancy.models import AuditEvent
from criteria.models import PlanStep
from surveys.answering import Walk
from surveys.models import Answer, LinkSheet, Response, SurveyLink
from surveys.rules.tokens import hashed
from surveys.services.linking import withdraw_links
from surveys.services.submitting import Door, Taken, has_come, open_link, rules_of, submit
from tests.surveys.build import links


@pytest.fixture
def commune(cast):
    return cast.a.commune_1


@pytest.fixture
def made(cast, ks, commune, now):
    return links(ks, commune, by=cast.chi, at=now, count=5)


@pytest.fixture
def desk(cast, ks, commune, now):
    return links(ks, commune, by=cast.chi, at=now, kind=LinkSheet.Kind.DESK, count=3)


def read_of(form, **answers):
    said = {"CD1": 1, "CD2": 1, "F1": 2, "TP1": 1, **answers}
    walk = Walk(rules_of(form), QueryDict("&".join(f"a-{code}={value}" for code, value in said.items())))
    assert walk.whole() == {}
    return walk.read


def sent(token, ks, now, once="k1", **answers):
    return submit(open_link(hashed(token), now), read_of(ks, **answers), once=hashed(once), at=now)


def test_a_link_takes_one_form_and_is_used(made, ks, now):
    assert sent(made.tokens[0], ks, now) is Taken.NEW
    assert open_link(hashed(made.tokens[0]), now).door is Door.USED
    assert open_link(hashed(made.tokens[1]), now).door is Door.OPEN
    assert Response.objects.get().channel == "link"


def test_the_same_form_sent_again_is_taken_once(desk, ks, now):
    assert [sent(desk.tokens[0], ks, now) for _ in range(3)] == [Taken.NEW, Taken.AGAIN, Taken.AGAIN]
    assert Response.objects.count() == 1
    assert SurveyLink.objects.get().uses == 1
    assert has_come(hashed("k1"))


def test_a_used_link_takes_no_second_form_and_writes_nothing(made, ks, now):
    opened = open_link(hashed(made.tokens[0]), now)
    assert submit(opened, read_of(ks), once=hashed("k1"), at=now) is Taken.NEW
    assert submit(opened, read_of(ks), once=hashed("k2"), at=now) is Taken.REFUSED
    assert (Response.objects.count(), sum(SurveyLink.objects.values_list("uses", flat=True))) == (1, 1)


def test_a_desk_takes_as_many_forms_as_it_was_made_for(desk, ks, now):
    taken = [sent(desk.tokens[0], ks, now, once=f"k{number}") for number in range(3)]
    assert taken == [Taken.NEW] * 3
    assert open_link(hashed(desk.tokens[0]), now).door is Door.USED


def test_answers_are_stored_as_chosen(made, ks, now):
    sent(made.tokens[0], ks, now, CD1=4, P1=2)
    stored = Answer.objects.filter(question__code="CD1").values_list("option__position", flat=True)
    assert list(stored) == [4]


def test_a_link_ends_with_its_day_its_sheet_its_version_and_the_survey(cast, made, ks, now):
    token = hashed(made.tokens[0])
    assert open_link(token, now + timedelta(days=3)).door is Door.EXPIRED
    PlanStep.objects.filter(phase="survey").update(opens_on=(now + timedelta(days=1)).date())
    assert open_link(token, now).door is Door.CLOSED
    PlanStep.objects.filter(phase="survey").update(opens_on=(now - timedelta(days=1)).date())
    assert open_link(token, now).door is Door.OPEN
    withdraw_links(sheet=made.sheet, by=cast.chi, at=now)
    assert open_link(token, now).door is Door.CLOSED


def test_an_adopted_year_takes_no_form_even_through_an_open_page(made, ks, year, now):
    opened, read = open_link(hashed(made.tokens[0]), now), read_of(ks)
    type(year.campaign).objects.filter(pk=year.campaign.pk).update(adopted_at=now)
    assert submit(opened, read, once=hashed("k"), at=now) is Taken.REFUSED
    assert Response.objects.count() == 0


def test_an_unknown_token_opens_nothing(made, now):
    assert open_link(hashed("1-" + "a" * 27), now) is None


# Anonymous by construction: looked for on the rows as they are stored.


def columns(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", [table])
        return dict(cursor.fetchall())


def references(table):
    """Tables a table points at."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT confrelid::regclass::text FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'",
            [table],
        )
        return {row[0] for row in cursor.fetchall()}


def test_no_column_leads_from_a_form_to_a_link_or_back():
    forms, link_tables = {"surveys_response", "surveys_answer"}, {"surveys_surveylink", "surveys_linksheet"}
    assert [table for table in forms if references(table) & link_tables] == []
    assert [table for table in link_tables if references(table) & forms] == []


def test_a_link_keeps_no_moment_of_its_use(db):
    assert [name for name, kind in columns("surveys_surveylink").items() if "time" in kind or kind == "date"] == []


def test_the_token_itself_is_nowhere_in_the_rows(made, ks, now):
    sent(made.tokens[0], ks, now)
    for table in ("surveys_surveylink", "surveys_linksheet", "surveys_response", "surveys_answer"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT string_agg(t::text, '|') FROM {table} t")
            assert made.tokens[0].partition("-")[2] not in cursor.fetchone()[0]


def test_moments_are_rounded_to_the_hour_and_numbers_are_random(made, ks, now):
    for place in (0, 1, 2):
        sent(made.tokens[place], ks, now + timedelta(minutes=place * 7), once=f"k{place}")
    rows = list(Response.objects.order_by("pk"))
    assert {row.entered_at for row in rows} == {now.replace(minute=0, second=0, microsecond=0)}
    assert {row.entered_by_id for row in rows} == {None}
    assert {row.answered_on for row in rows} == {None}
    assert len({row.respondent for row in rows}) == 3
    assert all(row.pk >= 2**62 for row in rows)
    assert all(pk >= 2**62 for pk in Answer.objects.values_list("pk", flat=True))


def test_keys_do_not_tell_the_order_in_which_forms_came(desk, cast, ks, now, commune):
    many = links(ks, commune, by=cast.chi, at=now, count=12)
    came = []
    for number, token in enumerate(many.tokens):
        sent(token, ks, now, once=f"k{number}")
        came.append(Response.objects.exclude(pk__in=came).get().pk)
    assert came != sorted(came)


def test_row_versions_of_the_database_do_not_tell_which_link_was_used(made, ks, now):
    """Each use writes every link of the sheet: the transaction that wrote a form wrote all of them."""
    sent(made.tokens[2], ks, now, once="k1")
    sent(made.tokens[0], ks, now, once="k2")
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text, cmax::text FROM surveys_surveylink")
        assert len(cursor.fetchall()) == 1


def test_the_diary_says_nothing_of_a_form_by_link(made, ks, now):
    before = AuditEvent.objects.count()
    sent(made.tokens[0], ks, now)
    assert AuditEvent.objects.count() == before
