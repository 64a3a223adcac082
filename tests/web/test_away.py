"""What is away, has no room or takes too long is 503 in words, and can be tried again."""

import asyncio
import errno
import weakref
from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient

from app.accounts import outgoing
from app.db import DB, Own, bulkhead, county_tx, is_away, tx
from app.db.engine import LIMITS, LONGEST_WAIT
from app.evidence.store.s3 import S3
from app.shares import Shares
from app.web import deadline, health
from app.web.deadline import Deadline, TooSlow, patience
from app.web.security_headers import SecurityHeaders
from tests.conftest import browser
from tests.page import Page

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (asyncpg.DiskFullError("could not extend file"), True),
        (asyncpg.TooManyConnectionsError("sorry"), True),
        (asyncpg.InternalClientError("got result for unknown protocol state"), True),
        (asyncpg.QueryCanceledError("canceling statement due to user request"), True),
        (asyncpg.LockNotAvailableError("canceling statement due to lock timeout"), True),
        (asyncpg.CannotConnectNowError("the database system is in recovery mode"), True),
        (asyncpg.AdminShutdownError("terminating connection"), True),
        (asyncpg.ConnectionDoesNotExistError("closed in the middle of operation"), True),
        (ConnectionRefusedError(), True),
        (TimeoutError(), True),
        (ExceptionGroup("both", [TimeoutError(), ConnectionResetError()]), True),
        (ExceptionGroup("both", [TimeoutError(), ValueError()]), False),
        (FileNotFoundError(errno.ENOENT, "a file of ours"), False),
        (asyncpg.SyntaxOrAccessError("a mistake"), False),
    ],
)
def test_what_is_away_and_what_is_a_mistake(error: Exception, away: bool) -> None:
    assert is_away(error) is away


def test_each_wait_has_its_limit_and_all_of_them_end_within_ten_seconds() -> None:
    """Each is less than all together, so that it is known what was waited for; two questions to a
    provider are a sign-in.
    """
    bucket = S3("http://127.0.0.1:1", "b", key="k", secret="s", region="r", origin="o")  # noqa: S106
    of_store = bucket.client.meta.config
    assert LIMITS == {"statement_timeout": "8s", "lock_timeout": "4s"}
    assert (LONGEST_WAIT, health.SECONDS, 2 * outgoing.SECONDS) == (5, 4, 8)
    assert (of_store.connect_timeout, of_store.read_timeout) == (2, 7)
    assert of_store.retries["total_max_attempts"] == 1
    assert deadline.LONGEST == 9


