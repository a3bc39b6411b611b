"""The report's figures, its table and its file."""

import json

from bench.report import Result, table, timed, write_json
from bench.timing import Pair

KEPT = timed("sheet", Pair(ours=0.012, reference=0.008), 2, "18 leaves")
MISSED = timed("import", Pair(ours=0.5, reference=0.2), 2, "3,000 rows")
TOLD = Result("queries", 7, 4, None, "queries", "for information")


def test_the_ratio_is_ours_to_the_reference_and_the_target_its_greatest_value():
    assert [round(result.ratio, 6) for result in (KEPT, MISSED, TOLD)] == [1.5, 2.5, 1.75]
    assert [result.verdict for result in (KEPT, MISSED, TOLD)] == ["ok", "MISSED", ""]
    assert timed("edge", Pair(2, 1), 2, "").verdict == "ok"


def test_the_file_holds_the_agreed_keys_and_milliseconds(tmp_path):
    path = tmp_path / "bench.json"
    write_json([KEPT, TOLD], path)
    assert json.loads(path.read_text(encoding="utf-8")) == [
        {
            "name": "sheet",
            "ours": 12.0,
            "reference": 8.0,
            "ratio": 1.5,
            "target": 2,
            "unit": "ms",
            "note": "18 leaves",
        },
        {
            "name": "queries",
            "ours": 7,
            "reference": 4,
            "ratio": 1.75,
            "target": None,
            "unit": "queries",
            "note": "for information",
        },
    ]


def test_the_table_lines_the_figures_up_and_explains_them_below():
    assert table([KEPT, MISSED, TOLD]).splitlines() == [
        "name             ours     reference  ratio  target",
        "sheet        12.00 ms       8.00 ms  1.500     ≤ 2  ok",
        "import      500.00 ms     200.00 ms  2.500     ≤ 2  MISSED",
        "queries  7.00 queries  4.00 queries  1.750",
        "",
        "sheet: 18 leaves",
        "import: 3,000 rows",
        "queries: for information",
    ]
