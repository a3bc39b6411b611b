"""`import_people` as an office uses it."""

import pytest

from cchc.accounts import resources
from cchc.accounts.models import Membership, User
from cchc.files.writer import write_xlsx
from cchc.tenancy.models import AuditEvent
from cchc.tenancy.scope import tenant_scope
from tests.tenancy.test_agency_import import run

HEAD = "username,full_name,email,agency_code,roles\n"
MAI = "mai,Hoàng Thị Mai,mai@example.vn,001,officer\n"


@pytest.fixture
def load(cast, tmp_path):
    def go(text, name="nguoi.csv", head=HEAD, **options):
        path = tmp_path / name
        path.write_text(head + text) if isinstance(text, str) else path.write_bytes(text)
        return run("import_people", str(path), tenant="huyen-a", **options)

    return go


def held(tenant, username):
    with tenant_scope(tenant):
        rows = Membership.objects.filter(user__username=username).order_by("role", "agency__code")
        return list(rows.values_list("role", "agency__code"))


def test_people_come_with_their_roles_and_without_a_password(load, cast):
    said = load(
        MAI + "tu,Đỗ Tú,tu@example.vn,ptp,appraiser;department_head\nlanh,Vũ Lành,l@example.vn,,Người phê duyệt\n"
    )
    assert said == ("Thêm 3, sửa 0, giữ nguyên 0 dòng.", [], 0)
    assert (held(cast.tenant_a, "mai"), held(cast.tenant_a, "tu"), held(cast.tenant_a, "lanh")) == (
        [("officer", "001")],
        [("appraiser", "ptp"), ("department_head", "ptp")],
        [("leader", None)],
    )
    assert not User.objects.get(username="mai").has_usable_password()


def test_importing_again_adds_roles_changes_names_and_takes_nothing_away(load, cast):
    load(MAI)
    said, _, code = load("mai,Hoàng Thị Mai,mai.moi@example.vn,001,head\n")
    assert (said.splitlines(), code) == (
        [
            "Thêm 0, sửa 1, giữ nguyên 0 dòng.",
            "dòng 2, mai Hoàng Thị Mai: thư điện tử: mai@example.vn → mai.moi@example.vn; "
            "vai trò: (trống) → Lãnh đạo đơn vị được đánh giá, Xã Cẩm Giàng",
        ],
        0,
    )
    assert held(cast.tenant_a, "mai") == [("head", "001"), ("officer", "001")]


def test_the_same_file_again_changes_nothing(load, cast):
    load(MAI)
    with tenant_scope(cast.tenant_a):
        before = AuditEvent.objects.count()
    assert load(MAI)[0] == "Thêm 0, sửa 0, giữ nguyên 1 dòng."
    with tenant_scope(cast.tenant_a):
        assert AuditEvent.objects.count() == before


def test_a_person_in_two_agencies_has_two_rows(load, cast):
    assert load(MAI + "mai,Hoàng Thị Mai,mai@example.vn,002,officer\n")[0] == "Thêm 1, sửa 1, giữ nguyên 0 dòng." + (
        "\ndòng 3, mai Hoàng Thị Mai: vai trò: (trống) → Chuyên viên đơn vị được đánh giá, Xã Vi Hương"
    )
    assert held(cast.tenant_a, "mai") == [("officer", "001"), ("officer", "002")]


def test_every_fault_is_listed_and_nothing_is_written(load, cast):
    rows = [
        "Mai Hoàng,Hoàng Thị Mai,mai@example.vn,001,officer",
        "tu,,tu@@example,999,officer;giam-doc",
        "nam,Lê Nam,nam@example.vn,,officer",
        "hoa,Lê Hoa,hoa@example.vn,ptp,head",
        "hoa,Lê Thị Hoa,hoa@example.vn,001,head",
        "ha,Người Khác,x@example.vn,,leader",
        "son,Đinh Văn Sơn,son@example.vn,,leader",
        "khanh,Phạm Văn Khánh,khanh@example.vn,,",
    ]
    _, faults, code = load("\n".join(rows) + "\n")
    assert [fault.split(": ")[0].removeprefix("nguoi.csv, ") for fault in faults] == [
        "2, username",
        "3, agency_code",
        "3, email",
        "3, full_name",
        "3, roles",
        "4, agency_code",
        "5, roles",
        "6, full_name",
        "7, username",
        "8, username",
        "9, roles",
    ]
    assert code == 1
    assert not User.objects.filter(username__in=["tu", "nam", "hoa"]).exists()


def test_who_has_no_mail_address_is_named(load):
    assert load("mai,Hoàng Thị Mai,,001,officer\n")[0].splitlines()[-1] == (
        "Chưa có thư điện tử nên chưa tự đặt mật khẩu được: mai."
    )


def test_a_number_comes_in_last_and_waits_for_the_persons_consent(load, cast):
    head = "Tên đăng nhập,Họ và tên,Thư điện tử,Mã cơ quan,Vai trò,Số điện thoại di động\n"
    User.objects.filter(pk=cast.an.pk).update(mobile="0911111111")
    an = f"an,{cast.an.full_name},{cast.an.email},001,officer"
    said, _, code = load(f"{an},912345678\nmoi,Hoàng Mới,,,leader,+84987654321\n", head=head)
    assert (said.splitlines()[:2], code) == (
        [
            "Thêm 1, sửa 1, giữ nguyên 0 dòng.",
            f"dòng 2, an {cast.an.full_name}: số điện thoại di động: 0911111111 → 0912345678",
        ],
        0,
    )
    rows = User.objects.filter(username__in=["an", "moi"]).order_by("username")
    assert [(user.mobile, user.text_number) for user in rows] == [("0912345678", ""), ("0987654321", "")]
    assert load(f"{an},0912345678\n", head=head)[0] == "Thêm 0, sửa 0, giữ nguyên 1 dòng."


def test_numbers_are_judged_as_on_the_page(load, cast):
    lines = ["ma,Mã Ba,,,leader,113", "mai,Mai,,,leader,0912345678", "mai,Mai,,,chair,0912345679"]
    _, faults, code = load("\n".join(lines) + "\n", head=HEAD.replace("roles", "roles,mobile"))
    assert ([fault.split(": ")[0].removeprefix("nguoi.csv, ") for fault in faults], code) == (
        ["2, mobile", "4, mobile"],
        1,
    )


def test_an_account_of_another_tenant_is_neither_changed_nor_told(load, cast):
    User.objects.filter(pk=cast.ha.pk).update(mobile="0911111111")
    head = HEAD.replace("roles", "roles,mobile")
    row = f"{cast.ha.username},{cast.ha.full_name},{cast.ha.email},,leader,0912345678\n"
    assert "0911111111" not in load(row, head=head, dry_run=True)[0]
    load(row, head=head)
    assert User.objects.get(pk=cast.ha.pk).mobile == "0911111111"


def test_a_dry_run_makes_no_account(load):
    assert load(MAI, dry_run=True)[2] == 0
    assert not User.objects.filter(username="mai").exists()


def test_the_list_goes_out_as_a_workbook_and_comes_in_again_unchanged(load, cast):
    with tenant_scope(cast.tenant_a):
        User.objects.filter(pk=cast.an.pk).update(mobile="0912345678")
        rows = Membership.objects.select_related("user", "agency").order_by("user__username", "agency", "role")
        book = write_xlsx([resources.sheet(rows)])
    assert load(book, name="nguoi.xlsx") == ("Thêm 0, sửa 0, giữ nguyên 11 dòng.", [], 0)
