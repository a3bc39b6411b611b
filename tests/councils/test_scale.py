"""The grid of one criterion for 136 and for 3,321 communes: the same number of queries, a page at a time."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, Score
from assessments.states import State
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import tenant_scope
from councils.queries.strip import Brief, Figures, chosen, levels, summary
from criteria.models import Participant
from tests.councils.build import appraisal_campaign


def take_part(year, first: int, last: int) -> None:
    """Communes that have sent their file with a self-score of leaf 2.2."""
    now, leaf = timezone.now(), year.leaves["2.2"]
    made = Agency.objects.bulk_create(
        Agency(code=f"x{n:05d}", name=f"Xã Số {n}", kind="xã", role=Agency.Role.ASSESSED).prepare()
        for n in range(first, last)
    )
    Participant.objects.bulk_create(
        Participant(campaign=year.campaign, agency=one, criteria_set=year.criteria_set) for one in made
    )
    files = Assessment.objects.bulk_create(
        Assessment(
            campaign=year.campaign, agency=one, criteria_set=year.criteria_set, state=State.SUBMITTED, submitted_at=now
        )
        for one in made
    )
    Score.objects.bulk_create(
        Score(
            assessment=file,
            agency_id=file.agency_id,
            criterion=leaf,
            stage="self",
            points=1,
            applicable_max=2,
            numerator=8,
            denominator=10,
            working="8/10",
            saved_at=now,
        )
        for file in files
    )


@pytest.fixture
def planned_anew(db):
    """Earlier tests of this process have had the statements planned for a handful of communes, and nothing in a test's
    transaction tells PostgreSQL that they have become thousands. In service a connection lives for a minute."""
    with connection.connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    connection.cchc_prepared_on = None


def test_136_and_3321_communes_take_the_same_number_of_queries(planned_anew, cast, login):
    year = appraisal_campaign(cast, now=timezone.now())
    dung = login(cast.dung)
    address = reverse("councils:leaf", args=[cast.tenant_a.slug, year.campaign.year, year.leaves["2.2"].pk])
    counts, shown = [], []
    dung.get(address)
    for first, last in ((3, 136), (136, 3321)):
        with tenant_scope(cast.tenant_a):
            take_part(year, first, last)
        with CaptureQueriesContext(connection) as queries:
            page = dung.get(address)
        counts.append(len(queries))
        shown.append((page.context["given"], len(page.context["lines"]), page.context["page"].paginator.num_pages))
    assert shown == [(136, 136, 1), (3321, 150, 23)]
    assert counts[0] == counts[1]


def brief(number: int, own: str | None, judged: str | None = None, **values) -> Brief:
    def figures(points: str | None) -> Figures | None:
        return None if points is None else Figures(Decimal(points), Decimal(2), False, None, timezone.now())

    return Brief(number, f"Xã {number}", number, "submitted", figures(own), figures(judged), False, False, **values)


def test_doubtful_lines_are_left_for_a_second_look():
    rows = [brief(1, "1", assigned=True), brief(2, "1", assigned=True, unusual="cao hẳn"), brief(3, "2", "1")]
    told = summary(rows)
    assert (told["acceptable"], told["acceptable_doubtful"], told["differs"]) == (1, 1, 1)
    assert [row.agency_id for row in chosen(rows, "can-xem")] == [2]
    assert [row.agency_id for row in chosen(rows, "khac")] == [3]
    assert levels(rows) == [(Decimal(2), 1, 0), (Decimal(1), 2, 1)]


@pytest.mark.parametrize("key", ["", "la", "💥"])
def test_an_unknown_filter_shows_every_line(key):
    assert len(chosen([brief(1, "1"), brief(2, None)], key)) == 2
