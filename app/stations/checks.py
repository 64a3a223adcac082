"""How a station stands with its standards: what was shown and verified, what the ledger counts."""

from datetime import date
from typing import Any

from app import ledger
from app.access.holding import nobody_marks
from app.access.own import Record, own
from app.access.parties import KEPT_ON, own_check
from app.access.roles import KEEPERS, Account, Act
from app.charter.model import Charter, StandardItem
from app.charter.wording import proof
from app.dates import CHINA
from app.db import row, rows, value
from app.evidence.queries import Shown, photos_of, senders
from app.evidence.subjects import Subject
from app.evidence.tables import IS_READY
from app.ledger import Kind
from app.ledger.figures import TAIL
from app.ledger.tables import these
from app.stations import rules
from app.stations.entries import standard_met
from app.stations.tables import CheckAtStation, LoadedCheck, LoadedStation

# Of each item what was shown last: nothing is shown anew before the last is over.
LAST = """
    SELECT DISTINCT ON ("standard", "item") "standard_check".* FROM "standard_check"
    WHERE "standard_check"."county" = $1 AND "station" = $2
    ORDER BY "standard", "item", "id" DESC
"""
HISTORY = """
    SELECT * FROM "standard_check" WHERE "standard_check"."county" = $1 AND "station" = $2
      AND "standard" = $3 AND "item" = $4 ORDER BY "id" DESC
"""
VERIFIED = """
    SELECT "standard", "item" FROM "standard_check"
    WHERE "standard_check"."county" = $1 AND "station" = $2 AND "state" = 'verified'
"""
# What stands: posted in the period and not taken back, whenever that was.
STANDS = """
    "ledger"."county" = $1 AND "ledger"."station" = :station AND "ledger"."reverses" IS NULL
    AND NOT coalesce((SELECT true FROM "ledger" AS "back" WHERE "back"."county" = $1
                        AND "back"."reverses" = "ledger"."id" LIMIT 1), false)
"""
# How often something happened. Since the first of a month: from kept counts (app/ledger/folding.py)
# and what is not in them yet; since a day: from its entries.
ASKED = """
    SELECT "asked".place, coalesce(sum("of".n), 0)::bigint AS n
    FROM unnest(:kinds::text[], :since::date[]) WITH ORDINALITY AS "asked" (kind, since, place)
    LEFT JOIN ({of}) AS "of" ON "of"."kind" = "asked".kind AND "of".day >= "asked".since
    GROUP BY 1 ORDER BY 1
"""
OWN = """
    SELECT "kind", "counts_on" AS day, "n" FROM {of}
    WHERE "counted"."county" = $1 AND "whose" = 'station' AND "subject" = :station
      AND "kind" = ANY(:kinds::text[])
"""
BY_DAY = OWN.format(of='"counted"')
BY_MONTH = f"""
    SELECT "kind", ("year" + (place - 1) * interval '1 month')::date AS day, "one" AS n
    FROM "tally" CROSS JOIN LATERAL unnest("n") WITH ORDINALITY AS "month" ("one", place)
    WHERE "tally"."county" = $1 AND "whose" = 'station' AND "subject" = :station
      AND "kind" = ANY(:kinds::text[]) AND "year" >= :first AND "one" IS NOT NULL
    UNION ALL {OWN.format(of=these("counted", TAIL))}
"""  # noqa: S608  (of this program's own words)
COUNTS = {
    False: ASKED.format(of=BY_MONTH),
    True: ASKED.format(
        of=BY_DAY.format(of='"counted"') + ' AND "station" = :station AND "happened_on" >= :first'
    ),
}
MET_SINCE = f"""
    SELECT max("happened_on") FROM "ledger" WHERE {STANDS} AND "kind" = 'station.standard_met'
"""  # noqa: S608


async def standing(
    charter: Charter, station: LoadedStation, day: date, *, inside: bool
) -> dict[str, Any]:
    """`standards`: each with its items in their states; `met_since`: what the ledger says of it.
    `inside`: for those who see more than what is verified.
    """
    standards = rules.standards_for(charter, station["kind"])
    if not standards:
        return {"standards": [], "met": False, "met_since": None, "checks_needed": 0}
    last = {
        (each["standard"], each["item"]): each
        for each in await rows(LAST, station["id"], of=LoadedCheck)
    }
    checks = [each["id"] for each in last.values()]  # staff see those not verified yet, too
    photos = await photos_of(None, "standard_check", checks, public=not inside)
    counts = await counted(charter, station["id"], standards, day, inside=inside)
    verified = [item for item, each in last.items() if each["state"] == "verified"]
    needed = rules.to_verify(standards)
    return {
        "standards": [
            (
                standard,
                [
                    {
                        "item": item,
                        "proof": proof(item),
                        **state(item, last.get((standard.name, item.key)), photos, inside=inside),
                        **counts.get((standard.name, item.key), {}),
                    }
                    for item in standard.items
                ],
            )
            for standard in standards
        ],
        "met": rules.is_met(standards, verified),
        "met_since": await value(MET_SINCE, station=station["id"]),
        "checks_needed": len(needed.keys() - set(verified)),
    }


def state(
    item: StandardItem, check: LoadedCheck | None, photos: dict[int, list[Shown]], *, inside: bool
) -> dict[str, Any]:
    pictures = photos.get(check["id"], []) if check else []
    now = rules.state_of(item, check["state"] if check else "none", len(pictures))
    if not inside and now != "verified":
        check, pictures, now = None, [], "shown" if now == "shown" else "none"
    return {"check": check, "photos": pictures, "state": now, "light": rules.STATES[now]}


