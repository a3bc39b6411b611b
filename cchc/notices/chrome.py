"""The unread count in the masthead."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cchc.notices.models import Notification
from cchc.web.context import register_chrome


def unread(request: HttpRequest) -> dict[str, Any]:
    waiting = Notification.objects.inbox(request.user).filter(read_at=None, due_at__lte=timezone.now())
    return {"unread": waiting.count(), "inbox_url": reverse("notices:inbox", args=[request.tenant.slug])}


register_chrome(unread)
