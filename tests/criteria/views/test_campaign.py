from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cchc.tenancy.models import Agency
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign, CriteriaSet
from tests.criteria.build import small_set
from tests.criteria.files import PLANS

URL = "/huyen-a/ky-danh-gia/tao/"
BANDS = [("Đạt", "50", "100", "on"), ("Chưa đạt", "0", "50", "")]


def values(**changes):
    data = {
        "year": "2024",
        "set_0": "KT",
        "set_1": "KT",
        "tie_rule": "shared",
        "plan_from": "later",
        "has_survey": "on",
    }
    data |= {"muc-TOTAL_FORMS": "3", "muc-INITIAL_FORMS": "0"}
    for number, (name, lower, upper, inclusive) in enumerate(BANDS):
        data |= {f"muc-{number}-name": name, f"muc-{number}-lower": lower, f"muc-{number}-lower_inclusive": "on"}
        data |= {f"muc-{number}-upper": upper, f"muc-{number}-upper_inclusive": inclusive}
    return data | changes


@pytest.fixture
def made(cast):
    with tenant_scope(cast.tenant_a):
        return small_set()


def plan_file():
    content = (PLANS / "timeline_huyen_2024.csv").read_bytes()
    return SimpleUploadedFile("ke-hoach.csv", content)


def test_a_campaign_is_made_with_sets_bands_bases_and_a_plan_from_a_file(chi, cast, made):
    data = values(plan_from="file", plan_file=plan_file(), bases="Luật ngày 19/06/2015", title="Kỳ 2024")
    response = chi.post(URL, data)
    assert (response.status_code, response["Location"]) == (302, "/huyen-a/2024/ke-hoach/")
    with tenant_scope(cast.tenant_a):
        campaign = Campaign.objects.get()
        assert (campaign.title, campaign.steps.count(), campaign.participants.count()) == ("Kỳ 2024", 7, 3)
        assert [(band.name, band.lower, band.upper_inclusive) for band in campaign.bands.all()] == [
            ("Đạt", 50, True),
            ("Chưa đạt", 0, False),
        ]
        assert [basis.text for basis in campaign.legal_bases.all()] == ["Căn cứ Luật ngày 19/06/2015"]
        assert CriteriaSet.objects.get().frozen_at is not None


def test_the_plan_of_last_year_is_copied_with_its_dates_moved(chi, cast, made):
    chi.post(URL, values(plan_from="file", plan_file=plan_file()))
    with tenant_scope(cast.tenant_a):
        last = Campaign.objects.get()
    chi.post(URL, values(year="2025", plan_from="copy", copied=str(last.pk)))
    with tenant_scope(cast.tenant_a):
        steps = Campaign.objects.get(year=2025).steps.all()
        assert [(step.opens_on, step.deadline_date, step.deadline_period) for step in steps][:2] == [
            (date(2025, 11, 1), None, "2025-11"),
            (date(2025, 11, 1), date(2025, 12, 15), ""),
        ]
        assert (
            steps[6].task == "Công bố Chỉ số cải cách hành chính năm 2025 của UBND các xã, thị trấn trên địa bàn huyện."
        )
        assert steps[6].deadline_text == "Hoàn thành trước ngày 31/01/2026"


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"set_0": "", "set_1": ""}, "set_0", "Chưa chọn bộ tiêu chí cho loại cơ quan nào. Chọn ít nhất một."),
        (
            {"plan_from": "file"},
            "plan_file",
            "Chưa chọn tệp kế hoạch. Chọn tệp, hoặc chọn lập sau.",
        ),
        ({"plan_from": "copy"}, "copied", "Chưa chọn kỳ để chép kế hoạch."),
        (
            {"muc-1-upper": "40"},
            "__all__",
            "Từ 40 đến 50 không thuộc mức nào, giữa “Chưa đạt” và “Đạt” – nối hai mức lại.",
        ),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(chi, cast, made, changes, field, said):
    page = chi.post(URL, values(bases="Luật", **changes))
    assert page.status_code == 200
    assert page.context["form"].errors[field] == [said]
    assert page.context["form"]["bases"].value() == "Luật"
    with tenant_scope(cast.tenant_a):
        assert not Campaign.objects.exists()


def test_a_band_without_a_bound_is_named(chi, made):
    page = chi.post(URL, values(**{"muc-1-lower": ""}))
    assert page.context["bands"].errors[1]["lower"] == ["Mức Chưa đạt chưa có cận – nhập số từ 0 đến 100."]


def test_a_plan_that_cannot_be_read_is_listed_by_row(chi, cast, made):
    broken = SimpleUploadedFile("ke-hoach.csv", b"order,printed_number,task\nmot,1,\n")
    page = chi.post(URL, values(plan_from="file", plan_file=broken))
    assert {fault.column for fault in page.context["faults"]} >= {"order", "task", "deadline_kind"}
    with tenant_scope(cast.tenant_a):
        assert not Campaign.objects.exists()


def test_the_year_asked_about_decides_the_kinds_of_agencies(chi, cast, made):
    with tenant_scope(cast.tenant_a):
        Agency.objects.filter(kind="thị trấn").update(valid_to=date(2024, 12, 30))
    assert chi.get(f"{URL}?nam=2023").context["form"].kinds == ["thị trấn", "xã"]
    page = chi.get(f"{URL}?nam=2024")
    assert (page.context["form"].kinds, page.context["form"]["set_0"].initial) == (["xã"], "KT")


def test_without_agencies_today_the_last_year_that_had_them_is_proposed(chi, cast, made):
    with tenant_scope(cast.tenant_a):
        Agency.objects.update(valid_to=date(2025, 6, 30))
    assert chi.get(URL).context["year"] == 2024


def test_a_second_campaign_of_a_year_is_refused(chi, made):
    chi.post(URL, values())
    page = chi.post(URL, values())
    assert page.context["form"].non_field_errors() == ["Năm 2024 đã có kỳ đánh giá – mỗi năm một kỳ; chưa ghi gì."]
