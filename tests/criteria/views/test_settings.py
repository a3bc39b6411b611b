"""The campaign's own page, and who takes part, while a year is prepared and afterwards."""

import pytest
from django.utils import timezone

from cchc.tenancy.audit import history
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign, CriteriaSet, Exemption, Participant
from tests.cast import make_agency
from tests.criteria.build import small_set

PAGE = "/huyen-a/2024/ky-danh-gia/"


def values(year, **changes):
    """The page as it stands: a set for each kind, and the bands that are stored."""
    bands = list(year.campaign.bands.order_by("position"))
    found = {"title": "Kỳ 2024", "has_survey": "on", "tie_rule": "shared", "provisional_view": "own"}
    found |= {"public_detail": "criteria", "set_0": "KT", "set_1": "KT"}
    found |= {"muc-TOTAL_FORMS": str(len(bands)), "muc-INITIAL_FORMS": str(len(bands))}
    for place, band in enumerate(bands):
        row = {"name": band.name, "lower": band.lower, "upper": band.upper, "head_level": band.head_level}
        row |= {name: "on" for name in ("lower_inclusive", "upper_inclusive") if getattr(band, name)}
        found |= {f"muc-{place}-{name}": value for name, value in row.items()}
    return found | changes


@pytest.fixture
def prepared(year, cast):
    with tenant_scope(cast.tenant_a):
        CriteriaSet.objects.update(code="KT")
        Campaign.objects.update(title="Kỳ 2024")
        year.campaign.refresh_from_db()
    return year


def test_everything_is_changed_on_one_page_and_the_diary_tells_each(chi, prepared, cast):
    with tenant_scope(cast.tenant_a):
        changes = {"tie_rule": "survey_first", "public_detail": "ranking", "muc-0-name": "Rất tốt"}
        sent = values(prepared, **changes)
    response = chi.post(PAGE, sent)
    assert (response.status_code, response["Location"]) == (302, PAGE)
    with tenant_scope(cast.tenant_a):
        saved = Campaign.objects.get()
        assert (saved.tie_rule, saved.public_detail) == ("survey_first", "ranking")
        assert saved.bands.order_by("position").first().name == "Rất tốt"
        assert [event.verb for event in history(saved)][:2] == ["sửa mức xếp loại", "sửa kỳ đánh giá"]


def test_what_is_not_changed_leaves_no_line(chi, prepared, cast):
    with tenant_scope(cast.tenant_a):
        before, sent = history(prepared.campaign).count(), values(prepared)
    assert chi.post(PAGE, sent).status_code == 302
    with tenant_scope(cast.tenant_a):
        assert history(prepared.campaign).count() == before


def test_bands_with_a_gap_are_refused_and_what_was_typed_stays(chi, prepared, cast):
    with tenant_scope(cast.tenant_a):
        sent = values(prepared, **{"muc-0-lower": "97", "title": "Tên khác"})
    page = chi.post(PAGE, sent)
    assert page.status_code == 200
    assert len(page.context["form"].non_field_errors()) == 1
    assert page.context["form"]["title"].value() == "Tên khác"
    with tenant_scope(cast.tenant_a):
        assert Campaign.objects.get().title == "Kỳ 2024"


def test_another_set_takes_the_participants_and_their_exemptions_along(chi, prepared, cast):
    with tenant_scope(cast.tenant_a):
        participant = prepared.participants[cast.a.commune_1.pk]
        Exemption.objects.create(
            participant=participant, criterion=prepared.leaves["1.10"], reason="Không phát sinh", decided_by_name="Chi"
        )
        other = small_set("MOI")
        sent = values(prepared, set_0="MOI", set_1="MOI")
    assert chi.post(PAGE, sent).status_code == 302
    with tenant_scope(cast.tenant_a):
        assert set(Participant.objects.values_list("criteria_set__code", flat=True)) == {"MOI"}
        [kept] = Exemption.objects.select_related("criterion")
        assert (kept.criterion.criteria_set_id, kept.criterion.code) == (other.pk, "1.10")
        frozen = dict(CriteriaSet.objects.values_list("code", "frozen_at"))
        assert (frozen["KT"], frozen["MOI"] is not None) == (None, True)


def test_an_open_year_keeps_its_frame_but_not_what_is_shown(chi, prepared, cast):
    with tenant_scope(cast.tenant_a):
        Campaign.objects.update(opened_at=timezone.now())
        sent = values(prepared, title="Đổi tên", provisional_view="nothing")
    assert chi.post(PAGE, sent).status_code == 302
    with tenant_scope(cast.tenant_a):
        saved = Campaign.objects.get()
        assert (saved.title, saved.provisional_view) == ("Kỳ 2024", "nothing")


def test_an_agency_is_left_out_with_a_reason_and_taken_in_again(chi, prepared, cast):
    with tenant_scope(cast.tenant_a):
        participant = prepared.participants[cast.a.commune_1.pk]
    url = f"/huyen-a/2024/don-vi/{participant.pk}/khong-tham-gia/"
    refused = chi.post(url, {"reason": " "})
    assert list(refused.context["removal_form"].errors) == ["reason"]
    assert chi.post(url, {"reason": "Sáp nhập"}).status_code == 302
    page = chi.get("/huyen-a/2024/don-vi/them/")
    offered = [name for name in ("Xã Cẩm Giàng", "Xã Vi Hương") if name in page.content.decode()]
    assert offered == ["Xã Cẩm Giàng"]
    assert chi.post("/huyen-a/2024/don-vi/them/", {"agencies": [cast.a.commune_1.pk]}).status_code == 302
    with tenant_scope(cast.tenant_a):
        assert Participant.objects.filter(agency=cast.a.commune_1).exists()


def test_an_agency_of_a_kind_without_a_set_is_not_taken_in(chi, prepared, cast):
    with tenant_scope(cast.tenant_a):
        other = make_agency("050", "Đặc khu Mới", kind="đặc khu")
    page = chi.post("/huyen-a/2024/don-vi/them/", {"agencies": [other.pk]})
    assert page.context["form"].errors["agencies"] == [
        "Chưa có bộ tiêu chí cho loại cơ quan của Đặc khu Mới – chọn bộ tiêu chí trước."
    ]
