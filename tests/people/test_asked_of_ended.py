"""What a department is asked at a sitting when it ends: its successor's, or the office's."""

from dataclasses import dataclass

import pytest

from app.access.roles import Role
from app.db import county_tx, execute
from tests import given
from tests.conftest import Browser
from tests.consultations.steps import a_place, all_of
from tests.page import Page

pytestmark = pytest.mark.anyio

PAGE = "/people/departments"


@dataclass
class Asked:
    """A sitting to which a department is invited, with one question that it is asked there."""

    sitting: str
    seat: str
    question: str
    department: int
    successor: int
    office: int


@pytest.fixture
async def asked(client: Browser) -> Asked:
    place = await a_place(client)
    page, seat = f"/consultations/{place.consultation}", str(place.people["孙科长"])
    citizen = str(place.people["钱小三"])
    form = {"participant": citizen, "text": "灯什么时候装", "asks": seat}
    assert (await client.post(f"{page}/statements", data=form)).status_code == 303
    (question,) = await all_of("statement")
    (department,) = {each["department"] for each in await all_of("participant")} - {None}
    async with county_tx():
        successor = await given.a_department("县住建局")
    office = await given.signed_in(client, Role.OFFICE)
    return Asked(page, seat, str(question["id"]), department, successor, office)


async def asked_on_desk(client: Browser, account: int) -> list[str]:
    await given.sign_in(client, account)
    return Page(await client.get("/desk")).texts('[aria-labelledby="asked-title"] li .meta span')


async def test_what_it_is_asked_at_a_sitting_follows_to_the_one_that_takes_over(
    client: Browser, asked: Asked
) -> None:
    """And comes back with it, and is no longer there for whoever had it."""
    theirs = await given.an_account(Role.DEPARTMENT, department=asked.successor)
    before = await given.an_account(Role.DEPARTMENT, department=asked.department)
    assert len(await asked_on_desk(client, before)) > 0
    assert await asked_on_desk(client, theirs) == []
    here = f"{PAGE}/{asked.department}/ending"
    await given.sign_in(client, asked.office)
    form = {"reason": "录重了", "department": str(asked.successor)}
    assert (await client.post(here, data=form)).is_redirect
    assert {each["department"] for each in await all_of("circle")} == {None, asked.successor}
    shown = await asked_on_desk(client, theirs)
    assert "有 1 条发言请您单位答复。" in shown
    page = Page(await client.get(asked.sitting))
    assert page.texts("#to-answer") == ["有 1 条发言请您单位答复。 去答复"]

    await given.sign_in(client, asked.office)
    assert (await client.post(f"{here}/taking-up", data={"reason": "不是同一个"})).is_redirect
    assert {each["department"] for each in await all_of("circle")} == {None, asked.department}
    assert await asked_on_desk(client, theirs) == []
    assert "有 1 条发言请您单位答复。" in await asked_on_desk(client, before)

    await given.sign_in(client, asked.office)
    assert (await client.post(here, data=form)).is_redirect
    await given.sign_in(client, theirs)
    end = asked.question
    answer = {"answers": end, f"text.{end}": "下月初", f"participant.{end}": asked.seat}
    assert (await client.post(f"{asked.sitting}/statements", data=answer)).is_redirect
    assert await asked_on_desk(client, theirs) == []


async def test_what_was_held_keeps_whoever_sat_there(client: Browser, asked: Asked) -> None:
    async with county_tx():
        filed = 'UPDATE "consultation" SET "state" = $2 WHERE "consultation"."county" = $1'
        await execute(filed, "filed")
    form = {"reason": "录重了", "department": str(asked.successor)}
    assert (await client.post(f"{PAGE}/{asked.department}/ending", data=form)).is_redirect
    assert {each["department"] for each in await all_of("participant")} == {None, asked.department}
    assert {each["department"] for each in await all_of("circle")} == {None, asked.successor}


async def test_without_one_that_takes_over_what_it_is_asked_is_the_office_s(
    client: Browser, asked: Asked
) -> None:
    speaks_ = await given.an_account(Role.DEPARTMENT, department=asked.department)
    assert await asked_on_desk(client, asked.office) == []
    assert "有 1 条发言请您单位答复。" in await asked_on_desk(client, speaks_)
    await given.sign_in(client, asked.office)
    assert (
        await client.post(f"{PAGE}/{asked.department}/ending", data={"reason": "撤并"})
    ).is_redirect
    shown = await asked_on_desk(client, asked.office)
    assert "有 1 条发言请承办单位答复。" in shown
    assert "承办单位还没有人登记" in shown
    link = Page(await client.get("/desk")).one('[aria-labelledby="asked-title"] .button')["href"]
    assert link.endswith(f"{asked.sitting}#statements")
    end = asked.question
    answer = {"answers": end, f"text.{end}": "下月初", f"participant.{end}": asked.seat}
    assert (await client.post(f"{asked.sitting}/statements", data=answer)).is_redirect
    assert await asked_on_desk(client, asked.office) == []
    other = await given.an_account(Role.OFFICE, station=await given.a_station("别处"))
    assert await asked_on_desk(client, other) == []
