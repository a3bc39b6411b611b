"""Files of the small campaign (tests/criteria/build.py), empty or filled in, for tests of this and the upper layers."""

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from assessments.models import Assessment, Citation, Evidence, Score
from assessments.services import assessment_for, save_field, transition
from assessments.states import State
from cchc.accounts.members import Member, member_of
from cchc.accounts.models import User
from cchc.tenancy.models import Agency
from criteria.models import Campaign, Criterion

ENTRIES: dict[str, dict[str, str]] = {
    "1.1.1": {"option": "1"},
    "1.1.2": {"items": "1;3"},
    "1.1.3": {"numerator": "47", "denominator": "50"},
    "1.2": {"points": "1,5"},
    "1.3": {"answer": "yes"},
    "1.10": {"numerator": "40", "denominator": "60"},
    "2.1.1": {"count": "1"},
    "2.1.2": {"count": "3"},
    "2.2": {"numerator": "8", "denominator": "10"},
}
"""What a filled file holds: together 1 + 0,7 + 1 + 1,5 + 2 + 4/3 + 1,5 + 1,5 + 1 points of 16."""
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def put(
    assessment: Assessment, criterion: Criterion, field: str, value: str, *, by: User | None, at: datetime, **more: Any
):
    """Type one value as a page would that knows the present row."""
    stage = more.get("stage", Score.Stage.SELF)
    known = Score.objects.filter(assessment=assessment, criterion=criterion, stage=stage).first()
    version = known.version if known else 0
    return save_field(
        assessment=assessment,
        criterion=criterion,
        field=field,
        value=value,
        version=version,
        base="",
        by=by,
        at=at,
        **more,
    )


def filled_assessment(
    year: SimpleNamespace,
    agency: Agency,
    *,
    by: User,
    at: datetime,
    state: State = State.DRAFT,
    head: User | None = None,
    entries: Mapping[str, Mapping[str, str]] = ENTRIES,
    explanation: str = "Theo hồ sơ lưu tại xã.",
) -> Assessment:
    """The agency's file with every self-scored leaf filled in; ``state=SUBMITTED`` has it sent by ``head``."""
    file = assessment_for(year.campaign, agency, by=by)
    for code, fields in entries.items():
        for field, value in {**fields, **({"explanation": explanation} if explanation else {})}.items():
            put(file, year.leaves[code], field, value, by=by, at=at)
    if state != State.DRAFT:
        file = transition(assessment=file, name="submit", by=standing(head or by, file), at=at)
    return file


def standing(user: User, assessment: Assessment) -> Member:
    """The person's roles in the open tenant."""
    found = member_of(user, assessment.tenant)
    assert found is not None
    return found


def evidence(agency: Agency, number: str = "12/KH-UBND", year: int = 2024, **values: Any) -> Evidence:
    """A row of the register without a file behind it."""
    values.setdefault("abstract", "Kế hoạch cải cách hành chính năm")
    values.setdefault("sha256", f"{abs(hash((agency.pk, number))):064x}"[-64:])
    return Evidence.objects.create(
        agency=agency,
        year=year,
        number=number,
        original_name="ke-hoach.pdf",
        stored_name="huyen-a/aa/" + "a" * 32 + ".pdf",
        extension="pdf",
        content_type="application/pdf",
        size=1000,
        **values,
    )


def citation(assessment: Assessment, criterion: Criterion, document: Evidence | None = None) -> Citation:
    document = document or evidence(assessment.agency)
    return Citation.objects.create(assessment=assessment, criterion=criterion, evidence=document, page="trang 1")


def pdf(name: str = "ke-hoach.pdf", extra: bytes = b"") -> BytesIO:
    """A small PDF that the door lets in; ``extra`` makes it another file."""
    file = BytesIO(PDF + b"% " + extra + b"\n")
    file.name = name
    return file


def member(user: User, campaign: Campaign) -> Member:
    found = member_of(user, campaign.tenant)
    assert found is not None
    return found


def open_now(year: SimpleNamespace) -> None:
    """Pages ask the clock, while the fixture's phases lie around a fixed day: keep self-assessment open until 2099."""
    year.campaign.steps.filter(phase="self_assessment").update(deadline_date=date(2099, 1, 1))
