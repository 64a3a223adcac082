"""Within one county: what one sees and may do at one's own stations, and not at others'."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from litestar import MediaType

from app.access.roles import Role
from app.consultations.tables import Correction, Participant
from app.dates import today
from app.db import county_tx, rows, tx
from app.main import inside, outside
from app.topics.tables import Passage
from tests import given
from tests.conftest import Browser, browser
from tests.evidence import steps
from tests.isolation.routes import handlers
from tests.isolation.test_odd_input import JSON
from tests.page import refused

pytestmark = pytest.mark.anyio

TITLE = "一件还没有公开的事"


@pytest.fixture
async def hidden(county: int) -> dict[str, int]:  # noqa: ARG001
    """A matter that is not public, with a sitting, a photo and a commitment."""
    station = await given.a_station()
    topic = await given.a_topic(station, title=TITLE)
    sitting = await steps.a_consultation(topic, station, title=TITLE)
    async with county_tx():
        department = await given.a_department("住建局")
        commitment = await given.a_commitment(topic, department, today() + timedelta(days=9))
        photo = await tx().connection.fetchval(
            'INSERT INTO "photo" ("county", "consultation", "state", "object", "width", "height")'
            " VALUES ($1, $2, 'ready', '1/photos/a', 800, 600) RETURNING \"id\"",
            tx().county,
            sitting,
        )
    return {
        "station": station,
        "topic": topic,
        "sitting": sitting,
        "department": department,
        "commitment": commitment,
        "photo": photo,
    }


@pytest.fixture
async def another(county: int) -> AsyncIterator[AsyncClient]:
    async with browser(f"/c{county}") as client:
        yield client


async def seen(client: AsyncClient, hidden: dict[str, int]) -> dict[str, bool]:
    pages = {
        "topics": "/topics",
        "topic": f"/topics/{hidden['topic']}",
        "sittings": "/consultations",
        "sitting": f"/consultations/{hidden['sitting']}",
        "commitments": "/commitments",
        "commitment": f"/commitments/{hidden['commitment']}",
        "photo": f"/photos/{hidden['photo']}",
        "photos": f"/photos/of/consultation/{hidden['sitting']}",
    }
    found = {name: await client.get(path) for name, path in pages.items()}
    return {
        name: each.status_code == 200 and (name == "photo" or TITLE in each.text)
        for name, each in found.items()
    }


NOTHING = dict.fromkeys(
    ["topics", "topic", "sittings", "sitting", "commitments", "commitment", "photo", "photos"],
    False,
)


async def test_another_town_sees_nothing_of_it(
    client: AsyncClient, another: AsyncClient, hidden: dict[str, int]
) -> None:
    elsewhere = await given.a_station("泽掌镇议事点")
    await given.signed_in(client, Role.TOWNSHIP, station=elsewhere)
    assert await seen(client, hidden) == NOTHING
    await given.signed_in(another, Role.TOWNSHIP, station=hidden["station"])
    assert await seen(another, hidden) == dict.fromkeys(NOTHING, True)


async def test_a_department_sees_what_it_owes_and_where_it_is_invited(
    client: AsyncClient, another: AsyncClient, hidden: dict[str, int]
) -> None:
    async with county_tx():
        other = await given.a_department("水利局")
    await given.signed_in(another, Role.DEPARTMENT, department=other)
    assert await seen(another, hidden) == NOTHING
    await given.signed_in(client, Role.DEPARTMENT, department=hidden["department"])
    owed = {"commitments": True, "commitment": True}
    assert await seen(client, hidden) == NOTHING | owed
    async with county_tx():
        await tx().connection.execute(
            'INSERT INTO "participant" ("county", "consultation", "grp", "name", "department")'
            " VALUES ($1, $2, 'x', '孙科长', $3)",
            tx().county,
            hidden["sitting"],
            hidden["department"],
        )
    invited = dict.fromkeys(["sittings", "sitting", "photo", "photos"], True)
    assert await seen(client, hidden) == NOTHING | owed | invited


@pytest.mark.parametrize("role", [Role.MEMBER, Role.TOWNSHIP])
async def test_no_photos_are_sent_to_what_one_does_not_see(
    client: AsyncClient, hidden: dict[str, int], role: Role
) -> None:
    elsewhere = await given.a_station("泽掌镇议事点")
    await given.signed_in(client, role, station=elsewhere)
    for kind, name in (("consultation", "sitting"), ("topic", "topic"), ("commitment",) * 2):
        assert (await steps.announced(client, kind, hidden[name], 1000)).status_code == 404


async def test_a_department_reads_no_opinions(client: AsyncClient, hidden: dict[str, int]) -> None:
    """Of what is public it reads what all read."""
    topic = await given.a_topic(hidden["station"], ring="商前调研")
    async with county_tx():
        await tx().connection.execute(
            'INSERT INTO "passage" ("county", "topic", "ring", "kind", "decision", "opinion",'
            " \"role\", \"happened_on\") VALUES ($1, $2, 1, 'review', 'pass', '只在内部看',"
            " 'township', $3)",
            tx().county,
            topic,
            today(),
        )
    await given.signed_in(client, Role.DEPARTMENT, department=hidden["department"])
    assert "只在内部看" not in (await client.get(f"/topics/{topic}")).text


@pytest.mark.parametrize("why", ["elsewhere", "ended"])
async def test_merging_leads_to_what_was_offered_only(client: AsyncClient, why: str) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station)
    if why == "elsewhere":
        other = await given.a_topic(await given.a_station("泽掌镇议事点"))
    else:
        other = await given.a_topic(station, stage="withdrawn")
    await given.signed_in(client, Role.TOWNSHIP)
    form = {"version": "0", "decision": "merge", "opinion": "同一件事", "into": str(other)}
    sent = await client.post(f"/topics/{topic}/review", data=form)
    assert sent.status_code == 422
    assert refused(sent) == ["选的这一项已经不在了，请再选一次。"]


async def test_two_forms_of_one_page_are_two(client: Browser) -> None:
    """A token counts for the address that it is sent to."""
    topic = await given.a_topic(await given.a_station(), ring="商前调研", title="路灯")
    await given.signed_in(client, Role.CONVENER)
    token = client.form_token()
    person = {"grp": "citizen", "name": "钱小三", "form_token": token}
    for _twice in range(2):
        assert (await client.post(f"/topics/{topic}/circle", data=person)).status_code == 303
    step = {"version": "0", "report": "走访了三十户，路灯确实不亮。" * 3, "visits": "1"}
    step["form_token"] = token
    sent = await client.post(f"/topics/{topic}/passage", data=step)
    assert sent.status_code == 303, sent.text
    async with county_tx(readonly=True):
        circle = await rows('SELECT "name" FROM "circle" WHERE "circle"."county" = $1')
        passages = await rows('SELECT "kind" FROM "passage" WHERE "passage"."county" = $1')
    assert [each["name"] for each in circle] == ["钱小三"]
    assert [each["kind"] for each in passages] == ["research"]


@pytest.mark.parametrize(
    ("path", "handler"),
    [
        pytest.param(path, handler, id=path)
        for method, path, handler in handlers(inside) + handlers(outside)
        if method == "POST" and path not in JSON
    ],
)
def test_forms_are_answered_in_html(path: str, handler: Any) -> None:  # noqa: ARG001
    """`-> Any` would make Litestar call a part of a page JSON."""
    annotated = handler.parsed_return_field.annotation
    assert annotated is not Any or handler.media_type == MediaType.HTML


async def test_neighbours_names_are_masked_wherever_strangers_read(
    client: AsyncClient, another: AsyncClient
) -> None:
    """Not only in the list of who came: in what was written about them, too."""
    station = await given.a_station()
    topic = await given.a_topic(station, ring="商前调研")
    sitting = await steps.a_consultation(
        topic, station, title="钱小三家门口的路", state="filed", conclusion="consensus"
    )
    account = await given.signed_in(another, Role.CONVENER, station=station)
    async with county_tx():
        await Participant.insert(
            Participant(consultation=sitting, grp="citizen", name="钱小三", state="present")
        )
        await Passage.insert(
            Passage(
                topic=topic,
                ring=1,
                kind="summarise",
                decision="consensus",
                opinion="钱小三同意",
                facts=json.dumps({"consultation": sitting}),
                role="convener",
                happened_on=today(),
            )
        )
        await Correction.insert(
            Correction(
                consultation=sitting, text="钱小三到场", reason="漏记钱小三", account=account
            )
        )
    for path in (f"/topics/{topic}", f"/consultations/{sitting}"):
        theirs, ours = (await client.get(path)).text, (await another.get(path)).text
        assert "钱**" in theirs
        assert "钱小三" not in theirs, path
        assert "钱小三" in ours
