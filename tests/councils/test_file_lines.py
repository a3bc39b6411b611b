"""Appraising inside one commune's file: the same lines as in the grid, saved one by one or as a page."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Score
from cchc.tenancy.scope import tenant_scope
from councils.permissions import may_read_cited
from councils.queries.files import file_page
from councils.services import appraise
from tests.assessments.build import citation
from tests.councils.build import member

D = Decimal


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def at(cast, year):
    def address(name, *args):
        return reverse(f"councils:{name}", args=[cast.tenant_a.slug, year.campaign.year, *args])

    return address


def score_of(cast, leaf):
    with tenant_scope(cast.tenant_a):
        return Score.objects.select_related("basis").filter(criterion=leaf, stage="appraised").first()


def test_a_line_is_saved_as_it_is_left_and_shows_both_workings(cast, login, at, year):
    file, leaf = year.files[cast.a.commune_1.pk], year.leaves["2.2"]
    sent = {f"p-{leaf.pk}": "", f"n-{leaf.pk}-numerator": "6", f"n-{leaf.pk}-denominator": "10", f"v-{leaf.pk}": "0"}
    sent |= {f"r-{leaf.pk}": "Theo kết luận: 6 vấn đề.", f"e-{leaf.pk}": "cu"}
    answer = login(cast.dung).post(at("file_row", file.pk, leaf.pk), sent, headers={"HX-Request": "true"})
    score = score_of(cast, leaf)
    assert (answer.status_code, score.points, score.numerator, score.reason_code) == (200, 0, D(6), "wrong_data")
    assert score.basis.clause.startswith("Mục 2.2, ")
    words = answer.content.decode()
    assert "Đơn vị: 8/10" in words
    assert "Thẩm định: 6/10" in words


def test_a_line_without_a_reason_is_told_and_the_page_keeps_what_was_typed(cast, login, at, year):
    file, leaf = year.files[cast.a.commune_1.pk], year.leaves["2.2"]
    dung = login(cast.dung)
    wrong = {f"p-{leaf.pk}": "0", f"v-{leaf.pk}": "0", "linh-vuc": "2"}
    answer = dung.post(at("file_row", file.pk, leaf.pk), wrong, headers={"HX-Request": "true"})
    assert (answer.status_code, "viết lý do" in answer.content.decode()) == (422, True)
    page = dung.post(at("file_save", file.pk), wrong).content.decode()
    assert "Mục 2.2</a>: Điểm khác tự chấm: viết lý do" in page
    assert score_of(cast, leaf) is None
    said = dung.post(at("file_save", file.pk), wrong | {f"r-{leaf.pk}": "Chưa đủ.", f"c-{leaf.pk}": "not_met"})
    assert (said.status_code, said["Location"][-11:], score_of(cast, leaf).points) == (302, "?linh-vuc=2", 0)


def test_the_second_of_two_appraisers_is_told_in_the_file_too(cast, login, at, year, now):
    file, leaf = year.files[cast.a.commune_1.pk], year.leaves["2.2"]
    with tenant_scope(cast.tenant_a):
        appraise(assessment=file, leaf=leaf, by=year.people.tam, department=cast.a.justice, points=D(1), at=now)
    mine = {f"p-{leaf.pk}": "0", f"r-{leaf.pk}": "Không đủ.", f"c-{leaf.pk}": "not_met", f"v-{leaf.pk}": "0"}
    answer = login(cast.dung).post(at("file_row", file.pk, leaf.pk), mine, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "Ma Văn Tâm vừa ghi 1,00 điểm" in answer.content.decode()
    assert score_of(cast, leaf).points == 1


def test_a_line_of_another_department_has_no_input(cast, login, at, year):
    page = login(cast.dung).get(at("file", year.files[cast.a.commune_1.pk].pk) + "?linh-vuc=1")
    assert (page.context["editable"], b'name="p-' in page.content) == (False, False)


def test_a_file_is_read_without_a_query_for_each_leaf(cast, year, scope_a, django_assert_max_num_queries):
    file = year.files[cast.a.commune_1.pk]
    with django_assert_max_num_queries(8):
        page = file_page(file)
    assert sum(len(lines) for lines in page.lines.values()) > 8


def test_the_right_to_a_document_takes_as_many_queries_for_many_citations(cast, year, scope_a):
    file, dung = year.files[cast.a.commune_1.pk], member(cast, cast.dung)
    document, counts = citation(file, year.leaves["1.3"]).evidence, []
    for code in ("1.2", "1.1.3"):
        with CaptureQueriesContext(connection) as asked:
            assert not may_read_cited(dung, document)
        counts.append(len(asked))
        citation(file, year.leaves[code], document)
    assert counts[0] == counts[1]
