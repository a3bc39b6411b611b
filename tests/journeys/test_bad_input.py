"""What goes wrong at a desk, through the real web server: each answered in Vietnamese, nothing lost, no 500.

One office for the whole module (tests/journeys/office.py); most tests check that nothing in it was written.
"""

import io
import re
import zipfile
from functools import cache

import pytest
from openpyxl import Workbook

from tests.files import samples
from tests.journeys.desk import Desk
from tests.journeys.office import YEAR, Clerk, everything, value_of, words

pytestmark = pytest.mark.slow
MB = 1024 * 1024


@pytest.fixture
def clerk(office):
    """``clerk("chi")`` has logged in at the office's server."""
    return lambda name: Clerk(office.address).login(name)


@pytest.fixture
def untouched(office):
    """Nothing of either tenant is written while the test runs."""
    before = everything(office)
    yield
    assert everything(office) == before


# What is offered to every page that takes a table.


@cache
def bomb() -> bytes:
    """A workbook of some hundred kilobytes that unpacks to 300 MB."""
    target = io.BytesIO(samples.workbook([["code"], ["001"]]))
    with (
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package,
        package.open("xl/media/bom.bin", "w") as part,
    ):
        for _ in range(300):
            part.write(bytes(MB))
    return target.getvalue()


def unsolved(title: str) -> bytes:
    """A workbook whose cell holds a formula that no program has computed."""
    book = Workbook()
    book.active.append([title])
    book.active.append(['=CONCATENATE("0", "01")'])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


TABLES = {
    "agencies": ("/huyen-a/co-quan/nhap/", "file", {}, "code"),
    "people": ("/huyen-a/nguoi-dung/nhap/", "file", {}, "username"),
    "criteria": (
        "/huyen-a/bo-tieu-chi/nhap/",
        "file",
        {"code": "KT-MOI", "title": "Bộ tiêu chí mới", "total": "20"},
        "code",
    ),
    "plan": (
        "/huyen-a/ky-danh-gia/tao/?nam=2031",
        "plan_file",
        {
            "year": "2031",
            "title": "Chỉ số năm 2031",
            "set_0": "KT",
            "plan_from": "file",
            "tie_rule": "shared",
            "muc-TOTAL_FORMS": "0",
            "muc-INITIAL_FORMS": "0",
        },
        "order",
    ),
    "scores": (f"/huyen-a/{YEAR}/nhap-diem/", "file", {"stage": "self", "write": "1"}, "agency_code"),
    "questionnaire": (
        f"/huyen-a/{YEAR}/khao-sat/nhap-cau-hoi/",
        "file",
        {"code": "phieu-moi", "title": "Phiếu mới", "quota": "7"},
        "code",
    ),
    "responses": (f"/huyen-a/{YEAR}/khao-sat/phieu/ks/nhap-phieu/", "file", {}, "agency_code"),
}
"""Page, the field of the file, what is typed beside it, and the first column of the table."""
FILES = {
    "an empty file": ("tep.xlsx", b"", "rỗng"),
    "an empty list": ("tep.csv", b"\n", "thiếu cột|dòng 1"),
    "a zip renamed": ("tep.xlsx", samples.zip_of({"a.txt": b"a"}), "không phải|không đọc được|hỏng"),
    "a program renamed": ("tep.xlsx", b"MZ" + bytes(500), "không phải|không đọc được|hỏng"),
    "an old workbook": ("tep.xls", samples.ole("Workbook".encode("utf-16-le")), r"[Kk]hông nhận loại tệp này"),
    "an old workbook renamed": ("tep.xlsx", samples.ole("Workbook".encode("utf-16-le")), r"\.xls|đời cũ|97"),
    "a workbook with a password": ("tep.xlsx", samples.ENCRYPTED_OFFICE, "mật khẩu"),
    "a bomb": ("tep.xlsx", bomb, "[Tt]ệp nén quá mức: mở ra 300 MB"),
    "a web page renamed": ("tep.xlsx", b"<html><table><tr><td>code</td></tr></table></html>", "không phải|hỏng"),
    "Latin-1": ("tep.csv", "code,name\n001,Cẩm".encode("cp1258", "replace") + b"\xe9\xff\n", "không phải UTF-8"),
    "a workbook renamed to .csv": ("tep.csv", samples.workbook([["code"]]), "không phải CSV"),
    "columns missing": ("tep.csv", b"cot-la,cot-khac\n1,2\n", "thiếu cột"),
}
"""Name, content, and what the answer must say of it."""


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("page", TABLES)
def test_a_file_that_is_no_table_is_told_and_what_was_typed_beside_it_stays(page, kind, clerk, untouched):
    path, field, typed, _ = TABLES[page]
    name, content, said = FILES[kind]
    answer = clerk("chi").send(path, name, content() if callable(content) else content, field, **typed)
    assert answer.status in {200, 422}, words(answer)
    assert re.search(said, words(answer)), words(answer)[:1500]
    kept = {name: value for name, value in typed.items() if name in {"code", "title", "total", "quota"}}
    assert {name: value_of(answer, name) for name in kept} == kept


