"""One step of the register for many papers of a kind: hand in, number and date, issue; and their signed copies."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import IO, Any

from django.db import transaction
from django.utils import timezone

from cchc.accounts.models import User
from cchc.documents.models import OfficialDocument, PaperBatch
from cchc.documents.registry import About, PaperKind, build, paper_kind
from cchc.documents.services import IssueRefused, attach_signed, line_of, next_number
from cchc.documents.states import State
from cchc.files.errors import UploadRefused
from cchc.tenancy.models import Agency
from criteria.models import Campaign
from publications.services.papers import number_paper, release_paper, submit_paper

_NUMBER = re.compile(r"(?:so|số)[-_ ]*0*([1-9][0-9]{0,5})(?![0-9])", re.IGNORECASE)
"""The number in a file's name: «13-001-so-07.pdf», as the ZIP of numbered papers names them."""


def _about(batch: PaperBatch, agency: Agency | None) -> About:
    return About(Campaign.objects.select_related("tenant").get(year=batch.year), agency, batch.subject)


def _kind(batch: PaperBatch) -> PaperKind:
    found = paper_kind(batch.kind)
    if found is None:
        raise IssueRefused(None, "Loại văn bản này không còn lập được.")
    return found


def _line(batch: PaperBatch, agency: Agency | None, state: State) -> OfficialDocument | None:
    """The newest line about the agency that stands there; None where the step has been taken."""
    lines = OfficialDocument.objects.filter(kind=batch.kind, year=batch.year, agency=agency, state=state)
    return lines.order_by("-created_at", "-pk").first()


def _submit(batch: PaperBatch, agency: Agency | None) -> None:
    kind, about = _kind(batch), _about(batch, agency)
    line = line_of(batch.kind, build(batch.kind, about.campaign, agency=agency).reference)
    if line is None or line.state == State.DRAFT:
        submit_paper(kind=kind, about=about, by=batch.asked_by, at=timezone.now())


def _number(batch: PaperBatch, agency: Agency | None) -> None:
    """The next free number: one that was refused leaves none unused behind it."""
    line = _line(batch, agency, State.SUBMITTED)
    if line is None or batch.issued_on is None:
        return
    number = next_number(
        symbol=line.symbol, issuer_id=line.issuer_id, year=batch.issued_on.year, first=batch.first_number or 1
    )
    common = {"number": number, "issued_on": batch.issued_on, "by": batch.asked_by, "at": timezone.now()}
    number_paper(document=line, about=_about(batch, agency), **common)


def _issue(batch: PaperBatch, agency: Agency | None) -> None:
    line = _line(batch, agency, State.SIGNED)
    if line is not None:
        release_paper(document=line, kind=_kind(batch), by=batch.asked_by, at=timezone.now())


STEPS: Mapping[str, Callable[[PaperBatch, Agency | None], None]] = {
    PaperBatch.Work.SUBMIT: _submit,
    PaperBatch.Work.NUMBER: _number,
    PaperBatch.Work.ISSUE: _issue,
}


def attach_many(
    *, kind: PaperKind, year: int, files: Iterable[IO[bytes]], by: User, at: datetime
) -> tuple[int, list[str]]:
    """Attach signed copies by the number in each file's name; how many, and what was refused, a line for each file."""
    lines = {
        line.number: line
        for line in OfficialDocument.objects.filter(
            kind=kind.kind, year=year, state__in=[State.NUMBERED, State.SIGNED]
        ).order_by("issued_on", "pk")
    }
    made, failures = 0, []
    for file in files:
        name = str(getattr(file, "name", ""))
        try:
            _attach(lines, file, name, by=by, at=at)
        except (IssueRefused, UploadRefused) as refused:
            failures.append(f"{name}: {refused}")
        else:
            made += 1
    return made, failures


def _attach(lines: Mapping[int | None, OfficialDocument], file: IO[bytes], name: str, **common: Any) -> None:
    found = _NUMBER.search(name)
    line = lines.get(int(found[1])) if found else None
    if found is None:
        raise IssueRefused(None, "tên tệp không có số văn bản – đặt tên có «so-07» như trong tệp ZIP đã tải.")
    if line is None:
        raise IssueRefused(None, f"không có văn bản số {found[1]} đang chờ bản ký – kiểm tra số trong tên tệp.")
    with transaction.atomic():
        attach_signed(document=line, file=file, name=name, **common)


def counts(kind: PaperKind, year: int) -> dict[str, int]:
    """How many papers of the kind stand in each state."""
    found: dict[str, int] = {state.value: 0 for state in State}
    for state in OfficialDocument.objects.filter(kind=kind.kind, year=year).values_list("state", flat=True):
        found[state] += 1
    return found


def waiting(kind: PaperKind, year: int, state: State) -> list[int]:
    """The agencies whose paper stands there, in the order of the register."""
    lines = OfficialDocument.objects.filter(kind=kind.kind, year=year, state=state, agency__isnull=False)
    return list(lines.order_by("agency__sort_key").values_list("agency_id", flat=True))


def day_taken(day: date, at: datetime) -> str:
    """Why papers cannot be dated so; empty where they can."""
    return f"Ngày {day:%d/%m/%Y} chưa đến – ghi ngày ký trên văn bản." if day > timezone.localdate(at) else ""
