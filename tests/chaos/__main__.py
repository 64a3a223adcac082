"""`make chaos`: one line for each thing that happens, with its figure, `holds` or `falls short`."""

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg

from app.demonstration import DATABASE, filled, surroundings
from app.migrate import create
from app.processes.postgres import Server
from tests.chaos.house import House, database_in, frozen, send, small_disk
from tests.chaos.streams import Stream, Writer, ended, page
from tests.program import free_port

COUNTY, NEIGHBOUR = "xinjiang", "yanjiang"
REFUSED, WAITED = 3.0, 10.0  # seconds
HELD = 14.0  # seconds for which something is held: longer than any limit
Fault = Callable[[House], Awaitable[None]]


def say(name: str, figure: float, limit: float, unit: str, detail: str = "") -> None:
    verdict = "holds" if figure <= limit else "falls short"
    sys.stdout.write(f"{name:60} {figure:8.2f} {unit:3} (limit {limit:g})  {verdict}{detail}\n")
    sys.stdout.flush()


@asynccontextmanager
async def superuser(house: House) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(house.url(), timeout=10)
    try:
        yield connection
    finally:
        connection.terminate()


async def where_to_raise(house: House) -> tuple[str, str]:
    async with superuser(house) as connection:
        row = await connection.fetchrow(
            "SELECT code, county FROM station WHERE county ="
            " (SELECT id FROM county WHERE slug = $1) AND closed_on IS NULL ORDER BY id LIMIT 1",
            COUNTY,
        )
        category = await connection.fetchval(
            "SELECT category FROM topic WHERE county = $1 GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
            row["county"],
        )
    return row["code"], category


class Chaos:
    def __init__(self, house: House, station: str, category: str) -> None:
        self.house = house
        port = house.port
        self.writers = [Writer(port, COUNTY, station, category) for _each in range(3)]
        good = frozenset({200, 303})
        self.asking: dict[Stream, Any] = {}
        self.streams = [Stream("home", good), Stream("list", good), Stream("neighbour", good)]
        self.health = Stream("healthz", good)
        asks: list[Any] = [
            page(port, f"/{COUNTY}/"), page(port, f"/{COUNTY}/topics"), page(port, f"/{NEIGHBOUR}/topics"),
        ]  # fmt: skip
        self.work = [each.run(ask) for each, ask in zip(self.streams, asks, strict=True)]
        self.work.append(self.health.run(page(port, "/healthz")))
        for number, writer in enumerate(self.writers):
            stream = Stream(f"writer {number}", good)
            self.streams.append(stream)
            self.work.append(stream.run(writer))

    async def all_well(self, since: float, seconds: float = 60) -> bool:
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            if all(each.after > since for each in [*self.streams, self.health]):
                return True
            if broken := [each for each in self.tasks if each.done()]:
                broken[0].result()
            await asyncio.sleep(0.05)
        return False

    async def case(self, name: str, fault: Fault, *, refused: float = REFUSED) -> None:
        """`refused`: the longest that may be, from the first no to the next yes."""
        async with superuser(self.house) as connection:
            await connection.execute("DELETE FROM quota")
        if not await self.all_well(time.monotonic()):
            say(f"{name}: nothing answered before it", 1, 0, "")
            return
        for each in [*self.streams, self.health]:
            each.begin()
        await fault(self.house)
        well = await self.all_well(time.monotonic())
        await asyncio.sleep(1)
        longest = max(each.longest for each in [*self.streams, self.health])
        worst = max([*self.streams, self.health], key=lambda each: each.refused)
        seen = sum(
            (each.statuses for each in [*self.streams, self.health]), start=type(worst.statuses)()
        )
        wrong = sum(n for status, n in seen.items() if status >= 500 and status != 503)
        wordless = sum(each.wordless for each in [*self.streams, self.health])
        told = " ".join(f"{status}×{n}" for status, n in sorted(seen.items()))
        say(
            f"{name}: refused for",
            worst.refused if well else 999,
            refused,
            "s",
            f"  {worst.name}; {told}",
        )
        if wrong or wordless:
            say(f"{name}: 500, or 503 without Retry-After", wrong + wordless, 0, "")
        if longest > WAITED:
            say(f"{name}: longest wait", longest, WAITED, "s")
        await self.ledger(name)

    async def ledger(self, name: str) -> None:
        async with superuser(self.house) as connection:
            rows = await connection.fetch("SELECT title, count(*) AS n FROM topic GROUP BY title")
        there = {each["title"]: each["n"] for each in rows}
        lost = [each for writer in self.writers for each in writer.confirmed if not there.get(each)]
        doubled = [
            each for writer in self.writers for each in writer.tried if there.get(each, 0) > 1
        ]
        if lost or doubled:
            told = f"  lost {lost[:3]}, doubled {doubled[:3]}"
            say(f"{name}: confirmed and lost, or doubled", len(lost) + len(doubled), 0, "", told)

    async def run(self, cases: dict[str, tuple[Fault, float]]) -> None:
        self.tasks = [asyncio.create_task(each) for each in self.work]
        try:
            for name, (fault, refused) in cases.items():
                await self.case(name, fault, refused=refused)
            confirmed = sum(len(each.confirmed) for each in self.writers)
            say("Writes confirmed and not there once", 0, 0, "", f"  of {confirmed}")
        finally:
            await ended(self.tasks)


