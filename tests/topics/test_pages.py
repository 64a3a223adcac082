"""The list, the page, and the screening: strangers, other counties, the wrong person, success."""

import json
from datetime import date
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.access.sessions import cookie_name
from app.charter import presets, store
from app.charter.stages import Stage
from app.db import county_tx, current_realm, rows
from app.topics import transitions
from app.topics.rules import Move
from app.topics.tables import Topic
from tests import given
from tests.conftest import Browser
from tests.english import reads
from tests.page import Page, refused

pytestmark = pytest.mark.anyio

PASS = {
    "version": "0",
    "decision": "pass",
    "opinion": "可以",
    "ticked": ["small", "unfit"],
}


async def state(topic: int) -> Any:
    async with county_tx(readonly=True):
        return (
            await rows('SELECT * FROM "topic" WHERE "topic"."county" = $1 AND "id" = $2', topic)
        )[0]


async def test_strangers_see_what_is_published(client: AsyncClient) -> None:
    station = await given.a_station()
    hidden = await given.a_topic(station)
    shown = await given.a_topic(station, ring="商前调研", title="修北路的事")
    assert (await client.get(f"/topics/{hidden}")).status_code == 404
    page = await client.get(f"/topics/{shown}")
    assert page.status_code == 200
    assert "李大爷" not in page.text
    listed = (await client.get("/topics")).text
    assert "修北路的事" in listed
    assert "村口路灯" not in listed


async def test_another_county_finds_nothing(client: AsyncClient, other_county: int) -> None:
    topic = await given.a_topic(await given.a_station(), ring="商前调研")
    county = current_realm.get()
    current_realm.set(other_county)
    await given.signed_in(client, Role.OFFICE)
    current_realm.set(county)
    assert (await client.get(f"http://test/c{other_county}/topics/{topic}")).status_code == 404
    sent = await client.post(f"http://test/c{other_county}/topics/{topic}/review", data=PASS)
    assert sent.status_code == 404


async def test_reviewing_needs_a_sign_in(client: AsyncClient) -> None:
    topic = await given.a_topic(await given.a_station())
    sent = await client.post(f"/topics/{topic}/review", data=PASS | {"opinion": "写了很久的意见"})
    assert sent.status_code == 401
    assert "/kept/" not in sent.text  # strangers' forms are not even read


async def test_a_township_passes_a_topic(client: AsyncClient) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station)
    await given.signed_in(client, Role.TOWNSHIP, station=station)
    page = await client.get(f"/topics/{topic}")
    assert "轮到您：镇街初筛" in page.text
    assert "李大爷" in page.text
    assert "138****5678" in page.text
    sent = await client.post(f"/topics/{topic}/review", data=PASS)
    assert sent.status_code == 303
    found = await state(topic)
    assert (found["stage"], found["ring"], found["held_by"]) == (
        "screening",
        2,
        ["committee", "office"],
    )


async def test_each_group_of_the_list_says_what_it_demands_and_nothing_is_ticked(
    client: AsyncClient,
) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    page = Page(await client.get(f"/topics/{topic}"))
    assert [each.text for each in page.all("legend")][:2] == [
        "两议两不议 · 两议 至少符合 1 条", "两议两不议 · 两不议 一条也不能有",
    ]  # fmt: skip
    assert [each["value"] for each in page.all("[name=ticked]")] == ["small", "common", "unfit"]
    assert page.typed("ticked") == []


@pytest.mark.parametrize(
    ("ticked", "said"),
    [
        ([], "两议（至少符合 1 条，已选 0 条）、两不议（没有确认“以上一条也没有”）"),
        (["unfit"], "两议（至少符合 1 条，已选 0 条）"),
        (["small", "common"], "两不议（没有确认“以上一条也没有”）"),
    ],
)
async def test_a_decision_is_refused_in_words_that_name_the_group(
    client: AsyncClient, ticked: list[str], said: str
) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    sent = await client.post(f"/topics/{topic}/review", data=PASS | {"ticked": ticked})
    assert refused(sent) == [f"清单还没有核对完：{said}。"]
    assert (await state(topic))["ring"] == 1


UNKNOWN = "清单里没有这一条，请刷新页面再核对。"


async def test_what_is_not_of_the_list_is_refused_and_not_kept(client: AsyncClient) -> None:
    """Any key was kept with the step: no page sends one of another list."""
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    odd = PASS | {"ticked": ["small", "unfit", "nosuch"]}
    assert refused(await client.post(f"/topics/{topic}/review", data=odd)) == [UNKNOWN]
    assert (await client.post(f"/topics/{topic}/review", data=PASS)).status_code == 303
    async with county_tx(readonly=True):
        (kept,) = await rows('SELECT "facts" FROM "passage" WHERE "passage"."county" = $1')
    assert json.loads(kept["facts"])["ticked"] == ["small", "unfit"]


