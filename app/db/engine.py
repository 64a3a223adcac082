"""The one engine, its connections, and how long anybody waits for them."""

from collections.abc import Iterator
from contextlib import contextmanager

from piccolo.engine.postgres import PostgresEngine

from app.config import settings
from app.shares import Shares

# How long a request waits for its turn, for a connection, for a lock and for a statement, whatever
# its role says (infra/roles.sql); then the page says that it has to be tried again. All of it has
# one deadline besides (app/web/deadline.py).
LONGEST_WAIT = 5.0  # seconds
MOST, SHARE = 10, 4  # connections of a web worker, and a county's among them
LONGEST_ROW = 200  # of a county's transactions that wait for theirs
AGAIN = 0.1  # until a server is asked again that is just starting
LIMITS = {"statement_timeout": "8s", "lock_timeout": "4s"}
# The planner takes every county for a fiftieth of its table (0077_shares.sql); where it is all of
# it, a bitmap of all its rows and a sort looked cheaper than the first page of an index, and where
# it is one of thousands, the whole table cheaper than so much of it.
# And to compile what is read in a few milliseconds takes longer than to read it, as does starting
# processes that share it: what waits to be counted looked like enough for three, as long as the
# statistics were of a moment when nothing had been counted yet.
PLANS = {
    "enable_bitmapscan": "off", "enable_seqscan": "off", "jit": "off",
    "max_parallel_workers_per_gather": "0",
}  # fmt: skip
# Whoever answers requests asks the same again and again, made from the filters in use: each is
# planned once. Left to itself PostgreSQL plans a desk anew for each view, which takes longer than
# to read it, as soon as a plan for just this county looks cheaper: when the county has grown.
SERVED = PLANS | {"plan_cache_mode": "force_generic_plan"}


class Engine(PostgresEngine):
    async def check_version(self) -> None:
        """Piccolo would connect here, while modules are still being imported."""


DB = Engine(config={"dsn": settings.database_url})


class Bulkhead:
    """Of a web worker's connections each county has its share. None: of whoever works alone."""

    shares: Shares | None = None
    dsn = settings.database_url


bulkhead = Bulkhead()


@contextmanager
def refusing() -> Iterator[None]:
    """A server that is not there leaves no socket's file."""
    try:
        yield
    except FileNotFoundError as error:
        raise ConnectionRefusedError(str(error)) from error
