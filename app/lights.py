"""How a limit stands: on time (green), due soon (yellow), overdue (red). Always with words."""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from app.dates import began, is_provisional, working_days_left
from app.i18n import _

SOON = 3  # working days, unless the whole limit is short


class Light(NamedTuple):
    """`provisional`: the State Council has not published the holidays of the year it ends in."""

    colour: str  # green, yellow, red
    text: str  # a msgid with %(n)s
    n: int
    provisional: bool = False


class Since(NamedTuple):
    """What waits since this day or longer is overdue; or due soon, if it is not overdue."""

    late: date
    soon: date


def since(limit: int, day: date) -> Since:
    """As `light` says it of a limit of so many working days: for lists, which compare days."""
    return Since(began(day - timedelta(days=1), limit), began(day, limit - min(SOON, limit // 2)))


@lru_cache(8192)
def light(due: date, day: date, done: date | None = None, limit: int = 2 * SOON) -> Light:
    """As of `day`; what is done keeps the light of the day it was done. `limit`: how many working
    days there were; of a short one the second half is soon.
    """
    left = working_days_left(due, done or day)
    if done:
        return Light("green", _("按期办结"), 0) if left >= 0 else Light("red", _("逾期办结"), 0)
    if left < 0:
        return Light("red", _("逾期 %(n)s 个工作日"), -left)
    if day > due:  # by days on which nobody works
        return Light("red", _("已逾期"), 0)
    if left <= min(SOON, limit // 2):
        return soon(due, day, left)
    return Light("green", _("按期，还剩 %(n)s 个工作日"), left, is_provisional(due))


def soon(due: date, day: date, left: int) -> Light:
    early = is_provisional(due)
    if day == due:
        return Light("yellow", _("今天到期"), 0, early)
    if left == 0:  # it ends on a day on which nobody works, before anybody works again
        text = _("临期，%(n)s 天后到期，其间没有工作日")
        return Light("yellow", text, (due - day).days, early)
    return Light("yellow", _("临期，还剩 %(n)s 个工作日"), left, early)
