"""What anybody may read: published years only, no cookie, no names, cacheable, with its data beside it."""

import csv
import io
import json
from datetime import date

import pytest

from cchc.documents.registry import build
from cchc.documents.services import issue, register
from cchc.tenancy.models import AgencySuccession
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign
from publications.models import Snapshot, SnapshotRow
from publications.services import approve, freeze, publish, write_version
from tests.cast import make_agency
from tests.publications.build import NOW, frozen, published, scored_campaign

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
PAGES = ["/huyen-a/cong-bo/", "/huyen-a/cong-bo/2024/", "/huyen-a/cong-bo/2024/001/", "/huyen-a/cong-bo/2024.csv"]


@pytest.fixture
def year(cast):
    with tenant_scope(cast.tenant_a):
        made = scored_campaign(cast)
        made.campaign.assessments.update(state="appraised", submitted_at=NOW)
        for agency in (cast.a.commune_1, cast.a.commune_2, cast.a.town):
            agency.head_name = "Trần Văn Bình"
            agency.save()
        published(cast, made)
        return made


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("address", PAGES)
def test_public_pages_need_no_login_and_set_no_cookie(year, client, address):
    page = client.get(address)
    assert (page.status_code, page.cookies.output(), page["Cache-Control"]) == (200, "", "public, max-age=300")


@pytest.mark.parametrize("address", PAGES)
def test_a_reader_who_has_this_version_is_told_so(year, client, address):
    page = client.get(address)
    same = client.get(address, headers={"If-None-Match": page["ETag"]})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", page["ETag"])
    assert client.get(address, headers={"If-Modified-Since": page["Last-Modified"]}).status_code == 304


def test_a_new_version_has_a_new_tag(year, cast, client):
    before = client.get(PAGES[1])["ETag"]
    with tenant_scope(cast.tenant_a):
        year.campaign.refresh_from_db()
        second = freeze(campaign=year.campaign, by=cast.chi, at=NOW, reason="Sai số liệu")
        assert client.get(PAGES[1])["ETag"] == before
        approve(snapshot=second, by=cast.khanh, at=NOW)
        publish(snapshot=second, by=cast.chi, at=NOW)
    assert client.get(PAGES[1], headers={"If-None-Match": before}).status_code == 200


