"""One document of the register: added, looked at, corrected, replaced, binned; and citing it at a leaf."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assessments.forms import EvidenceForm, PlaceForm, ReplaceForm, UploadForm
from assessments.models import Assessment, Citation, Evidence, EvidenceVersion
from assessments.permissions import OWN, may_fill, may_keep_register, may_read_evidence, may_see_register, may_work
from assessments.preview import preview_of, version_of, withheld
from assessments.register import search
from assessments.services import (
    EvidenceRefused,
    Refused,
    add_evidence,
    cite,
    delete_evidence,
    describe_evidence,
    restore_evidence,
    uncite,
)
from assessments.services.evidence_files import destroyed_on, replace_file
from assessments.views.common import fetch_file, is_editable, links_of, phase_of
from assessments.views.limits import limits_of
from cchc.files.derived import serve_image
from cchc.files.errors import UploadRefused
from cchc.files.pdf import check_pdf
from cchc.files.serve import serve
from cchc.files.store import open_stored
from cchc.tenancy.audit import history
from cchc.tenancy.models import Agency
from cchc.vietnamese import bare_unit_name
from cchc.web.asked import number_asked
from cchc.web.views import readonly, require, write
from criteria.models import Criterion
from criteria.queries import campaign_or_404


@write(may=may_work)
def add(request: HttpRequest, year: int) -> HttpResponse:
    """Add a document to the register of one's agency."""
    campaign = campaign_or_404(year)
    agency = get_object_or_404(Agency, pk__in=request.member.agency_ids(*OWN))  # type: ignore[attr-defined]
    form = UploadForm(request.POST or None, request.FILES or None, initial=_issuer(agency))
    if request.method == "POST" and form.is_valid():
        document = _take(request, form, agency, year)
        if document is not None:
            return redirect("assessments:evidence", request.tenant.slug, year, document.pk)  # type: ignore[attr-defined]
    context = {"campaign": campaign, "agency": agency, "form": form, "limits": limits_of(agency)}
    return render(request, "assessments/evidence_add.html", context, status=_status(form))


def _issuer(agency: Agency) -> dict[str, str]:
    """Most documents are the unit's own: «UBND xã Cẩm Giàng»; a department is named as it is."""
    name = agency.name[:1].lower() + agency.name[1:]
    return {"issuer": f"UBND {name}" if bare_unit_name(agency.name) != agency.name else agency.name}


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


def _take(request: HttpRequest, form: UploadForm, agency: Agency, year: int) -> Evidence | None:
    """The document, new or known by its checksum; None with the reason in the form where the file is refused."""
    sent = dict(form.cleaned_data)
    file = sent.pop("file")
    try:
        document, is_new = add_evidence(
            agency=agency,
            year=year,
            file=file,
            name=file.name,
            description=sent,
            by=request.user,  # type: ignore[arg-type]
        )
    except UploadRefused as refused:
        form.add_error("file", refused.message)
        return None
    if is_new:
        messages.success(request, f"Đã thêm tài liệu {document}.")
    else:
        messages.info(request, f"Tệp này đã có trong sổ: {document}. Dùng lại bản đang có, không lưu thêm.")
    return document


def _fetch(request: HttpRequest, year: int, pk: int) -> Evidence:
    """A document; one and the same 404 for a foreign one and for one that isn't the reader's to see."""
    document = get_object_or_404(Evidence.objects.select_related("agency"), pk=pk, year=year)
    if not may_read_evidence(request.member, document):  # type: ignore[attr-defined]
        return get_object_or_404(Evidence.objects.none())
    return document


