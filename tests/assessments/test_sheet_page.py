import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Mark, Score
from assessments.services import assessment_for
from criteria.models import Campaign, Participant
from criteria.resources.criteria import read_criteria
from criteria.services.catalogue import SetHead, freeze_sets, import_set
from tests.assessments.build import ENTRIES, citation, filled_assessment, open_now, put

SAMPLE = Path(settings.BASE_DIR) / "fixtures" / "criteria" / "criteria_commune_sample.csv"


@pytest.fixture
def sheet(file, year):
    open_now(year)
    return f"/huyen-a/2024/tu-danh-gia/{file.pk}/linh-vuc/1/"


@pytest.fixture
def send(file, year, login):
    """``send(person, leaf code, field, value)`` posts one field as autosave does."""
    open_now(year)

    def posted(person, code, field, value, version=0, base=""):
        sent = {"leaf": year.leaves[code].pk, "field": field, "value": value, "version": version, "base": base}
        return login(person).post(f"/huyen-a/2024/tu-danh-gia/{file.pk}/luu/", sent)

    return posted


def inputs(page):
    return re.findall(r'name="(f-\d+-\w+)"', page)


def test_the_sheet_has_the_input_of_each_rule_in_the_order_of_the_keyboard(login, cast, year, sheet):
    page = login(cast.an).get(sheet).content.decode()
    leaf = {code: year.leaves[code].pk for code in ENTRIES}
    assert list(dict.fromkeys(inputs(page))) == [
        f"f-{leaf['1.1.1']}-option",
        f"f-{leaf['1.1.1']}-explanation",
        f"f-{leaf['1.1.2']}-items",
        f"f-{leaf['1.1.2']}-explanation",
        f"f-{leaf['1.1.3']}-numerator",
        f"f-{leaf['1.1.3']}-denominator",
        f"f-{leaf['1.1.3']}-explanation",
        f"f-{leaf['1.2']}-points",
        f"f-{leaf['1.2']}-explanation",
        f"f-{leaf['1.3']}-answer",
        f"f-{leaf['1.3']}-explanation",
        f"f-{leaf['1.10']}-numerator",
        f"f-{leaf['1.10']}-denominator",
        f"f-{leaf['1.10']}-not_applicable",
        f"f-{leaf['1.10']}-explanation",
    ]


def test_what_was_entered_stands_in_the_inputs_with_working_and_points(login, cast, year, file, sheet, now):
    put(file, year.leaves["1.1.3"], "numerator", "47", by=cast.an, at=now)
    put(file, year.leaves["1.1.3"], "denominator", "50", by=cast.an, at=now)
    page = login(cast.an).get(sheet).content.decode()
    pk = year.leaves["1.1.3"].pk
    assert f'name="f-{pk}-numerator" inputmode="decimal" autocomplete="off" maxlength="24" value="47"' in page
    assert f'<input type="hidden" name="v-{pk}" value="2">' in page
    assert "47/50 = 94\u00a0% → từ 90\u00a0% đến dưới 100\u00a0%: <b>1,00 điểm</b>" in page
    assert re.search(rf'id="s{pk}"><b>1,00</b> <span>trên 2,00</span>.*?Thiếu minh chứng', page)


def test_text_from_outside_is_escaped(login, cast, year, file, sheet, now):
    put(file, year.leaves["1.1.1"], "explanation", "<script>alert(1)</script>", by=cast.an, at=now)
    citation(file, year.leaves["1.1.1"])
    page = login(cast.an).get(sheet).content.decode()
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2  # in the text area and in the hidden base


@pytest.mark.parametrize("person", ["chi", "oanh", "lien"])
def test_those_who_read_every_file_see_text_and_no_inputs(person, login, cast, year, file, sheet, now):
    put(file, year.leaves["1.1.3"], "numerator", "47", by=cast.an, at=now)
    page = login(getattr(cast, person)).get(sheet).content.decode()
    assert (inputs(page), "Số nhiệm vụ hoàn thành: 47" in page) == ([], True)


def test_a_locked_file_is_plain_text_with_the_reason(login, cast, year, scope_a, now):
    sent = filled_assessment(year, cast.a.commune_1, by=cast.an, head=cast.binh, at=now, state="submitted")
    page = login(cast.an).get(f"/huyen-a/2024/tu-danh-gia/{sent.pk}/linh-vuc/1/").content.decode()
    assert (inputs(page), "Hồ sơ đã gửi và khóa" in page) == ([], True)


def test_after_the_deadline_the_sheet_is_plain_text(login, cast, year, file):
    page = login(cast.an).get(f"/huyen-a/2024/tu-danh-gia/{file.pk}/linh-vuc/1/").content.decode()
    assert (inputs(page), "đã hết thời gian tự đánh giá" in page) == ([], True)


