"""Each release's database, with its records, brought up to today: it is read, and goes on."""

import asyncio
import re
import subprocess
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.charter import origin, store
from app.charter.model import RingKind
from app.dates import CHINA
from app.db import bound_to, county_tx, rows, value
from app.drafting import news
from app.ledger.counting import count_all, keep
from app.ledger.figures import BY, counts
from app.ledger.kinds import Kind
from app.ledger.sealing import alone, verify_all
from app.migrate import BehindError, check, migrate, scripts
from app.processes.postgres import Server, binaries
from app.scoring import results
from tests.history.county import NUMBER, PRESET, QUARTER, SLUG, everybody
from tests.history.databases import as_released, connected, program_on
from tests.history.make import RELEASES
from tests.ledger.recount import BY_MONTHS
from tests.processes import LONG
from tests.walk import Walk

pytestmark = pytest.mark.anyio
FILES = sorted(RELEASES.glob("*.sql"))
TITLES = {"村口路灯坏了三个月", "河边步道夜里没有灯", "菜场门口乱停车"}
TOPICS = """
    SELECT "id", "title", "stage", "charter" FROM "topic" WHERE "topic"."county" = $1 ORDER BY "id"
"""
FROM_ENTRIES = """
    SELECT "whose", date_trunc('month', "counts_on"::timestamp)::date, "subject",
           "known_on", "kind", "category", "form", "result", "role", sum("n")::bigint,
           sum(sign("n"))::bigint
    FROM "counted" WHERE "counted"."county" = $1 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""
QUARTERS = 'SELECT * FROM "county_count" WHERE "county_count"."county" = $1'
FIRST_VERSION = """
    SELECT "document" FROM "charter" WHERE "charter"."county" = $1 AND "number" = 1
"""
# `a IN (b, c) OR d` is written out as alternatives within one another, and read back as three.
ALTERNATIVES, BRACKETS = re.compile(r"\bCHECK\b.* OR "), re.compile(r"[()]")
MADE = 'SELECT max("recorded_at") FROM "ledger" WHERE "ledger"."county" = $1'


def schema_of(server: Server, name: str) -> str:
    # Without comments: the divisions' one says which of them are in, so it stands for data.
    command = [str(binaries() / "pg_dump"), "--schema-only", "--no-comments", server.url(name)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=LONG)
    lines = (line for line in done.stdout.splitlines() if "restrict " not in line)
    return "\n".join(
        BRACKETS.sub("", line) if ALTERNATIVES.search(line) else line for line in lines
    )


def test_the_first_release_is_kept() -> None:
    assert FILES[0].name == "0001_baseline.sql"
    assert {file.name for file in FILES} <= {each.name for each in scripts()}


async def brought_up_to_date(server: Server, release: Path) -> str:
    """→ the database's name."""
    name = await as_released(server, await asyncio.to_thread(release.read_text))
    async with connected(server.url(name, "app_rw")) as program:
        if release.name != scripts()[-1].name:
            with pytest.raises(BehindError):
                await check(program)
        await migrate(server.url(name, "app_owner"))
        await check(program)
    return name


@pytest.fixture(scope="module")
def schema(server: Server, database: str) -> str:
    """Of a new database."""
    return schema_of(server, database)


async def counted(sql: str) -> Counter[tuple[Any, ...]]:
    async with county_tx(readonly=True):
        return Counter(tuple(each) for each in await rows(sql))


async def figured() -> list[Any]:
    async with county_tx(readonly=True):
        return sorted(tuple(each.values()) for each in await counts(list(BY), list(Kind)))


async def made_on() -> date:
    async with county_tx(readonly=True):
        recorded: Any = await value(MADE)
    day: date = recorded.astimezone(CHINA).date()
    return day


async def counts_are_the_same_when_all_is_counted_anew(release: str) -> None:
    """As it made them itself; of before there were kept counts, also before the county's job has
    counted anything.
    """
    figures, quarters, day = await figured(), await counted(QUARTERS), await made_on()
    kept = await counted(BY_MONTHS)
    assert kept == (Counter() if release < "0025_figures.sql" else await counted(FROM_ENTRIES))
    async with county_tx():
        assert await alone()
        await count_all(day)
    assert await counted(QUARTERS) == quarters
    assert await counted(BY_MONTHS) == await counted(FROM_ENTRIES)
    assert await figured() == figures
    filed = sum(
        each["n"] for each in await tallied("consultation.filed") if each["whose"] == "station"
    )
    assert filed == 4  # one of the walk, three of the second quarter


async def tallied(kind: str) -> list[Any]:
    async with county_tx(readonly=True):
        return await rows(f'{BY_MONTHS} AND "kind" = $2', kind)


