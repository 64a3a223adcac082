"""Jobs in a real worker: a process of its own, as in production."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from asyncpg import InternalClientError

from app.db import county_tx, current_realm
from app.jobs import enqueue
from app.processes.postgres import Server
from app.worker.main import is_away
from tests.processes import Process, ended, launched, line_of, running

pytestmark = pytest.mark.anyio

# Handlers that leave traces in a folder; the worker itself is the real one.
WORKER = """
import asyncio, sys
from datetime import timedelta
from pathlib import Path
from app.db import DB, current_realm, county_tx, value
from app.jobs import job
from app.worker import main as worker

FOLDER = Path(sys.argv[1])

def trace(text):
    with (FOLDER / "trace").open("a") as file:
        file.write(text + "\\n")

@job("test.note")
async def note(what):
    assert DB.current_transaction.get() is None
    async with county_tx(readonly=True):
        seen = await value('SELECT "slug" FROM "county" WHERE "county"."id" = $1')
    trace(f"{what} {current_realm.get()} {seen}")

@job("test.hang")
async def hang():
    trace("begun")
    while not (FOLDER / "go-on").exists():
        await asyncio.sleep(0.02)
    trace("done")

@job("test.boom")
async def boom():
    trace("boom")
    if not (FOLDER / "go-on").exists():
        raise RuntimeError("boom")

worker.RETRYING.keywords["initial_delay"] = timedelta(seconds=0.1)
worker.log_once()
print("ready", flush=True)
asyncio.run(worker.run(silence=timedelta(seconds=float(sys.argv[2]))))
"""


class Workers:
    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.environment = folder, os.environ | {"DATABASE_URL": url}
        self.running: list[Process] = []

    def start(self, silence: float = 1) -> Process:
        with (self.folder / "said").open("ab") as log:
            process = launched(
                [sys.executable, "-c", WORKER, str(self.folder), str(silence)],
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self.running.append(process)
        assert line_of(process) == "ready"
        return process

    def traces(self) -> list[str]:
        file = self.folder / "trace"
        return file.read_text().splitlines() if file.exists() else []

    async def traced(self, *expected: str) -> None:
        async with asyncio.timeout(60):
            while self.traces() != list(expected):  # noqa: ASYNC110  (another process writes it)
                await asyncio.sleep(0.02)


@pytest.fixture
async def workers(
    server: Server, database: str, superuser: Any, tmp_path: Path
) -> AsyncIterator[Workers]:
    await superuser.execute("TRUNCATE jobs.pgqueuer")  # a killed worker's jobs would be redone
    workers = Workers(tmp_path, server.url(database, "app_rw") + "&application_name=worker")
    try:
        yield workers
    finally:
        for process in workers.running:
            ended(process, signal.SIGKILL)


async def ask(name: str, **ids: Any) -> None:
    async with county_tx():
        await enqueue(name, **ids)


async def queue_is_empty(superuser: Any) -> None:
    async with asyncio.timeout(60):
        while await superuser.fetchval("SELECT count(*) FROM jobs.pgqueuer"):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_a_job_runs_after_the_commit_in_its_county(
    county: int, other_county: int, workers: Workers
) -> None:
    workers.start()
    await ask("test.note", what="here")
    await workers.traced(f"here {county} c{county}")
    current_realm.set(other_county)
    await ask("test.note", what="there")
    await workers.traced(f"here {county} c{county}", f"there {other_county} c{other_county}")


async def test_a_change_that_is_rolled_back_leaves_no_job(
    county: int, superuser: Any, workers: Workers
) -> None:
    async def fail() -> None:
        async with county_tx():
            await enqueue("test.note", what="lost")
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    workers.start()
    await ask("test.note", what="kept")
    await workers.traced(f"kept {county} c{county}")
    await queue_is_empty(superuser)


async def test_what_a_killed_worker_had_begun_is_done_by_another(
    county: int,  # noqa: ARG001
    workers: Workers,
) -> None:
    first = workers.start()
    await ask("test.hang")
    await workers.traced("begun")
    first.send_signal(signal.SIGKILL)
    first.wait(60)
    (workers.folder / "go-on").touch()
    workers.start()
    await workers.traced("begun", "begun", "done")


async def test_a_job_that_fails_is_tried_again(
    county: int,  # noqa: ARG001
    workers: Workers,
) -> None:
    workers.start()
    await ask("test.boom")
    await workers.traced("boom", "boom")
    (workers.folder / "go-on").touch()
    await workers.traced("boom", "boom", "boom")


async def test_sigterm_lets_a_job_end(
    county: int,  # noqa: ARG001
    superuser: Any,
    workers: Workers,
) -> None:
    worker = workers.start()
    await ask("test.hang")
    await workers.traced("begun")
    worker.send_signal(signal.SIGTERM)
    (workers.folder / "go-on").touch()
    assert await asyncio.to_thread(worker.wait, 60) == 0
    assert workers.traces() == ["begun", "done"]
    assert await superuser.fetchval("SELECT count(*) FROM jobs.pgqueuer") == 0


async def test_a_worker_that_lost_the_database_finds_it_again(
    county: int, superuser: Any, workers: Workers
) -> None:
    workers.start(silence=600)  # until which a queue is not looked at again, if nobody notices
    await ask("test.note", what="before")
    await workers.traced(f"before {county} c{county}")
    await queue_is_empty(superuser)  # else it is done again
    lost = await superuser.fetch(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'worker'"
    )
    assert lost
    await ask("test.note", what="after")
    await workers.traced(f"before {county} c{county}", f"after {county} c{county}")
    said = (workers.folder / "said").read_text()
    assert said.count("ERROR app.worker: The worker (work) failed: the database") == 1, said
    assert "Traceback" not in said


def test_what_several_tasks_met_at_once_is_away_too() -> None:
    broken = InternalClientError("cannot switch to state 12")
    assert is_away(ExceptionGroup("tasks", [OSError(), ExceptionGroup("more", [broken])]))
    assert not is_away(ExceptionGroup("tasks", [OSError(), ValueError()]))


OWNER = """
import subprocess, sys, time
worker = subprocess.Popen([sys.executable, "-m", "app.worker"], stderr=subprocess.PIPE)
print(worker.pid, flush=True)
time.sleep(60)
"""


async def test_the_worker_dies_with_its_owner(
    server: Server, database: str, superuser: Any, tmp_path: Path
) -> None:
    url = server.url(database, "app_rw") + "&application_name=orphan"
    with running(
        [sys.executable, "-c", OWNER],
        env=os.environ | {"DATABASE_URL": url, "DATA": str(tmp_path)},
        stdout=subprocess.PIPE,
    ) as owner:
        pid = int(await asyncio.to_thread(line_of, owner))
        await until(superuser, connected=True)
        owner.kill()
    await until(superuser, connected=False)
    async with asyncio.timeout(60):
        while Path(f"/proc/{pid}").exists():  # noqa: ASYNC110, ASYNC240
            await asyncio.sleep(0.02)


async def until(superuser: Any, *, connected: bool) -> None:
    there = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'orphan')"
    async with asyncio.timeout(60):
        while await superuser.fetchval(there) != connected:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
