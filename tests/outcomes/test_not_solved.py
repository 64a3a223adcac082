"""What was not solved is on the department's and the convener's desk the same moment; what is then
promised, done and verified is answered and rated anew.
"""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.charter.model import RingKind
from app.charter.presets import slugs
from app.charter.stages import Stage
from app.dates import today
from app.db import county_tx, rows
from tests import given
from tests.page import Page
from tests.topics.test_walks import kinds, raised
from tests.walk import Walk

pytestmark = pytest.mark.anyio


async def owed(walk: Walk) -> list[Any]:
    async with county_tx(readonly=True):
        return await rows(
            'SELECT "id", "department", "task" FROM "commitment" WHERE "commitment"."county" = $1'
            ' AND "topic" = $2 AND "verified_on" IS NULL AND "withdrawn_on" IS NULL ORDER BY "id"',
            walk.topic,
        )


async def stands_on(desk: AsyncClient, commitment: int) -> bool:
    page = Page(await desk.get("/desk"))
    return bool(page.all(f'[aria-labelledby="owed-title"] a[href$="/commitments/{commitment}"]'))


@pytest.mark.parametrize("preset", slugs())
async def test_not_solved_is_on_both_desks_at_once_and_goes_its_way_again(
    people: dict[str, AsyncClient], preset: str
) -> None:
    walk = await raised(people, preset)
    await walk.until(RingKind.RATE)
    await walk.answer()
    assert await owed(walk) == []
    async with county_tx(readonly=True):
        before = await rows(
            'SELECT max("department") AS department FROM "commitment"'
            ' WHERE "commitment"."county" = $1 AND "topic" = $2',
            walk.topic,
        )
    department = people["department"]
    await given.signed_in(department, Role.DEPARTMENT, department=before[0]["department"])
    await walk.rate(solved=False)

    # Nobody has done anything since.
    (again,) = await owed(walk)
    assert again["department"] == before[0]["department"]
    assert await stands_on(department, again["id"])
    state = await walk.state()
    assert state["stage"] == Stage.CARRYING_OUT
    for role in [each for each in state["held_by"] if each in people]:
        desk = Page(await people[role].get("/desk"))
        assert desk.all(f'.task a.button[href$="/topics/{walk.topic}"]'), role
    assert "convener" in state["held_by"] or "township" in state["held_by"]
    followed = (await people["citizen"].get("/follow")).text
    assert again["task"] in followed

    # A further promise beside it; the department reports both, another verifies.
    holder = next(role for role in state["held_by"] if role in people)
    due = (today() + timedelta(days=20)).isoformat()
    promise = {"department": again["department"], "task": "另立三根灯杆", "due_on": due}
    await walk.post(holder, "commitments", promise)
    first, second = await owed(walk)
    assert (first, second["task"]) == (again, "另立三根灯杆")
    for each in (first, second):
        path = f"/commitments/{each['id']}"
        assert await stands_on(department, each["id"])
        await walk.ok(department.post(f"{path}/progress", data={"text": "灯杆已经到货"}))
        await walk.ok(department.post(f"{path}/completion", data={"text": "都已装好"}))
        done = people["township"].post(f"{path}/verification", data={"accepted": "true"})
        await walk.ok(done)
        assert not await stands_on(department, each["id"])
    assert await owed(walk) == []
    await walk.post(holder, "carried-out", {"text": "已现场核验"})
    await walk.until(RingKind.RATE)
    await walk.answer_and_rate()
    counted = await kinds(walk.topic)
    assert (counted["topic.reopened"], counted["topic.solved"]) == (1, 1)
    assert (await walk.state())["stage"] in {Stage.CLOSED, Stage.ANSWERED}
