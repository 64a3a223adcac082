"""A list that is searched stands in its own order and has all whom plain Python finds, page by
page, whatever pieces there are; and of however many a word fits it reads a page's worth.
"""

import re
from typing import Any, NamedTuple

import pytest

from app.access.roles import Account, Grant, Role
from app.choosing.asking import PAGE, chosen, search
from app.choosing.kinds import What
from app.choosing.rules import nearly
from app.db import county_tx, execute, rows
from app.people.choosing import members_called
from app.people.members import listed
from app.people.queries import accounts
from app.people.tables import Member
from app.pieces import filling
from app.text.search import search_pattern
from tests import given

pytestmark = pytest.mark.anyio

ME = Account(1, "某人", (Grant(Role.OFFICE),))
# Read in two ways (曾, 乐, 单于, 任, 长), of before the reform (張, 單), rare (𠮷), with the letter
# in the middle, with marks and blanks, and of other scripts.
NAMES = (
    "曾芳", "乐芳", "单于芳", "单芳", "任长芳", "長芳", "張芳", "张芳", "張三", "單雄", "𠮷芳",
    "王　芳", "王\u200d芳", "阿依古丽·芳", "Ａli 芳", "芳", "陈芳芳", "王王",
    "吕峰", "呂峯芳", "户家英", "於芳", "于芳",
)  # fmt: skip
SECTORS = ("农业", "妇联", "王家医院", "曾经")
WORDS = (
    "王", "芳", "张", "張", "曾", "单", "单于", "王芳", "王00", "农业", "农", "王家", "长", "芳芳",
    "𠮷", "a", "没有", "·", "芳家村", "·芳", "王 芳",
    "呂", "吕峯", "戶", "黃", "於芳", "于", "農業", "農",
)  # fmt: skip
EVERYBODY = """
    SELECT "member"."id", "member"."name", "sector", "member"."by_pinyin",
           "by_strokes", "left_on",
           "member"."station", "station"."name" AS place
    FROM "member" LEFT JOIN "station" ON "station"."county" = $1
         AND "station"."id" = "member"."station"
    WHERE "member"."county" = $1
"""


class County(NamedTuple):
    number: int
    near: int  # a station below which some are placed


@pytest.fixture
async def peopled(county: int) -> County:
    high = await given.a_station()
    near = await given.a_station(parent={"id": high, "lineage": [high]}, name="王家芳家村")
    far = await given.a_station(name="别处")
    await given.another_provider()
    names = [*NAMES, *(f"王{n:02}" for n in range(70)), *(f"{chr(20000 + n)}芳" for n in range(70))]
    async with county_tx():
        for n, name in enumerate(names):
            member = Member(
                name=name, sector=SECTORS[n % 4], station=(None, near, far)[n % 3], mode="fixed"
            )
            await Member.insert(member)
        await execute(
            'UPDATE "member" SET "left_on" = current_date'
            ' WHERE "member"."county" = $1 AND "name" IN (\'王01\', \'曾芳\')'
        )
        for n, name in enumerate(names):
            await execute(
                'INSERT INTO "account" ("county", "provider", "subject", "name") SELECT $1, "id",'
                ' $3, $2 FROM "provider" WHERE "provider"."county" = $1 LIMIT 1',
                name,
                f"who-{name}-{n}",
            )
    return County(county, high)


async def everybody() -> list[Any]:
    async with county_tx(readonly=True):
        return await rows(EVERYBODY)


async def check_lists(peopled: County) -> None:
    people = await everybody()
    below = {each["station"] for each in people if each["place"] == "王家芳家村"}
    for words in WORDS:
        fits = re.compile(search_pattern(words), re.IGNORECASE)
        for order in ("pinyin", "strokes"):
            meant = sorted(
                (each[f"by_{order}"], each["id"])
                for each in people
                if fits.search(each["name"]) or fits.search(each["sector"])
            )
            assert await roster(order, words) == [one for _key, one in meant], (words, order)
        offered = [
            (each["station"] not in below, each["by_pinyin"], each["id"])
            for each in people
            if not each["left_on"]
            and any(fits.search(each[of] or "") for of in ("name", "sector", "place"))
        ]
        for within, wanted in (
            ("", sorted(each[1:] for each in offered)),
            (str(peopled.near), sorted(offered)),
        ):
            async with county_tx(readonly=True):
                found, more = await search(What.MEMBER, ME, words, within)
            told = [int(each.value) for each in found]
            assert told == [each[-1] for each in wanted][:PAGE], (words, within)
            assert more == (len(wanted) > PAGE), (words, within)


