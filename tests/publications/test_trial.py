"""A draft tried on a past year: the same set gives the same result, a changed one says who moves and why."""

from decimal import Decimal

import pytest

from criteria.models import Criterion
from criteria.ruledraft import RuleValues
from criteria.rules.kinds import RuleKind
from criteria.services.catalogue_copies import copy_set
from criteria.services.catalogue_draft import delete_criterion, duplicate, new_set, save_criterion
from publications.models import Snapshot, SnapshotRow
from publications.trial import past_snapshots, try_on
from tests.criteria.build import queries_of
from tests.publications.build import NOW, frozen, random_campaign, scored_campaign

D = Decimal


@pytest.fixture
def year(cast, scope_a):
    made = scored_campaign(cast)
    made.snapshot = frozen(made, cast.chi)
    made.draft = copy_set(source=made.criteria_set, code="KT-2025", title="Dự thảo", by=cast.chi, at=NOW)
    return made


def change(year, cast, code, **values):
    node = year.draft.criteria.with_rules().get(code=code)
    rule = values.pop("rule", None)
    names = ("code", "name", "max_points")
    kept = {name: getattr(node, name) for name in names} | values
    save_criterion(
        criteria_set=year.draft, pk=node.pk, version=node.version, values=kept, rule=rule, by=cast.chi, at=NOW
    )


def manual(step="0.25"):
    return RuleValues(RuleKind.MANUAL, {"step": D(step)})


def by_code(trial):
    return {row.row.agency_code: row for row in trial.rows}


def test_an_unchanged_copy_gives_the_published_result(year, cast):
    trial = try_on(year.draft, year.snapshot)
    assert {code: (row.rank, row.index, row.band) for code, row in by_code(trial).items()} == {
        row.agency_code: (row.rank, row.index_exact, row.band) for row in year.snapshot.rows.all()
    }
    assert (trial.moved, trial.reclassified, list(trial.causes)) == (0, 0, [])


@pytest.mark.parametrize("seed", range(3))
def test_an_unchanged_copy_of_any_campaign_gives_its_result(cast, scope_a, seed):
    made = random_campaign(cast, seed)
    snapshot = frozen(made, cast.chi)
    draft = copy_set(source=made.criteria_set, code="KT-2025", title="Dự thảo", by=cast.chi, at=NOW)
    trial = try_on(draft, snapshot)
    quantum = D("1E-25")
    assert {
        code: (row.rank, row.index and row.index.quantize(quantum), row.band) for code, row in by_code(trial).items()
    } == {
        row.agency_code: (row.rank, row.index_exact and row.index_exact.quantize(quantum), row.band)
        for row in SnapshotRow.objects.filter(snapshot=snapshot)
    }


def test_a_leaf_that_goes_is_named_as_the_cause(year, cast):
    gone = year.draft.criteria.get(code="1.3")
    delete_criterion(criteria_set=year.draft, pk=gone.pk, by=cast.chi, at=NOW)
    trial = try_on(year.draft, year.snapshot)
    assert [node.code for node in trial.gone_leaves] == ["1.3"]
    for row in trial.rows:
        points = row.row.lines.get(code="1.3").final_points
        expected = 100 * (row.row.total_points - points) / (row.row.applicable_max - 2)
        assert row.index.quantize(D("1E-20")) == expected.quantize(D("1E-20"))


def test_the_causes_add_up_to_the_change_of_the_index(year, cast):
    change(year, cast, "1.2", max_points=D(4), rule=manual("0.5"))
    trial = try_on(year.draft, year.snapshot)
    for row in trial.rows:
        assert abs(sum(cause.change for cause in row.causes) - row.change) < D("1E-20")
        assert row.causes[0].code == "1.2"
    assert [way.value for way in trial.ways] == ["same", "scaled"]


def test_nothing_is_stored(year, cast):
    before = Snapshot.objects.count(), SnapshotRow.objects.count()
    try_on(year.draft, year.snapshot)
    assert (Snapshot.objects.count(), SnapshotRow.objects.count()) == before


def test_a_set_without_anything_in_common_is_not_tried(year, cast):
    other = new_set(code="KHAC", title="Bộ khác", total=D(10), is_sample=False, by=cast.chi, at=NOW)
    assert try_on(other, year.snapshot) is None
    assert past_snapshots() == [year.snapshot]


def test_the_page_costs_the_same_for_more_leaves(year, cast, login):
    chi, url = login(cast.chi), "/huyen-a/bo-tieu-chi/KT-2025/thu-nghiem/"
    few = queries_of(chi, url)
    assert Criterion.objects.filter(criteria_set=year.draft).count() == 16
    duplicate(criteria_set=year.draft, pk=year.draft.criteria.get(code="1").pk, by=cast.chi, at=NOW)
    assert queries_of(chi, url) == few