@pytest.mark.parametrize("page", TABLES)
def test_a_formula_without_a_value_is_named_with_its_cell(page, clerk, untouched):
    path, field, typed, column = TABLES[page]
    answer = clerk("chi").send(path, "tep.xlsx", unsolved(column), field, **typed)
    assert answer.status in {200, 422}
    assert re.search("công thức", words(answer)), words(answer)[:1500]


AGENCY_HEAD = "code,name,kind,role"
CRITERIA_HEAD = "code,level,parent_code,name,max_points,source,rule_kind,rule,unit_of_measure,evidence,"
CRITERIA_HEAD += "evidence_required,guidance,department,co_department,not_applicable_policy"
CRITERIA = [
    "1,field,,Chỉ đạo,20,self,,,,,no,,,,none",
    '1.1,criterion,1,Kế hoạch,12,self,manual,"{""step"": ""0.25""}",,,no,,,,none',
    '1.2,criterion,1,Sáng kiến,8,self,manual,"{""step"": ""0.25""}",,,no,,,,none',
]
SCORE_HEAD = "agency_code,criterion_code,option,items,numerator,denominator,count,answer,points"
QUESTION_HEAD = "order,code,text,group,answer_type,options,criteria_set,criteria_code,required,show_if,scored"
PLAN_HEAD = "order,printed_number,task,deadline_kind,deadline_date,deadline_period,deadline_text,lead,coordinating"
WRONG = {
    "an agency twice": ("agencies", [AGENCY_HEAD, "001,A,xã,assessed", "001,B,xã,assessed"], r"«001» đã có ở dòng 2"),
    "a role nobody has": ("people", ["username,full_name,email,agency_code,roles", "x.y,X,,001,vua"], "vai trò «vua»"),
    "a person's agency unknown": (
        "people",
        ["username,full_name,email,agency_code,roles", "x.y,X,,999,officer"],
        "không có cơ quan mã «999»",
    ),
    "a criterion twice": ("criteria", [CRITERIA_HEAD, *CRITERIA, CRITERIA[2]], r"1\.2.*(đã có|lặp|trùng)"),
    "a sum that doesn't add up": (
        "criteria",
        [CRITERIA_HEAD, CRITERIA[0], CRITERIA[1], CRITERIA[2].replace(",8,", ",7,")],
        r"(tổng|cộng).*19",
    ),
    "a total that doesn't add up": ("criteria", [CRITERIA_HEAD, CRITERIA[0].replace("20", "12"), CRITERIA[1]], "20"),
    "points above the maximum": ("scores", [SCORE_HEAD, "001,1.2,,,,,,,2.25"], "2,25 lớn hơn điểm tối đa 2,00"),
    "no such leaf": ("scores", [SCORE_HEAD, "001,9.9,,,,,,,1"], r"9\.9"),
    "an agency of the other tenant": ("scores", [SCORE_HEAD, "b-001,1.2,,,,,,,1"], "b-001"),
    "a score twice": ("scores", [SCORE_HEAD, "001,1.2,,,,,,,1", "001,1.2,,,,,,,2"], "dòng 2"),
    "a question twice": (
        "questionnaire",
        [QUESTION_HEAD, "1,Q1,Hỏi,,text,,,,no,,no", "2,Q1,Hỏi,,text,,,,no,,no"],
        "Q1",
    ),
    "a form for a stranger": ("responses", ["agency_code,respondent,CD1,CD2,F1,TP1", "999,01,1,1,2,1"], "«999»"),
    "an answer nobody printed": ("responses", ["agency_code,respondent,CD1,CD2,F1,TP1", "001,01,9,1,2,1"], "CD1"),
    "a day that doesn't exist": ("plan", [PLAN_HEAD, "1,1,Tự chấm,before,2031-02-30,,,UBND xã,"], "không phải là ngày"),
}
"""The page, the lines of the file, and what the answer must say."""


