import csv
from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from criteria.rules.calendar import HANOI
from tests.criteria.build import small_campaign
from tests.surveys.build import with_survey

NOW = datetime(2024, 12, 9, 9, 41, tzinfo=HANOI)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def year(cast, now):
    return small_campaign(cast, now=now, phase="survey")


@pytest.fixture
def ks(cast, year, now, scope_a):
    return with_survey(year.campaign, by=cast.chi, at=now)


@pytest.fixture
def sheet(tmp_path):
    """``sheet("ks.csv", [[...], ...])`` writes a table and gives its path."""

    def write(name, rows):
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as target:
            csv.writer(target, lineterminator="\n").writerows(rows)
        return str(path)

    return write


@pytest.fixture
def run(year):
    """``run(command, file, year=2024, ...)`` gives exit code, stdout and stderr."""

    def call(command, file, **options):
        out, err = StringIO(), StringIO()
        try:
            call_command(
                command, file, tenant="huyen-a", **{"by": "chi", "year": 2024, **options}, stdout=out, stderr=err
            )
        except CommandError as error:
            return error.returncode, out.getvalue(), err.getvalue() + str(error)
        return 0, out.getvalue(), err.getvalue()

    return call
