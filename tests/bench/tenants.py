"""What pages cost with 2,844 counties on the platform, times with twenty; and what a region of 183
and the national office pay for theirs, times a topic list.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.pages import Page, asked, in_turns
from tests.bench.platforms import (
    ALL,
    COUNTY,
    LARGE,
    NATION,
    PROVINCE,
    SMALL,
    WITHIN,
    Platforms,
    platforms,
)
from tests.bench.server import Measured

ROUNDS, TIMES = 9, 8
LIST = f"/{COUNTY}/topics"
# All that a region's staff has, but for its own forms' answers.
PAGES = (
    "/", "/compare", "/coverage", "/weights", "/cases", "/indicators", "/keys", "/audit",
    "/account", "/counties/{county}",
)  # fmt: skip
FILES = ("/compare.xlsx", "/coverage.xlsx", "/weights.xlsx")
MADE = ("/compare", "/coverage", "/weights", "/", "/counties/{county}")  # of parts that are kept
COUNTY_PAGES = ("/topics", "/", "/stations", "/consultations", "/numbers", "/raise", "/desk")


def measure(folder: Path, say: Any) -> None:
    with platforms(folder) as both:
        regions(both, say)
        counties(both, say)
        lists(both, say)


def regions(both: Platforms, say: Any) -> None:
    for region in (SMALL, WITHIN):
        for path in PAGES:
            beside(both, f"Region {region} {path}", f"/regions/{region}", path, 1.1, say)
        for path in MADE:
            beside(both, f"Region {region} {path}", f"/regions/{region}", path, 1.1, say, anew=True)


def counties(both: Platforms, say: Any) -> None:
    for path in COUNTY_PAGES:
        beside(both, f"A county's {path}", f"/{COUNTY}", path, 1.05, say)


def lists(both: Platforms, say: Any) -> None:
    for region, counties, limit in ((LARGE, PROVINCE, 3), (NATION, ALL, 15)):
        for path in PAGES:
            against_list(both, region, counties, path, limit, say)
        for path in MADE:
            against_list(both, region, counties, path, limit, say, anew=True)
        for path in FILES:
            against_list(both, region, counties, path, 400, say)


def beside(
    both: Platforms, name: str, realm: str, path: str, limit: float, say: Any, *,
    anew: bool = False,
) -> None:  # fmt: skip
    many, few = in_turns(
        asking(both, both.many, realm, path, anew=anew),
        asking(both, both.few, realm, path, anew=anew),
        rounds=ROUNDS,
    )
    what = f"{name}{' anew' if anew else ''}: CPU among {ALL} counties"
    say(what, many / few, limit, "×", detail=f"  {many / 1e3:.2f} : {few / 1e3:.2f} ms")


def against_list(
    both: Platforms, region: int, counties: int, path: str, limit: float, say: Any, *,
    anew: bool = False,
) -> None:  # fmt: skip
    its, listed = in_turns(
        asking(both, both.many, f"/regions/{region}", path, anew=anew),
        asking(both, both.many, f"/{COUNTY}", "/topics", anew=False),
        rounds=ROUNDS,
    )
    what = f"{counties} counties {path}{' anew' if anew else ''}: CPU, times a topic list"
    say(what, its / listed, limit, "×", detail=f"  {its / 1e3:.2f} : {listed / 1e3:.2f} ms")


async def awake(both: Platforms) -> None:
    """Nobody is signed out for having waited for the others' turns."""
    import asyncpg  # noqa: PLC0415

    for address in both.superuser.values():
        connection = await asyncpg.connect(address)
        await connection.execute("UPDATE session SET started_at = now(), seen_at = now()")
        await connection.close()


def asking(
    both: Platforms, server: Measured, realm: str, path: str, *, anew: bool
) -> Callable[[], float]:
    """Microseconds of the program and of the database. `anew`: nothing is kept of it."""
    asyncio.run(awake(both))
    cookie = both.cookies[realm]
    region = int(realm.removeprefix("/regions/")) if realm.startswith("/regions/") else 0
    address = f"{realm}{path.format(county=one_of(region))}"
    page = Page(address, "" if path in {"/topics", "/raise"} else cookie, 0)
    database = both.superuser["few" if server is both.few else "many"]

    def measure() -> float:
        if anew:
            return made(server, page, database, path)
        return asked(server, page, address, "identity", TIMES)

    return measure


def made(server: Measured, page: Page, database: str, path: str) -> float:
    """Of views that nobody has looked at. The first request settles what is prepared."""
    asked(server, page, page.path, "identity", 1)
    if path not in {"/compare", "/counties/{county}"}:
        spent = 0.0
        for _each in range(TIMES):
            asyncio.run(forgotten(database))
            spent += asked(server, page, page.path, "identity", 1)
        return spent / TIMES
    asyncio.run(forgotten(database))
    views = addresses(page.path)
    return sum(asked(server, page, each, "identity", 1) for each in views) / len(views)


def addresses(page: str) -> list[str]:
    """Views of twelve quarters, each by another indicator."""
    from app.dates import today  # noqa: PLC0415  (the settings are this server's by now)
    from app.ledger.measures import quarter_of  # noqa: PLC0415
    from app.regions.dictionary import DICTIONARY  # noqa: PLC0415
    from app.regions.quarters import QUARTERS, quarter_after, written  # noqa: PLC0415

    last = quarter_of(today())
    time = f"from={written(quarter_after(last, 1 - QUARTERS))}&to={written(last)}"
    return [f"{page}?by={each.key}&{time}" for each in DICTIONARY[::3]]


async def forgotten(database: str) -> None:
    import asyncpg  # noqa: PLC0415

    connection = await asyncpg.connect(database)
    await connection.execute("TRUNCATE kept_view")
    await connection.close()


def one_of(region: int) -> int:
    """A county of it."""
    return {SMALL: 640104, WITHIN: 640104, LARGE: 510104, NATION: 510104}.get(region, 0)
