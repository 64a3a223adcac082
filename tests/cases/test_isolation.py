"""Raw SQL as the region's role: what it sees and writes of nominations, whatever is tried."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from app.processes.postgres import Server
from tests.cases.conftest import Place, leave

pytestmark = pytest.mark.anyio

SEEN = "SELECT title, matter, talk, result FROM nomination WHERE county = $1"
DECIDE = """
    INSERT INTO choice (county, nomination, region, kind, person) VALUES ($1, $2, $3, $4, '某')
"""
PUBLISH = """
    INSERT INTO published_case (county, nomination, topic, region, title, matter, talk, result,
        photos)
    SELECT county, id, topic, $3, title, matter, talk, result, photos
    FROM nomination WHERE county = $1 AND id = $2
"""
FORGED = """
    INSERT INTO published_case (county, nomination, topic, region, title, matter, talk, result,
        photos) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '{}')
"""


WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
NEVER = """
    UPDATE nomination SET title = '别的'
    UPDATE nomination SET region = 99
    UPDATE nomination SET withdrawn_at = NULL
    DELETE FROM nomination
    INSERT INTO nomination (county, topic, region) VALUES (1, 1, 1)
    UPDATE choice SET kind = 'declined'
    UPDATE choice SET counted_at = now()
    DELETE FROM choice
    UPDATE published_case SET title = '别的'
    DELETE FROM published_case
    INSERT INTO ledger (county, kind) VALUES (1, 'case.chosen')
    UPDATE submission SET led_to = ''
    SELECT county FROM jobs.due
    SELECT id FROM jobs.pgqueuer
""".strip().splitlines()
NO_COUNTY = """
    INSERT INTO published_case (county, nomination, topic, region) VALUES (1, 1, 1, 10)
    INSERT INTO choice (county, nomination, region, kind, person) VALUES (1, 1, 10, 'chosen', '')
    UPDATE choice SET kind = 'chosen'
    UPDATE nomination SET nominated_by = ''
    UPDATE nomination SET passed_to = 10
    DELETE FROM published_case
