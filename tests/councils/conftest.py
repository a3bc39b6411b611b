from datetime import datetime
from decimal import Decimal as D

import pytest

from councils.services import replying
from criteria.rules.calendar import HANOI
from tests.councils.build import appraisal_campaign, appraised_campaign, member

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


@pytest.fixture
def appeal(cast, done, now):
    """Commune 1 appeals against 1.2, which was appraised with 1,5 of 2."""
    return replying.file_appeal(
        assessment=done.files[cast.a.commune_1.pk],
        leaf=done.leaves["1.2"],
        by=member(cast, cast.binh),
        at=now,
        content="Đề nghị xem lại.",
        proposed=D(2),
    )