async def test_research_answers_its_list_where_the_ring_demands_it(client: AsyncClient) -> None:
    """五要五不: every one of the five, and none of the other five."""
    async with county_tx():
        await store.save(
            presets.document("jiashan"), author="测试", note="-", effective_on=date(2022, 1, 1)
        )
        _version, charter = await store.in_force()
    assert charter
    place = next(n for n, ring in enumerate(charter.rings) if ring.name == "五要五不调研")
    topic = await given.a_topic(await given.a_station(kind="hall"), ring="商前调研")
    async with county_tx():
        await Topic.update({Topic.ring: place}).where(Topic.id == topic)
    await given.signed_in(client, Role.TOWNSHIP)
    page = Page(await client.get(f"/topics/{topic}"))
    assert [each.text for each in page.all("legend")][:2] == [
        "五要五不 · 五要 每条都要符合", "五要五不 · 五不 一条也不能有",
    ]  # fmt: skip
    form = {"version": "0", "report": "走访了", "visits": "2", "ticked": ["early", "deep", "many"]}
    sent = await client.post(f"/topics/{topic}/passage", data=form)
    assert refused(sent)[0] == (
        "清单还没有核对完：五要（每条都要符合，已选 3 条）、五不（没有确认“以上一条也没有”）。"
    )
    form |= {"ticked": ["early", "deep", "many", "data", "advice", "unfit"]}
    odd = form | {"ticked": [*form["ticked"], "nosuch"]}
    assert refused(await client.post(f"/topics/{topic}/passage", data=odd))[0] == UNKNOWN
    assert (await client.post(f"/topics/{topic}/passage", data=form)).status_code == 303
    async with county_tx(readonly=True):
        (kept,) = await rows('SELECT "facts" FROM "passage" WHERE "passage"."county" = $1')
    assert json.loads(kept["facts"])["ticked"] == sorted(form["ticked"])


async def test_htmx_gets_the_topic_anew(client: AsyncClient) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station)
    await given.signed_in(client, Role.TOWNSHIP)
    client.headers["HX-Request"] = "true"
    sent = await client.post(f"/topics/{topic}/review", data=PASS)
    assert sent.headers["content-type"].startswith("text/html")
    assert sent.text.lstrip().startswith('<article id="topic">')
    assert "委室审核" in sent.text


@pytest.mark.parametrize("role", [Role.MEMBER, Role.COMMITTEE, Role.PARTY])
async def test_the_wrong_person_is_refused_by_the_rule(client: AsyncClient, role: Role) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, role)
    sent = await client.post(f"/topics/{topic}/review", data=PASS)
    assert sent.status_code == 422
    assert "「镇街初筛」不由您办理" in sent.text
    assert (await state(topic))["ring"] == 1


async def test_another_township_does_not_even_see_it(client: AsyncClient) -> None:
    topic = await given.a_topic(await given.a_station())
    elsewhere = await given.a_station("泽掌镇议事点")
    await given.signed_in(client, Role.TOWNSHIP, station=elsewhere)
    assert (await client.get(f"/topics/{topic}")).status_code == 404
    assert (await client.post(f"/topics/{topic}/review", data=PASS)).status_code == 404


async def test_two_tabs_the_later_one_is_told(client: AsyncClient) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    await client.post(f"/topics/{topic}/review", data=PASS)
    sent = await client.post(f"/topics/{topic}/review", data=PASS)
    assert sent.status_code == 409
    assert "刚被别人办理过" in sent.text


