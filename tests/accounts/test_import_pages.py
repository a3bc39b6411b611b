"""Lists from Excel in the browser: look first, then write all or nothing."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.tenancy.models import Agency, AuditEvent
from cchc.tenancy.scope import tenant_scope
from tests.accounts.test_entry import words
from tests.cast import hold

AGENCIES, PEOPLE = "/huyen-a/co-quan/nhap/", "/huyen-a/nguoi-dung/nhap/"
NEW = "code,name,kind,role\n001,Xã Cẩm Giàng Mới,xã,assessed\n004,Xã Mỹ Thanh,xã,assessed\n"


@pytest.fixture
def chi(cast, login):
    return login(cast.chi)


def upload(browser, page, content, name="danh-sach.csv"):
    data = content.encode() if isinstance(content, str) else content
    return browser.post(page, {"file": SimpleUploadedFile(name, data)})


def token(response) -> str:
    return re.search(r'name="confirm" value="([0-9a-f]{64})"', response.content.decode()).group(1)


def cells(response) -> list[list[str]]:
    """The rows of the first table."""
    table = response.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in table.split("<tr>")[1:]]
    return [[re.sub(r"<svg.*?</svg>|<[^>]+>", "", cell) for cell in row] for row in rows]


def codes(tenant):
    with tenant_scope(tenant):
        return dict(Agency.objects.order_by("code").values_list("code", "name"))


def test_a_file_is_shown_first_and_written_after_the_confirmation(cast, chi):
    shown = upload(chi, AGENCIES, NEW)
    assert cells(shown) == [
        ["2", "001 Xã Cẩm Giàng Mới", "tên: Xã Cẩm Giàng → Xã Cẩm Giàng Mới"],
        ["3", "004 Xã Mỹ Thanh", "Thêm mới"],
    ]
    assert "004" not in codes(cast.tenant_a)
    response = chi.post(AGENCIES, {"confirm": token(shown)}, follow=True)
    assert "Thêm 1, sửa 1, giữ nguyên 0 cơ quan." in words(response)
    assert codes(cast.tenant_a)["001"] == "Xã Cẩm Giàng Mới"


def test_every_fault_is_shown_and_nothing_can_be_confirmed(cast, chi):
    shown = upload(chi, AGENCIES, "code,name,kind,role\n001,,xã,assessed\n001,Xã Hai,xã,sai\n")
    assert [row[:2] for row in cells(shown)] == [["Dòng 2", "name"], ["Dòng 3", "code"], ["Dòng 3", "role"]]
    assert 'name="confirm"' not in shown.content.decode()


def test_a_confirmation_is_judged_anew(cast, chi):
    page = upload(chi, PEOPLE, "username,full_name,email,agency_code,roles\nmai,Hoàng Mai,m@example.vn,003,officer\n")
    with tenant_scope(cast.tenant_a):
        Agency.objects.filter(code="003").update(code="003-cu")
    response = chi.post(PEOPLE, {"confirm": token(page)})
    assert [row[:2] for row in cells(response)] == [["Dòng 2", "agency_code"]]
    assert not User.objects.filter(username="mai").exists()


@pytest.mark.parametrize("value", ["", "0" * 64, "x" * 5000])
def test_a_confirmation_without_its_file_is_refused_in_words(cast, chi, value):
    response = chi.post(AGENCIES, {"confirm": value})
    assert "Tệp tải lên đã quá 30 phút nên không còn; chưa ghi gì. Chọn lại tệp." in words(response)


def test_one_persons_upload_is_not_confirmed_by_another(cast, chi, client):
    with tenant_scope(cast.tenant_a):
        hold(cast.oanh, Role.COORDINATOR)
    shown = upload(chi, AGENCIES, NEW)
    other = type(client)()
    other.force_login(cast.oanh, backend="django.contrib.auth.backends.ModelBackend")
    assert "Chọn lại tệp" in words(other.post(AGENCIES, {"confirm": token(shown)}))
    assert "004" not in codes(cast.tenant_a)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("danh-sach.csv", b"", "Tệp rỗng, 0 byte"),
        ("danh-sach.xlsx", b"code,name\n1,2\n", "nội dung không phải Excel"),
        ("danh-sach.pdf", b"%PDF-1.7", "Mở bằng Excel hoặc LibreOffice rồi lưu thành tệp .xlsx; tệp chưa được lưu."),
        ("danh-sach.csv", "mã,tên\n".encode("utf-16"), "UTF-8"),
        ("danh-sach.csv", b"x" * (5 * 1024 * 1024 + 1), "Tệp lớn hơn giới hạn 5 MB"),
    ],
)
def test_a_file_that_is_not_a_list_is_answered_in_words(cast, chi, name, content, said):
    response = upload(chi, AGENCIES, content, name)
    assert response.status_code == 200
    assert said in words(response)


def test_no_file_at_all_is_answered_in_words(chi):
    assert "Chọn tệp trước khi kiểm tra." in words(chi.post(AGENCIES, {}))


def test_a_workbook_works_as_well(cast, chi):
    book = Workbook()
    for row in (["code", "name", "kind", "role"], ["004", "Xã Mỹ Thanh", "xã", "assessed"]):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    shown = upload(chi, AGENCIES, target.getvalue(), "danh-sach.xlsx")
    chi.post(AGENCIES, {"confirm": token(shown)})
    assert codes(cast.tenant_a)["004"] == "Xã Mỹ Thanh"


def test_the_sample_file_is_filled_in_an_officials_words_and_comes_back(cast, chi):
    def filled(path, row):
        book = load_workbook(io.BytesIO(chi.get(path).content))
        assert book.sheetnames[1] == "Cách điền"
        book.worksheets[0].append(row)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    row = ["004", "Xã Mỹ Thanh", "xã", "được đánh giá", "xã", "có", "không"]
    shown = upload(chi, AGENCIES, filled("/huyen-a/co-quan/tai-ve/", row), "co-quan.xlsx")
    chi.post(AGENCIES, {"confirm": token(shown)})
    with tenant_scope(cast.tenant_a):
        assert not Agency.objects.get(code="004").has_procedures
    person = ["mai", "Hoàng Mai", "m@example.vn", "004", "Chuyên viên đơn vị được đánh giá; sai"]
    shown = upload(chi, PEOPLE, filled("/huyen-a/nguoi-dung/tai-ve/", person), "nguoi.xlsx")
    assert [row[:2] for row in cells(shown)] == [["Dòng 13", "Vai trò"]]


def test_people_come_in_the_same_way(cast, chi):
    shown = upload(chi, PEOPLE, "username,full_name,email,agency_code,roles\nmai,Hoàng Mai,m@example.vn,001,officer\n")
    chi.post(PEOPLE, {"confirm": token(shown)})
    with tenant_scope(cast.tenant_a):
        assert Membership.objects.get(user__username="mai").agency == cast.a.commune_1
        assert set(AuditEvent.objects.values_list("actor_id", flat=True)) == {cast.chi.pk}


def test_the_lists_go_out_with_texts_that_are_no_formulas(cast, chi):
    with tenant_scope(cast.tenant_a):
        Agency.objects.filter(code="001").update(name='=HYPERLINK("http://x")')
    response = chi.get("/huyen-a/co-quan/tai-ve/")
    assert response["Content-Disposition"] == 'attachment; filename="co-quan-huyen-a.xlsx"'
    sheet = load_workbook(io.BytesIO(response.content)).active
    named = {row[0].value: row[1] for row in sheet.iter_rows(min_row=2)}
    assert (named["001"].value, named["001"].data_type) == ('=HYPERLINK("http://x")', "s")
    people = load_workbook(io.BytesIO(chi.get("/huyen-a/nguoi-dung/tai-ve/").content)).active
    assert people.max_row == 12
