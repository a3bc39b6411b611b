"""A person's own wordings of reasons, put in by Alt and a digit."""

from collections.abc import Mapping

from django.db import transaction

from assessments.models import Score
from cchc.accounts.models import User
from cchc.tenancy import audit
from cchc.tenancy.models import Tenant
from councils.models import ReasonSnippet

KEYS = range(1, 10)
MAX_TEXT = 600


class SnippetRefused(Exception):
    """A wording that can't be kept; ``key`` is its digit."""

    def __init__(self, key: int, message: str) -> None:
        super().__init__(message)
        self.key, self.message = key, message


def snippets_of(user: User) -> list[ReasonSnippet]:
    """The person's wordings in this tenant, by digit."""
    return list(ReasonSnippet.objects.filter(user=user))


@transaction.atomic
def keep_snippets(*, wanted: Mapping[int, tuple[str, str]], by: User, tenant: Tenant) -> int:
    """Replace the person's wordings by (kind, text) per digit; how many there are then. Raises ``SnippetRefused``."""
    kept = {}
    for key in KEYS:
        code, text = wanted.get(key, ("", ""))
        cleaned = " ".join(text.replace("\x00", "").split())
        if len(cleaned) > MAX_TEXT:
            raise SnippetRefused(key, f"Mẫu số {key} dài {len(cleaned)} ký tự – rút còn {MAX_TEXT} ký tự.")
        if cleaned:
            kept[key] = (code if code in Score.ReasonCode.values else Score.ReasonCode.OTHER, cleaned)
    ReasonSnippet.objects.filter(user=by).exclude(key__in=kept).delete()
    for key, (code, text) in kept.items():
        ReasonSnippet.objects.update_or_create(user=by, key=key, defaults={"code": code, "text": text})
    audit.record("ghi mẫu lý do", tenant, by=by, changes={"số mẫu": [None, len(kept)]})
    return len(kept)
