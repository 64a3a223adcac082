"""Stations and sittings that are searched stand as plain Python puts them, page by page, whatever
pieces there are; whoever chooses a station means those right under one that is called so, too.
"""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from app.access.roles import Account, Grant, Role
from app.choosing.asking import PAGE, search
from app.choosing.kinds import What
from app.consultations.rounds import newest
from app.consultations.tables import Consultation
from app.db import county_tx, execute, rows
from app.pieces import filling
from app.stations.queries import level_of_tree
from app.stations.tables import Station
from app.text import compact
from app.text.search import search_pattern
from app.web.forms.fields import place_asked
from tests import given

pytestmark = pytest.mark.anyio

ME = Account(1, "某人", (Grant(Role.OFFICE),))
TOWNS = ("乐村镇", "长安镇", "單村街道", "安镇")
WORDS = ("村", "镇", "安", "长安", "单村", "村05", "路1号", "没有", "·", "乐村镇0", "王", "站")
EVERYWHERE = """
    SELECT "station"."id", "name", "address", "code", "division", "station"."by_pinyin", "lineage",
           "parent", (SELECT up."name" FROM "station" AS up WHERE up."county" = $1
                      AND up."id" = "station"."parent") AS above
    FROM "station" WHERE "station"."county" = $1 AND "closed_on" IS NULL
"""
SAT = """
    SELECT "id", "held_on", "title", "place", "form" FROM "consultation"
    WHERE "consultation"."county" = $1
"""


@pytest.fixture
async def placed(county: int, superuser: Any) -> int:
    for town in TOWNS:
        high = await given.a_station(town)
        for n in range(30):
            await given.a_station(
                f"{'安村东西'[n % 4]}村{n:02}", parent={"id": high, "lineage": [high]}
            )
    await superuser.execute(
        "UPDATE station SET address = '路' || (id % 3) || '号', division = county"
        " || CASE id % 2 WHEN 0 THEN '' ELSE '100' END WHERE county = $1",
        county,
    )
    await superuser.execute(
        "UPDATE station SET closed_on = current_date WHERE county = $1 AND name LIKE '%06'", county
    )
    return county


async def everywhere() -> list[Any]:
    async with county_tx(readonly=True):
        return await rows(EVERYWHERE)


async def check_stations() -> None:
    places = await everywhere()
    some = sorted(places, key=lambda each: each["id"])[7]
    for words in (*WORDS, some["code"], some["code"].lower(), some["code"][:4]):
        fits = re.compile(search_pattern(words), re.IGNORECASE)
        meant = sorted(
            (each["division"], each["by_pinyin"], each["id"])
            for each in places
            if fits.search(each["name"])
            or fits.search(each["address"])
            or each["code"] == compact(words)
        )
        assert await listed(words) == [each[-1] for each in meant], words
        offered = sorted(
            (len(each["lineage"]), each["by_pinyin"], each["id"])
            for each in places
            if fits.search(each["name"]) or fits.search(each["above"] or "")
        )
        async with county_tx(readonly=True):
            found, more = await search(What.STATION, ME, words)
        told = [int(each.value) for each in found]
        assert told == [each[-1] for each in offered][:PAGE], words
        assert more == (len(offered) > PAGE), words


async def listed(words: str) -> list[int]:
    told, after = list[int](), None
    for _page in range(9):
        async with county_tx(readonly=True):
            page, after = await level_of_tree(None, words, after)
        told += [each["id"] for each in page]
        if after is None:
            break
    return told


@pytest.mark.usefixtures("placed")
async def test_stations_stand_as_python_puts_them() -> None:
    await check_stations()


async def test_so_they_do_while_pieces_are_made_and_when_they_are(
    placed: int, superuser: Any
) -> None:
    kinds = ["station", "under"]
    everything = await pieces(superuser, placed, kinds)
    await superuser.execute("DELETE FROM piece WHERE county = $1 AND kind = ANY($2)", placed, kinds)
    await superuser.execute(
        "INSERT INTO jobs.unpieced SELECT $1, unnest($2::text[])", placed, kinds
    )
    await check_stations()
    await filling.fill()
    assert await pieces(superuser, placed, kinds) == everything
    await check_stations()


