"""`python -m tests.history.make`: the dump of a release, once, when its last migration is final.

Fills a small county (county.py) with the program as it is and writes the whole database as plain
SQL to releases/, named after the last migration. One that is there is never made again: it is
what that release left behind, and tests bring it up to today.
"""

import asyncio
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from app.db import connection_pool
from app.migrate import create, scripts
from app.processes.postgres import Server, binaries
from tests.history import county
from tests.processes import LONG

RELEASES = Path(__file__).parent / "releases"
DATABASE = "release"
COMMENT = re.compile(r"\n*--\n-- (Data for )?Name: [^\n]*\n--\n+")
OF_PSQL = re.compile(r"^\\(un)?restrict \w+$", re.MULTILINE)


def main() -> None:
    file = RELEASES / scripts()[-1].name
    if file.exists():
        sys.exit(f"{file.name} is there: a release's dump is made once.")
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder), durable=False) as server:
        asyncio.run(filled(server))
        file.write_text(dumped(server), "utf-8")
    sys.stdout.write(f"{file}: {file.stat().st_size // 1000} kB\n")


async def filled(server: Server) -> None:
    await create(DATABASE, server)
    async with connection_pool(dsn=server.url(DATABASE, "app_rw"), min_size=1, max_size=3):
        await county.fill()


def dumped(server: Server) -> str:
    """Without what only psql understands, and without pg_dump's own comments."""
    command = [str(binaries() / "pg_dump"), "--rows-per-insert=500", server.url(DATABASE)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=LONG)
    return OF_PSQL.sub("", COMMENT.sub("\n", done.stdout))


if __name__ == "__main__":
    main()
