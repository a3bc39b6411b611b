"""Request context for the audit trail and the logs."""

import uuid

from django.http import HttpRequest, HttpResponse

from cchc.tenancy.audit import RequestTrace, trace


class RequestContextMiddleware:
    """Give every request an id and keep where it came from for the audit trail."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex[:16]
        token = trace.set(RequestTrace(request_id=request_id, ip=request.META.get("REMOTE_ADDR") or None))
        try:
            response = self.get_response(request)
        finally:
            trace.reset(token)
        response["X-Request-ID"] = request_id
        return response
