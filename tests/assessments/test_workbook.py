"""The workbook of a file: formulas that score as the server does, and a way back that overwrites nothing silently."""

import io
import itertools
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.contents import contents_of
from assessments.models import Score
from assessments.services import share_out
from assessments.workbook.layout import HEAD, option_text, workbook
from assessments.workbook.reading import judge
from cchc.tenancy import audit
from criteria.rules.numbers import EntryError
from criteria.rules.scoring import Entry
from criteria.tree import tree_of
from tests.assessments.build import filled_assessment, open_now, put
from tests.assessments.spreadsheet import BLANK, Computed

ABOUT, SUMS = "Hướng dẫn", "Tổng hợp"
AMOUNTS = [None, Decimal(0), Decimal("0.5"), Decimal(7), Decimal(45), Decimal("47.5"), Decimal(50), Decimal(60)]
ENTRIES = {
    "1.1.1": [Entry(option=number) for number in (None, 1, 2, 3)],
    "1.1.2": [Entry(items=items) for items in (None, (), (1,), (2, 3), (1, 2, 3))],
    "1.1.3": [Entry(numerator=a, denominator=b) for a, b in itertools.product(AMOUNTS, AMOUNTS)],
    "1.2": [Entry(points=points) for points in (None, Decimal(0), Decimal("1.25"), Decimal(2))],
    "1.3": [Entry(answer=answer) for answer in (None, True, False)],
    "1.10": [Entry(numerator=a, denominator=b) for a, b in itertools.product(AMOUNTS, AMOUNTS)],
    "2.1.1": [Entry(count=None if count is None else Decimal(count)) for count in (None, 0, 1, 3, 4, 5, 100)],
    "2.1.2": [Entry(count=None if count is None else Decimal(count)) for count in (None, 0, 1, 3, 4, 5, 100)],
    "2.2": [Entry(numerator=a, denominator=b) for a, b in itertools.product(AMOUNTS, AMOUNTS)],
}
"""Per leaf of the small set every entry that is tried: all kinds, bounds, blanks, zero and above 100 %."""
WORDS = {True: "Có", False: "Không"}


@pytest.fixture
def book(file, now):
    """The file's workbook, opened."""
    return openpyxl.load_workbook(io.BytesIO(workbook(file, contents_of(file), at=now)))


def rows_of(book, code):
    """The sheet of a leaf, the line of the leaf, and the lines of its inputs by name."""
    for sheet in book.worksheets:
        keys = {sheet.cell(row, 9).value: row for row in range(2, sheet.max_row + 1)} if len(sheet["1"]) > 8 else {}
        found = next((row for key, row in keys.items() if key and key.startswith(f"{code}|leaf|")), None)
        if found:
            own = sheet.cell(found, 9).value.split("|")[2]
            parts = {key.split("|")[2]: row for key, row in keys.items() if key and key.startswith(f"{code}|input|")}
            return sheet, found, {own: found} if own else parts
    raise AssertionError(code)


def enter(book, leaf, entry):
    """Type an entry into the workbook, as an official would."""
    sheet, row, places = rows_of(book, leaf.code)
    sheet.cell(row, 5).value = "Không phát sinh" if entry.not_applicable else None
    if "option" in places:
        one = leaf.rule.options[entry.option - 1] if entry.option else None
        sheet.cell(places["option"], 4).value = option_text(entry.option, one.label, one.points) if one else None
    for name in ("numerator", "denominator", "count", "points"):
        if name in places:
            value = getattr(entry, name)
            sheet.cell(places[name], 4).value = None if value is None else float(value)
    if "answer" in places:
        sheet.cell(places["answer"], 4).value = WORDS.get(entry.answer)
    for name, place in places.items():
        if name.startswith("item-"):
            met = entry.items is not None and int(name[5:]) in entry.items
            sheet.cell(place, 4).value = None if entry.items is None else "Đạt" if met else "Không đạt"
    return sheet.title, row


def computed(book, title, row):
    points, maximum = (Computed(book).value(title, f"{letter}{row}") for letter in "GC")
    return (None if points == "" or points is BLANK else round(Decimal(repr(points)), 8)), Decimal(repr(maximum))


