"""One matter through each preset's own rings: from a citizen's phone to a closed, public answer."""

from datetime import date

import pytest
from httpx import AsyncClient

from app.charter import store
from app.charter.model import Charter, RingKind
from app.charter.presets import document, slugs
from app.charter.stages import Stage
from app.db import county_tx, rows
from tests import given
from tests.page import Page
from tests.walk import Walk

pytestmark = pytest.mark.anyio


async def raised(people: dict[str, AsyncClient], preset: str) -> Walk:
    return await raised_under(people, store.read(document(preset)))


async def raised_under(
    people: dict[str, AsyncClient], charter: Charter, *, stored: str = "", by: str = ""
) -> Walk:
    """`stored`: its document, where that is of an earlier schema. `by`: a role, where that is said;
    else a villager, if the charter lets them.
    """
    text = stored or store.write(charter)
    async with county_tx():
        await store.save(text, author="测试", note="预设", effective_on=date(2021, 1, 1))
    kind = next(kind for kind in charter.stations.kinds if kind.level in {"village", "township"})
    station = await given.a_station("河湾村", kind=kind.key, level=kind.level)
    async with county_tx(readonly=True):
        code = (
            await rows(
                'SELECT "code" FROM "station" WHERE "station"."county" = $1 AND "id" = $2', station
            )
        )[0]["code"]
    return await raised_at(people, charter, code, by=by)


async def raised_at(
    people: dict[str, AsyncClient], charter: Charter, code: str, *, by: str = ""
) -> Walk:
    """`code`: of the station. The county has these rules."""
    propose = charter.rings[0]
    who = by or ("citizen" if "citizen" in propose.by else propose.by[0])
    response = await people[who].post(
        "/raise",
        data={
            "station": code,
            "title": "村口路灯坏了三个月",
            "story": "晚上老人摔了两次。",
            "category": charter.topics.categories[0].key,
            "name": "李大爷",
            "phone": "13800005678",
            "once": "a",
        },
    )
    assert response.status_code == 303, response.text
    people["citizen"].cookies.update(response.cookies)
    async with county_tx(readonly=True):
        topic = (await rows('SELECT "id" FROM "topic" WHERE "topic"."county" = $1'))[0]["id"]
    return Walk(topic, people, charter)


async def kinds(topic: int) -> dict[str, int]:
    """What stands in the ledger for the topic: kind → sum."""
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "kind", sum("quantity") AS n FROM "ledger"'
            ' WHERE "ledger"."county" = $1 AND "topic" = $2 GROUP BY "kind"',
            topic,
        )
    return {each["kind"]: each["n"] for each in found if each["n"]}


@pytest.mark.parametrize("preset", slugs())
async def test_a_matter_gets_its_answer(people: dict[str, AsyncClient], preset: str) -> None:
    walk = await raised(people, preset)
    await walk.to_the_end()
    counted = await kinds(walk.topic)
    assert counted["topic.accepted"] == 1
    assert counted["consultation.filed"] == 1
    assert counted["attendance.member"] >= 1
    assert counted["topic.solved"] == 1
    assert counted["topic.closed"] == 1
    page = (await people["citizen"].get(f"/topics/{walk.topic}")).text
    for name, _first, _last in walk.charter.marks:
        assert name in page
    assert "村口三盏路灯十月二十日已经修好" in page
    assert "13800005678" not in page
    assert "李大爷" not in page


@pytest.mark.parametrize("preset", slugs())
async def test_not_solved_reopens_it(people: dict[str, AsyncClient], preset: str) -> None:
    walk = await raised(people, preset)
    await walk.until(RingKind.RATE)
    await walk.answer()
    assert (await kinds(walk.topic))["topic.solved"] == 1
    await walk.rate(solved=False)
    assert (await walk.state())["stage"] == Stage.CARRYING_OUT
    counted = await kinds(walk.topic)
    assert "topic.solved" not in counted
    assert counted["topic.reopened"] == 1
    ring = walk.charter.rings[(await walk.state())["ring"]]
    role = next(role for role in ring.by if role in people)
    hasty = {"version": (await walk.state())["version"], "text": "上次已经办过"}
    sent = await people[role].post(f"/topics/{walk.topic}/carried-out", data=hasty)
    owed = walk.charter.names.commitment
    assert f"还有 1 件{owed}没有办完并核验" in sent.text
    await walk.to_the_end()
    assert (await kinds(walk.topic))["topic.solved"] == 1
    home = Page(await people["citizen"].get("/"))  # solved twice, it stands there once
    assert home.texts(".solved h3") == [(await walk.state())["title"]]
    assert home.figures["solved"] == 1
