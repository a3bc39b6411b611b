"""Heat map, points lost and their causes, simulated ranks, the way to a figure, and the years through mergers."""

from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from assessments.models import Score
from cchc.tenancy.models import Agency, AgencySuccession, Tenant
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign
from criteria.rules.ranking import Band
from publications.models import Publication, Snapshot, SnapshotRow
from publications.reading.heat import Level, heat_maps, tint
from publications.reading.inputs import entry_lines
from publications.reading.losses import causes_of, losses, own_losses, reason_codes, simulate
from publications.reading.matrix import Cell, read_matrix
from publications.reading.workings import tie_words, workings
from publications.reading.years import agency_years, descent, node_years, past_of, past_snapshots
from publications.services import write_version
from tests.publications.build import NOW, frozen, published, scored_campaign

D = Decimal
YEAR = 2024


def url(name: str, *arguments) -> str:
    return reverse(f"publications:{name}", args=["huyen-a", YEAR, *arguments])


@pytest.mark.parametrize(
    ("share", "css"),
    [("100", "h0"), ("99.999", "h1c"), ("90", "h1c"), ("89.9999", "h2c"), ("50", "h3c"), ("25", "h4c"), ("0", "h5c")],
)
def test_a_tint_follows_the_unrounded_share(share, css):
    assert (tint(D(share)), tint(None)) == (css, "hna")


LEAF = SimpleNamespace(is_surveyed=False)


@pytest.mark.parametrize(
    ("points", "mine", "reason", "causes"),
    [
        ("2", "2", "", {}),
        ("1.5", "1.5", "", {"own": D("0.5")}),
        ("0.5", "2", "no_evidence", {"no_evidence": D("1.5")}),
        ("0.5", "1.5", "wrong_data", {"own": D("0.5"), "wrong_data": D("1.0")}),
        ("1", "2", "", {"unsaid": D(1)}),
        ("1.5", "1", "", {"own": D("0.5")}),
        ("0", None, "", {"own": D(2)}),
    ],
)
def test_a_loss_is_what_was_not_claimed_and_what_was_taken_away(points, mine, reason, causes):
    cell = Cell(D(points), D(2), None if mine is None else D(mine))
    assert causes_of(LEAF, cell, reason) == causes


def test_a_loss_without_points_or_from_the_survey_has_a_cause_of_its_own():
    assert causes_of(LEAF, Cell(None, D(2)), "") == {"unscored": D(2)}
    assert causes_of(SimpleNamespace(is_surveyed=True), Cell(D(1), D(2)), "") == {"survey": D(1)}


def ranked(number: int, points: str, rank: int, survey: str = "0") -> SnapshotRow:
    total = D(points)
    return SnapshotRow(
        agency_id=number,
        block="xã",
        ranked=True,
        rank=rank,
        appraised_points=total - D(survey),
        survey_points=D(survey),
        total_points=total,
        applicable_max=D(100),
        index_exact=total,
    )


def loss(code: str, lost: str) -> SimpleNamespace:
    return SimpleNamespace(node=SimpleNamespace(code=code, is_surveyed=False), cell=Cell(D(2) - D(lost), D(2)))


def test_a_simulated_rank_leaves_everybody_else_where_they_are():
    rows = [ranked(1, "90", 1), ranked(2, "85", 2), ranked(3, "84", 3)]
    bands = [Band("Tốt", D(85), True, D(100), True), Band("Khá", D(0), True, D(85), False)]
    found = simulate(rows, rows[2], [loss("1.1", "2"), loss("1.2", "1")], {"1.1"}, bands)
    assert (found.index, found.rank, found.band, found.gained, found.places) == (D(86), 2, "Tốt", D(2), 1)


