"""Every step in a matter's way is one task page: what one has to know, then the decision."""

from datetime import timedelta
from typing import Any

import pytest

from app.access.roles import Role
from app.charter.rings import LAPSED_FORM, RingKind
from app.config import ROOT
from app.dates import now, today
from app.db import county_tx, rows
from app.outcomes.tables import Commitment, Progress
from app.topics.briefing.others import Spoken, said_before
from app.topics.briefing.passages import LoadedPassage
from app.topics.tables import Passage
from tests import given
from tests.conftest import Browser
from tests.consultations.steps import a_place, recorded
from tests.page import Page, refused

pytestmark = pytest.mark.anyio
FORMS = sorted({LAPSED_FORM, *(kind.about.form for kind in RingKind)})
OF_OTHER_PAGES = ["outcomes/_owed.html", "outcomes/_rating.html"]


@pytest.mark.parametrize("form", FORMS + OF_OTHER_PAGES)
def test_the_button_of_every_step_is_at_the_thumb(form: str) -> None:
    """The walk: a new kind of ring brings a form, and its main action comes from the pattern."""
    text = (ROOT / "templates" / form).read_text("utf-8")
    assert "thumb(" in text or 'class="thumb"' in text
    main = [line for line in text.splitlines() if 'class="main-action"' in line]
    assert [line for line in main if 'class="thumb"' not in line and "<a " not in line] == []


async def a_step(topic: int, decision: str, opinion: str, **more: Any) -> None:
    known: dict[str, Any] = {"ring": 1, "kind": "review", "role": "township"}
    known |= {"happened_on": today()} | more
    async with county_tx():
        await Passage.insert(Passage(topic=topic, decision=decision, opinion=opinion, **known))


def order_of(page: Page, *texts: str) -> list[int]:
    whole = page.one("#turn").text
    return [whole.index(each) for each in texts]


def rings() -> dict[str, tuple[str, list[str]]]:
    return {each.name: (str(each.kind), each.by) for each in given.charter().rings}


@pytest.mark.parametrize("ring", [name for name, (kind, _) in rings().items() if kind != "propose"])
async def test_what_one_has_to_know_stands_before_the_decision(client: Browser, ring: str) -> None:
    """The matter's words, what others said, and similar ones; whatever ring it is."""
    station = await given.a_station()
    similar = await given.a_topic(station, title="村口的路灯又不亮了", ring="委室审核")
    await given.a_topic(station, title="修一条水渠", ring="委室审核")
    topic = await given.a_topic(
        station, ring=ring, title="村口的路灯不亮", story="晚上摔过两个人。", spot="桥头"
    )
    await a_step(topic, "pass", "情况属实，同意列入。", at=now() - timedelta(hours=2))
    await a_step(topic, "done", "走访了十户，都盼着装。", kind="research", at=now())
    kind, by = rings()[ring]
    role = next(Role(each) for each in by if each != "citizen")
    await given.signed_in(client, role)
    page = Page(await client.get(f"/topics/{topic}"))
    said = ("晚上摔过两个人。", "桥头", "走访了十户", "情况属实", "村口的路灯又不亮了")
    places = order_of(page, *said)
    assert places == sorted(places)
    task = page.one("#turn")
    assert [each["href"].rpartition("/")[2] for each in task.all(".list .title")] == [str(similar)]
    assert task.one(".list .meta").text.startswith("审核中")
    if kind not in {"introduce", "discuss", "summarise"}:  # nobody is in the circle yet
        assert task.one(".thumb button")
        assert task.text.rindex(task.one(".thumb").text) > max(places)


def passage(number: int, opinion: str, **facts: Any) -> LoadedPassage:
    at = now() + timedelta(minutes=number)
    return {
        "id": number, "ring": 1, "kind": "review", "decision": "pass", "opinion": opinion,
        "role": "township", "happened_on": today(), "account": None, "at": at, "person": None,
        "facts": facts,
    }  # fmt: skip


def test_what_was_said_comes_the_last_first_and_nothing_else() -> None:
    spoken = Spoken(
        consultation=7, text="太黑", at=now() + timedelta(minutes=2), replies=False, name="钱",
        round=1,
    )  # fmt: skip
    steps = [passage(1, "同意"), passage(2, " "), passage(3, "", document="〔2026〕3 号")]
    found = said_before(steps, [spoken])
    assert [each["at"] for each in found] == sorted((each["at"] for each in found), reverse=True)
    names = [each["passage"]["id"] if each["passage"] else "钱" for each in found]
    assert names == [3, "钱", 1]


