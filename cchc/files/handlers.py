"""A body that is too large is given up early, with a page (413) instead of a fault.

First in `FILE_UPLOAD_HANDLERS`, before Django's own. Django's other limits stay as they are and mean other things:
`DATA_UPLOAD_MAX_MEMORY_SIZE` bounds the fields of a form without its files, `DATA_UPLOAD_MAX_NUMBER_FIELDS` their
number, `DATA_UPLOAD_MAX_NUMBER_FILES` (100) the files. The proxy in front bounds bodies too (`client_max_body_size`).
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MB = 1024 * 1024
# Form fields and the boundaries between parts travel in the same body as the file.
_BESIDE_THE_FILE = MB
_DRAINED_MAX = 200 * MB
_CHUNK = 64 * 1024


class UploadTooLarge(RequestDataTooBig):
    """The body holds more than is accepted; `handler400` answers with `status_code` and `message`."""

    status_code = 413

    def __init__(self, limit: int) -> None:
        self.message = (
            f"Tệp gửi lên lớn hơn giới hạn {limit // MB} MB. – Chưa tệp nào được lưu. – "
            "Quét ở 200–300 dpi, nén hoặc tách tệp rồi chọn lại."
        )
        super().__init__(self.message)


class BodyLimitHandler(FileUploadHandler):
    """Refuses a body larger than one file may be before anything is written, and counts each file as it comes."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        """Look at the announced length. The body is read and dropped: a browser still sending shows no answer."""
        limit = settings.UPLOAD_MAX_BYTES
        if content_length > limit + _BESIDE_THE_FILE:
            _drain(input_data)
            raise UploadTooLarge(limit)

    def new_file(self, *arguments: Any, **keywords: Any) -> None:
        """Begin to count."""
        super().new_file(*arguments, **keywords)
        self._received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the piece on to the next handler, as long as the file is within the limit."""
        self._received += len(raw_data)
        if self._received > settings.UPLOAD_MAX_BYTES:
            raise UploadTooLarge(settings.UPLOAD_MAX_BYTES)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one keep the file."""


def _drain(stream: Any) -> None:
    left = _DRAINED_MAX
    while left > 0 and (chunk := stream.read(_CHUNK)):
        left -= len(chunk)
