"""The commands of the result: what they print and write, and how they leave."""

import csv
import io
import json
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import load_workbook

from assessments.models import Score
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import tenant_scope
from councils.adoption import reopen
from criteria.models import Campaign
from publications.exports import NAMES
from publications.models import Publication, Snapshot
from surveys.services.planning import save_plan
from tests.publications.build import NOW, frozen, put_scores, scored_campaign
from tests.surveys.build import filled, save, with_survey

D = Decimal
HEADER = (
    "block,rank,agency_code,agency_name,self_points,appraised_points,survey_points,bonus_points,penalty_points,"
    "total_points,applicable_max,index_percent,index_exact,band"
)
BANDS = """name,lower,lower_inclusive,upper,upper_inclusive
Tốt,85,yes,100,yes
Khá,75,yes,85,no
Yếu,0,yes,75,no
"""
PAST = """block,agency_code,agency_name,appraised_points,survey_points,total_points,applicable_max,index_percent
"xã, thị trấn",001,Xã Cẩm Giàng,60.5,25,85.5,100,85.50
"xã, thị trấn",002,Xã Vi Hương,60,25,85,100,85
"xã, thị trấn",003,Thị trấn Phủ Thông,,,78.96,94,84.00
"xã, thị trấn",01972,Xã Phương Linh,61,24,85,100,
sở,stp,Sở Tư pháp,,,,,91.651
"""


@pytest.fixture
def run(cast):
    """``run("freeze_results", year=2024)`` in tenant A: exit code, what was printed, and what was warned of."""

    def command(name: str, *arguments: str, **options):
        out, err = io.StringIO(), io.StringIO()
        words = [f"--{key}={value}" for key, value in {"tenant": "huyen-a", **options}.items()]
        try:
            call_command(name, *arguments, *words, stdout=out, stderr=err)
        except CommandError as error:
            return error.returncode, out.getvalue(), f"{err.getvalue()}{error}"
        return 0, out.getvalue(), err.getvalue()

    return command


@pytest.fixture
def year(cast):
    with tenant_scope(cast.tenant_a):
        return scored_campaign(cast)