async def test_one_s_own_words_are_not_among_those_of_others(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    me = await given.signed_in(client, Role.TOWNSHIP)
    await a_step(topic, "pass", "我上次写的", account=me)
    await a_step(topic, "pass", "别人写的")
    said = Page(await client.get(f"/topics/{topic}")).texts("#turn .said .prose")
    assert said == ["别人写的"]


async def test_what_was_said_at_a_sitting_is_told_to_who_handles_it(client: Browser) -> None:
    place = await a_place(client)
    await recorded(client, place.consultation)
    form = {"participant": str(place.people["钱小三"]), "text": "晚上不敢出门"}
    await client.post(f"/consultations/{place.consultation}/statements", data=form)
    task = Page(await client.get(f"/topics/{place.topic}")).one("#turn")
    assert "晚上不敢出门" in task.one(".said").text
    assert task.one(".said a")["href"].endswith(f"/consultations/{place.consultation}")


async def test_long_words_of_others_are_folded_and_older_ones_too(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    for number, text in enumerate(["早先的一句", "长" * 180, "很" * 181]):
        await a_step(topic, "pass", text, at=now() + timedelta(minutes=number))
    await given.signed_in(client, Role.TOWNSHIP)
    task = Page(await client.get(f"/topics/{topic}")).one("#turn")
    assert task.texts(".said summary") == ["很" * 100 + "…"]
    assert "更早的 1 条" in task.text


@pytest.mark.parametrize(("role", "seen"), [(Role.TOWNSHIP, ["村口路灯坏了"]), (Role.CONVENER, [])])
async def test_similar_ones_are_those_that_the_reader_may_see(
    client: Browser, role: Role, seen: list[str]
) -> None:
    """Of a neighbouring village, not public: the town sees it, the village's convener does not."""
    town = await given.a_station()
    parent = {"id": town, "lineage": [town]}
    here = await given.a_station("河湾村议事点", kind="village", level="village", parent=parent)
    there = await given.a_station("山后村议事点", kind="village", level="village", parent=parent)
    await given.a_topic(there, title="村口路灯坏了")
    ring = next(name for name, (_kind, by) in rings().items() if role in by and name != "review")
    topic = await given.a_topic(here, title="村口的路灯坏了", ring=ring)
    at = town if role is Role.TOWNSHIP else here
    await given.signed_in(client, role, station=at)
    task = Page(await client.get(f"/topics/{topic}")).one("#turn")
    assert task.texts(".list .title") == seen


async def a_commitment_of(station: int, *, done: bool) -> tuple[int, int, int]:
    topic = await given.a_topic(
        station, ring="落实", title="修路灯", story="晚上摔过两个人。", published_at=now()
    )
    await a_step(topic, "adopted", "同意，尽快修。", kind="adopt")
    async with county_tx():
        department = await given.a_department("城管局")
        number = await given.a_commitment(topic, department, today())
        if done:
            changes: dict[Any, Any] = {Commitment.done_on: today(), Commitment.done_note: "换好了"}
            await Commitment.update(changes).where(Commitment.id == number)
            progress = Progress(commitment=number, text="三盏都换好了", happened_on=today())
            await Progress.insert(progress)
    return topic, department, number


async def test_who_verifies_reads_what_was_reported_and_the_matter_first(client: Browser) -> None:
    station = await given.a_station()
    _topic, _department, number = await a_commitment_of(station, done=True)
    await given.signed_in(client, Role.TOWNSHIP, station=station)
    path = f"/commitments/{number}"
    page = Page(await client.get(path))
    places = order_of(page, "三盏都换好了", "晚上摔过两个人。", "同意，尽快修。", "确已办好")
    assert places == sorted(places)
    both = {"accepted": "false", "passing": "yes", "note": "还差一盏"}
    sent = await client.post(f"{path}/verification", data=both)
    assert refused(sent)
    assert refused(await client.post(f"{path}/verification", data={"note": "看过"}))
    assert (await client.post(f"{path}/verification", data={"passing": "yes"})).status_code == 303
    assert "已经核验" in Page(await client.get(path)).one("#standing").text


async def test_a_department_reads_the_matter_and_reports_at_the_thumb(client: Browser) -> None:
    _topic, department, number = await a_commitment_of(await given.a_station(), done=False)
    await given.signed_in(client, Role.DEPARTMENT, department=department)
    page = Page(await client.get(f"/commitments/{number}"))
    assert page.one("#turn .thumb").text == "报办结"
    assert "晚上摔过两个人。" in page.one("#turn").text


@pytest.mark.parametrize(
    ("ring", "path", "field", "words"),
    [("approve", "approval", "approved", "opinion"), ("adopt", "adoption", "adopted", "reason")],
)
async def test_of_two_decisions_one_is_at_the_thumb_and_both_at_once_are_none(
    client: Browser, ring: str, path: str, field: str, words: str
) -> None:
    found = next(((name, by) for name, (kind, by) in rings().items() if kind == ring), None)
    assert found, ring
    topic = await given.a_topic(await given.a_station(), ring=found[0])
    await given.signed_in(client, Role(found[1][0]))
    address, form = f"/topics/{topic}/{path}", {"version": "0", words: "同意", "document": "3 号"}
    assert refused(await client.post(address, data=form))
    both = await client.post(address, data=form | {field: "false", "passing": "yes"})
    assert refused(both) == [
        "选了别的决定，又按了最下面的按钮：请按“提交决定”，或者重新打开这一页。"
    ]
    assert (await client.post(address, data=form | {"passing": "yes"})).status_code == 303
    async with county_tx(readonly=True):
        sql = 'SELECT "decision" FROM "passage" WHERE "passage"."county" = $1 ORDER BY "id" DESC'
        assert (await rows(sql))[0]["decision"] == {"approve": "approved"}.get(ring, "adopted")
