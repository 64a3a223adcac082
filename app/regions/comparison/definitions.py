"""The dictionary on a page: what each indicator means, and what it is divided by."""

from typing import Any

from litestar import get
from litestar.response import Template

from app.access.roles import Act, may
from app.i18n import _, translated
from app.regions.dictionary import DICTIONARY, GROUPS, ITEMS, MEASURES, Indicator
from app.regions.rules import FEWEST
from app.regions.wording import said

WAYS = {
    "number": _("件数，不带区间"),
    "share": _("比率，带 95% 区间（Wilson）"),
    "rate": _("频率，带 95% 区间（泊松）"),
    "mean": _("平均数"),
}
BETTER = {1: _("高为好"), -1: _("低为好"), 0: _("高低不分好坏")}


def in_words(signed: tuple[str, ...]) -> str:
    """到期的落实事项 − 按期办结的落实事项"""
    words = ""
    for each in signed:
        less = each.startswith("-")
        word = said(MEASURES[each.removeprefix("-")])
        words += f" − {word}" if less else f" + {word}" if words else word
    return words


def way_of(indicator: Indicator) -> str:
    if indicator.squares:
        return translated(_("平均数，带 95% 区间（标准误）"))
    return translated(WAYS[indicator.way])


@get("/indicators", guards=[may(Act.COMPARE)])
async def definitions_page() -> Template:
    context = {
        "groups": [
            (called, [each for each in DICTIONARY if each.group == group])
            for group, called in GROUPS.items()
        ],
        "in_words": in_words,
        "way_of": way_of,
        "better": BETTER,
        "items": ITEMS,
        "fewest": FEWEST,
        "said": said,
    }
    return Template("regions/indicators.html", context=context)


handlers: list[Any] = [definitions_page]
