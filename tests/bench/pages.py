"""What pages cost, as multiples of bare Litestar, asyncpg and Jinja that do the same (reference).

Processor time of the worker and of the whole database, in turns, on both sides.
"""

import asyncio
import os
import re
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import urlencode

from tests.bench.server import TICKS, Measured

# Short turns: what else the machine does is the same on both sides.
ROUNDS, REQUESTS, FORMS = 21, 20, 15
COUNTY = "yanjiang"
REFERENCE = "/reference-of"


class Page(NamedTuple):
    path: str
    cookie: str
    limit: float


def cpu(server: Measured) -> float:
    """Seconds of the worker and of all of its PostgreSQL, to the nanosecond for what still runs;
    of processes that are gone, what their parent was told.
    """
    postmaster = server.database.process.pid
    gone = Path(f"/proc/{postmaster}/stat").read_text().rpartition(")")[2].split()[13:15]
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    running = [server.worker, postmaster, *map(int, children)]
    return sum(map(int, gone)) / TICKS + sum(map(ran, running)) / 1e9


def ran(process: int) -> int:
    """Nanoseconds, of all threads."""
    found = 0
    with suppress(OSError):  # it may end meanwhile
        for each in Path(f"/proc/{process}/task").glob("*/schedstat"):
            with suppress(OSError):
                found += int(each.read_text().split()[0])
    return found


