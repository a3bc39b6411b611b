"""Request context for the audit trail and the logs."""

import ipaddress
import uuid

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from cchc.tenancy.audit import RequestTrace, trace


def visitor_address(meta: dict[str, str], proxies: int) -> str:
    """Whose request it is: the peer, or the address our own outermost proxy saw.

    Only the last ``proxies`` entries of X-Forwarded-For were written by proxies of ours; what stands before them is
    whatever the visitor sent, and counting it would let anybody be locked out, or nobody.
    """
    peer = meta.get("REMOTE_ADDR", "")
    named = [part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if not proxies or len(named) < proxies:
        return peer
    try:
        return str(ipaddress.ip_address(named[-proxies]))
    except ValueError:
        return peer


class ReadableAddressMiddleware:
    """No address of ours holds a NUL: PostgreSQL refuses it in any text, so every page refuses it here, with 400."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return self.get_response(request)


class RequestContextMiddleware:
    """Give every request an id, and the visitor's address to the limits, the logs and the audit trail."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex[:16]
        request.META["REMOTE_ADDR"] = visitor_address(request.META, settings.PROXY_COUNT)
        token = trace.set(RequestTrace(request_id=request_id, ip=request.META["REMOTE_ADDR"] or None))
        try:
            response = self.get_response(request)
        finally:
            trace.reset(token)
        response["X-Request-ID"] = request_id
        return response
