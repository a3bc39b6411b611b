"""Copies, links, comparison, head and bonus items of a set, page by page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cchc.tenancy.scope import tenant_scope
from criteria.models import CriteriaSet
from tests.criteria.build import bonus_items, small_set

ROOT = "/huyen-a/bo-tieu-chi/"


@pytest.fixture
def made(cast):
    with tenant_scope(cast.tenant_a):
        return small_set(status=CriteriaSet.Status.ISSUED)


@pytest.fixture
def draft(cast, chi, made):
    chi.post(f"{ROOT}KT/chep/", {"purpose": "year", "code": "KT-2", "title": "Bộ năm sau"})
    with tenant_scope(cast.tenant_a):
        return CriteriaSet.objects.get(code="KT-2")


def test_a_copy_is_proposed_under_the_next_code_and_made(chi, made, draft):
    assert chi.get(f"{ROOT}KT/chep/").context["form"]["code"].value() == "KT-3"
    assert (draft.predecessor_id, draft.is_open) == (made.pk, True)


def test_a_new_version_without_reason_is_refused_and_kept_as_typed(chi, made):
    page = chi.post(f"{ROOT}KT/chep/", {"purpose": "version", "code": "KT.2", "title": "Bộ", "reason": " "})
    assert page.context["form"].errors["reason"] == ["Chưa ghi lý do lập phiên bản mới – ghi lý do."]
    assert page.context["form"]["code"].value() == "KT.2"


def test_two_sets_stand_side_by_side(chi, cast, draft):
    with tenant_scope(cast.tenant_a):
        draft.criteria.filter(code="1.2").update(name="Sáng kiến, giải pháp mới", max_points=1)
    page = chi.get(f"{ROOT}so-sanh/?cu=KT&moi=KT-2")
    assert [(pair.new.code, [mark.value for mark in pair.marks]) for pair in page.context["pairs"]] == [
        ("1.2", ["points", "wording"])
    ]
    assert len(chi.get(f"{ROOT}so-sanh/?moi=KT-2&tat-ca=1").context["pairs"]) == 16
    assert chi.get(f"{ROOT}so-sanh/?cu=KHAC&moi=KT-2").status_code == 404
    begins = chi.get(f"{ROOT}so-sanh/").context
    assert ([one.code for one in begins["first"]], "pairs" in begins) == (["KT", "KT-2"], False)


def test_links_are_corrected_by_hand_and_a_wrong_code_is_kept_and_named(chi, cast, draft):
    with tenant_scope(cast.tenant_a):
        first = draft.criteria.get(code="1.2")
    page = chi.post(f"{ROOT}KT-2/ke-thua/", {"viec": "luu", f"p-{first.pk}": "9.9"})
    (row,) = [row for row in page.context["rows"] if row["fault"]]
    assert (row["text"], row["fault"]) == ("9.9", "Không có mục «9.9» ở bộ trước.")
    chi.post(f"{ROOT}KT-2/ke-thua/", {"viec": "luu", f"p-{first.pk}": ""})
    page = chi.get(f"{ROOT}KT-2/ke-thua/")
    assert (page.context["fresh"], [node.code for node in page.context["gone"]]) == (1, ["1.2"])
    with tenant_scope(cast.tenant_a):
        first.refresh_from_db()
        assert first.predecessor_by_hand


def test_links_are_proposed_for_a_set_of_its_own(chi, cast, made):
    with tenant_scope(cast.tenant_a):
        small_set("RIENG")
    assert chi.post(f"{ROOT}RIENG/ke-thua/", {"viec": "khop", "bo": "KT"}).status_code == 302
    assert chi.get(f"{ROOT}RIENG/ke-thua/").context["fresh"] == 0
    page = chi.post(f"{ROOT}RIENG/ke-thua/", {"viec": "khop", "bo": "KHAC"})
    assert page.context["refused"] == "Chưa chọn bộ trước – chọn một bộ trong danh sách."


def item(number, **values):
    known = {"kind": "penalty", "code": "P1", "name": "Bị phê bình", "points_per_occurrence": "0,5", "item_cap": "1"}
    return {f"muc-{number}-{name}": value for name, value in (known | values).items()}


def posted(*items, **more):
    head = {"muc-TOTAL_FORMS": str(len(items)), "muc-INITIAL_FORMS": "0", "bonus": "", "penalty": "2"}
    return {key: value for one in items for key, value in one.items()} | head | more


def test_bonus_and_penalty_items_are_edited_with_their_caps(chi, cast, draft):
    assert chi.post(f"{ROOT}KT-2/thuong-tru/", posted(item(0))).status_code == 302
    with tenant_scope(cast.tenant_a):
        (kept,) = draft.bonus_items.all()
        assert (kept.code, kept.points_per_occurrence, kept.item_cap, kept.kind_cap) == ("P1", 0.5, 1, 2)
    page = chi.get(f"{ROOT}KT-2/thuong-tru/")
    assert [form["code"].value() for form in page.context["forms"]] == ["P1", None]


@pytest.mark.parametrize(
    ("values", "more", "fault"),
    [
        ({"item_cap": "0,25"}, {}, "Mục P1: mức tối đa của mục nhỏ hơn điểm mỗi lần."),
        ({}, {"penalty": "0,5"}, "Mục P1: mức tối đa của mục lớn hơn mức tối đa cả năm."),
        ({}, {"penalty": ""}, "Có mục điểm trừ nhưng chưa ghi mức tối đa cả năm – ghi mức tối đa."),
    ],
)
def test_caps_that_contradict_each_other_are_named_and_nothing_is_lost(chi, draft, values, more, fault):
    page = chi.post(f"{ROOT}KT-2/thuong-tru/", posted(item(0, **values), **more))
    assert page.context["faults"] == [fault]
    assert page.context["forms"][0]["name"].value() == "Bị phê bình"


def test_a_penalty_is_written_as_a_positive_number(chi, draft):
    page = chi.post(f"{ROOT}KT-2/thuong-tru/", posted(item(0, points_per_occurrence="-0,5")))
    assert page.context["forms"][0].errors["points_per_occurrence"] == [
        "-0,5 nhỏ hơn 0 – ghi số từ 0 trở lên; điểm trừ cũng ghi số dương."
    ]


def test_items_of_an_issued_set_are_not_edited(chi, cast, made):
    with tenant_scope(cast.tenant_a):
        bonus_items(made)
    assert chi.get(f"{ROOT}KT/thuong-tru/")["Location"] == f"{ROOT}KT/"
    assert chi.post(f"{ROOT}KT/thuong-tru/", posted(item(0)))["Location"] == f"{ROOT}KT/"
    with tenant_scope(cast.tenant_a):
        assert made.bonus_items.count() == 2


def test_an_issued_set_takes_no_changed_file_and_says_what_to_do(chi, cast, made):
    content = chi.get(f"{ROOT}KT/tai-ve.csv").content.replace("Sáng kiến".encode(), "Giải pháp".encode())
    upload = SimpleUploadedFile("bo.csv", content)
    page = chi.post(f"{ROOT}nhap/", {"code": "KT", "title": "", "total": "20", "file": upload})
    assert page.context["form"].errors["code"] == [
        "Bộ KT đã ban hành – chép thành phiên bản mới rồi nhập vào phiên bản đó; chưa ghi gì."
    ]


def test_the_head_of_a_draft_is_changed_and_of_an_issued_set_refused(chi, cast, draft, made):
    values = {"title": "Tên khác", "declared_total": "20,5"}
    assert chi.post(f"{ROOT}KT-2/ten-tong-diem/", values).status_code == 302
    page = chi.post(f"{ROOT}KT/ten-tong-diem/", values)
    (said,) = page.context["form"].non_field_errors()
    assert said == "Bộ tiêu chí KT đã ban hành – lập phiên bản mới để sửa; chưa ghi gì."
    with tenant_scope(cast.tenant_a):
        draft.refresh_from_db()
        assert (draft.title, str(draft.declared_total)) == ("Tên khác", "20.50")
