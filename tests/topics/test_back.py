"""Every state that a person can reach by mistake has a way back, with a reason that is kept."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.own import OTHERS
from app.access.roles import Role
from app.charter import store
from app.charter.model import RingKind
from app.charter.presets import slugs
from app.charter.stages import Stage
from app.dates import now, today
from app.db import county_tx, current_realm, rows
from app.outcomes.queries import outcomes_of
from app.persons import erasing
from app.persons.amending import amending
from app.topics.back import before_rating, stood_since
from app.topics.rules import Move
from tests import given
from tests.conftest import Browser, browser
from tests.ledger.reasons import reasons
from tests.page import Page, refused
from tests.topics.test_references import too_hard
from tests.topics.test_walks import kinds, raised
from tests.walk import Walk

pytestmark = pytest.mark.anyio
WHY = "点错了一步"
STAYS = {"topic.raised", "topic.step", "photo.added"}


async def back(walk: Walk) -> None:
    """By an office that had no part in what was judged."""
    await given.signed_in(walk.people["office"], Role.OFFICE)
    await walk.post("office", "back", {"reason": WHY})


async def promises_back(walk: Walk) -> None:
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "id" FROM "commitment" WHERE "commitment"."county" = $1 AND "topic" = $2'
            ' AND "withdrawn_on" IS NULL',
            walk.topic,
        )
    for each in found:
        path = f"/commitments/{each['id']}"
        office = walk.people["office"]
        await walk.ok(
            walk.people["township"].post(f"{path}/verification/withdrawal", data={"reason": WHY})
        )
        await walk.ok(office.post(f"{path}/withdrawal", data={"reason": WHY}))


async def all_the_way_back(walk: Walk) -> list[tuple[Any, ...]]:
    """→ where it stood, each time."""
    stood = []
    for _step in range(40):
        state = await walk.state()
        stood.append((state["ring"], state["stage"]))
        if state["ring"] == 1:
            return stood
        if walk.charter.rings[state["ring"]].kind is RingKind.CARRY_OUT:
            await promises_back(walk)
        await back(walk)
    raise AssertionError("It leads nowhere.")


async def again(walk: Walk) -> None:
    """The circle is there still, and the sitting waits to be filed anew."""
    await walk.until(RingKind.COMPOSE)
    await walk.pass_on(walk.charter.rings[(await walk.state())["ring"]], "township")
    await walk.until(RingKind.INTRODUCE, RingKind.DISCUSS)
    async with county_tx(readonly=True):
        (sitting,) = await rows(
            'SELECT "id", "state" FROM "consultation" WHERE "consultation"."county" = $1'
        )
    assert sitting["state"] == "planned"
    path = f"/consultations/{sitting['id']}"
    await walk.record_and_file(walk.people["township"], path, sitting["id"])
    await walk.to_the_end()


async def came_of(walk: Walk) -> tuple[int, int]:
    """How many outcomes and answers the page shows."""
    async with county_tx(readonly=True):
        found = await outcomes_of(walk.topic, None)
    return len(found["outcomes"]), len(found["answers"])


@pytest.mark.parametrize("preset", slugs())
async def test_each_step_of_a_way_goes_back_and_the_way_can_be_gone_again(
    people: dict[str, AsyncClient], preset: str
) -> None:
    walk = await raised(people, preset)
    stood = []
    for _step in range(40):
        state = await walk.state()
        ring = walk.charter.rings[state["ring"]]
        stood.append((state["ring"], state["stage"]))
        if ring.kind is RingKind.RATE:
            break
        await walk.step(ring, next(role for role in ring.by if role in people))
    await walk.answer()
    assert (await kinds(walk.topic))["topic.solved"] == 1
    gone_back = await all_the_way_back(walk)
    assert gone_back[0][1] == Stage.ANSWERED
    assert gone_back[1:] == stood[::-1]
    assert set(await kinds(walk.topic)) <= STAYS
    state = await walk.state()
    assert (state["round"], state["published_at"]) == (0, None)
    assert (await people["citizen"].get(f"/topics/{walk.topic}")).status_code == 404
    told = Page(await people["office"].get(f"/topics/{walk.topic}")).texts(".timeline > li")
    assert sum(WHY in each for each in told) == len(gone_back) - 1
    assert await came_of(walk) == (0, 0)
    await again(walk)
    reports = sum(ring.kind is RingKind.REPORT for ring in walk.charter.rings)
    assert await came_of(walk) == (reports, 1)
    counted = await kinds(walk.topic)
    for kind in ("topic.accepted", "topic.solved", "topic.closed", "consultation.filed"):
        assert counted[kind] == 1, kind


async def test_on_the_road_aside_too(people: dict[str, AsyncClient]) -> None:
    walk = await raised(people, "zhenan")
    await too_hard(walk)
    rings = walk.charter.flow.reference
    for ring in rings:
        await walk.step(ring, ring.by[-1])
    assert (await kinds(walk.topic))["reference.replied_on_time"] == 1
    for number in (2, 1, 0):
        await back(walk)
        state = await walk.state()
        assert walk.charter.rings[state["ring"]].kind is rings[number].kind
        assert state["stage"] == Stage.REFERRING
    counted = set(await kinds(walk.topic))
    assert not {each for each in counted if each.startswith("reference.")}
    assert not counted & {"topic.referred", "topic.answered"}
    await back(walk)
    state = await walk.state()
    assert (state["stage"], state["round"]) == (Stage.CONSULTING, 1)


OFF = [
    ("decline", {"reason": "courts"}, "declined"),
    ("settle", {}, "settled"),
    ("return", {}, "raised"),
    ("merge", {}, "merged"),
]


@pytest.mark.parametrize(("decision", "more", "stage"), OFF, ids=[each[0] for each in OFF])
async def test_what_left_the_road_by_mistake_goes_on(
    client: Browser, decision: str, more: dict[str, str], stage: str
) -> None:
    station = await given.a_station()
    was = today() - timedelta(days=40)
    topic = await given.a_topic(station, raised_on=was, ring_since=was)
    other = await given.a_topic(station)
    await given.signed_in(client, Role.OFFICE, Role.TOWNSHIP)
    form = {"version": "0", "decision": decision, "opinion": "当天换了灯泡", "into": other}
    sent = await client.post(f"/topics/{topic}/review", data=form | more)
    assert sent.status_code == 303
    assert await stage_of(topic) == stage
    path, form = f"/topics/{topic}/back", {"version": "1"}
    assert "请写明撤回的缘由。" in refused(await client.post(path, data=form | {"reason": " "}))
    assert (await client.post(path, data=form | {"reason": WHY})).status_code == 303
    assert await stage_of(topic) == "screening"
    assert set(await kinds(topic)) <= STAYS
    async with county_tx(readonly=True):
        (found,) = await rows(
            'SELECT * FROM "topic" WHERE "topic"."county" = $1 AND "id" = $2', topic
        )
        reversals = await rows(
            'SELECT "attributes" FROM "ledger" WHERE "ledger"."county" = $1'
            ' AND "reverses" IS NOT NULL'
        )
    assert (found["merged_into"], found["reason"], found["published_at"]) == (None, "", None)
    assert found["ring_since"] == was  # as late as if nobody had erred
    assert await reasons() == [WHY] * len(reversals)
    assert bool(reversals) == (decision != "return")
    nothing = await client.post(path, data={"version": "2", "reason": WHY})
    assert "还没有办过哪一步，没有可以撤回的。" in refused(nothing)


SINCE: list[tuple[list[tuple[str, str]], int]] = [
    ([("镇街初筛", "pass")], 1),
    ([("镇街初筛", "escalate"), ("委室审核", "pass")], 2),
    ([("镇街初筛", "pass"), ("镇街初筛", "taken_back"), ("镇街初筛", "decline")], 1),
    ([("镇街初筛", "return"), ("提出", "resubmitted"), ("镇街初筛", "pass")], 3),
    ([("镇街初筛", "pass"), ("商前调研", "noted"), ("商前调研", "done")], 2),
]


@pytest.mark.parametrize(("way", "day"), SINCE)
def test_a_limit_goes_on_from_where_it_began(way: list[tuple[str, str]], day: int) -> None:
    """Raised on the first; each step a day later."""
    rings = given.charter().rings
    places = {each.name: place for place, each in enumerate(rings)}
    passages = [
        {
            "id": n,
            "ring": places[ring],
            "kind": str(rings[places[ring]].kind),
            "decision": decision,
            "happened_on": date(2026, 5, n),
        }
        for n, (ring, decision) in enumerate(way, start=2)
    ]
    assert stood_since(rings, passages, date(2026, 5, 1)) == date(2026, 5, day)


async def test_who_raised_it_does_not_undo_what_was_decided_of_it(
    client: Browser, county: int
) -> None:
    """Nor who reported it; of what is judged by nobody it is anybody's in office."""
    station, me = await given.a_station(), await given.signed_in(client, Role.OFFICE)
    topic = await given.a_topic(station, raiser=me)
    async with browser(f"/c{county}") as reviewer:
        await given.signed_in(reviewer, Role.TOWNSHIP)
        form = {"version": "0", "decision": "decline", "reason": "courts", "opinion": "去法院"}
        assert (await reviewer.post(f"/topics/{topic}/review", data=form)).status_code == 303
    path, form = f"/topics/{topic}/back", {"version": "1", "reason": WHY}
    assert OTHERS in refused(await client.post(path, data=form))
    assert await stage_of(topic) == "declined"
    async with browser(f"/c{county}") as other:
        await given.signed_in(other, Role.OFFICE)
        assert (await other.post(path, data=form)).status_code == 303
    assert await stage_of(topic) == "screening"