@pytest.mark.parametrize("case", WRONG)
def test_a_table_with_a_fault_is_refused_as_a_whole_and_the_fault_is_named(case, clerk, untouched):
    page, lines, said = WRONG[case]
    path, field, typed, _ = TABLES[page]
    answer = clerk("chi").send(path, "tep.csv", "\n".join(lines).encode(), field, **typed)
    assert answer.status in {200, 422}
    assert re.search(said, words(answer)), words(answer)[:1500]
    assert value_of(answer, "title") == typed["title"] if "title" in typed else True


TYPED = {"number": "12/KH-UBND", "issued_on": "15/01/2024", "issuer": "UBND xã", "abstract": "Kế hoạch CCHC"}
REFUSED = {
    "a program renamed": ("ke-hoach.pdf", b"MZ" + bytes(500), "nội dung không phải"),
    "a page of the web": ("ke-hoach.html", b"<script>alert(1)</script>", "Không nhận loại tệp này"),
    "a picture that can act": ("a.svg", b"<svg onload='x'/>", "Không nhận loại tệp này"),
    "an old document": ("ke-hoach.doc", samples.ole(), "Không nhận loại tệp này"),
    "an empty file": ("ke-hoach.pdf", b"", "Tệp rỗng, 0 byte"),
    "a bomb": ("bang.xlsx", bomb, "Tệp nén quá mức"),
    "a program in a PDF": ("a.pdf", samples.pdf(b"<</S/Launch/F(cmd.exe)>>"), "chạy|chương trình"),
    "too many pixels": ("anh.png", samples.png_of(60_000, 60_000), "điểm ảnh|quá lớn"),
}


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("page", ["them", "minh-chung"])
def test_evidence_that_is_not_let_in_leaves_its_description_in_the_form(page, kind, office, clerk, untouched):
    name, content, said = REFUSED[kind]
    cite = f"/huyen-a/{YEAR}/tu-danh-gia/{office.own.pk}/minh-chung/{office.leaf.pk}/"
    path = cite if page == "minh-chung" else f"/huyen-a/{YEAR}/tai-lieu/them/"
    answer = clerk("an").send(path, name, content() if callable(content) else content, **TYPED | {"upload": "1"})
    assert answer.status == 422, words(answer)
    assert re.search(said, words(answer)), words(answer)[:1500]
    assert {name: value_of(answer, name) for name in ("number", "issued_on", "issuer")} == {
        name: TYPED[name] for name in ("number", "issued_on", "issuer")
    }
    assert "Kế hoạch CCHC" in answer.text


@pytest.mark.parametrize(
    ("person", "path"), [("chi", "/huyen-a/co-quan/nhap/"), ("an", f"/huyen-a/{YEAR}/tai-lieu/them/")]
)
def test_fifty_megabytes_are_answered_with_the_page_that_says_how_much_is_taken(person, path, clerk, untouched):
    answer = clerk(person).send(path, "lon.pdf", bytes(50 * MB), **TYPED)
    assert answer.status == 413
    assert "Tệp quá lớn, chưa được nhận" in words(answer)
    assert "không quá 25 MB" in words(answer)


