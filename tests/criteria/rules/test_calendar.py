from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.rules.calendar import (
    HANOI,
    DeadlineKind,
    Phase,
    Window,
    closing_minute,
    deadline_words,
    is_open,
    last_day,
    parse_period,
    remaining,
    weekday_name,
)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


D15 = date(2024, 12, 15)


@pytest.mark.parametrize(
    ("kind", "day", "period", "override", "closes", "words"),
    [
        pytest.param(
            "before",
            D15,
            None,
            None,
            "2024-12-15 00:00",
            "trước ngày 15/12/2024 (đóng lúc 24:00 ngày 14/12)",
            id="trước ngày",
        ),
        pytest.param(
            "on_or_before",
            date(2021, 12, 25),
            None,
            None,
            "2021-12-26 00:00",
            "chậm nhất ngày 25/12/2021 (đóng lúc 24:00 ngày 25/12)",
            id="chậm nhất",
        ),
        pytest.param(
            "on",
            date(2025, 1, 10),
            None,
            None,
            "2025-01-11 00:00",
            "ngày 10/01/2025 (đóng lúc 24:00 ngày 10/01)",
            id="a plain date",
        ),
        pytest.param(
            "period",
            None,
            "2024-11",
            None,
            "2024-12-01 00:00",
            "tháng 11/2024 (đóng lúc 24:00 ngày 30/11)",
            id="a month",
        ),
        pytest.param(
            "period",
            None,
            "2024-12",
            None,
            "2025-01-01 00:00",
            "tháng 12/2024 (đóng lúc 24:00 ngày 31/12)",
            id="December",
        ),
        pytest.param(
            "period",
            None,
            "2024-02",
            None,
            "2024-03-01 00:00",
            "tháng 02/2024 (đóng lúc 24:00 ngày 29/02)",
            id="a leap year",
        ),
        pytest.param(
            "on_or_before",
            date(2023, 10, 31),
            "2023-10",
            None,
            "2023-11-01 00:00",
            "chậm nhất ngày 31/10/2023 (đóng lúc 24:00 ngày 31/10)",
            id="month and last day",
        ),
        pytest.param(
            "before",
            date(2025, 1, 1),
            None,
            None,
            "2025-01-01 00:00",
            "trước ngày 01/01/2025 (đóng lúc 24:00 ngày 31/12/2024)",
            id="before New Year closes in the old year",
        ),
        pytest.param(
            "before",
            D15,
            None,
            "2024-12-16 17:00",
            "2024-12-16 17:00",
            "trước ngày 15/12/2024 (đóng lúc 17:00 ngày 16/12)",
            id="a minute set by hand",
        ),
        pytest.param(
            "none",
            None,
            None,
            "2024-12-16 17:00",
            "2024-12-16 17:00",
            "chưa có thời hạn (đóng lúc 17:00 ngày 16/12/2024)",
            id="only by hand",
        ),
        pytest.param("none", None, None, None, None, "chưa có thời hạn", id="none"),
        pytest.param("before", None, None, None, None, "chưa có thời hạn", id="a date not given yet"),
        pytest.param("period", None, None, None, None, "chưa có thời hạn", id="a month not given yet"),
    ],
)
def test_the_words_of_a_plan_have_an_exact_closing_minute(kind, day, period, override, closes, words):
    set_by_hand = at(override) if override else None
    assert closing_minute(kind, day, period, set_by_hand) == (at(closes) if closes else None)
    assert deadline_words(kind, day, period, set_by_hand) == words


def test_the_closing_minute_is_in_the_time_of_vietnam():
    assert closing_minute("before", D15) == datetime(2024, 12, 14, 17, 0, tzinfo=UTC)


def test_a_minute_set_in_another_zone_is_shown_in_the_time_of_vietnam():
    override = datetime(2024, 12, 16, 10, 0, tzinfo=UTC)
    assert deadline_words("before", D15, None, override) == "trước ngày 15/12/2024 (đóng lúc 17:00 ngày 16/12)"


@pytest.mark.parametrize("text", ["11", "2024", "2024-13", "2024-00", "24-11", "Tháng 11", "2024-1a", ""])
def test_a_month_without_its_year_is_refused(text):
    with pytest.raises(ValueError) as refused:
        parse_period(text)
    assert str(refused.value) == f"Tháng “{text}” không đọc được – ghi theo dạng 2024-11."


