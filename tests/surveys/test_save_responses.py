from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cchc.tenancy.audit import history
from surveys.errors import SurveyRefused
from surveys.models import Answer, Response, SurveyScore
from surveys.rules.results import criterion_percent, criterion_points, question_percent
from surveys.services import FilledForm, recompute, save_responses
from tests.surveys.build import QUESTIONS, filled, save
from tests.surveys.conftest import NOW

D = Decimal


def scores():
    """Percent, points and number of forms by agency code and leaf code."""
    rows = SurveyScore.objects.order_by("agency__code", "criterion__code")
    return {
        (code, leaf): (percent, points, forms)
        for code, leaf, percent, points, forms in rows.values_list(
            "agency__code", "criterion__code", "percent", "points", "responses"
        )
    }


def test_points_are_the_mean_over_questions_of_the_mean_over_answers(cast, ks, now):
    """CD1 (75+50+100)/3 = 75; CD2 (100+0+100)/3 = 66,67; CD3 25 → 3.1 = 55,56 % of 3; TP1 (100+75+75)/3 of 1."""
    save(
        ks,
        filled(cast.a.commune_1, "01", CD1=2, CD2=1, F1=1, CD3=4, TP1=1),
        filled(cast.a.commune_1, "02", CD1=3, CD2=2, F1=2, TP1=2),
        filled(cast.a.commune_1, "03", CD1=1, CD2=1, F1=2, TP1=2),
        by=cast.chi,
        at=now,
    )
    assert scores() == {
        ("001", "3.1"): (D("55.5555555556"), D("1.6666666667"), 3),
        ("001", "3.2"): (D("83.3333333333"), D("0.8333333333"), 3),
    }


def test_a_question_nobody_was_asked_is_left_out_and_not_counted_as_nothing(cast, ks, now):
    save(ks, filled(cast.a.commune_1, "01", CD1=2, CD2=1), by=cast.chi, at=now)
    assert scores()["001", "3.1"] == (D("87.5"), D("2.625"), 1)


def test_an_agency_without_forms_has_no_score(cast, ks, now):
    save(ks, filled(cast.a.commune_2, "01"), by=cast.chi, at=now)
    assert {agency for agency, _ in scores()} == {"002"}


def test_every_kind_of_answer_is_kept_as_given(cast, ks, now):
    save(ks, filled(cast.a.town, "01", P1=2, N1=D("12.5"), M1=(3, 1), T1="Cần thêm ghế"), by=cast.chi, at=now)
    rows = Answer.objects.order_by("question__position", "option__position")
    kept = [tuple(row) for row in rows.values_list("question__code", "option__position", "number", "text")]
    assert kept == [
        ("P1", 2, None, ""),
        ("N1", None, D("12.5"), ""),
        ("CD1", 1, None, ""),
        ("CD2", 1, None, ""),
        ("F1", 2, None, ""),
        ("M1", 1, None, ""),
        ("M1", 3, None, ""),
        ("TP1", 1, None, ""),
        ("T1", None, None, "Cần thêm ghế"),
    ]


def test_the_same_number_again_replaces_the_form_and_says_so(cast, ks, now):
    save(ks, filled(cast.a.commune_1, "01", CD1=5, CD2=2), filled(cast.a.commune_1, "02"), by=cast.chi, at=now)
    saved = save(
        ks,
        filled(cast.a.commune_1, "01", CD1=1, CD2=1),
        filled(cast.a.commune_1, "02"),
        filled(cast.a.commune_1, "03"),
        by=cast.chi,
        at=now,
    )
    assert (saved.new, saved.replaced, saved.same) == (1, ("001 số 01",), 1)
    assert saved.words == (
        "Nhập 1 phiếu mới, thay 1 phiếu đã nhập trước (001 số 01), 1 phiếu giữ nguyên của 1 đơn vị; "
        "điểm khảo sát đã tính cho 1 đơn vị."
    )
    assert scores()["001", "3.1"] == (D(100), D(3), 3)
    latest, name = history(ks)[0], cast.a.commune_1.name
    assert (latest.verb, latest.changes) == (
        "nhập phiếu khảo sát",
        {f"phiếu mới về {name}": 1, f"{name} số 01": ["CD1=5; CD2=2; F1=2; TP1=1", "CD1=1; CD2=1; F1=2; TP1=1"]},
    )


def test_the_same_forms_again_change_nothing(cast, ks, now):
    forms = [filled(cast.a.commune_1, "01", N1=D("3.50"), M1=(1, 3), T1="Tốt")]
    save_responses(ks, forms, cast.chi, now)
    lines = history(ks).count()
    saved = save_responses(ks, forms, cast.chi, now)
    assert (saved.new, saved.replaced, saved.same, saved.recomputed.changed) == (0, (), 1, 0)
    assert history(ks).count() == lines


