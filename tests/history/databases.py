"""Databases beside the one that all tests share, to be brought up to date or refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from secrets import token_hex
from typing import Any

import asyncpg

from app.db import DB, connection_pool
from app.processes.postgres import Server

BEFORE = "CREATE TABLE migration (name text PRIMARY KEY, ran_at timestamptz NOT NULL)"


async def an_empty_database(server: Server) -> str:
    """→ its name."""
    name = f"history_{token_hex(4)}"
    async with connected(server.url("postgres")) as admin:
        await admin.execute(f"CREATE DATABASE {name} OWNER app_owner")
    return name


async def one_before_the_baseline(server: Server, name: str) -> None:
    async with connected(server.url(name, "app_owner")) as owner:
        await owner.execute(BEFORE)
        await owner.execute("INSERT INTO migration VALUES ('0001_ground.sql', now())")


async def as_released(server: Server, dump: str) -> str:
    """What a release left behind, with its records. → its name"""
    name = await an_empty_database(server)
    async with connected(server.url(name)) as superuser:
        await superuser.execute(dump)
    return name


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Any]:
    connection: Any = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def program_on(url: str) -> AsyncIterator[None]:
    """The program in this process works on another database, for a while."""
    before, DB.pool = DB.pool, None
    try:
        async with connection_pool(dsn=url, min_size=1, max_size=2):
            yield
    finally:
        DB.pool = before
