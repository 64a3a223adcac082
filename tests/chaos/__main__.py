"""`make chaos`: one line for each thing that happens, with its figure, `holds` or `falls short`.

ONLY="…": the cases with these words. CHAOS_FOLDER: where the records stay between runs.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import asyncpg

from app.demonstration import DATABASE, filled, surroundings
from app.migrate import create
from app.processes.postgres import Server
from tests.chaos.between import Between
from tests.chaos.faults import (
    HUNG,
    LOOKED,
    ON_A_FOLDER,
    ON_FULL_DISKS,
    ON_S3,
    SETTLED,
    WAITED,
    Fault,
    superuser,
)
from tests.chaos.house import House, database_in, small_disk
from tests.chaos.photos import Sender, signed_in
from tests.chaos.storm import behind_many, storm
from tests.chaos.streams import Stream, Writer, ended, page
from tests.ports import free_port
from tests.seaweed import KEY, SECRET

COUNTY, NEIGHBOUR = "xinjiang", "yanjiang"
HEALTH, PUBLIC = "healthz", "public"
# What was broken off before; what is being sent at this moment is not.
FORGOTTEN = """
    DELETE FROM photo WHERE state = 'pending' AND uploaded_at < now() - interval '30 seconds'
"""
DISKS = {"postgres": 1500, "data": 400}  # MB


def say(name: str, figure: float, limit: float, unit: str, detail: str = "") -> None:
    verdict = "holds" if figure <= limit else "falls short"
    sys.stdout.write(f"{name:62} {figure:8.2f} {unit:3} (limit {limit:g})  {verdict}{detail}\n")
    sys.stdout.flush()


class Chaos:
    """Readers, writers and a sender of photos, while the cases happen one after the other."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.writers: list[Writer] = []
        self.senders: list[Sender] = []
        self.streams: list[Stream] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def begin(self) -> None:
        port = self.house.port
        async with superuser(self.house) as connection:
            county = await connection.fetchval("SELECT id FROM county WHERE slug = $1", COUNTY)
            station = await connection.fetchval(
                "SELECT code FROM station WHERE county = $1 AND closed_on IS NULL LIMIT 1", county
            )
            category = await connection.fetchval(
                "SELECT category FROM topic WHERE county = $1 LIMIT 1", county
            )
            stations, session = await signed_in(connection, COUNTY)
        self.writers = [Writer(port, COUNTY, station, category) for _each in range(3)]
        self.senders = [Sender(self.house, COUNTY, stations, session)]
        asks: dict[str, Any] = {
            "home": page(port, f"/{COUNTY}/"),
            "list": page(port, f"/{COUNTY}/topics"),
            "neighbour": page(port, f"/{NEIGHBOUR}/topics"),
            HEALTH: page(port, "/healthz"),
            **{f"writer {number}": each for number, each in enumerate(self.writers)},
            "photos": self.senders[0],
        }
        for name, ask in asks.items():
            stream = Stream(name, frozenset({200, 303}))
            self.streams.append(stream)
            self.tasks.append(asyncio.create_task(stream.run(ask)))
        self.tasks.append(asyncio.create_task(self.never_too_often()))

    async def never_too_often(self) -> None:
        """One account and one address ask here for a whole county: their quotas are forgotten."""
        while True:
            with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                async with superuser(self.house) as connection:
                    await connection.execute("DELETE FROM quota", timeout=5)
            await asyncio.sleep(5)

    async def all_well(self, quiet: float = 0, seconds: float = 90) -> bool:
        """All went well from now on, and for `quiet` seconds nobody met a no."""
        since = time.monotonic()
        give_up = since + seconds
        while (now := time.monotonic()) < give_up:
            longest_ago = min(now - max(each.last_no, since) for each in self.streams)
            if all(each.after > since for each in self.streams) and longest_ago >= quiet:
                return True
            for each in self.tasks:
                if each.done():
                    each.result()
            await asyncio.sleep(0.05)
        return False

    async def case(self, name: str, fault: Fault, refused: float) -> None:
        """`refused`: the longest that may be, from the first no to the next yes."""
        if not await self.all_well():
            met = "; ".join(f"{each.name} {dict(each.statuses)}" for each in self.streams)
            say(f"{name}: nothing went well before it ({met})", 1, 0, "")
            return
        async with superuser(self.house) as connection:
            await connection.execute(FORGOTTEN)
        for each in self.streams:
            each.begin()
        await fault(self.house)
        well = await self.all_well(SETTLED)  # what comes late belongs to this case, too
        self.figures(name, refused, well=well)
        await self.ledger(name)

    def figures(self, name: str, refused: float, *, well: bool) -> None:
        worst = max(self.streams, key=lambda each: each.refused)
        seen: Counter[int] = sum((each.statuses for each in self.streams), start=Counter())
        wrong = sum(n for status, n in seen.items() if status >= 500 and status != 503)
        wordless = sum(each.wordless for each in self.streams)
        slowest = max(self.streams, key=lambda each: each.longest)
        told = " ".join(f"{status or 'none'}×{n}" for status, n in sorted(seen.items()))
        figure, detail = (
            (worst.refused, f"  {worst.name} after {worst.at:.1f} s; {told}")
            if well
            else (999.0, f"  {told}")
        )
        say(f"{name}: refused for", figure, refused, "s", detail)
        say(f"{name}: longest wait", slowest.longest, WAITED, "s", f"  {slowest.name}")
        (health,) = [each for each in self.streams if each.name == HEALTH]
        say(f"{name}: health's longest wait", health.longest, LOOKED, "s")
        if wrong or wordless:
            say(f"{name}: 500, or 503 without Retry-After", wrong + wordless, 0, "")
        for what, (figure, limit, unit) in self.house.figures.items():
            say(f"{name}: {what}", figure, limit, unit)
        self.house.figures.clear()

    async def ledger(self, name: str) -> None:
        confirmed = [title for each in self.writers for title in each.confirmed]
        sent = [photo for each in self.senders for photo in each.confirmed]
        async with superuser(self.house) as connection:
            rows = await connection.fetch("SELECT title, count(*) AS n FROM topic GROUP BY title")
            photos = await connection.fetch("SELECT id, state, refusal FROM photo")
        there = {each["title"]: each["n"] for each in rows}
        kept = {each["id"]: f"{each['state']} {each['refusal']}" for each in photos}
        lost = [title for title in confirmed if title not in there]
        lost += [
            f"{photo} {found}"
            for photo in sent
            if not (found := kept.get(photo, "gone")).startswith(("arrived", "ready"))
        ]
        twice = [title for each in self.writers for title in each.tried if there.get(title, 0) > 1]
        if lost or twice:
            told = f"  lost {lost[:3]}, doubled {twice[:3]}"
            say(f"{name}: confirmed and lost, or doubled", len(lost) + len(twice), 0, "", told)

    async def run(self, cases: dict[str, tuple[Fault, float]]) -> None:
        await self.begin()
        try:
            for name, (fault, refused) in cases.items():
                await self.case(name, fault, refused)
            await self.ledger("At the end")
            confirmed = sum(len(each.confirmed) for each in self.writers)
            confirmed += sum(len(each.confirmed) for each in self.senders)
            say("Confirmed writes looked for", 0, 0, "", f"  {confirmed}")
        finally:
            await ended(self.tasks)


