"""`make bench`: one line per measured thing. Says `falls short` where it does, and never fails.

Processor time is the worker's own, from the kernel: wall time is noisy where others work too.
What is compared is measured in turns, and the median of the rounds counts.
"""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from tests.bench.server import Measured, measured

ROUNDS = 7
REQUESTS = 150
COUNTY = "yanjiang"
FIVE_MB = b"\xff\xd8\xff" + os.urandom(5 * 2**20 - 3)


def say(name: str, figure: float, limit: float, unit: str, *, detail: str = "") -> None:
    verdict = "holds" if figure <= limit else "falls short"
    sys.stdout.write(f"{name:58} {figure:8.2f} {unit:3} (limit {limit:g})  {verdict}{detail}\n")
    sys.stdout.flush()


def cpu_of(server: Measured, path: str, cookie: str) -> float:
    """Microseconds per request."""
    before = server.cpu()
    server.get(path, cookie, REQUESTS)
    return (server.cpu() - before) / REQUESTS * 1e6


def in_turns(*measure: Callable[[], float]) -> list[float]:
    found = [[each() for each in measure] for _ in range(ROUNDS)]
    return [median(column) for column in zip(*found, strict=True)]


def ratio(*measure: Callable[[], float]) -> tuple[float, str]:
    """Of the first to the second."""
    ours, theirs = in_turns(*measure)
    return ours / theirs, f"  {ours:.0f} µs : {theirs:.0f} µs"


def page_costs(server: Measured) -> None:
    from tests.bench import pages  # noqa: PLC0415  (the settings are this server's by now)

    pages.against_bare(server, say)


def with_long_charters(server: Measured, pages: dict[str, tuple[str, str]]) -> None:
    from tests.bench import charters  # noqa: PLC0415  (the settings are this server's by now)

    asyncio.run(charters.prepare(server, COUNTY))
    more = {**pages, "Raising a matter": (f"/{COUNTY}/raise", ""), "Home": (f"/{COUNTY}/", "")}
    for name, (path, cookie) in more.items():

        def measure(path: str = path, cookie: str = cookie) -> float:
            server.get(path, cookie, 5)
            return cpu_of(server, path, cookie)

        def long(measure: Callable[[], float] = measure) -> float:
            return charters.under(server, COUNTY, "long", measure)

        def short(measure: Callable[[], float] = measure) -> float:
            return charters.under(server, COUNTY, "short", measure)

        figure, detail = ratio(long, short)
        say(f"{name}: CPU with a charter of 500 lines", figure, 1.05, "×", detail=detail)


def score_pages(server: Measured) -> None:
    from tests.bench import scores  # noqa: PLC0415  (the settings are this server's by now)

    scores.measure(server, say)


def kept_counts(server: Measured) -> None:
    from tests.bench import kept_counts  # noqa: PLC0415  (the settings are this server's by now)

    kept_counts.measure(server, say)


def filing(server: Measured) -> None:
    from tests.bench import filing  # noqa: PLC0415  (the settings are this server's by now)

    filing.measure(server, say)


def region_pages(folder: Path) -> None:
    from tests.bench import tenants  # noqa: PLC0415

    tenants.measure(folder, say)


def publishing(folder: Path) -> None:
    from tests.bench import publishing  # noqa: PLC0415

    publishing.measure(folder, say)


def old_lists(server: Measured) -> None:
    from tests.bench import old_lists  # noqa: PLC0415  (the settings are this server's by now)

    old_lists.measure(server, say)


def near_the_limit(server: Measured, pages: dict[str, tuple[str, str]]) -> None:
    from tests.bench import limits  # noqa: PLC0415  (the settings are this server's by now)

    limits.memory_and_start(server, say)
    limits.latency(server, pages, say)
    limits.photo_intake(say)


def memory(server: Measured, pages: dict[str, tuple[str, str]]) -> None:
    """Eight visitors at once, all pages."""

    def visit() -> None:
        for path, cookie in pages.values():
            server.get(path, cookie, 60)

    visitors = [threading.Thread(target=visit, daemon=True) for _ in range(8)]
    for each in visitors:
        each.start()
    for each in visitors:
        each.join(600)
    say("Peak memory of a worker under load", server.peak(), 150, "MB")


def uploads(server: Measured, folder: Path) -> None:
    """To the folder store, against writing the same bytes with fsync."""
    from app.evidence.store.directory import Directory  # noqa: PLC0415

    store = Directory(folder / "objects", server.environment["SECRET"])

    def upload() -> float:
        link = store.upload_url(f"1/bench/{time.monotonic_ns()}", len(FIVE_MB), "image/jpeg")
        return sent(server, link.method, link.url, link.headers)

    def bare() -> float:
        return sent(server, "PUT", "/reference-upload", {})

    def write() -> float:
        began = time.monotonic()
        with (folder / f"written-{time.monotonic_ns()}").open("xb") as file:
            file.write(FIVE_MB)
            file.flush()
            os.fsync(file.fileno())
        return (time.monotonic() - began) * 1e6

    upload()
    what = "5 MB to the folder store: time"
    figure, detail = ratio(upload, bare)
    say(f"{what}, times receive, write, fsync", figure, 1.5, "×", detail=detail)
    figure, detail = ratio(upload, write)
    say(f"{what}, times write, fsync alone", figure, 1.5, "×", detail=detail)


