"""What a view of the comparison shows, as its address says it: every view can be sent."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import repeat
from typing import Any, NamedTuple
from urllib.parse import urlencode

from litestar.exceptions import NotFoundException

from app.dates import today
from app.i18n import _
from app.ledger.measures import quarter_of
from app.refusal import Refused
from app.regions.dictionary import BY_KEY, DICTIONARY, FIRST_SHOWN, Indicator
from app.regions.quarters import (
    QUARTERS,
    in_words,
    quarter_after,
    quarter_in,
    quarters_between,
    written,
)
from app.regions.queries import Time
from app.regions.rules import COHORTS, SIZES
from app.web.forms.fields import NO_SUCH, id_asked, word_asked

MOST_SHOWN = 12
TOO_MANY = _("选了 %(n)s 项指标，一次最多看 %(most)s 项，请去掉几项。")
PAGE = 200  # a province on one page
FURTHEST = 10_000  # there are no more counties


class Chosen(NamedTuple):
    by: str
    shown: tuple[str, ...]
    time: Time
    cohort: str = ""
    size: str = ""
    prefecture: str = ""
    start: int = 0  # how many of the table are left out before the first that is shown

    @property
    def indicator(self) -> Indicator:
        return BY_KEY[self.by]

    @property
    def indicators(self) -> list[Indicator]:
        """In the dictionary's order; the one that is sorted by among them."""
        return [each for each in DICTIONARY if each.key in self.shown or each.key == self.by]

    def address(self, **other: Any) -> str:
        """The query of the same view, but for `other`."""
        fields: dict[str, Any] = {
            "by": self.by,
            "show": list(self.shown),
            "from": written(self.time.first),
            "to": written(self.time.last),
            "cohort": self.cohort,
            "size": self.size,
            "prefecture": self.prefecture,
            "start": self.start,
        } | other
        return "&".join(
            part
            for name, given in fields.items()
            for part in (map(said, repeat(name), given) if name == "show" else [said(name, given)])
            if part
        )


@lru_cache(4096)
def said(name: str, text: Any) -> str:
    """One field of a query; "": nothing is asked by it. A page has an address for each column, all
    of nearly the same fields.
    """
    return urlencode({name: text}) if text else ""


def last_four(day: date) -> Time:
    """A year of quarters that are over."""
    last = quarter_after(quarter_of(day), -1)
    return Time(quarter_after(last, -3), last)


def time_in(first: str, last: str, day: date) -> Time:
    """What was not said is a year of quarters that are over; what was said wrong is refused."""
    now = quarter_of(day)
    begins, ends = (quarter_said(name, text) for name, text in (("from", first), ("to", last)))
    until = ends or last_four(day).last
    begins = begins or quarter_after(until, -3)
    if until > now:
        text = _("「截止季度」最晚是本季度：%(now)s。")
        raise Refused(text, "to", now=in_words(now))
    if begins > until:
        text = _("「起始季度」（%(first)s）晚于「截止季度」（%(last)s），请改一个。")
        raise Refused(text, "from", first=in_words(begins), last=in_words(until))
    time = Time(begins, until)
    if time.quarters > QUARTERS:
        text = _("从%(first)s到%(last)s是 %(n)s 个季度，最多看 %(most)s 个季度。")
        raise Refused(
            text, "from", first=in_words(begins), last=in_words(until), n=time.quarters,
            most=QUARTERS,
        )  # fmt: skip
    return time


def quarter_said(name: str, text: str) -> date | None:
    found = quarter_in(text)
    if text and found is None:
        raise Refused(_("「%(typed)s」不是季度，请写成 2025Q1 这样。"), name, typed=text[:20])
    return found


def chosen(query: Any, day: date | None = None) -> Chosen:
    """`query`: of a request. Raises NotFoundException of what it does not know, and Refused of a
    time that cannot be, or of more than are shown at once: other figures would be taken for those.
    """
    asked = (word_asked(key, BY_KEY) for key in query.getall("show", []))
    shown = dict.fromkeys(key for key in asked if key)
    if len(shown) > MOST_SHOWN:
        raise Refused(TOO_MANY, "show", n=len(shown), most=MOST_SHOWN)
    prefecture = query.get("prefecture", "")
    if prefecture and id_asked(prefecture) and len(prefecture) not in {2, 4}:
        raise NotFoundException(NO_SUCH)
    keys = [key for key in shown if key] or list(FIRST_SHOWN)
    return Chosen(
        word_asked(query.get("by", ""), BY_KEY) or keys[0],
        tuple(each.key for each in DICTIONARY if each.key in keys),
        time_in(query.get("from", ""), query.get("to", ""), day or today()),
        word_asked(query.get("cohort", ""), COHORTS),
        word_asked(query.get("size", ""), SIZES),
        prefecture,
        min(id_asked(query.get("start", "")) or 0, FURTHEST) // PAGE * PAGE,
    )


def quarters_to_choose(day: date) -> Sequence[date]:
    """Newest first."""
    now = quarter_of(day)
    return quarters_between(quarter_after(now, 1 - QUARTERS), now)[::-1]
