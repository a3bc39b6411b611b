import csv
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from assessments.models import Assessment, BonusScore, Score
from cchc.tenancy.audit import history
from criteria.models import Exemption
from tests.assessments.build import ENTRIES
from tests.criteria.build import bonus_items

D = Decimal
HEAD = ["agency_code", "criterion_code", "option", "items", "numerator", "denominator", "count", "answer", "points"]
HEAD += ["not_applicable", "explanation"]


@pytest.fixture
def run(cast, year, scope_a, tmp_path):
    """``run(rows)`` writes the rows to a file and imports it; gives what was said, or every fault."""

    def imported(rows, stage="self", *more, head=HEAD, name="diem.csv", campaign=2024):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, head, restval="")
            writer.writeheader()
            writer.writerows(rows)
        out, err = StringIO(), StringIO()
        options = ["--tenant", "huyen-a", "--by", "chi", "--year", str(campaign), "--stage", stage, *more]
        try:
            call_command("import_scores", str(path), *options, stdout=out, stderr=err)
        except CommandError as error:
            return [line for line in err.getvalue().splitlines() if line], error.returncode
        return out.getvalue().strip()

    return imported


def row(code, agency="001", **values):
    return {"agency_code": agency, "criterion_code": code, **values}


def whole_file(agency="001"):
    return [
        row(code, agency, **{key: text.replace(",", ".") for key, text in fields.items()})
        for code, fields in ENTRIES.items()
    ]


def test_scores_are_computed_by_the_rules(run):
    assert run(whole_file()) == "9 dòng điểm, 9 dòng mới hoặc thay đổi."
    points = dict(Score.objects.values_list("criterion__code", "points"))
    assert points == {
        "1.1.1": D(1),
        "1.1.2": D("0.7"),
        "1.1.3": D(1),
        "1.2": D("1.5"),
        "1.3": D(2),
        "1.10": D("1.3333333333"),
        "2.1.1": D("1.5"),
        "2.1.2": D("1.5"),
        "2.2": D(1),
    }
    assert set(Score.objects.values_list("stage", "version", "saved_by__username")) == {("self", 1, "chi")}


def test_the_same_file_again_changes_nothing_and_says_so(run):
    run(whole_file())
    assert run(whole_file()) == "9 dòng điểm, 0 dòng mới hoặc thay đổi."
    assert set(Score.objects.values_list("version", flat=True)) == {1}


def test_a_changed_row_is_a_new_version_with_both_points_in_the_diary(run, cast):
    run(whole_file())
    assert run([row("1.1.1", option=2, explanation="Ban hành tháng 2")]) == "1 dòng điểm, 1 dòng mới hoặc thay đổi."
    score = Score.objects.get(criterion__code="1.1.1")
    assert (score.points, score.version, score.explanation) == (D("0.5"), 2, "Ban hành tháng 2")
    line = history(Assessment.objects.get(agency=cast.a.commune_1)).first()
    assert (line.verb, line.actor_name) == ("nhập điểm từ tệp", "Lý Thu Chi")
    assert line.changes == {"giai đoạn": [None, "Tự chấm"], "1.1.1": ["1.0000000000", "0.5000000000"]}


def test_every_stage_has_rows_of_its_own(run):
    run(whole_file())
    run([row("1.1.1", option=3, explanation="Không ban hành")], "appraised")
    stages = Score.objects.filter(criterion__code="1.1.1").values_list("stage", "points").order_by("stage")
    assert list(stages) == [("appraised", D(0)), ("self", D(1))]


def test_a_dry_run_keeps_nothing(run):
    assert run(whole_file(), "self", "--dry-run").endswith("chưa ghi gì.")
    assert (Score.objects.count(), Assessment.objects.count()) == (0, 0)


def test_bonus_and_penalty_items_by_points_or_by_count(run, year):
    bonus_items(year.criteria_set)
    assert run([row("T1", points="0.75"), row("P1", count=3)]) == "2 dòng điểm, 2 dòng mới hoặc thay đổi."
    rows = BonusScore.objects.values_list("item__code", "points", "occurrences").order_by("item__code")
    assert list(rows) == [("P1", D(1), 3), ("T1", D("0.75"), None)]


def test_a_leaf_that_did_not_arise_leaves_points_and_maximum(run):
    run([row("1.10", not_applicable="yes", explanation="Không có văn bản")])
    score = Score.objects.get()
    assert (score.points, score.applicable_max, score.not_applicable) == (None, D(0), True)