def sent(server: Measured, method: str, url: str, headers: dict[str, str]) -> float:
    """Microseconds until five megabytes are confirmed."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    began = time.monotonic()
    connection.request(method, url, FIVE_MB, headers)
    status = connection.getresponse().status
    took = time.monotonic() - began
    connection.close()
    if status != 201:
        raise RuntimeError(f"upload: {status}")
    return took * 1e6


async def pages_of(server: Measured) -> dict[str, tuple[str, str]]:
    """name → address, cookie"""
    os.environ |= server.environment
    from app.access.sessions import cookie_name, open_session  # noqa: PLC0415
    from app.db import bound_to, connection_pool, county_tx, value  # noqa: PLC0415
    from app.tenancy.realms import county_called  # noqa: PLC0415

    async with connection_pool(min_size=1, max_size=1):
        number = await county_called(COUNTY)
        assert number is not None
        with bound_to(number):
            async with county_tx():
                account: Any = await value(
                    'SELECT "id" FROM "account" WHERE "account"."county" = $1 AND "subject" = $2',
                    f"{COUNTY}-office",
                )
                topic = await value(
                    'SELECT "topic" FROM "consultation" WHERE "consultation"."county" = $1'
                    " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
                )
                token = await open_session(account)
    cookie = f"{cookie_name(f'/{COUNTY}')}={token}"
    return {
        "Topic list, 50 rows": (f"/{COUNTY}/topics", ""),
        "Topic page": (f"/{COUNTY}/topics/{topic}", ""),
        "My desk": (f"/{COUNTY}/desk", cookie),
    }


def photos_on_s3(folder: Path) -> None:
    """Announced to the program, sent to the store, reported as arrived: what passes the worker?"""
    from tests.seaweed import KEY, SECRET, seaweed_in  # noqa: PLC0415

    (folder / "weed").mkdir()
    with seaweed_in(folder / "weed") as endpoint:
        s3 = {"S3_ENDPOINT": endpoint, "S3_KEY": KEY, "S3_SECRET": SECRET}
        with measured(folder, DEMO_COUNTIES=COUNTY, **s3) as server:
            pages = asyncio.run(pages_of(server))
            page, cookie = pages["My desk"]
            topic = pages["Topic page"][0].rpartition("/")[2]
            address = f"http://127.0.0.1:{server.port}"
            with httpx.Client(base_url=address, headers={"cookie": cookie}) as one:
                shown = one.get(page).raise_for_status()
                one.headers["cookie"] = f"{cookie}; {shown.headers['set-cookie'].partition(';')[0]}"
                one.headers["x-form-token"] = in_form(shown.text, "form_token")
                upload_photo(one, topic)  # boto3 reads its files
                before = server.bytes_passed()
                for _ in range(ROUNDS):
                    upload_photo(one, topic)
                passed = (server.bytes_passed() - before) / ROUNDS / 2**20
    say("A photo of 5 MB to S3: passes through the worker", passed, 0.5, "MB")


def in_form(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def upload_photo(one: httpx.Client, topic: str) -> None:
    about = {"kind": "topic", "id": topic, "size": len(FIVE_MB), "type": "image/jpeg", "name": "a"}
    announced = one.post(f"/{COUNTY}/photos", data=about).raise_for_status().json()
    link = announced["upload"]
    store = httpx.request(link["method"], link["url"], content=FIVE_MB, headers=link["headers"])
    store.raise_for_status()
    one.post(f"/{COUNTY}/photos/{announced['id']}/arrival").raise_for_status()


def main(only: set[str]) -> None:
    """`only`: parts by their functions' names; none: all."""
    with tempfile.TemporaryDirectory(prefix="shangliang-bench-") as name:
        folder = Path(name)
        with measured(folder) as server:
            pages = asyncio.run(pages_of(server))
            for part, *given in (
                (page_costs,), (near_the_limit, pages), (with_long_charters, pages),
                (memory, pages), (uploads, folder), (score_pages,), (filing,), (kept_counts,),
                (old_lists,),
            ):  # fmt: skip
                if part.__name__ in only or not only:
                    attempt(part, server, *given)


def alone(part: Callable[[Path], None]) -> None:
    with tempfile.TemporaryDirectory(prefix="shangliang-bench-") as name:
        attempt(part, Path(name))


# The program's settings are read once in a process, and each of these has others.
ALONE: dict[str, Callable[[Path], None]] = {
    "photos_on_s3": photos_on_s3, "region_pages": region_pages, "publishing": publishing,
}  # fmt: skip


def whole(only: set[str]) -> None:
    if not only or only - ALONE.keys():
        main(only)
    for name in ALONE:
        if not only or name in only:
            command = [sys.executable, "-m", "tests.bench", "alone", name]
            subprocess.run(command, check=False, timeout=3600)


def attempt(part: Callable[..., None], *given: Any) -> None:
    """What cannot be measured says so; the rest goes on."""
    try:
        part(*given)
    except Exception as error:  # noqa: BLE001
        sys.stdout.write(f"{part.__name__}: not measured: {error!r}\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["alone"]:
        alone(ALONE[sys.argv[2]])
    else:
        whole(set(sys.argv[1:]))
