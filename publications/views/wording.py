"""The office's own wording of the texts: edited as lines, checked and shown before it is kept, in versions."""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cchc.documents import texts, wordings
from cchc.documents.errors import DocumentError
from cchc.documents.models import Wording
from cchc.documents.proofing import Finding, findings, placeholders
from cchc.documents.registry import PaperRefused, build, paper_kinds
from cchc.documents.render import render_text
from cchc.documents.screen import preview as on_screen
from cchc.documents.wordings import WordingRefused
from cchc.tenancy.models import Agency
from cchc.web.views import readonly, write
from criteria.models import Campaign
from publications.paper_forms import WordingForm
from publications.permissions import may_issue_papers
from publications.variants import variant_name

SAMPLES = Path(settings.BASE_DIR) / "fixtures" / "documents" / "samples"


@readonly(may=may_issue_papers)
def texts_list(request: HttpRequest) -> HttpResponse:
    """Every text, and whether the office words it in its own way."""
    own: dict[str, Wording] = {}
    for wording in Wording.objects.order_by("version"):
        own[f"{wording.kind}-{wording.block}"] = wording
    rows = [
        {
            "kind": kind,
            "block": block,
            "name": texts.load(kind).name,
            "variant": variant_name(kind, block),
            "own": own.get(f"{kind}-{block}"),
        }
        for kind in texts.kinds()
        for block in texts.load(kind).blocks
    ]
    return render(request, "publications/wordings.html", {"rows": rows})


def _block(request: HttpRequest, kind: str) -> str:
    if kind not in texts.kinds():
        raise Http404
    blocks = texts.load(kind).blocks
    block = request.GET.get("bien-the", "") or next(iter(blocks))
    if block not in blocks:
        raise Http404
    return block


@write(may=may_issue_papers)
def edit(request: HttpRequest, kind: str) -> HttpResponse:
    """The wording with its checks and a preview; saving makes a new version."""
    block = _block(request, kind)
    if request.method != "POST":
        shown = _version(request, kind, block)
        return _page(request, kind, block, WordingForm(initial={"source": shown}), shown)
    form = WordingForm(request.POST)
    if not form.is_valid():
        return _page(request, kind, block, form, request.POST.get("source", ""))
    source, comment = form.cleaned_data["source"], form.cleaned_data["comment"]
    try:
        _shown(kind, block, source, request)
        saved = wordings.save(
            kind=kind, block=block, source=source, comment=comment, by=request.user, at=timezone.now()
        )
    except WordingRefused as refused:
        return _page(request, kind, block, form, source, refused.faults)
    except DocumentError as fault:
        form.add_error("source", str(fault))
        return _page(request, kind, block, form, source)
    messages.success(request, f"Đã lưu lời văn, phiên bản {saved.version}; văn bản lập từ nay dùng lời này.")
    return redirect(_address(request, kind, block))


def _version(request: HttpRequest, kind: str, block: str) -> str:
    """The wording in use, or an earlier version that is asked for."""
    number = request.GET.get("phien-ban", "")
    if not number.isdecimal() or len(number) > 6:
        return wordings.current(kind, block)
    found = Wording.objects.filter(kind=kind, block=block, version=int(number)).first()
    if found is None:
        raise Http404
    return found.source or texts.load(kind).blocks[block]


def _address(request: HttpRequest, kind: str, block: str) -> str:
    address = reverse("publications:wording", args=[request.tenant.slug, kind])  # type: ignore[attr-defined]
    return f"{address}?bien-the={block}" if block else address


def _page(
    request: HttpRequest, kind: str, block: str, form: WordingForm, source: str, faults: list[Finding] | None = None
) -> HttpResponse:
    text = texts.load(kind)
    context = {
        "kind": kind,
        "variant": block,
        "blocks": [(one, variant_name(kind, one), _address(request, kind, one)) for one in text.blocks if one],
        "name": text.name,
        "form": form,
        "versions": list(Wording.objects.filter(kind=kind, block=block)),
        "own": bool(wordings.in_use(kind).get(block)),
        "placeholders": _grouped(placeholders(kind)),
        "address": _address(request, kind, block),
        **_checked(request, kind, block, source, faults),
    }
    return render(request, "publications/wording.html", context)


def _checked(
    request: HttpRequest, kind: str, block: str, source: str, faults: list[Finding] | None = None
) -> dict[str, Any]:
    """What is wrong, and the words as they would stand on the paper."""
    found = faults if faults is not None else findings(kind, block, source)
    sheets, why = None, ""
    if not any(fault.forbids for fault in found):
        try:
            sheets = _shown(kind, block, source, request)
        except DocumentError as fault:
            why = str(fault)
    return {"findings": found, "sheets": sheets, "why": why, "real": _is_real(request)}


def _is_real(request: HttpRequest) -> bool:
    asked: Any = request.POST if request.method == "POST" else request.GET
    return bool(asked.get("du-lieu") == "that")


@write(may=may_issue_papers, methods=("POST",))
def preview(request: HttpRequest, kind: str) -> HttpResponse:
    """The checks and the paper for what is typed; nothing is kept."""
    block = _block(request, kind)
    source = request.POST.get("source", "").replace("\r\n", "\n")
    if not request.headers.get("HX-Request"):
        return _page(request, kind, block, WordingForm(request.POST), source)
    return render(request, "publications/_wording_preview.html", _checked(request, kind, block, source))


@write(may=may_issue_papers, methods=("POST",))
def back(request: HttpRequest, kind: str) -> HttpResponse:
    """Back to the standard wording."""
    block = _block(request, kind)
    wordings.reset(kind=kind, block=block, by=request.user, at=timezone.now())
    messages.success(request, "Đã trở về lời mẫu chuẩn; các phiên bản trước vẫn xem lại được.")
    return redirect(_address(request, kind, block))


def _shown(kind: str, block: str, source: str, request: HttpRequest) -> Any:
    data = (_real(kind) if _is_real(request) else None) or _sample(kind, block)
    blocks = render_text(kind, data, block=block or None, wording={block: source})
    return on_screen(blocks, landscape=texts.load(kind).landscape)


def _real(kind: str) -> dict[str, object] | None:
    """The data of the newest year from which such a paper can be made."""
    agencies = [None, *Agency.objects.assessed().order_by("sort_key")[:1]]
    for campaign in Campaign.objects.order_by("-year")[:3]:
        for known in paper_kinds():
            for agency in agencies if known.kind[:2] == kind else ():
                try:
                    return build(known.kind, campaign, agency=agency).data
                except PaperRefused:
                    continue
    return None


@cache
def _sample_file(kind: str, block: str) -> Path:
    """The sample of the block: data that name it, else the first of the text."""
    files = sorted(SAMPLES.glob(f"{kind}*.json"))
    named = (file for file in files if json.loads(file.read_text(encoding="utf-8")).get("khoi", "") == block)
    return next(named, files[0])


def _sample(kind: str, block: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(_sample_file(kind, block).read_text(encoding="utf-8"), parse_float=Decimal)
    return loaded


def _grouped(names: frozenset[str]) -> list[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = {}
    for name in sorted(names):
        groups.setdefault(name.split(".")[0].removesuffix("[]"), []).append(name)
    return sorted(groups.items())
