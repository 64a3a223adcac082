"""The reverse: where the records of a topic, consultation, commitment or activity counted."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from app.access.roles import KEEPERS, Account, Act, may
from app.charter import store
from app.db import county_tx, row, rows
from app.scoring.headings import Heading, are_there, headings
from app.scoring.periods import Period, called
from app.scoring.rights import own_of
from app.scoring.tables import NOT_WITHDRAWN
from app.scoring.where_counted import Kept, Place, places
from app.web.requests import AnyRequest, charter_of, user_of

# Title, lineage, and whether it is one's own.
TITLES = {
    "topic": """
        SELECT "title", "lineage", $3::bigint = $4::bigint AS own FROM "topic"
        JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
        WHERE "topic"."county" = $1 AND "topic"."id" = $2
    """,
    "consultation": """
        SELECT "title", "lineage", $3::bigint = $4::bigint AS own FROM "consultation"
        JOIN "station" ON "station"."county" = $1 AND "station"."id" = "consultation"."station"
        WHERE "consultation"."county" = $1 AND "consultation"."id" = $2
    """,
    "commitment": """
        SELECT "task" AS title, "lineage", $3::bigint = $4::bigint AS own FROM "commitment"
        JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "commitment"."topic"
        JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
        WHERE "commitment"."county" = $1 AND "commitment"."id" = $2
    """,
    "activity": """
        SELECT "title", "lineage", "account" = $3::bigint OR EXISTS (
                   SELECT FROM "activity_member" WHERE "activity_member"."county" = $1
                     AND "activity_member"."activity" = "activity"."id"
                     AND "activity_member"."member" = $4::bigint) AS own
        FROM "activity"
        JOIN "station" ON "station"."county" = $1 AND "station"."id" = "activity"."station"
        WHERE "activity"."county" = $1 AND "activity"."id" = $2
    """,
}
PATHS = {of: f"/{of}s" for of in TITLES} | {"activity": "/activities"}
OF_ACTIVITY = """
    SELECT "ledger"."id" FROM "activity"
    JOIN "ledger" ON "ledger"."county" = $1 AND "ledger"."kind" = 'activity.done'
      AND "ledger"."happened_on" = "activity"."happened_on"
      AND ("ledger"."attributes"->>'activity')::bigint = "activity"."id"
    WHERE "activity"."county" = $1 AND "activity"."id" = $2
"""
WHICH = {
    "topic": '"entry"."topic" = $2',
    "consultation": '"entry"."consultation" = $2',
    "commitment": """
        "entry"."commitment" = $2 AND "entry"."topic" = (SELECT "topic" FROM "commitment"
            WHERE "commitment"."county" = $1 AND "commitment"."id" = $2)
    """,
    "activity": f'("entry"."id" IN ({OF_ACTIVITY}) OR "entry"."reverses" IN ({OF_ACTIVITY}))',
}
ENTRIES = """
    SELECT "entry"."id", "entry"."kind", "entry"."result", "entry"."form", "entry"."category",
           "entry"."n", "entry"."counts_on", "entry"."known_on", "entry"."happened_on",
           "entry"."reverses", "entry"."whose", "entry"."subject"::text AS own,
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
    WHERE "entry"."county" = $1 AND {which} AND "entry"."kind" <> 'topic.step'
    ORDER BY "entry"."id"
"""
SETTLED = f"""
    SELECT DISTINCT "settled_entry"."entry", "assessment"."sheet", "assessment"."charter",
           "assessment"."begins", "assessment"."ends"
    FROM "settled_entry"
    JOIN "assessment" ON "assessment"."county" = $1
      AND "assessment"."id" = "settled_entry"."assessment"
    WHERE "settled_entry"."county" = $1 AND "settled_entry"."entry" = ANY($2::bigint[])
      AND {NOT_WITHDRAWN}
"""  # noqa: S608
PUBLISHED = f"""
    SELECT "sheet", "begins" FROM "assessment" WHERE "assessment"."county" = $1
      AND "stage" IN ('notice', 'approved', 'locked') AND "ends" >= $2
      AND {NOT_WITHDRAWN}
"""  # noqa: S608


@get("/{of:str}/{record_id:int}", guards=[may(Act.SEE)])
async def counted(request: AnyRequest, of: FromPath[str], record_id: FromPath[int]) -> Template:
    if of not in TITLES:
        raise NotFoundException
    me = user_of(request)
    async with county_tx(readonly=True):
        titled = await row(TITLES[of], record_id, me.id, me.member)
        if titled is None or not sees(me, of, titled):
            raise NotFoundException
        entries = await rows(ENTRIES.format(which=WHICH[of]), record_id)
        kept = await kept_of(entries)
        first = min((each["counts_on"] for each in entries), default=date.max)
        published = {(each["sheet"], each["begins"]) for each in await rows(PUBLISHED, first)}
        mine = await own_of(me)
        listed = places(charter_of(request).scoring, entries, kept, frozenset(published))
        there = await there_among(listed)
    found = [
        {
            "place": place,
            "n": sum(each["n"] for each in own),
            "opens": place in there
            and (
                me.may(Act.SCORE)
                or place.subject in mine[place.sheet.subject]
                or (place.sheet.key, place.period.begins) in published
            ),
        }
        for place, own in listed
    ]
    context = {"back": f"{PATHS[of]}/{record_id}", "title": titled["title"], "places": found}
    return Template("scoring/counted.html", context=context | {"called": called})


async def there_among(listed: Sequence[tuple[Place, Any]]) -> list[Place]:
    """Those whose records open: what counts nowhere, as it came too late or by rules of another
    time, may fall where there was no such sheet, indicator or subject.
    """
    if not listed:
        return []
    heads = await headings([(place.sheet.key, place.period.begins) for place, _own in listed])
    known = [
        (place, head)
        for (place, _own), head in zip(listed, heads, strict=True)
        if head and opens_in(head, place)
    ]
    there = await are_there([(head, place.subject) for place, head in known])
    return [place for (place, _head), is_in in zip(known, there, strict=True) if is_in]


def opens_in(head: Heading, place: Place) -> bool:
    """Pure: such an indicator was there, and counted so."""
    known = next((i for i in head.sheet.indicators if i.key == place.indicator.key), None)
    return bool(known and (known.over if place.over else known.counts))


def sees(me: Account, of: str, titled: Any) -> bool:
    """Activities only by who had a part in them, and who keeps or verifies them."""
    if of == "activity":
        return bool(titled["own"] or me.may(Act.MARK) or me.at(KEEPERS, titled["lineage"]))
    return me.may_at(Act.SEE, titled["lineage"])


async def kept_of(entries: Sequence[Any]) -> dict[tuple[int, str], list[Kept]]:
    """By entry and sheet, the snapshots that hold it; of what these entries take back as well."""
    ids = {each["id"] for each in entries} | {each["reverses"] for each in entries} - {None}
    found = await rows(SETTLED, sorted(ids))
    charters = await store.versions({each["charter"] for each in found})
    kept: dict[tuple[int, str], list[Kept]] = defaultdict(list)
    for each in found:
        sheets = charters[each["charter"]].scoring.sheets
        sheet = next(own for own in sheets if own.key == each["sheet"])
        period = Period(sheet.period, each["begins"], each["ends"])
        kept[each["entry"], sheet.key].append(Kept(sheet, period))
    return dict(kept)


router = Router("/counted", route_handlers=[counted])
