"""Files in pieces: continued where the line broke, refused before a byte came, cleared away when forgotten."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest

from assessments.models import Evidence, Upload
from assessments.services.evidence_uploads import (
    PIECE_BYTES,
    OutOfStep,
    append_piece,
    begin_upload,
    finish_upload,
    sweep_uploads,
)
from cchc.files.errors import UploadRefused
from cchc.files.parts import part_path
from cchc.files.store import digest_stored
from tests.files.samples import pdf

CONTENT = pdf(b"% " + b"x" * (2 * PIECE_BYTES + 5))
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def begin(cast, scope_a, now):
    def begun(name="quet.pdf", size=len(CONTENT), stamp="1700000000", by=None):
        return begin_upload(
            agency=cast.a.commune_1, year=2024, name=name, size=size, stamp=stamp, by=by or cast.an, at=now
        )

    return begun


@pytest.fixture
def put(now):
    def added(upload, offset, data, size=None):
        return append_piece(upload=upload, offset=offset, piece=BytesIO(data), size=size or len(data), at=now)

    return added


@pytest.fixture
def send(put):
    def sent(upload, offset=0, until=None):
        while offset < (until or upload.size):
            piece = CONTENT[offset : min(offset + PIECE_BYTES, until or upload.size)]
            offset = put(upload, offset, piece)
        return offset

    return sent


def test_a_file_in_pieces_is_the_file(begin, send, cast):
    upload = begin()
    assert send(upload) == len(CONTENT)
    made, is_new = finish_upload(upload=upload, digest=DIGEST, description={}, by=cast.an)
    assert (is_new, made.sha256, digest_stored(made.stored_name)) == (True, DIGEST, DIGEST)
    assert (made.abstract, made.is_unchecked) == ("quet", True)
    assert (Upload.objects.count(), part_path(upload.token.hex).exists()) == (0, False)


def test_the_same_file_chosen_again_goes_on_where_the_line_broke(begin, send, cast):
    send(begin(), until=PIECE_BYTES)
    again = begin()
    assert (again.received, Upload.objects.count()) == (PIECE_BYTES, 1)
    send(again, offset=again.received)
    assert finish_upload(upload=again, digest=DIGEST, description={}, by=cast.an)[0].sha256 == DIGEST


@pytest.mark.parametrize("change", [{"stamp": "2"}, {"size": 9}, {"name": "khac.pdf"}])
def test_another_file_is_another_upload(begin, change):
    begin()
    begin(**change)
    assert Upload.objects.count() == 2


def test_another_persons_upload_is_not_gone_on_with(begin, cast):
    begin()
    begin(by=cast.binh)
    assert Upload.objects.count() == 2


@pytest.mark.parametrize("offset", [5, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_a_piece_out_of_step_is_told_where_the_upload_stands(begin, send, put, offset):
    upload = begin()
    send(upload, until=PIECE_BYTES)
    with pytest.raises(OutOfStep) as told:
        put(upload, offset, b"x")
    assert told.value.offset == PIECE_BYTES


@pytest.mark.parametrize("data", [b"", b"x" * (PIECE_BYTES + 1)])
def test_a_piece_of_no_or_too_many_bytes_is_not_taken(begin, put, data):
    with pytest.raises(OutOfStep):
        put(begin(), 0, data)


def test_of_a_piece_in_which_the_line_broke_what_came_counts(begin, put, send, cast):
    upload = begin()
    assert put(upload, 0, CONTENT[:700], size=1000) == 700
    send(upload, offset=700)
    assert finish_upload(upload=upload, digest=DIGEST, description={}, by=cast.an)[1]


def test_more_than_was_announced_is_not_taken(begin, put):
    with pytest.raises(OutOfStep):
        put(begin(size=4), 0, b"12345")


def test_a_file_that_is_not_whole_is_not_taken_in(begin, send, cast):
    upload = begin()
    send(upload, until=10)
    with pytest.raises(OutOfStep) as told:
        finish_upload(upload=upload, digest="", description={}, by=cast.an)
    assert (told.value.offset, Evidence.objects.count()) == (10, 0)


def test_a_file_that_arrived_damaged_begins_anew(begin, send, cast):
    upload = begin()
    send(upload)
    with pytest.raises(OutOfStep) as told:
        finish_upload(upload=upload, digest="0" * 64, description={}, by=cast.an)
    assert (told.value.offset, Upload.objects.get().received, Evidence.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("step", ["a further piece", "the end"])
def test_pieces_lost_from_the_disk_begin_anew(begin, send, put, cast, step):
    upload = begin()
    send(upload, until=None if step == "the end" else PIECE_BYTES)
    part_path(upload.token.hex).unlink()
    with pytest.raises(OutOfStep) as told:
        if step == "the end":
            finish_upload(upload=upload, digest="", description={}, by=cast.an)
        else:
            put(upload, PIECE_BYTES, b"x")
    assert (told.value.offset, Upload.objects.get().received) == (0, 0)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": "a.exe"}, "extension"),
        ({"size": 0}, "empty"),
        ({"size": -1}, "empty"),
        ({"size": 10**10}, "too-large"),
    ],
)
def test_a_file_is_refused_before_a_byte_has_come(begin, values, code):
    with pytest.raises(UploadRefused) as refused:
        begin(**values)
    assert (refused.value.code, Upload.objects.count()) == (code, 0)


def test_what_is_still_coming_counts_towards_the_quota(begin, settings):
    settings.UPLOAD_AGENCY_QUOTA_BYTES = len(CONTENT) + 10
    begin()
    with pytest.raises(UploadRefused) as refused:
        begin(stamp="2", size=11)
    assert refused.value.code == "quota"


def test_a_refused_file_leaves_no_pieces_behind(begin, put, cast):
    upload = begin(size=6)
    put(upload, 0, b"<html>")
    with pytest.raises(UploadRefused) as refused:
        finish_upload(upload=upload, digest="", description={}, by=cast.an)
    assert (refused.value.code, Upload.objects.count(), part_path(upload.token.hex).exists()) == ("mismatch", 0, False)


def test_forgotten_uploads_are_cleared_away_after_two_days(begin, send, now):
    upload = begin()
    send(upload, until=10)
    assert sweep_uploads(at=now + timedelta(hours=47)) == 0
    assert sweep_uploads(at=now + timedelta(hours=49)) == 1
    assert (Upload.objects.count(), part_path(upload.token.hex).exists()) == (0, False)
