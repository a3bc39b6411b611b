"""Classification of heads: the level by the index, lowered by conditions, kept with the version."""

from datetime import date

import pytest
from django.urls import reverse

from cchc.documents.plain import lines
from cchc.documents.registry import build
from cchc.documents.render import render_text
from cchc.tenancy.scope import tenant_scope
from publications.head_models import HeadCondition, HeadFinding, HeadTerm, SnapshotHead
from publications.head_rules import Effect, Found, head_level, held, held_words
from publications.heads import heads_of
from publications.reading.difference import difference
from publications.results import compute
from publications.services import ResultRefused, freeze, is_unchanged
from publications.services.heads import (
    add_condition,
    add_term,
    drop_condition,
    drop_term,
    lift_finding,
    record_finding,
)
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


@pytest.mark.parametrize(
    ("since", "until", "wanted"),
    [
        (date(2024, 1, 1), date(2024, 12, 31), (12, 0)),
        (date(2024, 1, 1), date(2024, 6, 15), (5, 15)),
        (date(2024, 6, 16), date(2024, 12, 31), (6, 16)),
        (date(2024, 1, 31), date(2024, 2, 29), (1, 1)),
        (date(2024, 5, 5), date(2024, 5, 5), (0, 1)),
    ],
)
def test_time_in_office_is_counted_in_whole_months_and_days(since, until, wanted):
    assert held(since, until) == wanted


def test_time_in_office_is_printed_with_its_days():
    words = "giữ chức từ 01/01/2024 đến 30/06/2024 (6 tháng)"
    assert held_words(date(2024, 1, 1), date(2024, 6, 30)) == words


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
        found, paper = difference(first, second), build("19", year.campaign)
    assert [(one.new.agency_code, one.leaves) for one in found.changed] == [("001", [])]
    moved = {"don_vi": lowered.agency_name, "cu": lowered.head_level, "moi": back.head_level}
    assert (paper.data["thay_doi"], paper.data["nguoi_dung_dau"]) == ([], [moved])
    assert not any("không khác nhau" in note for note in paper.notes)
    assert f"từ “{lowered.head_level}” thành “{back.head_level}”" in " ".join(lines(render_text("19", paper.data)))
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
        levels = {line.heads[-1].level for line in compute(year.campaign) if line.band == "Tốt"}
        assert len(levels) == 2


def test_the_office_records_on_the_page_and_nobody_else_does(cast, year, login):
    url = reverse("publications:heads", args=["huyen-a", 2024])
    office = login(cast.chi)
    office.post(url, {"viec": "dieu-kien", "dk-text": "bị kỷ luật", "dk-effect": "lower"})
    with tenant_scope(cast.tenant_a):
        condition = HeadCondition.objects.get()
    sent = {"viec": "truong-hop", "th-agency": "001", "th-condition": condition.pk, "th-basis": ""}
    refused = office.post(url, sent)
    assert refused.context["forms"].finding.errors["basis"] == ["Chưa ghi căn cứ – số, ngày văn bản hoặc kết luận."]
    assert office.post(url, sent | {"th-basis": "QĐ 12"}).status_code == 302
    leader = login(cast.khanh)
    page = leader.get(url)
    assert [one.row.agency_code for one in page.context["rows"] if one.is_lowered] == ["001"]
    assert leader.post(url, sent | {"th-basis": "QĐ 13"}).status_code == 403
    with tenant_scope(cast.tenant_a):
        number = HeadFinding.objects.get().pk
    office = login(cast.chi)
    days = {"tg-agency": "002", "tg-name": "Hà", "tg-since": "01/01/2024", "tg-until": "32/01/2024"}
    assert list(office.post(url, {"viec": "thoi-gian"} | days).context["forms"].term.errors) == ["until"]
    assert office.post(url, {"viec": "thoi-gian"} | days | {"tg-until": "31/05/2024"}).status_code == 302
    with tenant_scope(cast.tenant_a):
        held_by = HeadTerm.objects.get()
    shown = [(one.line.name, one.line.remark) for one in office.get(url).context["rows"] if one.line.since]
    assert shown == [("Hà", "Giữ chức từ 01/01/2024 đến 31/05/2024 (5 tháng)")]
    assert office.post(url, {"viec": "bo-thoi-gian", "so": held_by.pk}).status_code == 302
    assert office.post(url, {"viec": "bo-dieu-kien", "so": condition.pk}).status_code == 200
    assert office.post(url, {"viec": "bo-truong-hop", "so": number}).status_code == 302
    assert office.post(url, {"viec": "bo-truong-hop", "so": "9" * 30}).status_code == 404