def test_a_simulated_tie_shares_the_rank_unless_tie_breakers_tell_them_apart():
    rows = [ranked(1, "86", 1, survey="20"), ranked(2, "84", 2, survey="10")]
    shared = simulate(rows, rows[1], [loss("1.1", "2")], {"1.1"}, [])
    broken = simulate(rows, rows[1], [loss("1.1", "2")], {"1.1"}, [], tie_rule="survey_first")
    assert (shared.rank, broken.rank) == (1, 2)


def test_a_version_and_the_figures_of_today_give_the_same_matrix(cast, scope_a):
    year = scored_campaign(cast)
    today = read_matrix(year.campaign, None, year.criteria_set)
    version = frozen(year, cast.chi)
    kept = read_matrix(year.campaign, version, year.criteria_set)
    assert today.cells == kept.cells
    assert [row.agency_code for row in today.rows] == [row.agency_code for row in kept.rows]


@pytest.fixture
def year(cast):
    with tenant_scope(cast.tenant_a):
        made = scored_campaign(cast)
        Score.objects.filter(agency=cast.a.commune_2, stage="appraised", points=0).update(reason_code="no_evidence")
        made.version = published(cast, made)
        return made


def test_heat_losses_and_causes_of_a_version_agree(cast, year):
    with tenant_scope(cast.tenant_a):
        matrix = read_matrix(year.campaign, year.version, year.criteria_set)
        found = losses(matrix, reason_codes(year.campaign))
        maps = heat_maps(matrix, Level.LEAF)
    assert [one.title[:2] for one in maps] == ["1.", "2.", "3."]
    assert {cause.label: cause.lost for cause in found.causes} == {
        "Thẩm định giảm: thiếu minh chứng": D(7),
        "Kết quả điều tra xã hội học": D(6),
    }
    assert (found.lost, found.maximum, found.leaves[0].node.code) == (D(13), D(60), "3.1")
    assert found.lost == sum(row.applicable_max - row.total_points for row in matrix.rows)
    row = next(row for row in matrix.rows if row.agency_code == "002")
    assert [one.node.code for one in own_losses(matrix, row, {})][:3] == ["1.3", "2.1.1", "2.1.2"]


def test_the_way_to_a_figure_names_rank_band_rule_and_every_leaf(cast, year):
    with tenant_scope(cast.tenant_a):
        row = year.version.rows.get(agency_code="002")
        made = workings(
            year.campaign, row.agency, row, list(row.lines.order_by("position")), year.version, in_detail=True
        )
        closed = workings(year.campaign, row.agency, row, [], year.version, in_detail=False)
    assert (made.place.rank, made.place.of, made.place.above.rank, made.place.below) == (3, 3, 1, None)
    assert (made.band.holds(row.index_exact), made.is_outdated) == (True, False)
    assert made.leaves["1.3"].reason == "Ghi chú thẩm định nội bộ"
    assert made.leaves["3.1"].working.endswith("= 1,50 điểm")
    assert closed.leaves == {}


def test_a_file_that_differs_from_the_version_is_said(cast, year):
    with tenant_scope(cast.tenant_a):
        row = year.version.rows.get(agency_code="001")
        lines = list(row.lines.order_by("position"))
        line = next(line for line in lines if line.code == "1.3")
        line.final_points = D(1)
        made = workings(year.campaign, row.agency, row, lines, year.version, in_detail=True)
    assert [code for code, one in made.leaves.items() if one.differs] == ["1.3"]


def test_the_tie_rule_is_printed_with_its_keys():
    assert tie_words("survey_first").endswith(
        "điểm điều tra xã hội học, điểm thẩm định; vẫn bằng nhau thì xếp cùng hạng."
    )
    assert tie_words("shared").endswith("hạng kế tiếp được bỏ qua (1, 2, 2, 4).")