@write()
def evidence(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """One document: preview, what is written about it, and where it is cited."""
    document = _fetch(request, year, pk)
    may_keep = may_keep_register(request.member, document.agency_id)  # type: ignore[attr-defined]
    form = EvidenceForm(request.POST or None, instance=document) if may_keep else None
    if request.method == "POST":
        require(may_keep, request, "may_keep_register")
        if form is not None and form.is_valid():
            describe_evidence(evidence=document, description=form.cleaned_data, by=request.user)  # type: ignore[arg-type]
            messages.success(request, "Đã lưu thông tin tài liệu.")
            return redirect(request.path)
        document = _fetch(request, year, pk)
    return _render_document(request, document, form, ReplaceForm() if may_keep else None)


def _render_document(
    request: HttpRequest, document: Evidence, form: EvidenceForm | None, replacing: ReplaceForm | None
) -> HttpResponse:
    context = {
        "document": document,
        "preview": _preview(request, document),
        "form": form,
        "replacing": replacing if document.deleted_at is None else None,
        "versions": document.versions.select_related("uploaded_by", "replaced_by"),
        "citations": document.citations.select_related("criterion", "assessment").order_by("criterion__position", "pk"),
        "history": history(document)[:10],
        "destroyed_on": destroyed_on(document),
        "reads_register": may_see_register(request.member),  # type: ignore[attr-defined]
        "limits": limits_of(document.agency),
    }
    failed = any(one is not None and one.is_bound and one.errors for one in (form, replacing))
    return render(request, "assessments/evidence.html", context, status=422 if failed else 200)


def _preview(request: HttpRequest, document: Evidence) -> Any:
    return preview_of(
        document,
        tenant_slug=request.tenant.slug,  # type: ignore[attr-defined]
        user=request.user,  # type: ignore[arg-type]
        page=number_asked(request.GET.get("trang", "")) or 1,
        version=number_asked(request.GET.get("ban", "")) or 0,
    )


@readonly()
def evidence_preview(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """What can be shown of a document: a fragment for htmx (beside an appraiser's score, too), a page otherwise."""
    document = _fetch(request, year, pk)
    is_fragment = bool(request.headers.get("HX-Request"))
    template = "assessments/_preview.html" if is_fragment else "assessments/evidence_preview.html"
    context = {"document": document, "preview": _preview(request, document)}
    return render(request, template, context)


@readonly()
def evidence_page(request: HttpRequest, year: int, pk: int, page: int) -> HttpResponseBase:
    """The picture of one page, made by the worker; never the file."""
    document = _fetch(request, year, pk)
    preview = _preview(request, document)
    if not 1 <= page <= preview.images:
        raise Http404
    try:
        return serve_image(preview.shown.stored_name, page)
    except FileNotFoundError as gone:
        raise Http404 from gone


@readonly()
def evidence_file(request: HttpRequest, year: int, pk: int) -> HttpResponseBase:
    """The file itself, to those who may see the document; ``?ban=`` an earlier version.

    ``?xem=1`` shows a picture or a PDF that holds nothing active in place, under a strict policy.
    """
    document = _fetch(request, year, pk)
    shown = version_of(document, number_asked(request.GET.get("ban", "")) or 0)
    if shown is None:
        raise Http404
    require(not withheld(shown, request.user), request, "withheld")  # type: ignore[arg-type]
    return serve(
        shown.stored_name,
        content_type=shown.content_type,
        download_name=shown.original_name,
        inline=request.GET.get("xem") == "1" and _is_inert(shown),
    )


def _is_inert(shown: Evidence | EvidenceVersion) -> bool:
    """Whether the file holds nothing worth a flag (scripts, attached files, a password)."""
    if shown.extension != "pdf":
        return True
    with open_stored(shown.stored_name) as file:
        return not check_pdf(file, shown.original_name)


@write(may=may_work, methods=("POST",))
def evidence_replace(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Put a newer file in the place of the present one; the older stays as a version."""
    document = _fetch(request, year, pk)
    require(may_keep_register(request.member, document.agency_id), request, "may_keep_register")  # type: ignore[attr-defined]
    form = ReplaceForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            replace_file(evidence=document, file=file, name=file.name, by=request.user, at=timezone.now())  # type: ignore[arg-type]
            messages.success(request, f"Đã thay tệp của tài liệu {document}; bản trước vẫn xem được ở mục Phiên bản.")
            return redirect("assessments:evidence", request.tenant.slug, year, pk)  # type: ignore[attr-defined]
        except UploadRefused as refused:
            form.add_error("file", refused.message)
        except EvidenceRefused as refused:
            form.add_error("file", str(refused))
    return _render_document(request, document, EvidenceForm(instance=document), form)


@write(may=may_work, methods=("POST",))
def bin_evidence(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Into the bin, or out of it with ``lay-lai``."""
    document = _fetch(request, year, pk)
    require(may_keep_register(request.member, document.agency_id), request, "may_keep_register")  # type: ignore[attr-defined]
    try:
        if "lay-lai" in request.POST:
            restore_evidence(evidence=document, by=request.user)  # type: ignore[arg-type]
            messages.success(request, f"Đã lấy lại tài liệu {document}.")
        else:
            delete_evidence(evidence=document, by=request.user, at=timezone.now())  # type: ignore[arg-type]
            messages.success(request, f"Đã đưa tài liệu {document} vào thùng rác; lấy lại được.")
    except EvidenceRefused as refused:
        messages.error(request, str(refused))
        return redirect("assessments:evidence", request.tenant.slug, year, pk)  # type: ignore[attr-defined]
    return redirect("assessments:register", request.tenant.slug, year)  # type: ignore[attr-defined]


@write(may=may_work)
def cite_at(request: HttpRequest, year: int, pk: int, leaf: int) -> HttpResponse:
    """Evidence of one leaf: choose documents of the register, or add one and cite it at once."""
    file = fetch_file(request, year, pk)
    require(may_fill(request.member, file), request, "may_fill")  # type: ignore[attr-defined]
    node = get_object_or_404(Criterion.objects.self_scored(), criteria_set=file.criteria_set_id, pk=leaf)
    upload = UploadForm(None, initial=_issuer(file.agency))
    if request.method == "POST":
        upload = UploadForm(request.POST, request.FILES) if "upload" in request.POST else upload
        try:
            if _cited(request, file, node, upload):
                return redirect(f"{links_of(request.tenant.slug, file)['file']}linh-vuc/{_area_code(node)}/#m{node.pk}")  # type: ignore[attr-defined]
        except Refused as refused:
            messages.error(request, str(refused))
    return _render_cite(request, file, node, upload)


def _area_code(node: Criterion) -> str:
    return node.area.code if node.area else node.code


def _cited(request: HttpRequest, file: Assessment, node: Criterion, upload: UploadForm) -> bool:
    """Whether something was cited; the reason why not stands in the form or in a message."""
    place = PlaceForm(request.POST)
    if not place.is_valid():
        messages.error(request, "Trang, mục dài quá 80 ký tự – ghi ngắn lại; chưa ghi vào hồ sơ.")
        return False
    if "upload" in request.POST:
        document = _take(request, upload, file.agency, file.campaign.year) if upload.is_valid() else None
    else:
        chosen = number_asked(request.POST.get("evidence", ""))
        kept = Evidence.objects.kept().filter(agency=file.agency_id, year=file.campaign.year)
        document = kept.filter(pk=chosen).first()
        if document is None:
            messages.error(request, "Chưa chọn tài liệu – chọn một tài liệu trong sổ hoặc thêm tài liệu mới.")
    if document is None:
        return False
    cite(assessment=file, criterion=node, evidence=document, by=request.user, at=timezone.now(), **place.cleaned_data)  # type: ignore[arg-type]
    return True


def _render_cite(request: HttpRequest, file: Assessment, node: Criterion, upload: UploadForm) -> HttpResponse:
    documents = Evidence.objects.kept().filter(agency=file.agency_id, year=file.campaign.year)
    asked = request.GET.get("tim", "")
    context = {
        "file": file,
        "leaf": node,
        "links": links_of(request.tenant.slug, file),  # type: ignore[attr-defined]
        "area": _area_code(node),
        "citations": Citation.objects.filter(assessment=file, criterion=node).select_related("evidence"),
        "documents": search(documents, asked)[:50],
        "asked": asked,
        "upload": upload,
        "place": PlaceForm(request.POST or None),
        "limits": limits_of(file.agency),
        "editable": is_editable(request.member, file, phase_of(request, file)),  # type: ignore[attr-defined]
    }
    return render(request, "assessments/cite.html", context, status=_status(upload))


@write(may=may_work, methods=("POST",))
def uncite_at(request: HttpRequest, year: int, pk: int, citation: int) -> HttpResponse:
    """Take a document away from a leaf."""
    file = fetch_file(request, year, pk)
    require(may_fill(request.member, file), request, "may_fill")  # type: ignore[attr-defined]
    found = get_object_or_404(
        Citation.objects.select_related("assessment", "criterion", "evidence"), pk=citation, assessment=file
    )
    try:
        uncite(citation=found, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        messages.success(request, f"Đã bỏ {found.evidence} khỏi mục {found.criterion.code}; tài liệu vẫn ở trong sổ.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("assessments:cite", request.tenant.slug, year, pk, found.criterion_id)  # type: ignore[attr-defined]