@pytest.mark.parametrize("code", sorted(ENTRIES))
def test_the_formula_of_each_kind_gives_the_servers_number(code, file, book):
    leaf = next(node.rule for node in tree_of(file.criteria_set).leaves() if node.code == code)
    tried = [*ENTRIES[code], *([Entry(not_applicable=True)] if leaf.policy != "none" else [])]
    wrong = []
    for entry in tried:
        title, row = enter(book, leaf, entry)
        try:
            result = leaf.score(entry)
        except EntryError:
            continue  # the way back refuses it with words; what the workbook shows meanwhile is no score
        expected = None if result.points is None else round(result.points, 8)
        if computed(book, title, row) != (expected, result.applicable_max):
            wrong.append((entry, expected, computed(book, title, row)))
    assert wrong == []


def test_the_sums_are_those_of_the_file(cast, year, scope_a, now):
    file = filled_assessment(year, cast.a.commune_1, by=cast.an, at=now)
    book = openpyxl.load_workbook(io.BytesIO(workbook(file, contents_of(file), at=now)))
    cells = Computed(book)
    found = [[round(cells.value(SUMS, f"{letter}{row}"), 6) for letter in "CD"] for row in (2, 3, 4)]
    assert found == [[10, 7.533333], [6, 4], [16, 11.533333]]


def test_only_inputs_are_open_and_each_has_its_bounds(book):
    sheet = book["Lĩnh vực 1"]
    assert [bool(one.protection.sheet) for one in book.worksheets] == [True] * len(book.worksheets)
    open_cells = {
        cell.column_letter for line in sheet.iter_rows(min_row=2) for cell in line if not cell.protection.locked
    }
    assert open_cells == {"D", "E", "F"}
    rules = [(rule.type, rule.formula2) for rule in sheet.data_validations.dataValidation]
    assert rules.count(("list", None)) == 6  # one level, three contents, one yes or no, one «không phát sinh»
    assert ("decimal", "2.00") in rules  # the maximum of 1.2
    assert (book["_danh_muc"].sheet_state, sheet.column_dimensions["I"].hidden) == ("hidden", True)
    assert tuple(cell.value for cell in sheet[1]) == HEAD


def test_the_same_file_gives_the_same_bytes(file, now):
    assert workbook(file, contents_of(file), at=now) == workbook(file, contents_of(file), at=now)


def test_what_an_official_wrote_never_becomes_a_formula(cast, year, file, now):
    put(file, year.leaves["1.3"], "explanation", "=1+1", by=cast.an, at=now)
    book = openpyxl.load_workbook(io.BytesIO(workbook(file, contents_of(file), at=now)))
    sheet, row, _ = rows_of(book, "1.3")
    assert (sheet.cell(row, 6).value, sheet.cell(row, 6).data_type) == ("=1+1", "s")


