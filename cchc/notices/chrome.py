"""The unread count in the masthead; for the standing office the delivery log and the mails that did not go."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from cchc.notices.models import Notification
from cchc.notices.permissions import may_read_delivery_log
from cchc.web.addresses import reverse
from cchc.web.context import NavEntry, Todo, register_chrome, register_nav, register_todos
from cchc.web.facts import fact, register_fact

UNREAD = """(
    SELECT count(*) FROM notices_notification
    WHERE channel = 'inbox' AND recipient_id = %s AND read_at IS NULL AND due_at <= %s
)"""


def unread(request: HttpRequest) -> dict[str, Any]:
    return {"unread": fact(request, "unread"), "inbox_url": reverse("notices:inbox", args=[request.tenant.slug])}  # type: ignore[attr-defined]


def delivery_entry(request: HttpRequest) -> NavEntry | None:
    if not may_read_delivery_log(request.member):  # type: ignore[attr-defined]
        return None
    return NavEntry("Nhật ký gửi thư", _delivery_log(request), aside=True)


def unsent_mails(request: HttpRequest) -> Iterator[Todo]:
    """Mails the server has refused for good: somebody must look at the address."""
    if not may_read_delivery_log(request.member):  # type: ignore[attr-defined]
        return
    failed = Notification.objects.filter(status=Notification.Status.FAILED).count()
    if failed:
        yield Todo(
            f"{failed} thư, tin nhắn không gửi được",
            _delivery_log(request),
            detail="Xem lý do, sửa địa chỉ thư hoặc số điện thoại của người nhận rồi gửi lại.",
            tag="Thư",
            tone="warn",
            urgency=4,
        )


def _delivery_log(request: HttpRequest) -> str:
    return reverse("notices:delivery_log", args=[request.tenant.slug])  # type: ignore[attr-defined]


register_fact("unread", UNREAD, lambda request: [request.member.user.pk, timezone.now()])
register_chrome(unread)
register_nav(95, delivery_entry)
register_todos(unsent_mails)
