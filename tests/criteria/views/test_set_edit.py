import pytest

from cchc.tenancy import audit
from cchc.tenancy.scope import tenant_scope
from criteria.models import CriteriaSet, Criterion
from tests.criteria.build import queries_of, small_set

URL = "/huyen-a/bo-tieu-chi/KT/sua/"


@pytest.fixture
def made(cast):
    with tenant_scope(cast.tenant_a):
        return small_set()


def pk(cast, code):
    with tenant_scope(cast.tenant_a):
        return Criterion.objects.get(code=code).pk


def codes(cast):
    with tenant_scope(cast.tenant_a):
        return list(Criterion.objects.order_by("position").values_list("code", flat=True))


def do(chi, cast, act, code, **more):
    return chi.post(URL, {"viec": act, "nut": pk(cast, code)} | more)


def test_a_set_is_built_from_nothing_to_issued(chi, cast):
    made = chi.post("/huyen-a/bo-tieu-chi/tao/", {"code": "M", "title": "Bộ mới", "declared_total": "2"})
    assert (made.status_code, made["Location"]) == (302, "/huyen-a/bo-tieu-chi/M/sua/")
    url = made["Location"]
    chi.post(url, {"viec": "them-linh-vuc", "name": "Chỉ đạo", "points": "2"})
    chi.post(url, {"viec": "them-trong", "nut": pk(cast, "1"), "name": "Kế hoạch", "points": "2"})
    leaf = pk(cast, "1.1")
    refused = chi.post("/huyen-a/bo-tieu-chi/M/ban-hanh/", {"number": "8/QĐ-UBND", "day": "2024-01-05"})
    assert refused.context["form"].non_field_errors() == [
        "Bộ M còn lỗi nên chưa ban hành được: 1.1 chưa có cách chấm – chọn cách chấm điểm."
    ]
    values = {"code": "1.1", "name": "Kế hoạch", "max_points": "2", "not_applicable_policy": "none", "version": "1"}
    rule = {"kind": "boolean", "rule_yes_points": "2", "rule_no_points": "0"}
    saved = chi.post(f"/huyen-a/bo-tieu-chi/M/muc/{leaf}/", values | rule | {"viec": "luu"})
    assert saved.status_code == 302
    issued = chi.post("/huyen-a/bo-tieu-chi/M/ban-hanh/", {"number": "8/QĐ-UBND", "day": "2024-01-05"})
    assert issued.status_code == 302
    with tenant_scope(cast.tenant_a):
        kept = CriteriaSet.objects.get(code="M")
        assert (kept.status, kept.decision_number, kept.is_open) == ("issued", "8/QĐ-UBND", False)


def test_rows_are_moved_by_steps(chi, cast, made):
    assert codes(cast)[:6] == ["1", "1.1", "1.1.1", "1.1.2", "1.1.3", "1.2"]
    do(chi, cast, "xuong", "1.1.1")
    assert codes(cast)[:6] == ["1", "1.1", "1.1.2", "1.1.1", "1.1.3", "1.2"]
    do(chi, cast, "ra", "1.1.1")
    with tenant_scope(cast.tenant_a):
        moved = Criterion.objects.get(code="1.1.1")
        assert (moved.level, moved.parent.code, moved.position) == ("criterion", "1", 5)
    do(chi, cast, "vao", "1.1.1")
    assert codes(cast)[:6] == ["1", "1.1", "1.1.2", "1.1.3", "1.1.1", "1.2"]


def test_a_move_that_is_not_possible_says_why_and_changes_nothing(chi, cast, made):
    page = do(chi, cast, "len", "1.1.1")
    assert page.context["refused"] == "Mục này đã đứng đầu. Chưa thay đổi gì."
    assert page.context["chosen"] == pk(cast, "1.1.1")