def test_a_reader_who_is_logged_in_gets_a_page_of_their_own(year, cast, login):
    assert login(cast.an).get(PAGES[1])["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("address", ["/huyen-a/cong-bo/2023/", "/huyen-a/cong-bo/2023.csv", "/khong-co/cong-bo/"])
def test_what_is_not_published_is_not_found_in_a_citizens_words(year, client, address):
    answer = client.get(address)
    assert (answer.status_code, "Không có trang này" in text(answer)) == (404, True)


def test_a_frozen_or_approved_version_is_not_public_yet(cast, client):
    with tenant_scope(cast.tenant_a):
        snapshot = frozen(scored_campaign(cast), cast.chi)
        approve(snapshot=snapshot, by=cast.khanh, at=NOW)
    assert [client.get(address).status_code for address in PAGES] == [200, 404, 404, 404]


def test_a_tenant_without_a_published_year_says_so(year, client):
    assert "Chưa có năm nào được công bố" in text(client.get("/huyen-b/cong-bo/"))


def test_another_tenants_year_is_not_found(year, client):
    assert client.get("/huyen-b/cong-bo/2024/").status_code == 404
    assert client.get("/huyen-a/cong-bo/2024/khong-co/").status_code == 404


def test_the_ranking_names_bands_ranks_rules_and_the_decision(year, cast, client):
    page = client.get(PAGES[1])
    groups = [
        (group.title, [(one.row.agency_code, one.row.rank, one.is_shared) for one in group.rows])
        for block in page.context["ranking"].blocks
        for group in block.groups
    ]
    assert groups == [
        ("Tốt – từ 85 đến dưới 95 (2 đơn vị)", [("001", 1, True), ("003", 1, True)]),
        ("Yếu – dưới 70 (1 đơn vị)", [("002", 3, False)]),
    ]
    assert "các đơn vị bằng nhau xếp cùng hạng, hạng kế tiếp được bỏ qua (1, 2, 2, 4)" in text(page)
    assert "UBND huyện A công bố ngày 17/01/2025." in text(page)
    with tenant_scope(cast.tenant_a):
        paper = build("12", year.campaign)
        document = register(
            kind="12", year=2024, reference=paper.reference, title=paper.title, symbol=paper.symbol, by=cast.chi
        )
        issue(document=document, number=7, issued_on=date(2025, 1, 17), pdf=PDF, by=cast.chi, at=NOW)
    assert "Theo Quyết định số 07/QĐ-UBND ngày 17/01/2025 của UBND huyện A." in text(client.get(PAGES[1]))


@pytest.mark.parametrize("address", PAGES[1:])
def test_no_person_and_no_internal_note_is_public(year, client, address):
    content = text(client.get(address))
    found = [words for words in ("Trần Văn Bình", "Lý Thu Chi", "Ghi chú thẩm định nội bộ") if words in content]
    assert found == []


def test_a_commune_is_explained_area_by_area_with_what_it_lost(year, client):
    page = client.get("/huyen-a/cong-bo/2024/002/")
    areas = [
        (branch.line.code, branch.line.final_points, branch.line.applicable_max) for branch in page.context["branches"]
    ]
    assert [(code, int(points), int(maximum)) for code, points, maximum in areas] == [
        ("1", 7, 10),
        ("2", 2, 6),
        ("3", 2, 4),
    ]
    assert [one.line.code for one in page.context["lost"]["most"]] == ["1.3", "2.1.1", "2.1.2", "3.1", "1.1.1", "3.2"]
    assert (page.context["peers"], page.context["band_words"]) == (3, "dưới 70")
    assert [peer.agency_code for peer in client.get("/huyen-a/cong-bo/2024/001/").context["sharing"]] == ["003"]


def test_an_office_may_publish_the_ranking_alone(year, cast, client):
    linked = 'href="/huyen-a/cong-bo/2024/001/"'
    assert linked in client.get(PAGES[1]).content.decode()
    with tenant_scope(cast.tenant_a):
        Campaign.objects.update(public_detail="ranking")
    assert linked not in client.get(PAGES[1]).content.decode()
    assert client.get("/huyen-a/cong-bo/2024/001/").status_code == 404


def past_year(cast, agency, year: int, index: int) -> Snapshot:
    from criteria.models import Campaign

    campaign = Campaign.objects.create(year=year, title=f"Năm {year}", imported=True)
    snapshot = Snapshot(campaign=campaign, rules_version="1", tie_rule="shared", with_survey=False, imported=True)
    row = SnapshotRow(snapshot=snapshot, agency=agency, agency_code=agency.code, agency_name=agency.name, position=1)
    row.block, row.ranked, row.rank, row.index_exact = "xã, thị trấn", True, 1, index
    write_version(snapshot, [row], None, by=cast.chi, at=NOW, reason="")
    publish(snapshot=snapshot, by=cast.chi, at=NOW)
    return snapshot


def test_earlier_years_and_predecessors_stand_beside(year, cast, client):
    with tenant_scope(cast.tenant_a):
        past_year(cast, cast.a.commune_1, 2023, 85)
        old = make_agency("01972", "Xã Phương Linh")
        AgencySuccession.objects.create(successor=cast.a.commune_1, predecessor=old)
        past_year(cast, old, 2019, 81)
    context = client.get("/huyen-a/cong-bo/2024/001/").context
    assert [(past.snapshot.campaign.year, int(past.index_exact)) for past, _ in context["history"]] == [
        (2024, 90),
        (2023, 85),
    ]
    assert int(context["change"]) == 5
    assert [(past.agency_name, past.snapshot.campaign.year) for past in context["predecessors"]] == [
        ("Xã Phương Linh", 2019)
    ]
    row = client.get(PAGES[1]).context["ranking"].blocks[0].groups[0].rows[0]
    assert (int(row.change), row.places, row.places_words) == (5, 0, "=")


def test_the_data_beside_the_page_are_the_export(year, client):
    table = list(csv.DictReader(io.StringIO(client.get("/huyen-a/cong-bo/2024.csv").content.decode())))
    assert [(row["agency_code"], row["rank"], row["index_percent"]) for row in table] == [
        ("001", "1", "90.00"),
        ("003", "1", "90.00"),
        ("002", "3", "55.00"),
    ]
    listed = json.loads(client.get("/huyen-a/cong-bo/2024/ket-qua.json").content)
    assert [(row["agency_code"], row["rank"]) for row in listed] == [("001", 1), ("003", 1), ("002", 3)]
    assert client.get("/huyen-a/cong-bo/2024.xlsx").content[:2] == b"PK"
    assert client.get("/huyen-a/cong-bo/2024.pdf").status_code == 404


@pytest.mark.parametrize(("address", "queries"), [(PAGES[0], 6), (PAGES[1], 16), (PAGES[2], 23)])
def test_public_pages_ask_a_fixed_number_of_questions(year, client, django_assert_num_queries, address, queries):
    with django_assert_num_queries(queries):
        client.get(address)
