"""What is shown again says what it would say if it were drawn anew."""

import gzip
import re
from collections import OrderedDict
from datetime import datetime
from typing import Any

import pytest
from httpx import AsyncClient
from litestar.routes import HTTPRoute

from app.access.roles import Role
from app.config import ROOT
from app.dates import CHINA, now
from app.db import Hearing, county_tx, execute, rows, tx
from app.db import hearing as of_hearing
from app.main import in_regions, inside, outside
from app.web.forms import tokens
from app.web.kept import again
from tests import given
from tests.conftest import Browser, statements
from tests.isolation.test_routes import a_full_county

pytestmark = pytest.mark.anyio

TOKEN = re.compile(rb'name="form_token" value="([^"]+)"')
# They are a matter of who asks, of the address, and of what their statements return.
THESE = {
    "/": "strangers", "/consultations": "everybody",
    "/consultations/{consultation_id}": "strangers", "/numbers": "strangers",
    "/stations/{station_id}": "strangers", "/topics": "everybody",
    "/topics/{topic_id}": "strangers",
}  # fmt: skip


def forget() -> None:
    again.known.clear()
    again.once.clear()


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    forget()


def kept_routes() -> dict[str, str]:
    return {
        route.path_format: handler.opt[again.OPTION]
        for app in (inside, in_regions, outside)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if again.OPTION in handler.opt
    }


def test_whose_pages_are_shown_again() -> None:
    """A new one is added by somebody who thought of what else it says: nothing of cookies, of the
    browser, of the network or of the hour but by `now` of app/dates.py.
    """
    assert kept_routes() == THESE


async def test_what_is_shown_again_is_what_would_be_drawn_anew(
    people: dict[str, AsyncClient],
) -> None:
    ids = await a_full_county(people)
    async with county_tx():  # strangers see all of it
        await execute('UPDATE "topic" SET "published_at" = now() WHERE "topic"."county" = $1')
    drawn: dict[tuple[str, Any], bytes] = {}
    for path, whose in THESE.items():
        for role in ("citizen", Role.OFFICE, Role.MEMBER) if whose == "everybody" else ("citizen",):
            address, browser = path.format(**ids), people[role]
            await browser.get(address)  # says what was done, once
            forget()
            anew = await browser.get(address)
            assert anew.status_code == 200, address
            assert not again.known
            heard = await browser.get(address)
            assert len(again.known) == 1, address
            statements.clear()
            shown = await browser.get(address)
            asked = list(statements)
            found = [TOKEN.sub(b"", each.content) for each in (anew, heard, shown)]
            assert found[0] == found[1] == found[2], address
            given_out = TOKEN.findall(anew.content + heard.content + shown.content)
            assert len({*given_out}) == len(given_out), "each is another"
            heads = [dict(each.headers) for each in (anew, heard, shown)]
            for each in heads:
                del each["x-request-id"]
                each.pop("set-cookie", None)
            assert heads[0] == heads[1] == heads[2]
            again.known.clear()
            statements.clear()
            await browser.get(address)
            assert statements == asked, "the same is asked"
            drawn[address, role] = TOKEN.sub(b"", anew.content)
    forget()
    for _ in range(3):
        for (address, role), content in drawn.items():
            shown = await people[role].get(address)
            assert TOKEN.sub(b"", shown.content) == content, "of this reader"
    assert len(again.known) == len(drawn)
    assert len({*drawn.values()}) == len(drawn)


async def test_nothing_that_is_shown_is_old(people: dict[str, AsyncClient]) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, title="村口路灯坏了", published_at=now())
    stranger, office = people["citizen"], people[Role.OFFICE]
    for _ in range(3):
        assert "村口路灯坏了" in (await stranger.get("/topics")).text
        assert (await stranger.get(f"/topics/{topic}")).status_code == 200
    assert len(again.known) >= 2
    async with county_tx():
        await execute(
            'UPDATE "topic" SET "title" = $3 WHERE "topic"."county" = $1 AND "id" = $2',
            topic,
            "桥坏了",
        )
    assert "桥坏了" in (await stranger.get("/topics")).text
    assert "桥坏了" in (await stranger.get(f"/topics/{topic}")).text
    async with county_tx():
        await execute(
            'UPDATE "topic" SET "published_at" = NULL WHERE "topic"."county" = $1 AND "id" = $2',
            topic,
        )
    assert "桥坏了" not in (await stranger.get("/topics")).text
    assert (await stranger.get(f"/topics/{topic}")).status_code == 404
    assert (await stranger.get(f"/topics/{topic}")).status_code == 404
    assert "桥坏了" in (await office.get(f"/topics/{topic}")).text


