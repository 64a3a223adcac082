"""What happens to the parts."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import Any

import asyncpg

from tests.chaos.between import Between, Way
from tests.chaos.house import House, children, family, filled_up, frozen, send
from tests.chaos.photos import Sender, signed_in
from tests.chaos.streams import PATIENCE, asked
from tests.ports import free_port

REFUSED = 3.0  # seconds
HELD = 14.0  # seconds for which something is held: longer than any limit
WAITED = 10.0  # for anything
LOOKED = 5.0  # for health, which has a connection and a limit of its own
OPEN = 18.0  # of which no byte comes for 15: all 300 are told so at once, in words
SLOW = 1100  # bytes a second
AFTER = 10.0  # seconds in which all is well again, once it is let go
SETTLED = 6.0
HUNG = free_port()  # of a provider; its address is one that may be asked (PRIVATE_ISSUERS)
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
        parts: dict[str, Callable[[], int]] = {
            "the server's main process": lambda: house.part("granian"),
            "a worker of the server": house.worker,
            "the jobs worker": lambda: house.part("app.worker"),
            "the supervisor": house.supervisor,
            "a backend of the database": house.backend,
            "the postmaster": house.postmaster,
            "a sandbox": house.sandbox,
            "the publisher": lambda: house.part("app.publishing"),
        }
        os.kill(parts[who](), signal.SIGKILL)
        await asyncio.sleep(SETTLED)

    return fault


async def taken_over(house: House) -> None:
    before = house.part("granian")
    send(signal.SIGUSR2, [house.supervisor()])
    async with asyncio.timeout(90):
        while os.path.exists(f"/proc/{before}"):  # noqa: ASYNC110, ASYNC240, PTH110
            await asyncio.sleep(0.1)
    await asyncio.sleep(SETTLED)


async def hung_up(house: House) -> None:
    """Every process hears it: the server's workers are followed by others."""
    parts = [house.supervisor(), *children(house.supervisor())]
    before = children(house.part("granian"))[-2:]
    send(signal.SIGHUP, family(house.supervisor()))
    async with asyncio.timeout(150):
        while any(os.path.exists(f"/proc/{each}") for each in before):  # noqa: ASYNC110, ASYNC240, PTH110
            await asyncio.sleep(0.1)
    await asyncio.sleep(SETTLED)
    gone = len({*parts} - {house.supervisor(), *children(house.supervisor())})
    house.figures["parts that ended"] = gone, 0, ""


async def database_frozen(house: House) -> None:
    with frozen(family(house.postmaster())):
        await asyncio.sleep(HELD)


async def publisher_frozen(house: House) -> None:
    with frozen(family(house.part("app.publishing"))):
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


@contextmanager
def at_the_store(house: House, way: Way | None) -> Iterator[None]:
    """None: its processes stop."""
    assert house.store is not None
    assert house.between is not None
    if way is None:
        with frozen(family(house.store.pid)):
            yield
        return
    house.between.way = way
    try:
        yield
    finally:
        house.between.way = "passes"


def store_that(way: Way | None) -> Fault:
    """Four photos lie there and are said to have arrived; another is read by four; all at once, and
    again until it is well: of each answer it is counted how long it took, and what it was.
    """

    async def fault(house: House) -> None:
        async with superuser(house) as connection:
            stations, session = await signed_in(connection, "yanjiang")
            sender = Sender(house, "yanjiang", stations, session)
            assert (await sender())[0] == 200
            ready = "SELECT state = 'ready' FROM photo WHERE id = $1"
            async with asyncio.timeout(60):
                while not await connection.fetchval(ready, sender.confirmed[0]):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        put = [(await sender.put())[2] for _each in range(4)]
        assert all(put)
        loop = asyncio.get_running_loop()
        answers: list[tuple[float, int, float, bool]] = []

        async def until_well(ask: Callable[[], Awaitable[tuple[int, dict[str, str]]]]) -> None:
            while True:
                began = loop.time()
                status, headers = await ask()
                took = loop.time() - began
                answers.append((began, status, took, "retry-after" in headers))
                if status == 200:
                    return
                await asyncio.sleep(0.1)

        with at_the_store(house, way):
            asking = [
                asyncio.create_task(until_well(ask))
                for each in put
                for ask in (partial(sender.arrive, each), partial(sender.read, sender.confirmed[0]))
            ]
            await asyncio.sleep(HELD)
            released = loop.time()
        async with asyncio.timeout(60):
            await asyncio.gather(*asking)
        after = loop.time() - released
        wrong = [each for each in answers if each[1] != 200 and (each[1], each[3]) != (503, True)]
        met = sum(status == 503 for _at, status, _took, _word in answers)
        longest = max(took for _at, _status, took, _word in answers)
        house.figures["photos said to have come, and read: longest wait"] = longest, WAITED, "s"
        house.figures["of these neither there nor 503 in words"] = len(wrong), 0, ""
        house.figures["all eight went well after"] = after, AFTER, "s"
        unmet = sum(status == 200 and at + took < released for at, status, took, _word in answers)
        house.figures[f"answered as if nothing were ({met} were told 503)"] = unmet, 0, ""

    return fault


