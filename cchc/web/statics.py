"""Storages of static files that work out the address of a file once per process.

A page names some twenty files, and putting their addresses together anew takes longer than the page's own rows.
The addresses change with a release only, and a release starts new processes.
"""

from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class KeptAddresses:
    """Keep what ``url`` has answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept: dict[str, str] = {}

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        if name not in self.kept:
            self.kept[name] = super().url(name, *args, **kwargs)  # type: ignore[misc]
        return self.kept[name]


class PlainStorage(KeptAddresses, StaticFilesStorage):
    """Embedded: files from where they lie."""


class HashedStorage(KeptAddresses, CompressedManifestStaticFilesStorage):
    """Production: names with a checksum, compressed."""
