from datetime import datetime, timedelta

import pytest

from assessments.models import Assessment
from assessments.reminders import due_offset, owed
from assessments.services import open_assessments, share_out, transition
from cchc.accounts.models import Membership
from criteria.models import Extension
from criteria.queries import step_window
from criteria.rules.calendar import HANOI
from tests.assessments.build import ENTRIES, filled_assessment, standing

MIDNIGHT = datetime(2024, 12, 15, tzinfo=HANOI)
"""«Trước ngày 15/12/2024»: the last day is 14/12."""


@pytest.mark.parametrize(
    ("day", "hour", "offset"),
    [
        (6, 12, None),
        (7, 7, None),
        (7, 8, -7),
        (10, 23, -7),
        (11, 8, -3),
        (13, 9, -1),
        (14, 9, 0),
        (15, 7, 0),
        (15, 8, 1),
        (17, 8, 3),
        (27, 8, 3),
        (27, 9, None),
    ],
)
def test_the_latest_reminder_is_due_from_eight_in_the_morning(day, hour, offset):
    due = due_offset(MIDNIGHT, datetime(2024, 12, day, hour, tzinfo=HANOI))
    assert (due[0] if due else None) == offset


@pytest.fixture
def opened(year, scope_a):
    open_assessments(year.campaign)
    return year


def days_before(year, days):
    """Nine in the morning, so many days before the last day."""
    closes = step_window(year.steps["self_assessment"]).closes
    return closes - timedelta(days=days + 1) + timedelta(hours=9)


def names(messages):
    return sorted(message.recipient.username for message in messages)


def test_officers_and_heads_of_files_not_sent_are_reminded(opened, cast):
    assert names(owed(days_before(opened, 3))) == ["an", "binh", "giang"]


def test_who_has_sent_is_left_alone(opened, cast, now):
    filled_assessment(opened, cast.a.commune_1, by=cast.an, head=cast.binh, at=now, state="submitted")
    assert names(owed(days_before(opened, 3))) == ["giang"]


def test_someone_with_two_roles_is_reminded_once(opened, cast):
    Membership.objects.create(user=cast.an, role="head", agency=cast.a.commune_1)
    assert names(owed(days_before(opened, 3))) == ["an", "binh", "giang"]


def test_an_extension_moves_the_reminders_of_its_agency(opened, cast):
    closes = step_window(opened.steps["self_assessment"]).closes
    Extension.objects.create(
        campaign=opened.campaign,
        agency=cast.a.commune_1,
        phase="self_assessment",
        closes_at=closes + timedelta(days=20),
        reason="Mất điện",
        approver="Ông Ký",
        created_by_name="Chi",
    )
    assert names(owed(days_before(opened, -1))) == ["giang"]


def bodies(messages):
    return {message.recipient.username: message.body.split(". ")[1] for message in messages}


def test_an_officer_is_told_of_the_own_part_alone(opened, cast, now):
    file = Assessment.objects.get(agency=cast.a.commune_1)
    area = opened.criteria_set.criteria.get(code="2")
    share_out(assessment=file, criterion=area, officers=[cast.giang], by=cast.binh)
    assert bodies(owed(days_before(opened, 3)))["an"] == "Phần được giao còn 6 việc"
    assert bodies(owed(days_before(opened, 3)))["binh"] == "Còn 9 mục chưa chấm"


def test_an_officer_whose_part_is_done_is_left_alone_while_others_work(opened, cast, now):
    first = {code: fields for code, fields in ENTRIES.items() if code.startswith("1")}
    file = filled_assessment(opened, cast.a.commune_1, by=cast.an, at=now, entries=first)
    area = opened.criteria_set.criteria.get(code="2")
    share_out(assessment=file, criterion=area, officers=[cast.giang], by=cast.binh)
    assert names(owed(days_before(opened, 3))) == ["binh", "giang"]


def test_a_file_that_waits_for_the_head_is_the_heads_alone(opened, cast, now):
    file = filled_assessment(opened, cast.a.commune_1, by=cast.an, at=now)
    transition(assessment=file, name="request_approval", by=standing(cast.an, file), at=now)
    told = bodies(owed(days_before(opened, 3)))
    assert ("an" in told, told["binh"]) == (False, "Hồ sơ đã chấm đủ, đang chờ lãnh đạo duyệt và gửi")


def test_one_message_has_one_key_and_says_until_when(opened, cast):
    message = next(one for one in owed(days_before(opened, 0)) if one.recipient == cast.an)
    again = next(one for one in owed(days_before(opened, 0) + timedelta(hours=2)) if one.recipient == cast.an)
    assert (message.dedupe_key, message.due_at) == (again.dedupe_key, again.due_at)
    assert message.subject == "Hôm nay là hạn cuối: gửi hồ sơ tự đánh giá năm 2024 của Xã Cẩm Giàng"
    assert message.body.startswith("Hạn gửi: 24:00 ngày 13/12/2024. Còn 9 mục chưa chấm.")
    assert message.url.startswith("/huyen-a/2024/tu-danh-gia/")


@pytest.mark.parametrize("change", ["not opened", "adopted", "no step"])
def test_nothing_is_owed_where_nothing_is_open(change, opened, now):
    at = days_before(opened, 3)
    if change == "no step":
        opened.campaign.steps.all().delete()
    else:
        opened.campaign.opened_at = None if change == "not opened" else now
        opened.campaign.adopted_at = now if change == "adopted" else None
        opened.campaign.save()
    assert list(owed(at)) == []


def test_the_number_of_queries_does_not_grow_with_the_agencies(opened, django_assert_num_queries):
    # campaign, step, extensions; files, counts, leaves, exemptions of progress; memberships, shares
    with django_assert_num_queries(9):
        list(owed(days_before(opened, 3)))
