"""A database in which the program is not held by row security is refused; one that is away, not."""

from datetime import timedelta

import pytest

from app.dates import now
from app.migrate import migrate
from app.preflight.clocks import of_clock
from app.preflight.database import of_database, of_role, of_room
from app.preflight.findings import Verdict
from app.processes.postgres import Server
from tests.history.databases import an_empty_database, connected
from tests.program import free_port

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def said(url: str, workers: int = 2) -> list[tuple[str, str]]:
    return [(each.verdict.value, each.text) for each in await of_database(url, workers)]


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


async def test_not_where_nobody_is_let_in(server: Server) -> None:
    assert (await texts(server.url("no_such_database", "app_rw")))[0].startswith("lets nobody in")
    assert (await texts("postgresql://app_rw@db:port/x"))[0].startswith("lets nobody in")


async def test_who_does_not_answer_is_away() -> None:
    found = await said(f"postgresql://app_rw:x@127.0.0.1:{free_port()}/x")
    assert [verdict for verdict, _text in found] == ["away"]


def test_two_minutes_are_near_enough() -> None:
    assert of_clock(now() - timedelta(seconds=119), "store") == []
    assert [each.verdict for each in of_clock(now() + timedelta(seconds=122), "x")] == [
        Verdict.WRONG
    ]


def test_each_worker_needs_eleven_connections() -> None:
    assert of_room(41, 2) == []  # 2 × 11 + 19
    assert "41" in of_room(40, 2)[0].text


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
