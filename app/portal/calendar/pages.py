"""The calendar as an address: a month or a week, on phones the days of it that have something."""

from typing import Any
from urllib.parse import urlencode

from litestar import get
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from app.access.roles import Act, may
from app.choosing.asking import filtered
from app.choosing.kinds import What
from app.dates import today
from app.db import county_tx
from app.portal.calendar import queries, rules
from app.web.forms.fields import day_asked, word_asked
from app.web.requests import AnyRequest, user_of

HERE = "/calendar"


@get(HERE, guards=[may(Act.DESK)])
async def calendar(
    request: AnyRequest,
    view: FromQuery[str] = "",
    day: FromQuery[str] = "",
    station: FromQuery[str] = "",
    mine: FromQuery[str] = "",
) -> Template | Redirect:
    if not request.url.query:  # on a phone today stands far below the month's first days
        return Redirect(f"{request.scope['root_path']}{HERE}?view=month#today")
    me, chosen, shown = user_of(request), day_asked(day), word_asked(view, rules.VIEWS) or "month"
    own = word_asked(mine, {"yes"}) != ""
    span = rules.span(shown, chosen)
    async with county_tx(readonly=True):
        at, stations = await filtered(What.STATION, me, station)
        found = await queries.between(me, span.first, span.last, station=at, mine=own)
    events: list[Any] = [
        *({**each, "sitting": True} for each in found["sittings"]),
        *({**each, "sitting": False} for each in found["activities"]),
    ]

    def address(**other: object) -> str:
        asked = {"view": shown, "day": chosen, "station": at, "mine": mine} | other
        return f"{HERE}?{urlencode({key: value for key, value in asked.items() if value})}"

    context = {
        "days": rules.laid_out(span, shown, chosen, events),
        "span": span,
        "view": shown,
        "VIEWS": rules.VIEWS,
        "chosen": chosen,
        "station": at,
        "stations": stations,
        "mine": own,
        "more": found["more"],
        "nothing": not events,
        "today": today(),
        "address": address,
    }
    return Template("portal/calendar/calendar.html", context=context)


handlers = [calendar]
