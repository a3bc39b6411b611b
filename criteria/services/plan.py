"""Verbs of a campaign's plan: its steps, its legal bases, its number and date, and extensions."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from criteria.diary import labelled
from criteria.errors import FrameRefused
from criteria.models import Campaign, Extension, LegalBasis, PlanStep
from criteria.planning import DatedStep, moved_a_year, moved_period, moved_words
from criteria.rules.calendar import Phase
from criteria.services.participants import refuse_adopted

STEP_FIELDS = (
    "printed_number",
    "task",
    "phase",
    "opens_on",
    "deadline_kind",
    "deadline_date",
    "deadline_period",
    "deadline_text",
    "closes_at",
    "lead",
    "coordinating",
    "note",
)


def write_plan(campaign: Campaign, plan: Iterable[tuple[DatedStep, str]]) -> None:
    """Write a campaign's first plan from dated steps and their notes."""
    PlanStep.objects.bulk_create(
        PlanStep(
            campaign=campaign,
            position=position,
            printed_number=dated.step.number,
            task=dated.step.task,
            phase=dated.step.phase or "",
            opens_on=dated.opens_on,
            deadline_kind=dated.step.kind,
            deadline_date=dated.step.day,
            deadline_period=dated.step.period or "",
            deadline_text=dated.step.text,
            lead=dated.step.lead,
            coordinating=dated.step.coordinating,
            note=note,
        )
        for position, (dated, note) in enumerate(plan, start=1)
    )


@transaction.atomic
def copy_plan(*, campaign: Campaign, source: Campaign, by: Any, at: datetime) -> None:
    """Take over another year's steps and legal bases with every date, month and named year moved to this year."""
    years = campaign.year - source.year
    steps = [_moved(step, campaign, years, source.year) for step in source.steps.all()]
    PlanStep.objects.bulk_create(steps)
    LegalBasis.objects.bulk_create(
        LegalBasis(campaign=campaign, position=basis.position, text=basis.text, issued_on=basis.issued_on)
        for basis in source.legal_bases.all()
    )
    audit.record("lập kế hoạch như năm trước", campaign, by=by, at=at, changes={"bước": len(steps), "từ": source.year})


def _moved(step: PlanStep, campaign: Campaign, years: int, around: int) -> PlanStep:
    values = {name: getattr(step, name) for name in STEP_FIELDS}
    values |= {
        "task": moved_words(step.task, years, around),
        "opens_on": moved_a_year(step.opens_on, years),
        "deadline_date": moved_a_year(step.deadline_date, years),
        "deadline_period": moved_period(step.deadline_period, years),
        "deadline_text": moved_words(step.deadline_text, years, around),
        "closes_at": None,
    }
    return PlanStep(campaign=campaign, position=step.position, **values)


@transaction.atomic
def save_step(*, step: PlanStep, by: Any, at: datetime) -> PlanStep:
    """Write a new or changed step; a new one goes to the end. Raises FrameRefused when the phase is taken."""
    refuse_adopted(step.campaign)
    others = PlanStep.objects.filter(campaign=step.campaign).exclude(pk=step.pk)
    if step.phase and (taken := others.filter(phase=step.phase).first()):
        raise FrameRefused(
            f"Giai đoạn {Phase(step.phase).label} đã gắn với bước {taken.printed_number} – mỗi giai đoạn một bước."
        )
    before = PlanStep.objects.filter(pk=step.pk).values(*STEP_FIELDS).first() if step.pk else None
    if before is None:
        step.position = (others.aggregate(last=Max("position"))["last"] or 0) + 1
    step.save()
    after = {name: getattr(step, name) for name in STEP_FIELDS}
    verb = "sửa bước kế hoạch" if before else "thêm bước kế hoạch"
    changes = {"bước": step.printed_number or str(step.position)} | labelled(PlanStep, before or {}, after)
    audit.record(verb, step.campaign, by=by, at=at, changes=changes)
    return step


@transaction.atomic
def delete_step(*, step: PlanStep, by: Any, at: datetime) -> None:
    """Take a step out of the plan."""
    refuse_adopted(step.campaign)
    audit.record("bỏ bước kế hoạch", step.campaign, by=by, at=at, changes={"bước": str(step)})
    step.delete()


@transaction.atomic
def save_head(*, campaign: Campaign, number: str, day: date | None, by: Any, at: datetime) -> None:
    """Enter the plan's number and date; both may be blank until it is issued."""
    refuse_adopted(campaign)
    before = {"plan_number": campaign.plan_number, "plan_date": campaign.plan_date}
    campaign.plan_number, campaign.plan_date = number, day
    campaign.save(update_fields=["plan_number", "plan_date"])
    changes = labelled(Campaign, before, {"plan_number": number, "plan_date": day})
    audit.record("ghi số, ngày kế hoạch", campaign, by=by, at=at, changes=changes)


@transaction.atomic
def save_bases(*, campaign: Campaign, bases: Sequence[tuple[str, date | None]], by: Any, at: datetime) -> None:
    """Replace the campaign's legal bases, in the order given."""
    refuse_adopted(campaign)
    before = [basis.text for basis in campaign.legal_bases.all()]
    campaign.legal_bases.all().delete()
    LegalBasis.objects.bulk_create(
        LegalBasis(campaign=campaign, position=position, text=text, issued_on=day)
        for position, (text, day) in enumerate(bases, start=1)
    )
    changes = audit.difference({"căn cứ": before}, {"căn cứ": [text for text, _ in bases]})
    audit.record("sửa căn cứ", campaign, by=by, at=at, changes=changes)


@transaction.atomic
def extend(
    *,
    campaign: Campaign,
    phase: Phase | str,
    closes_at: datetime,
    reason: str,
    approver: str,
    agency: Agency | None = None,
    by: Any,
    at: datetime,
) -> Extension:
    """Give one agency (or all) a later closing minute of a phase. Kept for good. Raises FrameRefused."""
    refuse_adopted(campaign)
    if agency and not campaign.participants.filter(agency=agency).exists():
        raise FrameRefused(f"{agency} không tham gia kỳ đánh giá này – chọn đơn vị khác.")
    _refuse_earlier(campaign, Phase(phase), closes_at, agency)
    made = Extension.objects.create(
        campaign=campaign,
        agency=agency,
        phase=phase,
        closes_at=closes_at,
        reason=reason,
        approver=approver,
        created_by_name=str(by),
    )
    changes = {"giai đoạn": Phase(phase).label, "đơn vị": str(agency or "tất cả"), "hạn mới": closes_at}
    audit.record("gia hạn", campaign, by=by, at=at, changes=changes, reason=reason)
    return made


def _refuse_earlier(campaign: Campaign, phase: Phase, closes_at: datetime, agency: Agency | None) -> None:
    step = campaign.steps.filter(phase=phase).first()
    if step is None:
        raise FrameRefused(f"Kế hoạch không có bước {phase.label} – không có hạn để gia hạn.")
    for_agency = Q(agency=None) | Q(agency=agency) if agency else Q(agency=None)
    given = [extension.closes_at for extension in campaign.extensions.filter(for_agency, phase=phase)]
    latest = max([*filter(None, [step.closes]), *given], default=None)
    if latest and closes_at <= latest:
        raise FrameRefused(f"Hạn mới không sau hạn hiện nay ({step.deadline_words}) – chọn ngày giờ muộn hơn.")