async def test_a_statement_that_is_cancelled_is_503_in_words(county: int, superuser: Any) -> None:
    """By somebody, while it waits."""
    waiting = (
        "SELECT pg_cancel_backend(pid) FROM pg_locks WHERE NOT granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    async with browser(f"/c{county}") as client, superuser.transaction():
        await superuser.execute('LOCK TABLE "charter" IN ACCESS EXCLUSIVE MODE')
        asked = asyncio.create_task(client.get("/"))
        async with asyncio.timeout(60):
            while not await superuser.fetch(waiting):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        answer = await asked
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_a_locked_table_is_503_in_words(county: int, superuser: Any) -> None:
    async with browser(f"/c{county}") as client, superuser.transaction():
        head = Page(await client.get("/")).texts(".brand, .foot-host")
        await superuser.execute('LOCK TABLE "charter" IN ACCESS EXCLUSIVE MODE')
        async with limits("lock_timeout = '50ms'"):
            answer = await client.get("/")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    page = Page(answer)
    assert page.texts("#notice li") == ["系统正在恢复，请过 5 秒再试。"]
    assert page.texts(".brand, .foot-host") == head  # as this county was when it was seen last


class limits:  # noqa: N801  (a context)
    """Of all connections of the pool that are made from here on."""

    def __init__(self, setting: str) -> None:
        self.setting = setting

    async def __aenter__(self) -> None:
        pool: Any = DB.pool
        async with pool.acquire() as held:
            self.usual = await held.fetchval("SHOW lock_timeout")
        await self.of_all(f"SET {self.setting}")

    async def __aexit__(self, *_what: object) -> None:
        await self.of_all(f"SET lock_timeout = '{self.usual}'")

    async def of_all(self, statement: str) -> None:
        pool: Any = DB.pool
        held = [await pool.acquire() for _each in range(pool.get_max_size())]
        for each in held:
            await each.execute(statement)
            await pool.release(each)


async def test_a_connection_that_broke_while_idle_costs_nothing(
    county: int, superuser: Any
) -> None:
    assert county
    async with county_tx(readonly=True):
        pid = await tx().connection.fetchval("SELECT pg_backend_pid()")
    await superuser.execute("SELECT pg_terminate_backend($1)", pid)
    async with county_tx(readonly=True):  # at once: nobody has told us yet
        assert await tx().connection.fetchval("SELECT pg_backend_pid()") != pid


async def test_who_gives_up_leaves_no_connection_to_others(county: int) -> None:
    assert county
    pids: list[int] = []

    async def sleeps() -> None:
        async with county_tx(readonly=True):
            pids.append(await tx().connection.fetchval("SELECT pg_backend_pid()"))
            await tx().connection.execute("SELECT pg_sleep(600)")

    task = asyncio.create_task(sleeps())
    async with asyncio.timeout(60):
        while not pids:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    pool: Any = DB.pool
    held = [await pool.acquire() for _each in range(pool.get_max_size())]
    now = [await each.fetchval("SELECT pg_backend_pid()") for each in held]
    for each in held:
        await pool.release(each)
    assert pids[0] not in now


@pytest.fixture
def two_each() -> Any:
    bulkhead.shares = Shares(2, waiting=0)
    yield bulkhead.shares
    bulkhead.shares = None


async def test_a_county_with_its_share_is_503_and_its_neighbour_is_not(
    county: int, other_county: int, two_each: Shares
) -> None:
    two_each.taken[county] = 2
    async with browser(f"/c{county}") as here, browser(f"/c{other_county}") as there:
        assert (await here.get("/")).status_code == 503
        assert (await there.get("/")).status_code == 200
    assert two_each.taken == {county: 2}


async def test_health_has_a_connection_of_its_own(
    county: int, outside: AsyncClient, superuser: Any
) -> None:
    assert county
    pool: Any = DB.pool
    held = [await pool.acquire() for _each in range(pool.get_max_size())]
    try:
        assert (await outside.get("/healthz")).status_code == 200
        pid = await health.own.connection.fetchval("SELECT pg_backend_pid()")
        await superuser.execute("SELECT pg_terminate_backend($1)", pid)
        assert (await outside.get("/healthz")).status_code == 200
    finally:
        for each in held:
            await pool.release(each)


async def test_health_ends_a_look_that_takes_too_long(county: int) -> None:
    assert county
    own = Own()
    with pytest.raises(TimeoutError):
        await own.asked(lambda connection: connection.execute("SELECT pg_sleep(600)"), 0.3)
    assert own.connection is None
    assert await own.asked(lambda connection: connection.fetchval("SELECT 7"), 30) == 7
    own.end()


def test_how_long_the_next_byte_may_take() -> None:
    assert patience(0, 0) == 15
    assert patience(1, 14) == pytest.approx(1 + 1 / 1024)  # a byte now and then ends after all
    assert patience(1024 * 100, 100) == 15  # a slow phone that goes on
    assert patience(1024 * 99, 100) == 14
    assert patience(1024 * 80, 100) == 0
    assert patience(10**9, 1) == 15


Sent = Callable[[Any], Any]


async def through(
    monkeypatch: pytest.MonkeyPatch, app: Any, receive: Any, **limits_: float
) -> None:
    for name, seconds in limits_.items():
        monkeypatch.setattr(deadline, name, seconds)
    middleware: Any = Deadline()

    async def send(_message: Any) -> None:
        pass

    await middleware.handle({"type": "http"}, receive, send, app)


async def never() -> Any:
    await asyncio.wait_for(asyncio.Event().wait(), 600)


async def test_all_waits_of_a_request_have_one_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async def waits(_scope: Any, _receive: Any, _send: Any) -> None:
        for _each in range(1000):
            await asyncio.sleep(0.01)

    with pytest.raises(TimeoutError):
        await through(monkeypatch, waits, never, LONGEST=0.05)


async def test_what_the_sender_takes_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    async def slowly() -> Any:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"x", "more_body": len(came) < 49}

    came: list[bytes] = []

    async def reads(_scope: Any, receive: Any, _send: Any) -> None:
        more = True
        while more:
            message = await receive()
            came.append(message["body"])
            more = message["more_body"]

    await through(monkeypatch, reads, slowly, LONGEST=0.4)
    assert came == [b"x"] * 50


async def test_a_sender_that_stops_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    async def reads(_scope: Any, receive: Any, _send: Any) -> None:
        await receive()

    with pytest.raises(TooSlow):
        await through(monkeypatch, reads, never, SILENT=0.01)


async def test_a_form_that_stops_is_408(county: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "SILENT", 0.05)

    async def half() -> AsyncIterator[bytes]:
        yield b"code=AB"
        await asyncio.wait_for(asyncio.Event().wait(), 600)

    async with browser(f"/c{county}") as client:
        form = {"content-type": "application/x-www-form-urlencoded"}
        answer = await client.post("/follow", content=half(), headers=form)
    assert (answer.status_code, answer.headers["connection"]) == (408, "close")


@pytest.mark.parametrize(
    ("path", "read", "closed"),
    [("/no-such-page", False, True), ("/follow", True, False)],
)
async def test_what_was_not_read_is_not_waited_for(
    county: int, path: str, *, read: bool, closed: bool
) -> None:
    """The answer came before the form did: the connection ends with it."""
    came: list[bytes] = []

    async def form() -> AsyncIterator[bytes]:
        for piece in (b"code=", b"AB"):
            came.append(piece)
            yield piece

    async with browser(f"/c{county}") as client:
        kind = {"content-type": "application/x-www-form-urlencoded"}
        answer = await client.post(path, content=form(), headers=kind)
    assert (came == [b"code=", b"AB"]) is read
    assert ("connection" in answer.headers) is closed


async def test_an_answered_request_holds_no_connection(county: int) -> None:
    """Errors keep what they met until they are collected; an open connection must not wait."""
    assert county
    kept: list[Any] = []

    async def keeps(_scope: Any, receive: Any, send: Any) -> None:
        kept.extend([receive, send])
        await send({"type": "http.response.start", "status": 204, "headers": []})

    class Connection:
        async def receive(self) -> Any:
            raise AssertionError

        async def send(self, _message: Any) -> None:
            pass

    connection = Connection()
    gone = weakref.ref(connection)
    headers = [(b"host", b"test"), (b"content-length", b"9")]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    await SecurityHeaders(keeps)(scope, connection.receive, connection.send)
    del connection
    assert (len(kept), gone()) == (2, None)
    assert await kept[0]() == {"type": "http.disconnect"}
