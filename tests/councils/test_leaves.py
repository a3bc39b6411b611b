"""The appraiser's list and the grid of one criterion, through the browser's requests."""

import re
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Assessment, Score
from cchc.accounts.roles import Role
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign, CriteriaSet
from criteria.rules.calendar import HANOI
from tests.cast import hold
from tests.councils.build import appraisal_campaign, send

D = Decimal


@pytest.fixture
def now():
    """The pages ask the clock, so the plan lies around the present moment."""
    return datetime.now(HANOI)


@pytest.fixture
def at(cast, year):
    """``at("leaf", "2.2")`` is the address of the leaf's page; further arguments follow."""

    def address(view, code=None, *args):
        leaf = [year.leaves[code].pk] if code else []
        return reverse(f"councils:{view}", args=["huyen-a", 2024, *leaf, *args])

    return address


@pytest.fixture
def dung(cast, login):
    return login(cast.dung)


def rows_of(cast, **filters):
    with tenant_scope(cast.tenant_a):
        return list(Score.objects.filter(**filters).order_by("agency__sort_key"))


def fields(page: str, pk: int) -> dict[str, str]:
    """What the browser would send for one row as the page stands."""
    found = {}
    for tag in re.findall(rf'<(?:input|textarea|select)[^>]*name="[pvbecrn]-{pk}[^>]*>', page):
        if 'type="checkbox"' in tag and " checked" not in tag:
            continue
        value = re.search(r'value="([^"]*)"', tag)
        found[re.search(r'name="([^"]*)"', tag)[1]] = value[1] if value else ""
    chosen = re.search(rf'name="c-{pk}".*?</select>', page, re.DOTALL)
    if chosen and (option := re.search(r'value="(\w+)" selected', chosen[0])):
        found[f"c-{pk}"] = option[1]
    for name, text in re.findall(rf'<textarea[^>]*name="(r-{pk})"[^>]*>\n([^<]*)<', page):
        found[name] = text
    return found


def test_the_appraiser_finds_their_own_leaves_with_progress(dung, at, cast):
    page = dung.get(at("appraisal"))
    rows = page.context["rows"]
    assert [row["progress"].leaf.code for row in rows] == ["2.1.1", "2.1.2", "2.2"]
    assert {(row["progress"].done, row["progress"].total) for row in rows} == {(0, 3)}


def test_those_who_read_every_file_find_every_leaf(cast, login, at, year):
    page = login(cast.chi).get(at("appraisal"))
    assert len(page.context["rows"]) == 9


def test_an_appraiser_without_any_assignment_is_told_so(cast, login, at, year):
    with tenant_scope(cast.tenant_a):
        year.campaign.assignments.all().delete()
    page = login(cast.dung).get(at("appraisal")).content.decode()
    assert "Chưa có mục nào được giao" in page


def test_the_grid_shows_every_agency_in_vietnamese_order(dung, at, cast, year):
    page = dung.get(at("leaf", "2.2"))
    lines = page.context["lines"]
    assert [line.agency.name for line in lines] == ["Xã Cẩm Giàng", "Thị trấn Phủ Thông", "Xã Vi Hương"]
    assert {(line.declared.fraction, line.declared.shown) for line in lines} == {("8/10", "80\u00a0%")}
    assert page.context["acceptable"] == 3


def test_one_row_is_saved_as_it_is_left_and_only_its_parts_come_back(dung, at, cast, year):
    file = year.files[cast.a.commune_1.pk]
    sent = fields(dung.get(at("leaf", "2.2")).content.decode(), file.pk)
    answer = dung.post(at("row", "2.2", file.pk), {**sent, f"p-{file.pk}": "1"}, headers={"HX-Request": "true"})
    (row,) = rows_of(cast, stage="appraised")
    assert (answer.status_code, row.points, row.saved_by_id, row.by_agency_id) == (
        200, D(1), cast.dung.pk, cast.a.justice.pk,
    )  # fmt: skip
    page = answer.content.decode()
    assert f'name="v-{file.pk}" value="1"' in page
    assert "Đã thẩm định" in page
    assert f'name="p-{file.pk}"' not in page


