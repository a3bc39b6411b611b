"""What an issued paper gets wrong in form is put right by a letter; what it gets wrong in substance takes a new paper
(NĐ 30/2020/NĐ-CP, Điều 18 khoản 3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from cchc.documents.models import Erratum, OfficialDocument
from cchc.documents.services import IssueRefused, line_of
from cchc.documents.states import State
from cchc.tenancy import audit

KIND = "19-dinh-chinh"
NOT_IN_FORCE = "Chỉ đính chính văn bản đang có hiệu lực do cơ quan ban hành – văn bản chưa phát hành thì sửa dự thảo."
ON_ITS_WAY = "Công văn đính chính đã trình ký – rút về dự thảo để sửa, hoặc chờ phát hành rồi đính chính lần nữa."
NOTHING = "Chưa ghi nội dung nào cần đính chính – ghi vị trí, nội dung đã in và nội dung đúng."


@dataclass(frozen=True, slots=True)
class Slip:
    """One place of a paper as it was printed and as it is to read."""

    place: str
    printed: str
    corrected: str


def may_be_corrected(document: OfficialDocument) -> bool:
    """A paper in force that the tenant's own office numbers; not the letters that put others right."""
    return document.is_in_force and document.issuer_id is None and document.kind != KIND


def subject_of(document: OfficialDocument, letter: int) -> str:
    """What the letter is about, as addresses name it."""
    return f"van-ban-{document.pk}-{letter}"


def reference_of(document: OfficialDocument, letter: int) -> str:
    """The letter's name in the register."""
    return f"dinh-chinh-{document.pk}-{letter}"


def letter_line(document: OfficialDocument, letter: int) -> OfficialDocument | None:
    """The letter's line in the register, if it has one."""
    return line_of(KIND, reference_of(document, letter))


def open_letter(document: OfficialDocument) -> int:
    """The letter that can be written in: the newest that has not gone out, else the next."""
    newest = document.errata.aggregate(highest=Max("letter"))["highest"]
    if newest is None:
        return 1
    line = letter_line(document, newest)
    return newest + 1 if line and State(line.state).was_issued else int(newest)


def refusal(document: OfficialDocument) -> str:
    """Why nothing can be entered for the paper now, in Vietnamese; empty where it can."""
    if not may_be_corrected(document):
        return NOT_IN_FORCE
    line = letter_line(document, open_letter(document))
    return ON_ITS_WAY if line and line.state != State.DRAFT else ""


@transaction.atomic
def set_errata(*, document: OfficialDocument, slips: Sequence[Slip], by: Any, at: Any) -> int:
    """Enter what the next letter puts right, in this order; gives the letter's number. Raises IssueRefused."""
    held = OfficialDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if why := refusal(held) or ("" if slips else NOTHING):
        raise IssueRefused(None, why)
    letter = open_letter(held)
    before = [str(line) for line in lines_of(held, letter)]
    held.errata.filter(letter=letter).delete()
    made = [
        Erratum(document=held, letter=letter, position=place, **_columns(slip))
        for place, slip in enumerate(slips, start=1)
    ]
    Erratum.objects.bulk_create(made)
    changes = audit.difference({"đính chính": "\n".join(before)}, {"đính chính": "\n".join(map(str, made))})
    audit.record("ghi nội dung đính chính", held, by=by, at=at, changes=changes)
    return letter


def _columns(slip: Slip) -> dict[str, str]:
    return {"place": slip.place, "printed": slip.printed, "corrected": slip.corrected}


def lines_of(document: OfficialDocument, letter: int) -> QuerySet[Erratum]:
    """What the letter puts right, in its order."""
    return document.errata.filter(letter=letter).order_by("position")


def letters_about(document: OfficialDocument) -> list[OfficialDocument]:
    """The letters that have gone out about the paper and are in force, oldest first."""
    references = {reference_of(document, letter) for letter in document.errata.values_list("letter", flat=True)}
    issued = OfficialDocument.objects.filter(kind=KIND, reference__in=references, state=State.ISSUED)
    return list(issued.order_by("issued_on", "number", "pk"))
