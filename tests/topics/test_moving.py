"""What a move publishes, counts and keeps: each at its boundary, in the database."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.charter import store
from app.charter.model import Charter
from app.charter.stages import Stage
from app.dates import today
from app.db import county_tx, rows
from app.outcomes.tables import Answer, Commitment, Rating
from app.refusal import Refused
from app.topics import transitions
from app.topics.rules import Move
from app.topics.tables import LoadedTopic
from app.workflow import steps
from tests import given
from tests.page import Page, refused

pytestmark = pytest.mark.anyio

CLOSED = given.CHARTER.replace('topics_from = "accepted"', 'topics_from = "closed"')
NEVER = {"raised", "screening", "declined", "merged", "withdrawn"}
UNDER_WAY = {
    "accepted", "preparing", "consulting", "concluded", "reported", "carrying_out", "answered",
    "referring",
}  # fmt: skip
AT_THE_END = {"closed", "settled", "referred"}


def charter(document: str) -> Charter:
    return store.read(document)


@pytest.mark.parametrize(
    ("document", "published"),
    [(given.CHARTER, UNDER_WAY | AT_THE_END), (CLOSED, AT_THE_END)],
    ids=["accepted", "closed"],
)
def test_from_when_strangers_see_a_topic(document: str, published: set[str]) -> None:
    found = {str(stage) for stage in Stage if transitions.publishes(charter(document), stage)}
    assert found == published
    assert set(map(str, Stage)) == NEVER | UNDER_WAY | AT_THE_END


async def moved(topic_id: int, to: Move, **more: Any) -> LoadedTopic:
    async with county_tx():
        topic = await transitions.load(topic_id, lock=True)
        topic |= more.pop("topic", {})
        said: Any = {"account": None, "role": "party", "kind": "x", "decision": "y"}
        await transitions.move(topic, to, **said | more)
    return topic


async def test_a_county_may_publish_at_the_end_only(client: AsyncClient) -> None:
    async with county_tx():
        await store.save(CLOSED, author="李", note="办结后公开", effective_on=today())
    topic = await given.a_topic(await given.a_station())
    await moved(topic, Move(Stage.ACCEPTED, 4))
    assert (await client.get(f"/topics/{topic}")).status_code == 404
    assert await listed(client) == []
    await moved(topic, Move(Stage.CLOSED, 14))
    shown = await client.get(f"/topics/{topic}")
    assert Page(shown).title == "村口路灯坏了三个月"
    assert await listed(client) == ["村口路灯坏了三个月"]


async def listed(client: AsyncClient) -> list[str]:
    return Page(await client.get("/topics")).texts("#topics .title")


async def test_an_opinion_has_twenty_thousand_signs_at_most(county: int) -> None:  # noqa: ARG001
    topic = await given.a_topic(await given.a_station())
    with pytest.raises(Refused, match="最多 20000 个字"):
        await moved(topic, Move(Stage.SCREENING, 2), opinion="长" * 20_001)
    await moved(topic, Move(Stage.SCREENING, 2), opinion="长" * 20_000)
    async with county_tx(readonly=True):
        kept = await rows('SELECT "opinion" FROM "passage" WHERE "passage"."county" = $1')
    assert [len(each["opinion"]) for each in kept] == [20_000]


async def solved() -> int:
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "quantity" FROM "ledger" WHERE "ledger"."county" = $1'
            " AND \"kind\" = 'topic.solved'"
        )
    return sum(each["quantity"] for each in found)


@pytest.mark.parametrize(("kept", "counted"), [(0, 0), (1, 0), (2, 1)])
async def test_answered_counts_as_solved_if_all_that_was_promised_is_verified(
    client: AsyncClient, kept: int, counted: int
) -> None:
    topic = await given.a_topic(await given.a_station(), ring="答复评价")
    async with county_tx():
        department = await given.a_department("住建局")
        for n in range(2):
            made = await given.a_commitment(topic, department, today())
            verified: Any = today() if n < kept else None
            done: Any = {Commitment.done_on: today(), Commitment.verified_on: verified}
            await Commitment.update(done).where(Commitment.id == made)
    await given.signed_in(client, Role.OFFICE)
    form = {"version": "0", "text": "村口三盏路灯都已经修好。"}
    assert (await client.post(f"/topics/{topic}/answers", data=form)).status_code == 303
    assert await solved() == counted


async def test_an_answer_where_nothing_was_promised_solves_nothing(client: AsyncClient) -> None:
    topic = await given.a_topic(await given.a_station(), ring="答复评价")
    await given.signed_in(client, Role.OFFICE)
    form = {"version": "0", "text": "今年没有资金，明年再议。"}
    assert (await client.post(f"/topics/{topic}/answers", data=form)).status_code == 303
    assert await solved() == 0


async def rated(topic: int, *stars: int) -> None:
    async with county_tx():
        for each in stars:
            answer = Answer(topic=topic, text="都已修好。", happened_on=today())
            await Answer.insert(answer)
            said: Any = {"answer": answer.id, "solved": True, "stars": each}
            await Rating.insert(Rating(topic=topic, happened_on=today(), **said))


@pytest.mark.parametrize(
    ("stars", "per_cent"), [((), None), ((3,), 0), ((4,), 100), ((1, 4), 100), ((5, 4, 3), 0)]
)
async def test_four_stars_and_five_are_satisfied(
    county: int,  # noqa: ARG001
    stars: tuple[int, ...],
    per_cent: int | None,
) -> None:
    topic = await given.a_topic(await given.a_station(), ring="公开")
    await rated(topic, *stars)
    async with county_tx(readonly=True):
        assert await steps.satisfaction(topic) == per_cent


async def test_a_ring_may_ask_for_satisfied_people(client: AsyncClient) -> None:
    old = 'name = "公开", by = ["township", "office"]'
    asking = given.CHARTER.replace(old, f'{old}, requires = ["satisfaction:80"]')
    assert asking != given.CHARTER
    async with county_tx():
        await store.save(asking, author="李", note="满意才公开", effective_on=today())
    topic = await given.a_topic(await given.a_station(), ring="公开")
    await rated(topic, 5, 3)
    await given.signed_in(client, Role.OFFICE)
    sent = await client.post(f"/topics/{topic}/passage", data={"version": "0"})
    assert refused(sent) == ["满意率未达 80%。"]
    await rated(topic, 4)
    sent = await client.post(f"/topics/{topic}/passage", data={"version": "0"})
    assert sent.status_code == 303


@pytest.mark.parametrize(
    ("role", "phone"),
    [
        (Role.OFFICE, "138****5678"),
        (Role.TOWNSHIP, "138****5678"),
        (Role.MEMBER, None),
        (Role.COMMITTEE, None),
        (Role.PARTY, None),
    ],
)
async def test_who_raised_it_and_their_phone_is_for_those_who_answer(
    client: AsyncClient, role: Role, phone: str | None
) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="商前调研")
    at = station if role is Role.TOWNSHIP else None
    await given.signed_in(client, role, station=at)
    facts = Page(await client.get(f"/topics/{topic}")).facts
    assert facts.get("电话") == (phone and f"{phone} 显示号码（会留下记录）")
    assert facts["提出方"] == ("群众 · 李大爷" if phone else "群众")


async def test_strangers_do_not_read_who_raised_it(client: AsyncClient) -> None:
    topic = await given.a_topic(await given.a_station(), ring="商前调研")
    facts = Page(await client.get(f"/topics/{topic}")).facts
    assert facts.get("电话") is None
    assert facts["提出方"] == "群众"
