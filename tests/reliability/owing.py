"""Messages owed by the hundred, for the tests of the outbox; the processes of those tests import it too."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cchc.accounts.models import User
from cchc.notices.models import Notification
from cchc.notices.registry import Owed, register_source
from cchc.tenancy.scope import active_tenant

DUE = datetime(2024, 12, 9, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LATER = DUE + timedelta(hours=1)


def reminders(count: int):
    """A source that owes ``count`` reminders to An in tenant A, the same at each call."""

    def source(at: datetime) -> list[Owed]:
        if active_tenant().slug != "huyen-a":
            return []
        an = User.objects.get(username="an")
        return [
            Owed(an, "deadline", f"Nhắc hạn {number}", "Còn 47 mục.", "/huyen-a/", f"nhac:{number}", DUE)
            for number in range(count)
        ]

    return source


def register(count: int) -> None:
    register_source(reminders(count))


def count_by_status() -> dict[tuple[str, str], int]:
    """Rows of the open scope by channel and status."""
    found: dict[tuple[str, str], int] = {}
    for key in Notification.objects.values_list("channel", "status"):
        found[key] = found.get(key, 0) + 1
    return found
