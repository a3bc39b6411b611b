"""Last year beside this year's sheet: shown, looked at, copied knowingly, and marked as copied until typed over."""

from datetime import timedelta

import pytest

from assessments.lastyear import answer_of, past_of
from assessments.models import Score
from assessments.services import assessment_for, share_out
from cchc.tenancy import audit
from criteria.models import RuleLine
from criteria.tree import tree_of
from tests.assessments.build import citation, evidence, open_now, put
from tests.criteria.build import small_campaign


@pytest.fixture
def before(cast, year, file, now):
    """The year before with a set of its own: 1.1.3 answered and appraised lower, 1.3 answered without a result."""
    made = small_campaign(cast, now=now - timedelta(days=365), year=2023, code="KT23")
    old, at = assessment_for(made.campaign, cast.a.commune_1, by=cast.chi), now - timedelta(days=365)
    for code, field, value in (
        ("1.1.3", "numerator", "29"),
        ("1.1.3", "denominator", "33"),
        ("1.1.3", "explanation", "Theo sổ theo dõi."),
        ("1.3", "answer", "yes"),
    ):
        put(old, made.leaves[code], field, value, by=cast.an, at=at)
    for stage, points in (("appraised", "0.25"), ("final", "0")):
        own = Score.objects.get(assessment=old, criterion=made.leaves["1.1.3"], stage="self")
        own.pk, own.stage, own.points, own.saved_by = None, stage, points, None
        own.save(force_insert=True)
    made.file = old
    return made


@pytest.fixture
def address(file, year):
    open_now(year)
    return f"/huyen-a/2024/tu-danh-gia/{file.pk}/"


def node(file, code):
    return next(one for one in tree_of(file.criteria_set).leaves() if one.code == code)


def test_the_past_holds_the_last_result_and_the_own_answer(file, before):
    found = past_of(file).of(node(file, "1.1.3"))
    assert (found.year, found.points, found.maximum, str(found.own_points)) == (2023, 0, 2, "0.5000000000")
    assert found.own_working.startswith("29/33 = 87,88")


def test_the_row_shows_the_result_or_the_own_points_where_there_is_none(login, cast, year, before, address):
    page = login(cast.an).get(f"{address}linh-vuc/1/").content.decode()
    leaf = year.leaves
    assert f'Năm 2023: <b>0,00</b><br><a href="{address}nam-truoc/{leaf["1.1.3"].pk}/"' in page
    assert "Năm 2023 tự chấm: <b>2,00</b>" in page
    assert page.count("Xem, dùng lại<") == 2


def test_a_save_leaves_last_year_where_it_stands(login, cast, year, file, before, address):
    """What comes back replaces the result alone; the block of last year is beside it."""
    sent = {"leaf": year.leaves["1.3"].pk, "field": "answer", "value": "no", "version": 0, "base": ""}
    answer = login(cast.an).post(f"{address}luu/", sent).content.decode()
    assert ('class="lastyear"' in answer, f'data-cchc-part="s{year.leaves["1.3"].pk}"' in answer) == (False, True)


def test_the_page_of_the_year_before_shows_answer_result_and_documents(login, cast, year, file, before, address):
    document = evidence(file.agency, "98/BC-UBND", year=2023)
    citation(before.file, before.leaves["1.1.3"], document)
    page = login(cast.an).get(f"{address}nam-truoc/{year.leaves['1.1.3'].pk}/").content.decode()
    for words in ("Số nhiệm vụ hoàn thành: 29", "Theo sổ theo dõi.", "98/BC-UBND", "kết quả <b>0,00</b>"):
        assert words in page
    assert "Chép lại câu trả lời năm 2023" in page


def test_where_nothing_was_answered_there_is_no_page(login, cast, year, file, before, address):
    assert login(cast.an).get(f"{address}nam-truoc/{year.leaves['1.2'].pk}/").status_code == 404
    assert answer_of(file, node(file, "1.2")) is None


def copy(client, address, leaf, version=0):
    return client.post(f"{address}nam-truoc/{leaf.pk}/", {"version": version})


