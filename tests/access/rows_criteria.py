"""The year's frame: everybody at work reads plan and criteria, those who see all read who takes part, the standing
office writes.
"""

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from criteria.rules.calendar import HANOI
from tests.access.plan_rows import PLAN_ROWS, build_plan
from tests.access.table import COORDINATOR, MEMBERS, SEES_ALL, Row
from tests.criteria.build import small_campaign, small_set
from tests.criteria.files import SMALL

DRY = "a dry run writes nothing"
YEAR = 2011


def build(world):
    """A campaign of its own in an early year, in preparation, so that those of the other rows stay the present one."""
    now = datetime(YEAR, 12, 9, 10, tzinfo=HANOI)
    world.frame = small_campaign(world.cast, now=now, year=YEAR, opened=False, code="TC")
    world.frame_participant = world.frame.participants[world.a.commune_1.pk]
    world.frame_draft = small_set("DT")
    world.frame_draft_leaf = world.frame_draft.criteria.get(code="1.1.1")
    world.frame_exemption = world.frame_participant.exemptions.create(
        criterion=world.frame.leaves["1.10"], reason="Không phát sinh", decided_by_name="Chi"
    )
    build_plan(world)


def code(world):
    return {"code": "TC"}


def draft(world):
    return {"code": "DT"}


def draft_leaf(world):
    return {"code": "DT", "pk": world.frame_draft_leaf.pk}


def leaf_values(world):
    return {
        "code": "1.1.1",
        "name": "Tên",
        "max_points": "1",
        "not_applicable_policy": "none",
        "version": "1",
        "kind": "",
    }


def new_row(world):
    return {"viec": "them-linh-vuc", "name": "Lĩnh vực mới", "points": "1"}


def year(world):
    return {"year": YEAR}


def step(world):
    return {"year": YEAR, "pk": world.frame.steps["survey"].pk}


def participant(world):
    return {"year": YEAR, "pk": world.frame_participant.pk}


def exemption(world):
    return participant(world) | {"exemption_pk": world.frame_exemption.pk}


def step_values(world):
    return {"printed_number": "3", "task": "Điều tra", "deadline_kind": "before", "deadline_date": "2011-12-20"}


def campaign_values(world):
    bands = {"muc-TOTAL_FORMS": "1", "muc-INITIAL_FORMS": "0", "muc-0-name": "Đạt", "muc-0-lower": "0"}
    bands |= {"muc-0-lower_inclusive": "on", "muc-0-upper": "100", "muc-0-upper_inclusive": "on"}
    return {"year": "2098", "set_0": "TC", "tie_rule": "shared", "plan_from": "later"} | bands


def extension_values(world):
    later = world.frame.steps["survey"].closes.strftime("%Y-%m-%dT12:00")
    return {"phase": "survey", "whom": "all", "closes_at": later, "reason": "Mưa lũ", "approver": "Chủ tịch"}


def exempt_values(world):
    return {"criterion": world.frame.criteria_set.criteria.get(code="2").pk, "reason": "Đơn vị mới"}


def upload(world):
    return {"file": SimpleUploadedFile("bo.csv", SMALL.encode()), "code": "MOI", "title": "Bộ mới", "total": "5"}


ROWS = [
    Row("criteria:sets", MEMBERS),
    Row("criteria:set", MEMBERS, kwargs=code),
    Row("criteria:set_export", MEMBERS, kwargs=lambda w: {"code": "TC", "extension": "csv"}),
    Row("criteria:set_sample", COORDINATOR),
    Row("criteria:set_import", COORDINATOR, post=upload, audited=False, why=DRY),
    Row("criteria:set_issue", COORDINATOR, kwargs=code, post=lambda w: {"number": "8/QĐ-UBND", "day": "2010-01-01"}),
    Row("criteria:set_compare", MEMBERS, get=lambda w: {"cu": "TC", "moi": "DT"}),
    Row(
        "criteria:set_new",
        COORDINATOR,
        post=lambda w: {"code": "BM", "title": "Bộ mới", "declared_total": "100"},
    ),
    Row(
        "criteria:set_copy",
        COORDINATOR,
        kwargs=code,
        post=lambda w: {"purpose": "year", "code": "TC-2", "title": "Bộ năm sau"},
    ),
    Row("criteria:set_lineage", COORDINATOR, kwargs=draft, post=lambda w: {"viec": "khop", "bo": "TC"}),
    Row("criteria:set_edit", COORDINATOR, kwargs=draft, post=new_row),
    Row(
        "criteria:set_head",
        COORDINATOR,
        kwargs=draft,
        post=lambda w: {"title": "Tên khác", "declared_total": "20"},
    ),
    Row(
        "criteria:set_bonus",
        COORDINATOR,
        kwargs=draft,
        post=lambda w: {
            "bonus": "2",
            "penalty": "",
            "muc-TOTAL_FORMS": "1",
            "muc-INITIAL_FORMS": "0",
            "muc-0-kind": "bonus",
            "muc-0-code": "T1",
            "muc-0-name": "Khen",
            "muc-0-points_per_occurrence": "1",
            "muc-0-item_cap": "1",
        },
    ),
    Row(
        "criteria:set_try",
        COORDINATOR,
        kwargs=draft_leaf,
        get=None,
        post=leaf_values,
        audited=False,
        why="a preview writes nothing",
    ),
    Row("criteria:set_criterion", COORDINATOR, kwargs=draft_leaf, post=leaf_values),
    Row("criteria:campaign_new", COORDINATOR, post=campaign_values),
    Row("criteria:plan", MEMBERS, kwargs=year),
    Row("criteria:plan_head", COORDINATOR, kwargs=year, post=lambda w: {"bases": "Luật", "number": "", "day": ""}),
    Row("criteria:step_new", COORDINATOR, kwargs=year, post=step_values),
    Row("criteria:step", COORDINATOR, kwargs=step, post=step_values),
    Row("criteria:step_delete", COORDINATOR, kwargs=step, get=None, post=lambda w: {}),
    Row("criteria:campaign_open", COORDINATOR, kwargs=year, get=None, post=lambda w: {}),
    Row("criteria:extensions", SEES_ALL, kwargs=year),
    Row("criteria:extensions", COORDINATOR, kwargs=year, get=None, post=extension_values, note="write"),
    Row("criteria:participants", SEES_ALL, kwargs=year),
    Row("criteria:participant", COORDINATOR, kwargs=participant, post=lambda w: {"block": "xã", "ranked": "on"}),
    Row("criteria:exempt", COORDINATOR, kwargs=participant, get=None, post=exempt_values),
    Row("criteria:exemption_withdraw", COORDINATOR, kwargs=exemption, get=None, post=lambda w: {}),
    *PLAN_ROWS,
]