@pytest.mark.usefixtures("placed")
async def test_new_names_and_places_are_followed_by_what_lies_there() -> None:
    high = {each["name"]: each["id"] for each in await everywhere() if each["parent"] is None}
    async with county_tx():
        await Station.update({Station.name: "王家镇"}).where(Station.id == high["长安镇"])
    await check_stations()
    async with county_tx():  # all at once, as when a kind is called otherwise
        await execute(
            'UPDATE "station" SET "name" = "name" || \'站\' WHERE "station"."county" = $1'
        )
    await check_stations()
    moved = next(each["id"] for each in await everywhere() if each["parent"] == high["安镇"])
    async with county_tx():
        lineage = [high["长安镇"], moved]
        await Station.update(
            {Station.parent: high["长安镇"], Station.lineage: lineage, Station.name: "搬来的村"}
        ).where(Station.id == moved)
    await check_stations()


async def test_no_piece_of_another_name_stays(placed: int, superuser: Any) -> None:
    """Renamed and moved there and back, one by one and all at once, pieces are what they were."""
    station = await given.a_station("单独的站")
    async with county_tx():
        member = await given.a_member("张三")
        await execute('UPDATE "member" SET "station" = $2 WHERE "member"."county" = $1', station)
    kinds = ["station", "under", "member", "placed"]
    everything = await pieces(superuser, placed, kinds)
    assert [each for each in everything if each["kind"] == "placed" and each["record"] == member]
    for name in ("另一个名字", "单独的站"):
        async with county_tx():
            await Station.update({Station.name: name}).where(Station.id == station)
    for tail in ("站", ""):
        async with county_tx():
            await execute(
                'UPDATE "station" SET "name" = regexp_replace("name", \'站$\', \'\') || $2'
                ' WHERE "station"."county" = $1 AND "name" <> \'单独的站\'',
                tail,
            )
    async with county_tx():
        await execute('UPDATE "member" SET "station" = NULL WHERE "member"."county" = $1')
    assert not [each for each in await pieces(superuser, placed, kinds) if each["kind"] == "placed"]
    async with county_tx():
        await execute('UPDATE "member" SET "station" = $2 WHERE "member"."county" = $1', station)
    assert await pieces(superuser, placed, kinds) == everything


async def pieces(superuser: Any, county: int, kinds: list[str]) -> list[Any]:
    found: list[Any] = await superuser.fetch(
        "SELECT * FROM piece WHERE county = $1 AND kind = ANY($2) ORDER BY kind, piece, record",
        county,
        kinds,
    )
    return found


@pytest.fixture
async def sat(county: int) -> int:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="商前调研")
    async with county_tx():
        for n in range(140):
            await Consultation.insert(
                Consultation(
                    topic=topic,
                    station=station,
                    round=n,
                    title=f"{('路灯', '水渠', '路')[n % 3]}{n:03}",
                    place=("村口", "灯下", "院子")[n % 3],
                    form=("meeting", "visit")[n % 2],
                    held_on=date(2026, 3, 1) - timedelta(days=9 * (n % 70)),
                    state="filed",
                )
            )
    return county


async def check_sittings() -> None:
    async with county_tx(readonly=True):
        all_of = await rows(SAT)
    for words in ("路灯", "灯", "路", "村口", "水渠01", "没有", "·"):
        fits = re.compile(search_pattern(words), re.IGNORECASE)
        for form, year in (("", None), ("visit", None), ("", 2025), ("meeting", 2026)):
            meant = sorted(
                (
                    (each["held_on"], each["id"])
                    for each in all_of
                    if (fits.search(each["title"]) or fits.search(each["place"]))
                    and form in {"", each["form"]}
                    and year in {None, each["held_on"].year}
                ),
                reverse=True,
            )
            told, before = list[int](), None
            for _page in range(9):
                async with county_tx(readonly=True):
                    page = await newest(ME, before=before, form=form, year=year, words=words)
                told += [each["id"] for each in page["consultations"]]
                before = place_asked(page["older"] or "")
                if before is None:
                    break
            assert told == [each[-1] for each in meant], (words, form, year)


@pytest.mark.usefixtures("sat")
async def test_sittings_stand_as_python_puts_them() -> None:
    await check_sittings()


async def test_so_do_they_while_pieces_are_made_and_on_another_day(
    sat: int, superuser: Any
) -> None:
    async with county_tx():
        await execute(
            'UPDATE "consultation" SET "held_on" = "held_on" + 100'
            ' WHERE "consultation"."county" = $1 AND "id" % 3 = 0'
        )
    await check_sittings()
    everything = await pieces(superuser, sat, ["consultation"])
    await superuser.execute("DELETE FROM piece WHERE county = $1 AND kind = 'consultation'", sat)
    await superuser.execute("INSERT INTO jobs.unpieced VALUES ($1, 'consultation')", sat)
    await check_sittings()
    await filling.fill()
    assert await pieces(superuser, sat, ["consultation"]) == everything
    await check_sittings()
