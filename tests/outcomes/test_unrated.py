"""An answer that nobody rated in time is on the desk of those who answer there: they go on."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.access.roles import Role
from app.dates import deadline, now, today
from app.db import county_tx, value
from app.outcomes import unrated
from app.outcomes.tables import Answer
from tests import given
from tests.conftest import Browser, browser
from tests.page import Page

pytestmark = pytest.mark.anyio

HELD = 'SELECT "held_by" FROM "topic" WHERE "topic"."county" = $1 AND "id" = $2'
ANSWERED: dict[str, Any] = {
    "ring": "答复评价", "stage": "answered", "held_by": [], "unrated": True,
    "published_at": now(),
}  # fmt: skip


async def answered(**more: Any) -> int:
    topic = await given.a_topic(await given.a_station(), **ANSWERED | more)
    async with county_tx():
        await Answer.insert(Answer(topic=topic, text="修好了。", happened_on=today()))
    return topic


async def held_by(topic: int, day: date | None = None) -> list[str]:
    async with county_tx():
        await unrated.hand_over(day)
        return list(await value(HELD, topic))


@pytest.mark.parametrize(("more", "waits"), [(0, True), (1, False)])
async def test_after_its_fifteenth_working_day(county: int, more: int, waits: bool) -> None:
    assert county
    topic = await answered(ring_since=date(2026, 3, 2))
    assert deadline(date(2026, 3, 2), 15) == date(2026, 3, 23)
    found = await held_by(topic, date(2026, 3, 23) + timedelta(days=more))
    assert found == ([] if waits else ["convener", "township", "office"])


async def test_it_is_on_their_desks_and_goes_on(client: Browser, county: int) -> None:
    topic = await answered(ring_since=today() - timedelta(days=60))
    keeper = browser(f"/c{county}")
    await given.signed_in(keeper, Role.CONVENER)
    await given.signed_in(client, Role.OFFICE)
    link = f'.task a.button[href$="/topics/{topic}"]'
    assert Page(await keeper.get("/desk")).all(link) == []
    await held_by(topic)
    assert Page(await keeper.get("/desk")).one(link).text == "往下办"
    late = Page(await client.get("/desk/county?shown=late"))
    assert "办理方" in late.one(".task .meta").text
    assert (await client.post(f"/desk/county/{topic}/nudge")).status_code == 303
    sent = await keeper.post(f"/topics/{topic}/lapse", data={"version": "0"})
    assert sent.status_code == 303
    assert Page(await keeper.get("/desk")).all(link) == []
    await keeper.aclose()


async def test_it_may_still_be_rated(client: Browser, county: int) -> None:
    assert county
    topic = await answered(ring_since=today() - timedelta(days=60), follow_code="ABC234DEF")
    assert await held_by(topic) == ["convener", "township", "office"]
    given.follows(client, "ABC234DEF")
    version = Page(await client.get("/follow")).hidden("version")
    rating = {"version": version, "solved": "true", "stars": "5"}
    assert (await client.post("/follow/rating", data=rating)).status_code == 303


async def test_what_was_rated_or_goes_on_is_left_alone(county: int) -> None:
    """And with nobody who may hold it, it is the office's, as any other step."""
    assert county
    long_ago = today() - timedelta(days=60)
    other = await answered(ring_since=long_ago, ring="公开", held_by=["office"])
    assert await held_by(other) == ["office"]