async def provider_hangs(house: House) -> None:
    """Two sign in at once where the provider takes what it is asked and never answers."""
    from app.accounts.discovery import AWAY  # noqa: PLC0415  (the settings are the house's by now)

    silent = Between(HUNG)
    async with superuser(house) as connection:
        county = await connection.fetchval("SELECT id FROM county WHERE slug = 'xinjiang'")
        provider = await connection.fetchval(
            "INSERT INTO provider (county, name, issuer, client_id, client_secret)"
            " VALUES ($1, 'silent', $2, 'a', 'a') RETURNING id",
            county, f"http://127.0.0.1:{HUNG}",
        )  # fmt: skip

        async def one() -> tuple[float, bool]:
            loop = asyncio.get_running_loop()
            began = loop.time()
            at = f"/xinjiang/login/{provider}"
            status, headers, said = await asked(house.port, at)
            fits = status == 503 and "retry-after" in headers and AWAY.encode() in said
            return loop.time() - began, fits

        try:
            with silent.standing():
                found = await asyncio.gather(*(one() for _each in range(6)))
        finally:
            await connection.execute("DELETE FROM provider WHERE id = $1", provider)
    longest = max(took for took, _fits in found)
    house.figures["longest wait for a sign-in"] = longest, WAITED, "s"
    house.figures["not told what it is that hangs"] = sum(not fits for _took, fits in found), 0, ""


async def slow_phone(house: House) -> None:
    """At hardly more than a kilobyte a second a photo takes longer than any wait, and arrives."""
    async with superuser(house) as connection:
        stations, session = await signed_in(connection, "yanjiang")
    sender = Sender(house, "yanjiang", stations, session, pace=SLOW)
    status, _headers = await sender()
    house.figures["its photo refused"] = status != 200, 0, ""


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
    for what, start in zip(("heads", "forms"), starts, strict=True):
        found = await asyncio.gather(*(one(start) for _number in range(300)))
        house.figures[f"{what} are open for"] = max(found), OPEN, "s"


ON_FULL_DISKS = (database_disk_full, store_disk_full)
ON_A_FOLDER: dict[str, tuple[Fault, float]] = {
    **{f"kill -9 of {who}": (killed(who), REFUSED) for who in (
        "a worker of the server", "the server's main process", "the jobs worker",
        "the supervisor", "a backend of the database", "the postmaster", "a sandbox",
        "the publisher",
    )},
    "A new release takes over": (taken_over, 0.0),
    "A hang-up to every process": (hung_up, 0.0),
    "The publisher frozen": (publisher_frozen, 0.0),
    "The database frozen": (database_frozen, HELD + AFTER),
    "Two tables locked": (tables_locked, HELD + AFTER),
    "No connection left": (no_connection_left, HELD + AFTER),
    "The database's disk full": (database_disk_full, HELD + AFTER),
    "The folder of photos full": (store_disk_full, HELD + AFTER),
    "300 heads and 300 forms half-sent": (half_sent, 0.0),
    "A provider hangs at sign-in": (provider_hangs, 0.0),
    "A slow phone sends a photo": (slow_phone, 0.0),
}  # fmt: skip
ON_S3: dict[str, tuple[Fault, float]] = {
    "The store frozen": (store_that(None), HELD + AFTER),
    "The store hangs": (store_that("hangs"), HELD + AFTER),
    "The store breaks connections off": (store_that("refuses"), HELD + AFTER),
    "The store answers 403": (store_that("forbids"), HELD + AFTER),
    "The store answers 500": (store_that("fails"), HELD + AFTER),
}
