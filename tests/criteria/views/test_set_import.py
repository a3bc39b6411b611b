import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from cchc.tenancy.scope import tenant_scope
from criteria.models import CriteriaSet, Criterion
from criteria.resources.export import export_set
from tests.criteria.build import small_set
from tests.criteria.files import COMMUNE, SMALL, small_with

URL = "/huyen-a/bo-tieu-chi/nhap/"


def upload(client, text=SMALL, name="bo.csv", **fields):
    content = text if isinstance(text, bytes) else text.encode()
    values = {"code": "N", "title": "Bộ nhỏ", "total": "5", "file": SimpleUploadedFile(name, content)} | fields
    return client.post(URL, values)


def test_a_good_file_is_shown_first_and_written_on_confirmation(chi, cast):
    shown = upload(chi)
    assert shown.status_code == 200
    with tenant_scope(cast.tenant_a):
        assert not CriteriaSet.objects.exists()
    written = chi.post(URL, {"confirm": shown.context["token"]})
    assert (written.status_code, written["Location"]) == (302, "/huyen-a/bo-tieu-chi/N/")
    with tenant_scope(cast.tenant_a):
        made = CriteriaSet.objects.get()
        assert (made.code, made.title, made.declared_total, made.criteria.count()) == ("N", "Bộ nhỏ", 5, 7)


def test_every_fault_is_shown_and_what_was_typed_is_kept(chi, cast):
    page = upload(chi, small_with(code__1_1_2="1.1.1", parent_code__1_10="9"))
    assert [(fault.row, fault.column) for fault in page.context["faults"]] == [
        (2, "max_points"),
        (5, "code"),
        (6, "parent_code"),
    ]
    assert page.context["form"]["title"].value() == "Bộ nhỏ"
    assert "token" not in page.context
    with tenant_scope(cast.tenant_a):
        assert not CriteriaSet.objects.exists()


def test_differences_are_shown_leaf_by_leaf(chi, cast):
    first = upload(chi)
    chi.post(URL, {"confirm": first.context["token"]})
    page = upload(chi, small_with(name__1_1_2="Chất lượng", code__1_10="1.2"), title="")
    changes = page.context["changes"]
    assert ([row.code for row in changes.added], [row.code for row in changes.removed]) == (["1.2"], ["1.10"])
    assert [(one["row"].code, one["columns"]) for one in page.context["changed"]] == [
        ("1.1.2", [("tên", "Nội dung", "Chất lượng")])
    ]
    chi.post(URL, {"confirm": page.context["token"]})
    with tenant_scope(cast.tenant_a):
        assert CriteriaSet.objects.get().title == "Bộ nhỏ"
        assert Criterion.objects.get(code="1.1.2").name == "Chất lượng"


def test_a_total_the_file_does_not_reach_is_a_fault(chi):
    (fault,) = upload(chi, total="100").context["faults"]
    assert fault.message == "cộng các lĩnh vực được 5,00, khác tổng điểm 100,00 – sửa điểm hoặc tổng điểm"


def test_a_file_that_is_not_what_its_name_says_is_refused_before_reading(chi):
    page = upload(chi, b"%PDF-1.7", "bo.xlsx")
    assert page.status_code == 200
    (said,) = page.context["form"].errors["file"]
    assert said.startswith("Tên tệp ghi .xlsx nhưng nội dung không phải")


def test_a_new_set_needs_a_title(chi):
    assert upload(chi, title="").context["form"].errors["title"] == ["Bộ mới chưa có tên. Nhập tên bộ tiêu chí."]


def test_a_code_that_cannot_stand_in_an_address_is_refused(chi):
    (said,) = upload(chi, code="KT/2024").context["form"].errors["code"]
    assert said.startswith("Mã bộ «KT/2024» không dùng được")


def test_a_frozen_set_says_so_before_anything_is_kept(chi, cast):
    with tenant_scope(cast.tenant_a):
        small_set("N", frozen_at="2024-11-01T08:00+07:00")
    (said,) = upload(chi).context["form"].errors["code"]
    assert said.startswith("Bộ tiêu chí N đã khóa từ ngày 01/11/2024")


def test_a_confirmation_after_the_file_is_gone_says_so_and_writes_nothing(chi, cast):
    page = chi.post(URL, {"confirm": "0" * 64})
    assert page.context["form"].non_field_errors() == [
        "Tệp tải lên đã quá 30 phút nên không còn; chưa ghi gì. Chọn lại tệp."
    ]


def test_another_persons_upload_cannot_be_confirmed(chi, cast, client):
    token = upload(chi).context["token"]
    client.force_login(cast.ha, backend="django.contrib.auth.backends.ModelBackend")
    page = client.post("/huyen-b/bo-tieu-chi/nhap/", {"confirm": token})
    assert page.status_code == 200
    with tenant_scope(cast.tenant_b):
        assert not CriteriaSet.objects.exists()


def test_the_sample_workbook_can_be_imported_as_it_is(chi, cast):
    sample = chi.get("/huyen-a/bo-tieu-chi/mau.xlsx").content
    page = upload(chi, sample, "mau.xlsx", total="100")
    assert len(page.context["read"].rows) == len(COMMUNE.read_text(encoding="utf-8").splitlines()) - 1


def test_bonus_items_come_in_with_the_workbook_and_are_told_before(chi, cast):
    with tenant_scope(cast.tenant_a):
        made = small_set("B")
        book = load_workbook(io.BytesIO(export_set(made, "xlsx")))
        book["Thưởng, trừ"].append(["T1", "Điểm thưởng", "Sáng kiến cấp tỉnh", 1, 2, 3])
    target = io.BytesIO()
    book.save(target)
    page = upload(chi, target.getvalue(), "bo.xlsx", code="B", title="", total=str(made.declared_total))
    assert [(one.item.code, one.what) for one in page.context["items"]] == [("T1", "added")]
    chi.post(URL, {"confirm": page.context["token"]})
    with tenant_scope(cast.tenant_a):
        assert made.bonus_items.get().kind_cap == 3
        again = export_set(made, "xlsx")
    assert not upload(chi, again, "bo.xlsx", code="B", title="", total=str(made.declared_total)).context["touches"]
