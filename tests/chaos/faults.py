"""What happens to the parts."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg

from tests.chaos.house import House, family, filled_up, frozen, send
from tests.chaos.streams import PATIENCE

REFUSED = 3.0  # seconds
HELD = 14.0  # seconds for which something is held: longer than any limit
AFTER = 10.0  # seconds in which all is well again, once it is let go
SETTLED = 6.0
Fault = Callable[[House], Awaitable[None]]


@asynccontextmanager
async def superuser(house: House) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(house.url(), timeout=10)
    try:
        yield connection
    finally:
        connection.terminate()


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
        await asyncio.sleep(SETTLED)

    return fault


async def taken_over(house: House) -> None:
    before = house.part("granian")
    send(signal.SIGUSR2, [house.supervisor()])
    async with asyncio.timeout(90):
        while os.path.exists(f"/proc/{before}"):  # noqa: ASYNC110, ASYNC240, PTH110
            await asyncio.sleep(0.1)
    await asyncio.sleep(SETTLED)


async def database_frozen(house: House) -> None:
    with frozen(family(house.postmaster())):
        await asyncio.sleep(HELD)


async def tables_locked(house: House) -> None:
    async with superuser(house) as connection, connection.transaction():
        await connection.execute("LOCK TABLE topic, submission IN ACCESS EXCLUSIVE MODE")
        await asyncio.sleep(HELD)


async def no_connection_left(house: House) -> None:
    """The program's own are ended, and others take their places."""
    held: list[Any] = []
    greedy = asyncio.create_task(takes_all(house, held))
    try:
        async with superuser(house) as connection:
            until = asyncio.get_running_loop().time() + HELD
            while asyncio.get_running_loop().time() < until:
                await connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE usename = 'app_rw' AND application_name <> 'greedy'"
                )
                await asyncio.sleep(0.5)
    finally:
        greedy.cancel()
        with suppress(asyncio.CancelledError):
            await greedy
        for each in held:
            each.terminate()


async def takes_all(house: House, held: list[Any]) -> None:
    while True:
        try:
            settings = {"application_name": "greedy"}
            held.append(await asyncpg.connect(house.url("app_rw"), server_settings=settings))
        except (asyncpg.PostgresError, OSError):
            await asyncio.sleep(0.01)


async def database_disk_full(house: House) -> None:
    with filled_up(house.folder / "postgres"):
        await asyncio.sleep(HELD)


async def store_disk_full(house: House) -> None:
    with filled_up(house.folder / "data"):
        await asyncio.sleep(HELD)


async def store_frozen(house: House) -> None:
    assert house.store is not None
    with frozen(family(house.store.pid)):
        await asyncio.sleep(HELD)


async def store_killed(house: House) -> None:
    """Its port refuses, until it comes again on the same data."""
    assert house.store is not None
    house.store_there.clear()
    house.store.kill()
    async with asyncio.timeout(120):
        while not house.store_there.is_set():  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def half_sent(house: House) -> None:
    """300 forms of which a half came, and as many heads."""

    async def one(start: bytes) -> float:
        loop = asyncio.get_running_loop()
        began = loop.time()
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(2 * PATIENCE):
                reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
                try:
                    writer.write(start)
                    await reader.read()
                finally:
                    writer.close()
        return loop.time() - began

    head = f"POST /xinjiang/follow HTTP/1.1\r\nhost: 127.0.0.1:{house.port}\r\n"
    body = "content-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\ncode=A"
    starts = [head.encode(), (head + body).encode()]
    house.figures["half-sent requests are open for"] = [
        max(await asyncio.gather(*(one(each) for _number in range(300)))) for each in starts
    ]


ON_FULL_DISKS = (database_disk_full, store_disk_full)
ON_A_FOLDER: dict[str, tuple[Fault, float]] = {
    **{f"kill -9 of {who}": (killed(who), REFUSED) for who in (
        "a worker of the server", "the server's main process", "the jobs worker",
        "the supervisor", "a backend of the database", "the postmaster",
    )},
    "A new release takes over": (taken_over, 0.0),
    "The database frozen": (database_frozen, HELD + AFTER),
    "Two tables locked": (tables_locked, HELD + AFTER),
    "No connection left": (no_connection_left, HELD + AFTER),
    "The database's disk full": (database_disk_full, HELD + AFTER),
    "The folder of photos full": (store_disk_full, HELD + AFTER),
    "300 heads and 300 forms half-sent": (half_sent, 0.0),
}  # fmt: skip
ON_S3: dict[str, tuple[Fault, float]] = {
    "The store frozen": (store_frozen, HELD + AFTER),
    "The store refuses": (store_killed, HELD + AFTER),
}
