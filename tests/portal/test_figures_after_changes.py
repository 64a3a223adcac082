"""A figure and the list that it opens are one after each kind of change, counted already or not: on
the front page, the numbers, a station's page, desks, the leaders' overview (11.28).
"""

from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.charter.model import RingKind
from app.dates import today
from app.db import county_tx, value
from app.ledger.counting import keep
from tests import given
from tests.page import Page
from tests.portal.test_figures import behind, figures
from tests.portal.test_overview import all_figures, quantity
from tests.walk import Walk

pytestmark = pytest.mark.anyio

WHY = {"reason": "点错了一步"}
DESKS = (Role.OFFICE, Role.CONVENER, Role.TOWNSHIP, Role.MEMBER)


async def adds_up(client: AsyncClient, href: str, said: int | None) -> str:
    """What differs between a figure and the records that it opens: nothing."""
    address, found, told = href, 0, None
    while address:
        page = Page(await client.get(f"http://test{address}"))
        told = page.all("main strong data")[0]["value"] if told is None else told
        found += sum(map(quantity, page.all("main ul.list > li")))
        address = next((each["href"] for each in page.all(".pager a")), "")
    persons = "attendances" in href or "statements" in href
    same = told == ("" if said is None else str(said)) and (persons or said in {None, found})
    return "" if same else f"{href}: {said}, {told}, {found}"


async def wrong_on(client: AsyncClient, path: str) -> list[str]:
    """Of figures that open records of the ledger."""
    found = []
    for link in Page(await client.get(path)).all("main a[href*='/numbers/']"):
        for data in link.all("data"):
            said = int(data["value"]) if data["value"] else None
            found.append(await adds_up(client, link["href"], said))
    assert found or path == "/numbers", path
    return [each for each in found if each]


class Everybody:
    """Who reads, and where."""

    def __init__(self, people: dict[str, AsyncClient], station: int) -> None:
        self.people, self.station = people, station

    async def find_no_difference(self, what: str) -> None:
        for counted in (False, True):  # as entries, then as counts
            if counted:
                await keep()
            wrong: list[Any] = []
            for who in ("citizen", Role.OFFICE):
                for path in ("/", "/numbers", f"/numbers?year={today().year}",
                             f"/stations/{self.station}"):  # fmt: skip
                    wrong += await wrong_on(self.people[who], path)
            for role in DESKS:
                reader = self.people[role]
                for each in figures(Page(await reader.get("/desk"))):
                    if (n := await behind(reader, each)) != each.said:
                        wrong.append((role, each, n))
            assert not wrong, (what, counted, wrong)
            await all_figures(self.people[Role.LEADERSHIP])


