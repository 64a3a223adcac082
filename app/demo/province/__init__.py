"""A province of simulated counties under its real names: `await build(51)`, on a migrated database
with the national list in it. For demonstrations and measurements; nobody and nothing in it is real.

The same seed makes the same counts. What opens something (codes on walls, follow-up codes) is drawn
anew each time, for whoever reads the program knows the seed. Each county is one transaction, so an
interrupted build goes on with those that are missing, and a county that is there stays as it is.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import date
from random import Random
from typing import Any

from app.counties.rules import RESERVED, SLUG
from app.dates import today as day_today
from app.db import bound_to, county_tx, rows
from app.demo.county import demos
from app.demo.province.county import build_county
from app.demo.province.nature import Nature, lots, nature
from app.divisions.rules import is_county
from app.tenancy.numbers import OPERATOR
from app.tenancy.realms import OUTSIDE
from app.tenancy.tables import County

LISTED = """
    SELECT code, name, romanised FROM division
    WHERE $1::int IS NOT NULL AND level = 'county' AND code >= $2 AND code < $3 ORDER BY code
"""


async def build(
    region: int = 51,
    *,
    counties: int | None = None,
    near: int | None = None,
    years: int = 3,
    seed: int = 1,
    density: float = 1.0,
    today: date | None = None,
    at_once: int = 2,
    progress: Callable[[str], object] = print,
) -> list[str]:
    """→ the slugs of what was built. `counties`: no more than so many, from all over the region.
    `near`: those of this prefecture before all others. `at_once`: how many of the pool's
    connections write.
    """
    day = today or day_today()
    with bound_to(OPERATOR):
        async with county_tx(readonly=True):
            listed = await rows(LISTED, f"{region}", f"{region + 1}")
    if not listed:
        progress(f"No county's code begins with {region}. Is the national list loaded?")
    there = {each["id"]: each["slug"] for each in await County.select()}
    wanted = chosen(listed, there, counties, seed, density, years, day, near)
    missing = [each for each in wanted if each.code not in there]
    progress(f"{len(missing)} counties to be built, {len(wanted) - len(missing)} are there.")
    turns = asyncio.Semaphore(at_once)
    done: list[str] = []

    async def one(each: Nature) -> None:
        async with turns:
            with bound_to(each.code):
                said = await build_county(each, seed, day)
            done.append(each.slug)
            progress(f"{len(done)}/{len(missing)} {each.code} {each.name}: {said}")

    async with asyncio.TaskGroup() as group:
        for each in missing:
            group.create_task(one(each))
    return sorted(done)


def chosen(  # noqa: PLR0917
    listed: Iterable[Any], there: dict[int, str], counties: int | None, seed: int, density: float,
    years: int, today: date, near: int | None = None,
) -> list[Nature]:  # fmt: skip
    """In an order of their own, so that a few of them lie all over the region; those of the
    prefecture `near` first. What each is like depends on none of it. Pure.
    """
    real = [each for each in listed if is_county(each["code"])]
    slugs, stands_out = slugs_of(real, there), lots([each["code"] for each in real], seed)
    Random(f"{seed} order").shuffle(real)  # noqa: S311  # the same every time
    found = [
        nature(each, slugs[code], place, stands_out.get(code), seed, density, years, today)
        for place, each in enumerate(real)
        for code in [each["code"]]
    ]
    return sorted(found, key=lambda each: each.code // 100 != near)[:counties]


def slugs_of(counties: Iterable[Any], there: dict[int, str]) -> dict[str, str]:
    """Where it is taken, or nobody may have it, the code stands behind. Pure."""
    there = {demo.code: slug for slug, demo in demos().items()} | there
    taken = {*there.values()} | OUTSIDE | RESERVED
    found: dict[str, str] = {}
    for each in counties:
        slug, code = each["romanised"], each["code"]
        if slug in taken or not SLUG.fullmatch(slug):
            slug = f"{slug}-{code}"
        slug = there.get(int(code), slug)
        found[code] = slug
        taken.add(slug)
    return found
