"""What is too hard to agree on: sent to the Party committee and government as reference, received,
replied to within its limit, and told; counted, and compared.
"""

from datetime import date, timedelta

import pytest
from httpx import AsyncClient

from app.charter import store
from app.charter.model import RingKind
from app.charter.presets import document, slugs
from app.charter.stages import Stage
from app.dates import deadline, today
from app.db import county_tx, execute, rows
from app.topics import references
from app.topics.tables import Topic
from tests.page import Page
from tests.topics.test_walks import kinds, raised, raised_under
from tests.walk import Walk

pytestmark = pytest.mark.anyio


async def too_hard(walk: Walk) -> None:
    """Talked over twice: goes on, and then too hard to agree on."""
    await walk.until(RingKind.INTRODUCE, RingKind.DISCUSS)
    ring = walk.charter.rings[(await walk.state())["ring"]]
    role = next(role for role in ring.by if role in walk.people)
    walk.conclusion = "none"
    await walk.sit_down(role)
    state = await walk.state()
    assert (state["stage"], state["round"]) == (Stage.CONSULTING, 1)
    walk.conclusion = "hard"
    await walk.sit_down(role)
    assert (await walk.state())["round"] == 2


@pytest.mark.parametrize("preset", slugs())
async def test_what_is_too_hard_is_sent_received_replied_to_and_told(
    people: dict[str, AsyncClient], preset: str
) -> None:
    """As at Zhen'an: on the desk of the office, then of the Party committee, with a deadline."""
    walk = await raised(people, preset)
    await too_hard(walk)
    state, rings = await walk.state(), walk.charter.flow.reference
    assert (state["stage"], state["held_by"]) == (Stage.REFERRING, ["office"])
    title = f"/topics/{walk.topic}"
    desk = Page(await people["office"].get("/desk"))
    assert desk.one(f'.task a.button[href$="{title}"]').text == rings[0].kind.about.verb
    page = (await people["citizen"].get("/follow")).text
    assert rings[0].name in page
    hasty = {"version": state["version"], "text": "难", "sent_to": ""}
    refused = (await people["office"].post(f"{title}/reference", data=hasty)).text
    assert "请写明内容，至少 10 个字。" in refused
    assert "请写明提交给谁。" in refused
    await walk.step(rings[0], "office")
    assert (await kinds(walk.topic))["topic.referred"] == 1
    assert f"{title}" in (await people["party"].get("/desk")).text
    await walk.step(rings[1], "party")
    desk = Page(await people["party"].get("/desk"))
    assert desk.one(f'.task a.button[href$="{title}"]').text == rings[2].kind.about.verb
    assert f"按期，还剩 {rings[2].days} 个工作日" in desk.text
    assert f"{title}" not in (await people["leadership"].get("/desk")).text
    await walk.step(rings[2], "party")
    state = await walk.state()
    assert (state["stage"], state["held_by"]) == (Stage.REFERRED, [])
    counted = await kinds(walk.topic)
    assert counted["topic.referred"] == counted["topic.answered"] == 1
    for kind in ("reference.due", "reference.replied", "reference.replied_on_time"):
        assert counted[kind] == 1, kind
    told, written = "移杆的费用由县里出", "几户不同意移杆"
    for page in ("/follow", title):
        seen = (await people["citizen"].get(page)).text
        assert told in seen
        assert written not in seen
    shown = await people["office"].get(f"{title}/reference")
    paper = shown.text
    sent, replied = Page(shown).all("article.paper")
    for paper_of, brand, number in ((sent, "", "县协〔2026〕7号"), (replied, "党委", "")):
        assert brand in paper_of.one(".paper-head .paper-brand").text
        assert paper_of.texts(".paper-head .paper-number") == [number] * bool(number)
        who, seal, day = paper_of.texts(".paper-end p")
        assert who
        assert seal == "（盖章）"
        assert "周" not in day
    assert replied.one(".paper-to").text == f"{sent.texts('.paper-end p')[0]}："
    assert told in paper
    assert written in paper
    assert "县协〔2026〕7号" in paper
    assert (await people["citizen"].get(f"{title}/reference")).status_code == 401
    assert (await people["department"].get(f"{title}/reference")).status_code == 403


@pytest.mark.parametrize("preset", slugs())
async def test_without_that_road_it_is_answered_by_who_answers(
    people: dict[str, AsyncClient], preset: str
) -> None:
    """As in every document of before."""
    charter = store.read(document(preset))
    charter.flow.reference = []
    walk = await raised_under(people, charter)
    await too_hard(walk)
    state = await walk.state()
    assert state["stage"] == Stage.REFERRED
    assert (await kinds(walk.topic))["topic.referred"] == 1
    answering = state["held_by"][0]
    page = Page(await people[answering].get(f"/topics/{walk.topic}"))
    assert page.one('form[action$="/answers"] [name=text]')
    await walk.post(answering, "answers", {"text": "已提交县委、县政府作决策参考，请耐心等待。"})
    assert "请耐心等待" in (await people["citizen"].get("/follow")).text
    assert (await walk.state())["held_by"] == []


DUE = """
    SELECT "happened_on" FROM "ledger" WHERE "ledger"."county" = $1 AND "kind" = 'reference.due'
"""


async def due_days() -> list[date]:
    async with county_tx(readonly=True):
        return [each["happened_on"] for each in await rows(DUE)]


async def waits_since(walk: Walk, day: date) -> None:
    async with county_tx():
        await Topic.update({Topic.ring_since: day}).where(Topic.id == walk.topic)


async def test_a_reply_that_is_late_fell_due_on_its_day_and_is_not_on_time(
    people: dict[str, AsyncClient],
) -> None:
    walk = await raised(people, "zhenan")
    await too_hard(walk)
    rings = walk.charter.flow.reference
    await walk.step(rings[0], "office")
    await waits_since(walk, today() - timedelta(days=200))  # no reply is owed before it is received
    await references.fall_due_all()
    assert await due_days() == []
    await walk.step(rings[1], "party")
    await references.fall_due_all()
    assert await due_days() == []
    since = today() - timedelta(days=100)
    await waits_since(walk, since)
    for _twice in range(2):
        await references.fall_due_all()
        assert await due_days() == [deadline(since, rings[2].days or 0)]
    office = Page(await people["office"].get("/desk/county?shown=late"))
    assert office.one(f'a.title[href$="/topics/{walk.topic}"]').text == "村口路灯坏了三个月"
    await walk.step(rings[2], "party")
    counted = await kinds(walk.topic)
    assert counted["reference.due"] == counted["reference.replied"] == 1
    assert "reference.replied_on_time" not in counted
    assert await due_days() == [deadline(since, rings[2].days or 0)]


async def test_where_nobody_speaks_for_the_party_the_office_writes_down_the_reply(
    people: dict[str, AsyncClient],
) -> None:
    walk = await raised(people, "zhenan")
    await too_hard(walk)
    rings = walk.charter.flow.reference
    async with county_tx():
        await execute(
            """UPDATE "appointment" SET "ended_at" = now()
               WHERE "appointment"."county" = $1 AND "role" IN ('party', 'leadership')"""
        )
    for ring in rings:
        await walk.step(ring, "office")
    assert (await walk.state())["stage"] == Stage.REFERRED
