from datetime import timedelta
from decimal import Decimal

import pytest

from assessments.models import Score
from cchc.tenancy.models import AuditEvent
from councils.services import accept_self, appraise
from criteria.models import Exemption
from criteria.rules.calendar import Phase
from tests.assessments.build import standing
from tests.councils.build import extend


@pytest.fixture
def accept(cast, year, now, scope_a):
    def run(codes=("1.1.3", "1.10"), **values):
        return accept_self(
            campaign=year.campaign,
            assessments=year.files.values(),
            leaves=[year.leaves[code] for code in codes],
            by=cast.dung,
            department=values.get("department", cast.a.justice),
            at=values.get("at", now),
        )

    return run


def rows(year, agency, code):
    return list(Score.objects.at_stage("appraised").filter(agency=agency, criterion=year.leaves[code]))


def test_every_undisputed_line_is_taken_over_once_with_its_numbers(accept, year, cast):
    assert accept() == 6
    (row,) = rows(year, cast.a.commune_2, "1.10")
    mine = Score.objects.get(agency=cast.a.commune_2, criterion=year.leaves["1.10"], stage="self")
    assert (row.points, row.numerator, row.working) == (mine.points, mine.numerator, mine.working)
    assert (row.explanation, row.by_agency, row.saved_by) == ("", cast.a.justice, cast.dung)
    assert accept() == 0


def test_each_line_taken_over_stands_in_the_diary(accept):
    accept()
    lines = AuditEvent.objects.filter(verb="nhận điểm tự chấm")
    assert {line.changes["điểm"][1] for line in lines} == {"1,00", "1,33"}
    assert lines.count() == 6


def test_what_was_appraised_already_is_left_alone(accept, year, cast, now):
    file = year.files[cast.a.commune_1.pk]
    appraise(
        assessment=file,
        leaf=year.leaves["1.1.3"],
        by=cast.dung,
        department=cast.a.justice,
        at=now,
        points=Decimal(0),
        reason="0",
        reason_code="no_evidence",
    )
    assert accept() == 5
    (row,) = rows(year, cast.a.commune_1, "1.1.3")
    assert row.points == 0


def test_unscored_and_exempted_lines_and_the_own_file_are_passed_over(accept, year, cast):
    Score.objects.filter(agency=cast.a.commune_1, criterion=year.leaves["1.1.3"]).update(points=None)
    Exemption.objects.create(
        participant=year.participants[cast.a.commune_2.pk],
        criterion=year.leaves["1.10"].parent,
        reason="Không có",
        decided_by_name="Chi",
    )
    assert accept(department=cast.a.town) == 1
    assert len(rows(year, cast.a.commune_1, "1.10")) == 1


def test_a_line_marked_not_applicable_is_taken_over(accept, year, cast):
    Score.objects.filter(criterion=year.leaves["1.10"]).update(points=None, applicable_max=0, not_applicable=True)
    assert accept(["1.10"]) == 3
    (row,) = rows(year, cast.a.commune_1, "1.10")
    assert (row.points, row.applicable_max, row.not_applicable) == (None, 0, True)


def test_files_not_sent_are_passed_over(accept, year, cast, now):
    from assessments.services import transition

    file = year.files[cast.a.commune_1.pk]
    transition(assessment=file, name="return_file", by=standing(cast.chi, file), at=now, comment="Thiếu.")
    assert accept() == 4


def test_after_the_time_of_appraisal_only_extended_files_are_taken(accept, year, cast, now):
    late = now + timedelta(days=30)
    assert accept(at=late) == 0
    extend(year, cast.a.town, Phase.APPRAISAL, late)
    assert accept(at=late) == 2


def test_the_number_of_queries_does_not_grow_with_the_files(accept, year, cast, django_assert_num_queries, scope_a):
    with django_assert_num_queries(11):
        accept(["1.1.3"])
    with django_assert_num_queries(11):
        accept(["1.10", "1.2", "1.3"])
