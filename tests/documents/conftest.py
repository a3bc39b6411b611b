"""Papers to print: one data file per text and variant."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SEEDS = HERE.parents[1] / "fixtures" / "documents"


@pytest.fixture(scope="session")
def sample() -> Callable[[str], dict[str, Any]]:
    """The data of a sample (`12`, `02-A`) or of a real paper (`seed000`), fresh on every call."""

    def load(name: str) -> dict[str, Any]:
        folder = SEEDS if name.startswith("seed") else HERE / "data"
        return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))

    return load
