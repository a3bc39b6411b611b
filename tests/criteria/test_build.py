"""The shared builders are themselves sound: other tests stand on them."""

from datetime import datetime

from criteria.queries import phase_state
from criteria.rules.calendar import HANOI, Phase
from criteria.rules.kinds import RuleKind
from tests.criteria.build import leaves_of, small_campaign, small_set

NOW = datetime(2024, 12, 9, 10, tzinfo=HANOI)


def test_the_small_set_has_every_rule_kind_and_adds_up(scope_a):
    made = small_set()
    leaves = leaves_of(made)
    assert {RuleKind(leaf.scoring.kind) for leaf in leaves.values()} == set(RuleKind)
    assert sum(leaf.max_points for leaf in leaves.values()) == made.declared_total
    assert sorted(leaves) == sorted(set(leaves))


def test_only_the_named_phases_are_open_around_now(cast, scope_a):
    year = small_campaign(cast, now=NOW, phase=["survey", "appraisal"])
    states = {phase: phase_state(year.campaign, phase, at=NOW).open for phase in Phase}
    assert [phase for phase, is_open in states.items() if is_open] == [Phase.SURVEY, Phase.APPRAISAL]