def test_autosave_answers_with_the_working_the_points_and_the_new_version(send, cast, year):
    answer = send(cast.an, "1.3", "answer", "yes")
    page, pk = answer.content.decode(), year.leaves["1.3"].pk
    assert answer.status_code == 200
    assert f'data-leaf="{pk}" data-field="answer" data-version="1" data-base="yes"' in page
    assert f'<div data-cchc-part="w{pk}">Có: <b>2,00 điểm</b></div>' in page
    assert len(page) < 1500


def test_autosave_tells_the_second_person_with_both_values(send, cast, year):
    send(cast.an, "1.1.3", "numerator", "31")
    answer = send(cast.binh, "1.1.3", "numerator", "30")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nguyễn Thị An lưu lúc" in page
    assert 'data-version="1" data-theirs="31"' in page
    assert "“30” <b>chưa được ghi</b>" in page


def test_autosave_says_what_is_wrong_and_what_stays(send, cast):
    send(cast.an, "1.1.3", "numerator", "47")
    send(cast.an, "1.1.3", "denominator", "50", version=1)
    answer = send(cast.an, "1.1.3", "numerator", "1.904", version=2, base="47")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1.904 là 1904 hay 1,904?" in page
    assert "Đang giữ số đã lưu lúc" in page
    assert Score.objects.get().numerator == 47


@pytest.mark.parametrize("person", ["giang", "chi", "dung", "ha"])
def test_nobody_else_saves_into_the_file(person, send, cast):
    assert send(getattr(cast, person), "1.3", "answer", "yes").status_code in {403, 404}
    assert Score.objects.count() == 0


def test_damaged_requests_are_answered_and_never_a_fault(send, login, cast, year, file):
    client, address = login(cast.an), f"/huyen-a/2024/tu-danh-gia/{file.pk}/luu/"
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"leaf": "x", "field": "points", "version": "1"}).status_code == 422
    assert client.post(address, {"leaf": 1, "field": "state", "version": "0"}).status_code == 422
    assert client.post(address, {"leaf": 999999, "field": "points", "version": "0"}).status_code == 404
    assert client.post(address, {"leaf": year.leaves["3.1"].pk, "field": "points", "version": "0"}).status_code == 422


@pytest.mark.parametrize(("typed", "counted"), [("x" * 4001, "4001"), ("x" * 20_001, "20001")])
def test_an_explanation_too_long_is_told_with_its_length(typed, counted, send, cast):
    answer = send(cast.an, "1.3", "explanation", typed)
    page = answer.content.decode()
    assert (answer.status_code, Score.objects.count()) == (422, 0)
    assert f"dài {counted} ký tự" in page
    assert "rút còn 4000 ký tự, phần dài đính kèm thành tệp" in page


@pytest.mark.parametrize(("version", "texts"), [("9" * 5000, "{}"), ("0", "[" * 50_000)])
def test_a_damaged_page_without_a_script_is_answered_and_never_a_fault(version, texts, login, cast, year, sheet):
    leaf = year.leaves["1.2"].pk
    sent = {f"v-{leaf}": version, f"b-{leaf}": texts, f"f-{leaf}-points": "1,5"}
    assert login(cast.an).post(sheet, sent).status_code == 302


def whole_page(year, **texts):
    """A page sent without a script: versions 0 and the fields of area 1."""
    sent = {f"v-{year.leaves[code].pk}": "0" for code in ENTRIES if code.startswith("1")}
    return sent | {f"f-{year.leaves[code].pk}-{field}": text for (code, field), text in texts.items()}


def test_without_a_script_the_whole_page_is_saved_at_once(login, cast, year, file, sheet):
    pk = {code: year.leaves[code].pk for code in ENTRIES}
    sent = whole_page(year) | {f"f-{pk['1.1.1']}-option": "2", f"f-{pk['1.1.2']}-items": ["1", "2"]}
    sent |= {f"f-{pk['1.1.3']}-numerator": "47", f"f-{pk['1.1.3']}-denominator": "50"}
    assert login(cast.an).post(sheet, sent).status_code == 302
    points = dict(Score.objects.values_list("criterion__code", "points"))
    assert {code: f"{value:.2f}" for code, value in points.items()} == {
        "1.1.1": "0.50",
        "1.1.2": "0.70",
        "1.1.3": "1.00",
    }


def test_without_a_script_good_fields_are_kept_and_a_wrong_one_is_shown_as_typed(login, cast, year, file, sheet):
    pk = {code: year.leaves[code].pk for code in ENTRIES}
    sent = whole_page(year) | {f"f-{pk['1.1.1']}-option": "2", f"f-{pk['1.2']}-points": "9"}
    answer = login(cast.an).post(sheet, sent)
    page = answer.content.decode()
    assert (answer.status_code, list(Score.objects.values_list("criterion__code", flat=True))) == (422, ["1.1.1"])
    assert re.search(rf'name="f-{pk["1.2"]}-points"[^>]*value="9"', page)
    assert "lớn hơn điểm tối đa 2,00" in page