async def of_neighbours(house: House) -> None:
    from app.db.engine import SHARE  # noqa: PLC0415  (the settings are the house's by now)

    async with asyncio.timeout(120):
        while (await page(house.port, "/healthz")())[0] != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    took, left = await behind_many(house)
    say("A photo behind 10,000 jobs of another county is shown in", took, 10, "s", f"  {left} left")
    ours, bare = await storm(house, free_port())
    told = f"  {ours.p99:.0f} ms of {len(ours.took)} : {bare.p99:.0f} ms of {len(bare.took)}"
    times = ours.p99 / bare.p99
    say("A neighbour's p99 in a storm of 64, times a bare server's", times, 2, "×", told)
    told = f"  bare {bare.refused}; of the storm {ours.turned_away} beside {ours.given}"
    told += f", bare {bare.turned_away} beside {bare.given}"
    say("What the neighbour asked in it, and was refused", ours.refused, 0, "", told)
    told = f"  bare {bare.busy}"
    say("Connections at work in it: its county's share and one", ours.busy, SHARE + 1, "", told)


def store_of(s3: dict[str, str]) -> Any:
    """Its owner makes the bucket that all may read."""
    from app.evidence.store.s3 import S3  # noqa: PLC0415  (the house's settings)

    return S3(
        s3["S3_ENDPOINT"], PUBLIC, key=KEY, secret=SECRET, region="us-east-1", origin="http://test"
    )


def chosen(cases: dict[str, Any], only: list[str]) -> dict[str, Any]:
    return {name: each for name, each in cases.items() if not only or any(o in name for o in only)}


def without_disks() -> dict[str, Any]:
    return {name: each for name, each in ON_A_FOLDER.items() if each[0] not in ON_FULL_DISKS}


def main() -> None:
    only = sys.argv[1:]
    with ExitStack() as stack:
        kept = os.environ.get("CHAOS_FOLDER")
        folder = Path(kept or stack.enter_context(tempfile.TemporaryDirectory()))
        small = not kept and all(
            stack.enter_context(small_disk(folder / name, size)) for name, size in DISKS.items()
        )
        if not small:  # the machine's own disk is nobody's to fill
            say("No disks of their own could be mounted: full disks are not shown", 1, 0, "")
        server = Server(folder / "postgres")
        port = free_port()
        with server:
            asyncio.run(create(DATABASE, server))
            (folder / "data").mkdir(exist_ok=True)
            environment = os.environ | surroundings(server, folder / "data", port)
            environment |= {"DEMO_COUNTIES": f"{COUNTY},{NEIGHBOUR}", "WORKERS": "2"}
            environment["PUBLISH_TO"] = str(folder / "public")
            environment["PRIVATE_ISSUERS"] += f" http://127.0.0.1:{HUNG}"
            if not (folder / "made").exists():
                filled(environment | {"OWNER_DATABASE_URL": server.url(DATABASE, "app_owner")})
            (folder / "made").touch()
        database = stack.enter_context(database_in(folder))
        os.environ |= environment
        house = House(folder, environment, database)
        if cases := chosen(ON_A_FOLDER if small else without_disks(), only):
            with house.served():
                asyncio.run(Chaos(house).run(cases))
        if cases := chosen(ON_S3, only):
            ports = [free_port() for _ in range(5)]
            between = Between(free_port(), to=ports[-1])
            s3 = {
                "S3_ENDPOINT": f"http://127.0.0.1:{between.port}", "S3_KEY": KEY,
                "S3_SECRET": SECRET, "PUBLISH_TO": f"s3://{PUBLIC}",
            }  # fmt: skip
            beside = House(folder, environment | s3, database)
            beside.between = between
            with beside.stored(ports), between.standing():
                asyncio.run(store_of(s3).prepare())
                with beside.served():
                    asyncio.run(Chaos(beside).run(cases))
        if chosen({"Neighbours": ()}, only):
            with house.served():
                asyncio.run(of_neighbours(house))


if __name__ == "__main__":
    main()
