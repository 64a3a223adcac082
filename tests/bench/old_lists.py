"""Every page of a county grown old: sixty times the records, matters three years
overdue; processor time of the worker and of the database, against the county as it was, in turns
with it (turns.py): young, old, old, young, and so on. A ratio is the median of those of the rounds.
"""

import asyncio
import os
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote

from tests.bench.every_page import Page, pages, places, status
from tests.bench.old_county import Old, grow
from tests.bench.server import Measured
from tests.bench.turns import as_it_was, in_turns
from tests.bench.whole_pages import PAGE, called, overdue_page, whole_page
from tests.lists.walk import INSIDE, OFFICE, STRANGER, more_shown

COUNTY = "yanjiang"
REQUESTS, FEW = 20, 6
NEARLY, MOST = 1.15, 1.3
SAFE = "/?&=%-{}"
Say = Callable[..., None]
DEEP = f"{date.today().toordinal() - 5}-1"  # noqa: DTZ011  (a few days ago there is a page, too)
# Which tests/lists/walk.py does not open.
BESIDE = {
    "/desk/county?shown=unheld": OFFICE,
    "/people/members?q=%E7%8E%8B": OFFICE,
    f"/numbers/topics-raised?before={DEEP}": STRANGER,
    "/choose/station?q=%E9%BE%98": STRANGER,
    "/choose/account?q=%E7%8E%8B": OFFICE,
}


async def cookies(server: Measured) -> dict[str, str]:
    os.environ |= server.environment
    from app.access.sessions import cookie_name, open_session  # noqa: PLC0415
    from app.db import bound_to, connection_pool, county_tx, value  # noqa: PLC0415
    from app.tenancy.realms import county_called  # noqa: PLC0415

    found = {"": ""}
    async with connection_pool(min_size=1, max_size=1):
        number = await county_called(COUNTY)
        assert number is not None
        with bound_to(number):
            async with county_tx():
                for role in INSIDE:
                    account: Any = await value(
                        'SELECT "id" FROM "account" WHERE "account"."county" = $1'
                        ' AND "subject" = $2',
                        f"{COUNTY}-{role}",
                    )
                    token = await open_session(account)
                    found[role] = f"{cookie_name(f'/{COUNTY}')}={token}"
    return found


async def number_of(server: Measured) -> int:
    import asyncpg  # noqa: PLC0415

    connection = await asyncpg.connect(server.database.url("shangliang"))
    number: int = await connection.fetchval("SELECT id FROM county WHERE slug = $1", COUNTY)
    await connection.close()
    return number


async def age(server: Measured) -> None:
    import asyncpg  # noqa: PLC0415

    from app.db import bound_to, bulk_limits, connection_pool  # noqa: PLC0415
    from app.ledger.counting import keep  # noqa: PLC0415
    from app.pieces import filling  # noqa: PLC0415

    connection = await asyncpg.connect(server.database.url("shangliang"))
    number = await connection.fetchval("SELECT id FROM county WHERE slug = $1", COUNTY)
    await grow(connection, number, Old(raised=50))
    async with connection_pool(min_size=1, max_size=2):
        with bound_to(number), bulk_limits():
            await filling.fill()
            await keep()  # as the worker does each minute: no list waits for three years of entries
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


async def young(server: Measured) -> None:
    """Its lists fill a page, too."""
    import asyncpg  # noqa: PLC0415

    connection = await asyncpg.connect(server.database.url("shangliang"))
    number = await connection.fetchval("SELECT id FROM county WHERE slug = $1", COUNTY)
    await whole_page(connection, number, "activity", "activity_member")
    await whole_page(connection, number, "station", which="cardinality(lineage) = 1")
    await overdue_page(connection, number, many=4 * PAGE)  # a quarter of them nobody holds
    await called(connection, number, "member", "王", account="NULL")
    await called(connection, number, "account", "王", subject="'young-' || n")
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


class Growing(NamedTuple):
    """`more`: they show more."""

    pages: list[str]
    more: list[str]
    passed: list[str]


def measure(server: Measured, say: Say) -> None:
    """Each page shortly; those that seem to grow at length, and only these are told one by one."""
    signed = asyncio.run(cookies(server))
    asyncio.run(young(server))
    number = asyncio.run(number_of(server))
    every = [*pages(), *(Page(path, who) for path, who in BESIDE.items())]
    growing = Growing([], [], [])
    with as_it_was(server) as before:
        asyncio.run(age(server))
        there, here = (asyncio.run(places(each, number)) for each in (before, server))
        for each in every:
            paths = [f"/{COUNTY}{quote(each.path.format(**of), safe=SAFE)}" for of in (there, here)]
            compare(each, paths, signed[each.who], before, server, say, growing)
    told = f"  of {len(every) - len(growing.passed)}: {named(growing.pages)}"
    told += f"; as they show more: {named(growing.more)}; not there: {named(growing.passed)}"
    say("Pages of an old county that cost more than 1.3 ×", len(growing.pages), 0, "", detail=told)


def named(found: list[str]) -> str:
    return ", ".join(found) or "none"


def compare(
    page: Page, paths: list[str], cookie: str, before: Measured, now: Measured, say: Say,
    growing: Growing,
) -> None:  # fmt: skip
    name = f"{page.path} {page.who}".strip()
    both = list(zip((before, now), paths, strict=True))
    if {status(each, path, cookie) for each, path in both} != {200}:
        growing.passed.append(name)
        return
    if in_turns(before, now, paths, cookie, FEW, FEW).ratio <= NEARLY:
        return
    x, y = (len(each.get(path, cookie)) for each, path in both)
    found = in_turns(before, now, paths, cookie, REQUESTS)
    (a, b), (c, d) = found.young, found.old
    detail = f"  program {a:.0f} → {c:.0f} µs, database {b:.0f} → {d:.0f} µs"
    detail += f", {x / 1000:.0f} → {y / 1000:.0f} KB"
    say(f"{name}: CPU at 60 ×, times young", found.ratio, MOST, "×", detail=detail)
    if found.ratio > MOST:
        shown = more_shown(x, y)
        (growing.more if found.ratio <= MOST * shown else growing.pages).append(name)
