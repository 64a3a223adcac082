"""A database in which the program is not held by row security is refused; one that is away, not."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from app.config import settings
from app.dates import now
from app.migrate import migrate, scripts
from app.preflight.clocks import of_clock
from app.preflight.database import (
    OF_PUBLISHER,
    connections,
    of_database,
    of_role,
    of_room,
    of_version,
)
from app.preflight.findings import Verdict
from app.processes.postgres import Server
from app.publishing.__main__ import CONNECTIONS
from app.web import health
from tests.conftest import browser
from tests.history.databases import an_empty_database, connected, program_on
from tests.ports import free_port

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def said(url: str, workers: int = 2) -> list[tuple[str, str]]:
    needed = connections(replace(settings, workers=workers))
    return [(each.verdict.value, each.text) for each in await of_database(url, needed)]


async def texts(url: str) -> list[str]:
    found = await said(url)
    assert {verdict for verdict, _text in found} == {"wrong"}
    return [text for _verdict, text in found]


async def test_the_programs_own_is_fine(server: Server, county: int) -> None:
    """Also where a county has published what all may read."""
    async with connected(server.url("test")) as superuser:
        await superuser.execute(
            "INSERT INTO published_charter"
            " (county, title, platform, number, document, published_by)"
            " VALUES ($1, 'a', 'a', 1, 'a', 'a') ON CONFLICT DO NOTHING",
            county,
        )
    found = await said(server.url("test", "app_rw"))
    assert [verdict for verdict, _text in found] == ["fine"], found


async def test_not_as_a_superuser_nor_as_the_owner(server: Server) -> None:
    above = await texts(server.url("test"))
    assert "DATABASE_URL's role is a superuser or has BYPASSRLS: no policy holds it." in above
    owner = await texts(server.url("test", "app_owner"))
    assert [each for each in owner if "role owns tables" in each]


async def test_not_with_row_security_switched_off(server: Server) -> None:
    name = await an_empty_database(server)
    await migrate(server.url(name, "app_owner"))
    url = server.url(name, "app_rw")
    assert [verdict for verdict, _text in await said(url)] == ["fine"]
    await of_another_schema(server.url(name, "app_owner"), url)
    async with connected(server.url(name, "app_owner")) as owner:
        await owner.execute("ALTER TABLE topic NO FORCE ROW LEVEL SECURITY")
        assert await texts(url) == ["Row security is not forced on topic."]
        await owner.execute("ALTER TABLE topic FORCE ROW LEVEL SECURITY")
        await owner.execute("CREATE POLICY open ON unsealed TO app_rw USING (true)")
    async with connected(server.url(name)) as superuser:
        await superuser.execute(
            "INSERT INTO county (id, slug, name, opened_at) VALUES (330421, 'a', 'A', now())"
        )
        await superuser.execute("INSERT INTO unsealed VALUES (330421, 1)")
    assert await texts(url) == ["Rows of unsealed can be seen though no tenant is bound."]


async def of_another_schema(owner: str, url: str) -> None:
    """Refused here, and /healthz says so: the same words."""
    last = scripts()[-1]
    note = 'INSERT INTO "migration" ("name", "sha256", "ran_at") VALUES ($1, $2, now())'
    forget = 'DELETE FROM "migration" WHERE "name" = $1'

    async def told(text: str) -> None:
        (found,) = await texts(url)
        assert found.startswith(text)
        assert await health_at(url) == f"503 schema {found}"

    async with connected(owner) as connection:
        await connection.execute(forget, last.name)
        await told(f"The database is older than this program: {last.name} has not run on it.")
        await connection.execute(note, last.name, last.sha256)
        await connection.execute(note, "9999_later.sql", "")
        await told("The database is newer than this program: 9999_later.sql has run on it.")
        await connection.execute(forget, "9999_later.sql")
    assert [verdict for verdict, _text in await said(url)] == ["fine"]
    assert await health_at(url) == "200 ok "


async def health_at(url: str) -> str:
    """What a program that starts on this database says at /healthz."""
    health.matched.clear()
    async with program_on(url), browser("") as client:
        answer = await client.get("/healthz")
    said_of = answer.json()
    return f"{answer.status_code} {said_of['status']} {said_of.get('text', '')}"


async def test_not_where_nobody_is_let_in(server: Server) -> None:
    assert (await texts(server.url("no_such_database", "app_rw")))[0].startswith("lets nobody in")
    assert (await texts("postgresql://app_rw@db:port/x"))[0].startswith("lets nobody in")


async def test_who_does_not_answer_is_away() -> None:
    found = await said(f"postgresql://app_rw:x@127.0.0.1:{free_port()}/x")
    assert [verdict for verdict, _text in found] == ["away"]


STARTING = b"SFATAL\0C57P03\0Mthe database system is in recovery mode\0\0"
CRASHED = b"SWARNING\0C57P02\0Mterminating connection because of crash\0\0"
FULL = b"SFATAL\0C53300\0Msorry, too many clients already\0\0"
UNKNOWN = b"SFATAL\0C3D000\0Mdatabase does not exist\0\0"


@pytest.mark.parametrize(
    ("sent", "verdict"),
    [(b"", "away"), (STARTING, "away"), (CRASHED, "away"), (FULL, "away"), (UNKNOWN, "wrong")],
)
async def test_who_breaks_off_is_away_and_no_reason_to_refuse(sent: bytes, verdict: str) -> None:
    """As in the moments after a process of it was killed: a start meets whatever it then says."""

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(8)  # whether it speaks TLS
        writer.write(b"N")
        await reader.read(4096)
        writer.write(b"E" + (len(sent) + 4).to_bytes(4) + sent if sent else b"")
        writer.close()

    async with await asyncio.start_server(one, "127.0.0.1", 0) as broken:
        port = broken.sockets[0].getsockname()[1]
        found = await said(f"postgresql://app_rw:x@127.0.0.1:{port}/x")
    assert [each for each, _text in found] == [verdict], found


def test_older_than_fifteen_is_refused() -> None:
    assert of_version(15) == []
    assert [each.text for each in of_version(14)] == ["is PostgreSQL 14; 15 or later is needed."]


def test_two_minutes_are_near_enough() -> None:
    assert of_clock(now() - timedelta(seconds=119), "store") == []
    assert [each.verdict for each in of_clock(now() + timedelta(seconds=122), "x")] == [
        Verdict.WRONG
    ]


def test_each_worker_needs_eleven_connections() -> None:
    two = replace(settings, workers=2, publish_to="")
    assert connections(two) == 41  # 2 × 11 + 19
    assert connections(replace(two, workers=3)) == 52
    assert of_room(41, 41) == []
    assert "41" in of_room(40, 41)[0].text


def test_a_publisher_needs_seven_connections_more() -> None:
    assert connections(replace(settings, workers=2, publish_to="/srv/public")) == 48
    assert OF_PUBLISHER == CONNECTIONS + 1  # its pool, and the place that it holds


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({}, ""),
        ({"above": True}, "BYPASSRLS"),
        ({"owned": ["topic"]}, "owns tables (topic …)"),
        ({"open": ["topic"]}, "not forced on topic"),
        ({"secured": False}, "row_security is off"),
        ({"may_be_region": False}, "no member of app_region"),
        ({"is_region": True}, "inherits app_region's rights"),
    ],
)
def test_each_wrong_role_is_named(found: dict[str, object], told: str) -> None:
    good = {"above": False, "owned": [], "open": [], "secured": True, "may_be_region": True,
            "is_region": False}  # fmt: skip
    texts_of = [each.text for each in of_role(good | found)]
    assert len(texts_of) == (1 if told else 0)
    assert all(told in each for each in texts_of)