def tabled(year: int, figures: dict[Agency, str], by) -> Snapshot:
    """A past year of which only the table is left, published."""
    campaign = Campaign.objects.create(year=year, title=f"Chỉ số năm {year}", imported=True)
    snapshot = Snapshot(campaign=campaign, rules_version="1", tie_rule="shared", with_survey=False, imported=True)
    rows = [
        SnapshotRow(
            snapshot=snapshot,
            agency=agency,
            agency_code=agency.code,
            agency_name=agency.name,
            position=place,
            block="xã, thị trấn",
            ranked=True,
            rank=place,
            index_exact=D(index),
        )
        for place, (agency, index) in enumerate(figures.items(), start=1)
    ]
    write_version(snapshot, rows, None, by=by, at=NOW, reason="")
    Publication.objects.create(campaign=campaign, snapshot=snapshot, published_at=NOW, published_by_name="Lý Thu Chi")
    return snapshot


def old_unit(code: str, name: str) -> Agency:
    return Agency.objects.create(code=code, name=name, kind="xã", role=Agency.Role.ASSESSED)


def test_a_merged_commune_has_the_mean_of_its_predecessors_and_no_rank(cast, year):
    with tenant_scope(cast.tenant_a):
        first, second = old_unit("cu-1", "Xã Tân Tiến"), old_unit("cu-2", "Xã Tú Trĩ")
        older = old_unit("cu-0", "Xã Rất Cũ")
        for new, old in [(cast.a.commune_1, first), (cast.a.commune_1, second), (first, older)]:
            AgencySuccession.objects.create(successor=new, predecessor=old)
        tabled(2019, {second: "80.5", older: "70"}, cast.chi)
        tabled(2021, {first: "82", second: "80", cast.a.commune_2: "75"}, cast.chi)
        Agency.objects.filter(pk=cast.a.commune_2.pk).update(predecessor_names="Xã Phương Linh (nhập vào từ 2020)")
        past = past_snapshots(YEAR)
        shown = agency_years(list(year.version.rows.order_by("position")), YEAR, past, descent())
    found = {one.row.agency_code: one.years for one in shown}
    assert [(past.year, past.index, past.rank, past.is_own) for past in found["001"]][:2] == [
        (2019, D("75.25"), None, False),
        (2021, D(81), None, False),
    ]
    assert found["001"][1].words == "Bình quân của Xã Tân Tiến (82,00), Xã Tú Trĩ (80,00)"
    assert [(past.index, past.rank, past.words) for past in found["002"]][:2] == [(None, None, ""), (D(75), 3, "")]
    assert found["002"][0].missing == ["Xã Phương Linh (nhập vào từ 2020)"]


def test_a_unit_that_took_in_another_is_compared_with_both(cast, year):
    with tenant_scope(cast.tenant_a):
        swallowed = old_unit("cu-9", "Xã Phương Linh")
        AgencySuccession.objects.create(successor=cast.a.town, predecessor=swallowed)
        tabled(2019, {cast.a.town: "90", swallowed: "80"}, cast.chi)
        row = year.version.rows.get(agency=cast.a.town)
        shown = agency_years([row], YEAR, past_snapshots(YEAR), descent())[0]
    assert (shown.years[0].index, shown.years[0].rank, shown.change) == (D(85), None, row.index_exact - 85)


def test_leaves_are_followed_through_the_sets_by_their_predecessors(cast, year):
    with tenant_scope(cast.tenant_a):
        later = scored_campaign(cast, year=2025, code="KT2")
        old = {node.code: node for node in year.criteria_set.criteria.all()}
        for node in later.criteria_set.criteria.all():
            node.predecessor = old["1.3" if node.code == "1.2" else "1.2" if node.code == "1.3" else node.code]
            node.save()
        version = frozen(later, cast.chi)
        matrix = read_matrix(later.campaign, version, later.criteria_set)
        found = {one.node.code: one for one in node_years(later.criteria_set, {}, 2025, past_snapshots(2025))}
    assert [(found[code].years[0].code, found[code].years[0].points) for code in ("1.2", "1.3")] == [
        ("1.3", D(4)),
        ("1.2", D(6)),
    ]
    assert (found["1"].years[0].share.quantize(D("0.01")), len(matrix.rows)) == (D("90.00"), 3)


