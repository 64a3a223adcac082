"""Days as China counts them: its time zone, official holidays, working days; after the last
published holidays they are tentative.
"""

from bisect import bisect_left
from calendar import isleap
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from app.i18n import _, language, translated

CHINA = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"


def today() -> date:
    return datetime.now(CHINA).date()


# Whoever keeps what is made within (app/web/again.py) hears of it that a moment was asked for.
asked_for: ContextVar[list[datetime] | None] = ContextVar("asked_for", default=None)


def now() -> datetime:
    moment = datetime.now(UTC)
    if (moments := asked_for.get()) is not None:
        moments.append(moment)
    return moment


def has_begun(day: date, hour: str, at: datetime | None = None) -> bool:
    """Of what is planned for an hour in China, as 14:30. `hour`: ''; nobody said when, so that all
    of the day it may still come. `at`: now; tests give another moment.
    """
    here = (at or now()).astimezone(CHINA)
    if not hour:
        return day < here.date()
    hours, _colon, minutes = hour.partition(":")
    return datetime.combine(day, time(int(hours), int(minutes)), CHINA) <= here


def month_after(year: int, month: int, months: int) -> date:
    """The first day of the month so many after that one, or before it."""
    return date(year + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1, 1)


def time_of(year: int, month: int = 0) -> tuple[date, date]:
    """Of a month, or of all of them: its first day, and the first one after it. Pure."""
    first = date(year, month or 1, 1)
    return first, month_after(year, first.month, 1 if month else 12)


def months_since(first: date | None, last: date | None = None) -> dict[int, list[date]]:
    """By year, the latest first: the first days of all of them, also of those of both days. `last`:
    today, which None is too.
    """
    end = last or today()
    begun = first or end
    passed = (end.year - begun.year) * 12 + end.month - begun.month
    these = [month_after(end.year, end.month, -n) for n in range(passed + 1)]
    return {year: list(those) for year, those in groupby(these, lambda each: each.year)}


@cache
def calendar() -> holidays.HolidayBase:
    """The State Council's yearly notice: holidays, and weekend days that are worked instead. China
    alone: the library's package of countries would load all 250, ten megabytes of a web worker.
    """
    file = Path(holidays.__file__).parent / "countries" / "china.py"
    spec: Any = spec_from_file_location("holidays.countries.china", file)
    module: Any = module_from_spec(spec)
    spec.loader.exec_module(module)
    found: holidays.HolidayBase = module.China()
    return found


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


@cache
def worked(year: int) -> list[int]:
    """How many of the year's working days have begun, on each of its days."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365 + isleap(year)))
    return list(accumulate(is_working_day(day) for day in days))


# Working days from the beginning of one year to that of each other; below zero: of earlier ones.
# Those in between are counted once in a process, however far a date lies.
BEFORE = {2024: 0}


def before(year: int) -> int:
    if year not in BEFORE:
        for each in range(max(BEFORE), year):
            BEFORE[each + 1] = BEFORE[each] + worked(each)[-1]
        for each in range(min(BEFORE), year, -1):
            BEFORE[each - 1] = BEFORE[each] - worked(each - 1)[-1]
    return BEFORE[year]


def up_to(day: date) -> int:
    """Working days up to and with `day`. Only differences mean something."""
    return before(day.year) + worked(day.year)[day.timetuple().tm_yday - 1]


def working_day(number: int, near: int) -> date:
    """The day on which `up_to` first says `number`. `near`: a year, not long before or after."""
    while before(near) >= number:
        near -= 1
    while before(near + 1) < number:
        near += 1
    return date(near, 1, 1) + timedelta(days=bisect_left(worked(near), number - before(near)))


def deadline(since: date, working_days: int) -> date:
    """The last day of a limit; the day it begins on does not count (Civil Code, art. 201)."""
    if working_days <= 0:
        return since
    return working_day(up_to(since) + working_days, since.year)


def began(until: date, working_days: int) -> date:
    """The latest day from which so many working days have passed by `until`."""
    if working_days <= 0:
        return until
    return working_day(up_to(until) - working_days + 1, until.year) - timedelta(days=1)


def working_days_left(until: date, day: date) -> int:
    """Working days after `day` up to and with `until`; below zero, how many it is over."""
    return up_to(until) - up_to(day)


def in_words(day: date | None) -> str:
    """As people write it in the reader's language: 2026年3月25日 周三, Wed 25 March 2026."""
    if day is None:
        return ""
    return written(day, language.get())


def due_in_words(day: date) -> str:
    """The last day of a limit; provisional where nobody knows yet on which days of that year people
    work (app/lights.py says the same).
    """
    if not is_provisional(day):
        return in_words(day)
    return translated(_("%(day)s（暂定）"), day=in_words(day))


def dated(day: date) -> str:
    """As a document is dated, without the day of the week: 2026年3月25日, 25 March 2026."""
    if language.get() == "en":
        return f"{day.day} {day:%B} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


@lru_cache(4096)
def written(day: date, language: str) -> str:
    if language == "en":
        return f"{day:%a} {day.day} {day:%B} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"
