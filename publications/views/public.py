"""What anybody may read: the years, one year's ranking with its data, one agency explained. No cookie, no script."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import cache

from django.conf import settings
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag

from cchc.documents.services import issued
from cchc.web.public import keep, kept
from cchc.web.views import readonly
from criteria.models import Campaign, Criterion
from criteria.rules.ranking import TieRule, tie_rule_words
from publications.charts import YearPoint, Years
from publications.documents.frozen import reference
from publications.exports import CONTENT_TYPES, WRITERS
from publications.models import Publication, SnapshotLine, SnapshotRow
from publications.public_reading import asked_in, asked_of, figures_of, forms_of, losses, plan_tag
from publications.queries import (
    block_means,
    predecessor_rows,
    publication_of,
    published_before,
    published_history,
    published_rows,
    published_years,
)
from publications.results import band_rules
from publications.tables import explained, ranking

FRESH_SECONDS = 300
SHOWN_LOSSES = 10
"""Leaves that the page opens with; the others are one click away."""
TIE_BREAKERS = {
    Campaign.TieRule.SURVEY_FIRST: ("điểm điều tra xã hội học", "điểm thẩm định"),
    Campaign.TieRule.APPRAISED_FIRST: ("điểm thẩm định", "điểm điều tra xã hội học"),
}


def _public(request: HttpRequest, response: HttpResponse, etag: str, at: datetime) -> HttpResponse:
    """Cacheable by anybody for a reader who is not logged in: only then does no middleware add a cookie."""
    response["ETag"] = etag
    response["Last-Modified"] = http_date(at.timestamp())
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
        return response
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return keep(response)


def _unchanged(request: HttpRequest, etag: str, at: datetime) -> HttpResponse | None:
    """304 where the reader has this very version, or the page as made before; None where it has to be made."""
    found = get_conditional_response(request, etag=etag, last_modified=int(at.timestamp()))
    if found is not None and found.status_code == 304:
        return _public(request, found, etag, at)
    return None if request.user.is_authenticated else kept(request, etag)


@cache
def _edition() -> str:
    """SHA-256 of the templates and styles that the pages are made with."""
    folders = (settings.BASE_DIR / "templates", settings.BASE_DIR / "static" / "css")
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in {".html", ".css"})
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _etag(request: HttpRequest, years: Iterable[Publication], *more: object) -> str:
    """Everything a public page is made of: templates, the tenant's names, the versions of all years, the decision."""
    tenant = model_to_dict(request.tenant)  # type: ignore[attr-defined]
    parts = [_edition(), request.path, str(request.user.is_authenticated), str(tenant)]
    parts += [
        f"{one.campaign.year}:{one.snapshot_id}:{one.snapshot.checksum}:{one.published_at.timestamp()}" for one in years
    ]
    return quote_etag(hashlib.sha256("\n".join([*parts, *map(str, more)]).encode()).hexdigest()[:32])


def _frame(request: HttpRequest, years: list[Publication], year: int | None) -> dict[str, object]:
    """The public masthead. Without a token for forms: asking for one would set a cookie."""
    slug = request.tenant.slug  # type: ignore[attr-defined]
    home = reverse("publications:public_years", args=[slug])
    nav = []
    if year is not None:
        place = reverse("publications:public_year", args=[slug, year])
        nav = [
            {"label": f"Kết quả năm {year}", "url": place, "current": request.path == place},
            {"label": "Cách tính", "url": f"{place}#cach-tinh", "current": False},
            {"label": "Dữ liệu mở", "url": f"{place}#du-lieu", "current": False},
        ]
    nav.insert(1, {"label": "Các năm", "url": home, "current": request.path == home})
    return {"csrf_token": "", "public_nav": nav, "public_home_url": home, "years": years, "year": year}


def _published(year: int) -> Publication:
    found = publication_of(year)
    if found is None:
        raise Http404
    return found


@readonly(public=True)
def years(request: HttpRequest) -> HttpResponse:
    """Every published year, the newest first."""
    found = published_years()
    etag, at = _etag(request, found), max((one.published_at for one in found), default=request.tenant.created_at)  # type: ignore[attr-defined]
    if (same := _unchanged(request, etag, at)) is not None:
        return same
    return _public(request, render(request, "publications/public_years.html", _frame(request, found, None)), etag, at)