def test_a_row_is_dropped_inside_another_area_and_the_set_renumbered(chi, cast, made):
    do(chi, cast, "tha", "1.1", dich=pk(cast, "2"), cho="inside")
    with tenant_scope(cast.tenant_a):
        area = Criterion.objects.get(code="2")
        assert set(Criterion.objects.filter(area=area).values_list("code", flat=True)) >= {"1.1", "1.1.1", "1.1.3"}
    do(chi, cast, "danh-ma", "1")
    with tenant_scope(cast.tenant_a):
        last = Criterion.objects.filter(parent__code="2").order_by("position").last()
        assert (last.name, last.children.count()) == ("Kế hoạch cải cách hành chính năm", 3)
    numbers = codes(cast)
    assert numbers[0] == "1"
    assert len(set(numbers)) == len(numbers)
    assert not [code for code in numbers if code.startswith("~")]


def test_a_branch_is_copied_with_its_rules_right_after_itself(chi, cast, made):
    page = do(chi, cast, "nhan-ban", "1.1", follow=True)
    assert page.status_code == 302
    with tenant_scope(cast.tenant_a):
        rows = list(Criterion.objects.with_rules().order_by("position"))
        copy = next(row for row in rows if row.name.endswith("(bản sao)"))
        below = [row for row in rows if row.parent_id == copy.pk]
        assert [row.code for row in below] == [f"{copy.code}.{number}" for number in (1, 2, 3)]
        assert [row.scoring.kind for row in below] == ["levels", "checklist", "ratio_bands"]
        assert next(line.label for line in below[0].scoring.lines.all()) == "Trong tháng 01"
        assert {row.area.code for row in below} == {"1"}


def test_a_branch_is_taken_out_and_the_diary_keeps_its_name(chi, cast, made):
    do(chi, cast, "bo", "1.1")
    assert codes(cast)[:2] == ["1", "1.2"]
    with tenant_scope(cast.tenant_a):
        (line,) = audit.history(made)[:1]
        assert (line.verb, line.changes["tên"]) == ("bỏ 1.1", "Kế hoạch cải cách hành chính năm")


def test_what_was_typed_for_a_new_row_is_kept_when_it_is_refused(chi, cast, made):
    page = do(chi, cast, "them-sau", "1.1", name="Mục mới", points="một")
    assert page.context["form"]["name"].value() == "Mục mới"
    assert list(page.context["form"].errors) == ["points"]


def test_an_issued_set_is_not_edited(chi, cast, made):
    chi.post("/huyen-a/bo-tieu-chi/KT/ban-hanh/", {"number": "8/QĐ-UBND", "day": "2024-01-05"})
    assert chi.get(URL)["Location"] == "/huyen-a/bo-tieu-chi/KT/"
    before = codes(cast)
    do(chi, cast, "bo", "1.1")
    assert codes(cast) == before


def test_a_foreign_set_and_a_foreign_row_are_not_found(chi, cast, made):
    with tenant_scope(cast.tenant_b):
        foreign = small_set("B").criteria.get(code="1.1")
    assert chi.get("/huyen-a/bo-tieu-chi/B/sua/").status_code == 404
    assert chi.get(f"/huyen-a/bo-tieu-chi/KT/muc/{foreign.pk}/").status_code == 404
    page = chi.post(URL, {"viec": "bo", "nut": foreign.pk})
    assert page.context["refused"] == "Mục này không còn trong bộ tiêu chí. Chưa thay đổi gì."


def test_the_tree_costs_the_same_however_large_it_is(chi, cast, made):
    few = queries_of(chi, URL)
    for _ in range(3):
        do(chi, cast, "nhan-ban", "1")
    assert queries_of(chi, URL) == few


def test_a_number_too_long_to_be_a_row_is_no_row(chi, cast, made):
    page = chi.post(URL, {"viec": "len", "nut": "9" * 5000})
    assert page.context["refused"] == "Chưa chọn mục nào – chọn một mục trong cây rồi nhấn lại."
    assert chi.get(f"{URL}?nut={'9' * 5000}").status_code == 200
