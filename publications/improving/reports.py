"""The figures of a period's report, from what was said of the lines until its last day."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from criteria.models import Campaign
from criteria.rules.numbers import EXACT, HUNDRED, total
from publications.improvement_models import ImprovementPlan, ImprovementReport
from publications.improving.periods import Period, following
from publications.improving.queries import Count, Followed, Standing, count, followed, overview
from publications.improving.states import Annex, LineState
from publications.models import SnapshotRow
from publications.queries import publication_of

NOTHING = "Không có."
WORDS = ("obstacles", "next_tasks", "proposals")


@dataclass(frozen=True, slots=True)
class Figures:
    """What a report says: of one plan its lines, of all plans one line per agency (``standings``)."""

    period: Period
    until: date
    count: Count
    lines: list[Followed] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    kept: int = 0
    gain: Decimal | None = None
    index: Decimal | None = None
    words: dict[str, list[str]] = field(default_factory=dict)
    late_causes: list[str] = field(default_factory=list)


def figures_of(plan: ImprovementPlan, period: Period, today: date) -> Figures:
    """One agency's figures at the end of the period, or today while it runs."""
    until = period.until(today)
    lines = followed(plan, until)
    gain = total(one.expected - one.line.points for one in lines)
    late = [one for one in lines if one.state == LineState.LATE]
    return Figures(
        period,
        until,
        count(lines),
        lines,
        kept=plan.lines.filter(annex=Annex.KEEP).count(),
        gain=gain,
        index=_index(plan, gain),
        words=_words(plan, period, lines),
        late_causes=[f"Mục {one.line.code}: {_obstacle(one) or 'chưa nêu nguyên nhân.'}" for one in late],
    )


def _index(plan: ImprovementPlan, gain: Decimal) -> Decimal | None:
    """The index if what is done and under way earns its aim and everything else stays."""
    row = SnapshotRow.objects.filter(snapshot=plan.snapshot_id, agency=plan.agency_id).first()
    if row is None or row.total_points is None or not row.applicable_max:
        return None
    return EXACT.divide(HUNDRED * (row.total_points + gain), row.applicable_max)


def _obstacle(one: Followed) -> str:
    return one.progress.obstacle.strip() if one.progress else ""


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _written(campaign: Campaign, agency_id: int | None, period: Period) -> dict[str, list[str]]:
    stored = ImprovementReport.objects.filter(campaign=campaign, agency=agency_id, period=period.key).first()
    return {name: paragraphs(getattr(stored, name)) if stored else [] for name in WORDS}


def _words(plan: ImprovementPlan, period: Period, lines: list[Followed]) -> dict[str, list[str]]:
    """As written; where nothing was, from the follow-up."""
    words = _written(plan.campaign, plan.agency_id, period)
    said = [f"Mục {one.line.code}: {_obstacle(one)}" for one in lines if _obstacle(one)]
    return {
        "obstacles": words["obstacles"] or said or [NOTHING],
        "next_tasks": words["next_tasks"] or _tasks(period, lines) or ["Tiếp tục duy trì kết quả đã đạt."],
        "proposals": words["proposals"] or [NOTHING],
    }


def _tasks(period: Period, lines: list[Followed]) -> list[str]:
    """What is late, and what is due in the period after."""
    after = following(period)
    late = [one.line.code for one in lines if one.state == LineState.LATE]
    due = [
        one.line.code
        for one in lines
        if one.line.due_on and period.last < one.line.due_on <= after.last and one.state != LineState.DONE
    ]
    made = []
    if late:
        made.append(f"Hoàn thành {len(late):02d} nội dung đang chậm: mục {', '.join(late)}.")
    if due:
        made.append(f"Hoàn thành {len(due):02d} nội dung đến hạn trong {after.label}: mục {', '.join(due)}.")
    return made


def office_figures(campaign: Campaign, period: Period, today: date) -> Figures:
    """All plans in force at the end of the period, one line per agency of the published result."""
    until, publication = period.until(today), publication_of(campaign.year)
    standings = overview(campaign, publication, until) if publication else []
    counts = [one.count for one in standings if one.in_force is not None]
    without = [one.row.agency_name for one in standings if one.in_force is None]
    words = _written(campaign, None, period)
    late = [_late_words(one) for one in standings if one.key == "cham"]
    return Figures(
        period,
        until,
        summed(counts),
        standings=standings,
        words={
            "obstacles": words["obstacles"] or [NOTHING],
            "next_tasks": words["next_tasks"] or _office_tasks(late, without),
            "proposals": words["proposals"] or [NOTHING],
        },
        late_causes=late,
    )


def _late_words(standing: Standing) -> str:
    """«Xã A: 02 nội dung chậm (chờ hướng dẫn; thiếu kinh phí)»."""
    late = [one for one in standing.lines if one.state == LineState.LATE]
    causes = dict.fromkeys(words.rstrip(".") for one in late if (words := _obstacle(one)))
    told = f" ({'; '.join(causes)})" if causes else ""
    return f"{standing.row.agency_name}: {len(late):02d} nội dung chậm{told}"


def _office_tasks(late: list[str], without: list[str]) -> list[str]:
    tasks = ["Theo dõi, đôn đốc các đơn vị hoàn thành nội dung khắc phục đúng thời hạn."]
    if without:
        tasks.append(f"Đôn đốc {len(without):02d} đơn vị chưa phê duyệt kế hoạch: {', '.join(without)}.")
    return tasks


def summed(counts: list[Count]) -> Count:
    """The counts of several plans together."""
    return Count(
        sum(one.total for one in counts),
        sum(one.done for one in counts),
        sum(one.doing for one in counts),
        sum(one.late for one in counts),
        sum(one.todo for one in counts),
        total(one.lost for one in counts),
        total(one.regained for one in counts),
        sum(one.percent for one in counts) // len(counts) if counts else 0,
    )