def test_the_provisional_table_is_printed_and_nothing_is_written(run, year, cast):
    code, out, err = run("compute_results", year=2024)
    lines = [line.split() for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [line[-3:] for line in lines[1:]] == [
        ["20,00", "90,00", "Tốt"],
        ["20,00", "90,00", "Tốt"],
        ["20,00", "55,00", "Yếu"],
    ]
    with tenant_scope(cast.tenant_a):
        assert Snapshot.objects.count() == 0


def test_freezing_adopts_first_and_warns_of_what_counts_nothing(run, year, cast):
    with tenant_scope(cast.tenant_a):
        Score.objects.filter(agency=cast.a.town, criterion__code__in=["1.3", "2.2"]).delete()
    code, out, err = run("freeze_results", year=2024, by="chi")
    assert (code, err) == (0, "Thị trấn Phủ Thông: 2 mục chưa có điểm thẩm định, tính 0 điểm: 1.3, 2.2.\n")
    with tenant_scope(cast.tenant_a):
        snapshot = Snapshot.objects.get()
        assert out == f"Đã chốt kết quả năm 2024, phiên bản 1: 3 đơn vị. Mã kiểm tra {snapshot.checksum}.\n"
        assert snapshot.frozen_by == cast.chi
        assert Campaign.objects.get().adopted_at is not None


def test_freezing_again_needs_a_reason(run, year):
    run("freeze_results", year=2024)
    assert run("freeze_results", year=2024) == (1, "", "Đã có bản chốt trước – ghi lý do điều chỉnh rồi chốt lại.")
    code, out, _ = run("freeze_results", year=2024, reason="Sai số liệu")
    assert (code, out.split(":")[0]) == (0, "Đã chốt kết quả năm 2024, phiên bản 2")


def test_what_keeps_the_council_from_adopting_is_told_and_nothing_is_frozen(run, year, cast):
    with tenant_scope(cast.tenant_a):
        form = with_survey(year.campaign, by=cast.chi, at=NOW)
        save_plan(campaign=year.campaign, by=cast.chi, at=NOW, minimum_rate=D(60))
        save(form, filled(cast.a.commune_1, "01"), by=cast.chi, at=NOW)
    code, out, err = run("freeze_results", year=2024)
    assert (code, out, err.split(":")[0]) == (1, "", "Khảo sát chưa đủ số phiếu theo kế hoạch ở 3 đơn vị")
    with tenant_scope(cast.tenant_a):
        assert (Snapshot.objects.count(), Campaign.objects.get().adopted_at) == (0, None)


@pytest.mark.parametrize("command", ["compute_results", "freeze_results"])
def test_nothing_scored_is_refused_in_words(run, year, cast, command):
    with tenant_scope(cast.tenant_a):
        Score.objects.exclude(stage=Score.Stage.SELF).delete()
    words = "Chưa có điểm thẩm định nào – nhập điểm hoặc hoàn thành thẩm định rồi chốt kết quả."
    assert run(command, year=2024) == (1, "", words)


@pytest.mark.parametrize("command", ["compute_results", "freeze_results", "export_results"])
def test_a_year_without_a_campaign_is_wrong_usage(run, year, command):
    assert run(command, year=2031) == (2, "", "Năm 2031 chưa có kỳ đánh giá (--year).")


def test_a_version_that_does_not_exist_is_wrong_usage(run, year):
    words = "Kết quả năm 2024 không có phiên bản 3 (--version)."
    assert run("export_results", year=2024, version=3) == (2, "", words)


def test_the_export_has_the_agreed_columns_and_plain_numbers(run, year, cast):
    with tenant_scope(cast.tenant_a):
        put_scores(year, cast.a.commune_1, {"1.10": None}, Score.Stage.REAPPRAISED)
    code, out, _ = run("export_results", year=2024, format="csv")
    assert code == 0
    assert out.splitlines() == [
        HEADER,
        '"xã, thị trấn",1,003,Thị trấn Phủ Thông,16,16,2,0,0,18,20,90.00,90,Tốt',
        '"xã, thị trấn",2,001,Xã Cẩm Giàng,16,14,2,0,0,16,18,88.89,88.888888888888888888888888888889,Tốt',
        '"xã, thị trấn",3,002,Xã Vi Hương,16,9,2,0,0,11,20,55.00,55,Yếu',
    ]


def test_the_latest_version_is_exported_and_an_earlier_one_on_request(run, year, cast):
    run("freeze_results", year=2024)
    with tenant_scope(cast.tenant_a):
        reopen(campaign=year.campaign, by=cast.chi, at=NOW, reason="Sai số liệu", approver="Phạm Văn Khánh")
        put_scores(year, cast.a.commune_1, {"1.3": "0"}, Score.Stage.REAPPRAISED)
    run("freeze_results", year=2024, reason="Sai số liệu")
    ranks = []
    for options in ({}, {"version": 1}, {"version": 2}):
        rows = csv.DictReader(io.StringIO(run("export_results", year=2024, format="csv", **options)[1]))
        ranks.append({row["agency_code"]: row["rank"] for row in rows})
    first, second = {"001": "1", "003": "1", "002": "3"}, {"001": "2", "003": "1", "002": "3"}
    assert ranks == [second, first, second]


def test_all_three_formats_hold_the_same_figures(run, year, cast, tmp_path):
    with tenant_scope(cast.tenant_a):
        cast.a.town.participations.update(ranked=False)
        frozen(year)
    table = list(csv.DictReader(io.StringIO(run("export_results", year=2024, format="csv")[1])))
    listed = json.loads(run("export_results", year=2024, format="json")[1], parse_float=D, parse_int=D)
    path = tmp_path / "ket-qua.xlsx"
    assert run("export_results", "-o", str(path), year=2024, format="xlsx")[0] == 0
    head, *rows = load_workbook(path).active.iter_rows(values_only=True)
    assert (head, tuple(listed[0])) == (NAMES, NAMES)
    text = [{name: "" if value is None else str(value) for name, value in row.items()} for row in listed]
    assert text == table
    assert [dict(zip(head, row))["index_exact"] for row in rows] == [row["index_exact"] for row in table]
    assert [row["rank"] for row in table] == ["1", "2", ""]


def test_a_workbook_is_not_printed_on_a_screen_of_text(run, year):
    assert run("export_results", year=2024, format="xlsx") == (2, "", "Ghi tệp Excel cần tên tệp: -o FILE.")


def test_a_place_that_cannot_be_written_to_is_named(run, year, tmp_path):
    code, _, err = run("export_results", "-o", str(tmp_path / "khong-co" / "a.csv"), year=2024)
    assert (code, err.split(":")[0]) == (1, f"Không ghi được tệp {tmp_path}/khong-co/a.csv")


@pytest.fixture
def past(tmp_path):
    """Files of a published year; ``past(PAST.replace(…))`` gives the path."""

    def write(content: str, name: str = "nam-2022.csv") -> str:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return str(path)

    return write


def test_a_published_table_gives_its_ranks_and_bands(run, cast, past):
    code, out, err = run("import_results", past(PAST), year=2022, bands=past(BANDS, "muc.csv"))
    assert (code, out, err) == (0, "Đã nhập kết quả năm 2022: 5 đơn vị, phiên bản 1.\n", "")
    rows = csv.DictReader(io.StringIO(run("export_results", year=2022, format="csv")[1]))
    assert [(row["block"], row["rank"], row["agency_code"], row["index_percent"], row["band"]) for row in rows] == [
        ("sở", "1", "stp", "91.65", "Tốt"),
        ("xã, thị trấn", "1", "001", "85.50", "Tốt"),
        ("xã, thị trấn", "2", "01972", "85.00", "Tốt"),
        ("xã, thị trấn", "2", "002", "85.00", "Tốt"),
        ("xã, thị trấn", "4", "003", "84.00", "Khá"),
    ]


def test_an_agency_not_known_is_made_for_that_year_and_the_result_is_public(run, cast, past):
    run("import_results", past(PAST), year=2022)
    with tenant_scope(cast.tenant_a):
        made = Agency.objects.get(code="01972")
        assert (made.name, made.kind, made.ranking_block) == ("Xã Phương Linh", "xã", "xã, thị trấn")
        assert (str(made.valid_from), str(made.valid_to)) == ("2022-01-01", "2022-12-31")
        assert (Campaign.objects.get().imported, Publication.objects.get().snapshot.version) == (True, 1)


def test_the_same_table_again_changes_nothing_and_a_corrected_one_is_a_new_version(run, cast, past):
    run("import_results", past(PAST), year=2022)
    words = "Kết quả năm 2022 không có gì thay đổi; vẫn là phiên bản 1.\n"
    assert run("import_results", past(PAST), year=2022)[:2] == (0, words)
    corrected = past(PAST.replace("78.96,94,84.00", "84.6,94,90"), "sua.csv")
    assert run("import_results", corrected, year=2022)[1].endswith("phiên bản 2.\n")
    with tenant_scope(cast.tenant_a):
        assert Snapshot.objects.get(version=2).reason == "Nhập lại bảng đã công bố từ tệp sua.csv"
        assert Publication.objects.get().snapshot.version == 2


def test_an_export_can_be_taken_in_again_with_the_same_ranks(run, year, cast, tmp_path):
    for name in ("csv", "xlsx"):
        path = tmp_path / f"ket-qua.{name}"
        run("export_results", "-o", str(path), year=2024, format=name)
        past_year = 2019 if name == "csv" else 2018
        assert run("import_results", str(path), year=past_year)[0] == 0
        again = run("export_results", year=past_year, format="csv")[1]
        assert again == run("export_results", year=2024, format="csv")[1]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "85.5,100,85.50",
            "85.5,100,75.5",
            "nam-2022.csv, 2, index_percent: 75,5 không khớp 85,5/100 x 100 = 85,5 – sửa một trong ba số\n",
        ),
        (
            "85.5,100,85.50",
            "105.5,100,",
            "nam-2022.csv, 2, total_points: 105,5 lớn hơn điểm tối đa 100 – sửa lại\n",
        ),
        (
            "85.5,100,85.50",
            "85.5,,",
            "nam-2022.csv, 2, applicable_max: thiếu số – ghi total_points và applicable_max, "
            "hoặc chỉ ghi index_percent\n",
        ),
        (",002,", ",001,", "nam-2022.csv, 3, agency_code: mã «001» đã có ở dòng 2 – mỗi đơn vị một dòng\n"),
        (",91.651", ",191", "nam-2022.csv, 6, index_percent: «191» lớn hơn 100 – ghi số không quá 100\n"),
    ],
)
def test_every_fault_is_named_by_its_cell_and_nothing_is_written(run, cast, past, old, new, fault):
    code, _, err = run("import_results", past(PAST.replace(old, new)), year=2022)
    assert (code, err) == (1, f"{fault}1 chỗ cần sửa; chưa ghi gì.")
    with tenant_scope(cast.tenant_a):
        assert Campaign.objects.count() == 0


def test_a_dry_run_writes_nothing(run, cast, past):
    code, out, _ = run("import_results", past(PAST), "--dry-run", year=2022)
    assert (code, out.endswith("Chỉ kiểm tra (--dry-run): chưa ghi gì.\n")) == (0, True)
    with tenant_scope(cast.tenant_a):
        assert (Campaign.objects.count(), Agency.objects.filter(code="01972").count()) == (0, 0)


def test_a_year_worked_in_here_takes_no_table(run, year, past):
    code, _, err = run("import_results", past(PAST), year=2024)
    assert (code, err.split(":")[1].split(" –")[0]) == (
        1,
        " Năm 2024 có kỳ đánh giá đang làm trên phần mềm",
    )


def test_an_imported_year_is_neither_computed_nor_frozen(run, cast, past):
    run("import_results", past(PAST), year=2022)
    assert run("compute_results", year=2022)[0] == 1
    code, _, err = run("freeze_results", year=2022)
    words = "Kỳ này nhập từ kết quả đã công bố – muốn điều chỉnh thì nhập lại bảng kết quả."
    assert (code, err) == (1, words)