def test_a_checklist_without_any_content_met_is_nought_and_not_unscored(run):
    run([row("1.1.2", items="")])
    assert Score.objects.get().points == D(0)


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (row("1.1.1", "999", option=1), "agency_code"),
        (row("1.1.99", option=1), "criterion_code"),
        (row("1.1", option=1), "criterion_code"),
        (row("3.1", points=1), "criterion_code"),
        (row("1.1.1", option=9), "option"),
        (row("1.1.1", option="x"), "option"),
        (row("1.1.1", points=1), "points"),
        (row("1.1.2", items="1;9"), "items"),
        (row("1.1.2", items="1;1"), "items"),
        (row("1.1.3", numerator=3), "denominator"),
        (row("1.1.3", numerator=3, denominator=0), "denominator"),
        (row("1.1.3", numerator=-3, denominator=10), "numerator"),
        (row("1.1.3", numerator="1e30", denominator=10), "numerator"),
        (row("1.1.3", numerator="0.1234567", denominator=10), "numerator"),
        (row("1.2", points="2.5"), "points"),
        (row("1.2", points="0.3"), "points"),
        (row("1.3", answer="maybe"), "answer"),
        (row("2.1.1", count="1.5"), "count"),
        (row("2.1.1", count="3000000000"), "count"),
        (row("1.1.1", not_applicable="yes"), "not_applicable"),
        (row("1.1.1", option=1, explanation="x" * 4001), "explanation"),
        (row("T1", points=2), "points"),
        (row("T1", points="0.5", count=1), "points"),
        (row("T1", count="-1"), "count"),
    ],
)
def test_each_fault_is_told_with_its_cell_and_nothing_is_written(bad, column, run, year):
    bonus_items(year.criteria_set)
    faults, code = run([row("1.3", "002", answer="yes"), bad])
    assert [line.split(": ")[0] for line in faults] == [f"diem.csv, 3, {column}"]
    assert (code, Score.objects.count(), BonusScore.objects.count()) == (1, 0, 0)


def test_all_faults_are_listed_at_once(run):
    faults, _ = run([row("1.1.1", option=9), row("9.9", option=1), row("1.3", answer="yes"), row("1.3", answer="no")])
    assert [line.split(": ")[0] for line in faults] == [
        "diem.csv, 2, option",
        "diem.csv, 3, criterion_code",
        "diem.csv, 5, criterion_code",
    ]


def test_a_missing_column_is_a_fault(run):
    faults, code = run([], head=["agency_code", "option"])
    assert (code, [line.split(": ")[0] for line in faults]) == (1, ["diem.csv, 1, criterion_code"])


def test_a_leaf_below_an_exempted_branch_is_a_fault(run, cast, year):
    participant = year.participants[cast.a.commune_1.pk]
    branch = year.criteria_set.criteria.get(code="2")
    Exemption.objects.create(participant=participant, criterion=branch, reason="Không có", decided_by_name="Chi")
    faults, _ = run([row("2.1.1", count=0), row("2.1.1", "002", count=0)])
    assert [line.split(": ")[0] for line in faults] == ["diem.csv, 2, criterion_code"]


def test_nothing_is_written_once_the_result_has_been_adopted(run, year, now):
    year.campaign.adopted_at = now
    year.campaign.save()
    faults, code = run(whole_file())
    assert (code, len(faults), Score.objects.count()) == (1, 1, 0)


def test_nothing_is_written_into_an_adopted_file(run, cast):
    run(whole_file())
    Assessment.objects.filter(agency=cast.a.commune_1).update(
        state="adopted", submitted_at="2024-12-10T00:00Z", adopted_at="2025-01-10T00:00Z"
    )
    faults, code = run([row("1.1.1", option=2)])
    assert (code, [line.split(": ")[0] for line in faults]) == (1, ["diem.csv, 2, agency_code"])


def test_a_year_without_a_campaign_is_wrong_usage(run):
    assert run(whole_file(), campaign=2030) == ([], 2)


def test_entry_by_the_standing_office_is_not_bound_to_the_phases(run, year):
    year.campaign.steps.all().delete()
    assert run(whole_file()) == "9 dòng điểm, 9 dòng mới hoặc thay đổi."
