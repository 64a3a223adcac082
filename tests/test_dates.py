"""Working days by the State Council's calendar, and lights with words."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from types import FrameType
from typing import Any

import holidays
import pytest

from app.dates import (
    began,
    calendar,
    deadline,
    has_begun,
    in_words,
    is_provisional,
    is_working_day,
    last_published,
    working_days_left,
)
from app.lights import light
from app.web.templates import environment
from tests.page import Page


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-02-14", True),  # a Saturday, worked for the Spring Festival
        ("2026-02-16", False),
        ("2026-10-01", False),
        ("2026-10-10", True),  # a Saturday, worked for the National Day
        ("2026-11-22", False),  # a Sunday
        ("2026-11-23", True),
    ],
)
def test_the_official_calendar(day: str, worked: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is worked


def test_a_limit_does_not_count_its_first_day() -> None:
    assert deadline(date(2026, 11, 23), 3) == date(2026, 11, 26)
    assert deadline(date(2026, 11, 20), 1) == date(2026, 11, 23)  # over a weekend
    assert deadline(date(2026, 9, 30), 1) == date(2026, 10, 8)  # over the National Day


def test_days_left_count_down_through_zero() -> None:
    due = date(2026, 11, 26)
    left = [working_days_left(due, date(2026, 11, day)) for day in (23, 26, 27, 30)]
    assert left == [3, 0, -1, -2]


@pytest.mark.parametrize(
    ("today", "done", "colour", "n"),
    [
        (date(2026, 11, 16), None, "green", 8),
        (date(2026, 11, 20), None, "green", 4),
        (date(2026, 11, 23), None, "yellow", 3),
        (date(2026, 11, 26), None, "yellow", 0),
        (date(2026, 11, 27), None, "red", 1),
        (date(2026, 11, 30), None, "red", 2),
        (date(2026, 12, 30), date(2026, 11, 26), "green", 0),
        (date(2026, 12, 30), date(2026, 11, 27), "red", 0),
    ],
)
def test_lights(today: date, done: date | None, colour: str, n: int) -> None:
    found = light(date(2026, 11, 26), today, done)
    assert (found.colour, found.n) == (colour, n)


def test_what_is_late_on_a_day_nobody_works_is_late() -> None:
    """28 February 2026 is a Saturday that is worked; on Sunday no working day has gone by."""
    assert light(date(2026, 2, 28), date(2026, 2, 28)).colour == "yellow"
    assert light(date(2026, 2, 28), date(2026, 3, 1))[0::2] == ("red", 0)
    assert light(date(2026, 2, 28), date(2026, 3, 2))[0::2] == ("red", 1)


def test_a_short_limit_is_not_soon_from_its_first_day() -> None:
    def colours(limit: int) -> list[str]:
        days = [date(2026, 11, day) for day in (20, 23, 24, 25)]  # 4, 3, 2 and 1 are left
        return [light(date(2026, 11, 26), day, limit=limit).colour for day in days]

    assert colours(3) == ["green", "green", "green", "yellow"]
    assert colours(5) == ["green", "green", "yellow", "yellow"]
    assert colours(6) == ["green", "yellow", "yellow", "yellow"]
    assert colours(100) == ["green", "yellow", "yellow", "yellow"]


def test_dates_as_people_write_them() -> None:
    assert in_words(date(2026, 3, 25)) == "2026年3月25日 周三"
    assert in_words(None) == ""


@pytest.mark.parametrize(
    ("due", "today", "said", "n"),
    [
        (date(2026, 11, 26), date(2026, 11, 26), "今天到期", 0),  # not: 0 working days left
        (date(2026, 11, 29), date(2026, 11, 27), "临期，%(n)s 天后到期，其间没有工作日", 2),
        (date(2026, 11, 29), date(2026, 11, 29), "今天到期", 0),  # a Sunday
        (date(2026, 11, 26), date(2026, 11, 25), "临期，还剩 %(n)s 个工作日", 1),
    ],
)
def test_what_ends_today_is_said_so(due: date, today: date, said: str, n: int) -> None:
    found = light(due, today)
    assert (found.colour, found.text, found.n) == ("yellow", said, n)


def test_no_light_says_that_no_working_day_is_left() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(300)]
    texts = {
        found.text
        for day in days
        for more in range(12)
        if (found := light(day + timedelta(days=more), day)).n == 0
    }
    assert texts == {"今天到期"}


def test_days_after_the_last_published_holidays_are_provisional() -> None:
    last = last_published()
    assert last >= 2026
    assert [is_provisional(date(year, 1, 1)) for year in (last, last + 1)] == [False, True]
    assert not light(date(last, 12, 31), date(last, 12, 1)).provisional
    assert light(date(last + 1, 1, 4), date(last, 12, 1)).provisional
    assert light(date(last + 1, 1, 4), date(last + 1, 1, 4)).provisional
    assert not light(date(last + 1, 1, 4), date(last + 1, 1, 2), date(last, 12, 1)).provisional


def test_a_provisional_day_is_marked_where_it_is_shown() -> None:
    template: Any = environment("zh").get_template("_light.html").module
    last = last_published()
    marked = template.lit(light(date(last + 1, 3, 1), date(last, 12, 1)))
    assert "暂定" in Page(marked).text
    assert "暂定" not in Page(template.lit(light(date(last, 3, 1), date(last, 1, 5)))).text


def walked(since: date, days: int) -> date:
    """As one counts on the fingers."""
    while days > 0:
        since += timedelta(days=1)
        days -= is_working_day(since)
    return since


def test_limits_are_as_one_counts_them_day_by_day() -> None:
    """Also over the last year whose holidays are known, and far from any day that was asked of."""
    draw = Random(12)  # noqa: S311
    first = date(1995, 1, 1)
    for _ in range(400):
        day = first + timedelta(days=draw.randrange(365 * 45))
        days = draw.choice([0, 1, 2, 3, 5, 20, draw.randrange(400)])
        due = walked(day, days)
        assert deadline(day, days) == due, (day, days)
        gone = began(day, days)
        assert sum(map(is_working_day, days_of(gone, day))) == days, (day, days)
        assert days == 0 or is_working_day(gone + timedelta(days=1)), "the latest such day"
        other = day + timedelta(days=draw.randrange(-900, 900))
        between = sum(map(is_working_day, days_of(*sorted((day, other)))))
        assert working_days_left(day, other) == (between if day >= other else -between)


def days_of(after: date, until: date) -> list[date]:
    return [after + timedelta(days=n) for n in range(1, (until - after).days + 1)]


def test_what_is_three_years_overdue_costs_no_more_than_what_is_fresh() -> None:
    """Counted by calls, not by time: once a year's days are known, none is looked at again."""
    day = date(2026, 11, 27)
    light(date(2023, 11, 1), day)
    looked_at = calendar_looks(lambda: [light(day - timedelta(days=n), day) for n in range(1095)])
    assert looked_at == 0
    assert light(date(2023, 11, 28), day)[:1] + light(date(2023, 11, 28), day)[2:3] == ("red", 746)


