from datetime import datetime

import pytest

from criteria.rules.calendar import HANOI
from tests.criteria.build import small_campaign

NOW = datetime(2024, 12, 9, 9, 41, 7, tzinfo=HANOI)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def year(cast, now):
    return small_campaign(cast, now=now)


@pytest.fixture
def file(cast, year, scope_a):
    from assessments.services import assessment_for

    return assessment_for(year.campaign, cast.a.commune_1, by=cast.chi)