async def test_a_double_submit_counts_once(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    token = {"form_token": client.form_token()}
    for _tap in range(2):
        sent = await client.post(f"/topics/{topic}/review", data=PASS | token)
        assert sent.status_code == 303
    async with county_tx(readonly=True):
        passages = await rows('SELECT "decision" FROM "passage" WHERE "passage"."county" = $1')
    assert [each["decision"] for each in passages] == ["pass"]


async def test_what_was_done_is_said_in_the_language_of_its_page(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    token = {"form_token": client.form_token()}
    await client.post(f"/topics/{topic}/review", data=PASS | token)
    reads(client)
    page = (await client.get(f"/topics/{topic}")).text
    assert "<p data-said>The decision was recorded.</p>" in page
    await client.post(f"/topics/{topic}/review", data=PASS | token)  # a twin says it anew
    reads(client, "zh")
    assert "<p data-said>决定已记录。</p>" in (await client.get(f"/topics/{topic}")).text


async def test_declined_with_a_reason_stays_unpublished(client: AsyncClient) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    form = {"version": "0", "decision": "decline", "opinion": "法院正在审理", "reason": "courts"}
    assert (await client.post(f"/topics/{topic}/review", data=form)).status_code == 303
    found = await state(topic)
    assert (found["stage"], found["reason"], found["published_at"]) == ("declined", "courts", None)


async def test_merged_names_the_other(client: AsyncClient) -> None:
    station = await given.a_station()
    other = await given.a_topic(station, ring="商前调研", title="全村路灯")
    topic = await given.a_topic(station)
    await given.signed_in(client, Role.TOWNSHIP)
    form = {"version": "0", "decision": "merge", "opinion": "同一件事", "into": str(other)}
    assert (await client.post(f"/topics/{topic}/review", data=form)).status_code == 303
    assert "全村路灯" in (await client.get(f"/topics/{topic}")).text


async def test_settled_on_the_spot_counts_as_solved_until_reopened(client: AsyncClient) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    form = {"version": "0", "decision": "settle", "opinion": "当天换了灯泡"}
    assert (await client.post(f"/topics/{topic}/review", data=form)).status_code == 303
    async with county_tx(readonly=True):
        posted = await rows('SELECT "kind" FROM "ledger" WHERE "ledger"."county" = $1')
    assert "topic.solved" in {each["kind"] for each in posted}
    given.follows(client, (await state(topic))["follow_code"])
    assert "当天换了灯泡" in (await client.get("/follow")).text
    rating = {"version": "1", "solved": "false", "stars": "1", "comment": "晚上还是不亮"}
    assert (await client.post("/follow/rating", data=rating)).status_code == 422  # of one's own
    client.cookies.delete(cookie_name(f"/c{current_realm.get()}"))
    assert (await client.post("/follow/rating", data=rating)).status_code == 303
    assert (await state(topic))["stage"] == "carrying_out"
    async with county_tx(readonly=True):
        standing = await rows(
            'SELECT "kind", sum("quantity") AS n FROM "ledger" WHERE "ledger"."county" = $1'
            " AND \"kind\" IN ('topic.solved', 'topic.settled') GROUP BY \"kind\""
        )
    assert [each["n"] for each in standing] == [0, 0]


async def test_what_is_not_found_says_so_and_leads_back(client: AsyncClient) -> None:
    asked = "/topics?q=天上的事"
    said = Page(await client.get(asked)).one(".empty").text
    assert said.startswith("没有找到“天上的事”。")
    said = Page(await client.get("/consultations?year=2001")).one(".empty").text
    assert said.startswith("没有符合所选条件的。")
    assert Page(await client.get("/topics")).one(".empty").text.startswith("这里还没有内容。")


async def test_the_list_pages_by_key(client: AsyncClient) -> None:
    station = await given.a_station()
    for n in range(52):
        await given.a_topic(station, ring="商前调研", title=f"第 {n:02} 件事")
    newest = (await client.get("/topics")).text
    assert "第 51 件事" in newest
    assert "第 01 件事" not in newest
    further = Page(newest).one(".pager [rel=next]")["href"].split("/topics")[1]
    older = (await client.get(f"/topics{further}")).text
    assert "第 01 件事" in older
    assert "第 02 件事" not in older


@pytest.mark.parametrize(
    "query", ["before=x", "before=99999999999999999999", "q=%00", "station=-1"]
)
async def test_odd_addresses_are_no_crash(client: AsyncClient, query: str) -> None:
    assert (await client.get(f"/topics?{query}")).status_code < 500


async def test_accepted_sent_back_and_accepted_again_counts_once(client: AsyncClient) -> None:  # noqa: ARG001
    """As where a charter's first gate after the review is the scheme's approval."""
    number = await given.a_topic(await given.a_station(), on_theme=True)
    ways = [(Stage.ACCEPTED, 4), (Stage.SCREENING, 1), (Stage.ACCEPTED, 4)]
    for stage, ring in ways:
        async with county_tx():
            topic = await transitions.load(number, lock=True)
            to = Move(stage, ring)
            await transitions.move(topic, to, account=None, role="party", kind="x", decision="y")
    async with county_tx(readonly=True):
        counted = await rows(
            'SELECT "kind", sum("quantity") AS n FROM "ledger" WHERE "ledger"."county" = $1'
            " AND \"kind\" IN ('topic.accepted', 'topic.on_theme') GROUP BY 1 ORDER BY 1"
        )
    assert [tuple(each) for each in counted] == [("topic.accepted", 1), ("topic.on_theme", 1)]


async def test_a_theme_that_is_not_set_is_not_offered(client: AsyncClient) -> None:
    charter = given.charter()
    charter.topics.theme = None
    async with county_tx():
        document = store.write(charter)
        await store.save(document, author="李", note="-", effective_on=date(2022, 1, 1))
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.OFFICE, Role.TOWNSHIP)
    page = Page(await client.get(f"/topics/{topic}"))
    assert page.all("[name=decision]")
    assert page.all("[name=on_theme]") == []
    sent = await client.post(f"/topics/{topic}/review", data=PASS | {"on_theme": "true"})
    assert sent.status_code == 303
    assert (await state(topic))["on_theme"] is False
    assert Page(await client.get("/numbers")).all("#topics-on-theme") == []
    draft = await client.post("/charter/drafts", data={"title": "草稿", "start": "now"})
    number = draft.headers["location"].rpartition("/")[2]
    scoring = (await client.get(f"/charter/drafts/{number}/scoring")).text
    assert 'value="topic.solved"' in scoring
    assert 'value="topic.on_theme"' not in scoring