async def stage_of(topic: int) -> str:
    async with county_tx(readonly=True):
        (found,) = await rows(
            'SELECT "stage" FROM "topic" WHERE "topic"."county" = $1 AND "id" = $2', topic
        )
    return str(found["stage"])


async def test_an_adoption_takes_its_own_decision_back_alone(
    people: dict[str, AsyncClient],
) -> None:
    """Of a county that reports, adopts and carries out twice."""
    charter = given.charter()
    charter.flow.steps[-1].rings[3:3] = charter.flow.steps[-1].rings[:3]
    async with county_tx():
        await store.save(
            store.write(charter), author="测试", note="两次", effective_on=date(2021, 1, 1)
        )
    topic = await given.a_topic(await given.a_station(), ring="报送成果")
    walk = Walk(topic, people, charter)
    for _step in range(5):
        ring = charter.rings[(await walk.state())["ring"]]
        await walk.step(ring, ring.by[0] if ring.kind is not RingKind.ADOPT else "party")
    assert await decided(topic) == [True, True]
    await back(walk)  # not hindered by what was promised after the first
    assert await decided(topic) == [True, None]
    assert (await kinds(topic))["outcome.adopted"] == 1
    await walk.post("party", "adoption", {"adopted": "false", "reason": "没有这笔钱"})
    assert await decided(topic) == [True, False]
    await back(walk)
    assert await decided(topic) == [True, None]


