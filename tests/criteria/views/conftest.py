from datetime import datetime

import pytest

from criteria.rules.calendar import HANOI
from tests.criteria.build import small_campaign

NOW = datetime(2024, 12, 9, 10, tzinfo=HANOI)


@pytest.fixture
def year(cast):
    """A campaign in preparation, its self-assessment around 9 December 2024."""
    return small_campaign(cast, now=NOW, opened=False)


@pytest.fixture
def chi(login, cast):
    """The coordinator's browser."""
    return login(cast.chi)
