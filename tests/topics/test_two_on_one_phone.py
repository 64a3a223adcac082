"""Two matters followed on one phone, each in a page of its own: what is sent from a page is about
the matter that stands on it, whichever was opened last.
"""

from typing import Any

import pytest

from app.dates import today
from app.db import county_tx, rows, value
from app.outcomes.tables import Answer
from tests import given
from tests.conftest import Browser
from tests.page import Page
from tests.topics.test_shared_phone import forms

pytestmark = pytest.mark.anyio

HERS, HIS = "ABC23HERS", "ABC234HPS"
STATE = 'SELECT "stage" FROM "topic" WHERE "topic"."county" = $1 AND "id" = $2'
RATED = """
    SELECT "topic", "stars" FROM "rating" WHERE "rating"."county" = $1 AND "withdrawn_at" IS NULL
"""
RETURNED = {"ring": "提出"}
ANSWERED = {"ring": "答复评价", "stage": "answered", "unrated": True}
WISHED = 'SELECT "topic" FROM "wish" WHERE "wish"."county" = $1'


async def two(**about: Any) -> tuple[int, int]:
    """Alike in all: of the same version, too."""
    station = await given.a_station()
    found = [
        await given.a_topic(station, follow_code=code, title=f"{code}的事", **about)
        for code in (HERS, HIS)
    ]
    if about.get("stage") == "answered":
        async with county_tx():
            for topic in found:
                await Answer.insert(Answer(topic=topic, text="修好了。", happened_on=today()))
    return found[0], found[1]


async def opened(client: Browser, code: str) -> Page:
    assert (await client.post("/follow", data={"code": code})).status_code == 303
    return Page(await client.get("/follow"))


def sent_by(page: Page, action: str) -> dict[str, str]:
    """What a form's page has put into it."""
    form = next(
        each for each in page.all("main form[method=post]") if each["action"].endswith(action)
    )
    return {each["name"]: each["value"] for each in form.all("input[type=hidden]")}


async def alone(client: Browser, page: Page, action: str) -> dict[str, str]:
    """Of a form that has a page of its own, to which this one leads."""
    query = page.one(f"a[href*='{action}?']")["href"].partition("?")[2]
    return sent_by(Page(await client.get(f"{action}?{query}")), action)


async def stages(*topics: int) -> list[str]:
    async with county_tx(readonly=True):
        return [await value(STATE, each) for each in topics]


async def test_a_rating_is_of_the_matter_on_its_page(client: Browser) -> None:
    hers, his = await two(**ANSWERED)
    form = sent_by(await opened(client, HERS), "/follow/rating")
    await opened(client, HIS)
    sent = await client.post("/follow/rating", data=form | {"solved": "true", "stars": "1"})
    assert sent.status_code == 303
    async with county_tx(readonly=True):
        assert [tuple(each) for each in await rows(RATED)] == [(hers, 1)]
    assert (await stages(his)) == ["answered"]
    page = Page(await client.get("/follow"))
    assert page.texts("h1") == [f"{HERS}的事"]  # and that is shown, thanked for
    back = await alone(client, page, "/follow/rating/withdrawal")
    await opened(client, HIS)
    await client.post("/follow/rating/withdrawal", data=back | {"reason": "按错了"})
    async with county_tx(readonly=True):
        assert await rows(RATED) == []


async def test_so_are_words_and_a_withdrawal(client: Browser) -> None:
    hers, his = await two(**RETURNED)
    page = await opened(client, HERS)
    await opened(client, HIS)
    more = {"title": "村口路灯坏了三个月", "story": "在小学门口。"}
    await client.post("/follow/resubmission", data=sent_by(page, "/follow/resubmission") | more)
    assert await stages(hers, his) == ["screening", "raised"]
    back = await alone(client, Page(await client.get("/follow")), "/follow/withdrawal")
    await opened(client, HIS)
    await client.post("/follow/withdrawal", data=back | {"reason": "修好了"})
    assert await stages(hers, his) == ["withdrawn", "raised"]


async def test_so_is_a_wish(client: Browser) -> None:
    hers, _his = await two()
    form = await alone(client, await opened(client, HERS), "/follow/wish")
    await opened(client, HIS)
    await client.post("/follow/wish", data=form | {"kind": "erasure"})
    async with county_tx(readonly=True):
        assert [each["topic"] for each in await rows(WISHED)] == [hers]


async def test_refused_it_comes_back_on_its_own_page(client: Browser) -> None:
    hers, his = await two(**ANSWERED)
    form = sent_by(await opened(client, HERS), "/follow/rating")
    await opened(client, HIS)
    refused = await client.post("/follow/rating", data=form | {"solved": "true", "comment": "谢谢"})
    assert refused.status_code == 422
    page = Page(refused)
    assert page.texts("h1") == [f"{HERS}的事"]
    assert sent_by(page, "/follow/rating")["of"] == str(hers)
    assert page.one("textarea[name=comment]").text == "谢谢"
    assert await stages(hers, his) == ["answered", "answered"]


async def test_what_is_no_longer_held_is_not_sent_to_another(client: Browser) -> None:
    hers, his = await two(**ANSWERED)
    form = sent_by(await opened(client, HERS), "/follow/rating")
    await opened(client, HIS)
    await client.post("/follow/end", data={"which": HERS})
    sent = await client.post("/follow/rating", data=form | {"solved": "true", "stars": "1"})
    assert sent.status_code == 422
    assert "没有这件事的查询码" in Page(sent).one("#flash").text
    assert [each for each in Page(sent).all("form") if each["action"].endswith("/rating")] == []
    assert await stages(hers, his) == ["answered", "answered"]


async def test_what_is_cleared_is_what_stood_there(client: Browser) -> None:
    await two()
    page = await opened(client, HERS)
    await opened(client, HIS)
    clear = page.all("main form")[-1].all("button")[-1]
    await client.post("/follow/end", data={clear["name"]: clear["value"]})
    page = Page(await client.get("/follow"))
    assert (page.texts("h1"), page.texts("#codes .title")) == ([f"{HIS}的事"], [])


@pytest.mark.parametrize("of", ["0", "x", "9" * 18, "-1"])
async def test_an_address_opens_nothing_that_is_not_held(client: Browser, of: str) -> None:
    hers, _his = await two()
    await opened(client, HIS)
    for each in (of, str(hers)):
        assert Page(await client.get(f"/follow?of={each}")).texts("h1") == ["查进度"]
        assert (await client.get(f"/follow/data.xlsx?of={each}")).status_code == 404


async def test_every_form_says_of_which_matter_it_is(client: Browser, county: int) -> None:
    asked = 0
    for action, form in await forms(client, county):
        if action.startswith("/follow/") and action != "/follow/end":
            asked += 1
            assert form.all("input[name=of][type=hidden]"), action
        if action == "/follow/end":
            assert all(each.get("value") for each in form.all("button")), "says what is cleared"
    assert asked == 5