async def chain_holds_and_locked_sheet_stands() -> None:
    assert await verify_all(SLUG) == []
    async with county_tx(readonly=True):
        assert await value('SELECT count(*) FROM "seal" WHERE "seal"."county" = $1') > 40
        found = await results.standing("quarter", QUARTER)
    assert found.stage == "locked"
    assert found.same
    assert {found.names[each.subject]: (each.total, each.rank) for each in found.scores} == {
        "河东镇工作站": (Decimal("70.0"), 1),
        "河西镇工作站": (Decimal("50.0"), 2),
    }


async def matters_are_read_and_go_on() -> None:
    async with county_tx(readonly=True):
        topics = await rows(TOPICS)
    assert {each["title"] for each in topics} == TITLES
    running = [each for each in topics if each["stage"] != "closed"]
    assert len({each["charter"] for each in running}) == 2  # of each version of the rules one
    async with everybody() as people:
        pages = ["/", "/charter", "/topics", "/stations", "/numbers", "/scores"]
        pages += [f"/topics/{each['id']}" for each in topics]
        for path in [*pages, "/charter/versions", "/charter/drafts"]:
            answer = await people["office"].get(path)
            assert answer.status_code == 200, (path, answer.text[-2000:])
        for each in topics:
            page = (await people["office"].get(f"/topics/{each['id']}")).text
            assert f"<h1>{each['title']}</h1>" in page
        for each in running:
            async with county_tx(readonly=True):
                charter = await store.version(each["charter"])
            await Walk(each["id"], people, charter).until(RingKind.CARRY_OUT)
    async with county_tx(readonly=True):
        assert {each["stage"] for each in await rows(TOPICS)} == {"closed", "carrying_out"}
    await keep()
    assert await verify_all(SLUG) == []


async def preset_it_was_opened_from_is_known() -> None:
    """Also from the time before it was noted: so what is new in it can be offered."""
    async with county_tx(readonly=True):
        taken = await origin.last_taken()
        first = await value(FIRST_VERSION)
        await news.news()
    assert taken == origin.Taken(PRESET, first)


async def sheet_opens_down_to_the_records() -> None:
    async with county_tx(readonly=True):
        found = await results.standing("quarter", QUARTER)
    subject = next(each for each, name in found.names.items() if name == "河东镇工作站")
    async with everybody() as people:
        page = await people["office"].get(f"/scores/quarter/{subject}?on={QUARTER}")
    assert 'id="total" value="70.0"' in page.text


@pytest.mark.parametrize("release", FILES, ids=lambda file: file.stem)
async def test_brought_up_to_date_it_is_as_a_new_one_it_is_read_and_goes_on(
    server: Server, schema: str, release: Path
) -> None:
    """One database for all of it: the matters come last, since they go on."""
    name = await brought_up_to_date(server, release)
    assert schema_of(server, name) == schema
    async with program_on(server.url(name, "app_rw")):
        with bound_to(NUMBER):
            await counts_are_the_same_when_all_is_counted_anew(release.name)
            await chain_holds_and_locked_sheet_stands()
            await preset_it_was_opened_from_is_known()
            await sheet_opens_down_to_the_records()
            await matters_are_read_and_go_on()
            for key in [key for key in store.parsed if key[0] == NUMBER]:
                del store.parsed[key]


LEFT = """
    WITH those AS (SELECT county, id, row_number() OVER (ORDER BY id) AS n FROM account LIMIT 2),
    of AS (SELECT county, id, row_number() OVER (ORDER BY id) AS n FROM member LIMIT 2),
    free AS (UPDATE appointment SET ended_at = now() FROM those
        WHERE appointment.county = those.county AND account = those.id AND role = 'member'),
    given AS (INSERT INTO appointment (county, account, role)
        SELECT county, id, 'member' FROM those RETURNING account)
    UPDATE member SET account = those.id,
        left_on = current_date + CASE n WHEN 1 THEN 1 ELSE -4000 END
    FROM those JOIN of USING (county, n)
    WHERE member.county = of.county AND member.id = of.id RETURNING those.id AS account, n
"""
HOLDS = "SELECT account FROM appointment WHERE role = 'member' AND ended_at IS NULL"
NOTED = "SELECT about FROM audit WHERE act = 'role_ended' AND actor IS NULL"


async def test_who_had_left_before_that_ended_a_role_holds_it_no_more(
    server: Server,
    database: str,  # noqa: ARG001  (its roles)
) -> None:
    """But a role that was given after they left stays."""
    name = await as_released(
        server, await asyncio.to_thread((RELEASES / "0039_rated_anew.sql").read_text)
    )
    async with connected(server.url(name)) as root:
        left = {each["n"]: each["account"] for each in await root.fetch(LEFT)}
    await migrate(server.url(name, "app_owner"))
    async with connected(server.url(name)) as root:
        holding = {each["account"] for each in await root.fetch(HOLDS)}
        noted = [each["about"] for each in await root.fetch(NOTED)]
    assert left[1] not in holding
    assert holding.issuperset({account for n, account in left.items() if n == 2})
    assert noted == [f"/people/{left[1]}"]
