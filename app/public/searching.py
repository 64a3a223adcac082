"""The index that a search goes by where there is no program (static/find.js): of titles as
strangers read them.
"""

import re
from collections.abc import Mapping

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.charter.stages import STAGE_NAMES, Stage
from app.consultations import rounds
from app.dates import today
from app.db import county_tx
from app.i18n import translated
from app.public.data import years_of
from app.public.finding import Found, block, dumped, keys
from app.stations.queries import all_open, count_by_kind
from app.topics.queries import of_year
from app.web.forms.fields import NO_SUCH
from app.web.rate_limit import spends

STATIONS, IN_PART = "stations", 100
INDEX = "index"
FILE = re.compile(r"(index|stations|20\d\d)(?:-(\d{1,3}))?\.json")
Parts = Mapping[str, list[Found]]


async def groups() -> list[str]:
    """In the order in which they are looked through: the latest year, places, what was before.
    Within the caller's transaction.
    """
    latest, *before = [str(year) for year in await years_of("topics")] or [""]
    return [*filter(None, [latest]), STATIONS, *before]


async def files() -> list[str]:
    """All that a search may ask for. Within the caller's transaction."""
    found = [INDEX]
    for group in await groups():
        found += [group]
        if group == STATIONS:
            n = sum((await count_by_kind()).values())
            found += [f"{STATIONS}-{part}" for part in range(1, 1 - n // -IN_PART)]
        else:
            found += reversed(months(group))
    return [f"{each}.json" for each in found]


async def parts_of(group: str) -> Parts:
    """By `2026-11` or `stations-1`. Within the caller's transaction."""
    if group == STATIONS:
        return await stations()
    return {each: await month(each) for each in months(group)}


def months(group: str) -> list[str]:
    """Of a year, latest first."""
    last = today().month if group == str(today().year) else 12
    return [f"{group}-{n:02}" for n in range(last, 0, -1)]


async def month(name: str) -> list[Found]:
    """Of this one alone: whoever asks for all of them reads nothing twice."""
    of, found = [int(each) for each in name.split("-")], []
    async for part in of_year(*of):
        for each in part:
            stage = translated(STAGE_NAMES[Stage(each["stage"])])
            one = Found(f"/topics/{each['id']}", each["title"], f"{stage} {each['station_name']}")
            found.append(one)
    async for held in rounds.of_year(*of):
        for sitting in held:
            beside = f"{sitting['held_on']} {sitting['place']}"
            found.append(Found(f"/consultations/{sitting['id']}", sitting["title"], beside))
    return found


async def stations() -> Parts:
    every = [each async for part in all_open() for each in part]
    found = [Found(f"/stations/{each['id']}", each["name"], each["address"]) for each in every]
    return {
        f"{STATIONS}-{1 + at // IN_PART}": found[at : at + IN_PART]
        for at in range(0, len(found), IN_PART)
    }


@get("/find/{file:str}", guards=[spends("export")])
async def piece(file: FromPath[str]) -> Response[str]:
    asked = FILE.fullmatch(file)
    if asked is None:
        raise NotFoundException(NO_SUCH)
    group, name = asked[1], file.removesuffix(".json")
    async with county_tx(readonly=True):
        known = await groups()
        if name == INDEX:
            return Response(dumped(known), media_type=JSON)
        if group not in known:
            raise NotFoundException(NO_SUCH)
        if not asked[2]:
            return Response(keys(await parts_of(group)), media_type=JSON)
        if group == STATIONS:
            found = (await stations()).get(name)
        else:
            found = await month(name) if name in months(group) else None
    if found is None:
        raise NotFoundException(NO_SUCH)
    return Response(block(found), media_type=JSON)


JSON = "application/json; charset=utf-8"
handlers = [piece]