async def test_language_size_and_what_is_asked_are_other_pages(client: Browser) -> None:
    for _ in range(3):
        assert 'lang="zh-CN"' in (await client.get("/topics")).text
    english = await client.get("/topics", headers={"accept-language": "en"})
    assert 'lang="en"' in english.text
    narrowed = await client.get("/topics?shown=closed")
    assert narrowed.text != (await client.get("/topics")).text
    assert all(key[2].endswith("/topics") for key in again.known if isinstance(key, tuple))


async def test_what_is_kept_is_sent_as_it_is_wanted(client: Browser) -> None:
    plain = [await client.get("/topics", headers={"accept-encoding": ""}) for _ in range(3)]
    assert all("content-encoding" not in each.headers for each in plain)
    zipped = [await client.get("/topics", headers={"accept-encoding": "gzip"}) for _ in range(3)]
    for each in zipped:
        assert each.headers["content-encoding"] == "gzip"
        assert each.headers["vary"] == "Accept-Encoding"
        assert each.text == plain[0].text
    (page,) = again.known.values()
    assert gzip.decompress(page.zipped).decode() == plain[0].text


async def test_what_is_cut_off_while_it_is_asked_again_is_no_mistake(client: Browser) -> None:
    await given.a_topic(await given.a_station(), published_at=now())
    for _ in range(2):
        await client.get("/topics")
    (page,) = again.known.values()
    first = page.asked[0]
    cut = 'SELECT pg_cancel_backend(pg_backend_pid()) FROM "topic" WHERE "topic"."county" = $1'
    page.asked = (first._replace(told=(cut, first.told[1])), *page.asked)
    assert (await client.get("/topics")).status_code == 503
    again.known.clear()
    assert (await client.get("/topics")).status_code == 200


async def test_a_page_that_says_what_the_clock_says_is_one_of_its_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = again.Page({"status": 200, "headers": []}, b"")
    assert page.is_good
    moment = datetime(2026, 3, 25, 9, 59, 59, tzinfo=CHINA)
    page.minute = again.minute_of(moment)
    monkeypatch.setattr(again, "now", lambda: moment)
    assert page.is_good
    monkeypatch.setattr(again, "now", lambda: moment.replace(hour=10, minute=0, second=0))
    assert not page.is_good


async def test_whoever_does_more_than_ask_is_heard_to(county: int) -> None:  # noqa: ARG001
    one = 'SELECT count(*) FROM "topic" WHERE "topic"."county" = $1'
    async with county_tx(readonly=True) as begun:
        bare = begun.connection
        begun.connection = hearing = Hearing(bare)
        found = await rows(one)
        assert (hearing.reads_only, len(hearing.asked)) == (True, 1)
        told = of_hearing.Asked("fetch", (one, tx().county), ["told before"])
        begun.connection = again_ = Hearing(bare, [told, told])
        assert await rows(one) == ["told before"]
        assert await rows('SELECT "id" FROM "topic" WHERE "topic"."county" = $1') == []
        assert await rows(one) == found, "another question came between"
        assert again_.reads_only
        await tx().connection.execute("SELECT 1")
        assert not again_.reads_only
    assert begun.connection is bare


def test_what_is_of_one_browser_alone_is_not_kept() -> None:
    tokens.browser.set(mine := tokens.of_cookie("mine"))

    def kept(**start: Any) -> bool:
        hearing = Hearing(None)
        hearing.asked.append(of_hearing.Asked("fetch", ("SELECT 1",), []))
        told = {"status": 200, "headers": [], **start}
        return again.may_be_kept(again.Page(told, b"page"), hearing)

    assert kept()
    assert not kept(status=404)
    assert not kept(headers=[(b"set-cookie", b"a=b")])
    with tokens.later():
        tokens.hidden_field()
    assert kept()
    tokens.mark_of("photo 1")
    assert mine.own
    assert not kept()


def test_no_more_are_kept_than_fit() -> None:
    kept = OrderedDict[Any, Any]()
    for each in "abcab":
        again.put(kept, each, each, 2)
    assert list(kept) == ["a", "b"]


CLOCK = re.compile(r"\b(datetime\.now|time\.time|date\.today|monotonic)\(")
NOT_OF_PAGES = {"sealed.py"}  # cookies of whoever is signing in


def test_pages_ask_the_clock_by_one_way() -> None:
    """What is kept hears of it there (`asked_for`)."""
    folders = ("topics", "consultations", "stations", "numbers", "portal", "workflow", "outcomes",
               "evidence", "veiling", "ledger", "charter", "access")  # fmt: skip
    files = [each for folder in folders for each in (ROOT / "app" / folder).rglob("*.py")]
    found = {each.name for each in files if CLOCK.search(each.read_text("utf-8"))}
    assert found == NOT_OF_PAGES
