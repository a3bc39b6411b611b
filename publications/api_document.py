"""What the OpenAPI document says, made from the same columns as the answers."""

from typing import Any

from cchc.notices.webhooks import TEST
from publications.exports import COLUMNS
from publications.telling import CORRECTED, PUBLISHED

VERSION = "1.1.0"
_TEXT, _WHOLE = {"type": "string"}, {"type": "integer"}
_NUMBER = {"type": ["number", "null"], "description": "exact, with all its digits"}
_KINDS = {"integer": {"type": ["integer", "null"]}, "number": _NUMBER}
_TENANT = {"slug": _TEXT, "name": _TEXT, "kind": _TEXT}
_YEAR = {"year": _WHOLE, "title": _TEXT, "version": _WHOLE, "published_at": _TEXT | {"format": "date-time"}}
_CRITERION = {
    "code": _TEXT,
    "name": _TEXT,
    "level": _TEXT,
    "is_leaf": {"type": "boolean"},
    "source": _TEXT,
    "max_points": _NUMBER,
    "applicable_max": _NUMBER,
    "points": _NUMBER,
}
_PARAMETERS = {
    "tenant": _TEXT | {"description": "slug of /api/v1/tenants/"},
    "year": _WHOLE,
    "code": _TEXT | {"description": "agency_code of the results"},
}
PATHS = {
    "/api/v1/tenants/": ("Authorities that run an exercise here", "Tenant", True),
    "/api/v1/tenants/{tenant}/years/": ("Published years of one of them, the newest first", "Year", True),
    "/api/v1/tenants/{tenant}/years/{year}/results/": ("The published result of a year", "Result", True),
    "/api/v1/tenants/{tenant}/years/{year}/results/{code}/": ("One agency, criterion by criterion", "Agency", False),
}

EVENTS = {
    PUBLISHED: "The first result of a year has been published",
    CORRECTED: "A corrected version has taken the place of the one published before",
    TEST: "Asked for by the standing office to see that telling works; without year, version, checksum and api",
}
"""Sent to the addresses that a standing office has entered."""
SIGNED = (
    "t=<seconds since 1970>,v1=<hex>: v1 is HMAC-SHA256 over t, a full stop and the body as received, keyed with the "
    "secret that was shown once. Compare in constant time; refuse a t more than five minutes away."
)
_NEWS = {
    "id": _TEXT | {"description": "the same whenever this event is sent again: take it once"},
    "event": _TEXT | {"enum": list(EVENTS)},
    "tenant": _TEXT,
    "year": _WHOLE,
    "version": _WHOLE | {"description": "caches may answer with an earlier one of /years/ for some minutes"},
    "checksum": _TEXT,
    "api": _TEXT | {"format": "uri", "description": "where the result is read"},
    "time": _TEXT | {"format": "date-time"},
}


def openapi(site: str) -> dict[str, Any]:
    """The document as OpenAPI 3.1; ``site`` is the address of this installation."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Chỉ số CCHC",
            "version": VERSION,
            "description": "Published results; reading alone, and news of them.",
        },
        "servers": [{"url": site}],
        "paths": {path: {"get": _operation(path, *told)} for path, told in PATHS.items()},
        "webhooks": {event: {"post": _told(event, summary)} for event, summary in EVENTS.items()},
        "components": {"schemas": _schemas()},
    }


def _operation(path: str, summary: str, schema: str, many: bool) -> dict[str, Any]:
    shape: dict[str, Any] = {"$ref": f"#/components/schemas/{schema}"}
    content = {"application/json": {"schema": {"type": "array", "items": shape} if many else shape}}
    fault = {"application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}}
    return {
        "operationId": f"read{schema}",
        "summary": summary,
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": kind}
            for name, kind in _PARAMETERS.items()
            if f"{{{name}}}" in path
        ],
        "responses": {
            "200": {"description": summary, "content": content},
            "404": {"description": "Not published", "content": fault},
        },
    }


def _told(event: str, summary: str) -> dict[str, Any]:
    signature = {"name": "X-CCHC-Signature", "in": "header", "required": True, "schema": _TEXT, "description": SIGNED}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/News"}}}
    return {
        "operationId": "told" + event.title().replace(".", ""),
        "summary": summary,
        "parameters": [signature],
        "requestBody": {"required": True, "content": content},
        "responses": {"2XX": {"description": "Taken; anything else, or five seconds of silence, is tried again"}},
    }


def _schemas() -> dict[str, Any]:
    result = {column.name: _KINDS.get(column.kind, {"type": ["string", "null"]}) for column in COLUMNS}
    result["index_exact"] = _NUMBER
    lines = {"type": "array", "items": {"$ref": "#/components/schemas/Criterion"}}
    shapes = {
        "Tenant": _TENANT,
        "Year": _YEAR | {"checksum": _TEXT},
        "Result": result,
        "Agency": result | {"criteria": lines},
        "Criterion": _CRITERION,
        "Fault": {"detail": _TEXT},
    }
    whole = {name: {"type": "object", "properties": told, "required": list(told)} for name, told in shapes.items()}
    return whole | {"News": {"type": "object", "properties": _NEWS, "required": ["id", "event", "tenant", "time"]}}