@pytest.mark.parametrize("text", ["9999-12", "2200-01", "1899-12", "0000-01", "0001-01"])
def test_a_month_at_the_ends_of_the_calendar_is_refused(text):
    with pytest.raises(ValueError) as refused:
        parse_period(text)
    assert str(refused.value) == f"Tháng “{text}” ngoài khoảng 1900–2199 – kiểm tra lại năm."


def test_the_last_month_taken_has_its_closing_minute():
    assert closing_minute("period", None, "2199-12") == at("2200-01-01 00:00")


@pytest.mark.parametrize(
    ("now", "closes", "words"),
    [
        ("2024-12-09 09:41", "2024-12-15 00:00", "Còn 5 ngày 14 giờ"),
        ("2024-12-14 00:00", "2024-12-15 00:00", "Còn 1 ngày"),
        ("2024-12-14 20:39:30", "2024-12-15 00:00", "Còn 3 giờ 20 phút"),
        ("2024-12-14 22:00", "2024-12-15 00:00", "Còn 2 giờ"),
        ("2024-12-14 23:18", "2024-12-15 00:00", "Còn 42 phút"),
        ("2024-12-14 23:59:30", "2024-12-15 00:00", "Còn dưới 1 phút"),
        ("2024-12-15 00:00", "2024-12-15 00:00", "Quá hạn dưới 1 phút"),
        ("2024-12-15 00:07", "2024-12-15 00:00", "Quá hạn 7 phút"),
        ("2024-12-15 05:00", "2024-12-15 00:00", "Quá hạn 5 giờ"),
        ("2024-12-17 08:00", "2024-12-15 00:00", "Quá hạn 2 ngày"),
    ],
)
def test_the_time_left_is_put_in_words(now, closes, words):
    assert remaining(at(now), at(closes)) == words


def test_without_a_deadline_no_time_is_left_or_lost():
    assert remaining(at("2024-12-15 00:00"), None) == "Chưa có thời hạn"


WINDOW = Window(at("2024-12-01 00:00"), at("2024-12-15 00:00"))


@pytest.mark.parametrize(
    ("window", "now", "expected"),
    [
        (WINDOW, "2024-11-30 23:59:59", False),
        (WINDOW, "2024-12-01 00:00", True),
        (WINDOW, "2024-12-14 23:59:59.999999", True),
        (WINDOW, "2024-12-15 00:00", False),
        (Window(None, at("2024-12-15 00:00")), "2020-01-01 00:00", True),
        (Window(at("2024-12-01 00:00"), None), "2030-01-01 00:00", True),
        (Window(None, None), "2024-12-01 00:00", True),
    ],
)
def test_a_window_holds_its_first_moment_and_not_its_last(window, now, expected):
    assert is_open(window, at(now)) is expected


@pytest.mark.parametrize("use", [lambda naive: is_open(WINDOW, naive), lambda naive: remaining(naive, None)])
def test_a_moment_without_time_zone_is_a_mistake_of_the_caller(use):
    with pytest.raises(ValueError, match="time zone"):
        use(datetime(2024, 12, 1))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (16, "thứ Hai"),
        (17, "thứ Ba"),
        (18, "thứ Tư"),
        (19, "thứ Năm"),
        (20, "thứ Sáu"),
        (14, "thứ Bảy"),
        (15, "Chủ nhật"),
    ],
)
def test_weekdays_are_named(day, name):
    assert weekday_name(date(2024, 12, day)) == name


def test_every_phase_and_kind_has_a_label():
    assert [phase.label for phase in Phase] == [
        "Chuẩn bị",
        "Tự đánh giá",
        "Điều tra xã hội học",
        "Thẩm định",
        "Giải trình",
        "Thẩm định lần 2",
        "Họp Hội đồng thẩm định",
        "Phê duyệt kết quả",
        "Công bố kết quả",
    ]
    assert [kind.label for kind in DeadlineKind] == [
        "trước ngày",
        "chậm nhất ngày",
        "ngày",
        "tháng",
        "chưa có thời hạn",
    ]


days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(days, st.sampled_from(["before", "on", "on_or_before"]))
def test_a_step_is_open_on_its_last_day_and_closed_on_the_next(day, kind):
    closes = closing_minute(kind, day)
    last = last_day(kind, day)
    assert closes - timedelta(minutes=1) == datetime(last.year, last.month, last.day, 23, 59, tzinfo=HANOI)
    assert last == (day - timedelta(days=1) if kind == "before" else day)


@given(days)
def test_a_month_closes_on_its_last_day(day):
    last = last_day("period", None, f"{day:%Y-%m}")
    assert (last.year, last.month, (last + timedelta(days=1)).day) == (day.year, day.month, 1)