def term(cast, year, name: str, since: date, until: date, unrated: str = "") -> HeadTerm:
    given = {"name": name, "title": "Chủ tịch", "since": since, "until": until, "unrated": unrated}
    return add_term(campaign=year.campaign, agency=cast.a.commune_1, **given, **doing(cast))


def test_two_heads_of_one_year_are_classified_each_by_what_was_found_for_them(cast, year):
    with tenant_scope(cast.tenant_a):
        first = term(cast, year, "Ma Văn An", date(2024, 1, 1), date(2024, 7, 31))
        term(cast, year, "Lý Thị Bình", date(2024, 8, 1), date(2024, 12, 31))
        condition = add_condition(campaign=year.campaign, text="bị kỷ luật", effect="lower", **doing(cast))
        with pytest.raises(ResultRefused, match="chọn trường hợp của ai: Ma Văn An, Lý Thị Bình"):
            record_finding(condition=condition, agency=cast.a.commune_1, basis="QĐ 12", **doing(cast))
        record_finding(condition=condition, agency=cast.a.commune_1, term=first, basis="QĐ 12", **doing(cast))
        snapshot = frozen(year, cast.chi)
        other = snapshot.rows.get(agency=cast.a.town)
        rows = list(snapshot.rows.order_by("position"))
        known = [one.line for one in heads_of(year.campaign, snapshot, rows) if one.row.agency == cast.a.commune_1]
        now = [one.line for one in heads_of(year.campaign, None, rows) if one.row.agency == cast.a.commune_1]
        assert is_unchanged(snapshot)
        with pytest.raises(ResultRefused, match="bỏ trường hợp ấy trước"):
            drop_term(term=first, **doing(cast))
    assert known == now
    assert [(one.name, one.level == other.head_level, one.remark) for one in known] == [
        (
            "Ma Văn An",
            False,
            "Giữ chức từ 01/01/2024 đến 31/07/2024 (7 tháng); hạ một mức: bị kỷ luật (QĐ 12)",
        ),
        ("Lý Thị Bình", True, "Giữ chức từ 01/08/2024 đến 31/12/2024 (5 tháng)"),
    ]


def test_a_head_with_too_little_time_is_named_with_the_reason_and_without_a_level(cast, year):
    with tenant_scope(cast.tenant_a):
        term(cast, year, "Ma Văn An", date(2024, 1, 1), date(2024, 10, 31))
        term(cast, year, "Lý Thị Bình", date(2024, 11, 1), date(2024, 12, 31), "giữ chức chưa đủ 6 tháng")
        first = frozen(year, cast.chi)
        last = SnapshotHead.objects.get(row__snapshot=first, position=2)
        assert (last.level, last.note) == ("", "Không phân loại: giữ chức chưa đủ 6 tháng")
        HeadTerm.objects.get(name="Lý Thị Bình").delete()
        second = freeze(campaign=year.campaign, reason="Sai thời gian giữ chức", **doing(cast))
        found = difference(first, second)
        level = SnapshotHead.objects.get(row__snapshot=first, position=1).level
    assert [one.heads for one in found.changed] == [
        (f"Ma Văn An: {level}; Lý Thị Bình: không phân loại", f"Ma Văn An: {level}"),
    ]


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (date(2023, 12, 1), date(2024, 5, 1), "trong năm 2024"),
        (date(2024, 5, 2), date(2024, 5, 1), "trước ngày bắt đầu"),
        (date(2024, 3, 31), date(2024, 5, 1), "Trùng thời gian với Ma Văn An"),
    ],
)
def test_days_that_cannot_be_are_refused(cast, year, since, until, said):
    with tenant_scope(cast.tenant_a):
        term(cast, year, "Ma Văn An", date(2024, 1, 1), date(2024, 3, 31))
        with pytest.raises(ResultRefused, match=said):
            term(cast, year, "Lý Thị Bình", since, until)
