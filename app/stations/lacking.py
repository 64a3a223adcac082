"""Which stations wait for a verification, and which do not meet their standard yet; and the records
behind what is counted of it.
"""

from itertools import groupby
from operator import itemgetter
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.holding import FOR_WHOM
from app.access.roles import Account, Act, may
from app.access.visibility import is_stranger, reader, visible_topic
from app.charter.wording import proof
from app.dates import today
from app.db import county_tx, rows
from app.i18n import _
from app.ledger.kinds import Kind
from app.stations import checks, rules, standing
from app.stations.queries import find
from app.veiling.queries import as_read
from app.web.forms.fields import id_asked, word_asked
from app.web.requests import AnyRequest, charter_of, user_of

PAGE = 50
SHOWN: dict[str, str] = {"waiting": _("等待核验"), "lacking": _("还没有达标"), "met": _("已达标")}

RECORDS = f"""
    SELECT "ledger"."id", "ledger"."happened_on", "ledger"."quantity", "ledger"."reverses",
           "ledger"."station", "station"."name" AS station_name,
           "ledger"."topic", "topic"."title" AS topic_title,
           "ledger"."consultation", "consultation"."title" AS consultation_title,
           {visible_topic()} IS TRUE AS shown
    FROM "ledger"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "ledger"."station"
    LEFT JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "ledger"."topic"
    LEFT JOIN "consultation"
      ON "consultation"."county" = $1 AND "consultation"."id" = "ledger"."consultation"
    WHERE {checks.STANDS} AND "ledger"."kind" = :kind
      AND "ledger"."happened_on" >= :since
      AND (:before::bigint IS NULL OR "ledger"."id" < :before)
      AND (NOT :public OR "topic"."id" IS NULL OR {visible_topic()})
    ORDER BY "ledger"."id" DESC LIMIT 51
"""  # noqa: S608  (of this program's own words)


@get("/standards", guards=[may(Act.STANDARD)])
async def overview(
    request: AnyRequest, only: FromQuery[str] = "", after: FromQuery[str] = ""
) -> Template:
    me, charter = user_of(request), charter_of(request)
    marks = me.may(Act.MARK)
    known = {**SHOWN, **FOR_WHOM} if marks else SHOWN
    chosen = word_asked(only, known) or ("waiting" if marks else "lacking")
    async with county_tx(readonly=True):
        counts = await standing.totals(charter, me)
        to_mark = await standing.items_waiting(charter, me)
        listed = standing.to_verify if chosen in FOR_WHOM else standing.listed
        found = await listed(charter, me, chosen, id_asked(after))
    context = {
        "stations": [(at, list(here)) for at, here in groupby(found[:PAGE], itemgetter("place"))],
        "more": found[PAGE - 1]["id"] if len(found) > PAGE else None,
        "counts": counts,
        "shown": SHOWN,
        "state": chosen,
        "to_mark": to_mark,
        "FOR_WHOM": FOR_WHOM,
        "standards": charter.stations.standards,
    }
    return Template("stations/standards.html", context=context)


@get("/{station_id:int}/counted")
async def counted(
    request: AnyRequest,
    station_id: FromPath[int],
    standard: FromQuery[str] = "",
    item: FromQuery[str] = "",
    before: FromQuery[str] = "",
) -> Template:
    """The records of this period that an item is counted from. Of persons, to strangers: those at
    public sittings, each of which says how many came.
    """
    account: Account | None = request.user
    charter = charter_of(request)
    async with county_tx(readonly=True):
        station = await find(station_id)
        of = next(
            (
                (each, one)
                for each in rules.standards_for(charter, station["kind"])
                for one in each.items
                if one.counts and (each.name, one.key) == (standard, item)
            ),
            None,
        )
        if of is None:
            raise NotFoundException(_("没有这个页面。"))
        since = rules.begins(of[1].every, today(), charter.scoring.year_begins)
        found = await rows(
            RECORDS,
            station=station_id,
            kind=of[1].counts,
            since=since,
            before=id_asked(before),
            public=is_stranger(account) and Kind(of[1].counts).about.persons,
            **reader(account),
        )
        entries = await as_read(account, found[:PAGE], "topic_title", "consultation_title")
    context = {
        "station": station,
        "standard": of[0],
        "item": of[1],
        "proof": proof(of[1]),
        "since": since,
        "entries": entries,
        "next": entries[-1]["id"] if len(found) > PAGE else None,
    }
    return Template("stations/counted.html", context=context)


handlers: list[Any] = [overview, counted]
