"""Scored campaigns for tests of the result: by hand, or at random with ties, exclusions, caps and the unranked."""

import random
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from assessments.models import Assessment, BonusScore, Score
from cchc.tenancy.models import Agency
from councils.adoption import adopt
from criteria.models import Criterion, Exemption, Participant
from criteria.rules.calendar import HANOI
from publications.models import Snapshot
from publications.services import approve, freeze, publish
from surveys.models import SurveyScore
from tests.cast import make_agency
from tests.criteria.build import bonus_items, small_campaign

D = Decimal
NOW = datetime(2025, 1, 17, 16, 30, tzinfo=HANOI)
FULL = {"1.1.1": "1", "1.1.2": "1", "1.1.3": "2", "1.2": "2", "1.3": "2", "1.10": "2"}
FULL |= {"2.1.1": "2", "2.1.2": "2", "2.2": "2"}
"""Every self-scored leaf of the small set at its maximum: 16 of 20 points."""


def file_of(year: SimpleNamespace, agency: Agency) -> Assessment:
    return Assessment.objects.get_or_create(
        campaign=year.campaign, agency=agency, defaults={"criteria_set": year.criteria_set}
    )[0]


def put_scores(
    year: SimpleNamespace, agency: Agency, points: Mapping[str, str | None], stage: str = Score.Stage.APPRAISED, **more
) -> Assessment:
    """Write points by leaf code; None is «không phát sinh», out of points and maximum."""
    file = file_of(year, agency)
    Score.objects.bulk_create(
        Score(
            assessment=file,
            agency=agency,
            criterion=year.leaves[code],
            stage=stage,
            points=None if value is None else D(value),
            applicable_max=D(0) if value is None else year.leaves[code].max_points,
            not_applicable=value is None,
            saved_at=NOW,
            **more,
        )
        for code, value in points.items()
    )
    return file


def put_survey(year: SimpleNamespace, agency: Agency, points: Mapping[str, str]) -> None:
    SurveyScore.objects.bulk_create(
        SurveyScore(
            campaign=year.campaign,
            agency=agency,
            criterion=year.leaves[code],
            percent=D(100) * D(value) / year.leaves[code].max_points,
            points=D(value),
            responses=15,
            computed_at=NOW,
        )
        for code, value in points.items()
    )


def put_bonus(year: SimpleNamespace, agency: Agency, points: Mapping[str, str], items: Mapping[str, Any]) -> None:
    BonusScore.objects.bulk_create(
        BonusScore(
            assessment=file_of(year, agency),
            item=items[code],
            stage=Score.Stage.APPRAISED,
            points=D(value),
            saved_at=NOW,
        )
        for code, value in points.items()
    )


def scored_campaign(cast: Any, *, survey: bool = True, year: int = 2024, **values: Any) -> SimpleNamespace:
    """Three communes in one block: 001 and 003 share rank 1 with 90 %, 002 is third with 9/16 appraised.

    Self scores are full everywhere, and must not matter.
    """
    made = small_campaign(cast, now=NOW, phase="council", year=year, **values)
    whole = {"3.1": "1.5", "3.2": "0.5"} if survey else {}
    for agency, lost in [(cast.a.commune_1, "0"), (cast.a.commune_2, "7"), (cast.a.town, "0")]:
        put_scores(made, agency, FULL, Score.Stage.SELF)
        points = dict(FULL)
        for code in ("1.3", "2.1.1", "2.1.2", "1.1.1") if lost != "0" else ():
            points[code] = "0"
        put_scores(made, agency, points, explanation="Ghi chú thẩm định nội bộ")
        if whole:
            put_survey(made, agency, whole)
    return made


def frozen(year: SimpleNamespace, by: Any = None) -> Snapshot:
    """The first version of an adopted campaign."""
    adopt(campaign=year.campaign, by=by, at=NOW, missing_as_zero=True)
    year.campaign.refresh_from_db()
    return freeze(campaign=year.campaign, by=by, at=NOW)


def published(cast: Any, year: SimpleNamespace) -> Snapshot:
    snapshot = frozen(year, cast.chi)
    approve(snapshot=snapshot, by=cast.khanh, at=NOW)
    publish(snapshot=snapshot, by=cast.chi, at=NOW)
    return snapshot


def random_campaign(cast: Any, seed: int, *, communes: int = 12, survey: bool = True, **values: Any) -> SimpleNamespace:
    """Many communes in two blocks, scored at random from few values, so that ties are common."""
    chance = random.Random(seed)
    made = small_campaign(cast, now=NOW, phase="council", has_survey=survey, **values)
    items = bonus_items(made.criteria_set)
    agencies = [cast.a.commune_1, cast.a.commune_2, cast.a.town]
    for number in range(communes):
        agency = make_agency(f"9{number:03d}", f"Xã Số {number}")
        Participant.objects.create(
            campaign=made.campaign,
            agency=agency,
            criteria_set=made.criteria_set,
            block=chance.choice(["xã, thị trấn", "vùng cao"]),
            ranked=chance.random() > 0.15,
        )
        agencies.append(agency)
    for agency in agencies:
        # few profiles for many communes: those with the same one tie exactly
        _score_at_random(random.Random(seed * 100 + chance.randrange(5)), made, agency, items, survey)
    return made


def _score_at_random(chance, made, agency, items, survey) -> None:
    third = str(D(1) / 3)[:12]
    points: dict[str, str | None] = {}
    for code, maximum in FULL.items():
        points[code] = chance.choice(["0", maximum, maximum, third, "0.5"])
    if chance.random() < 0.3:
        points["1.10"] = None
    put_scores(made, agency, FULL, Score.Stage.SELF)
    put_scores(made, agency, points)
    if chance.random() < 0.3:
        put_scores(made, agency, {"1.2": chance.choice(["1", "2"])}, Score.Stage.REAPPRAISED)
    if survey:
        put_survey(made, agency, {"3.1": chance.choice(["3", "1.5", third]), "3.2": chance.choice(["0", "1"])})
    given = {code: chance.choice(["0.5", "1"]) for code in items if chance.random() < 0.4}
    put_bonus(made, agency, given, items)
    if chance.random() < 0.2:
        area = Criterion.objects.get(criteria_set=made.criteria_set, code="2")
        participant = Participant.objects.get(campaign=made.campaign, agency=agency)
        Exemption.objects.create(
            participant=participant, criterion=area, reason="Không có thẩm quyền", decided_by_name="Lý Thu Chi"
        )
