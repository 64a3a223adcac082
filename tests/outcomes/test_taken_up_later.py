"""What was promised, withdrawn and taken up again later counts where it is owed now, not where it
was once promised: its id is older than the steps that were taken meanwhile.
"""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.charter.model import RingKind
from app.charter.stages import Stage
from app.dates import today
from app.db import county_tx, rows
from tests import given
from tests.page import Page, refused
from tests.topics.test_walks import raised
from tests.walk import Walk

pytestmark = pytest.mark.anyio

LAMP, POLES = "修好村口路灯", "另立三根灯杆"
OWED = """
    SELECT "task" FROM "commitment" WHERE "commitment"."county" = $1 AND "topic" = $2
      AND "verified_on" IS NULL AND "withdrawn_on" IS NULL ORDER BY "task"
"""
LAST = """
    SELECT max("id") AS id FROM "commitment" WHERE "commitment"."county" = $1 AND "topic" = $2
"""
WAY = '#rated a[href*="/rating/withdrawal"]'


async def owed(walk: Walk) -> list[str]:
    async with county_tx(readonly=True):
        return [each["task"] for each in await rows(OWED, walk.topic)]


async def holder(walk: Walk) -> str:
    return next(role for role in (await walk.state())["held_by"] if role in walk.people)


async def promised(walk: Walk, task: str) -> str:
    """→ its path"""
    async with county_tx():
        owing = await given.a_department("住建局")
    due = str(today() + timedelta(days=20))
    form = {"department": owing, "task": task, "due_on": due}
    await walk.post(await holder(walk), "commitments", form)
    return await last(walk)


async def last(walk: Walk) -> str:
    async with county_tx(readonly=True):
        return f"/commitments/{(await rows(LAST, walk.topic))[0]['id']}"


async def said(walk: Walk, path: str, reason: str, by: Role = Role.OFFICE) -> None:
    await walk.ok(walk.people[by].post(path, data={"reason": reason}))


async def on(walk: Walk) -> Any:
    version = (await walk.state())["version"]
    form = {"version": version, "text": "已现场核验"}
    return await walk.people[await holder(walk)].post(
        f"/topics/{walk.topic}/carried-out", data=form
    )


async def not_solved(walk: Walk) -> None:
    assert (await on(walk)).is_redirect
    await walk.until(RingKind.RATE)
    await walk.answer()
    await walk.rate(solved=False)


async def test_after_the_matter_was_reopened(people: dict[str, AsyncClient]) -> None:
    walk = await raised(people, "yanjiang")
    await walk.until(RingKind.CARRY_OUT)
    lamp, poles = await promised(walk, LAMP), await promised(walk, POLES)
    await said(walk, f"{poles}/withdrawal", "写错了")
    await walk.keep(lamp)
    await not_solved(walk)
    assert await owed(walk) == [LAMP]
    follow = people["citizen"]
    assert len(Page(await follow.get("/follow")).all(WAY)) == 1
    await said(walk, f"{poles}/taking-up", "没有写错")
    assert await owed(walk) == [LAMP, POLES]
    assert Page(await follow.get("/follow")).all(WAY) == []  # somebody went on from there
    await walk.keep(await last(walk))
    assert refused(await on(walk)) == ["还有 1 件落实事项没有办完并核验。"]
    await walk.keep(poles)
    await not_solved(walk)
    assert await owed(walk) == [LAMP, POLES]


async def test_what_was_verified_before_is_open_again(people: dict[str, AsyncClient]) -> None:
    walk = await raised(people, "yanjiang")
    await walk.until(RingKind.CARRY_OUT)
    lamp = await promised(walk, LAMP)
    await walk.keep(lamp)
    await not_solved(walk)
    await walk.keep(await last(walk))
    await said(walk, f"{lamp}/verification/withdrawal", "其实没有修好", Role.TOWNSHIP)
    assert refused(await on(walk)) == ["还有 1 件落实事项没有办完并核验。"]


async def test_what_is_owed_again_and_verified_anew_is_owed_once(
    people: dict[str, AsyncClient],
) -> None:
    walk = await raised(people, "yanjiang")
    await walk.until(RingKind.CARRY_OUT)
    lamp = await promised(walk, LAMP)
    await walk.keep(lamp)
    await not_solved(walk)
    await walk.keep(await last(walk))
    await said(walk, f"{lamp}/verification/withdrawal", "其实没有修好", Role.TOWNSHIP)
    verified = {"accepted": "true"}
    await walk.ok(walk.people[Role.TOWNSHIP].post(f"{lamp}/verification", data=verified))
    await not_solved(walk)
    assert await owed(walk) == [LAMP]


async def test_adopted_anew(people: dict[str, AsyncClient]) -> None:
    """Nobody owes anything of what is not adopted."""
    walk = await raised(people, "yanjiang")
    await walk.until(RingKind.CARRY_OUT)
    lamp = await promised(walk, LAMP)
    await said(walk, f"{lamp}/withdrawal", "写错了")
    await walk.post("office", "back", {"reason": "还没有定"})
    await walk.until(RingKind.CARRY_OUT)
    await said(walk, f"{lamp}/taking-up", "没有写错")
    form = {"version": (await walk.state())["version"], "reason": "还没有定"}
    sent = await people["office"].post(f"/topics/{walk.topic}/back", data=form)
    assert refused(sent) == ["已经定下要办的事，请先逐件撤回，再撤回这一步。"]
    assert (await walk.state())["stage"] == Stage.CARRYING_OUT
