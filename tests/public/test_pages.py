"""Feeds, site maps, what other sites show, the week's sheet: of one county."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from httpx import AsyncClient

from app.config import settings
from app.dates import now, today
from app.db import county_tx, value
from app.ledger import Entry, Kind, post, take_back
from app.ledger.posting import post_all
from app.public import week
from app.public.embedding import FRAMED
from app.public.week import week_of
from app.web.security_headers import CSP, HEADERS, STORE
from tests import given
from tests.isolation.test_routes import CANARY, a_full_county
from tests.page import Page

pytestmark = pytest.mark.anyio
INFRA = Path(__file__).parents[2] / "infra"


async def test_what_is_told_of_one_county(
    people: dict[str, AsyncClient], client: AsyncClient, outside: AsyncClient, county: int
) -> None:
    ids = await a_full_county(people)
    base = f"{settings.base_url}/c{county}"
    topic, station = f"/topics/{ids['topic_id']}", f"/stations/{ids['station_id']}"
    await given.a_topic(int(ids["station_id"]), title="没有公开的")
    read = []
    for path in ("/feed.atom", f"{station}/feed.atom", f"{topic}/feed.atom"):
        answer = await client.get(path)
        assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
        assert f"{CANARY}路灯坏了" in answer.text, path
        assert f'href="{base}{topic}"' in answer.text
        read.append(answer.text)
    for page in ("/", station, topic):
        text = (await client.get(page)).text
        own = "/feed.atom" if page == "/" else f"{page}/feed.atom"
        assert f'href="/c{county}{own}"' in text
    shared = Page(await client.get(topic)).all("meta[property='og:title']")
    assert [each["content"] for each in shared] == [f"{CANARY}路灯坏了"]
    index = (await client.get("/sitemap.xml")).text
    parts = [urlsplit(each) for each in re.findall("<loc>([^<]+)</loc>", index)]
    assert [each.path.rpartition("/")[2] for each in parts] == ["pages.xml", f"{today().year}.xml"]
    assert all(each.geturl().startswith(base) for each in parts)
    found: list[str] = []
    for each in parts:
        found += re.findall(
            "<loc>([^<]+)</loc>", (await client.get(f"http://test{each.path}")).text
        )
    assert {base, f"{base}{topic}", f"{base}{station}"} <= set(found)
    assert f"{base}/consultations/{ids['consultation_id']}" in found
    for one in found:
        path = urlsplit(one).path
        assert (await client.get(f"http://test{path}")).status_code == 200, path
    assert (await client.get("/sitemap/1999.xml")).status_code == 404
    robots = (await outside.get("/robots.txt")).text
    assert f"Sitemap: {base}/sitemap.xml\n" in robots
    (own,) = (await client.get("/find/index.json")).json()[:1]
    where = (await client.get(f"/find/{own}.json")).json()
    (month,) = where["路"]
    titles = [each[1] for each in (await client.get(f"/find/{month}.json")).json()]
    assert f"{CANARY}路灯坏了" in titles
    read.append("".join(titles))
    (place,) = (await client.get("/find/stations.json")).json()["村"]
    assert len((await client.get(f"/find/{place}.json")).json()) == 1
    for lost in ("1999.json", "stations-2.json", "index-1.json", "x.json"):
        assert (await client.get(f"/find/{lost}")).status_code == 404
    sheet = (await client.get(f"/week/{week_of(today()).name}")).text
    assert f"{CANARY}路灯坏了" in sheet
    for path in ("/embed/figures", "/embed/topics"):
        answer = await people["office"].get(path)
        read.append(answer.text)
        assert "set-cookie" not in answer.headers
        assert answer.headers["content-security-policy"].count("frame-ancestors *") == 1
        assert "<form" not in answer.text
    assert f"{CANARY}路灯坏了" in read[-1]
    assert [each for each in [*read, sheet, index] if "没有公开的" in each] == []


async def test_nothing_of_what_was_taken_down_is_told(
    people: dict[str, AsyncClient], client: AsyncClient
) -> None:
    ids = await a_full_county(people)
    async with county_tx():
        await value(
            'UPDATE "topic" SET "published_at" = NULL WHERE "topic"."county" = $1 RETURNING "id"'
        )
    assert (await client.get(f"/topics/{ids['topic_id']}/feed.atom")).status_code == 404
    sheet = f"/week/{week_of(today()).name}"
    station = f"/stations/{ids['station_id']}/feed.atom"
    for path in ("/feed.atom", station, "/embed/topics", sheet, "/sitemap.xml"):
        assert f"{CANARY}路灯" not in (await client.get(path)).text, path


async def test_a_week_s_sheet_has_all_of_it(client: AsyncClient, county: int) -> None:
    assert county
    station = await given.a_station()
    topics = [
        await given.a_topic(station, title=f"第{n}件事", published_at=now()) for n in range(53)
    ]
    async with county_tx():
        await post_all(
            [Entry(kind=Kind.TOPIC_RAISED, station=station, topic=each) for each in topics]
        )
    sheet = Page(await client.get(f"/week/{week_of(today()).name}"))
    assert len(sheet.all("section a.title")) == 53


def test_these_alone_may_be_framed() -> None:
    assert "frame-ancestors 'none'" in HEADERS[b"content-security-policy"].decode()
    assert FRAMED["content-security-policy"] != CSP


def test_files_are_sent_with_the_same_headers() -> None:
    """But for the store of photos, to which nobody sends anything without the program."""
    said = re.findall(
        r"header @(\w+) Content-Security-Policy \"([^\"]+)\"", (INFRA / "Caddyfile").read_text()
    )
    plain = CSP.replace(f" {STORE}", "") if STORE else CSP
    assert dict(said) == {
        "unframed": plain,
        "framed": plain.replace("frame-ancestors 'none'", "frame-ancestors *"),
    }


async def test_a_sheet_has_all_of_its_week_and_nothing_that_was_taken_back(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken back with an entry of a later week; and answered twice it is one matter."""
    station = await given.a_station()
    topics = [
        await given.a_topic(station, title=f"第{at}件", published_at=now()) for at in range(55)
    ]
    async with county_tx():
        on = today() - timedelta(days=7)
        await post(*(Entry(kind=Kind.TOPIC_RAISED, station=station, topic=each, happened_on=on)
                     for each in topics))  # fmt: skip
        for each in (topics[0], topics[1], topics[1]):
            await post(Entry(kind=Kind.TOPIC_ANSWERED, station=station, topic=each, happened_on=on))
        await take_back(Kind.TOPIC_ANSWERED, topic=topics[0])
    sheet = Page((await client.get(f"/week/{week_of(on).name}")).text)
    raised, answered = (
        [each.text for each in sheet.all(f"section[aria-labelledby={name}-title] .title")]
        for name in ("raised", "answered")
    )
    assert sorted(raised) == sorted(f"第{at}件" for at in range(55))
    assert answered == ["第1件"]
    assert "还有更多" not in sheet.text
    monkeypatch.setattr(week, "MOST", 54)
    assert (
        "只列出 54 件，还有更多" in Page((await client.get(f"/week/{week_of(on).name}")).text).text
    )
