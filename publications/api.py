"""``/api/v1/``: published results for other programs. Reading alone, no key, no cookie; what is public anyway."""

import hashlib
import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from cchc.tenancy.models import Tenant
from cchc.web.views import readonly
from criteria.models import Campaign
from publications.api_document import openapi
from publications.exports import NAMES, plain, values
from publications.models import Publication, SnapshotLine
from publications.queries import publication_of, published_years

FRESH_SECONDS = 300
NOT_FOUND = "Không có dữ liệu công bố ở địa chỉ này."


def _answer(request: HttpRequest, data: object, *, status: int = 200) -> HttpResponse:
    """JSON that any page may read and any cache may keep for five minutes."""
    content = written(data).encode()
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response = HttpResponse(content, content_type="application/json; charset=utf-8", status=status)
    response["ETag"] = etag
    response["Access-Control-Allow-Origin"] = "*"
    if status == 200:
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    else:
        patch_cache_control(response, no_store=True)  # what is published in a minute must not be missing for five
    return get_conditional_response(request, etag=etag, response=response) or response


def written(data: Any) -> str:
    """JSON in which exact numbers keep all their digits; a float would lose them."""
    if isinstance(data, Decimal):
        return format(data, "f")
    if isinstance(data, dict):
        return "{" + ", ".join(f"{json.dumps(name)}: {written(value)}" for name, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ",\n".join(map(written, data)) + "]"
    return json.dumps(data, ensure_ascii=False)


def _api(view: Callable[..., object]) -> Callable[..., HttpResponse]:
    """A reading view inside the tenant's scope; what isn't there is told in JSON too."""

    @readonly(public=True)
    def inside(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return _answer(request, view(request, **kwargs))

    @wraps(view)
    def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return inside(request, **kwargs)
        except Http404:
            return _answer(request, {"detail": NOT_FOUND}, status=404)

    wrapper.rule = inside.rule  # type: ignore[attr-defined]
    return wrapper


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return _answer(request, openapi(settings.SITE_URL))


@require_safe
def tenants(request: HttpRequest) -> HttpResponse:
    """Every authority that runs an exercise here."""
    rows = Tenant.objects.order_by("name", "pk").values("slug", "name", "kind")
    return _answer(request, list(rows))


@_api
def years(_request: HttpRequest) -> object:
    """The published years, the newest first."""
    return [_year(one) for one in published_years()]


def _year(one: Publication) -> dict[str, object]:
    snapshot = one.snapshot
    return {
        "year": one.campaign.year,
        "title": one.campaign.title,
        "version": snapshot.version,
        "published_at": one.published_at.isoformat(),
        "checksum": snapshot.checksum,
    }


def _published(year: int) -> Publication:
    found = publication_of(year)
    if found is None:
        raise Http404
    return found


@_api
def results(_request: HttpRequest, year: int) -> object:
    """The ranking of a year, in its printed order."""
    rows = _published(year).snapshot.rows.order_by("position")
    return [dict(zip(NAMES, values(row), strict=True)) for row in rows]


@_api
def agency(_request: HttpRequest, year: int, code: str) -> object:
    """One agency with its points by criterion, where the office publishes more than the ranking."""
    snapshot = _published(year).snapshot
    row = get_object_or_404(snapshot.rows, agency_code=code)
    if snapshot.campaign.public_detail == Campaign.PublicDetail.RANKING:
        raise Http404
    return dict(zip(NAMES, values(row), strict=True)) | {"criteria": _lines(row.lines.order_by("position"))}


def _lines(lines: Iterable[SnapshotLine]) -> list[dict[str, object]]:
    return [
        {
            "code": line.code,
            "name": line.name,
            "level": line.level,
            "is_leaf": line.is_leaf,
            "source": line.source,
            "max_points": plain(line.max_points),
            "applicable_max": plain(line.applicable_max),
            "points": plain(line.final_points),
        }
        for line in lines
    ]
