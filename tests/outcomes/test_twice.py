"""Not solved, and not solved again: each time what was kept since then is owed anew, whatever was
taken back between.
"""

from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.charter.model import RingKind
from app.db import county_tx, rows
from app.ledger.counting import keep
from app.ledger.measures import SNAPSHOTS, STOCKS
from tests import given
from tests.ledger.recount import recounted
from tests.ledger.test_measures import counted, exported
from tests.outcomes.test_not_solved import owed
from tests.outcomes.test_rated_anew import back, ratings, stands
from tests.topics.test_walks import kinds, raised
from tests.walk import Walk

pytestmark = pytest.mark.anyio


async def kept(walk: Walk, each: Any, department: AsyncClient) -> None:
    path = f"/commitments/{each['id']}"
    await walk.ok(department.post(f"{path}/completion", data={"text": "都已装好"}))
    done = walk.people["township"].post(f"{path}/verification", data={"accepted": "true"})
    await walk.ok(done)


@pytest.mark.parametrize("preset", ["yanjiang", "zhenan"])
async def test_not_solved_twice_with_mistakes_between(
    people: dict[str, AsyncClient], preset: str
) -> None:
    walk = await raised(people, preset)
    await walk.until(RingKind.RATE)
    await walk.answer()
    async with county_tx(readonly=True):
        (first,) = await rows(
            'SELECT * FROM "commitment" WHERE "commitment"."county" = $1 AND "topic" = $2',
            walk.topic,
        )
    department = people["department"]
    await given.signed_in(department, Role.DEPARTMENT, department=first["department"])
    for again in (1, 2):
        answered = await stands(walk.topic)
        for solved in (True, False):  # both by mistake
            await walk.rate(solved=solved)
            assert (await back(walk)).status_code == 303
            assert await stands(walk.topic) == answered
        await walk.rate(solved=False)
        (one,) = await owed(walk)
        assert (one["department"], one["task"]) == (first["department"], first["task"])
        holder = next(each for each in (await walk.state())["held_by"] if each in people)
        taken = people["township"].post(
            f"/commitments/{one['id']}/withdrawal", data={"reason": "错"}
        )
        await walk.ok(taken)
        assert await owed(walk) == []
        up = people["township"].post(f"/commitments/{one['id']}/taking-up", data={"reason": "没错"})
        await walk.ok(up)
        await kept(walk, one, department)
        await walk.post(holder, "carried-out", {"text": "已现场核验"})
        await walk.until(RingKind.RATE)
        await walk.answer()
        assert (await kinds(walk.topic))["topic.reopened"] == again
    await walk.rate(solved=True)
    told = await kinds(walk.topic)
    names = ("topic.reopened", "topic.solved", "commitment.made", "commitment.verified")
    assert [told[each] for each in names] == [2, 1, 3, 3]
    assert [each for each, stands_ in await ratings() if stands_] == [5, 5, 5]
    await keep()
    assert await counted(but={*STOCKS, *SNAPSHOTS}) == recounted(await exported())
