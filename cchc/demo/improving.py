"""Last year's improvement plans as the year leaves them: followed, waiting for the head, in draft, not begun."""

from datetime import date, datetime, timedelta
from random import Random

from assessments.models import Evidence
from cchc.accounts.grants import grant_many
from cchc.accounts.members import Member, member_of
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.demo.issued import issue_paper
from cchc.demo.seed import Seeding
from cchc.documents.registry import About
from cchc.tenancy.models import Agency
from councils.news import people_with
from criteria.models import Campaign
from publications.improvement_models import ImprovementLine, ImprovementPlan, ImprovementProgress, ImprovementProof
from publications.improving import services as plans
from publications.improving.following import save_report
from publications.improving.services import CARE
from publications.improving.states import LineState
from publications.improving.wording import is_unit

STATES = ("approved",) * 6 + ("pending", "draft", "", "approved")
"""How the agencies' plans stand, in turn; the agencies with named people have theirs approved."""
OFFICES = ("Công chức Văn phòng - Thống kê", "Công chức Tư pháp - Hộ tịch", "Bộ phận Tiếp nhận và Trả kết quả")
OFFICE_BODIES = ("Văn phòng", "Phòng chuyên môn", "Bộ phận Tiếp nhận và Trả kết quả")
PARTNERS = ("Công chức chuyên môn", "Đài truyền thanh", "Công an xã", "")
OFFICE_PARTNERS = ("Các phòng chuyên môn", "Văn phòng", "")
DONE = (
    "Đã ban hành văn bản, phân công thực hiện và lưu hồ sơ.",
    "Đã hoàn thành đủ khối lượng theo kế hoạch.",
    "Đã khắc phục, kiểm tra lại đạt yêu cầu.",
)
DOING = ("Đã thực hiện một phần, đang tiếp tục.", "Đã rà soát, đang bổ sung tài liệu kiểm chứng.")
OBSTACLES = ("Chờ hướng dẫn của cơ quan chuyên môn cấp trên.", "Thiếu kinh phí nâng cấp trang thiết bị.")


def plan_improvements(work: Seeding, year: int) -> None:
    """The plans on the result of ``year``. Inside the tenant's scope."""
    campaign = Campaign.objects.get(year=year)
    named = {person.agency for person in work.exercise.people}
    agencies = list(Agency.objects.filter(participations__campaign=campaign).order_by("sort_key"))
    if work.exercise.kind != "district":
        agencies = agencies[:6]
    for place, agency in enumerate(agencies):
        state = "approved" if agency.code in named else STATES[place % len(STATES)]
        if state:
            _plan(work, campaign, agency, state, Random(f"kp{work.exercise.seed}{agency.code}"))  # noqa: S311


def _member(work: Seeding, agency: Agency, role: Role) -> Member | None:
    held = Membership.objects.filter(agency=agency, role=role).select_related("user").order_by("pk").first()
    return member_of(held.user, work.tenant) if held else None


def _plan(work: Seeding, campaign: Campaign, agency: Agency, state: str, dice: Random) -> None:
    officer, head = (_member(work, agency, role) for role in (Role.OFFICER, Role.HEAD))
    if officer is None or head is None:
        return
    made_at = campaign.publication.published_at + timedelta(days=9)
    plan = plans.make_plan(campaign=campaign, agency=agency, by=officer, at=made_at)
    _give(plan, agency, made_at.date(), campaign.year + 1, dice)
    if state == "draft":
        return
    plan = plans.move(plan=plan, name="send", by=officer, at=made_at + timedelta(days=4))
    if state == "approved":
        plan = plans.move(plan=plan, name="approve", by=head, at=made_at + timedelta(days=6))
        if agency.code in {person.agency for person in work.exercise.people}:
            about = About(campaign, agency)
            issue_paper(work, about, "15", made_at + timedelta(days=6, hours=8), by=head.user)
        _follow(work, plan, officer.user, dice)
        _report(work, plan, officer)


