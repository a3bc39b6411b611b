"""Verbs of a campaign's plan: its steps, its legal bases, its number and date."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from cchc.tenancy import audit
from criteria.basis import basis_line, issued_on
from criteria.diary import labelled
from criteria.errors import FrameRefused
from criteria.models import Campaign, LegalBasis, PlanStep, PlanText
from criteria.planning import DatedStep, moved_to, moved_words
from criteria.queries import rule_step
from criteria.rules.calendar import Phase
from criteria.rules.plan_lint import Finding
from criteria.services.participants import refuse_adopted

UNUSED = 32_767
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


def stored_steps(campaign: Campaign, plan: Iterable[tuple[DatedStep, str]]) -> list[PlanStep]:
    """Dated steps and their notes as rows of the campaign, not written yet."""
    return [
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
            closes_at=dated.step.closes_at,
            lead=dated.step.lead,
            coordinating=dated.step.coordinating,
            note=note,
        )
        for position, (dated, note) in enumerate(plan, start=1)
    ]


def write_plan(campaign: Campaign, plan: Iterable[tuple[DatedStep, str]]) -> None:
    """Write a campaign's plan from dated steps and their notes."""
    PlanStep.objects.bulk_create(stored_steps(campaign, plan))


@transaction.atomic
def copy_plan(*, campaign: Campaign, source: Campaign, by: Any, at: datetime, avoid_days_off: bool = False) -> None:
    """Take over another year's steps, legal bases and texts; every date, month and named year is moved."""
    steps = moved_steps(source, campaign, avoid_days_off=avoid_days_off)
    PlanStep.objects.bulk_create(steps)
    LegalBasis.objects.bulk_create(
        LegalBasis(campaign=campaign, position=basis.position, text=basis.text, issued_on=basis.issued_on)
        for basis in source.legal_bases.all()
    )
    years = campaign.year - source.year
    PlanText.objects.bulk_create(
        PlanText(campaign=campaign, key=row.key, text=moved_words(row.text, years, source.year, keep_dates=True))
        for row in source.texts.all()
    )
    audit.record("lập kế hoạch như năm trước", campaign, by=by, at=at, changes={"bước": len(steps), "từ": source.year})


def moved_steps(source: Campaign, campaign: Campaign, *, avoid_days_off: bool) -> list[PlanStep]:
    """The steps of another year as they would stand in this one, not written; notes and closing minutes stay behind."""
    years = campaign.year - source.year
    moved = [
        moved_to(DatedStep(rule_step(step), step.opens_on), years, around=source.year, avoid_days_off=avoid_days_off)
        for step in source.steps.order_by("position")
    ]
    return stored_steps(campaign, [(one, "") for one in moved])


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
def move_step(*, step: PlanStep, down: bool, by: Any, at: datetime) -> bool:
    """Change places with the step above or below; whether there was one."""
    refuse_adopted(step.campaign)
    others = PlanStep.objects.filter(campaign=step.campaign)
    beside = others.filter(position__gt=step.position).order_by("position") if down else None
    other = (beside if beside is not None else others.filter(position__lt=step.position).order_by("-position")).first()
    if other is None:
        return False
    mine, theirs = step.position, other.position
    PlanStep.objects.filter(pk=step.pk).update(position=UNUSED)  # the two would meet on one place otherwise
    PlanStep.objects.filter(pk=other.pk).update(position=mine)
    PlanStep.objects.filter(pk=step.pk).update(position=theirs)
    changes = {"bước": str(step), "thứ tự": [mine, theirs]}
    audit.record("đổi thứ tự bước kế hoạch", step.campaign, by=by, at=at, changes=changes)
    return True


@transaction.atomic
def number_steps(*, campaign: Campaign, by: Any, at: datetime) -> int:
    """Print 1, 2, 3 … in the order of the table; gives how many numbers changed."""
    refuse_adopted(campaign)
    changed = []
    for place, step in enumerate(campaign.steps.order_by("position"), start=1):
        if step.printed_number != str(place):
            step.printed_number = str(place)
            changed.append(step)
    PlanStep.objects.bulk_update(changed, ["printed_number"])
    if changed:
        audit.record("đánh lại số bước", campaign, by=by, at=at, changes={"bước": len(changed)})
    return len(changed)


@transaction.atomic
def replace_plan(*, campaign: Campaign, plan: Sequence[tuple[DatedStep, str]], by: Any, at: datetime) -> None:
    """Put another table in the place of the plan's steps, while the year is not open. Raises FrameRefused."""
    refuse_adopted(campaign)
    if campaign.opened_at:
        raise FrameRefused(
            f"Kỳ năm {campaign.year} đã mở – không thay cả bảng; sửa từng bước, hoặc gia hạn cho đơn vị."
        )
    before = campaign.steps.count()
    campaign.steps.all().delete()
    write_plan(campaign, plan)
    audit.record("nhập kế hoạch từ tệp", campaign, by=by, at=at, changes={"bước": [before, len(plan)]})


@transaction.atomic
def apply_fix(*, campaign: Campaign, finding: Finding, by: Any, at: datetime) -> bool:
    """Change the words that a finding says were meant otherwise; whether they still stood there."""
    if finding.fix is None:
        return False
    old, new = finding.fix
    if finding.step:
        step = campaign.steps.filter(printed_number=finding.step).first()
        return step is not None and _fix_step(step, old, new, by, at)
    lines = [basis.text for basis in campaign.legal_bases.all()]
    fixed = [basis_line(line, old, new) for line in lines]
    if fixed == lines:
        return False
    save_bases(campaign=campaign, bases=[(line, issued_on(line)) for line in fixed], by=by, at=at)
    return True


def _fix_step(step: PlanStep, old: str, new: str, by: Any, at: datetime) -> bool:
    before = (step.task, step.deadline_text, step.deadline_date)
    step.task = step.task.replace(old, new)
    step.deadline_text = step.deadline_text.replace(old, new)
    if step.deadline_date and f"{step.deadline_date:%d/%m/%Y}" == old:
        step.deadline_date = issued_on(new)
    if (step.task, step.deadline_text, step.deadline_date) == before:
        return False
    save_step(step=step, by=by, at=at)
    return True


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
def save_texts(*, campaign: Campaign, texts: Mapping[str, str], by: Any, at: datetime) -> None:
    """Keep the words the office enters for the plan's papers; empty ones go, so that the usual words are printed."""
    refuse_adopted(campaign)
    before = dict(campaign.texts.values_list("key", "text"))
    wanted = {key: text.strip() for key, text in texts.items() if text.strip()}
    if before == wanted:
        return
    campaign.texts.exclude(key__in=wanted).delete()
    for key, text in wanted.items():
        PlanText.objects.update_or_create(campaign=campaign, key=key, defaults={"text": text})
    changed = sorted(key for key in {**before, **wanted} if before.get(key) != wanted.get(key))
    audit.record("sửa lời của kế hoạch", campaign, by=by, at=at, changes={"mục": ", ".join(changed)})
