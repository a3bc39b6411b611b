"""The inbox of the person logged in, and the delivery log for the standing office."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from cchc.notices import services
from cchc.notices.models import Notification
from cchc.notices.permissions import may_read_delivery_log
from cchc.notices.tasks import wake
from cchc.web.pagination import page_of
from cchc.web.views import readonly, write


@readonly()
def inbox(request: HttpRequest) -> HttpResponse:
    rows = Notification.objects.inbox(request.user).filter(due_at__lte=timezone.now())
    return render(request, "notices/inbox.html", {"page": page_of(rows, request.GET)})


@write(methods=("POST",))
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_read(user=request.user, at=timezone.now())
    return redirect("notices:inbox", request.tenant.slug)


@write(methods=("POST",))
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one message as read and go where it points."""
    row = get_object_or_404(Notification.objects.inbox(request.user), pk=pk)
    services.mark_read(user=request.user, at=timezone.now(), pk=row.pk)
    if row.url and url_has_allowed_host_and_scheme(row.url, allowed_hosts=None):
        return redirect(row.url)
    return redirect("notices:inbox", request.tenant.slug)


@readonly(may=may_read_delivery_log)
def delivery_log(request: HttpRequest) -> HttpResponse:
    rows = Notification.objects.exclude(channel=Notification.Channel.INBOX).select_related("recipient")
    return render(request, "notices/delivery_log.html", {"page": page_of(rows, request.GET)})


@write(may=may_read_delivery_log, methods=("POST",))
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Notification, pk=pk, status=Notification.Status.FAILED)
    services.resend(row=row, by=request.user, at=timezone.now())
    wake()
    messages.success(request, f"Đã đưa thư “{row.subject}” gửi {row.recipient} vào hàng chờ gửi lại.")
    return redirect("notices:delivery_log", request.tenant.slug)