def _give(plan: ImprovementPlan, agency: Agency, made: date, year: int, dice: Random) -> None:
    """Officers by area, a post for what is kept, days spread over the year."""
    people = people_with(Role.OFFICER, agency=agency.pk)
    lines = list(plan.lines.all())
    by_area = {
        code: people[place % len(people)] for place, code in enumerate(dict.fromkeys(x.area_code for x in lines))
    }
    offices, partners = (OFFICES, PARTNERS) if is_unit(agency) else (OFFICE_BODIES, OFFICE_PARTNERS)
    for line in lines:
        line.partners = dice.choice(partners)
        if line.is_kept:
            line.office = dice.choice(offices)
        else:
            line.due_on = max(made + timedelta(days=40), date(year, dice.choice([3, 6, 6, 9, 9, 9, 12, 12, 12]), 30))
    ImprovementLine.objects.bulk_update(lines, ["partners", "office", "due_on"])
    grant_many(pairs=[(line, by_area[line.area_code]) for line in lines if not line.is_kept], codename=CARE)


def _follow(work: Seeding, plan: ImprovementPlan, by: User, dice: Random) -> None:
    """Words on most lines in the months since: what was due is mostly done, some of it late."""
    lines = list(plan.lines.filter(annex="mend"))
    rows = [_progress(plan, line, by, work, dice) for line in lines if dice.random() < 0.93]
    ImprovementProgress.objects.bulk_create([*_begun(rows, work), *rows])
    shown = list(Evidence.objects.kept().filter(agency=plan.agency, year=plan.campaign.year + 1)[:12])
    if shown:
        done = [row for row in rows if row.state == LineState.DONE]
        ImprovementProof.objects.bulk_create(
            ImprovementProof(progress=row, evidence=dice.choice(shown)) for row in done[::2]
        )


def _begun(rows: list[ImprovementProgress], work: Seeding) -> list[ImprovementProgress]:
    """What is still under way was begun in the summer, so that the reports of months and quarters differ."""
    summer = work.moment(-140)
    shared = {"state": LineState.DOING, "percent": 20, "done": "Đã phân công, bắt đầu thực hiện."}
    return [
        ImprovementProgress(
            campaign=row.campaign, agency=row.agency, criterion_id=row.criterion_id, by=row.by, at=summer, **shared
        )
        for row in rows
        if row.state == LineState.DOING and row.at > summer
    ]


def _progress(
    plan: ImprovementPlan, line: ImprovementLine, by: User, work: Seeding, dice: Random
) -> ImprovementProgress:
    due = line.due_on or work.today
    due_soon = (due - work.today).days < 0
    state = LineState.DONE if dice.random() < (0.82 if due_soon else 0.3) else LineState.DOING
    last = min(due, work.today) if state == LineState.DONE else work.today
    at = work.moment((last - work.today).days - dice.randint(1, 25), dice.randint(8, 15))
    return ImprovementProgress(
        campaign=plan.campaign,
        agency=plan.agency,
        criterion_id=line.criterion_id,
        state=state,
        percent=100 if state == LineState.DONE else dice.choice([30, 50, 70, 80]),
        done=dice.choice(DONE if state == LineState.DONE else DOING),
        obstacle=dice.choice(OBSTACLES) if state == LineState.DOING and due_soon else "",
        at=_after(at, plan.approved_at),
        by=by,
    )


def _after(at: datetime, approved: datetime | None) -> datetime:
    return max(at, approved + timedelta(hours=3)) if approved else at


def _report(work: Seeding, plan: ImprovementPlan, by: Member) -> None:
    """The words of the third quarter's report."""
    words = {
        "obstacles": "Trang thiết bị tại Bộ phận Tiếp nhận và Trả kết quả xuống cấp.",
        "next_tasks": "",
        "proposals": "Bố trí kinh phí nâng cấp trang thiết bị; tập huấn cho công chức mới.",
    }
    save_report(
        campaign=plan.campaign,
        agency=plan.agency,
        period=f"{plan.campaign.year + 1}-q3",
        words=words,
        by=by,
        at=work.moment(-50),
    )
