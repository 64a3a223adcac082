"""Lists, searches and desks of a county grown old: sixty times the records, matters three years
overdue; processor time of the worker and of the database, against the county as it was, in turns
with it (turns.py): young, old, old, young, and so on. A ratio is the median of those of the rounds.
"""

import asyncio
import os
from collections.abc import Callable
from datetime import date
from typing import Any

from tests.bench.old_county import Old, grow
from tests.bench.server import Measured
from tests.bench.turns import as_it_was, in_turns
from tests.bench.whole_pages import PAGE, called, overdue_page, whole_page

COUNTY = "yanjiang"
REQUESTS = 20
Say = Callable[..., None]
DEEP = f"{date.today().toordinal() - 5}-1"  # noqa: DTZ011  (a few days ago there is a page, too)
PAGES = {
    "Topics": ("/topics", ""),
    "Topics under way": ("/topics?shown=open", ""),
    "Topics, office": ("/topics", "office"),
    "Topics, township": ("/topics", "township"),
    "Search, two characters": ("/topics?q=%E8%B7%AF%E7%81%AF", ""),
    "Search, office": ("/topics?q=%E8%B7%AF%E7%81%AF", "office"),
    "Consultations": ("/consultations", ""),
    "Consultations, office": ("/consultations", "office"),
    "Consultations, searched": ("/consultations?q=%E8%B7%AF%E7%81%AF", ""),
    "Commitments": ("/commitments", ""),
    "Commitments overdue": ("/commitments?shown=late", ""),
    "Stations": ("/stations", ""),
    "Stations, searched": ("/stations?q=%E7%AB%99", ""),
    "Standards that wait": ("/stations/standards?only=waiting", "office"),
    "Activities": ("/activities", "office"),
    "The office's overdue, 50 matters": ("/desk/county?shown=late", "office"),
    "Held by nobody": ("/desk/county?shown=unheld", "office"),
    "Desk, member": ("/desk", "member"),
    "Desk, department": ("/desk", "department"),
    "People": ("/people", "office"),
    "Roster, search": ("/people/members?q=%E7%8E%8B", "office"),
    "Desk, convener": ("/desk", "convener"),
    "Desk, office": ("/desk", "office"),
    "Office's list of all that waits": ("/desk/county", "office"),
    "Activities, member": ("/activities", "member"),
    "Raising, where": ("/raise", ""),
    "A deep page of a figure's records": (f"/numbers/topics-raised?before={DEEP}", ""),
    "Audit log, searched for what is not there": ("/audit?q=%E9%BE%98", "office"),
    "Accounts, search": ("/people?q=%E7%8E%8B", "office"),
    "Choosing a member": ("/choose/member?q=%E7%8E%8B", "office"),
    "Choosing a station": ("/choose/station?q=%E7%AB%99", ""),
    "Choosing a station that is not there": ("/choose/station?q=%E9%BE%98", ""),
    "Choosing an account": ("/choose/account?q=%E7%8E%8B", "office"),
    "Where nobody holds a role": ("/desk/vacancies", "office"),
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
                for role in sorted({who for _path, who in PAGES.values()} - {""}):
                    account: Any = await value(
                        'SELECT "id" FROM "account" WHERE "account"."county" = $1'
                        ' AND "subject" = $2',
                        f"{COUNTY}-{role}",
                    )
                    token = await open_session(account)
                    found[role] = f"{cookie_name(f'/{COUNTY}')}={token}"
    return found


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


def measure(server: Measured, say: Say) -> None:
    signed = asyncio.run(cookies(server))
    asyncio.run(young(server))
    with as_it_was(server) as before:
        asyncio.run(age(server))
        for name, (path, who) in PAGES.items():
            compare(name, f"/{COUNTY}{path}", signed[who], before, server, say)


def compare(name: str, path: str, cookie: str, before: Measured, now: Measured, say: Say) -> None:
    x, y = (len(each.get(path, cookie)) for each in (before, now))
    found = in_turns(before, now, path, cookie, REQUESTS)
    (a, b), (c, d) = found.young, found.old
    detail = f"  program {a:.0f} → {c:.0f} µs, database {b:.0f} → {d:.0f} µs"
    detail += f", {x / 1000:.0f} → {y / 1000:.0f} KB"
    say(f"{name}: CPU at 60 ×, times young", found.ratio, 1.3, "×", detail=detail)
