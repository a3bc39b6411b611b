"""`create_tenant` and `import_agencies` as an office uses them."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cchc.files.writer import write_xlsx
from cchc.tenancy import resources
from cchc.tenancy.models import Agency, AgencySuccession, AuditEvent, Tenant
from cchc.tenancy.scope import tenant_scope

SAMPLE = Path(__file__).resolve().parents[2] / "fixtures/agencies/units_sample.csv"
HEAD = "code,name,kind,role,ranking_block,ranked,has_tthc,valid_from,valid_to,predecessor_codes\n"


def run(command, /, *arguments, **options):
    """What the command printed, its faults, and its exit code."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(command, *arguments, stdout=out, stderr=err, **options)
    except CommandError as error:
        return str(error), err.getvalue().splitlines(), error.returncode
    return out.getvalue().strip(), err.getvalue().splitlines(), 0


@pytest.fixture
def tenant(db):
    run("create_tenant", slug="bach-thong", name="Huyện Bạch Thông, tỉnh Bắc Kạn", kind="district")
    return Tenant.objects.get(slug="bach-thong")


@pytest.fixture
def load(tenant, tmp_path):
    def go(text, name="co-quan.csv", **options):
        path = tmp_path / name
        path.write_text(HEAD + text) if isinstance(text, str) else path.write_bytes(text)
        return run("import_agencies", str(path), tenant="bach-thong", **options)

    return go


def codes():
    return list(Agency.objects.order_by("code").values_list("code", flat=True))


def test_a_tenant_is_made_with_the_words_of_its_level_and_a_line_in_its_diary(tenant):
    assert (tenant.authority, tenant.standing_office) == ("Ủy ban nhân dân huyện Bạch Thông", "Phòng Nội vụ")
    with tenant_scope(tenant):
        assert AuditEvent.objects.get().verb == "lập đơn vị tổ chức"


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("bach-thong", "Địa chỉ «bach-thong» đã có đơn vị dùng; chọn địa chỉ khác."),
        ("quan-tri", "«quan-tri» là địa chỉ dành riêng của hệ thống; chọn tên khác."),
        (
            "Bạch Thông",
            "Địa chỉ «Bạch Thông» chưa đúng: chữ thường không dấu, chữ số, gạch nối. Ví dụ: bach-thong.",
        ),
    ],
)
def test_an_address_that_cant_be_used_is_wrong_usage(tenant, slug, words):
    said, _, code = run("create_tenant", slug=slug, name="Huyện X", kind="district")
    assert (said, code) == (words, 2)
    assert Tenant.objects.count() == 1


def test_the_sample_gives_each_tenant_its_own_agencies(tenant):
    said = run("import_agencies", str(SAMPLE), tenant="bach-thong")
    assert said == ("Thêm 30, sửa 0, giữ nguyên 0 cơ quan.", [], 0)
    with tenant_scope(tenant):
        assert Agency.objects.assessed().valid_on(date(2019, 12, 31)).count() == 17
        assert Agency.objects.assessed().valid_on(date(2024, 12, 31)).count() == 14
        assert list(Agency.objects.get(code="01993").predecessors.values_list("name", flat=True)) == [
            "Xã Tân Tiến",
            "Xã Tú Trĩ",
        ]
        assert Agency.objects.get(code="01969").ranking_block == "xã, thị trấn"


def test_importing_again_changes_nothing_and_says_so(tenant):
    run("import_agencies", str(SAMPLE), tenant="bach-thong")
    with tenant_scope(tenant):
        before = AuditEvent.objects.count()
    assert run("import_agencies", str(SAMPLE), tenant="bach-thong")[0] == "Thêm 0, sửa 0, giữ nguyên 30 cơ quan."
    with tenant_scope(tenant):
        assert AuditEvent.objects.count() == before