def test_entered_figures_are_written_with_their_labels(cast, year):
    rule = next(node.rule.rule for node in read_nodes(cast, year) if node.code == "1.10")
    assert entry_lines(rule, SimpleNamespace(not_applicable=True)) == ["Đánh dấu không phát sinh trong năm"]


def read_nodes(cast, year):
    with tenant_scope(cast.tenant_a):
        return [node for node in read_matrix(year.campaign, year.version, year.criteria_set).nodes if node.rule]


PAGES = ("heat_map", "lost_points", "years", "agency", "standing", "agency_years")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_the_same_statements_for_more_agencies(name, cast, year, login, django_assert_max_num_queries):
    arguments = ["002"] if name in ("agency", "standing", "agency_years") else []
    client = login(cast.chi)
    query = {"theo": "leaf", "don-vi": "002", "muc": ["1.3"]}
    with django_assert_max_num_queries(LIMITS[name]):
        assert client.get(url(name, *arguments), query).status_code == 200


LIMITS = dict.fromkeys(PAGES, 40)


def test_people_of_an_agency_read_maps_after_publication_and_causes_of_their_own_alone(cast, year, login):
    client = login(cast.binh)
    answers = {name: client.get(url(name)).status_code for name in ("heat_map", "years", "lost_points")}
    assert answers == {"heat_map": 200, "years": 200, "lost_points": 403}
    assert "Nguyên nhân" in client.get(url("standing", "001")).content.decode()
    assert "Nguyên nhân" not in client.get(url("standing", "002")).content.decode()


def test_nobodys_map_is_shown_to_an_agency_before_publication(cast, year, login):
    with tenant_scope(cast.tenant_a):
        Publication.objects.filter(campaign=year.campaign).delete()
    client = login(cast.binh)
    assert [client.get(url(name)).status_code for name in ("heat_map", "years")] == [404, 404]


def test_a_heat_map_goes_out_as_a_workbook_of_three_sheets(cast, year, login):
    book = load_workbook(BytesIO(login(cast.chi).get(url("heat_file")).content), read_only=True)
    assert book.sheetnames == ["Lĩnh vực", "Tiêu chí", "Tiêu chí thành phần"]


def test_the_sample_provinces_of_two_tiers_have_their_past_from_the_old_communes(db):
    """Đông Hải holds its old communes itself; those of Thái Nguyên stood in another tenant and are named as missing."""
    found = {}
    for slug in ("dong-hai", "thai-nguyen"):
        call_command("create_tenant", slug=slug, name=f"Tỉnh {slug}", kind="province", stdout=StringIO())
        call_command("import_agencies", "fixtures/agencies/units_sample.csv", tenant=slug, stdout=StringIO())
        with tenant_scope(Tenant.objects.get(slug=slug)):
            old = Agency.objects.filter(valid_to__lt=date(2025, 7, 1)).order_by("code")
            tabled(2024, {agency: f"{80 + place}" for place, agency in enumerate(old)}, None)
            line, rows = descent(), {row.agency_id: row for row in SnapshotRow.objects.all()}
            for agency in Agency.objects.filter(code__in=["dh-x-an-thinh", "tn-phu-thong"]):
                found[agency.code] = past_of(line, agency.pk, 2024, rows)
    merged, foreign = found["dh-x-an-thinh"], found["tn-phu-thong"]
    assert [row.agency_name for row in merged.rows] == ["Xã An Thịnh", "Xã An Khang"]
    assert (merged.index, merged.rank) == (sum(row.index_exact for row in merged.rows) / 2, None)
    assert (foreign.index, foreign.rows, foreign.missing) == (
        None,
        [],
        ["Thị trấn Phủ Thông", "Xã Vi Hương", "Xã Tân Tú", "Xã Lục Bình"],
    )
