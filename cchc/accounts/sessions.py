"""Ending a person's logins everywhere at once (ASVS 7.4.3, 7.4.5, 7.5.2).

Every session carries the count it began with in its authentication hash; counting one further ends them all at their
next request, wherever they were opened. The request that asked goes on after ``update_session_auth_hash``.
"""

import logging

from django.db.models import F

from cchc.accounts.models import User

security_log = logging.getLogger("cchc.security")


def end_sessions(*, user: User, by: User, why: str) -> None:
    """End all sessions of the person; ``user`` holds the new count afterwards."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])
    security_log.warning("sessions ended user=%s by=%s: %s", user.pk, by.pk, why)
