"""Classification of heads: the level by the index, lowered by conditions, kept with the version."""

import pytest
from django.urls import reverse

from cchc.tenancy.scope import tenant_scope
from publications.head_models import HeadCondition, HeadFinding
from publications.head_rules import Effect, Found, head_level
from publications.reading.difference import difference
from publications.results import compute
from publications.services import ResultRefused, freeze, is_unchanged
from publications.services.heads import add_condition, drop_condition, lift_finding, record_finding
from tests.publications.build import NOW, frozen, scored_campaign

LEVELS = ("Xuất sắc", "Tốt", "Hoàn thành", "Không hoàn thành")
LOWER, LOWEST = Found("bị kỷ luật", Effect.LOWER, "QĐ 12"), Found("để xảy ra tham nhũng", Effect.LOWEST, "KL 3")


@pytest.mark.parametrize(
    ("by_index", "found", "level"),
    [
        ("Tốt", [], "Tốt"),
        ("Tốt", [LOWER], "Hoàn thành"),
        ("Tốt", [LOWER, LOWER], "Không hoàn thành"),
        ("Không hoàn thành", [LOWER], "Không hoàn thành"),
        ("Xuất sắc", [LOWEST, LOWER], "Không hoàn thành"),
        ("", [LOWER], ""),
    ],
)
def test_conditions_lower_the_level_of_the_index_and_never_below_the_last(by_index, found, level):
    assert head_level(LEVELS, by_index, found).level == level


def test_the_note_says_what_was_found_and_on_what_it_rests():
    assert head_level(LEVELS, "Tốt", [LOWER, LOWEST]).note == (
        "Hạ một mức: bị kỷ luật (QĐ 12); xếp mức thấp nhất: để xảy ra tham nhũng (KL 3)"
    )


@pytest.fixture
def year(cast):
    with tenant_scope(cast.tenant_a):
        return scored_campaign(cast)


def doing(cast) -> dict:
    return {"by": cast.chi, "at": NOW}


def test_a_condition_found_is_frozen_with_the_version_and_a_later_one_waits_for_the_next(cast, year):
    with tenant_scope(cast.tenant_a):
        condition = add_condition(campaign=year.campaign, text="bị kỷ luật", effect="lower", **doing(cast))
        finding = record_finding(condition=condition, agency=cast.a.commune_1, basis="QĐ 12/QĐ-UBND", **doing(cast))
        first = frozen(year, cast.chi)
        lift_finding(finding=finding, **doing(cast))
        second = freeze(campaign=year.campaign, reason="Kết luận mới", **doing(cast))
        lowered, back = (version.rows.get(agency=cast.a.commune_1) for version in (first, second))
        other = first.rows.get(agency=cast.a.town)
        assert (is_unchanged(first), is_unchanged(second)) == (True, True)
    assert (lowered.band, lowered.head_note) == (other.band, "Hạ một mức: bị kỷ luật (QĐ 12/QĐ-UBND)")
    assert lowered.head_level != other.head_level
    with tenant_scope(cast.tenant_a):
        found = difference(first, second)
    assert [(one.new.agency_code, one.leaves) for one in found.changed] == [("001", [])]
    assert (back.head_level, back.head_note) == (other.head_level, "")


def test_what_is_recorded_twice_or_still_used_is_refused(cast, year):
    with tenant_scope(cast.tenant_a):
        condition = add_condition(campaign=year.campaign, text="bị kỷ luật", effect="lower", **doing(cast))
        record_finding(condition=condition, agency=cast.a.commune_1, basis="QĐ 12", **doing(cast))
        for step in (
            lambda: add_condition(campaign=year.campaign, text="bị kỷ luật", effect="lower", **doing(cast)),
            lambda: record_finding(condition=condition, agency=cast.a.commune_1, basis="x", **doing(cast)),
            lambda: drop_condition(condition=condition, **doing(cast)),
        ):
            with pytest.raises(ResultRefused):
                step()
        assert len({line.head_level for line in compute(year.campaign) if line.band == "Tốt"}) == 2


def test_the_office_records_on_the_page_and_nobody_else_does(cast, year, login):
    url = reverse("publications:heads", args=["huyen-a", 2024])
    office = login(cast.chi)
    office.post(url, {"viec": "dieu-kien", "dk-text": "bị kỷ luật", "dk-effect": "lower"})
    with tenant_scope(cast.tenant_a):
        condition = HeadCondition.objects.get()
    sent = {"viec": "truong-hop", "th-agency": "001", "th-condition": condition.pk, "th-basis": ""}
    refused = office.post(url, sent)
    assert refused.context["finding_form"].errors["basis"] == ["Chưa ghi căn cứ – số, ngày văn bản hoặc kết luận."]
    assert office.post(url, sent | {"th-basis": "QĐ 12"}).status_code == 302
    leader = login(cast.khanh)
    page = leader.get(url)
    assert [one.row.agency_code for one in page.context["rows"] if one.is_lowered] == ["001"]
    assert leader.post(url, sent | {"th-basis": "QĐ 13"}).status_code == 403
    with tenant_scope(cast.tenant_a):
        number = HeadFinding.objects.get().pk
    office = login(cast.chi)
    assert office.post(url, {"viec": "bo-dieu-kien", "so": condition.pk}).status_code == 200
    assert office.post(url, {"viec": "bo-truong-hop", "so": number}).status_code == 302
    assert office.post(url, {"viec": "bo-truong-hop", "so": "9" * 30}).status_code == 404
