"""Files that come in piece by piece over a bad line: announced, continued where the line broke, taken in when whole.

The protocol is tus in small: an upload has a size, pieces are appended at an offset, and whoever lost count asks for
the offset. A person who chooses the same file again goes on with the same upload.
"""

import hashlib
import uuid
from datetime import datetime, timedelta
from typing import IO

from django.conf import settings
from django.db.models import F, Sum

from assessments.models import Evidence, Upload
from assessments.services.evidence import Description, add_evidence, used_bytes
from cchc.accounts.models import User
from cchc.files.accept import UploadRefused, check_announced, check_room
from cchc.files.parts import delete_part, open_part, write_piece
from cchc.tenancy.models import Agency

PIECE_BYTES = 1024 * 1024
OPEN_MAX = 200
"""Unfinished uploads one agency may have at a time."""


class OutOfStep(Exception):
    """The piece does not belong where it was sent to; ``offset`` is where the upload stands."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


def begin_upload(*, agency: Agency, year: int, name: str, size: int, stamp: str, by: User, at: datetime) -> Upload:
    """Announce a file, or find the person's unfinished upload of it.

    Raises ``UploadRefused`` for a kind, a size or an amount that isn't taken, before a byte has come.
    """
    shown = check_announced(name, size)
    known = Upload.objects.filter(
        agency=agency, year=year, name=shown, size=size, stamp=stamp[:40], begun_by=by
    ).first()
    if known is not None:
        return known
    waiting = Upload.objects.filter(agency=agency)
    if waiting.count() >= OPEN_MAX:
        raise UploadRefused(
            "too-many", "Đang có quá nhiều tệp tải dở", shown, "Chờ các tệp trước tải xong rồi chọn lại"
        )
    coming = waiting.aggregate(total=Sum("size"))["total"] or 0
    check_room(used_bytes(agency) + coming, size, shown)
    return Upload.objects.create(
        agency=agency, year=year, token=uuid.uuid4(), name=shown, stamp=stamp[:40], size=size, begun_by=by, begun_at=at,
        touched_at=at,
    )  # fmt: skip


def append_piece(*, upload: Upload, offset: int, piece: IO[bytes], size: int, at: datetime) -> int:
    """Add a piece of ``size`` bytes and give the new offset, less far where the line broke within the piece.

    Raises ``OutOfStep`` where the piece doesn't fit on.
    """
    row = Upload.objects.select_for_update().get(pk=upload.pk)
    if offset != row.received or not 0 < size <= min(PIECE_BYTES, row.size - row.received):
        raise OutOfStep(row.received)
    try:
        came = write_piece(row.token.hex, offset, piece, size)
    except FileNotFoundError as lost:
        raise _begun_anew(row) from lost
    Upload.objects.filter(pk=row.pk).update(received=F("received") + came, touched_at=at)
    return row.received + came


def finish_upload(*, upload: Upload, digest: str, description: Description, by: User) -> tuple[Evidence, bool]:
    """Take the whole file into the register; False with the document where the very same file was there already.

    ``digest`` is the SHA-256 the browser counted, empty where it couldn't. Raises ``OutOfStep`` for a file that isn't
    whole or arrived damaged (it then begins anew), ``UploadRefused`` for one that isn't accepted (the pieces are gone).
    """
    row = Upload.objects.select_for_update().select_related("agency").get(pk=upload.pk)
    if row.received != row.size:
        raise OutOfStep(row.received)
    try:
        part = open_part(row.token.hex, row.size)
    except FileNotFoundError as lost:
        raise _begun_anew(row) from lost
    with part as file:
        if digest and hashlib.file_digest(file, "sha256").hexdigest() != digest.lower():
            raise _begun_anew(row)
        try:
            return add_evidence(
                agency=row.agency, year=row.year, file=file, name=row.name, description=description, by=by
            )
        finally:
            drop_upload(row)


def _begun_anew(row: Upload) -> OutOfStep:
    """Pieces are lost or damaged: the upload stands at its beginning again."""
    delete_part(row.token.hex)
    Upload.objects.filter(pk=row.pk).update(received=0)
    return OutOfStep(0)


def drop_upload(upload: Upload) -> None:
    """Forget an upload and its pieces."""
    delete_part(upload.token.hex)
    Upload.objects.filter(pk=upload.pk).delete()


def sweep_uploads(*, at: datetime) -> int:
    """Forget uploads that nobody has continued for two days."""
    before = at - timedelta(hours=settings.UPLOAD_ABANDONED_HOURS)
    old = list(Upload.objects.filter(touched_at__lt=before).select_for_update(skip_locked=True)[:500])
    for row in old:
        drop_upload(row)
    return len(old)