def content(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def judged(file, book, closed=frozenset()):
    return judge(io.BytesIO(content(book)), "a.xlsx", file, contents_of(file), closed)


def differences(found):
    return [(one.node.code, one.field, one.theirs, one.mine, one.is_conflict) for one in found.differences]


def typed(book, code, name, value, column=4):
    sheet, row, places = rows_of(book, code)
    line = places.get(name, row)
    sheet.cell(line, column).value = value
    return f"{sheet.title}|{sheet.cell(line, column).coordinate}"


def test_an_untouched_workbook_says_nothing(cast, year, scope_a, now):
    file = filled_assessment(year, cast.a.commune_1, by=cast.an, at=now)
    book = openpyxl.load_workbook(io.BytesIO(workbook(file, contents_of(file), at=now)))
    found = judged(file, book)
    assert (found.faults, found.differences, found.leaves) == ([], [], 9)


def test_every_kind_of_input_comes_back(cast, year, file, book):
    typed(book, "1.1.1", "option", "2. Trong tháng 02 (0,50 điểm)")
    typed(book, "1.1.2", "item-1", "Đạt")
    typed(book, "1.1.2", "item-2", "Không đạt")
    typed(book, "1.1.3", "numerator", 47)
    typed(book, "1.1.3", "denominator", "50")
    typed(book, "1.2", "points", 1.25)
    typed(book, "1.3", "answer", "Không")
    typed(book, "1.10", "", "Không phát sinh", 5)
    typed(book, "2.1.1", "count", 1)
    typed(book, "2.2", "", "Theo báo cáo", 6)
    assert differences(judged(file, book)) == [
        ("1.1.1", "option", "", "2", False),
        ("1.1.2", "items", "", "1", False),
        ("1.1.3", "numerator", "", "47", False),
        ("1.1.3", "denominator", "", "50", False),
        ("1.2", "points", "", "1,25", False),
        ("1.3", "answer", "", "no", False),
        ("1.10", "not_applicable", "", "1", False),
        ("2.1.1", "count", "", "1", False),
        ("2.2", "explanation", "", "Theo báo cáo", False),
    ]


def test_every_fault_is_named_by_its_cell(file, book):
    places = [
        typed(book, "1.1.1", "option", "9. Không có"),
        typed(book, "1.1.2", "item-3", "đạt một phần"),
        typed(book, "1.1.3", "numerator", "đạt"),
        typed(book, "1.2", "points", 9),
        typed(book, "1.3", "answer", "Chưa"),
        typed(book, "2.1.1", "count", 1.5),
        typed(book, "2.1.2", "count", -1),
        typed(book, "2.2", "denominator", "=1/0"),
    ]
    found = judged(file, book)
    assert [f"{fault.sheet}|{fault.cell}" for fault in found.faults] == places
    words = [fault.words for fault in found.faults]
    assert words[0] == "«9. Không có» không có trong danh sách – chọn một mức từ 1 đến 3"
    assert words[3].startswith("9,00 lớn hơn điểm tối đa 2,00 – nhập từ 0 đến 2,00")
    assert "công thức chưa có giá trị" in words[7]
    assert found.differences == []


def test_a_percentage_is_asked_about(file, book):
    typed(book, "1.1.3", "numerator", 0.94)
    sheet, _, places = rows_of(book, "1.1.3")
    sheet.cell(places["numerator"], 4).number_format = "0%"
    (fault,) = judged(file, book).faults
    assert fault.words == "«0.94» ghi theo phần trăm – định dạng lại ô thành số rồi nhập lại"


def test_a_workbook_of_another_agency_is_refused(cast, year, file, book):
    book[ABOUT]["B3"].value = "002"
    (fault,) = judged(file, book).faults
    assert fault.words == "mã đơn vị trong tệp là «002», của hồ sơ là «001» – chọn đúng tệp"


def test_any_other_workbook_is_refused(file):
    other = openpyxl.Workbook()
    (fault,) = judged(file, other).faults
    assert fault.words.startswith("không phải tệp Excel xuất từ hệ thống")


def test_what_is_no_workbook_is_refused(file):
    (fault,) = judge(io.BytesIO(b"PK\x03\x04"), "a.xlsx", file, contents_of(file)).faults
    assert fault.cell == ""


def test_a_field_changed_on_both_sides_is_a_conflict(cast, year, file, book, now):
    put(file, year.leaves["1.3"], "answer", "yes", by=cast.an, at=now)
    typed(book, "1.3", "answer", "Không")
    assert differences(judged(file, book)) == [("1.3", "answer", "yes", "no", True)]


def test_a_field_the_server_alone_has_changed_is_left_alone(cast, year, file, book, now):
    put(file, year.leaves["1.3"], "answer", "yes", by=cast.an, at=now)
    assert differences(judged(file, book)) == []


def test_without_the_texts_at_export_every_difference_is_to_be_chosen(cast, year, file, book, now):
    put(file, year.leaves["1.3"], "answer", "yes", by=cast.an, at=now)
    sheet, row, _ = rows_of(book, "1.3")
    sheet.cell(row, 10).value = "{"
    assert differences(judged(file, book)) == [("1.3", "answer", "yes", "", True)]


def test_a_leaf_given_to_somebody_else_is_a_fault(cast, year, file, book):
    typed(book, "1.3", "answer", "Không")
    (fault,) = judged(file, book, frozenset({year.leaves["1.3"].pk})).faults
    assert fault.words.startswith("mục này giao cho người khác")


@pytest.fixture
def page(file, year):
    open_now(year)
    return f"/huyen-a/2024/tu-danh-gia/{file.pk}/tep-excel/"


def upload(book):
    return {"file": SimpleUploadedFile("tu-danh-gia.xlsx", content(book))}


def confirmation(answer, **choices):
    """The form of the dry run, filled in as the page proposes, then changed by hand."""
    lines = answer.context["lines"]
    sent = {"confirm": answer.context["token"]}
    for line in lines:
        sent[f"seen-{line['one'].key}"] = line["one"].theirs
        sent[f"take-{line['one'].key}"] = "file" if line["take"] else "server"
    return sent | choices


def test_the_dry_run_writes_nothing_and_the_confirmation_writes_the_chosen_lines(login, cast, year, file, book, page):
    typed(book, "1.3", "answer", "Không")
    typed(book, "1.2", "points", 1.5)
    client = login(cast.an)
    shown = client.post(page, upload(book))
    assert (shown.status_code, Score.objects.filter(assessment=file).count()) == (200, 0)
    leaf = year.leaves["1.2"].pk
    done = client.post(page, confirmation(shown, **{f"take-{leaf}-points": "server"}), follow=True)
    assert "Đã ghi 1 ô từ tệp Excel." in done.content.decode()
    (score,) = Score.objects.filter(assessment=file)
    assert (score.criterion.code, score.answer, audit.history(score).first().verb) == ("1.3", False, "nạp từ tệp Excel")


def test_a_line_that_moves_between_check_and_confirmation_is_shown_again(login, cast, year, file, book, page, now):
    typed(book, "1.3", "answer", "Không")
    client = login(cast.an)
    shown = client.post(page, upload(book))
    put(file, year.leaves["1.3"], "answer", "yes", by=cast.binh, at=now)
    answer = client.post(page, confirmation(shown))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Có người khác vừa sửa các ô được đánh dấu" in text
    assert "Vừa có người sửa sau khi kiểm tra tệp" in text
    assert Score.objects.get(assessment=file).answer is True


def test_with_a_fault_nothing_can_be_written(login, cast, file, book, page):
    typed(book, "1.3", "answer", "Chưa")
    typed(book, "1.2", "points", 1.5)
    client = login(cast.an)
    shown = client.post(page, upload(book))
    text = shown.content.decode()
    assert shown.status_code == 422
    assert ("Tệp có ô sai, chưa ghi ô nào" in text, "Ghi các ô đã chọn" in text) == (True, False)
    assert client.post(page, confirmation(shown)).status_code == 422
    assert not Score.objects.filter(assessment=file).exists()


def test_fields_that_fit_each_other_only_together_are_written_together(login, cast, year, file, book, page, now):
    put(file, year.leaves["2.2"], "denominator", "0", by=cast.an, at=now)
    again = openpyxl.load_workbook(io.BytesIO(workbook(file, contents_of(file), at=now)))
    typed(again, "2.2", "numerator", 3)
    typed(again, "2.2", "denominator", 4)
    client = login(cast.an)
    client.post(page, confirmation(client.post(page, upload(again))))
    score = Score.objects.get(assessment=file)
    assert (score.numerator, score.denominator, score.points) == (3, 4, 1)


def test_an_upload_that_is_no_workbook_is_refused_with_words(login, cast, file, page):
    answer = login(cast.an).post(page, {"file": SimpleUploadedFile("a.docx", b"PK")})
    assert answer.status_code == 422
    assert "Không nhận loại tệp này – chọn tệp .xlsx xuất từ trang này." in answer.content.decode()


def test_a_kept_upload_that_is_gone_is_told(login, cast, file, page):
    answer = login(cast.an).post(page, {"confirm": "nothing"})
    assert "Tệp tải lên đã quá 30 phút nên không còn; chưa ghi gì." in answer.content.decode()


def test_the_officer_of_another_part_cannot_bring_it_in_by_file(login, cast, year, file, book, page):
    share_out(assessment=file, criterion=year.leaves["1.3"], officers=[cast.binh], by=cast.binh)
    typed(book, "1.3", "answer", "Không")
    assert "mục này giao cho người khác" in login(cast.an).post(page, upload(book)).content.decode()


def test_the_workbook_is_taken_away_under_a_plain_name(login, cast, file, page):
    answer = login(cast.an).get(f"{page}tai-ve/")
    assert answer["Content-Disposition"] == 'attachment; filename="tu-danh-gia-2024-001.xlsx"'
    assert answer.content[:2] == b"PK"
