"""Standard reports and the data-quality report: equal on page, in the PDF and in the workbook."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from assessments.models import Score
from cchc.tenancy.scope import tenant_scope
from publications.reading.losses import reason_codes
from publications.reading.matrix import read_matrix
from publications.reporting import standard
from publications.reporting.quality import outliers, quality
from publications.reporting.table import Column
from publications.views.reports import KINDS
from tests.publications.build import published, scored_campaign

D = Decimal
YEAR = 2024


def url(name: str, *arguments) -> str:
    return reverse(f"publications:{name}", args=["huyen-a", YEAR, *arguments])


@pytest.fixture
def year(cast):
    with tenant_scope(cast.tenant_a):
        made = scored_campaign(cast)
        made.version = published(cast, made)
        made.matrix = read_matrix(made.campaign, made.version, made.criteria_set)
        return made


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("points", D("1.005"), "1,01"),
        ("share", D(94), "94,00\u00a0%"),
        ("count", 1904, "1.904"),
        ("points", None, "–"),
        ("text", None, ""),
        ("code", "1.10", "1.10"),
    ],
)
def test_a_value_is_shown_as_its_column_says(kind, value, shown):
    assert Column("x", kind).shown(value) == shown


def test_the_whole_report_holds_what_the_version_holds(cast, year):
    with tenant_scope(cast.tenant_a):
        made = standard.whole(year.matrix, reason_codes(year.campaign))
    ranking = made.parts[0].lines
    assert [line.values[0] for line in ranking] == [1, 1, 3, None]
    assert [line.values[9] for line in ranking[:3]] == [row.index_exact for row in year.matrix.rows]
    lost = next(part for part in made.parts if part.title == "Nguyên nhân mất điểm")
    assert lost.lines[-1].values[1] == sum(row.applicable_max - row.total_points for row in year.matrix.rows)


def test_an_agency_an_area_and_a_leaf_add_up_to_the_same_points(cast, year):
    with tenant_scope(cast.tenant_a):
        row = next(row for row in year.matrix.rows if row.agency_code == "002")
        reasons = reason_codes(year.campaign)
        agency = standard.of_agency(year.matrix, row, reasons)
        area = standard.of_area(year.matrix, next(n for n in year.matrix.nodes if n.code == "1"), reasons)
        leaf = standard.of_leaf(year.matrix, next(n for n in year.matrix.nodes if n.code == "1.3"), reasons)
    assert sum(line.values[4] or 0 for line in agency.parts[1].lines) == row.total_points
    assert sum(line.values[4] or 0 for line in agency.parts[2].lines) == row.total_points
    assert [line.values[-2] for line in area.parts[0].lines if line.values[0] == row.agency_name] == [D(7)]
    assert [line.values[3] for line in leaf.parts[0].lines if line.values[0] == row.agency_name] == [D(0)]
    assert leaf.parts[0].lines[-1].values[1:4] == [D(6), D(6), D(4)]


def test_a_department_is_told_what_it_took_away(cast, year):
    with tenant_scope(cast.tenant_a):
        groups = standard.departments(year.matrix)
        name, leaves = next(iter(groups.items()))
        made = standard.of_department(year.matrix, name, leaves)
    of_unit = {line.values[0]: line.values[1:5] for line in made.parts[1].lines}
    claimed, counted, taken, cells = next(values for unit, values in of_unit.items() if unit == "Xã Vi Hương")
    assert (claimed - counted, cells > 0) == (taken, True)


def test_quality_names_each_kind_of_doubtful_data(cast, scope_a):
    year = scored_campaign(cast)
    file = year.campaign.assessments.get(agency=cast.a.commune_1)
    Score.objects.filter(assessment=file, stage="self", criterion__code="1.2").update(points=None)
    Score.objects.filter(assessment=file, stage="appraised", criterion__code="1.1.1").update(option=3)
    matrix = read_matrix(year.campaign, None, year.criteria_set)
    made = {part.title: part.lines for part in quality(year.campaign, matrix).parts}
    assert [line.values for line in made["Chưa trả lời"]] == [["Xã Cẩm Giàng", 1, "1.2"]]
    odd = made["Điểm tự tính khác điểm đã ghi"]
    assert [(line.values[0], line.values[1][:5], line.values[2], line.values[4]) for line in odd] == [
        ("Xã Cẩm Giàng", "1.1.1", "Thẩm định", "0,00")
    ]
    unproven = made["Đã thẩm định cho điểm nhưng không có tài liệu kiểm chứng"]
    assert [line.values[1:] for line in unproven][:1] == [[1, "1.1.1"]]


def test_an_outlier_stands_far_from_the_middle_and_almost_alone(cast, year):
    with tenant_scope(cast.tenant_a):
        assert outliers(year.matrix).lines == []  # three agencies are too few


def choice(kind, year) -> str:
    return kind.choices(year.matrix)[0][0] if kind.label else ""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_report_opens_as_page_and_workbook(kind, cast, year, login, django_assert_max_num_queries):
    client = login(cast.chi)
    with tenant_scope(cast.tenant_a):
        asked = {"chon": choice(kind, year)}
    with django_assert_max_num_queries(40):
        page = client.get(url("report", kind.name), asked)
    book = load_workbook(BytesIO(client.get(url("report_file", kind.name, "xlsx"), asked).content))
    report = page.context["report"]
    assert [sheet.max_row for sheet in book] == [len(part.lines) + 3 for part in report.parts]


def test_a_report_is_printed_with_the_figures_of_the_page(cast, year, login):
    client = login(cast.chi)
    body = client.get(url("report_file", "toan-bo", "pdf")).content
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    assert "BÁO CÁO KẾT QUẢ CHUNG" in text
    assert "90,00" in text


def test_a_report_without_its_choice_is_not_found(cast, year, login):
    client = login(cast.chi)
    assert [client.get(url("report", name)).status_code for name in ("don-vi", "khong-co")] == [404, 404]
