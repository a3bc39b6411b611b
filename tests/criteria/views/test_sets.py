import pytest

from cchc.tenancy.scope import tenant_scope
from criteria.models import CriteriaSet
from criteria.resources.criteria import read_criteria
from tests.criteria.build import bonus_items, queries_of, small_set


@pytest.fixture
def made(cast):
    with tenant_scope(cast.tenant_a):
        return small_set()


def test_the_tree_shows_each_rule_in_words(chi, made):
    page = chi.get("/huyen-a/bo-tieu-chi/KT/")
    areas = page.context["areas"]
    assert [area["row"].code for area in areas] == ["1", "2", "3"]
    words = {item["row"].code: item["words"] for area in areas for item in area["below"]}
    assert words["1.1.3"] == [
        "Tỷ lệ: Số nhiệm vụ hoàn thành / Tổng số nhiệm vụ",
        "Đạt 100\u00a0%: 2,00 điểm",
        "Từ 90\u00a0% đến dưới 100\u00a0%: 1,00 điểm",
        "Từ 80\u00a0% đến dưới 90\u00a0%: 0,50 điểm",
        "Dưới 80\u00a0%: 0,00 điểm",
    ]
    assert words["2.1.1"] == ["Trừ 0,50 điểm mỗi văn bản trái quy định, còn không dưới 0,00 điểm"]
    assert words["1.1"] == []


def test_checks_stand_beside_the_tree(chi, made, cast):
    with tenant_scope(cast.tenant_a):
        made.criteria.filter(code="1.2").update(max_points=3)
    page = chi.get("/huyen-a/bo-tieu-chi/KT/")
    errors = [place.finding.where for place in page.context["findings"] if place.finding.severity == "error"]
    assert (page.context["errors"], errors) == (1, ["1"])


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_the_exported_file_can_be_imported_again(chi, made, extension, tmp_path):
    response = chi.get(f"/huyen-a/bo-tieu-chi/KT/tai-ve.{extension}")
    assert response["Content-Disposition"] == f'attachment; filename="bo-tieu-chi-KT.{extension}"'
    path = tmp_path / f"bo.{extension}"
    path.write_bytes(response.content)
    read = read_criteria(path, path.name)
    assert (list(read.faults), len(read.rows)) == ([], 16)


def test_the_decision_is_entered_and_the_set_is_issued(chi, made, cast):
    response = chi.post("/huyen-a/bo-tieu-chi/KT/ban-hanh/", {"number": "88/QĐ-UBND", "day": "2023-10-06"})
    assert response.status_code == 302
    with tenant_scope(cast.tenant_a):
        assert CriteriaSet.objects.get().status == "issued"


def test_a_decision_without_a_date_is_refused_and_kept_as_typed(chi, made):
    page = chi.post("/huyen-a/bo-tieu-chi/KT/ban-hanh/", {"number": "88/QĐ-UBND", "day": ""})
    assert list(page.context["form"].errors) == ["day"]
    assert page.context["form"]["number"].value() == "88/QĐ-UBND"


def test_unknown_and_foreign_sets_are_not_found(chi, login, cast, made):
    assert chi.get("/huyen-a/bo-tieu-chi/KHAC/").status_code == 404
    assert chi.get("/huyen-a/bo-tieu-chi/KT/tai-ve.pdf").status_code == 404
    assert login(cast.ha).get("/huyen-a/bo-tieu-chi/KT/").status_code == 404


def test_an_officer_reads_a_set_and_may_not_issue_it(login, cast, made):
    an = login(cast.an)
    assert an.get("/huyen-a/bo-tieu-chi/KT/").status_code == 200
    assert an.get("/huyen-a/bo-tieu-chi/KT/ban-hanh/").status_code == 403


def test_the_list_costs_the_same_for_one_set_and_three(chi, cast, made):
    few = queries_of(chi, "/huyen-a/bo-tieu-chi/")
    with tenant_scope(cast.tenant_a):
        for number in range(2):
            bonus_items(small_set(f"KT{number}"))
    assert queries_of(chi, "/huyen-a/bo-tieu-chi/") == few