def asked(
    server: Measured, page: Page, path: str, encoding: str, times: int, *, anew: bool = False
) -> float:
    """Microseconds a request, over one connection. `anew`: as if nobody had asked for it before."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"accept-encoding": encoding} | ({"cookie": page.cookie} if page.cookie else {})
    headers |= {"x-anew": "1"} if anew else {}
    before = cpu(server)
    for _ in range(times):
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
    connection.close()
    return (cpu(server) - before) / times * 1e6


def in_turns(*measure: Callable[[], float], rounds: int = ROUNDS) -> list[float]:
    for each in measure:
        each()
    found = [[each() for each in measure] for _ in range(rounds)]
    return [median(column) for column in zip(*found, strict=True)]


def against_bare(server: Measured, say: Any) -> None:
    os.environ |= server.environment
    for name, page in asyncio.run(pages_of()).items():
        same_bytes(server, name, page)
        for encoding in ("identity", "gzip"):

            def ours(page: Page = page, encoding: str = encoding) -> float:
                return asked(server, page, page.path, encoding, REQUESTS)

            def theirs(page: Page = page, encoding: str = encoding) -> float:
                return asked(server, page, f"{REFERENCE}{page.path}", encoding, REQUESTS)

            def drawn_anew(page: Page = page, encoding: str = encoding) -> float:
                return asked(server, page, page.path, encoding, REQUESTS, anew=True)

            mine, its, drawn = in_turns(ours, theirs, drawn_anew)
            what = f"{name}{', gzip' if encoding == 'gzip' else ''}: CPU, times bare"
            say(what, mine / its, page.limit, "×", detail=f"  {mine:.0f} : {its:.0f} µs")
            if name not in NOT_KEPT and encoding == "identity":
                what = f"{name}, of which nothing is kept: CPU, times bare"
                say(what, drawn / its, page.limit, "×", detail=f"  {drawn:.0f} : {its:.0f} µs")
    raising(server, say)


def same_bytes(server: Measured, name: str, page: Page) -> None:
    """But for tokens, which are as long."""
    for _ in range(30):  # PostgreSQL has settled on a plan by then
        theirs = server.get(f"{REFERENCE}{page.path}", page.cookie)
        ours = server.get(page.path, page.cookie)
    if name != HEALTH and len(ours) != len(theirs):
        raise RuntimeError(f"{name}: the reference shows another page")


def raising(server: Measured, say: Any) -> None:
    """A matter, without an account."""
    path = f"/{COUNTY}/raise"
    shown = HTTPConnection("127.0.0.1", server.port, timeout=60)
    shown.request("GET", f"{path}?station={STATION}")
    answer = shown.getresponse()
    page, cookie = answer.read().decode(), (answer.getheader("set-cookie") or "").split(";")[0]
    fields = {
        "station": STATION, "title": "村口三盏路灯坏了半年", "category": category_in(page),
        "story": "晚上看不清路，老人不敢出门，请修好。", "name": "某某", "phone": "",
    }  # fmt: skip

    def send(where: str) -> float:
        connection, spent = HTTPConnection("127.0.0.1", server.port, timeout=60), 0.0
        for _ in range(FORMS):
            connection.request("GET", f"{path}?station={STATION}", headers={"cookie": cookie})
            token = token_in(connection.getresponse().read().decode())
            body = urlencode({**fields, "form_token": token})
            kind = {"content-type": "application/x-www-form-urlencoded", "cookie": cookie}
            before = cpu(server)
            connection.request("POST", where, body, kind)
            done = connection.getresponse()
            done.read()
            spent += cpu(server) - before
            if done.status != 303:
                raise RuntimeError(f"{where}: {done.status}")
        return spent / FORMS * 1e6

    mine, its = in_turns(lambda: send(path), lambda: send(f"{REFERENCE}{path}"))
    say("Raising, POST: CPU, times bare", mine / its, 2, "×", detail=f"  {mine:.0f} : {its:.0f} µs")


def token_in(page: str) -> str:
    found = re.findall(r'name="form_token" value="([^"]*)"', page)
    return str(found[-1])


def category_in(page: str) -> str:
    found = re.search(r'name="category"[^>]*value="([^"]+)"', page) or re.search(
        r'<select name="category".*?<option value="([^"]+)"', page, re.DOTALL
    )
    assert found
    return found[1]


HEALTH = "Health"
NOT_KEPT = {"Desk", HEALTH}
STATION = ""


async def pages_of() -> dict[str, Page]:
    global STATION  # noqa: PLW0603
    from app.access.sessions import cookie_name, open_session  # noqa: PLC0415
    from app.db import bound_to, connection_pool, county_tx, value  # noqa: PLC0415
    from app.ledger.counting import keep  # noqa: PLC0415
    from app.tenancy.realms import county_called  # noqa: PLC0415

    async with connection_pool(min_size=1, max_size=2):
        number = await county_called(COUNTY)
        assert number is not None
        with bound_to(number):
            await keep()  # as the worker does each minute; here none runs
            async with county_tx():
                account: Any = await value(
                    'SELECT "id" FROM "account" WHERE "account"."county" = $1 AND "subject" = $2',
                    f"{COUNTY}-office",
                )
                topic = await value(
                    'SELECT "topic" FROM "consultation" WHERE "consultation"."county" = $1'
                    " AND \"state\" = 'filed' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
                )
                sitting = await value(
                    'SELECT max("id") FROM "consultation" WHERE "consultation"."county" = $1'
                    ' AND "topic" = $2 AND "state" = \'filed\'',
                    topic,
                )
                station = await value(
                    'SELECT "station" FROM "topic" WHERE "topic"."county" = $1 AND "id" = $2', topic
                )
                STATION = await value(
                    'SELECT "code" FROM "station" WHERE "station"."county" = $1 AND "id" = $2',
                    station,
                )
                token = await open_session(account)
    cookie = f"{cookie_name(f'/{COUNTY}')}={token}"
    return {
        "Topic list": Page(f"/{COUNTY}/topics", "", 1.4),
        "Topic list, signed in": Page(f"/{COUNTY}/topics", cookie, 1.4),
        "Topic": Page(f"/{COUNTY}/topics/{topic}", "", 1.4),
        "Consultation": Page(f"/{COUNTY}/consultations/{sitting}", "", 1.4),
        "Consultations": Page(f"/{COUNTY}/consultations", "", 1.4),
        "Station": Page(f"/{COUNTY}/stations/{station}", "", 1.4),
        "Home": Page(f"/{COUNTY}/", "", 1.4),
        "Desk": Page(f"/{COUNTY}/desk", cookie, 1.3),
        "Numbers": Page(f"/{COUNTY}/numbers", "", 1.3),
        HEALTH: Page("/healthz", "", 1.3),
    }