def killed(who: str) -> Fault:
    async def fault(house: House) -> None:
        found = {
            "the server's main process": lambda: house.part("granian"),
            "a worker of the server": house.worker,
            "the jobs worker": lambda: house.part("app.worker"),
            "the supervisor": house.supervisor,
            "a backend of the database": house.backend,
            "the postmaster": house.postmaster,
        }[who]()
        os.kill(found, signal.SIGKILL)
        await asyncio.sleep(4)

    return fault


async def database_frozen(house: House) -> None:
    from tests.chaos.house import family  # noqa: PLC0415

    with frozen(family(house.postmaster())):
        await asyncio.sleep(HELD)


async def table_locked(house: House) -> None:
    async with superuser(house) as connection, connection.transaction():
        await connection.execute("LOCK TABLE topic, submission IN ACCESS EXCLUSIVE MODE")
        await asyncio.sleep(HELD)


async def no_connection_left(house: House) -> None:
    held: list[Any] = []
    try:
        while len(held) < 200:
            held.append(await asyncpg.connect(house.url("app_rw"), timeout=5))
    except asyncpg.TooManyConnectionsError:
        send(signal.SIGTERM, [house.backend()])
        await asyncio.sleep(HELD)
    finally:
        for each in held:
            each.terminate()


CASES: dict[str, tuple[Fault, float]] = {
    **{f"kill -9 of {who}": (killed(who), REFUSED) for who in (
        "a worker of the server", "the server's main process", "the jobs worker",
        "the supervisor", "a backend of the database", "the postmaster",
    )},
    "The database frozen": (database_frozen, HELD + 10),
    "Two tables locked": (table_locked, HELD + 5),
    "No connection left": (no_connection_left, HELD + 5),
}  # fmt: skip


async def chaos(house: House, only: list[str]) -> None:
    cases = {name: each for name, each in CASES.items() if not only or any(o in name for o in only)}
    await Chaos(house, *await where_to_raise(house)).run(cases)


def main() -> None:
    only = sys.argv[1:]
    with ExitStack() as stack:
        kept = os.environ.get("CHAOS_FOLDER")
        folder = Path(kept or stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "data").mkdir(parents=True, exist_ok=True)
        port = free_port()
        server = Server(folder / "postgres")
        made = folder / "made"
        with server:
            asyncio.run(create(DATABASE, server))
            environment = os.environ | surroundings(server, folder / "data", port)
            environment |= {"DEMO_COUNTIES": f"{COUNTY},{NEIGHBOUR}", "WORKERS": "2"}
            if not made.exists():
                filled(environment | {"OWNER_DATABASE_URL": server.url(DATABASE, "app_owner")})
            made.touch()
        database = stack.enter_context(database_in(folder))
        os.environ |= environment
        house = House(folder, environment, database)
        with house.served():
            asyncio.run(chaos(house, only))


if __name__ == "__main__":
    main()
