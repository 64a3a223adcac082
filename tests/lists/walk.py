"""The lists of a county as people open them, and what the database read for each statement."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

from app.access.sessions import cookie_name, open_session
from app.db import DB, bound_to, connection_pool, county_tx, value
from app.processes.postgres import Server
from tests import plans
from tests.conftest import browser

STRANGER, OFFICE, TOWNSHIP, CONVENER, MEMBER, DEPARTMENT, LEADERSHIP = (
    "", "office", "township", "convener", "member", "department", "leadership",
)  # fmt: skip
INSIDE = (OFFICE, TOWNSHIP, CONVENER, MEMBER, DEPARTMENT, LEADERSHIP)
# Path → who opens it. `{station}`: a village's; `{town}`: a township's; `{county}`: all of it.
LISTS: dict[str, tuple[str, ...]] = {
    "/": (STRANGER, OFFICE),
    "/numbers": (STRANGER, OFFICE),
    "/numbers?year=2026": (STRANGER, OFFICE),
    "/numbers/topics-raised": (STRANGER, OFFICE),
    "/numbers/topics-raised?year=2025": (STRANGER,),
    "/numbers/consultations-form-meeting": (STRANGER,),
    "/numbers/consultations-level-township": (STRANGER,),
    "/numbers/stations-township": (STRANGER,),
    "/numbers/member-attendances": (STRANGER, OFFICE),
    "/numbers/member-attendances?year=2025": (STRANGER, OFFICE),
    "/numbers/citizens": (STRANGER, OFFICE),
    "/numbers/departments": (STRANGER,),
    "/numbers/consultations?station={station}": (STRANGER, OFFICE),
    "/topics": (STRANGER, *INSIDE),
    "/topics?shown=open": (STRANGER, OFFICE, TOWNSHIP),
    "/topics?shown=closed": (STRANGER, OFFICE, TOWNSHIP),
    "/topics?category=hardship": (STRANGER, OFFICE),
    "/topics?category=none": (STRANGER, OFFICE, TOWNSHIP),
    "/topics?category=none&shown=open": (STRANGER, OFFICE),
    "/topics?station={station}": (STRANGER, OFFICE, TOWNSHIP),
    "/topics?station={town}": (STRANGER, OFFICE, TOWNSHIP),
    "/topics?station={county}": (STRANGER, OFFICE),
    "/topics?before={middle}": (STRANGER, OFFICE, TOWNSHIP),
    "/topics?q=路灯": (STRANGER, OFFICE, TOWNSHIP),
    "/topics?q=路": (STRANGER, OFFICE),
    "/topics?q=没有这件": (STRANGER, OFFICE),
    "/consultations": (STRANGER, *INSIDE),
    "/consultations?station={station}": (STRANGER, OFFICE),
    "/consultations?station={town}": (STRANGER, OFFICE),
    "/consultations?form=none": (STRANGER, OFFICE),
    "/consultations?year=2025": (STRANGER, TOWNSHIP),
    "/consultations?q=路灯": (STRANGER, OFFICE, TOWNSHIP),
    "/consultations?q=路&form=meeting&year=2025": (STRANGER, OFFICE),
    "/consultations?q=路&station={town}": (STRANGER, OFFICE),
    "/search?q=路灯": (STRANGER, *INSIDE),
    "/search?q=路": (STRANGER, OFFICE),
    "/commitments": (STRANGER, OFFICE, TOWNSHIP, DEPARTMENT),
    "/commitments?shown=late": (STRANGER, OFFICE, DEPARTMENT),
    "/commitments?shown=open": (STRANGER, OFFICE, DEPARTMENT),
    "/stations": (STRANGER,),
    "/stations?q=站": (STRANGER,),
    "/stations?q=没有这里": (STRANGER,),
    "/stations/{station}": (STRANGER, OFFICE),
    "/stations/{town}": (STRANGER, OFFICE),
    "/stations/{county}": (STRANGER, OFFICE),
    "/stations/{station}/counted?standard=五有&item=activity": (STRANGER, OFFICE),
    "/stations/{station}/counted?standard=五有&item=effect": (STRANGER,),
    "/records/{person}": (OFFICE,),
    "/records/{person}?year=2025": (OFFICE,),
    "/raise": (STRANGER,),
    "/activities": (OFFICE, CONVENER, MEMBER),
    "/activities?only=reported": (OFFICE, CONVENER),
    "/activities?only=mine": (OFFICE, LEADERSHIP),
    "/activities?only=nobody": (OFFICE,),
    "/near": (STRANGER,),
    "/desk": INSIDE,
    "/desk?shown=late": INSIDE,
    "/desk?shown=today": (OFFICE, TOWNSHIP),
    "/desk?shown=others": INSIDE,
    "/desk/next": (OFFICE, TOWNSHIP),
    "/desk/county": (OFFICE,),
    "/desk/county?shown=late": (OFFICE,),
    "/desk/county?shown=unheld": (OFFICE,),
    "/desk/vacancies": (OFFICE,),
    "/overview": (OFFICE, LEADERSHIP),
    "/overview/wall": (LEADERSHIP,),
    "/overview/holders": (LEADERSHIP,),
    "/overview/stages/carrying_out": (LEADERSHIP,),
    "/overview/stages/raised": (LEADERSHIP,),
    "/overview/raised/2026Q3": (LEADERSHIP,),
    "/overview/unsolved/2026Q3": (LEADERSHIP,),
    "/overview/quiet/2026Q3": (LEADERSHIP,),
    "/calendar?view=month": INSIDE,
    "/calendar?mine=yes": INSIDE,
    "/calendar?station={town}": (OFFICE, TOWNSHIP),
    "/people": (OFFICE,),
    "/people?q=王": (OFFICE,),
    "/people/members": (OFFICE,),
    "/people/members?q=王": (OFFICE,),
    "/people/members?q=芳": (OFFICE,),
    "/people/members?order=strokes": (OFFICE,),
    "/people/members?order=strokes&q=王": (OFFICE,),
    "/wishes": (OFFICE,),
    "/audit": (OFFICE,),
    "/audit?act=role_given": (OFFICE,),
    "/audit?q=龘": (OFFICE,),
    "/audit.xlsx": (OFFICE,),
    "/choose/member?q=王": (OFFICE,),
    "/choose/member?q=王&within={station}": (OFFICE,),
    "/choose/member?q=芳": (OFFICE,),
    "/choose/member?q=王&within={town}": (OFFICE,),
    "/choose/account?q=王": (OFFICE,),
    "/choose/station?q=站": (STRANGER,),
    "/choose/parent?q=镇": (OFFICE,),
    "/account/data.xlsx": (MEMBER,),
    "/scores": (STRANGER, OFFICE),
    "/scores/township-quarter": (OFFICE,),
    "/scores/township-year": (OFFICE,),
    "/scores/township-quarter/export.xlsx": (OFFICE,),
    "/scores/township-quarter/{township}/export.xlsx": (OFFICE,),
    "/scores/township-quarter/{township}": (OFFICE,),
    "/scores/township-quarter/{township}/member": (OFFICE,),
    "/topics/{topic}": (STRANGER, OFFICE),
    "/consultations/{sitting}": (STRANGER, OFFICE),
    "/commitments/{promise}": (STRANGER, OFFICE),
    "/activities/{activity}": (OFFICE,),
    "/people/{account}": (OFFICE,),
    "/people/members/{person}": (OFFICE,),
    "/people/departments": (OFFICE,),
    "/counted/topic/{topic}": (OFFICE,),
    "/counted/consultation/{sitting}": (OFFICE,),
    "/photos/of/station/{station}": (STRANGER, OFFICE),
    "/files/of/station/{station}": (OFFICE,),
    "/cases": (STRANGER,),
    "/cases/nominations": (OFFICE,),
    "/charter": (STRANGER,),
    "/charter/versions": (OFFICE,),
    "/charter/drafts": (OFFICE,),
    "/overview/late": (LEADERSHIP,),
    "/desk/first-day": (OFFICE,),
    "/topics/finding": (OFFICE,),
    "/account": (OFFICE, MEMBER),
    "/account/data": (MEMBER,),
    "/sharing": (OFFICE,),
    "/sharing/standing": (OFFICE,),
    "/stations/standards?only=waiting": (OFFICE,),
    "/data": (STRANGER,),
    "/feed.atom": (STRANGER,),
    "/stations/{station}/feed.atom": (STRANGER,),
    "/stations/{county}/feed.atom": (STRANGER,),
    "/topics/{topic}/feed.atom": (STRANGER,),
    "/embed/figures": (STRANGER,),
    "/embed/topics": (STRANGER,),
    "/week/2026-W40": (STRANGER,),
    "/sitemap.xml": (STRANGER,),
    "/stations/standards?only=mine": (OFFICE, LEADERSHIP),
    "/stations/standards?only=nobody": (OFFICE,),
}

FRAME = 5_000  # bytes of a page whose list is empty: the rest of a page is what it shows
PUBLIC = """
    SELECT {what} FROM "{of}" WHERE "{of}"."county" = $1 AND {which} AND "topic" IN (
        SELECT "id" FROM "topic" WHERE "topic"."county" = $1 AND "published_at" IS NOT NULL)
    ORDER BY "id" DESC LIMIT 1
