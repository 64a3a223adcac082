"""A topic that began under a document of the first release is reviewed under today's reading of its
own list: six ticked stays enough, one of six is enough, none is refused.
"""

import pytest
from httpx import AsyncClient

from app.charter import store
from app.charter.model import RingKind
from app.charter.presets import document
from app.dates import today
from app.db import county_tx
from tests.history.test_charters import FIRST
from tests.page import Page, refused
from tests.topics.test_walks import kinds, raised_under
from tests.walk import Walk

pytestmark = pytest.mark.anyio

SIX = ["centre", "livelihood", "governance", "building", "conflict", "able"]
NONE_OF_THOSE = "unfit"  # 以上一条也没有


async def begun(people: dict[str, AsyncClient]) -> Walk:
    """Raised under the old document as it stands, and since then the county has other rules."""
    charter = store.read(FIRST)
    walk = await raised_under(people, charter, stored=FIRST)
    began = (await walk.state())["charter"]
    async with county_tx():
        await store.save(document("jiashan"), author="李", note="新规则", effective_on=today())
    state = await walk.state()
    assert state["charter"] == began != await in_force()
    while "admission" not in charter.rings[state["ring"]].requires:
        ring = charter.rings[state["ring"]]
        assert ring.kind is RingKind.REVIEW
        await walk.step(ring, next(role for role in ring.by if role in people))
        state = await walk.state()
    return walk


async def in_force() -> int | None:
    async with county_tx(readonly=True):
        version, _charter = await store.in_force()
    return version


@pytest.mark.parametrize("ticked", [[*SIX, NONE_OF_THOSE], ["able", NONE_OF_THOSE]])
async def test_six_of_six_and_one_of_six_pass(
    people: dict[str, AsyncClient], ticked: list[str]
) -> None:
    walk = await begun(people)
    ring = walk.charter.rings[(await walk.state())["ring"]]
    role = next(role for role in ring.by if role in people)
    page = Page(await people[role].get(f"/topics/{walk.topic}"))
    offered = [each["value"] for each in page.all("input[name=ticked]")]
    assert set(offered) >= {*SIX, NONE_OF_THOSE}
    assert page.typed("ticked") == []
    form = {"decision": "pass", "opinion": "可以", "ticked": ticked}
    await walk.post(role, "review", form)
    state = await walk.state()
    assert state["ring"] == walk.charter.rings.index(ring) + 1
    await walk.to_the_end()  # by its own rings and the words of its own list
    assert (await kinds(walk.topic))["topic.accepted"] == 1


@pytest.mark.parametrize(
    ("ticked", "said"),
    [
        ([NONE_OF_THOSE], "宜（至少符合 1 条，已选 0 条）"),
        (["able"], "不宜（没有确认“以上一条也没有”）"),
        (
            ["able", NONE_OF_THOSE, "judicial"],
            "清单里没有这一条",
        ),  # one that may not be, and "none of them"
        ([], "宜（至少符合 1 条，已选 0 条）"),
    ],
)
async def test_none_of_six_is_refused(
    people: dict[str, AsyncClient], ticked: list[str], said: str
) -> None:
    walk = await begun(people)
    state = await walk.state()
    ring = walk.charter.rings[state["ring"]]
    role = next(role for role in ring.by if role in people)
    form = {"version": state["version"], "decision": "pass", "opinion": "可以", "ticked": ticked}
    answer = await people[role].post(f"/topics/{walk.topic}/review", data=form)
    assert answer.status_code == 422
    assert any(said in each for each in refused(answer)), refused(answer)
    assert (await walk.state())["version"] == state["version"]
