"""What is made from a stored file for looking at it: pictures of pages, written-out text. It lies beside the file.

Made by us (`cchc.files.remake`), so it may be shown in a page, which the file itself may not be. It can be thrown away
and made again at any time.
"""

import re
from pathlib import Path
from typing import IO
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

from cchc.files.store import checked, evidence_storage

BLOCKS = "noi-dung.json"
_PLACE = re.compile(r"[1-9]\d{0,2}\.jpg|noi-dung\.json")


def derived_name(stored_name: str, place: str) -> str:
    """Where the derived file `place` («3.jpg», «noi-dung.json») of a stored file lies."""
    if not _PLACE.fullmatch(place):
        raise SuspiciousFileOperation(f"not a derived name: {place!r}")
    return f"{checked(stored_name).rpartition('.')[0]}.xem/{place}"


def save_derived(stored_name: str, place: str, source: Path) -> None:
    """Keep one derived file, in the place of an earlier one."""
    name = derived_name(stored_name, place)
    evidence_storage().delete(name)
    with source.open("rb") as file:
        evidence_storage().save(name, File(file))


def open_derived(stored_name: str, place: str) -> IO[bytes]:
    """The derived file for reading. Raises `FileNotFoundError`."""
    return evidence_storage().open(derived_name(stored_name, place), "rb")


def delete_derived(stored_name: str, images: int) -> None:
    """Remove everything made from a stored file with `images` pictures."""
    for place in [*(f"{number}.jpg" for number in range(1, images + 1)), BLOCKS]:
        evidence_storage().delete(derived_name(stored_name, place))


def serve_image(stored_name: str, number: int) -> HttpResponseBase:
    """The picture of one page as an answer; the right to it is checked by the view. Raises `FileNotFoundError`."""
    name = derived_name(stored_name, f"{number}.jpg")
    prefix = getattr(settings, "X_ACCEL_PREFIX", "")
    if prefix:
        response: HttpResponseBase = HttpResponse(headers={"X-Accel-Redirect": f"{prefix.rstrip('/')}/{quote(name)}"})
    else:
        response = FileResponse(evidence_storage().open(name, "rb"))
    response["Content-Type"] = "image/jpeg"
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