def test_what_changed_is_said_and_written_in_the_diary_and_nothing_is_deleted(load, tenant):
    load("001,Xã Sĩ Bình,xã,assessed,,,,,,\n002,Xã Hai,xã,assessed,,,,,,\n")
    said, _, code = load("001,Xã Sỹ Bình,xã,assessed,khối xã,,,,,\n")
    assert (said.splitlines(), code) == (
        [
            "Thêm 0, sửa 1, giữ nguyên 0 cơ quan.",
            "dòng 2, 001 Xã Sỹ Bình: tên: Xã Sĩ Bình → Xã Sỹ Bình; khối xếp hạng: (trống) → khối xã",
        ],
        0,
    )
    with tenant_scope(tenant):
        assert codes() == ["001", "002"]
        assert AuditEvent.objects.get(verb="sửa cơ quan").changes["tên"] == ["Xã Sĩ Bình", "Xã Sỹ Bình"]


def test_a_dry_run_says_what_would_come_and_writes_nothing(load, tenant):
    said, _, code = load("001,Xã Một,xã,assessed,,,,,,\n", dry_run=True)
    assert (said, code) == ("Thêm 1, sửa 0, giữ nguyên 0 cơ quan. Chỉ kiểm tra (--dry-run): chưa ghi gì.", 0)
    with tenant_scope(tenant):
        assert codes() == []


def test_every_fault_is_listed_with_row_and_column_and_nothing_is_written(load, tenant):
    rows = [
        "001,Xã Một,xã,assessed,,,,,,",
        "001,Xã Hai,xã,sai,,,,,,",
        ",Xã Ba,xã,assessed,,,,,,",
        "004,Xã Bốn,xã,assessed,,có lẽ,,2020-02-30,,",
        "005,Xã Năm,xã,assessed,,,,2021-01-01,2020-01-01,005;999",
    ]
    _, faults, code = load("\n".join(rows) + "\n")
    assert [fault.split(": ")[0] for fault in faults] == [
        "co-quan.csv, 3, code",
        "co-quan.csv, 3, role",
        "co-quan.csv, 4, code",
        "co-quan.csv, 5, ranked",
        "co-quan.csv, 5, valid_from",
        "co-quan.csv, 6, predecessor_codes",
        "co-quan.csv, 6, valid_to",
    ]
    assert code == 1
    with tenant_scope(tenant):
        assert codes() == []


def test_a_fault_in_another_tenants_row_is_none_of_ours(tenant, tmp_path):
    path = tmp_path / "chung.csv"
    path.write_text("tenant,code,name,kind,role\nbach-thong,001,Xã Một,xã,assessed\nha-nam,,Sở Sai,sở,sai\n")
    assert run("import_agencies", str(path), tenant="bach-thong")[2] == 0
    with tenant_scope(tenant):
        assert codes() == ["001"]


def test_a_file_without_a_row_of_the_tenant_is_a_fault(tenant, tmp_path):
    path = tmp_path / "chung.csv"
    path.write_text("tenant,code,name,kind,role\nha-nam,001,Sở Một,sở,both\n")
    _, faults, code = run("import_agencies", str(path), tenant="bach-thong")
    assert (faults, code) == (
        ["chung.csv, -, -: không có dòng nào của đơn vị «bach-thong» – xem lại cột tenant"],
        1,
    )


def test_a_missing_column_is_named(tenant, tmp_path):
    path = tmp_path / "thieu.csv"
    path.write_text("code,name,kind\n001,Xã Một,xã\n")
    _, faults, code = run("import_agencies", str(path), tenant="bach-thong")
    assert (faults[0].split(":")[0], code) == ("thieu.csv, 1, role", 1)


def test_the_list_goes_out_as_a_workbook_and_comes_in_again_unchanged(tenant, load):
    run("import_agencies", str(SAMPLE), tenant="bach-thong")
    with tenant_scope(tenant):
        book = write_xlsx([resources.sheet(Agency.objects.all())])
        before = AgencySuccession.objects.count()
    assert load(book, name="co-quan.xlsx")[0] == "Thêm 0, sửa 0, giữ nguyên 30 cơ quan."
    with tenant_scope(tenant):
        assert AgencySuccession.objects.count() == before
