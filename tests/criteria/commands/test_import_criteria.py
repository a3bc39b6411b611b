from datetime import date

import pytest

from cchc.tenancy.audit import history
from cchc.tenancy.scope import tenant_scope
from criteria.models import CriteriaSet, Criterion, RuleLine
from tests.criteria.files import BONUS, COMMUNE, SMALL, small_with


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_new_set_is_made_with_its_decision(run, cast):
    code, out, err = run(
        "import_criteria",
        str(COMMUNE),
        code="KT",
        title="Bộ tiêu chí mẫu",
        decision_number="8802/QĐ-UBND",
        decision_date=date(2023, 10, 6),
        by="chi",
    )
    assert (code, err) == (0, "")
    assert out == (
        "Đã tạo bộ tiêu chí KT: 138 dòng, 98 mục chấm điểm, tổng 100,00 điểm (thêm 138, sửa 0, bỏ 0 dòng).\n"
    )
    with tenant_scope(cast.tenant_a):
        made = CriteriaSet.objects.get(code="KT")
        assert (made.status, made.decision_number, made.declared_total, made.is_sample) == (
            "issued",
            "8802/QĐ-UBND",
            100,
            True,
        )
        leaf = Criterion.objects.with_rules().get(code="1.1.1")
        assert (leaf.area.code, leaf.parent.code, leaf.is_leaf, leaf.position) == ("1", "1.1", True, 3)
        assert [(line.position, line.points) for line in leaf.scoring.lines.all()] == [(1, 0.5), (2, 0.25), (3, 0)]
        assert [(event.verb, event.actor_name) for event in history(made)] == [("nhập bộ tiêu chí", "Lý Thu Chi")]


def test_the_same_file_again_changes_nothing_and_says_so(run, cast, tmp_path):
    run("import_criteria", str(COMMUNE), code="KT", title="Bộ")
    for extension in ("csv", "xlsx"):
        target = tmp_path / f"bo.{extension}"
        assert run("export_criteria", code="KT", output=str(target))[0] == 0
        assert run("import_criteria", str(target), code="KT", title="Bộ") == (
            0,
            "Bộ tiêu chí KT: không có thay đổi nào.\n",
            "",
        )
    assert (tmp_path / "bo.csv").read_bytes() == COMMUNE.read_bytes()
    with tenant_scope(cast.tenant_a):
        assert history(CriteriaSet.objects.get()).count() == 1


def test_a_changed_file_replaces_rows_in_place_and_keeps_their_ids(run, cast, tmp_path):
    run("import_criteria", write(tmp_path / "a.csv", SMALL), code="N", title="Nhỏ")
    with tenant_scope(cast.tenant_a):
        before = dict(Criterion.objects.values_list("code", "pk"))
    changed = small_with(rule__1_1_1='{"yes": "1.5", "no": "0.5"}', name__1_1_2="Chất lượng", code__1_10="1.2")
    code, out, _ = run("import_criteria", write(tmp_path / "b.csv", changed), code="N")
    assert (code, out) == (
        0,
        "Đã cập nhật bộ tiêu chí N: 7 dòng, 4 mục chấm điểm, tổng 5,00 điểm (thêm 1, sửa 2, bỏ 1 dòng).\n",
    )
    with tenant_scope(cast.tenant_a):
        after = dict(Criterion.objects.values_list("code", "pk"))
        assert {code: pk for code, pk in after.items() if code != "1.2"} == {
            code: pk for code, pk in before.items() if code != "1.10"
        }
        leaf = Criterion.objects.with_rules().get(code="1.1.1")
        assert (leaf.scoring.yes_points, leaf.scoring.no_points) == (1.5, 0.5)
        assert RuleLine.objects.count() == 1


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(run, cast):
    code, out, err = run("import_criteria", str(COMMUNE), code="KT", title="Bộ", dry_run=True)
    assert (code, err) == (0, "")
    assert out.endswith("Chỉ kiểm tra (--dry-run): chưa ghi gì.\n")
    with tenant_scope(cast.tenant_a):
        assert not CriteriaSet.objects.exists()


def test_every_fault_goes_to_stderr_and_nothing_is_written(run, cast, tmp_path):
    bad = write(tmp_path / "a.csv", small_with(code__1_1_2="1.1.1", parent_code__1_10="9"))
    code, out, err = run("import_criteria", bad, code="N", title="Nhỏ")
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "a.csv, 2, max_points: cộng các mục con được 2,00, khác điểm tối đa 3,00 của 1 – sửa điểm cho khớp",
        "a.csv, 5, code: mã 1.1.1 đã có ở dòng 4 – mỗi dòng một mã (1.1 khác 1.10)",
        "a.csv, 6, parent_code: không có dòng mang mã 9 – sửa mã hoặc thêm dòng",
        "3 chỗ cần sửa; chưa ghi gì.",
    ]
    with tenant_scope(cast.tenant_a):
        assert not CriteriaSet.objects.exists()


def test_a_frozen_set_is_refused_unless_nothing_would_change(run, cast, tmp_path):
    same = write(tmp_path / "a.csv", SMALL)
    run("import_criteria", same, code="N", title="Nhỏ")
    with tenant_scope(cast.tenant_a):
        CriteriaSet.objects.update(frozen_at="2024-11-01T08:00+07:00")
    assert run("import_criteria", same, code="N", title="Nhỏ")[0] == 0
    changed = write(tmp_path / "b.csv", small_with(name__1_1="Khác"))
    code, _, err = run("import_criteria", changed, code="N", title="Nhỏ")
    assert code == 1
    assert err.splitlines()[0] == (
        "b.csv, -, -: Bộ tiêu chí N đã khóa từ ngày 01/11/2024 vì có kỳ đánh giá đang dùng – nhập thành một bộ mới "
        "với mã khác; chưa ghi gì."
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"by": "khong-co"}, "Không có tài khoản «khong-co» (--by)."),
        ({"file": "khong-co.csv"}, "Không có tệp khong-co.csv."),
    ],
)
def test_wrong_usage_is_exit_code_2(run, options, said):
    file = options.pop("file", str(COMMUNE))
    assert run("import_criteria", file, code="KT", title="Bộ", **options) == (2, "", said)


def test_a_new_set_needs_a_title(run):
    code, _, err = run("import_criteria", str(COMMUNE), code="KT")
    assert (code, err.splitlines()[0]) == (1, "--title, -, -: bộ mới chưa có tên – thêm --title")


def test_bonus_items_of_this_set_are_taken_from_a_file_for_several_sets(run, cast):
    run("import_criteria", str(COMMUNE), code="KT", title="Bộ")
    assert run("import_bonus", str(BONUS), code="KT") == (
        0,
        "Bộ tiêu chí KT: 10 mục thưởng, trừ (ghi 10, bỏ 0; bỏ qua 6 dòng của bộ khác).\n",
        "",
    )
    assert run("import_bonus", str(BONUS), code="KT")[1] == "Bộ tiêu chí KT: mục thưởng, trừ không có thay đổi nào.\n"
    with tenant_scope(cast.tenant_a):
        items = CriteriaSet.objects.get().bonus_items.values_list("code", "kind", "item_cap", "kind_cap")
        assert items[0] == ("T1", "bonus", 1, 3)
        assert [code for code, *_ in items] == ["T1", "T2", "T3", "T4", "T5", "P1", "P2", "P3", "P4", "P5"]
