import pytest

from cchc.tenancy.models import AuditEvent
from surveys.errors import SurveyRefused
from surveys.models import Quota, SurveyStaff
from surveys.permissions import agencies_to_enter, may_enter
from surveys.queries.fieldwork import drawn_of
from surveys.queries.forms import form_progress
from surveys.services.planning import (
    assign_staff,
    draw_sample,
    plan_of,
    replace_drawn,
    save_group,
    save_plan,
    save_quotas,
)
from tests.surveys.build import with_survey


@pytest.fixture
def commune(cast):
    return cast.a.commune_1


@pytest.fixture
def quota(ks, commune):
    return Quota.objects.create(questionnaire=ks, agency=commune, wanted=5, population=60)


def group(ks, cast, now, **more):
    values = {"selection": "day", "collection": "both", "first_day": None, "last_day": None, "by_formula": False}
    save_group(questionnaire=ks, by=cast.chi, at=now, **values | more)


def test_an_unplanned_year_has_the_usual_rates(year, scope_a):
    plan = plan_of(year.campaign)
    assert (plan.pk, plan.minimum_rate, plan.second_share, plan.allowed_error) == (None, 80, 10, 5)


def test_a_plan_saved_again_unchanged_leaves_no_line(cast, year, now, scope_a):
    for _ in range(2):
        save_plan(campaign=year.campaign, by=cast.chi, at=now, minimum_rate=75)
    assert AuditEvent.objects.filter(verb="sửa kế hoạch điều tra xã hội học").count() == 1


def test_quotas_of_the_plan_go_before_the_one_of_the_form(cast, year, ks, commune, now):
    save_quotas(questionnaire=ks, asked={commune.pk: (15, None)}, by=cast.chi, at=now)
    progress = form_progress(year.campaign)[0]
    other = next(iter(progress.agency_ids - {commune.pk}))
    assert (progress.quota_of(commune.pk), progress.quota_of(other)) == (15, 3)


def test_the_formula_gives_the_quota_where_the_transactions_are_known(cast, ks, commune, now):
    group(ks, cast, now, by_formula=True)
    save_quotas(questionnaire=ks, asked={commune.pk: (9, 400)}, by=cast.chi, at=now)
    assert Quota.objects.get().wanted == 200  # 400 / (1 + 400 x 0,05²)


def test_an_agency_the_form_is_not_about_gets_no_quota(cast, ks, now):
    with pytest.raises(SurveyRefused, match="không thuộc đối tượng"):
        save_quotas(questionnaire=ks, asked={cast.a.justice.pk: (9, None)}, by=cast.chi, at=now)


def test_a_sample_is_drawn_once_and_can_be_drawn_again_by_anybody(cast, quota, now):
    drawn = draw_sample(quota=quota, by=cast.chi, at=now)
    assert drawn_of(drawn).asked == drawn_of(Quota.objects.get()).asked
    assert len(drawn_of(drawn).asked) == 5
    with pytest.raises(SurveyRefused, match="đã rút"):
        draw_sample(quota=quota, by=cast.chi, at=now)


def test_no_sample_is_drawn_from_a_list_of_unknown_length(cast, ks, commune, now):
    quota = Quota.objects.create(questionnaire=ks, agency=commune, wanted=5)
    with pytest.raises(SurveyRefused, match="nhập tổng số giao dịch"):
        draw_sample(quota=quota, by=cast.chi, at=now)


def test_who_cannot_be_asked_is_replaced_from_the_reserve_in_its_order(cast, quota, now):
    drawn = draw_sample(quota=quota, by=cast.chi, at=now)
    found = drawn_of(drawn)
    first = found.asked[0]
    made = replace_drawn(quota=quota, drawn=first, reason="Đi vắng", by=cast.chi, at=now)
    assert made.replaced_by == found.draw.reserve[0]
    after = drawn_of(drawn)
    assert set(after.asked) == {*found.asked[1:], made.replaced_by}
    assert after.left == found.left - 1
    replace_drawn(quota=quota, drawn=made.replaced_by, reason="Từ chối", by=cast.chi, at=now)
    assert drawn_of(drawn).replaced[-1].replaced_by == found.draw.reserve[1]


def test_only_those_being_asked_are_replaced_until_the_reserve_ends(cast, quota, now):
    found = drawn_of(draw_sample(quota=quota, by=cast.chi, at=now))
    with pytest.raises(SurveyRefused, match="không có trong mẫu"):
        replace_drawn(quota=quota, drawn=found.draw.reserve[-1], reason="x", by=cast.chi, at=now)
    for place in found.asked:
        replace_drawn(quota=quota, drawn=place, reason="x", by=cast.chi, at=now)
    with pytest.raises(SurveyRefused, match=r"dự phòng .* đã dùng hết"):
        replace_drawn(quota=quota, drawn=found.draw.reserve[0], reason="x", by=cast.chi, at=now)


def test_assigned_staff_enter_and_nobody_enters_about_their_own_agency(cast, year, commune, now, scope_a):
    from cchc.accounts.members import member_of

    assign_staff(campaign=year.campaign, agency=commune, people=[cast.dung], by=cast.chi, at=now)
    dung, an, chi = (member_of(one, cast.tenant_a) for one in (cast.dung, cast.an, cast.chi))
    assert agencies_to_enter(dung, year.campaign) == {commune.pk}
    assert [may_enter(one, year.campaign, commune) for one in (dung, an, chi)] == [True, False, True]
    assert may_enter(dung, year.campaign, cast.a.commune_2) is False
    with pytest.raises(SurveyRefused, match="là người của"):
        assign_staff(campaign=year.campaign, agency=commune, people=[cast.an], by=cast.chi, at=now)
    assign_staff(campaign=year.campaign, agency=commune, people=[], by=cast.chi, at=now)
    assert SurveyStaff.objects.count() == 0


def test_forms_of_a_replaced_version_count_towards_the_new_one(cast, year, ks, commune, now):
    from surveys.services.editing import new_version
    from tests.surveys.build import filled, save

    save(ks, filled(commune, "1"), by=cast.chi, at=now)
    made = new_version(questionnaire=ks, by=cast.chi, at=now)
    with_survey(year.campaign, by=cast.chi, at=now, code="khac")
    found = {one.questionnaire.code: one.counts for one in form_progress(year.campaign)}
    assert found == {made.code: {commune.pk: 1}, "khac": {}}