FORGED = {
    "another commune's file": ("luu", lambda o: (o.other.pk, o.leaf.pk), 403),
    "another tenant's file": ("luu", lambda o: (o.foreign.pk, o.foreign_leaf.pk), 404),
    "another tenant's leaf": ("luu", lambda o: (o.own.pk, o.foreign_leaf.pk), 404),
    "a file nobody has": ("luu", lambda o: (2**63, o.leaf.pk), 404),
    "another commune's file, cited": ("minh-chung", lambda o: (o.other.pk, o.leaf.pk), 403),
    "another tenant's file, cited": ("minh-chung", lambda o: (o.foreign.pk, o.foreign_leaf.pk), 404),
    "another tenant's leaf, cited": ("minh-chung", lambda o: (o.own.pk, o.foreign_leaf.pk), 404),
    "another commune's citation": ("bo-minh-chung", lambda o: (o.own.pk, o.others_citation.pk), 404),
    "another tenant's citation": ("bo-minh-chung", lambda o: (o.own.pk, o.foreign_citation.pk), 404),
    "another commune's step": ("chuyen-buoc", lambda o: (o.other.pk, None), 403),
    "another tenant's step": ("chuyen-buoc", lambda o: (o.foreign.pk, None), 404),
}


@pytest.mark.parametrize("case", FORGED)
def test_a_forged_number_in_a_form_changes_nothing(case, office, clerk, untouched):
    what, numbers, status = FORGED[case]
    file, other = numbers(office)
    path = f"/huyen-a/{YEAR}/tu-danh-gia/{file}/{what}/"
    if what in {"minh-chung", "bo-minh-chung"}:
        path += f"{other}/"
    sent = {"leaf": other, "field": "option", "value": "1", "version": "0", "base": "", "step": "request_approval"}
    answer = clerk("an").post(path, **sent, evidence=office.document.pk)
    assert (answer.status, "Không" in words(answer)) == (status, True)


@pytest.mark.parametrize("whose", ["others_document", "foreign_document"])
def test_a_forged_document_is_neither_cited_nor_opened_nor_changed_nor_binned(whose, office, clerk, untouched):
    an, pk = clerk("an"), getattr(office, whose).pk
    cited = an.post(f"/huyen-a/{YEAR}/tu-danh-gia/{office.own.pk}/minh-chung/{office.leaf.pk}/", evidence=pk)
    assert (cited.status, "Chưa chọn tài liệu" in words(cited)) == (200, True)
    for part in ("", "tep/", "tep/?xem=1"):
        assert an.get(f"/huyen-a/{YEAR}/tai-lieu/{pk}/{part}").status == 404
    for part in ("", "xoa/"):
        assert an.post(f"/huyen-a/{YEAR}/tai-lieu/{pk}/{part}", abstract="Sửa trộm").status == 404


def test_points_above_the_maximum_on_the_sheet_are_told_and_not_kept(office, clerk, untouched):
    sent = {"leaf": office.points.pk, "field": "points", "value": "2,25", "version": "0", "base": ""}
    answer = clerk("an").post(f"/huyen-a/{YEAR}/tu-danh-gia/{office.own.pk}/luu/", **sent)
    assert (answer.status, "2,25" in words(answer), "2,00" in words(answer)) == (422, True, True)


def test_a_form_without_the_token_is_refused_with_a_page_that_says_what_to_do(office, clerk, untouched):
    body = f"leaf={office.points.pk}&field=points&value=1&version=0&base=".encode()
    path = f"/huyen-a/{YEAR}/tu-danh-gia/{office.own.pk}/luu/"
    answer = clerk("an").raw(path, body, {"Content-Type": "application/x-www-form-urlencoded"})
    assert (answer.status, "Trang đã mở quá lâu, chưa ghi được" in words(answer)) == (403, True)


@pytest.mark.browser
def test_fifty_megabytes_chosen_in_the_browser_end_in_the_page_and_not_in_a_broken_connection(office, window, tmp_path):
    desk = Desk.of(window, office.address).log_in("an").open(f"/huyen-a/{YEAR}/tai-lieu/them/")
    large = tmp_path / "ban-quet.pdf"
    large.write_bytes(b"%PDF-1.4\n" + bytes(50 * MB))
    desk.page.locator("#id_file").set_input_files(large)
    desk.page.get_by_label("Trích yếu").fill("Bản quét")
    desk.page.locator("form:has(#id_file) button[type=submit]").click()
    desk.sees("Tệp quá lớn, chưa được nhận")
