import csv
import json
from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path

import pytest

from criteria.rules.catalogue import CatalogueNode, checks
from criteria.rules.findings import Severity
from criteria.rules.kinds import BooleanRule, ChecklistRule, Choice, SurveyRule
from criteria.rules.parsing import parse_rule
from criteria.rules.rollup import Source

CRITERIA = Path(__file__).parents[3] / "fixtures" / "criteria"
YES = BooleanRule(D(1), D(0))
SOUND = [
    CatalogueNode("1", None, "Chỉ đạo, điều hành", D(3)),
    CatalogueNode("1.1", "1", "Kế hoạch", D(2)),
    CatalogueNode("1.1.1", "1.1", "Ban hành", D(1), rule=YES, evidence="Kế hoạch", evidence_required=True),
    CatalogueNode("1.1.2", "1.1", "Nội dung", D(1), rule=YES),
    CatalogueNode("1.2", "1", "Khảo sát", D(1), source=Source.SURVEY, rule=SurveyRule(("Q1",))),
]


def found(nodes, declared="3"):
    return [(finding.code, finding.where) for finding in checks(nodes, declared_total=D(declared))]


def changed(code, **changes):
    return [replace(node, **changes) if node.code == code else node for node in SOUND]


def sample(name):
    with (CRITERIA / f"criteria_{name}_sample.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            maximum = D(row["max_points"])
            yield CatalogueNode(
                code=row["code"],
                parent=row["parent_code"] or None,
                name=row["name"],
                max_points=maximum,
                source=Source(row["source"]),
                rule=parse_rule(row["rule_kind"], json.loads(row["rule"]), maximum) if row["rule_kind"] else None,
                evidence=row["evidence"],
                evidence_required=row["evidence_required"] == "yes",
            )


@pytest.mark.parametrize("name", ["commune", "province"])
def test_the_sample_sets_have_no_findings(name):
    assert checks(list(sample(name)), declared_total=D(100)) == ()


def test_a_sound_set_has_no_findings():
    assert found(SOUND) == []


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        pytest.param(
            changed("1.1.2", max_points=D("0.5"), rule=BooleanRule(D("0.5"), D(0))), [("sum", "1.1")], id="sum"
        ),
        pytest.param(changed("1.2", max_points=D(2)), [("sum", "1")], id="sum of an area"),
        pytest.param(changed("1.1.1", rule=None), [("no_rule", "1.1.1")], id="leaf without rule"),
        pytest.param(changed("1.1", rule=YES), [("branch_rule", "1.1")], id="rule on a branch"),
        pytest.param(changed("1.1.1", evidence=" "), [("evidence", "1.1.1")], id="evidence demanded but not named"),
        pytest.param(changed("1.1.1", name=""), [("name", "1.1.1")], id="no name"),
        pytest.param(changed("1.2", source=Source.SELF), [("source", "1.2")], id="a survey rule in the appraised part"),
        pytest.param(
            changed("1.1.1", source=Source.SURVEY), [("source", "1.1.1")], id="a self-scored rule in the survey"
        ),
        pytest.param(
            changed("1.1.1", rule=ChecklistRule((Choice("A", D("0.5")),))), [("unreachable", "1.1.1")], id="unreachable"
        ),
        pytest.param(
            [*SOUND, CatalogueNode("2.1", "2", "Lạc", D(1), rule=YES)], [("unknown_parent", "2.1")], id="unknown parent"
        ),
        pytest.param([*SOUND[:-1], replace(SOUND[-1], code="1.1.2")], [("duplicate", "1.1.2")], id="a code twice"),
        pytest.param(
            changed("1", parent="1.1"),
            [("circle", "1"), ("circle", "1.1"), ("sum", "1.1"), ("total", "")],
            id="a circle",
        ),
    ],
)
def test_one_mistake_in_a_sound_set_gives_one_finding(nodes, expected):
    assert found(nodes) == expected


def test_a_wrong_sum_says_both_numbers():
    [finding] = checks(changed("1.2", max_points=D("1.5")), declared_total=D(3))
    assert finding.severity is Severity.ERROR
    assert finding.message == "Cộng các mục con được 3,50, vượt điểm tối đa 3,00 của 1 – sửa điểm cho khớp."


def test_a_set_that_misses_its_declared_total_says_both_numbers():
    [finding] = checks(SOUND, declared_total=D(60))
    assert finding.message == "Cộng các lĩnh vực được 3,00, còn thiếu so với tổng điểm 60,00 của bộ tiêu chí."


@pytest.mark.parametrize("points", ["0", "-1"])
def test_points_of_a_criterion_are_above_0(points):
    nodes = [CatalogueNode("1", None, "Trừ điểm", D(points), rule=SurveyRule(("Q1",)), source=Source.SURVEY)]
    assert found(nodes, points) == [("sign", "1")]


def test_codes_are_text_so_1_1_is_not_1_10():
    nodes = [*SOUND[:-1], replace(SOUND[-1], code="1.10")]
    assert found(nodes) == []
