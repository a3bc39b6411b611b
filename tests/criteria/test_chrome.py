from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign, CriteriaSet, Extension
from criteria.rules.calendar import closing_words
from tests.criteria.build import small_campaign, small_set


@pytest.fixture
def year(cast):
    return small_campaign(cast, now=timezone.now(), year=timezone.localdate().year)


def strip_of(client):
    return client.get("/huyen-a/").context["chrome"].get("strip")


def test_the_strip_says_step_phase_and_closing_minute(login, cast, year):
    strip = strip_of(login(cast.an))
    step = year.steps["self_assessment"]
    assert (strip["step_no"], strip["step_count"], strip["phase_label"]) == (2, 9, "Tự đánh giá")
    assert [one["state"] for one in strip["steps"]] == ["done", "now", *["next"] * 7]
    assert strip["countdown"]["tone"] == "soon"
    assert strip["countdown"]["text"].startswith("Còn 4 ngày")
    assert strip["countdown"]["words"] == f"nộp {step.deadline_words}"


def test_an_extension_of_the_own_agency_is_what_the_strip_counts(login, cast, year):
    later = year.steps["self_assessment"].closes + timedelta(days=30)
    with tenant_scope(cast.tenant_a):
        Extension.objects.create(
            campaign=year.campaign,
            agency=cast.a.commune_1,
            phase="self_assessment",
            closes_at=later,
            reason="Mưa lũ",
            approver="Chủ tịch",
            created_by_name="Chi",
        )
    countdown = strip_of(login(cast.an))["countdown"]
    assert (countdown["tone"], countdown["words"]) == ("plenty", f"gia hạn đến {closing_words(later)}")
    assert strip_of(login(cast.giang))["countdown"]["tone"] == "soon"


def test_before_opening_and_after_adoption_the_strip_says_so(login, cast, year):
    chi = login(cast.chi)
    with tenant_scope(cast.tenant_a):
        Campaign.objects.update(opened_at=None)
    strip = strip_of(chi)
    assert (strip["phase_label"], strip["countdown"]["text"]) == ("Lập kế hoạch", "Kỳ chưa mở")
    with tenant_scope(cast.tenant_a):
        Campaign.objects.update(opened_at=timezone.now(), adopted_at=timezone.now())
    strip = strip_of(chi)
    assert (strip["phase_label"], strip["countdown"]["words"][:17]) == ("Đã thông qua kết quả", "Công bố kết quả: ")
    assert "countdown" not in strip_of(login(cast.an))


def test_while_the_next_year_is_prepared_the_agencies_go_on_with_the_open_one(login, cast, year):
    with tenant_scope(cast.tenant_a):
        Campaign.objects.create(year=year.campaign.year + 1, title="Năm sau")
    assert strip_of(login(cast.chi))["year"] == year.campaign.year + 1
    strip = strip_of(login(cast.an))
    assert (strip["year"], strip["phase_label"]) == (year.campaign.year, "Tự đánh giá")


def test_a_sample_set_in_use_is_said_on_every_page(login, cast, year):
    chi = login(cast.chi)
    assert chi.get("/huyen-a/").context["chrome"]["sample_set"] is False
    with tenant_scope(cast.tenant_a):
        CriteriaSet.objects.update(is_sample=True)
    assert chi.get("/huyen-a/").context["chrome"]["sample_set"] is True


def test_a_new_office_is_led_by_the_guide_to_the_open_campaign(login, cast):
    chi = login(cast.chi)

    def prepared():
        context = chi.get("/huyen-a/").context
        shown = [(todo.title, todo.detail) for todo in _all(context) if todo.tag == "Chuẩn bị"]
        return shown, context["chrome"].get("guide", {}).get("title")

    year = timezone.localdate().year
    assert prepared() == ([(f"Chuẩn bị kỳ đánh giá năm {year}", "Bước 3/7: Bộ tiêu chí.")], "Bộ tiêu chí")
    with tenant_scope(cast.tenant_a):
        small_set("X")
    assert prepared()[1] == f"Kỳ đánh giá năm {year}"
    made = small_campaign(cast, now=datetime(2024, 12, 9, tzinfo=timezone.get_current_timezone()), opened=False)
    assert prepared()[1] == "Phân công thẩm định"
    with tenant_scope(cast.tenant_a):
        made.campaign.steps.filter(phase="survey").update(lead="")
    assert prepared()[1] == "Kế hoạch và thời hạn"
    with tenant_scope(cast.tenant_a):
        Campaign.objects.update(opened_at=timezone.now())
    assert prepared() == ([], None)


def test_after_the_first_year_the_next_one_is_made_like_it(login, cast, year):
    with tenant_scope(cast.tenant_a):
        Campaign.objects.update(adopted_at=timezone.now())
    todos = [todo for todo in _all(login(cast.chi).get("/huyen-a/").context) if todo.tag == "Chuẩn bị"]
    assert [(todo.title, todo.url) for todo in todos] == [
        ("Lập kỳ đánh giá tiếp theo", "/huyen-a/ky-danh-gia/nhu-nam-truoc/")
    ]


def _all(context):
    return [todo for todo in [context["first"], *context["rest"]] if todo]


def test_the_menu_names_plan_and_sets_for_the_standing_office_only(login, cast, year):
    def labels(person):
        return {entry["label"] for entry in login(person).get("/huyen-a/").context["chrome"]["nav"]}

    assert labels(cast.chi) >= {"Kế hoạch", "Bộ tiêu chí"}
    assert not labels(cast.an) & {"Kế hoạch", "Bộ tiêu chí"}