""".strip().splitlines()


class Raw:
    def __init__(self, connection: Any) -> None:
        self.connection = connection

    async def be(self, region: int) -> None:
        await self.connection.execute(f"SET app.region = '{region}'")

    async def pass_on(self, to: object, county: int) -> str:
        sql = f"UPDATE nomination SET passed_to = {to} WHERE county = $1"  # noqa: S608
        answer: str = await self.connection.execute(sql, county)
        return answer

    async def keeps(self, to: object, county: int) -> None:
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.CheckViolationError)):
            await self.pass_on(to, county)

    async def refused(self, sql: str, *values: Any) -> None:
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.CheckViolationError)):
            await self.connection.execute(sql, *values)


@pytest.fixture
async def raw(place: Place, server: Server, database: str) -> AsyncIterator[Raw]:
    connection: Any = await asyncpg.connect(server.url(database, "app_rw"))
    await connection.execute("SET ROLE app_region")
    found = Raw(connection)
    await found.be(place.above[0])
    yield found
    await connection.close()


@pytest.fixture
async def another(server: Server, database: str) -> AsyncIterator[Any]:
    connection: Any = await asyncpg.connect(server.url(database, "app_rw"))
    yield connection
    await connection.close()


async def test_it_sees_what_is_nominated_to_it_and_no_more(place: Place, raw: Raw) -> None:
    await place.nominated(place.above[1], onward="true")
    fetch = raw.connection.fetch
    assert await fetch(SEEN, place.county) == []
    for other in (place.above[1] + 1, 99, 9999):
        await raw.be(other)
        assert await fetch(SEEN, place.county) == []
    await raw.be(place.above[1])
    assert len(await fetch(SEEN, place.county)) == 1
    await raw.connection.execute("RESET app.region")
    assert await fetch(SEEN, place.county) == []


async def test_columns_that_are_not_for_it(place: Place, raw: Raw) -> None:
    await place.nominated()
    for column in ("nominated_by", "withdrawn_by", "*"):
        await raw.refused(f"SELECT {column} FROM nomination")  # noqa: S608
    await raw.refused("SELECT counted_at FROM choice")
    await raw.refused("SELECT id FROM topic")
    await raw.refused("SELECT id FROM photo")


async def test_it_changes_no_word_of_it(place: Place, raw: Raw) -> None:
    nomination = await place.nominated()
    await raw.connection.execute(DECIDE, place.county, nomination, place.above[0], "chosen")
    for sql in NEVER:
        await raw.refused(sql)
    # The county's own nomination to the province goes no further up.
    for to in (0, place.above[0]):
        await raw.keeps(to, place.county)


async def test_it_passes_on_only_what_it_may_and_only_up(place: Place, raw: Raw) -> None:
    province, prefecture = place.above
    await raw.be(prefecture)
    await place.nominated(prefecture)  # without leave
    await raw.keeps(province, place.county)
    first = (await place.kept('SELECT "id" FROM "nomination" WHERE "nomination"."county" = $1'))[0]
    await place.office.post(
        f"/cases/nominations/{first['id']}/withdrawal", data={"reason": "推荐错了"}
    )
    await place.nominated(prefecture, onward="true")
    for to in (99, prefecture, "NULL"):
        await raw.keeps(to, place.county)
    assert await raw.pass_on(province, place.county) == "UPDATE 1"
    await raw.be(province)
    assert len(await raw.connection.fetch(SEEN, place.county)) == 1
    await raw.keeps("NULL", place.county)


async def test_it_decides_in_its_own_name_about_its_own(
    place: Place, raw: Raw, other_county: int
) -> None:
    province, prefecture = place.above
    mine = await place.nominated()
    theirs = await place.nominated(prefecture)
    for about in (
        (place.county, mine, prefecture, "chosen"),  # another region's name
        (place.county, theirs, province, "chosen"),  # what was nominated to another
        (other_county, mine, province, "chosen"),  # another county
        (place.county, 7, province, "chosen"),  # nothing
        (place.county, mine, province, "won"),
        (place.county, mine, province, "declined"),  # without a reason
    ):
        await raw.refused(DECIDE, *about)
    await raw.be(99)
    assert await raw.connection.fetch("SELECT id FROM choice WHERE county = $1", place.county) == []


async def test_it_publishes_what_it_chose_word_for_word(
    place: Place, raw: Raw, other_county: int
) -> None:
    province, prefecture = place.above
    nomination = await place.nominated()
    about = (place.county, nomination, province)
    await raw.refused(PUBLISH, *about)  # not chosen yet
    await raw.connection.execute(DECIDE, *about, "chosen")
    texts = tuple(await raw.connection.fetchrow(SEEN, place.county))
    changed = ("别的题目", *texts[1:])
    await raw.refused(FORGED, place.county, nomination, place.topic, province, *changed)
    await raw.refused(FORGED, place.county, nomination, 7, province, *texts)
    await raw.refused(FORGED, place.county, nomination, place.topic, prefecture, *texts)
    await raw.refused(FORGED, other_county, nomination, place.topic, province, *texts)
    await raw.connection.execute(PUBLISH, *about)
    with pytest.raises(asyncpg.UniqueViolationError):
        await raw.connection.execute(PUBLISH, *about)
    old = "UPDATE published_case SET withdrawn_at = '2020-01-01' WHERE county = $1"
    await raw.refused(old, place.county)
    await raw.be(prefecture)
    taken = "UPDATE published_case SET withdrawn_at = now() WHERE county = $1"
    assert await raw.connection.execute(taken, place.county) == "UPDATE 0"
    await raw.be(province)
    assert await raw.connection.execute(taken, place.county) == "UPDATE 1"
    gone = "SELECT title FROM published_case WHERE county = $1"
    assert await raw.connection.fetch(gone, place.county) == []


@pytest.mark.parametrize("how", ["withdrawn", "left"])
async def test_nothing_of_it_is_left(place: Place, raw: Raw, how: str) -> None:
    nomination = await place.published()
    fetch = raw.connection.fetch
    tables = ("nomination", "choice", "published_case")
    for table in tables:
        assert await fetch(f"SELECT id FROM {table} WHERE county = $1", place.county)  # noqa: S608
    if how == "withdrawn":
        await place.office.post(
            f"/cases/nominations/{nomination}/withdrawal", data={"reason": "推荐错了"}
        )
    else:
        await leave(place.county, place.above[0])
    for table in tables:
        found = await fetch(f"SELECT id FROM {table} WHERE county = $1", place.county)  # noqa: S608
        assert found == [], table
    await raw.refused(DECIDE, place.county, nomination, place.above[0], "chosen")
    assert await raw.connection.execute(PUBLISH, place.county, nomination, place.above[0]) == (
        "INSERT 0 0"
    )


async def test_withdrawn_while_it_is_being_published(
    place: Place, raw: Raw, superuser: Any
) -> None:
    """Whichever comes first: nothing stays published of what was withdrawn."""
    nomination = await place.nominated()
    about = (place.county, nomination, place.above[0])
    await raw.connection.execute(DECIDE, *about, "chosen")
    transaction = raw.connection.transaction()
    await transaction.start()
    lock = "SELECT true FROM nomination WHERE county = $1 AND id = $2 FOR UPDATE"
    await raw.connection.execute(lock, place.county, nomination)
    await raw.connection.execute(PUBLISH, *about)
    leaving = asyncio.create_task(leave(place.county, place.above[0]))
    withdrawing = asyncio.create_task(
        place.office.post(
            f"/cases/nominations/{nomination}/withdrawal", data={"reason": "推荐错了"}
        )
    )
    while await superuser.fetchval(WAITING) < 2:
        continue
    await transaction.commit()
    await asyncio.gather(leaving, withdrawing)
    assert place.title not in (await place.office.get("/cases")).text
    found = await place.kept(
        'SELECT "withdrawn_at" FROM "published_case" WHERE "published_case"."county" = $1'
    )
    assert [each["withdrawn_at"] is not None for each in found] == [True]


async def test_another_county_writes_none(place: Place, other_county: int, another: Any) -> None:
    """As the program, bound to another county: it reads what is published, and changes nothing."""
    await place.published()
    connection = another
    await connection.execute(f"SET app.county = '{other_county}'")
    of = "FROM published_case WHERE county = $1"
    assert len(await connection.fetch(f"SELECT title {of}", place.county)) == 1
    gone = "UPDATE published_case SET withdrawn_at = now() WHERE county = $1"
    assert await connection.execute(gone, place.county) == "UPDATE 0"
    for table in ("nomination", "published_case"):  # what a county amends of its own
        assert await connection.execute(f"UPDATE {table} SET title = ''") == "UPDATE 0"  # noqa: S608
    for sql in NO_COUNTY:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(sql)
    assert await connection.fetch("SELECT id FROM nomination") == []
    assert await connection.fetch("SELECT id FROM choice") == []