async def decided(topic: int) -> list[bool | None]:
    async with county_tx(readonly=True):
        found = await outcomes_of(topic, None)
    return [each["adopted"] for each in found["outcomes"]]


async def test_what_the_raiser_said_is_theirs(people: dict[str, AsyncClient]) -> None:
    walk = await raised(people, "yanjiang")
    await walk.until(RingKind.RATE)
    await walk.answer_and_rate(solved=False)
    version = (await walk.state())["version"]
    sent = await people["office"].post(
        f"/topics/{walk.topic}/back", data={"version": version, "reason": WHY}
    )
    assert "上一步是提出人自己的，不能由别人撤回。" in refused(sent)
    page = Page(await people["office"].get(f"/topics/{walk.topic}"))
    assert page.all('button[formaction$="/back"]') == []


async def test_a_public_matter_is_taken_down_and_put_back(client: Browser, county: int) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="落实", follow_code="ABC234DEF")
    async with browser(f"/c{county}") as stranger, browser(f"/c{county}") as raiser:
        given.follows(raiser, "ABC234DEF")
        await given.signed_in(client, Role.OFFICE, Role.CONVENER)
        path = f"/topics/{topic}"
        assert (await stranger.get(path)).status_code == 200
        assert "请写明缘由。" in refused(await client.post(f"{path}/taking-down", data={}))
        why = {"reason": "涉及未成年人"}
        assert (await stranger.post(f"{path}/taking-down", data=why)).status_code == 401
        assert (await client.post(f"{path}/taking-down", data=why)).status_code == 303
        assert (await stranger.get(path)).status_code == 404
        assert Page(await stranger.get("/topics")).texts("#topics .title") == []
        for listed, mark in (("/topics", "#topics li"), ("/desk/county?shown=all", "main .task")):
            line = Page(await client.get(listed)).one(mark).text
            assert "已撤下，不公开" in line, listed
        for reader, page in ((client, path), (raiser, "/follow")):
            told = Page(await reader.get(page)).one("#topic > #taken-down")
            assert told.texts("p")[0].endswith(" 起不再公开：涉及未成年人")
            own = "事情照常办，这一页您随时看得到。" if reader is raiser else "恢复公开"
            assert told.texts("p")[1:] == [own]
        # No step publishes it again.
        step = {"version": "0", "reason": "", "decision": ""}
        assert (await client.post(f"{path}/carried-out", data=step)).status_code == 422
        async with county_tx():
            department = await given.a_department("住建局")
        due = {"version": "0", "department": department, "task": "修好路灯", "due_on": "2099-01-01"}
        await client.post(f"{path}/commitments", data=due)
        assert (await stranger.get(path)).status_code == 404
        again = await client.post(f"{path}/taking-down", data=why)
        assert "这件事现在没有公开。" in refused(again)
        assert (await client.post(f"{path}/putting-back", data=why)).status_code == 303
        assert (await stranger.get(path)).status_code == 200
        assert "已撤下" not in Page(await client.get("/topics")).one("#topics li").text
    async with county_tx(readonly=True):
        posted = await rows(
            'SELECT "quantity" FROM "ledger" WHERE "ledger"."county" = $1'
            ' AND "kind" = \'topic.taken_down\' ORDER BY "id"'
        )
        noted = await rows('SELECT "act" FROM "audit" WHERE "audit"."county" = $1')
    assert [each["quantity"] for each in posted] == [1, -1]
    assert await reasons() == ["涉及未成年人"] * 2
    assert Counter(each["act"] for each in noted) >= Counter(taken_down=1, put_back=1)


