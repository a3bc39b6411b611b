from datetime import datetime

import pytest

from criteria.rules.calendar import HANOI
from tests.councils.build import appraisal_campaign, appraised_campaign

NOW = datetime(2024, 12, 20, 9, 41, 7, tzinfo=HANOI)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def year(cast, now):
    """Three files sent, nothing appraised."""
    return appraisal_campaign(cast, now=now)


@pytest.fixture
def done(cast, now):
    """Every self-score taken over."""
    return appraised_campaign(cast, now=now)
