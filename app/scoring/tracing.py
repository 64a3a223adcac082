"""The reverse: where the records of a topic or a consultation counted."""

from collections import defaultdict
from typing import Any, NamedTuple

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from app.accounts.roles import Act, may
from app.charter.sheets import Indicator, Scoring, Sheet
from app.db import county_tx, row, rows
from app.scoring.counting import WHOSE, fits
from app.scoring.methods import measure, measures
from app.scoring.periods import Period, period_of
from app.web import AnyRequest, charter_of, user_of

TITLES = {
    "topic": """
        SELECT "title", "lineage" FROM "topic"
        JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
        WHERE "topic"."county" = $1 AND "topic"."id" = $2
    """,
    "consultation": """
        SELECT "title", "lineage" FROM "consultation"
        JOIN "station" ON "station"."county" = $1 AND "station"."id" = "consultation"."station"
        WHERE "consultation"."county" = $1 AND "consultation"."id" = $2
    """,
}
ENTRIES = {
    of: f"""
    SELECT "entry"."id", "entry"."kind", "entry"."result", "entry"."form", "entry"."category",
           "entry"."n", "entry"."counts_on", "entry"."whose", "entry"."subject"::text AS own,
           left("station"."division", 9) AS township, "division"."name" AS township_name,
           "member"."sector", coalesce("station"."name", "member"."name", "department"."name")
           AS own_name
    FROM "counted" AS "entry"
    LEFT JOIN "station" ON "station"."county" = $1 AND "entry"."whose" = 'station'
      AND "station"."id" = "entry"."subject"
    LEFT JOIN "division" ON "division"."code" = left("station"."division", 9)
    LEFT JOIN "member" ON "member"."county" = $1 AND "entry"."whose" = 'member'
      AND "member"."id" = "entry"."subject"
    LEFT JOIN "department" ON "department"."county" = $1 AND "entry"."whose" = 'department'
      AND "department"."id" = "entry"."subject"
    WHERE "entry"."county" = $1 AND "entry"."{of}" = $2 AND "entry"."kind" <> 'topic.step'
    ORDER BY "entry"."id" LIMIT 500
"""  # noqa: S608  (a column's name, of two)
    for of in TITLES
}
SETTLED = """
    SELECT "settled_entry"."entry", "assessment"."sheet" FROM "settled_entry"
    JOIN "assessment" ON "assessment"."county" = $1
      AND "assessment"."id" = "settled_entry"."assessment"
    WHERE "settled_entry"."county" = $1 AND "settled_entry"."entry" = ANY($2::bigint[])
"""
NAMED = {  # kind of subject → columns of an entry: its key, its name
    "station": ("own", "own_name"),
    "township": ("township", "township_name"),
    "member": ("own", "own_name"),
    "sector": ("sector", "sector"),
    "department": ("own", "own_name"),
}


class Place(NamedTuple):
    sheet: Sheet
    period: Period
    subject: str
    name: str
    indicator: Indicator
    over: bool  # counted among what a ratio is divided by


def places(scoring: Scoring, entries: list[Any]) -> list[tuple[Place, list[Any]]]:
    """Which entries fit where. Pure."""
    found: dict[Any, list[Any]] = defaultdict(list)
    for sheet in scoring.sheets:
        own = [each for each in entries if each["whose"] == WHOSE[sheet.subject].end]
        for entry in own:
            key, name = NAMED.get(sheet.subject, (None, None))
            subject = entry[key] if key else "county"
            if not subject:
                continue
            period = period_of(sheet.period, entry["counts_on"], scoring.year_begins)
            for indicator in sheet.indicators:
                for asked in measures(indicator):
                    if fits(asked, entry):
                        over = asked != measure(indicator)
                        called = entry[name] or "" if name else ""
                        at = (sheet.key, period, subject, called, indicator.key, over)
                        found[at].append(entry)
    sheets = {each.key: each for each in scoring.sheets}
    indicators = {(s.key, i.key): i for s in scoring.sheets for i in s.indicators}
    return [
        (Place(sheets[s], period, subject, name or subject, indicators[s, i], over), each)
        for (s, period, subject, name, i, over), each in sorted(found.items())
    ]


@get("/{of:str}/{record_id:int}", guards=[may(Act.SEE)])
async def counted(request: AnyRequest, of: FromPath[str], record_id: FromPath[int]) -> Template:
    if of not in TITLES:
        raise NotFoundException
    async with county_tx(readonly=True):
        titled = await row(TITLES[of], record_id)
        if titled is None or not user_of(request).may_at(Act.SEE, titled["lineage"]):
            raise NotFoundException
        entries = await rows(ENTRIES[of], record_id)
        settled = {
            (each["entry"], each["sheet"])
            for each in await rows(SETTLED, [each["id"] for each in entries])
        }
    found = [
        {
            "place": place,
            "n": sum(each["n"] for each in own),
            "settled": all((each["id"], place.sheet.key) in settled for each in own),
        }
        for place, own in places(charter_of(request).scoring, entries)
    ]
    context = {"of": of, "record_id": record_id, "title": titled["title"], "places": found}
    return Template("scoring/counted.html", context=context)


router = Router("/counted", route_handlers=[counted])