"""


class Read(NamedTuple):
    path: str
    who: str
    rows: int
    query: str
    plan: dict[str, Any]


def more_shown(young: int, old: int) -> float:
    """Times as much, of two pages of so many bytes; 1 where it is less. Pure."""
    return max(1, (old - FRAME) / max(young - FRAME, FRAME / 10))


async def opened(log: Path, county: int, slug: str, whom: tuple[str, ...]) -> list[Read]:
    found: list[Read] = []
    with bound_to(county):
        places = await named(county)
        for who in whom:
            async with browser(f"/{slug}") as client:
                if who:
                    client.cookies.set(cookie_name(f"/{slug}"), await session(slug, who))
                for path, readers in LISTS.items():
                    if who not in readers:
                        continue
                    start = log.stat().st_size  # noqa: ASYNC240
                    answer = await client.get(path.format(**places))
                    right = {404} if "=none" in path else {200, 302}  # looked for all the same
                    assert answer.status_code in right, (path, who, answer.status_code)
                    found += [
                        Read(path, who, done.read, done.query, done.plan)
                        for done in plans.written(log, start)
                    ]
    return found


async def session(slug: str, role: str) -> str:
    async with county_tx():
        account: Any = await value(
            'SELECT "id" FROM "account" WHERE "account"."county" = $1 AND "subject" = $2',
            f"{slug}-{role}",
        )
        return await open_session(account)


async def named(county: int) -> dict[str, Any]:
    assert county
    places = {
        "station": 'SELECT "station" FROM "appointment" WHERE "appointment"."county" = $1'
        ' AND "role" = \'convener\' ORDER BY "id" DESC LIMIT 1',
        "town": 'SELECT "station" FROM "appointment" WHERE "appointment"."county" = $1'
        ' AND "role" = \'township\' ORDER BY "id" DESC LIMIT 1',
        "county": 'SELECT "id" FROM "station" WHERE "station"."county" = $1'
        ' ORDER BY cardinality("lineage"), "id" DESC LIMIT 1',
        "township": 'SELECT left("division", 9) FROM "station" WHERE "station"."county" = $1'
        ' AND length("division") >= 9 ORDER BY "id" LIMIT 1',
        "person": 'SELECT "member" FROM "ledger" WHERE "ledger"."county" = $1'
        ' AND "member" IS NOT NULL ORDER BY "id" DESC LIMIT 1',
        "account": 'SELECT "id" FROM "account" WHERE "account"."county" = $1'
        ' ORDER BY "id" DESC LIMIT 1',
        "topic": PUBLIC.format(what='"topic"', of="commitment", which="true"),
        "sitting": PUBLIC.format(what='"id"', of="consultation", which="\"state\" = 'filed'"),
        "promise": PUBLIC.format(what='"id"', of="commitment", which="true"),
        "activity": 'SELECT "id" FROM "activity" WHERE "activity"."county" = $1'
        ' ORDER BY "id" LIMIT 1',
        "middle": 'SELECT "id" FROM "topic" WHERE "topic"."county" = $1'
        ' ORDER BY "id" DESC OFFSET (SELECT count(*) / 2 FROM "topic" AS all_of'
        ' WHERE all_of."county" = $1) LIMIT 1',
    }
    async with county_tx(readonly=True):
        return {name: await value(sql) for name, sql in places.items()}


@asynccontextmanager
async def connected(server: Server, database: str) -> AsyncIterator[None]:
    """To a database beside that of all tests."""
    before, DB.pool = DB.pool, None
    try:
        async with connection_pool(dsn=server.url(database, "app_rw"), min_size=1, max_size=2):
            yield
    finally:
        DB.pool = before
