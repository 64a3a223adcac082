"""Forms for villagers on a phone that many use: no browser keeps what was typed, and codes stay
until they are let be forgotten. What browsers do with it: tests/browser/test_shared_phone.py.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient
from litestar.routes import HTTPRoute

from app.dates import today
from app.db import county_tx, rows
from app.main import inside
from app.outcomes.tables import Answer
from app.workflow.followed.following import KEPT, MOST
from tests import given
from tests.conftest import Browser
from tests.page import Element, Page
from tests.topics.test_raising import MATTER, code_of

pytestmark = pytest.mark.anyio

TEMPLATES = Path("templates")
# Sent as they are: nothing is typed there, or but a code, and the page it leads to is this one.
AS_THEY_ARE = {"/follow", "/follow/end", "/raise/look"}


def for_anybody() -> set[str]:
    return {
        route.path_format
        for route in inside.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if handler.opt.get("frame")
        and "anybody" in {guard.__name__ for guard in handler.resolve_guards()}
    }


def test_no_form_asks_the_browser_for_a_person() -> None:
    asked = {
        found
        for path in TEMPLATES.rglob("*.html")
        for found in re.findall(r'autocomplete="([^"]*)"', path.read_text())
    }
    assert asked == {"off", "one-time-code"}  # a code of an invitation: of no person


async def forms(client: AsyncClient, county: int) -> Iterator[tuple[str, Element]]:
    """Of all pages that strangers write on, by where they are sent."""
    station = await given.a_station()
    found = [await client.get("/raise", params={"station": await code_of(station)})]
    found.append(await client.get("/follow"))
    for number, ring in enumerate(("提出", "镇街初筛", "答复评价")):
        code = f"ABC23{number}DEF"
        stage = {"stage": "answered", "published_at": None} if ring == "答复评价" else {}
        topic = await given.a_topic(station, ring=ring, follow_code=code, **stage)
        if stage:
            async with county_tx():
                await Answer.insert(Answer(topic=topic, text="修好了。", happened_on=today()))
        given.follows(client, code)
        found.append(await client.get("/follow"))
    rating = {"version": Page(found[-1]).hidden("version"), "solved": "true", "stars": "5"}
    assert (await client.post("/follow/rating", data=rating)).status_code == 303
    found += [
        await client.get(f"/follow/{each}") for each in ("rating/withdrawal", "wish", "codes")
    ]
    await given.a_topic(station, ring="镇街初筛", follow_code="ABC239DEF")
    given.follows(client, "ABC239DEF")
    found.append(await client.get("/follow/withdrawal"))
    return (
        (form["action"].removeprefix(f"/c{county}"), form)
        for each in found
        for form in Page(each).all("main form[method=post]")
    )


async def test_forms_for_villagers_keep_nothing(client: Browser, county: int) -> None:
    sent = set()
    for action, form in await forms(client, county):
        sent.add(action)
        assert action in for_anybody()
        if action != "/follow/end":
            assert form.get("autocomplete") == "off", action
        then = "" if action in AS_THEY_ARE else f"/c{county}/follow"
        assert form.get("data-then") == then, action
    asked = {
        "/raise/look",
        "/raise/alike/look",
        "/raise/near",
        "/near",
    }  # while one types, or by a tap
    staff = {"/logout", "/invitation"}
    assert sent | asked | {"/raise/joining/{topic_id}"} == for_anybody() - staff


async def test_codes_stay_until_they_are_forgotten(client: Browser) -> None:
    """Longer than anybody waits for an answer; the latest ten, and of the oldest it is said that it
    goes, with its code.
    """
    station = await code_of(await given.a_station())
    for number in range(MOST + 1):
        form = MATTER | {"station": station, "title": f"第{number}件：村口路灯坏了"}
        sent = await client.post("/raise", data=form)
        assert f"Max-Age={KEPT}" in sent.headers["set-cookie"]
    assert KEPT == 400 * 24 * 3600
    page = Page(await client.get("/follow"))
    assert page.texts("h1") == ["第10件：村口路灯坏了"]
    async with county_tx(readonly=True):
        (first, *_rest) = await rows(
            'SELECT "follow_code" FROM "topic" WHERE "topic"."county" = $1 ORDER BY "id"'
        )
    dropped = page.one("#dropped").text
    assert "最多记 10 个查询码" in dropped
    assert dropped.replace(" ", "").endswith(first["follow_code"])
    others = [f"第{number}件：村口路灯坏了" for number in range(9, 0, -1)]
    assert page.texts("#codes .title") == others
    await client.post("/follow", data={"code": page.all("#codes button[name=code]")[-1]["value"]})
    page = Page(await client.get("/follow"))
    assert page.texts("h1") == ["第1件：村口路灯坏了"]
    assert page.all("#dropped") == []
    await client.post("/follow/end", data={"which": "shut"})
    page = Page(await client.get("/follow"))
    assert (page.texts("h1"), len(page.all("#codes li"))) == (["查进度"], 10)
    await client.post("/follow", data={"code": page.all("#codes button[name=code]")[0]["value"]})
    await client.post("/follow/end")
    page = Page(await client.get("/follow"))
    assert page.texts("h1") == ["查进度"]
    assert len(page.texts("#codes li")) == 9
    await client.post("/follow/end", data={"which": page.all("#codes [name=which]")[0]["value"]})
    page = Page(await client.get("/follow"))
    assert len(page.texts("#codes li")) == 8
    await client.post("/follow/end", data={"which": "all"})
    assert Page(await client.get("/follow")).texts("#codes li") == []
    assert not [each for each in client.cookies if each.startswith("followed-")]


async def test_several_matters_stand_on_one_page_each_with_how_it_stands(client: Browser) -> None:
    """Those whose codes this browser holds, and no others."""
    station = await given.a_station()
    await given.a_topic(station, follow_code="ABC234NQP", title="别人的事")
    at: list[dict[str, Any]] = [
        {"ring": "镇街初筛"},
        {"ring": "提出"},
        {"ring": "答复评价", "stage": "answered", "unrated": True},
        {"ring": "答复评价", "stage": "closed", "closed_on": today()},
    ]
    for number, about in enumerate(at):
        code = f"ABC23{number}DEF"
        await given.a_topic(station, follow_code=code, title=f"第{number}件", **about)
        await client.post("/follow", data={"code": code})
    await client.post("/follow/end", data={"which": "shut"})
    page = Page(await client.get("/follow"))
    stands = [each.texts("span")[0] for each in page.all("#codes li .meta")]
    assert page.texts("#codes .title") == ["第3件", "第2件", "第1件", "第0件"]
    assert stands == [
        "有了结果",
        "有了结果",
        "请您补充说明，再提交一次。",
        "正在审核，看由谁来办。",
    ]
    said = [each.texts("span")[1] for each in page.all("#codes li .meta")[:2]]
    assert said == ["办结了。", "已经答复，请您评价。"]
