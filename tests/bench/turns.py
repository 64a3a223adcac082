"""A county as it was, beside the same one grown old: a copy of the database, with a worker of its
own, so that both are measured in turns. Measured one after the other, whatever the machine did in
the minutes between them would stand in the ratio.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import median, quantiles
from typing import Any, NamedTuple

from app.demonstration import DATABASE
from tests.bench.pages import cpu, ran
from tests.bench.server import Measured, serving, worker_of
from tests.ports import free_port

YOUNG = "young"
ROUNDS = 15
SPOILT = 5  # of so many rounds one is the first that the machine did not disturb: the lower fifth

Spent = tuple[float, float]  # microseconds a request: program, database


class Paired(NamedTuple):
    """`ratio`: of what a request costs, the median of the rounds, each of which asked both; what
    else the machine did in it, it did to both. What they cost: the lower fifth.
    """

    ratio: float
    young: Spent
    old: Spent


def in_turns(
    young: Measured,
    old: Measured,
    paths: str | Sequence[str],
    cookie: str,
    requests: int,
    rounds: int = ROUNDS,
) -> Paired:
    """One after the other, and each second round the other one first. `paths`: of either, where
    they are not the same.
    """
    asyncio.run(let_in(old))
    both_paths = (paths, paths) if isinstance(paths, str) else tuple(paths)
    at = dict(zip((young.port, old.port), both_paths, strict=True))
    for each in (young, old):
        each.get(at[each.port], cookie, 12)  # PostgreSQL has settled on a plan by then
    found: list[tuple[Spent, Spent]] = []
    for nth in range(rounds):
        ways = [(young, old), (old, young)][nth % 2]
        both = [cost(each, at[each.port], cookie, requests) for each in ways]
        found.append((both[nth % 2], both[1 - nth % 2]))
    return Paired(
        median(sum(after) / max(sum(before), 1) for before, after in found),
        low([each for each, _after in found]),
        low([each for _before, each in found]),
    )


def cost(server: Measured, path: str, cookie: str, requests: int) -> Spent:
    """In nanoseconds of the kernel's: its hundredths of a second would be more than what some
    pages take in a round.
    """
    before = spent(server)
    server.get(path, cookie, requests)
    program, base = (b - a for a, b in zip(before, spent(server), strict=True))
    return program / requests * 1e6, base / requests * 1e6


def spent(server: Measured) -> Spent:
    program = ran(server.worker) / 1e9
    return program, cpu(server) - program


def low(spent: list[Spent]) -> Spent:
    program, base = (quantiles(each, n=SPOILT)[0] for each in zip(*spent, strict=True))
    return program, base


@contextmanager
def as_it_was(server: Measured) -> Iterator[Measured]:
    """A worker on a copy of all there is now; who is signed in is signed in there, too."""
    port = free_port()
    there = server.environment | {
        "DATABASE_URL": server.database.url(YOUNG, "app_rw"),
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
    }
    asyncio.run(copy(server))
    try:
        with serving(there, port) as program:
            yield Measured(port, worker_of(program), server.database, there)
    finally:
        asyncio.run(statements(server, "postgres", f"DROP DATABASE {YOUNG} WITH (FORCE)"))


async def copy(server: Measured) -> None:
    """Nobody may be connected meanwhile: the worker finds its connections broken, makes others."""
    await statements(
        server,
        "postgres",
        f"ALTER DATABASE {DATABASE} ALLOW_CONNECTIONS false",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{DATABASE}'",  # noqa: S608
        f"CREATE DATABASE {YOUNG} TEMPLATE {DATABASE} OWNER app_owner",
        f"ALTER DATABASE {DATABASE} ALLOW_CONNECTIONS true",
    )
    await statements(server, YOUNG, "VACUUM ANALYZE")


async def let_in(server: Measured) -> None:
    """As if each page were the first one: to grow old takes longer than a session lasts that nobody
    uses, and a search is asked for oftener here than anybody may.
    """
    for name in (YOUNG, DATABASE):
        await statements(
            server,
            name,
            "UPDATE session SET seen_at = now(), started_at = now()",
            "DELETE FROM quota",
        )


async def statements(server: Measured, database: str, *each: str) -> None:
    import asyncpg  # noqa: PLC0415

    connection: Any = await asyncpg.connect(server.database.url(database))  # past all policies
    try:
        for sql in each:
            await connection.execute(sql)
    finally:
        await connection.close()
