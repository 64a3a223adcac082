"""A new county's first days: each item is as far as what is there; gone when all is done."""

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.db import county_tx
from app.portal import first_day
from app.portal.first_day import State
from app.portal.tables import FirstDay
from tests import given
from tests.page import Page, refused

pytestmark = pytest.mark.anyio

NOTHING = State(ticked=[], members=False, accounts=False, rules=False, matters=False)
ALL_DONE = State(ticked=["names", "posters"], members=True, accounts=True, rules=True, matters=True)
HERE = "/desk/first-day"


@pytest.fixture(autouse=True)
async def new(county: int) -> None:
    assert county
    async with county_tx():
        await FirstDay.delete().where(FirstDay.item == "all")


def done(state: State) -> list[str]:
    return [step.key for step in first_day.steps(state) if step.done]


def test_steps_are_found_in_what_is_there_or_ticked() -> None:
    assert done(NOTHING) == []
    assert done(State(**{**NOTHING, "members": True, "ticked": ["rules"]})) == ["members", "rules"]
    assert done(ALL_DONE) == ["members", "accounts", "names", "rules", "posters", "matters"]


def test_it_stands_until_all_is_done_or_it_is_put_away() -> None:
    assert first_day.stands(NOTHING)
    assert first_day.stands(State(**{**ALL_DONE, "ticked": ["names"]}))
    assert not first_day.stands(ALL_DONE)
    assert not first_day.stands(State(**{**NOTHING, "ticked": ["all"]}))


async def on_desk(client: AsyncClient, path: str = "/desk") -> list[str]:
    """The titles of what is done there; and whether the list is there at all. What is not done has
    the way to where it is done.
    """
    page = Page(await client.get(path))
    steps = page.all("#first-day > li")
    assert len(steps) in {0, 6}
    assert all(bool(each.all("a.button")) != bool(each.all(".tag-done")) for each in steps)
    return [each.one(".title").text for each in steps if each.all(".tag-done")]


async def test_the_list_follows_what_is_there(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    assert await on_desk(client) == []
    async with county_tx():
        await given.a_member("王委员")
    assert await on_desk(client) == ["录入委员名册"]
    await given.an_account(Role.PARTY)
    assert (await on_desk(client))[1:] == ["登记账号和职责"]
    for item in ("names", "rules", "posters"):
        sent = await client.post(HERE, data={"item": item})
        assert sent.status_code == 303
    assert len(await on_desk(client)) == 5
    await given.a_topic(await given.a_station())
    assert not Page(await client.get("/desk")).all("#first-day")
    assert len(await on_desk(client, HERE)) == 6


async def test_it_is_put_away_and_taken_out_again(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    assert (await client.post(HERE, data={"item": "all"})).status_code == 303
    assert not Page(await client.get("/desk")).all("#first-day")
    assert Page(await client.get(HERE)).one("button[value=all]").text == "放回工作台"
    assert (await client.post(f"{HERE}/back", data={"item": "all"})).status_code == 303
    assert len(Page(await client.get("/desk")).all("#first-day > li")) == 6
    await client.post(HERE, data={"item": "posters"})
    assert len(await on_desk(client)) == 1
    await client.post(f"{HERE}/back", data={"item": "posters"})
    assert await on_desk(client) == []


async def test_what_is_found_is_not_ticked(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    for path in (HERE, f"{HERE}/back"):
        assert refused(await client.post(path, data={"item": "members"})) == ["没有这一项。"]


async def test_it_is_the_office_s(people: dict[str, AsyncClient]) -> None:
    for who, client in people.items():
        expected = 200 if who == "office" else 401 if who == "citizen" else 403
        assert (await client.get(HERE)).status_code == expected, who
        if who not in {"office", "citizen"}:
            assert not Page(await client.get("/desk")).all("#first-day"), who
