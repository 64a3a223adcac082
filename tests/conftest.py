"""A real PostgreSQL for each run, a database from one template, and a county for each test."""

import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from itertools import count
from secrets import token_urlsafe
from typing import Any

import asyncpg
import pytest
from httpx import ASGITransport, AsyncClient, Request

from app.access.cookies import cookie_key
from app.access.roles import Role
from app.db import connection_pool, county_tx, current_realm
from app.db.engine import LIMITS, SERVED
from app.main import app
from app.migrate import create
from app.processes.postgres import Server
from app.web.application import settle
from app.web.forms import tokens
from tests import given
from tests.isolation.statements import not_held

# As many to a province as there could be: none has more than 400, and its pages take no more.
numbers = (100001 + 10000 * (n // 300) + n % 300 for n in count())
statements: list[str] = []


def pytest_collection_finish() -> None:
    """What was imported stays: nobody looks again and again whether it is still needed."""
    settle()
    gc.enable()


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """With the loop that the server has."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("pg"), durable=False) as server:
        yield server


@pytest.fixture(scope="session")
async def database(server: Server, anyio_backend: str) -> str:  # noqa: ARG001
    await create("test", server)
    return "test"


@pytest.fixture(scope="session")
async def pool(server: Server, database: str) -> AsyncIterator[None]:
    """Each statement is planned once, as in a web worker. Of plans speak tests with databases of
    their own.
    """
    async with connection_pool(
        dsn=server.url(database, "app_rw"),
        init=listen,
        min_size=1,
        max_size=3,
        statement_cache_size=2000,
        max_cached_statement_lifetime=0,
        server_settings=LIMITS | SERVED,
    ):
        yield


async def listen(connection: Any) -> None:
    connection.add_query_logger(lambda record: statements.append(record.query))


@pytest.fixture
async def owner(server: Server, database: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(server.url(database, "app_owner"))
    yield connection
    await connection.close()


@pytest.fixture
async def superuser(server: Server, database: str) -> AsyncIterator[Any]:
    """Looks past all policies: to see what is really there."""
    connection = await asyncpg.connect(server.url(database))
    yield connection
    await connection.close()


@pytest.fixture(autouse=True)
def every_statement_names_the_county() -> Iterator[None]:
    statements.clear()
    yield
    assert not_held(dict.fromkeys(statements)) == []  # most are sent again and again


@pytest.fixture
async def county(pool: None) -> int:  # noqa: ARG001
    """Each test has a county of its own, so tests need no clean-up and never see each other.

    Its slug is `c` and its number; its charter is that of tests/charter.toml.
    """
    number = await new_county()
    current_realm.set(number)
    return number


@pytest.fixture
async def other_county(county: int) -> int:  # noqa: ARG001
    return await new_county()


async def new_county() -> int:
    number = next(numbers)
    token = current_realm.set(number)
    async with county_tx():
        await given.a_county(number)
    current_realm.reset(token)
    return number


class Browser(AsyncClient):
    """An HTTP client as a browser would be: each form it sends has a token, as if from its page.
    A test that gives its own `form_token` sends that.
    """

    def form_token(self) -> str:
        """As a page would give it to this browser."""
        name = cookie_key(tokens.NAME)
        if name not in self.cookies:
            self.cookies.set(name, token_urlsafe(18))
        before = tokens.browser.set(tokens.Browser(self.cookies[name]))
        token = tokens.form_token()
        tokens.browser.reset(before)
        return token

    def build_request(self, method: Any, url: Any, **options: Any) -> Request:
        if method != "POST":
            return super().build_request(method, url, **options)
        token, content, data = self.form_token(), options.get("content"), options.get("data") or {}
        if isinstance(content, bytes):
            options["content"] = content + f"&{tokens.FIELD}={token}".encode()
        elif tokens.FIELD not in data:
            options["data"] = {**data, tokens.FIELD: token}
        request = super().build_request(method, url, **options)
        request.headers.setdefault(tokens.HEADER, token)
        return request


def browser(base: str) -> Browser:
    """Paths are inside the county. To squeeze pages and to unsqueeze them would be for nothing."""
    return Browser(
        transport=ASGITransport(app=app),  # type: ignore[arg-type]
        base_url=f"http://test{base}",
        headers={"accept-encoding": "identity"},
    )


@pytest.fixture
async def client(county: int) -> AsyncIterator[Browser]:
    async with browser(f"/c{county}") as client:
        yield client


WALKERS = [role for role in Role if role not in {Role.REGION, Role.OPERATOR}]


@pytest.fixture
async def people(county: int) -> AsyncIterator[dict[str, AsyncClient]]:
    """A browser for each role, and the citizen's, which has no account."""
    async with AsyncExitStack() as stack:
        yield await signed_in_as_all(stack, county)


async def signed_in_as_all(stack: AsyncExitStack, county: int) -> dict[str, AsyncClient]:
    found: dict[str, AsyncClient] = {}
    for role in WALKERS:
        found[str(role)] = await stack.enter_async_context(browser(f"/c{county}"))
        await given.signed_in(found[role], role)
    found["citizen"] = await stack.enter_async_context(browser(f"/c{county}"))
    return found


@pytest.fixture
async def outside(pool: None) -> AsyncIterator[Browser]:  # noqa: ARG001
    """For pages of no county: /, /signup, /operator."""
    async with browser("") as client:
        yield client