def test_a_missing_reason_is_told_in_the_row_and_nothing_is_written(dung, at, cast, year):
    file = year.files[cast.a.commune_1.pk]
    sent = fields(dung.get(at("leaf", "2.2")).content.decode(), file.pk)
    answer = dung.post(at("row", "2.2", file.pk), {**sent, f"p-{file.pk}": "2"}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Điểm khác tự chấm: viết lý do, hoặc nhập lại 1,00; chưa ghi vào hồ sơ." in answer.content.decode()
    assert rows_of(cast, stage="appraised") == []


def test_corrected_numbers_are_computed_and_both_workings_shown(dung, at, cast, year):
    file = year.files[cast.a.commune_1.pk]
    sent = fields(dung.get(at("leaf", "2.2")).content.decode(), file.pk)
    sent |= {f"n-{file.pk}-numerator": "6", f"r-{file.pk}": "Theo kết luận kiểm tra: 6 vấn đề."}
    answer = dung.post(at("row", "2.2", file.pk), sent, headers={"HX-Request": "true"})
    (row,) = rows_of(cast, stage="appraised")
    assert (answer.status_code, row.points, row.numerator) == (200, D(0), D(6))
    assert "6/10 = 60\u00a0%" in answer.content.decode()
    page = dung.get(at("leaf", "2.2")).content.decode()
    assert "8/10" in page
    assert "6/10 = 60\u00a0%" in page


def test_changing_only_the_reason_keeps_corrected_numbers(dung, at, cast, year):
    file = year.files[cast.a.commune_1.pk]
    sent = fields(dung.get(at("leaf", "2.2")).content.decode(), file.pk)
    first = sent | {f"n-{file.pk}-numerator": "6", f"r-{file.pk}": "Theo kết luận.", f"c-{file.pk}": "wrong_data"}
    dung.post(at("row", "2.2", file.pk), first, headers={"HX-Request": "true"})
    sent = fields(dung.get(at("leaf", "2.2")).content.decode(), file.pk)
    dung.post(at("row", "2.2", file.pk), sent | {f"r-{file.pk}": "Theo kết luận số 5."}, headers={"HX-Request": "true"})
    (row,) = rows_of(cast, stage="appraised")
    assert (row.numerator, row.explanation, row.working[:9]) == (D(6), "Theo kết luận số 5.", "6/10 = 60")


def test_numbers_can_still_be_corrected_after_points_alone_were_written(dung, at, cast, year):
    file = year.files[cast.a.commune_1.pk]
    sent = fields(dung.get(at("leaf", "2.2")).content.decode(), file.pk)
    points = sent | {f"p-{file.pk}": "2", f"r-{file.pk}": "Đã xử lý đủ.", f"c-{file.pk}": "other"}
    dung.post(at("row", "2.2", file.pk), points, headers={"HX-Request": "true"})
    sent = fields(dung.get(at("leaf", "2.2")).content.decode(), file.pk)
    assert (sent[f"n-{file.pk}-numerator"], sent[f"n-{file.pk}-denominator"]) == ("8", "10")
    dung.post(at("row", "2.2", file.pk), sent | {f"n-{file.pk}-numerator": "10"}, headers={"HX-Request": "true"})
    (row,) = rows_of(cast, stage="appraised")
    assert (row.points, row.numerator, row.denominator) == (D(2), D(10), D(10))


def test_the_second_of_two_appraisers_gets_both_values_and_can_write_their_own(cast, client, login, at, year):
    file = year.files[cast.a.commune_1.pk]
    dung = login(cast.dung)
    sent = fields(dung.get(at("leaf", "2.2")).content.decode(), file.pk)
    tam = type(client)()
    tam.force_login(year.people.tam, backend="django.contrib.auth.backends.ModelBackend")
    tam.post(at("row", "2.2", file.pk), sent | {f"p-{file.pk}": "1"}, headers={"HX-Request": "true"})
    mine = sent | {f"p-{file.pk}": "0", f"r-{file.pk}": "Không đủ.", f"c-{file.pk}": "not_met"}
    answer = dung.post(at("row", "2.2", file.pk), mine, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ma Văn Tâm vừa ghi 1,00 điểm cho dòng này" in page
    assert "Ghi 0 điểm của tôi" in page
    again = dung.post(at("row", "2.2", file.pk), mine | {f"v-{file.pk}": "1"}, headers={"HX-Request": "true"})
    assert (again.status_code, rows_of(cast, stage="appraised")[0].points) == (200, 0)


def test_without_script_the_page_saves_all_changed_rows_and_keeps_the_wrong_ones(dung, at, cast, year):
    one, two = year.files[cast.a.commune_1.pk], year.files[cast.a.commune_2.pk]
    page = dung.get(at("leaf", "2.2")).content.decode()
    sent = {key: value for pk in (file.pk for file in year.files.values()) for key, value in fields(page, pk).items()}
    answer = dung.post(at("leaf", "2.2"), sent | {f"p-{one.pk}": "1", f"p-{two.pk}": "2"})
    page = answer.content.decode()
    assert [row.agency_id for row in rows_of(cast, stage="appraised")] == [cast.a.commune_1.pk]
    assert "Xã Vi Hương</a>: Điểm khác tự chấm: viết lý do" in page
    assert f'id="p-{two.pk}" form="bang"' in page
    assert fields(page, two.pk)[f"p-{two.pk}"] == "2"
    reason = {f"r-{two.pk}": "Đã xử lý đủ 10 vấn đề.", f"c-{two.pk}": "other"}
    answer = dung.post(at("leaf", "2.2"), fields(page, two.pk) | reason)
    assert (answer.status_code, len(rows_of(cast, stage="appraised"))) == (302, 2)


def test_the_rest_is_taken_over_with_one_button(dung, at, cast, year):
    answer = dung.post(at("accept", "2.2"), follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["Đã nhận điểm tự chấm cho 3 dòng."]
    assert [row.points for row in rows_of(cast, stage="appraised")] == [1, 1, 1]
    assert answer.context["acceptable"] == 0


def test_a_file_not_sent_has_no_inputs(cast, login, now):
    year = appraisal_campaign(cast, now=now, sent=[cast.a.commune_1])
    page = login(cast.dung).get(reverse("councils:leaf", args=["huyen-a", 2024, year.leaves["2.2"].pk]))
    words = {line.agency.name: line.status[2] for line in page.context["lines"]}
    assert words == {"Xã Cẩm Giàng": "Chưa thẩm định", "Thị trấn Phủ Thông": "Chưa gửi", "Xã Vi Hương": "Chưa gửi"}
    assert page.content.decode().count("data-cchc-points") == 1


def test_nobody_finds_inputs_for_their_own_agency(cast, login, at, year):
    with tenant_scope(cast.tenant_a):
        hold(cast.dung, Role.OFFICER, cast.a.commune_2)
    file = year.files[cast.a.commune_2.pk]
    dung = login(cast.dung)
    assert f'name="p-{file.pk}"' not in dung.get(at("leaf", "2.2")).content.decode()
    answer = dung.post(at("row", "2.2", file.pk), {f"p-{file.pk}": "1", f"v-{file.pk}": "0"})
    assert (answer.status_code, rows_of(cast, stage="appraised")) == (403, [])
    dung.post(at("leaf", "2.2"), {f"p-{file.pk}": "1", f"v-{file.pk}": "0"})
    assert rows_of(cast, stage="appraised") == []


def test_a_leaf_of_another_department_is_closed_to_the_appraiser(dung, at, cast, year):
    file = year.files[cast.a.commune_1.pk]
    for answer in (
        dung.get(at("leaf", "1.2")),
        dung.post(at("leaf", "1.2"), {f"p-{file.pk}": "1"}),
        dung.post(at("row", "1.2", file.pk), {f"p-{file.pk}": "1"}),
        dung.post(at("accept", "1.2")),
    ):
        assert answer.status_code == 403
    assert rows_of(cast, stage="appraised") == []


def test_a_forged_file_or_leaf_is_not_found(dung, at, cast, year):
    with tenant_scope(cast.tenant_b):
        foreign = Assessment.objects.create(
            campaign=Campaign.objects.create(year=2024, title="Năm 2024"),
            agency=cast.b.commune,
            criteria_set=CriteriaSet.objects.create(code="KHAC", title="Bộ khác"),
        )
    assert dung.post(at("row", "2.2", foreign.pk), {f"p-{foreign.pk}": "1"}).status_code == 404
    survey = year.leaves["3.1"].pk
    assert dung.get(reverse("councils:leaf", args=["huyen-a", 2024, survey])).status_code == 404
    assert dung.get(reverse("councils:leaf", args=["huyen-a", 2023, year.leaves["2.2"].pk])).status_code == 404


@pytest.mark.parametrize("text", ["", "abc", "1.904", "-1", "99999999999999999999", "1e9", "NaN", "½"])
def test_what_is_no_number_is_answered_in_words(dung, at, cast, year, text):
    file = year.files[cast.a.commune_1.pk]
    sent = {f"p-{file.pk}": text, f"v-{file.pk}": "x", f"b-{file.pk}": "khac"}
    answer = dung.post(at("row", "2.2", file.pk), sent, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Chưa lưu" in answer.content.decode()


@pytest.mark.parametrize("view", ["leaf", "appraisal"])
def test_the_number_of_queries_is_the_same_for_one_file_and_three(cast, login, now, view):
    counts = []
    year = appraisal_campaign(cast, now=now, sent=[cast.a.commune_1])
    args = ["huyen-a", 2024, *([year.leaves["2.2"].pk] if view == "leaf" else [])]
    dung = login(cast.dung)
    for agency in (None, cast.a.commune_2, cast.a.town):
        if agency is not None:
            with tenant_scope(cast.tenant_a):
                year.files[agency.pk] = send(year, agency, now)
        dung.get(reverse(f"councils:{view}", args=args))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            dung.get(reverse(f"councils:{view}", args=args))
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
