"""Which quarters a program asks for. Pure."""

from datetime import date

from litestar.exceptions import ValidationException

from app.ledger.measures import quarter_of
from app.regions.comparison.address import last_four
from app.regions.quarters import QUARTERS, quarter_after, quarter_in, written
from app.regions.queries import Time


def time_asked(first: str, last: str, day: date) -> Time:
    """What was not said is a year of quarters that are over; what was said wrong is refused."""
    now = quarter_of(day)
    until = quarter("to", last) or last_four(day).last
    begins = quarter("from", first) or quarter_after(until, -3)
    if until > now:
        raise ValidationException(f"`to` lies in the future: this quarter is {written(now)}.")
    if begins > until:
        raise ValidationException(f"`from` lies after `to`: {written(begins)}, {written(until)}.")
    time = Time(begins, until)
    if time.quarters > QUARTERS:
        raise ValidationException(f"These are {time.quarters} quarters: at most {QUARTERS}.")
    return time


def quarter(name: str, text: str) -> date | None:
    """As the description says it, to the letter: pages take 2025q1, too."""
    found = quarter_in(text)
    if text and (found is None or written(found) != text):
        raise ValidationException(f"`{name}` is no quarter: write it as 2025Q1.")
    return found
