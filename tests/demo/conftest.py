"""The demo is of real counties, which other tests sign up: it gets a database of its own."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient

from app.db import DB, bulk_limits, leave_as_it_is
from app.demo.county import demos
from app.demo.fill import Filled, fill
from app.migrate import create
from app.processes.postgres import Server
from tests import given
from tests.conftest import browser

DEMO = pytest.mark.usefixtures("filled")
CODES = {slug: demo.code for slug, demo in demos().items()}
SLUGS = list(CODES)


@pytest.fixture(scope="package")
async def database(server: Server, anyio_backend: str) -> str:  # noqa: ARG001
    await create("demo", server)
    return "demo"


@pytest.fixture(scope="package")
async def pool(server: Server, database: str) -> AsyncIterator[None]:
    before, DB.pool = DB.pool, None
    dsn = server.url(database, "app_rw")
    await DB.start_connection_pool(dsn=dsn, min_size=1, max_size=3, reset=leave_as_it_is)
    yield
    await DB.close_connection_pool()
    DB.pool = before


@pytest.fixture(scope="package")
async def filled(server: Server, database: str, pool: None) -> list[Filled]:  # noqa: ARG001
    await given.divisions(server.url(database, "app_owner"))
    with bulk_limits():
        return await fill(progress=lambda _line: None)


@pytest.fixture
async def seen(server: Server, database: str, filled: list[Filled]) -> AsyncIterator[Any]:  # noqa: ARG001
    connection = await asyncpg.connect(server.url(database))
    await connection.execute("SET search_path = app, public")
    yield connection
    await connection.close()


@pytest.fixture
async def visitor(filled: list[Filled]) -> AsyncIterator[AsyncClient]:  # noqa: ARG001
    async with browser("") as client:
        yield client
