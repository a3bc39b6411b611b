"""An office's own wording of the texts: kept in versions, used by every print, and never further than its language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from cchc.documents import texts
from cchc.documents.models import Wording
from cchc.documents.proofing import Finding, findings
from cchc.tenancy import audit


class WordingRefused(Exception):
    """The wording has faults that forbid using it."""

    def __init__(self, faults: list[Finding]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


def in_use(kind: str) -> Mapping[str, str]:
    """The tenant's own blocks of a text by name; empty where the standard is in use: one query."""
    newest: dict[str, str] = {}
    for block, source in Wording.objects.filter(kind=kind).order_by("version").values_list("block", "source"):
        newest[block] = source
    return {block: source for block, source in newest.items() if source}


def current(kind: str, block: str) -> str:
    """The block as it is printed now: the tenant's wording, else the standard."""
    return in_use(kind).get(block) or texts.load(kind).blocks[block]


@transaction.atomic
def save(*, kind: str, block: str, source: str, comment: str, by: Any, at: datetime) -> Wording:
    """A new version, in use from now on. Raises WordingRefused naming every fault."""
    source = source.replace("\r\n", "\n").strip("\n") + "\n"
    faults = [fault for fault in findings(kind, block, source) if fault.forbids]
    if faults:
        raise WordingRefused(faults)
    return _add(kind, block, source, comment, "sửa lời văn", by, at)


@transaction.atomic
def reset(*, kind: str, block: str, by: Any, at: datetime) -> Wording:
    """Back to the standard; the versions stay to be read."""
    return _add(kind, block, "", "Trở về lời mẫu chuẩn", "trở về lời mẫu chuẩn", by, at)


def _add(kind: str, block: str, source: str, comment: str, verb: str, by: Any, at: datetime) -> Wording:
    last = Wording.objects.filter(kind=kind, block=block).order_by("-version").first()
    wording: Wording = Wording.objects.create(
        kind=kind,
        block=block,
        version=last.version + 1 if last else 1,
        source=source,
        comment=comment[:200],
        made_at=at,
        made_by_name=str(by),
    )
    changes = {"lời văn": [f"phiên bản {last.version}" if last else "lời mẫu chuẩn", f"phiên bản {wording.version}"]}
    audit.record(verb, wording, by=by, at=at, changes=changes, reason=comment)
    return wording