async def counted(
    charter: Charter, station: int, standards: Any, day: date, *, inside: bool
) -> dict[rules.Item, dict[str, Any]]:
    """All items that are counted; never stored. Of persons strangers are told neither how many nor
    whether they were enough, which says so of two or three: no light.
    """
    items = [(each.name, item) for each in standards for item in each.items if item.counts]
    if not items:
        return {}
    begins = charter.scoring.year_begins
    found: dict[rules.Item, int] = {}
    for daily, sql in COUNTS.items():
        own = [each for each in items if (each[1].every == "day") is daily]
        since = [rules.begins(item.every, day, begins) for _standard, item in own]
        if not own:
            continue
        kinds = [item.counts for _standard, item in own]
        first = day if daily else date(min(since).year, 1, 1)
        counts = await rows(sql, station=station, kinds=kinds, since=since, first=first)
        found |= {
            (name, item.key): each["n"] for (name, item), each in zip(own, counts, strict=True)
        }
    return {
        (standard, item.key): {
            "state": "counted",
            "light": rules.counted_light(found[standard, item.key], item.at_least)
            if inside or not Kind(item.counts).about.persons
            else None,
        }
        for standard, item in items
    }


async def settle(charter: Charter, station: LoadedStation, actor: int) -> None:
    """The ledger says what is so by today's standards. Within the caller's transaction, the station
    locked. Nothing is posted twice, nothing taken back that does not stand.
    """
    standards = rules.standards_for(charter, station["kind"])
    verified = [tuple(each) for each in await rows(VERIFIED, station["id"])]
    met, stands = rules.is_met(standards, verified), await value(MET_SINCE, station=station["id"])
    kind = Kind.STATION_STANDARD_MET
    if met and not stands:
        await ledger.post(standard_met(station["id"], actor=actor))
    elif stands and not met:
        await ledger.take_back(kind, station=station["id"], actor=actor)


def rights(
    account: Account | None, charter: Charter, station: LoadedStation | CheckAtStation
) -> dict[str, bool]:
    """What the reader may do about it. `inside`: sees what is not verified, and who it was."""
    if account is None:
        return {"shows": False, "verifies": False, "inside": False, "named": named(charter)}
    lineage, still = station["lineage"], station["closed_on"] is None
    inside = account.may_at(Act.SEE, lineage)
    return {
        "shows": still and bool(account.at(KEEPERS, lineage)),
        "verifies": still and account.may_at(Act.MARK, lineage),
        "inside": inside,
        "named": inside or named(charter),
    }


def named(charter: Charter) -> bool:
    """Strangers read who verified it where the county hides no names."""
    return not charter.publicity.mask_names


async def history(check: LoadedCheck) -> list[LoadedCheck]:
    values = check["station"], check["standard"], check["item"]
    return await rows(HISTORY, *values, of=LoadedCheck)


ONE = """
    SELECT "standard_check".*, "station"."name" AS station_name, "kind", "lineage", "closed_on"
    FROM "standard_check"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "standard_check"."station"
    WHERE "standard_check"."county" = $1 AND "standard_check"."id" = $2
"""
LAST_OF = """
    SELECT "state" FROM "standard_check" WHERE "standard_check"."county" = $1 AND "station" = $2
      AND "standard" = $3 AND "item" = $4 ORDER BY "id" DESC LIMIT 1
"""
PICTURES = f"""
    SELECT count(*) FILTER (WHERE {IS_READY}) AS pictures,
           count(*) FILTER (WHERE "state" = 'arrived') AS in_work
    FROM "photo" WHERE "photo"."county" = $1 AND "standard_check" = $2 AND "removed_at" IS NULL
"""  # noqa: S608


async def one(check: int, *, lock: bool = False) -> CheckAtStation | None:
    sql = f"{ONE} FOR UPDATE OF standard_check" if lock else ONE
    return await row(sql, check, of=CheckAtStation)


async def last(station: int, standard: str, item: str) -> str | None:
    """The state of what was shown last of an item; None: nothing yet."""
    found = await value(LAST_OF, station, standard, item)
    return None if found is None else str(found)


async def pictures(check: int) -> tuple[int, int]:
    """Those that can be looked at, and those still in work."""
    found = await row(PICTURES, check)
    return found["pictures"], found["in_work"]


NOBODY = f"""
    SELECT {nobody_marks(own_check)} FROM "standard_check"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "standard_check"."station"
    WHERE "standard_check"."county" = $1 AND "standard_check"."id" = $2
"""  # noqa: S608


async def nobody_verifies(check: int) -> bool:
    return bool(await value(NOBODY, check))


async def is_own(check: CheckAtStation, account: Account) -> bool:
    """Nobody verifies what they showed, nor photos they sent, nor a station they speak for, or did
    on that day.
    """
    kept = await rows(KEPT_ON, check["lineage"], check["shown_at"].astimezone(CHINA).date())
    sent = await senders(Subject.STANDARD_CHECK, check["id"])
    authors = [check["account"], *sent, *(each["account"] for each in kept)]
    return own(account, Record(authors=authors, lineage=check["lineage"]))


def item_of(charter: Charter, check: CheckAtStation) -> StandardItem | None:
    """None: the charter does not ask for it any more."""
    needed = rules.to_verify(rules.standards_for(charter, check["kind"]))
    return needed.get((check["standard"], check["item"]))