async def test_after_each_change(people: dict[str, AsyncClient]) -> None:
    station = await given.a_station()
    all_ = Everybody(people, station)
    office, clerk, citizen = people[Role.OFFICE], people[Role.TOWNSHIP], people["citizen"]
    await all_.find_no_difference("nothing")
    other, refused_one, walk = [
        Walk(await raises(citizen, title), people, given.charter())
        for title in ("桥栏杆断了", "邻居吵架", "村口路灯坏了三个月")
    ]
    await all_.find_no_difference("raised")

    async def decides(of: Walk, decision: str, **more: Any) -> None:
        form = {"decision": decision, "opinion": "不属于协商的事", **more}
        await of.post(Role.TOWNSHIP, "review", form)

    await decides(refused_one, "decline", reason="courts")
    await all_.find_no_difference("refused")
    await refused_one.post(Role.OFFICE, "back", WHY)
    await all_.find_no_difference("refused, taken back")
    await walk.until(RingKind.RESEARCH)
    await all_.find_no_difference("accepted")
    await decides(refused_one, "merge", into=walk.topic)
    await all_.find_no_difference("merged")
    await refused_one.post(Role.OFFICE, "back", WHY)
    await all_.find_no_difference("merged, taken back")
    await walk.until(RingKind.REPORT)
    await all_.find_no_difference("filed")
    async with county_tx(readonly=True):
        sitting = await value('SELECT max("id") FROM "consultation" WHERE "consultation"."county" = $1')
        photo = await value('SELECT max("id") FROM "photo" WHERE "photo"."county" = $1')
    here = f"/consultations/{sitting}"
    convener = people[Role.CONVENER]
    sent = await convener.post(f"{here}/corrections", data={"text": "少记一位", **WHY})
    assert sent.status_code in {303, 422}
    await all_.find_no_difference("corrected")
    assert (await people[Role.COMMITTEE].post(f"{here}/typical", data={"typical": "true"})).is_redirect
    await all_.find_no_difference("typical")
    await people[Role.COMMITTEE].post(f"{here}/typical", data={"typical": "", **WHY})
    await all_.find_no_difference("not typical")
    await office.post(f"/photos/{photo}/removal", data=WHY)
    await all_.find_no_difference("photo withdrawn")
    await walk.until(RingKind.CARRY_OUT)
    async with county_tx():
        department = await given.a_department("住建局")
    form = {"department": department, "task": "修好村口路灯", "due_on": str(today())}
    await walk.post(Role.OFFICE, "commitments", form)
    async with county_tx(readonly=True):
        promise = await value('SELECT max("id") FROM "commitment" WHERE "commitment"."county" = $1')
    path = f"/commitments/{promise}"
    await all_.find_no_difference("promised")
    await walk.keep(path)
    await all_.find_no_difference("kept")
    await walk.ok(clerk.post(f"{path}/verification/withdrawal", data=WHY))
    await walk.ok(office.post(f"{path}/withdrawal", data=WHY))
    await all_.find_no_difference("withdrawn")
    await walk.ok(office.post(f"{path}/taking-up", data=WHY))
    await all_.find_no_difference("reinstated")
    await walk.until(RingKind.RATE)
    await walk.answer_and_rate(solved=False)
    await all_.find_no_difference("not solved: reopened")
    version = (await walk.state())["version"]
    sent = await citizen.post("/follow/rating/withdrawal", data={"version": version, **WHY})
    assert sent.status_code == 303, sent.text[-900:]
    await all_.find_no_difference("rating taken back")
    await walk.rate(solved=False)
    await walk.until(RingKind.RATE)
    await walk.answer_and_rate(solved=True)
    await all_.find_no_difference("solved the second time")
    front = Page(await citizen.get("/"))
    assert len(front.all("article.solved")) == 1  # however often it was solved
    await walk.ok(office.post(f"/topics/{walk.topic}/taking-down", data=WHY))
    await all_.find_no_difference("taken down")
    await walk.ok(office.post(f"/topics/{walk.topic}/putting-back", data=WHY))
    await all_.find_no_difference("put back")
    async with county_tx():
        activity = await given.an_activity(station)
    await all_.find_no_difference("activity reported")
    sent = await office.post(f"/activities/{activity}/verification", data={"accepted": "true"})
    await all_.find_no_difference(f"activity verified: {sent.status_code}")
    await office.post(f"/activities/{activity}/withdrawal", data=WHY)
    await all_.find_no_difference("activity taken back")
    given.follows(citizen, await code_of(other.topic))
    sent = await citizen.post("/follow/withdrawal", data={"version": "0", **WHY})
    await all_.find_no_difference(f"withdrawn by who raised it: {sent.status_code}")
    wish = await given.a_wish(walk.topic, kind="erasure")
    await all_.find_no_difference("a wish")
    done = {"decision": "done", "answer": "已删。"}
    assert (await office.post(f"/wishes/{wish}/decision", data=done)).status_code == 303
    await all_.find_no_difference("erased")


async def raises(citizen: AsyncClient, title: str) -> int:
    async with county_tx(readonly=True):
        code = await value('SELECT min("code") FROM "station" WHERE "station"."county" = $1')
    key = given.charter().topics.categories[0].key
    form = {"station": code, "title": title, "story": "晚上老人摔了两次。", "category": key}
    sent = await citizen.post("/raise", data=form | {"name": "李大爷", "phone": "13800005678"})
    assert sent.status_code == 303, sent.text[-900:]
    async with county_tx(readonly=True):
        found: int = await value('SELECT max("id") FROM "topic" WHERE "topic"."county" = $1')
    given.follows(citizen, await code_of(found))
    return found


async def code_of(topic: int) -> str:
    async with county_tx(readonly=True):
        found: str = await value(
            'SELECT "follow_code" FROM "topic" WHERE "topic"."county" = $1 AND "id" = $2', topic
        )
    return found
