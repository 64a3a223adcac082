"""The worker beside the server. Any number of them may run; each job is done by one."""

import asyncio
import logging
import signal
import sys
import time
from collections.abc import Coroutine
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import asyncpg
from asyncpg import InterfaceError, InternalClientError, PostgresError
from pgqueuer.core.executors import DatabaseRetryEntrypointExecutor
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import FailingListenerError
from pgqueuer.domain.models import Job

from app.away import complaints
from app.config import settings
from app.db import bulk_limits, connection_pool
from app.jobs.queue import perform, registry
from app.jobs.taking import queries
from app.jobs.turns import AT_ONCE
from app.preflight import wait_until_good
from app.processes.parent_death import die_with_parent
from app.processes.postgres import StartError
from app.worker import handlers  # noqa: F401  (registers them)
from app.worker.log_once import log_once
from app.worker.periodic import CONNECTIONS, keep_house

log = logging.getLogger("app.worker")

LASTED = 60.0  # seconds, after which a failure is another one
SILENCE = timedelta(seconds=30)  # after which a worker counts as dead, and its jobs are redone
# The last: of a connection that broke while the other end of it was being asked something.
AWAY = (InterfaceError, PostgresError, OSError, FailingListenerError, InternalClientError)

# 15 s, 1 min, 4 min, 5 min, then the job is kept as failed, for somebody to look at.
RETRYING = partial(
    DatabaseRetryEntrypointExecutor,
    max_attempts=4,
    initial_delay=timedelta(seconds=15),
    backoff_multiplier=4.0,
)


def main() -> None:
    die_with_parent()
    log_once()
    try:
        wait_until_good(settings)
    except StartError as error:
        sys.exit(str(error))
    asyncio.run(run())


async def run(silence: timedelta = SILENCE) -> None:
    """Until SIGTERM or Ctrl-C; jobs under way are finished first."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    async with connection_pool(max_size=CONNECTIONS, max_inactive_connection_lifetime=300):
        with bulk_limits():
            async with asyncio.TaskGroup() as group:
                group.create_task(lasting(stop, partial(work, stop, silence)))
                group.create_task(lasting(stop, partial(keep_house, stop)))


async def lasting(stop: asyncio.Event, part: "partial[Coroutine[Any, Any, None]]") -> None:
    """Begins again when the database was away."""
    what = f"The worker ({part.func.__name__})"
    while not stop.is_set():
        began = time.monotonic()
        try:
            await part()
        except Exception as error:
            if not is_away(error):
                raise
            if time.monotonic() - began > LASTED:
                complaints.went_well(log, what)
            complaints.failed(log, what, error)
            await pause(stop, 3)


def is_away(error: BaseException) -> bool:
    """Also where several tasks of a group met it at once."""
    if isinstance(error, BaseExceptionGroup):
        return all(map(is_away, error.exceptions))
    return isinstance(error, AWAY)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def work(stop: asyncio.Event, silence: timedelta) -> None:
    connection = await asyncpg.connect(settings.database_url)  # of its own: it listens
    try:
        manager = QueueManager(queries(connection))
        for name in registry:
            manager.entrypoint(name, on_failure="hold", executor_factory=RETRYING)(performed)
        ending = asyncio.create_task(end(stop, manager.shutdown))
        # Else it would be found out when the next job is looked for, up to SILENCE later.
        connection.add_termination_listener(lambda _connection: manager.shutdown.set())
        try:
            await manager.run(
                batch_size=AT_ONCE // 2,
                max_concurrent_tasks=AT_ONCE,
                heartbeat_timeout=silence,
                dequeue_timeout=silence,  # nobody announces that a worker died: look
                shutdown_on_listener_failure=True,
            )
        finally:
            ending.cancel()
        if connection.is_closed():
            raise ConnectionResetError("The connection of the queue")
    finally:
        await connection.close(timeout=5)


async def end(stop: asyncio.Event, shutdown: asyncio.Event) -> None:
    await stop.wait()
    shutdown.set()


async def performed(job: Job) -> None:
    async with asyncio.timeout(settings.bulk_seconds):
        await perform(job.entrypoint, job.payload or b"")