@readonly(public=True)
def year(request: HttpRequest, year: int) -> HttpResponse:
    """The ranking of a year with its rules, its decision and its data."""
    publication = _published(year)
    snapshot, campaign = publication.snapshot, publication.snapshot.campaign
    found = published_years()
    decision = issued("12", reference(snapshot))
    etag, at = _etag(request, found, decision), max(one.published_at for one in found)
    if (same := _unchanged(request, etag, at)) is not None:
        return same
    rows = list(snapshot.rows.order_by("position"))
    context = _frame(request, found, year) | {
        "publication": publication,
        "snapshot": snapshot,
        "campaign": campaign,
        "decision": decision,
        "ranking": ranking(campaign, rows, published_rows(year - 1), with_survey=snapshot.with_survey),
        "tie_words": _tie_words(snapshot.tie_rule),
        "asked": asked_in(snapshot) if snapshot.with_survey else [],
        "is_public": True,
        "hides_agencies": _hides_agencies(campaign),
    }
    return _public(request, render(request, "publications/public_year.html", context), etag, at)


def _tie_words(tie_rule: str) -> str:
    order = TIE_BREAKERS.get(Campaign.TieRule(tie_rule))
    return tie_rule_words(TieRule.TIE_BREAKERS, order) if order else tie_rule_words(TieRule.SHARED)


@readonly(public=True)
def data(request: HttpRequest, year: int, extension: str) -> HttpResponse:
    """The published table for other programs."""
    publication = _published(year)
    if extension not in WRITERS:
        raise Http404
    etag, at = _etag(request, [publication]), publication.published_at
    if (same := _unchanged(request, etag, at)) is not None:
        return same
    content = WRITERS[extension](list(publication.snapshot.rows.order_by("position")))
    response = HttpResponse(content, content_type=CONTENT_TYPES[extension])
    kind = "inline" if extension == "json" else "attachment"
    response["Content-Disposition"] = f'{kind}; filename="ket-qua-{request.tenant.slug}-{year}.{extension}"'  # type: ignore[attr-defined]
    response["Access-Control-Allow-Origin"] = "*"
    return _public(request, response, etag, at)


@readonly(public=True)
def agency(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """One agency of a published year, area by area, with where it lost points; no names of people, no notes."""
    publication = _published(year)
    snapshot = publication.snapshot
    row = get_object_or_404(snapshot.rows.select_related("agency", "snapshot__campaign"), agency_code=code)
    if _hides_agencies(row.snapshot.campaign):
        raise Http404
    found = published_years()
    decision = issued("12", reference(snapshot))
    etag, at = _etag(request, found, decision, plan_tag(row)), max(one.published_at for one in found)
    if (same := _unchanged(request, etag, at)) is not None:
        return same
    context = _frame(request, found, year) | _explained(row) | {"decision": decision, "publication": publication}
    return _public(request, render(request, "publications/public_agency.html", context), etag, at)


def _hides_agencies(campaign: Campaign) -> bool:
    """Whether the office publishes the ranking alone: fixed once the result is adopted, so no page goes stale."""
    return campaign.public_detail == Campaign.PublicDetail.RANKING


def _explained(row: SnapshotRow) -> dict[str, object]:
    lines = list(row.lines.order_by("position").defer("reason", "self_points", "appraised_points"))
    forms = forms_of(row)
    lost, asked = losses(row, lines, forms), asked_of(lines, forms, figures_of(row) if forms else None)
    before = published_before(row)
    peers = list(row.snapshot.rows.filter(block=row.block, ranked=True).order_by("position"))
    history = [past for past in published_history(row.agency) if past.index_exact is not None]
    means = block_means(history)
    shown = [past for past in history if past.snapshot.campaign.year <= row.snapshot.campaign.year]
    return explained(row, lines, before) | {
        "snapshot": row.snapshot,
        "campaign": row.snapshot.campaign,
        "lost": {"most": lost[:SHOWN_LOSSES], "rest": lost[SHOWN_LOSSES:]},
        "has_plan": any(one.action for one in lost),
        "asked": asked,
        "hides_asked": row.snapshot.with_survey and len(asked) < sum(_is_polled(line) for line in lines),
        "change": row.index_exact - before.index_exact if before and _both(row, before) else None,
        "sharing": [peer for peer in peers if peer.rank == row.rank and peer.pk != row.pk and row.rank],
        "peers": len(peers),
        "history": [(past, means.get(past.pk)) for past in reversed(shown)],
        "chart": Years(
            [YearPoint(past.snapshot.campaign.year, past.index_exact, means.get(past.pk)) for past in shown[-6:]]  # type: ignore[arg-type]
        ),
        "predecessors": predecessor_rows(row),
        "band_words": _band_words(row),
    }


def _is_polled(line: SnapshotLine) -> bool:
    return line.is_leaf and line.source == Criterion.Source.SURVEY


def _band_words(row: SnapshotRow) -> str:
    """«từ 85 đến dưới 95» of the agency's band; empty where the year has no bounds."""
    return next((band.words() for band in band_rules(row.snapshot.campaign) if band.name == row.band), "")


def _both(row: SnapshotRow, before: SnapshotRow) -> bool:
    return row.index_exact is not None and before.index_exact is not None
