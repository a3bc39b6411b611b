"""A body over the limit is given up early and answered with 413."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from cchc.files.handlers import BodyLimitHandler, UploadTooLarge

HANDLERS = [
    "cchc.files.handlers.BodyLimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
MB = 1024 * 1024


@pytest.fixture(autouse=True)
def _limits(settings):
    settings.UPLOAD_MAX_BYTES = 2 * MB
    settings.FILE_UPLOAD_HANDLERS = HANDLERS


def post(size: int, **fields: str):
    return RequestFactory().post("/", {"file": SimpleUploadedFile("a.pdf", b"x" * size), **fields})


def test_a_file_within_the_limit_arrives_whole():
    request = post(2 * MB, note="ghi chú")
    assert (request.FILES["file"].size, request.POST["note"]) == (2 * MB, "ghi chú")


def test_one_byte_more_is_refused():
    with pytest.raises(UploadTooLarge) as refused:
        _ = post(2 * MB + 1).FILES
    assert refused.value.status_code == 413
    assert refused.value.message == (
        "Tệp gửi lên lớn hơn giới hạn 2 MB. – Chưa tệp nào được lưu. – "
        "Quét ở 200–300 dpi, nén hoặc tách tệp rồi chọn lại."
    )


def test_a_body_announced_too_large_is_dropped_before_it_is_taken_apart():
    request = post(4 * MB)
    with pytest.raises(UploadTooLarge):
        _ = request.POST
    assert request._stream.read(1) == b""


def test_no_more_than_a_bounded_part_is_read_away():
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            self.given += size
            return b"x" * size

    body = Endless()
    with pytest.raises(UploadTooLarge):
        BodyLimitHandler().handle_raw_input(body, {}, 10**12, "b")
    assert body.given == 200 * MB


def test_each_of_several_files_has_the_whole_limit():
    files = [SimpleUploadedFile(f"{number}.pdf", b"x" * 1_400_000) for number in range(2)]
    request = RequestFactory().post("/", {"file": files})
    assert [file.size for file in request.FILES.getlist("file")] == [1_400_000, 1_400_000]