async def roster(order: str, words: str) -> list[int]:
    found, after = list[int](), None
    for _page in range(9):
        async with county_tx(readonly=True):
            page = await listed(order, words, after)
        found += [each["id"] for each in page[:50]]
        if len(page) <= 50:
            break
        after = found[-1]
    return found


async def test_members_stand_as_python_puts_them(peopled: County) -> None:
    await check_lists(peopled)


async def test_so_they_do_while_pieces_are_made_and_when_they_are(
    peopled: County, superuser: Any
) -> None:
    county = peopled.number
    await superuser.execute("DELETE FROM piece WHERE county = $1 AND kind = 'member'", county)
    await superuser.execute("INSERT INTO jobs.unpieced VALUES ($1, 'member')", county)
    await check_lists(peopled)
    await superuser.execute(  # as those that were made before lists were read along them
        "INSERT INTO piece (county, kind, public, piece, record) SELECT $1, 'member', false,"
        " unnest(app.pieces(app.searched(member))), id FROM member WHERE county = $1",
        county,
    )
    await filling.fill()
    await check_lists(peopled)


async def test_names_in_letters_of_before_the_reform_are_offered(peopled: County) -> None:
    await given.a_station(name="户峰村", parent={"id": peopled.near, "lineage": [peopled.near]})
    async with county_tx(readonly=True):
        for typed, offered in (
            ("呂峰", ["吕峰"]), ("吕峯芳", ["呂峯芳"]), ("戶家英", ["户家英"]),
            ("张芳", ["張芳", "张芳"]), ("呂某", []),
        ):  # fmt: skip
            known = await members_called(f"{typed}、某某")
            assert sorted(each.name for each in nearly(typed, known)) == sorted(offered), typed
        for what, typed, near in (
            (What.STATION, "戶峯村", "户峰村"), (What.MEMBER, "呂峯", "吕峰"),
            (What.ACCOUNT, "戶家英", "户家英"),
        ):  # fmt: skip
            value, (wrong,) = await chosen(what, ME, typed, "at")
            assert (value, wrong.values["name"]) == (None, typed)
            assert near in wrong.values.get("labels", ""), (what, wrong)
            found, _more = await search(what, ME, typed)
            assert near in {each.label for each in found}


async def test_a_new_name_has_a_new_place(peopled: County) -> None:
    one = (await roster("pinyin", "王00"))[0]
    async with county_tx():
        await Member.update({Member.name: "安王00"}).where(Member.id == one)
    assert (await roster("pinyin", "王00"))[0] == one
    await check_lists(peopled)


@pytest.mark.usefixtures("peopled")
async def test_accounts_stand_newest_first() -> None:
    async with county_tx(readonly=True):
        everyone = await rows(
            'SELECT "id", "name", "subject" FROM "account" WHERE "account"."county" = $1'
            ' ORDER BY "id" DESC'
        )
    assert len(everyone) > len(NAMES)
    for words in (*WORDS, "who-王"):
        fits = re.compile(search_pattern(words), re.IGNORECASE)
        wanted = [
            each["id"]
            for each in everyone
            if fits.search(each["name"]) or fits.search(each["subject"] or "")
        ]
        told, before = list[int](), None
        for _page in range(9):
            async with county_tx(readonly=True):
                page, before = await accounts(words, before)
            told += [each["id"] for each in page]
            if before is None:
                break
        assert told == wanted, words
        async with county_tx(readonly=True):
            found, more = await search(What.ACCOUNT, ME, words)
        assert [int(each.value) for each in found] == wanted[:PAGE], words
        assert more == (len(wanted) > PAGE), words