def test_without_a_script_the_second_person_is_told_and_may_write_over(login, cast, year, file, sheet, now):
    leaf = year.leaves["1.2"]
    put(file, leaf, "points", "1", by=cast.binh, at=now)
    answer = login(cast.an).post(sheet, whole_page(year) | {f"f-{leaf.pk}-points": "2"})
    page = answer.content.decode()
    assert (answer.status_code, Score.objects.get().points) == (409, 1)
    base = re.search(rf'name="b-{leaf.pk}" value="([^"]*)"', page)[1].replace("&quot;", '"')
    assert json.loads(base) == {"points": "1"}
    again = whole_page(year) | {f"v-{leaf.pk}": "1", f"b-{leaf.pk}": base, f"f-{leaf.pk}-points": "2"}
    assert login(cast.an).post(sheet, again).status_code == 302
    assert Score.objects.get().points == 2


def test_the_slim_view_folds_what_is_done_and_opens_one_row_when_asked(login, cast, year, scope_a, now):
    done = filled_assessment(year, cast.a.commune_1, by=cast.an, at=now)
    open_now(year)
    address = f"/huyen-a/2024/tu-danh-gia/{done.pk}/linh-vuc/1/"
    client = login(cast.an)
    slim = client.get(address, {"xem": "gon"}).content.decode()
    opened = client.get(address, {"xem": "gon", "mo": year.leaves["1.2"].pk}).content.decode()
    assert (slim.count('<tr class="slim"'), inputs(slim)) == (6, [])
    assert set(inputs(opened)) == {f"f-{year.leaves['1.2'].pk}-points", f"f-{year.leaves['1.2'].pk}-explanation"}


def test_the_panels_follow_a_save(login, cast, year, file, sheet, now):
    put(file, year.leaves["1.3"], "answer", "yes", by=cast.an, at=now)
    page = login(cast.an).get(f"{sheet}tinh-hinh/").content.decode()
    assert "<b>2,00</b> / 10,00" in page
    assert '<div data-cchc-count="6"></div>' in page


def test_last_years_result_stands_beside_the_leaf(login, cast, year, file, sheet, now):
    from types import SimpleNamespace

    from tests.criteria.build import leaves_of, small_set

    old = Campaign.objects.create(year=2023, title="Năm 2023", opened_at=now - timedelta(days=365))
    made = small_set("KT23")
    Participant.objects.create(campaign=old, agency=cast.a.commune_1, criteria_set=made, block="xã")
    from assessments.services import assessment_for

    before = SimpleNamespace(leaves=leaves_of(made))
    past = assessment_for(old, cast.a.commune_1)
    for stage, points in (("appraised", "0.5"), ("final", "1.25")):
        Score.objects.create(
            assessment=past,
            agency=past.agency,
            criterion=before.leaves["1.2"],
            stage=stage,
            points=points,
            applicable_max=2,
            saved_at=now,
        )
    page = login(cast.an).get(sheet).content.decode()
    assert re.findall(r"Năm 2023: <b>([\d,]+)</b>", page) == ["1,25"]


def test_the_number_of_queries_of_a_sheet_does_not_grow_with_its_leaves(login, cast, year, file, sheet, now):
    client = login(cast.an)
    client.get(sheet)
    with CaptureQueriesContext(connection) as empty:
        client.get(sheet)
    for code in ("1.1.1", "1.1.2", "1.1.3"):
        put(file, year.leaves[code], "explanation", "Theo hồ sơ.", by=cast.an, at=now)
        citation(file, year.leaves[code], None if code == "1.1.1" else document(cast, code))
    with CaptureQueriesContext(connection) as full:
        client.get(sheet)
    assert len(full) == len(empty)


def document(cast, number):
    from tests.assessments.build import evidence

    return evidence(cast.a.commune_1, number)


def test_one_field_is_saved_by_few_queries(login, send, cast, year, file):
    send(cast.an, "1.2", "points", "1")
    client = login(cast.an)
    sent = {"leaf": year.leaves["1.2"].pk, "field": "points", "value": "2", "version": 1, "base": "1"}
    with CaptureQueriesContext(connection) as found:
        client.post(f"/huyen-a/2024/tu-danh-gia/{file.pk}/luu/", sent)
    ground = re.compile(r"SAVEPOINT|RELEASE|SELECT set_config|.*django_session")
    kinds = [one["sql"].split()[0] for one in found if not ground.match(one["sql"])]
    # user, tenant; memberships, file under lock, plan, the leaf's score; then score and diary
    assert kinds == ["SELECT"] * 2 + ["EXECUTE"] * 4 + ["UPDATE", "INSERT"]


