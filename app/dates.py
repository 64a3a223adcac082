"""Days as China counts them: its time zone, official holidays, working days."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from app.i18n import language

CHINA = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"


def today() -> date:
    return datetime.now(CHINA).date()


def now() -> datetime:
    return datetime.now(UTC)


@cache
def calendar() -> holidays.HolidayBase:
    """The State Council's yearly notice: holidays, and weekend days that are worked instead."""
    return holidays.country_holidays("CN")


@cache
def last_published() -> int:
    """The last year whose holidays the State Council has published; of later ones nobody knows yet
    which days are worked.
    """
    known: Any = calendar()
    return int(max(known.special_public_holidays))


def is_provisional(day: date) -> bool:
    return day.year > last_published()


def is_working_day(day: date) -> bool:
    return bool(calendar().is_working_day(day))


def deadline(since: date, working_days: int) -> date:
    """The last day of a limit; the day it begins on does not count (Civil Code, art. 201)."""
    day = since
    while working_days > 0:
        day += timedelta(days=1)
        working_days -= is_working_day(day)
    return day


def began(until: date, working_days: int) -> date:
    """The latest day from which so many working days have passed by `until`."""
    day = until
    while working_days > 0:
        working_days -= is_working_day(day)
        day -= timedelta(days=1)
    return day


def working_days_left(until: date, day: date) -> int:
    """Working days after `day` up to and with `until`; below zero, how many it is over."""
    low, high = sorted((until, day))
    between = sum(is_working_day(low + timedelta(days=n)) for n in range(1, (high - low).days + 1))
    return between if until >= day else -between


def in_words(day: date | None) -> str:
    """As people write it in the reader's language: 2026年3月25日 周三, Wed 25 March 2026."""
    if day is None:
        return ""
    if language.get() == "en":
        return f"{day:%a} {day.day} {day:%B} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"
