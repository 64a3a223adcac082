"""What it takes to publish: all counties of the demo from nothing, one change until its files are
there, and simulated counties of a province, one of them grown old. Processor time is the
publisher's own, from the kernel, from its start on; the database's stands beside it.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from app.demo.county import demos
from app.demonstration import DATABASE
from tests.bench.old_county import Old, grow
from tests.bench.pages import ran
from tests.bench.server import Measured, measured
from tests.bench.turns import spent
from tests.processes import Process, running, until

COUNTY, OLD = "yanjiang", "jiashan"
TIMES = 7
MADE = 6  # of the province's counties: what a publisher keeps is of one county at a time
Say = Callable[..., None]
NUMBER = 'SELECT "id" FROM "county" WHERE "slug" = $1'
BUILT = """SELECT "slug" FROM "county" WHERE "id"::text LIKE '51%' AND "slug" <> ALL($1::text[])"""
CHANGED = """
    UPDATE "topic" SET "title" = "title" || '。' WHERE "county" = $1 AND "id" = (
        SELECT "id" FROM "topic" WHERE "county" = $1 AND "published_at" IS NOT NULL
        ORDER BY "id" DESC OFFSET $2 LIMIT 1)
"""
WAITING = """
    SELECT NOT EXISTS (SELECT FROM "published" WHERE "county" = $1) OR EXISTS (
        SELECT FROM "publish_mark" WHERE "county" = $1 AND "kind" <> 'figures')
"""


class Spent(NamedTuple):
    """Seconds of the program and of the database; the most memory, in MB."""

    cpu: float
    database: float
    peak: float
    said: list[str]

    @property
    def files(self) -> int:
        return sum(int(each.split()[1]) for each in self.said if " files, " in each)


def measure(folder: Path, say: Say) -> None:
    own = {"PUBLISH_TO": str(folder / "public"), "DEMO_COUNTIES": ",".join(demos())}
    with measured(folder, **own) as server:  # without simulated counties beside them
        from_nothing(server, say)
        one_change(server, COUNTY, "", say)
        province(server, say)
        grown(server, say)


def from_nothing(server: Measured, say: Say) -> None:
    found = published(server)
    detail = f"  {found.files:,} files; database {found.database:.1f} s; {found.peak:.0f} MB"
    say(f"The demo's {len(demos())} counties published: CPU", found.cpu, 60, "s", detail=detail)


def one_change(server: Measured, county: str, where: str, say: Say) -> None:
    """A title, of matters of different ages: all that is made anew of it, and a look or two."""
    number = value(server, NUMBER, county)
    with publisher(server) as process:

        def settled() -> None:
            assert until(lambda: not value(server, WAITING, number), seconds=600)

        def change(nth: int) -> tuple[float, float]:
            before = ran(process.pid), spent(server)[1]
            value(server, CHANGED, number, 3 * nth)
            settled()
            return (ran(process.pid) - before[0]) / 1e9, spent(server)[1] - before[1]

        settled()
        cpu, database = zip(*(change(nth) for nth in range(TIMES)), strict=True)
    detail = f"  at worst {max(cpu):.2f} s; database {median(database):.2f} s"
    say(f"One change{where} until its files are there: CPU", median(cpu), 0.5, "s", detail=detail)


def province(server: Measured, say: Say) -> None:
    """Of Sichuan, as it has 84,000 consultations in 183 counties."""
    command = [sys.executable, "-m", "app", "province", "51", "--counties", str(MADE)]
    environment = server.environment | {
        "OWNER_DATABASE_URL": server.database.url(DATABASE, "app_owner")
    }
    subprocess.run(command, env=environment, check=True, timeout=1800, stdout=subprocess.DEVNULL)
    found = rows(server, BUILT, [*demos()])
    each = [published(server, row["slug"]) for row in found]
    files, cpu = sum(one.files for one in each), sum(one.cpu for one in each)
    began = median(published(server, slug="nobody").cpu for _ in range(3))
    rate = files / (cpu - began * len(each))
    detail = f"  {files:,} files of {len(each)} counties; {rate:.0f} a second"
    say("A simulated county's page: CPU", 1000 / rate, 1000 / 150, "ms", detail=detail)
    say("Publishing a simulated county: peak memory", max(one.peak for one in each), 300, "MB")


def grown(server: Measured, say: Say) -> None:
    """Sixty times the records of the demo's."""

    number = value(server, NUMBER, OLD)
    asyncio.run(asked(server, lambda its: grow(its, number, Old(places=1))))
    found = published(server, OLD)
    rate = found.files / found.cpu
    detail = f"  {found.files:,} files; {rate:.0f} a second; database {found.database:.0f} s"
    say("An old county's page: CPU", 1000 / rate, 1000 / 150, "ms", detail=detail)
    say("Publishing an old county: peak memory", found.peak, 300, "MB")
    one_change(server, OLD, " in an old county", say)


def published(server: Measured, slug: str = "") -> Spent:
    command = [sys.executable, "-m", "app", "publish", *filter(None, [slug])]
    before, output = spent(server)[1], subprocess.PIPE
    with running(command, env=server.environment, stdout=output) as process:
        assert process.stdout is not None
        said = process.stdout.read().decode().splitlines()
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime
    return Spent(cpu, spent(server)[1] - before, usage.ru_maxrss / 1024, said)


@contextmanager
def publisher(server: Measured) -> Iterator[Process]:
    command = [sys.executable, "-m", "app.publishing"]
    with running(command, env=server.environment) as process:
        yield process


def value(server: Measured, statement: str, *values: Any) -> Any:
    return asyncio.run(asked(server, lambda its: its.fetchval(statement, *values)))


def rows(server: Measured, statement: str, *values: Any) -> Any:
    return asyncio.run(asked(server, lambda its: its.fetch(statement, *values)))


async def asked(server: Measured, what: Callable[[Any], Awaitable[Any]]) -> Any:
    """As the superuser, past policies."""
    import asyncpg  # noqa: PLC0415

    connection: Any = await asyncpg.connect(server.database.url(DATABASE))
    try:
        return await what(connection)
    finally:
        await connection.close()