def test_a_copy_is_scored_anew_marked_and_written_down(login, cast, year, file, before, address):
    leaf = year.leaves["1.1.3"]
    RuleLine.objects.filter(rule__criterion=leaf, lower=80).update(points="0.75")
    answer = copy(login(cast.an), address, leaf)
    assert answer["Location"] == f"{address}linh-vuc/1/#m{leaf.pk}"
    score = Score.objects.get(assessment=file)
    assert (score.numerator, score.denominator, score.copied_year, score.explanation) == (
        29,
        33,
        2023,
        "Theo sổ theo dõi.",
    )
    assert str(score.points) == "0.7500000000"
    assert audit.history(score).first().verb == "chép lại từ năm 2023"
    page = login(cast.an).get(f"{address}linh-vuc/1/").content.decode()
    assert '<span class="st st-info">chép lại từ năm 2023</span>' in page


def test_typing_over_a_copy_takes_the_mark_away_and_an_explanation_does_not(login, cast, year, file, before, address):
    leaf = year.leaves["1.1.3"]
    copy(login(cast.an), address, leaf)
    moment = Score.objects.get(assessment=file).saved_at
    put(file, leaf, "explanation", "Vẫn như năm trước", by=cast.an, at=moment)
    assert Score.objects.get(assessment=file).copied_year == 2023
    put(file, leaf, "numerator", "30", by=cast.an, at=moment)
    assert Score.objects.get(assessment=file).copied_year is None


def test_a_leaf_changed_meanwhile_is_not_copied_over(login, cast, year, file, before, address, now):
    put(file, year.leaves["1.1.3"], "numerator", "31", by=cast.binh, at=now)
    answer = copy(login(cast.an), address, year.leaves["1.1.3"], version=0)
    assert answer.status_code == 422
    assert "vừa có người khác sửa" in answer.content.decode()
    assert Score.objects.get(assessment=file).numerator == 31


def test_an_answer_that_todays_rule_cannot_take_is_not_copied(login, cast, year, file, before, address):
    leaf = year.leaves["2.1.1"]
    type(leaf).objects.filter(pk=leaf.pk).update(predecessor=before.leaves["1.1.3"])
    answer = copy(login(cast.an), address, leaf)
    assert answer.status_code == 422
    assert "Cách chấm của mục đã đổi so với năm trước" in answer.content.decode()
    assert not Score.objects.filter(assessment=file).exists()


def test_a_leaf_given_to_somebody_else_is_not_copied(login, cast, year, file, before, address):
    share_out(assessment=file, criterion=year.leaves["1.1.3"], officers=[cast.binh], by=cast.binh)
    assert copy(login(cast.an), address, year.leaves["1.1.3"]).status_code == 422


def test_only_the_own_part_is_shown_on_demand(login, cast, year, file, address):
    share_out(assessment=file, criterion=year.leaves["1.1.3"], officers=[cast.binh], by=cast.binh)
    whole = login(cast.an).get(f"{address}linh-vuc/1/").content.decode()
    own = login(cast.an).get(f"{address}linh-vuc/1/?xem=cua-toi").content.decode()
    row = f'<tr id="m{year.leaves["1.1.3"].pk}"'
    assert (row in whole, "Giao cho người khác trong đơn vị." in whole, "Phần của tôi" in whole) == (True, True, True)
    assert (row in own, own.count("data-cchc-row")) == (False, 5)


def test_a_marked_leaf_says_what_to_correct(login, cast, year, file, address, now):
    file.marks.create(criterion=year.leaves["1.2"], note="Nêu <số> văn bản", made_at=now)
    page = login(cast.an).get(f"{address}linh-vuc/1/").content.decode()
    assert "<strong>Cần sửa:</strong> Nêu &lt;số&gt; văn bản" in page
    assert page.count("<strong>Cần sửa:</strong>") == 1


def test_what_to_look_at_again_stands_beside_the_sheet(login, cast, year, file, before, address, now):
    put(file, year.leaves["1.1.3"], "numerator", "33", by=cast.an, at=now)
    put(file, year.leaves["1.1.3"], "denominator", "33", by=cast.an, at=now)
    panel = login(cast.an).get(f"{address}linh-vuc/1/tinh-hinh/").content.decode()
    assert "Cao hơn nhiều kết quả năm 2023 (0,00 điểm)" in panel
    assert "Cao hơn nhiều" not in login(cast.an).get(f"{address}linh-vuc/2/tinh-hinh/").content.decode()
