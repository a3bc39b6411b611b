"""Files piece by piece, for the script of the upload box (static/js/upload.js); the plain form works without it.

POST announce → 200 with the address, the offset to begin at and the size of a piece · POST piece with ``Upload-Offset``
→ 200, or 409 with the offset where the upload stands · POST finish → 200 with the document, 409 where bytes are missing
or damaged, 422 with the reason where the file isn't taken.
"""

import re
import uuid
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, Citation, Evidence, Upload
from assessments.permissions import OWN, may_fill, may_keep_register, may_work
from assessments.services import Refused, cite
from assessments.services.evidence_uploads import (
    PIECE_BYTES,
    OutOfStep,
    append_piece,
    begin_upload,
    drop_upload,
    finish_upload,
)
from assessments.views.common import fetch_file
from cchc.files.errors import UploadRefused
from cchc.tenancy.models import Agency
from cchc.web.asked import number_asked
from cchc.web.views import require, write
from criteria.models import Criterion
from criteria.queries import campaign_or_404

_DIGEST = re.compile(r"[0-9a-f]{64}")
DROPPED_AT_ONCE = 64 * 1024


def _refused(refused: UploadRefused) -> JsonResponse:
    return JsonResponse({"message": refused.message}, status=422)


def _out_of_step(error: OutOfStep) -> JsonResponse:
    return JsonResponse({"offset": error.offset}, status=409)


@write(may=may_work, methods=("POST",))
def begin(request: HttpRequest, year: int) -> JsonResponse:
    """Announce a file to the register of one's agency, or find where it broke off."""
    campaign_or_404(year)
    agency = get_object_or_404(Agency, pk__in=request.member.agency_ids(*OWN))  # type: ignore[attr-defined]
    try:
        upload = begin_upload(
            agency=agency,
            year=year,
            name=request.POST.get("name", "")[:1000],
            size=number_asked(request.POST.get("size", "")) or 0,
            stamp=request.POST.get("stamp", ""),
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except UploadRefused as refused:
        return _refused(refused)
    address = reverse("assessments:upload_piece", args=[request.tenant.slug, year, upload.token])  # type: ignore[attr-defined]
    return JsonResponse({"url": address, "offset": upload.received, "piece": PIECE_BYTES})


def _upload(request: HttpRequest, year: int, token: uuid.UUID) -> Upload:
    """The person's own upload; one and the same 404 for any other."""
    found = get_object_or_404(Upload, token=token, year=year, begun_by=request.user)
    if not may_keep_register(request.member, found.agency_id):  # type: ignore[attr-defined]
        raise Http404
    return found


@write(may=may_work)
def piece(request: HttpRequest, year: int, token: uuid.UUID) -> JsonResponse:
    """Add a piece; GET says where the upload stands."""
    upload = _upload(request, year, token)
    if request.method != "POST":
        return JsonResponse({"offset": upload.received, "size": upload.size})
    offset, size = (number_asked(request.headers.get(name, "")) for name in ("Upload-Offset", "Content-Length"))
    try:
        # Read in small chunks as it comes: a megabyte held whole costs a process several, in each of its threads.
        stands = append_piece(
            upload=upload,
            offset=-1 if offset is None else offset,
            piece=request,  # type: ignore[arg-type]
            size=size or 0,
            at=timezone.now(),
        )
    except OutOfStep as error:
        _read_to_the_end(request)
        return _out_of_step(error)
    return JsonResponse({"offset": stands})


def _read_to_the_end(request: HttpRequest) -> None:
    """Drop what is left of a piece: a browser that is still sending would see a broken line and not the answer."""
    left = PIECE_BYTES
    while left > 0 and (chunk := request.read(DROPPED_AT_ONCE)):
        left -= len(chunk)


@write(may=may_work, methods=("POST",))
def finish(request: HttpRequest, year: int, token: uuid.UUID) -> JsonResponse:
    """Take the whole file into the register; with ``file`` and ``leaf`` cite it there at once.

    What its first page says is filled in by the worker soon after.
    """
    upload, place = _upload(request, year, token), _place(request, year)
    digest = request.POST.get("sha256", "")
    try:
        document, is_new = finish_upload(
            upload=upload,
            digest=digest if _DIGEST.fullmatch(digest) else "",
            description={},
            by=request.user,  # type: ignore[arg-type]
        )
    except OutOfStep as error:
        return _out_of_step(error)
    except UploadRefused as refused:
        return _refused(refused)
    return JsonResponse(_told(request, document, is_new, _cited(request, place, document)))


Place = tuple[Assessment, Criterion]


def _place(request: HttpRequest, year: int) -> Place | None:
    """The leaf of a file at which the page wants the document cited, for somebody who may; None where it wants none."""
    file_pk, leaf_pk = (number_asked(request.POST.get(name, "")) for name in ("file", "leaf"))
    if file_pk is None or leaf_pk is None:
        return None
    file = fetch_file(request, year, file_pk)
    require(may_fill(request.member, file), request, "may_fill")  # type: ignore[attr-defined]
    return file, get_object_or_404(Criterion.objects.self_scored(), criteria_set=file.criteria_set_id, pk=leaf_pk)


def _cited(request: HttpRequest, place: Place | None, document: Evidence) -> str:
    """Cite the document, and say so."""
    if place is None:
        return ""
    file, leaf = place
    if Citation.objects.filter(assessment=file, criterion=leaf, evidence=document).exists():
        return f"Mục {leaf.code} đã viện dẫn tài liệu này."
    try:
        cite(assessment=file, criterion=leaf, evidence=document, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except Refused as refused:
        return f"Chưa viện dẫn cho mục {leaf.code}: {refused}"
    return f"Đã viện dẫn cho mục {leaf.code}."


def _told(request: HttpRequest, document: Evidence, is_new: bool, cited: str) -> dict[str, Any]:
    address = reverse("assessments:evidence", args=[request.tenant.slug, document.year, document.pk])  # type: ignore[attr-defined]
    words = (
        "Đã vào sổ; số, ngày, trích yếu được đọc từ trang đầu để xem lại."
        if is_new
        else f"Tệp này đã có trong sổ: {document}. Dùng lại bản đang có, không lưu thêm."
    )
    return {
        "id": document.pk,
        "url": address,
        "title": str(document),
        "isNew": is_new,
        "message": f"{words} {cited}".strip(),
    }


@write(may=may_work, methods=("POST",))
def drop(request: HttpRequest, year: int, token: uuid.UUID) -> JsonResponse:
    """Give up an upload and its pieces."""
    drop_upload(_upload(request, year, token))
    return JsonResponse({})
