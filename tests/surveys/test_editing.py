from dataclasses import replace

import pytest

from surveys.errors import SurveyRefused
from surveys.exchange import question_rules
from surveys.models import Questionnaire, Quota
from surveys.resources.samples import questions_of, sources
from surveys.rules.forms import AnswerType, QuestionRule
from surveys.rules.personal import personal_questions, too_many_profile_questions
from surveys.services import FormHead
from surveys.services.editing import (
    DOWN,
    UP,
    drop_question,
    make_questionnaire,
    move_question,
    new_version,
    put_question,
)
from tests.surveys.build import filled, save

NEW = QuestionRule("T2", "Góp ý thêm", AnswerType.TEXT, required=False)


@pytest.fixture
def edit(cast, ks, now):
    return {"questionnaire": ks, "by": cast.chi, "at": now}


def codes(ks):
    return [rule.code for rule in question_rules(ks)]


def test_a_new_question_stands_at_the_end_and_a_changed_one_in_its_place(edit, ks):
    put_question(question=NEW, **edit)
    put_question(question=replace(NEW, code="N2"), instead_of="N1", **edit)
    assert codes(ks) == ["P1", "N2", "CD1", "CD2", "F1", "CD3", "M1", "TP1", "T1", "T2"]


def test_questions_move_by_one_place(edit, ks):
    move_question(code="N1", way=UP, **edit)
    move_question(code="CD1", way=DOWN, **edit)
    assert codes(ks)[:4] == ["N1", "P1", "CD2", "CD1"]
    move_question(code="N1", way=UP, **edit)
    assert codes(ks)[0] == "N1"


def test_a_condition_follows_the_question_it_depends_on_to_its_new_code(edit, ks):
    rule = next(one for one in question_rules(ks) if one.code == "F1")
    put_question(question=replace(rule, code="G1"), instead_of="F1", **edit)
    assert next(one for one in question_rules(ks) if one.code == "CD3").show_if == "G1=Có"


def test_what_others_depend_on_is_neither_dropped_nor_moved_behind_them(edit, ks):
    with pytest.raises(SurveyRefused, match="Câu CD3: điều kiện dựa vào câu F1"):
        drop_question(code="F1", **edit)
    with pytest.raises(SurveyRefused, match="không đứng trước nó"):
        move_question(code="CD3", way=UP, **edit)
    drop_question(code="CD3", **edit)
    drop_question(code="F1", **edit)
    assert codes(ks) == ["P1", "N1", "CD1", "CD2", "M1", "TP1", "T1"]


def test_a_code_stands_once(edit):
    with pytest.raises(SurveyRefused, match="Mã câu «T1» đã có"):
        put_question(question=replace(NEW, code="T1"), **edit)


def test_a_scored_question_feeds_a_leaf_of_the_survey(edit, ks):
    rule = next(one for one in question_rules(ks) if one.code == "CD1")
    with pytest.raises(SurveyRefused, match="không lấy điểm từ khảo sát"):
        put_question(question=replace(rule, criterion_code="1.1.1"), instead_of="CD1", **edit)


def test_a_form_with_answers_is_edited_in_a_new_version_only(cast, edit, ks, now):
    Quota.objects.create(questionnaire=ks, agency=cast.a.commune_1, wanted=15)
    save(ks, filled(cast.a.commune_1, "1"), by=cast.chi, at=now)
    with pytest.raises(SurveyRefused, match="đã có phiếu trả lời"):
        put_question(question=NEW, **edit)
    made = new_version(**edit)
    assert (made.code, made.version, made.replaces, codes(made)) == ("ks-b2", 2, ks, codes(ks))
    assert [quota.wanted for quota in made.quotas.all()] == [15]
    put_question(question=NEW, questionnaire=made, by=cast.chi, at=now)
    ks.refresh_from_db()
    with pytest.raises(SurveyRefused, match="đã thay bằng bản mới"):
        save(ks, filled(cast.a.commune_1, "2"), by=cast.chi, at=now)
    with pytest.raises(SurveyRefused, match="đã có bản mới"):
        new_version(**edit)


def test_a_code_that_is_taken_is_numbered_on(cast, edit, ks, now):
    title = {"campaign": ks.campaign, "title": "Phiếu khác", "audience": ks.audience}
    for code in ("ks-b2", "ks-b2-2", "a" * 59 + "1", "a" * 59 + "2"):
        Questionnaire.objects.create(code=code, **title)
    assert new_version(**edit).code == "ks-b2-3"
    long = [Questionnaire.objects.get(code="a" * 59 + end) for end in "12"]
    made = [new_version(questionnaire=one, by=cast.chi, at=now).code for one in long]
    assert made == ["a" * 50 + "-b2", "a" * 50 + "-b2-2"]


def test_a_new_form_begins_with_a_sample_fitted_to_the_campaign(cast, year, ks, now):
    questions = questions_of("mau:survey_citizens", year.campaign)
    assert len(questions) == 25
    assert {one.criterion_code for one in questions} == {""}  # the small set has other leaves
    head = FormHead("dn", "Phiếu doanh nghiệp")
    made = make_questionnaire(
        campaign=year.campaign, head=head, audience="business", questions=questions, by=cast.chi, at=now
    )
    assert (made.audience, made.form_number, made.questions.count()) == ("business", "02", 25)
    with pytest.raises(SurveyRefused, match="Mã phiếu «dn» đã có"):
        make_questionnaire(campaign=year.campaign, head=head, audience="business", questions=[], by=cast.chi, at=now)


def test_samples_come_before_copies_of_forms_that_exist(year, ks):
    assert [key.partition(":")[0] for key, _ in sources()] == ["mau", "mau", "mau", "phieu"]
    assert [one.code for one in questions_of(f"phieu:{ks.pk}", year.campaign)] == codes(ks)


def test_a_question_that_asks_who_somebody_is_stands_out():
    asks = [
        replace(NEW, code="A", text="Họ và tên của ông/bà"),
        replace(NEW, code="B", text="Số căn cước"),
        replace(NEW, code="C", text="Có số điện thoại góp ý không"),
    ]
    assert personal_questions(asks) == ["A", "B"]


def test_too_many_questions_about_the_person_are_counted():
    profile = [replace(NEW, code=f"P{number}", group="Thông tin chung") for number in range(7)]
    assert (too_many_profile_questions(profile), too_many_profile_questions(profile[:6])) == (7, 0)
