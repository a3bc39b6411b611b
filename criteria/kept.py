"""A checked upload waits in the cache for its confirmation; the confirmation reads and judges it anew."""

import hashlib

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from cchc.files.accept import UploadRefused, check_upload
from cchc.files.kinds import XLSX
from cchc.files.names import clean_name, extension_of

MAX_BYTES = 5 * 1024 * 1024
KEPT_SECONDS = 1800


def checked_content(upload: UploadedFile) -> tuple[str, bytes]:
    """Name and content of an uploaded table (`.xlsx` or `.csv`). Raises UploadRefused before anything is read."""
    name = clean_name(upload.name or "")
    if extension_of(name) != "csv":
        check_upload(upload, name, allowed=(XLSX,), max_bytes=MAX_BYTES)  # type: ignore[arg-type]
    elif (upload.size or 0) > MAX_BYTES:
        size = f"Tệp lớn hơn giới hạn {MAX_BYTES // 1024**2} MB"
        raise UploadRefused("too-large", size, name, "Tách thành nhiều tệp")
    upload.seek(0)
    return name, upload.read()


def keep(request: HttpRequest, purpose: str, kept: dict) -> str:
    """Keep what was checked for this person, tenant and purpose; gives the token that fetches it again."""
    token = hashlib.sha256(kept["content"]).hexdigest()
    cache.set(_key(request, purpose, token), kept, KEPT_SECONDS)
    return token


def kept(request: HttpRequest, purpose: str, token: str) -> dict | None:
    """What was kept, or None once the time is over."""
    return cache.get(_key(request, purpose, token[:64]))


def forget(request: HttpRequest, purpose: str, token: str) -> None:
    cache.delete(_key(request, purpose, token[:64]))


def _key(request: HttpRequest, purpose: str, token: str) -> str:
    return f"kept:{request.tenant.pk}:{request.user.pk}:{purpose}:{token}"  # type: ignore[attr-defined]