@pytest.fixture
def commune_file(cast, year, scope_a, now):
    """The file of a commune under the sample set, whose first area has 18 leaves."""
    with SAMPLE.open("rb") as handle:
        rows = read_criteria(handle, SAMPLE.name).rows
    made = import_set(head=SetHead(code="MAU"), rows=rows, by=None, at=now).criteria_set
    freeze_sets(sets=[made], by=None, at=now)
    Participant.objects.filter(agency=cast.a.commune_1).update(criteria_set=made)
    open_now(year)
    return assessment_for(year.campaign, cast.a.commune_1, by=cast.chi)


def test_a_sheet_of_eighteen_leaves_takes_one_query_of_its_own(login, cast, commune_file, django_assert_num_queries):
    client, address = login(cast.an), f"/huyen-a/2024/tu-danh-gia/{commune_file.pk}/linh-vuc/1/"
    client.get(address)
    # session, user, tenant, savepoint, scope, memberships; the file with all it holds, the year before and what the
    # frame shows: campaigns, plan, unread messages, letters that ask to explain; scope back, savepoint released
    Campaign.objects.create(year=2023, title="Năm trước", imported=True)
    with django_assert_num_queries(9):
        page = client.get(address)
    assert (page.content.count(b"data-cchc-row "), len(page.content) < 120 * 1024) == (18, True)


def test_the_whole_file_takes_as_many_queries_as_an_area(login, cast, commune_file, django_assert_num_queries):
    client, address = login(cast.an), f"/huyen-a/2024/tu-danh-gia/{commune_file.pk}/in/"
    client.get(address)
    with django_assert_num_queries(9):
        page = client.get(address)
    assert (page.status_code, len(page.content) < 120 * 1024) == (200, True)


def set_values(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)


def mark(file, leaf, note, at):
    return Mark.objects.create(assessment=file, criterion=leaf, note=note, made_at=at)


def test_nothing_that_a_sheet_remembers_goes_stale(login, cast, year, file, sheet, now):
    """Rows are changed behind the pages' back, between two openings by the same person."""
    client, leaf = login(cast.an), year.leaves["1.2"]
    put(file, leaf, "points", "1", by=cast.an, at=now)
    cited = citation(file, leaf, document(cast, "11/KH-UBND"))
    score = file.scores.get(criterion=leaf)
    changes = {
        "Sửa tay ngoài trang": lambda: set_values(score, explanation="Sửa tay ngoài trang"),
        "99/QĐ-UBND": lambda: set_values(cited.evidence, number="99/QĐ-UBND"),
        "trang 77": lambda: set_values(cited, page="trang 77"),
        "Bổ sung số liệu": lambda: set_values(file, return_comment="Bổ sung số liệu"),
        "Xem lại mục này": lambda: mark(file, leaf, "Xem lại mục này", now),
        "Xã Tên Mới": lambda: set_values(file.agency, name="Xã Tên Mới"),
        "HUYỆN TÊN MỚI": lambda: set_values(cast.tenant_a, letterhead="ỦY BAN NHÂN DÂN\nHUYỆN TÊN MỚI"),
        "Nguyễn Thị Họ Mới": lambda: set_values(cast.an, full_name="Nguyễn Thị Họ Mới"),
        "31/12/2098": lambda: year.campaign.steps.update(deadline_kind="on", deadline_date=date(2098, 12, 31)),
        "Gọi 0209 3000 000": lambda: set_values(cast.tenant_a, support_line="Gọi 0209 3000 000"),
    }
    seen = []
    for words, change in changes.items():
        before = words in client.get(sheet).content.decode()
        change()
        seen.append((words, before, words in client.get(sheet).content.decode()))
    assert seen == [(words, False, True) for words in changes]


def test_a_sheet_remembered_for_one_person_is_not_shown_to_another(login, cast, sheet):
    pages = {who: login(getattr(cast, who)).get(sheet).content.decode() for who in ("an", "binh", "an", "chi")}
    names = {"an": "Nguyễn Thị An", "binh": "Trần Văn Bình", "chi": "Lý Thu Chi"}
    shown = {who: [name for key, name in names.items() if name in page] for who, page in pages.items()}
    assert shown == {who: [name] for who, name in names.items()}
    assert [("data-cchc-autosave=" in pages[who]) for who in names] == [True, True, False]


def test_what_was_said_stands_on_one_page_only(login, cast, sheet):
    client = login(cast.an)
    client.post(sheet, {})
    said = ["Không có ô nào thay đổi." in client.get(sheet).content.decode() for _ in range(2)]
    assert said == [True, False]