def calendar_looks(do: Callable[[], object]) -> int:
    """How often the calendar is asked of a day meanwhile."""
    seen = 0

    def traced(frame: FrameType, event: str, _arg: object) -> None:
        nonlocal seen
        seen += event == "call" and frame.f_code is is_working_day.__code__

    sys.setprofile(traced)
    try:
        do()
    finally:
        sys.setprofile(None)
    return seen


def test_the_calendar_is_the_librarys_own() -> None:
    """China's file is read without the package around it, which would load all 250 countries."""
    whole, day = holidays.country_holidays("CN"), date(2001, 1, 1)
    while day.year < 2031:
        assert calendar().is_working_day(day) == whole.is_working_day(day), day
        assert calendar().get(day) == whole.get(day), day
        day += timedelta(days=1)


def test_a_web_worker_holds_no_countries_and_reads_no_pdf() -> None:
    asked = "import app.main, sys, app.dates as d; d.is_working_day(d.today()); "
    asked += "print([m for m in ('holidays.countries', 'pikepdf', 'PIL') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("hour", "at", "begun"),
    [
        ("14:30", "2026-11-29 14:29:59 +0800", False),
        ("14:30", "2026-11-29 14:30:00 +0800", True),
        ("14:30", "2026-11-29 06:29:59 +0000", False),  # by China's clock, wherever one is
        ("14:30", "2026-11-29 06:30:00 +0000", True),
        ("9:05", "2026-11-29 09:05:00 +0800", True),
        ("14:30", "2026-11-30 00:00:00 +0800", True),
        ("14:30", "2026-11-28 23:59:59 +0800", False),
        ("", "2026-11-29 23:59:59 +0800", False),  # nobody said when
        ("", "2026-11-29 16:00:00 +0000", True),
    ],
)
def test_what_is_planned_has_begun_at_its_hour_in_china(hour: str, at: str, begun: bool) -> None:
    moment = datetime.strptime(at, "%Y-%m-%d %H:%M:%S %z")
    assert has_begun(date(2026, 11, 29), hour, moment) is begun
