"""«Việc của tôi»: what waits for the person, first thing first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cchc.tenancy.once import asked_once
from cchc.web.context import panels, todos
from cchc.web.views import readonly


def _greeting(hour: int) -> str:
    return "Chào buổi sáng" if hour < 11 else "Chào buổi trưa" if hour < 13 else "Chào buổi chiều"


@readonly()
def home(request: HttpRequest) -> HttpResponse:
    """The page one lands on; the apps bring the things to do and the blocks (cchc.web.context)."""
    with asked_once():
        return _home(request)


def _home(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime()
    waiting, blocks = todos(request), panels(request)
    context = {
        "greeting": _greeting(now.hour) if now.hour < 18 else "Chào buổi tối",
        "today": now.date(),
        "first": waiting[0] if waiting else None,
        "rest": waiting[1:],
        "blocks": [block for block in blocks if not block.side],
        "side_blocks": [block for block in blocks if block.side],
    }
    return render(request, "accounts/home.html", context)
