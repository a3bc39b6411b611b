"""Freezing, approving and publishing: a version is never changed, and one that was changed is found out."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connections, transaction

from assessments.models import Score
from cchc.tenancy import audit
from councils.adoption import reopen
from publications.head_models import HeadTerm
from publications.models import Publication, Snapshot, SnapshotLine, SnapshotRow
from publications.results import compute
from publications.services import ResultRefused, adopt_and_freeze, approve, freeze, is_unchanged, publish
from publications.services.lines import next_number
from tests.publications.build import NOW, frozen, put_scores, random_campaign, scored_campaign

D = Decimal


def test_a_version_holds_what_was_computed(cast, scope_a):
    year = random_campaign(cast, 2)
    snapshot = frozen(year, cast.chi)
    computed = compute(year.campaign)
    rows = list(snapshot.rows.order_by("position"))
    assert [(row.agency_id, row.rank, row.total_points, row.applicable_max, row.band) for row in rows] == [
        (
            line.participant.agency_id,
            line.rank,
            line.result.total_points.quantize(D("1E-10")),
            line.result.applicable_max,
            line.band or "",
        )
        for line in computed
    ]
    assert [abs(row.index_exact - line.index) < D("1E-29") for row, line in zip(rows, computed)] == [True] * len(rows)
    assert (snapshot.version, snapshot.frozen_by_name, is_unchanged(snapshot)) == (1, "Lý Thu Chi", True)


def test_a_version_holds_the_whole_tree_of_every_agency(cast, scope_a):
    snapshot = frozen(scored_campaign(cast), cast.chi)
    row = snapshot.rows.get(agency_code="002")
    lines = {
        line.code: (line.self_points, line.appraised_points, line.final_points, line.applicable_max)
        for line in row.lines.all()
    }
    assert lines["1"] == (D(10), D(7), D(7), D(10))
    assert lines["1.3"] == (D(2), D(0), D(0), D(2))
    assert lines["3"] == (None, None, D(2), D(4))
    assert [line.code for line in row.lines.all()][:5] == ["1", "1.1", "1.1.1", "1.1.2", "1.1.3"]


FROZEN = """
WITH RECURSIVE hanging AS (
    SELECT 'publications_snapshot'::regclass::oid AS id
    UNION
    SELECT k.conrelid FROM pg_constraint k JOIN hanging h ON k.confrelid = h.id AND k.contype = 'f'
    WHERE k.conrelid::regclass::text <> ALL(%s)
)
SELECT id::regclass::text FROM hanging ORDER BY 1
"""
LIVING = ["publications_approval", "publications_publication", "publications_improvementplan"]
"""What points at a version without being part of it; every other table that does is frozen with it."""


@pytest.fixture
def frozen_tables(cast, scope_a) -> list[str]:
    year = scored_campaign(cast)
    days = {"since": date(2024, 1, 1), "until": date(2024, 12, 31)}
    HeadTerm.objects.create(campaign=year.campaign, agency=cast.a.town, name="Hoàng Văn Thành", **days)
    frozen(year, cast.chi)
    with connections["default"].cursor() as cursor:
        cursor.execute(FROZEN, [LIVING])
        return [name for (name,) in cursor.fetchall()]


def refusal(statement: str) -> str:
    """What the database says, first line."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute(statement)
    return str(refused.value).splitlines()[0]


OTHERWISE = {"code": "code || 'x'", "agency_id": "agency_id + 1000000", "position": "position + 1000"}
"""What a copied row must have of its own, so that no unique key speaks before the trigger."""


def copying_one_row(table: str) -> str:
    columns = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND attname <> 'id'"
    with connections["default"].cursor() as cursor:
        cursor.execute(columns, [table])
        names = [name for (name,) in cursor.fetchall()]
    values = ", ".join(OTHERWISE.get(name, name) for name in names)
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} LIMIT 1"


def test_no_statement_changes_empties_or_adds_to_a_frozen_table(frozen_tables):
    parts = ["head", "line", "row"]
    assert frozen_tables == ["publications_snapshot", *(f"publications_snapshot{part}" for part in parts)]
    for table in frozen_tables:
        fixed = f"rows of {table} are never changed or deleted"
        assert refusal(f"UPDATE {table} SET tenant_id = tenant_id") == fixed
        assert refusal(f"DELETE FROM {table}") == fixed
        assert refusal(f"TRUNCATE {table}") == f"permission denied for table {table}"
    for table in frozen_tables[1:]:
        assert refusal(copying_one_row(table)) == f"a frozen version takes no more rows of {table}"


def test_not_even_the_tables_owner_empties_a_frozen_table(frozen_tables):
    guarded = (
        "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgtype & 32 = 32 AND tgrelid::regclass::text = ANY(%s)"
    )
    with connections["default"].cursor() as cursor:
        cursor.execute(guarded, [frozen_tables])
        assert sorted(name for (name,) in cursor.fetchall()) == frozen_tables


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (SnapshotRow, "index_exact", D("90.000000000000000000000000000001")),
        (SnapshotRow, "rank", 2),
        (SnapshotRow, "agency_name", "Xã khác"),
        (SnapshotLine, "final_points", D("0.0000000001")),
        (SnapshotLine, "name", "Tiêu chí khác"),
    ],
)
def test_a_changed_figure_no_longer_fits_the_checksum(cast, scope_a, model, field, value):
    """As if somebody had gone past the trigger: a copy of the version with one figure changed, the checksum kept."""
    snapshot = frozen(scored_campaign(cast), cast.chi)
    rows = list(snapshot.rows.order_by("position"))
    lines = {row.pk: list(row.lines.all()) for row in rows}
    forged = Snapshot.objects.get(pk=snapshot.pk)
    forged.pk, forged.version, forged.reason = next_number(), 2, "giả"
    changed = False
    for row in rows:
        own = lines[row.pk]
        if model is SnapshotRow and not changed:
            setattr(row, field, value)
            changed = True
        row.pk, row.snapshot = None, forged
        row.save(force_insert=True)
        for line in own:
            if model is SnapshotLine and not changed:
                setattr(line, field, value)
                changed = True
            line.pk, line.row = None, row
            line.save(force_insert=True)
    forged.save(force_insert=True)
    assert (is_unchanged(snapshot), is_unchanged(forged)) == (True, False)
    with pytest.raises(ResultRefused, match="không khớp mã kiểm tra"):
        approve(snapshot=forged, by=cast.khanh, at=NOW)