RATED_AFTER = [
    (["answered"], "答复评价", "answered"),
    (["answered", "lapsed"], "公开", "answered"),
    (["answered", "lapsed", "done"], "公开", "closed"),
    (["settle"], "镇街初筛", "settled"),
]


@pytest.mark.parametrize(("led", "ring", "stage"), RATED_AFTER)
def test_what_was_rated_goes_back_to_where_it_stood(led: list[str], ring: str, stage: str) -> None:
    rings = given.charter().rings
    places = {each.name: place for place, each in enumerate(rings)}
    at = {"settle": "镇街初筛", "done": "公开"}
    way = [{"decision": each, "ring": places[at.get(each, "答复评价")]} for each in led]
    way.append({"decision": "not_solved", "ring": places[ring]})
    assert before_rating(rings, way) == Move(Stage(stage), places[ring])


async def test_what_it_was_merged_into_goes_on_to_veil_its_raiser(client: Browser) -> None:
    """Its texts may name them still, when it is a matter of its own again."""
    station = await given.a_station()
    into = await given.a_topic(station, story="赵金雀也来说过。", published_at=now())
    topic = await given.a_topic(station, raiser_name="赵金雀（村民）")
    await given.signed_in(client, Role.OFFICE, Role.TOWNSHIP)
    form = {"version": "0", "decision": "merge", "into": into, "opinion": "同一件事"}
    assert (await client.post(f"/topics/{topic}/review", data=form)).status_code == 303
    form = {"version": "1", "reason": WHY}
    assert (await client.post(f"/topics/{topic}/back", data=form)).status_code == 303
    async with browser(f"/c{current_realm.get()}") as stranger:
        page = (await stranger.get(f"/topics/{into}")).text
    assert "▇▇也来说过" in page
    assert "赵金雀" not in page


async def test_who_is_erased_goes_out_of_what_it_was_merged_into_once(client: Browser) -> None:
    """And out of the veil that hid the name there; of what that was merged into, likewise."""
    station = await given.a_station()
    above = await given.a_topic(station, story="也有赵金雀。", published_at=now())
    into = await given.a_topic(station, story="赵金雀也来说过。", published_at=now())
    topic = await given.a_topic(station, raiser_name="赵金雀")
    await given.signed_in(client, Role.OFFICE, Role.TOWNSHIP)
    for one, other in ((topic, into), (into, above)):
        form = {"version": "0", "decision": "merge", "into": other, "opinion": "同一件事"}
        assert (await client.post(f"/topics/{one}/review", data=form)).status_code == 303
    form = {"version": "1", "reason": WHY}
    assert (await client.post(f"/topics/{topic}/back", data=form)).status_code == 303
    async with browser(f"/c{current_realm.get()}") as stranger:
        assert "也有▇▇。" in (await stranger.get(f"/topics/{above}")).text
    async with county_tx(), amending():
        await erasing.erase_raisers([topic])
    async with county_tx(readonly=True):
        stories = await rows('SELECT "story" FROM "topic" WHERE "topic"."county" = $1 ORDER BY 1')
        veils = await rows('SELECT "stretch" FROM "veil" WHERE "veil"."county" = $1')
    assert {each["story"] for each in stories} >= {"也有▇▇。", "▇▇也来说过。"}
    assert not any("赵金雀" in each[0] for each in [*stories, *veils])
    assert len(veils) == 2
