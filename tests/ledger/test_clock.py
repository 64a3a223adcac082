"""A clock that was three days ahead for a while: what is done afterwards still comes after it."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.charter.model import RingKind
from app.charter.stages import Stage
from app.ledger.counting import keep
from app.ledger.sealing import verify
from tests.page import Page
from tests.topics.test_walks import kinds, raised
from tests.walk import Walk

pytestmark = pytest.mark.anyio

DAY = 86_400_000_000  # microseconds
NEW_ID = "SELECT pg_get_functiondef('app.new_id'::regproc)"


class Ahead:
    """The clock by which ids are given."""

    def __init__(self, superuser: Any) -> None:
        self.superuser = superuser

    async def __aenter__(self) -> None:
        self.right = await self.superuser.fetchval(NEW_ID)
        wrong = self.right.replace("clock_timestamp()", "(clock_timestamp() + interval '3 days')")
        assert wrong != self.right
        await self.superuser.execute(wrong)

    async def __aexit__(self, *_error: object) -> None:
        await self.superuser.execute(self.right)


@pytest.fixture
async def right_again(superuser: Any) -> Any:
    """What other tests are given begins with today's."""
    yield
    await superuser.execute("SELECT setval('app.latest', 1)")


@pytest.mark.usefixtures("right_again")
async def test_what_is_answered_anew_is_rated_and_goes_back(
    people: dict[str, AsyncClient], superuser: Any, county: int
) -> None:
    walk = await raised(people, "yanjiang")
    await walk.until(RingKind.RATE)
    async with Ahead(superuser):
        await walk.answer_and_rate(solved=False)
    await walk.until(RingKind.RATE)
    await walk.answer()
    await walk.post("office", "back", {"reason": "写错了"})
    assert (await walk.state())["stage"] == Stage.CARRYING_OUT  # the answer, and not the rating
    await walk.answer()
    await walk.rate(solved=True)
    assert (await kinds(walk.topic))["topic.solved"] == 1
    await keep()
    assert await verify(county) is None


async def times_too(superuser: Any, county: int, since: int) -> None:
    """What was written down since is of the wrong day, as its id is."""
    async with superuser.transaction():
        await superuser.execute("SET LOCAL session_replication_role = replica")
        for table, column in (("ledger", "recorded_at"), ("passage", "at")):
            await superuser.execute(
                f"UPDATE {table} SET {column} = {column} + interval '3 days'"  # noqa: S608
                " WHERE county = $1 AND id > $2",
                county,
                since,
            )


@pytest.mark.usefixtures("right_again")
async def test_what_goes_back_is_the_step_s_own_and_nothing_else(
    people: dict[str, AsyncClient], superuser: Any, county: int
) -> None:
    """Of a matter that was answered, rated and reopened meanwhile."""
    walk = await raised(people, "yanjiang")
    await walk.until(RingKind.RATE)
    now = await superuser.fetchval("SELECT app.new_id()")
    async with Ahead(superuser):
        await walk.answer_and_rate(solved=False)
    await times_too(superuser, county, now)
    await walk.until(RingKind.RATE)
    before = await counted(walk)
    assert (before["topic.answered"], before["topic.reopened"]) == (1, 1)
    await walk.answer()
    await walk.post("office", "back", {"reason": "写错了"})
    assert await counted(walk) == before
    await walk.answer()
    before = await counted(walk)
    await walk.rate(solved=False)
    assert (await counted(walk))["topic.reopened"] == 2
    version = Page(await people["citizen"].get("/follow/rating/withdrawal")).hidden("version")
    back = {"version": version, "reason": "按错了"}
    await walk.ok(people["citizen"].post("/follow/rating/withdrawal", data=back))
    assert await counted(walk) == before


async def counted(walk: Walk) -> dict[str, int]:
    found = await kinds(walk.topic)
    return {kind: n for kind, n in found.items() if n and kind != "topic.step"}


@pytest.mark.usefixtures("right_again", "county")
async def test_ids_follow_each_other_whatever_the_clock_says(superuser: Any) -> None:
    async def more(n: int = 3) -> list[int]:
        sql = "SELECT app.new_id() FROM generate_series(1, $1)"
        return [each[0] for each in await superuser.fetch(sql, n)]

    given_ = await more()
    async with Ahead(superuser):
        given_ += await more()
    assert given_[-1] - given_[0] > 2 * DAY * 4096
    given_ += await more(5000)
    assert len({*given_}) == len(given_)
    assert [each >> 12 for each in given_] == sorted(each >> 12 for each in given_)
    assert given_[-1] - given_[3] < DAY * 4096  # as if each took a microsecond
    # Three days later: it is past what was given meanwhile, and the clock leads again.
    await superuser.execute(
        "SELECT setval('app.latest', pg_sequence_last_value('app.latest') - $1::bigint)",
        3 * DAY + 1_000_000,
    )
    now = (await more(1))[0]
    at = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint - 1704067200000000"
    assert abs((now >> 12) - await superuser.fetchval(at)) < 5_000_000
    assert (await more(1))[0] > now
    assert await superuser.fetchval("SELECT NOT is_called FROM app.behind")


@pytest.mark.usefixtures("right_again", "county")
async def test_what_is_too_far_is_refused_and_not_kept(superuser: Any) -> None:
    before = await superuser.fetchval("SELECT pg_sequence_last_value('app.latest')")
    right = await superuser.fetchval(NEW_ID)
    try:
        await superuser.execute(
            right.replace("clock_timestamp()", "(clock_timestamp() + interval '200 years')")
        )
        with pytest.raises(Exception, match="out of range"):
            await superuser.fetchval("SELECT app.new_id()")
    finally:
        await superuser.execute(right)
    assert await superuser.fetchval("SELECT pg_sequence_last_value('app.latest')") == before
