import asyncio
import os
import re
import resource
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import asyncpg

from app.demonstration import DATABASE, filled, surroundings
from app.migrate import create
from app.processes.postgres import Server, StartError
from tests.processes import running

SECONDS = 1.5
ENDED = re.compile(r"canceling statement due to statement timeout\n.*STATEMENT:\s+((?:.*\n){6})")
LONGEST = """
    SELECT max_exec_time::int AS ms, calls,
           left(regexp_replace(query, '\\s+', ' ', 'g'), 150) AS query
    FROM pg_stat_statements ORDER BY max_exec_time DESC LIMIT 5
"""


def main(busy: int) -> int:
    with tempfile.TemporaryDirectory(prefix="slow") as folder, ExitStack() as stack:
        server = Server(Path(folder) / "postgres")
        server.settings |= {"shared_preload_libraries": "pg_stat_statements"}
        stack.enter_context(server)
        for _n in range(busy):
            stack.enter_context(running([sys.executable, "-c", BUSY]))
        asyncio.run(prepare(server, limited=not busy))
        bad = run(server, Path(folder), limited=not busy)
        for each in asyncio.run(longest(server)):
            say(f"{each['ms']:6} ms at most, {each['calls']:6} times: {each['query']}")
        ended = ENDED.findall((server.folder / "log").read_text("utf-8"))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    say(f"{used.ru_utime + used.ru_stime:.0f} CPU-seconds, the database's among them.")
    if bad or ended:
        say("\n".join(["FAILED.", bad, "Too long:", *ended]))
        return 1
    say("Passed: no statement took too long.")
    return 0


async def prepare(server: Server, *, limited: bool) -> None:
    await create(DATABASE, server)
    admin = await asyncpg.connect(server.url(DATABASE))
    await admin.execute("CREATE EXTENSION pg_stat_statements")
    for role in ("app_rw", "app_owner") if limited else ():
        await admin.execute(f"ALTER ROLE {role} SET statement_timeout = '{SECONDS}s'")
    await admin.close()


def run(server: Server, data: Path, *, limited: bool) -> str:
    """→ what broke off, or nothing."""
    environment = os.environ | surroundings(server, data, 8000)
    environment["OWNER_DATABASE_URL"] = server.url(DATABASE, "app_owner")
    if limited:
        environment["BULK_SECONDS"] = str(SECONDS)
    try:
        filled(environment)
    except StartError as error:
        return str(error)
    province = [sys.executable, "-m", "app", "province", "51", "--counties", "1"]
    worker = [sys.executable, str(Path(__file__).parent / "worker.py")]  # with settings of its own
    for command in (province, worker):
        if subprocess.run(command, check=False, env=environment, timeout=1800).returncode:
            return " ".join(command[1:])
    return ""


async def longest(server: Server) -> list[asyncpg.Record]:
    admin = await asyncpg.connect(server.url(DATABASE))
    try:
        return list(await admin.fetch(LONGEST))
    finally:
        await admin.close()


BUSY = "import os\nme = os.getppid()\nwhile os.getppid() == me: sum(range(100_000))"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(int(os.environ.get("BUSY") or 0)))
