"""What is owed by a department for which nobody has an account: it is the county's office's, who
sees so, and acts or appoints.
"""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.access.tables import AccountRow
from app.charter.model import RingKind
from app.charter.presets import slugs
from app.dates import now, today
from app.db import bound_to, county_tx
from tests import given
from tests.conftest import Browser, browser
from tests.outcomes.test_not_solved import owed as owed_of
from tests.page import Page
from tests.topics.test_walks import raised

pytestmark = pytest.mark.anyio

UNHELD = "/desk/county?shown=unheld"
TASK, TITLE = "修好村口路灯", "村口路灯坏了三个月"
NOBODY = "承办单位还没有人登记"


async def titles(client: AsyncClient, path: str = "/desk") -> list[str]:
    return Page(await client.get(path)).texts(".task .title")


async def tags(client: AsyncClient, path: str = "/desk") -> list[str]:
    return Page(await client.get(path)).texts(".task .tag")


@pytest.mark.parametrize("preset", slugs())
async def test_not_solved_is_on_the_office_s_desk_where_nobody_speaks_for_the_department(
    people: dict[str, AsyncClient], preset: str
) -> None:
    walk = await raised(people, preset)
    await walk.until(RingKind.RATE)
    await walk.answer()
    await walk.rate(solved=False)
    (again,) = await owed_of(walk)
    office = people[Role.OFFICE]
    link = f'.task a[href$="/commitments/{again["id"]}"], .steps a[href$="/{again["id"]}"]'
    assert Page(await office.get("/desk")).all(link)
    assert Page(await office.get(UNHELD)).all(f'a[href$="/topics/{walk.topic}"]')
    await walk.keep(f"/commitments/{again['id']}")
    assert not Page(await office.get("/desk")).all(link)


async def owed(department: int, days: int = 20) -> tuple[int, int]:
    """Of a matter that a convener has."""
    await given.an_account(Role.CONVENER)
    topic = await given.a_topic(await given.a_station(), ring="落实", held_by=["convener"])
    async with county_tx():
        due = today() + timedelta(days=days)
        return topic, await given.a_commitment(topic, department, due)


async def a_department() -> int:
    async with county_tx():
        return await given.a_department("区林业局")


async def test_it_is_the_office_s_until_somebody_is_there(client: Browser, county: int) -> None:
    department = await a_department()
    _topic, one = await owed(department, days=-3)
    keeper = browser(f"/c{county}")
    await given.signed_in(keeper, Role.CONVENER)
    await given.signed_in(client, Role.OFFICE)
    assert await titles(client) == [TASK]
    assert NOBODY in await tags(client)
    assert Page(await client.get("/desk?shown=late")).texts(".task .title") == [TASK]
    assert (await client.get("/desk/next")).headers["location"].endswith(f"/commitments/{one}")
    assert await titles(client, UNHELD) == [TITLE]
    assert NOBODY in await tags(client, UNHELD)
    assert TASK not in await titles(keeper)
    theirs = browser(f"/c{county}")
    account = await given.signed_in(theirs, Role.DEPARTMENT, department=department)
    assert await titles(theirs) == [TASK]
    assert NOBODY not in await tags(theirs)
    assert (await titles(client), await titles(client, UNHELD)) == ([], [])
    async with county_tx():  # and again when the last of them has gone
        await AccountRow.update({AccountRow.disabled_at: now()}).where(AccountRow.id == account)
    assert (await titles(client), await titles(client, UNHELD)) == ([TASK], [TITLE])
    done = {"text": "三盏灯都已装好"}
    assert (await client.post(f"/commitments/{one}/completion", data=done)).status_code == 303
    await keeper.aclose()
    await theirs.aclose()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICE, Role.REGION, Role.OPERATOR}))
async def test_nobody_else_has_it(client: Browser, role: Role) -> None:
    await owed(await a_department())
    async with county_tx():
        where: Any = {"department": await given.a_department("区水务局")}
    await given.signed_in(client, role, **where if role == Role.DEPARTMENT else {})
    assert TASK not in await titles(client)


async def test_another_county_s_accounts_speak_for_nobody_here(
    client: Browser, other_county: int
) -> None:
    with bound_to(other_county):
        there = await a_department()
        await given.an_account(Role.DEPARTMENT, department=there)
    await owed(await a_department())
    await given.signed_in(client, Role.OFFICE)
    assert await titles(client) == [TASK]
