"""Improvement plans: one in draft and one in force on a published result of their own year."""

from datetime import timedelta

from cchc.accounts.members import member_of
from cchc.accounts.roles import Role
from publications.improving import services
from tests.access.table import COMMUNE_1, SEES_ALL, Row
from tests.cast import hold
from tests.publications.build import NOW, published, scored_campaign
from tests.publications.improving import fields_of

YEAR = 2016
"""Its plans are carried out in 2017."""


def build(world):
    """Commune 1 has a draft; the town has a plan in force, where An and Bình work as well."""
    cast, at = world.cast, NOW + timedelta(days=9)
    made = scored_campaign(cast, year=YEAR, code=f"KP{YEAR}")
    published(cast, made)
    hold(cast.an, Role.OFFICER, cast.a.town)
    hold(cast.binh, Role.HEAD, cast.a.town)
    an, binh = (member_of(user, cast.tenant_a) for user in (cast.an, cast.binh))
    world.draft = services.make_plan(campaign=made.campaign, agency=cast.a.commune_1, by=an, at=at)
    plan = services.make_plan(campaign=made.campaign, agency=cast.a.town, by=an, at=at)
    plan.lines.update(office="Văn phòng")
    services.move(plan=plan, name="approve", by=binh, at=at)
    world.mended = plan.lines.filter(annex="mend").first()


def draft(world):
    return {"year": YEAR, "code": "001"}


def force(world):
    return {"year": YEAR, "code": "003"}


def typed(world):
    """The lines of the first area, the first of them changed."""
    lines = list(world.draft.lines.filter(area_code="1"))
    fields = {name: value for line in lines for name, value in fields_of(line).items()}
    return fields | {f"m{lines[0].pk}-action": "Ban hành đúng hạn"}


READERS = COMMUNE_1 | SEES_ALL
ROWS = [
    Row("publications:improvements", SEES_ALL, kwargs=lambda w: {"year": YEAR}),
    Row("publications:improvements_table", SEES_ALL, kwargs=lambda w: {"year": YEAR}),
    Row(
        "publications:improvement_own",
        COMMUNE_1 | {"giang"},
        kwargs=lambda w: {"year": YEAR},
        refused=dict.fromkeys(SEES_ALL, 404),
    ),
    Row("publications:improvement", READERS, kwargs=draft),
    Row("publications:improvement", COMMUNE_1, kwargs=draft, get=None, post=lambda w: {}, audited=False,
        why="there is a plan already, so that nothing is drafted", note="make"),
    Row("publications:improvement_edit", COMMUNE_1, kwargs=draft, post=typed),
    Row(
        "publications:improvement_words",
        COMMUNE_1,
        kwargs=draft,
        post=lambda w: {"rank_goal": "nâng hạng", "duties": "Ai: làm gì", "words_version": 1},
    ),
    Row("publications:improvement_step", COMMUNE_1, kwargs=draft, get=None, post=lambda w: {"viec": "send"},
        audited=False, why="the draft has gaps and is not sent"),
    Row("publications:improvement_result", COMMUNE_1, kwargs=draft, get=None, post=lambda w: {}, audited=False,
        why="the result was not corrected"),
    Row("publications:improvement_revise", COMMUNE_1, kwargs=force, get=None, post=lambda w: {"reason": "Đổi hạn"}),
    Row("publications:improvement_follow", READERS, kwargs=force),
    Row("publications:improvement_line", READERS, kwargs=lambda w: force(w) | {"pk": w.mended.pk}),
    Row(
        "publications:improvement_line",
        COMMUNE_1,
        kwargs=lambda w: force(w) | {"pk": w.mended.pk},
        get=None,
        post=lambda w: {"state": "doing", "percent": 10},
        note="say",
    ),
    Row("publications:improvement_reports", READERS, kwargs=force),
    Row("publications:improvement_report", READERS, kwargs=lambda w: force(w) | {"period": "2017-q2"}),
    Row(
        "publications:improvement_report",
        COMMUNE_1,
        kwargs=lambda w: force(w) | {"period": "2017-q2"},
        get=None,
        post=lambda w: {"obstacles": "Thiếu kinh phí"},
        note="write",
    ),
    Row("publications:improvement_office_report", SEES_ALL, kwargs=lambda w: {"year": YEAR, "period": "2017-q2"}),
    Row(
        "publications:improvement_office_report",
        {"chi"},
        kwargs=lambda w: {"year": YEAR, "period": "2017-q2"},
        get=None,
        post=lambda w: {"proposals": "Tập huấn"},
        note="write",
    ),
]  # fmt: skip