def test_the_second_version_needs_a_reason_and_keeps_the_first(cast, scope_a):
    year = scored_campaign(cast)
    first = frozen(year, cast.chi)
    with pytest.raises(ResultRefused, match="ghi lý do điều chỉnh"):
        freeze(campaign=year.campaign, by=cast.chi, at=NOW, reason="  ")
    reopen(campaign=year.campaign, by=cast.chi, at=NOW, reason="Sai số liệu", approver="Phạm Văn Khánh")
    put_scores(year, cast.a.town, {"1.3": "0"}, Score.Stage.REAPPRAISED)
    year.campaign.refresh_from_db()
    second, _ = adopt_and_freeze(campaign=year.campaign, by=cast.chi, at=NOW, reason="Sai số liệu mục 1.3")
    ranks = [{row.agency_code: row.rank for row in version.rows.all()} for version in (first, second)]
    assert ranks == [{"001": 1, "003": 1, "002": 3}, {"001": 1, "003": 2, "002": 3}]
    assert (second.version, second.reason) == (2, "Sai số liệu mục 1.3")


def test_nothing_is_frozen_before_anything_is_scored(cast, scope_a):
    year = scored_campaign(cast)
    Score.objects.filter(assessment__campaign=year.campaign).exclude(stage=Score.Stage.SELF).delete()
    with pytest.raises(ResultRefused, match="Chưa có điểm thẩm định nào"):
        adopt_and_freeze(campaign=year.campaign, by=cast.chi, at=NOW)
    year.campaign.refresh_from_db()
    assert (year.campaign.adopted_at, Snapshot.objects.count()) == (None, 0)


def test_nothing_is_frozen_before_the_council_has_adopted(cast, scope_a):
    year = scored_campaign(cast)
    with pytest.raises(ResultRefused, match="Hội đồng chưa thông qua"):
        freeze(campaign=year.campaign, by=cast.chi, at=NOW)


def test_leaves_without_an_appraised_score_are_named_and_count_0(cast, scope_a):
    year = scored_campaign(cast)
    Score.objects.filter(agency=cast.a.town, criterion__code__in=["1.3", "2.2"]).delete()
    snapshot, missing = adopt_and_freeze(campaign=year.campaign, by=cast.chi, at=NOW)
    assert missing == {cast.a.town.pk: ["1.3", "2.2"]}
    assert snapshot.rows.get(agency=cast.a.town).index_exact == D(70)


def test_a_commune_without_a_file_is_ranked_last_and_not_left_out(cast, scope_a):
    year = scored_campaign(cast)
    Score.objects.filter(agency=cast.a.town).delete()
    year.campaign.survey_scores.filter(agency=cast.a.town).delete()
    year.campaign.assessments.filter(agency=cast.a.town).delete()
    snapshot, missing = adopt_and_freeze(campaign=year.campaign, by=cast.chi, at=NOW)
    row = snapshot.rows.get(agency=cast.a.town)
    assert (row.rank, row.index_exact, row.applicable_max) == (3, D(0), D(20))
    assert len(missing[cast.a.town.pk]) == 9


def test_finals_entered_by_the_council_stand_at_adoption(cast, scope_a):
    year = scored_campaign(cast)
    put_scores(year, cast.a.commune_1, {"1.3": "0.5"}, Score.Stage.FINAL)
    snapshot, _ = adopt_and_freeze(campaign=year.campaign, by=cast.chi, at=NOW)
    assert snapshot.rows.get(agency=cast.a.commune_1).lines.get(code="1.3").final_points == D("0.5")


def test_only_the_newest_version_is_approved_and_only_once(cast, scope_a):
    year = scored_campaign(cast)
    first = frozen(year, cast.chi)
    approve(snapshot=first, by=cast.khanh, at=NOW, comment="Đồng ý")
    with pytest.raises(ResultRefused, match="đã được phê duyệt"):
        approve(snapshot=first, by=cast.khanh, at=NOW)
    freeze(campaign=year.campaign, by=cast.chi, at=NOW, reason="Điều chỉnh")
    with pytest.raises(ResultRefused, match="phiên bản mới hơn"):
        approve(snapshot=first, by=cast.khanh, at=NOW)


def test_only_an_approved_version_is_published(cast, scope_a):
    year = scored_campaign(cast)
    snapshot = frozen(year, cast.chi)
    with pytest.raises(ResultRefused, match="chưa được phê duyệt"):
        publish(snapshot=snapshot, by=cast.chi, at=NOW)
    approve(snapshot=snapshot, by=cast.khanh, at=NOW)
    publish(snapshot=snapshot, by=cast.chi, at=NOW)
    assert Publication.objects.get().snapshot_id == snapshot.pk
    assert [event.verb for event in audit.history(snapshot)] == [
        "công bố kết quả",
        "phê duyệt kết quả",
        "chốt kết quả phiên bản 1",
    ]