def test_scores_follow_forms_that_are_gone(cast, year, ks, now):
    save(ks, filled(cast.a.commune_1, "01"), filled(cast.a.commune_2, "01"), by=cast.chi, at=now)
    Answer.objects.filter(response__agency=cast.a.commune_2).delete()
    assert recompute(year.campaign, now).changed == 2
    assert {agency for agency, _ in scores()} == {"001"}


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"CD1": 6}, "Phiếu 01 của Xã Cẩm Giàng, câu CD1: phương án «6» không có – chọn một số từ 1 đến 5."),
        (
            {"CD3": 1},
            "Phiếu 01 của Xã Cẩm Giàng, câu CD3: câu này không hỏi người trả lời này (F1=Có) – "
            "xóa câu trả lời hoặc sửa câu điều kiện.",
        ),
        (
            {"F1": 1},
            "Phiếu 01 của Xã Cẩm Giàng, câu CD3: bỏ trống – câu này bắt buộc trả lời; xem lại phiếu giấy.",
        ),
        ({"Q9": 1}, "Phiếu 01 của Xã Cẩm Giàng, câu Q9: phiếu không có câu này – kiểm tra mã câu."),
        (
            {"N1": D(-1)},
            "Phiếu 01 của Xã Cẩm Giàng, câu N1: số ngoài khoảng cho phép – ghi số từ 0 đến dưới 1.000.000.000.000.",
        ),
    ],
)
def test_a_form_that_does_not_fit_the_questions_is_refused_and_nothing_kept(cast, ks, now, answers, message):
    with pytest.raises(SurveyRefused) as refused:
        save(ks, filled(cast.a.commune_2, "01"), filled(cast.a.commune_1, "01", **answers), by=cast.chi, at=now)
    assert (str(refused.value), Response.objects.count()) == (message, 0)


def test_an_agency_that_is_not_assessed_is_refused(cast, ks, now):
    with pytest.raises(SurveyRefused) as refused:
        save(ks, filled(cast.a.justice, "01"), by=cast.chi, at=now)
    assert str(refused.value) == "Phòng Tư pháp không thuộc đối tượng của phiếu ks – bỏ phiếu này."


def test_one_number_stands_once_for_an_agency(cast, ks, now):
    with pytest.raises(SurveyRefused) as refused:
        save(ks, filled(cast.a.commune_1, "01"), filled(cast.a.commune_1, "01"), by=cast.chi, at=now)
    assert str(refused.value) == "Số phiếu 01 có hai lần cho một đơn vị – mỗi phiếu một số."


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "adopted_at",
            NOW,
            "Kết quả kỳ 2024 đã được thông qua – không nhập khảo sát được nữa; muốn sửa phải mở lại kết quả.",
        ),
        ("imported", True, "Kỳ 2024 nhập từ kết quả đã công bố – không nhập khảo sát được."),
        ("has_survey", False, "Kỳ 2024 không có điều tra xã hội học – sửa ở phần thiết lập kỳ đánh giá."),
    ],
)
def test_a_year_that_is_final_takes_no_more_forms(cast, year, ks, now, name, value, message):
    setattr(year.campaign, name, value)
    year.campaign.save()
    with pytest.raises(SurveyRefused) as saving:
        save(ks, filled(cast.a.commune_1, "01"), by=cast.chi, at=now)
    with pytest.raises(SurveyRefused) as recomputing:
        recompute(year.campaign, now)
    assert (str(saving.value), str(recomputing.value)) == (message, message)


def test_recomputing_asks_the_database_a_fixed_number_of_questions(cast, year, ks, now, django_assert_num_queries):
    save(ks, filled(cast.a.commune_1, "01"), by=cast.chi, at=now)
    with django_assert_num_queries(16):
        recompute(year.campaign, now)
    agencies = [cast.a.commune_1, cast.a.commune_2, cast.a.town]
    save(ks, *[filled(agency, f"{n:02}") for n in range(2, 12) for agency in agencies], by=cast.chi, at=now)
    with django_assert_num_queries(16):
        recompute(year.campaign, now)


LEVEL, YES_NO = st.integers(1, 5), st.integers(1, 2)
answer = st.fixed_dictionaries(
    {"CD1": LEVEL, "CD2": YES_NO, "F1": st.just(1), "CD3": LEVEL, "TP1": LEVEL}
) | st.fixed_dictionaries({"CD1": LEVEL, "CD2": YES_NO, "F1": st.just(2), "TP1": LEVEL})


@settings(max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(forms=st.lists(answer, min_size=1, max_size=12))
def test_counting_in_the_database_agrees_with_the_rules_form_by_form(cast, ks, now, forms):
    Answer.objects.all().delete()
    Response.objects.all().delete()
    rows = [FilledForm(cast.a.commune_1, f"{number:03}", form) for number, form in enumerate(forms)]
    save_responses(ks, rows, cast.chi, now)
    by_code = {question.code: question for question in QUESTIONS}
    for leaf, codes, maximum in (("3.1", ["CD1", "CD2", "CD3"], D(3)), ("3.2", ["TP1"], D(1))):
        means = [
            question_percent(by_code[code].percents[form[code] - 1] for form in forms if code in form) for code in codes
        ]
        assert scores()["001", leaf][1] == criterion_points(criterion_percent(means), maximum)
