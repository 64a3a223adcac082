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


@pytest.fixture
async def all_(people: dict[str, AsyncClient]) -> Everybody:
    return Everybody(people, await given.a_station())


async def decides(of: Walk, decision: str, **more: Any) -> None:
    form = {"decision": decision, "opinion": "不属于协商的事", **more}
    await of.post(Role.TOWNSHIP, "review", form)


async def last(table: str) -> int:
    async with county_tx(readonly=True):
        found: int = await value(f'SELECT max("id") FROM "{table}" WHERE "{table}"."county" = $1')  # noqa: S608
    return found


async def presses(who: AsyncClient, path: str, **form: str) -> None:
    sent = await who.post(path, data=form)
    assert sent.is_redirect, (path, Page(sent).refusals)


async def begun(all_: Everybody, *titles: str) -> list[Walk]:
    raised = [await raises(all_.people["citizen"], title) for title in titles]
    return [Walk(each, all_.people, given.charter()) for each in raised]


async def test_while_it_is_let_in(all_: Everybody) -> None:
    await all_.find_no_difference("nothing")
    other, walk = await begun(all_, "邻居吵架", "村口路灯坏了三个月")
    await all_.find_no_difference("raised")
    await decides(other, "decline", reason="courts")
    await all_.find_no_difference("refused")
    await other.post(Role.OFFICE, "back", WHY)
    await all_.find_no_difference("refused, taken back")
    await walk.until(RingKind.RESEARCH)
    await all_.find_no_difference("accepted")
    await decides(other, "merge", into=walk.topic)
    await all_.find_no_difference("merged")
    await other.post(Role.OFFICE, "back", WHY)
    await all_.find_no_difference("merged, taken back")
    (own,) = await begun(all_, "说错了的事")
    version = str((await own.state())["version"])
    await presses(all_.people["citizen"], "/follow/withdrawal", version=version, **WHY)
    await all_.find_no_difference("withdrawn by who raised it")


async def test_while_it_is_talked_over(all_: Everybody) -> None:
    (walk,) = await begun(all_, "村口路灯坏了三个月")
    await walk.until(RingKind.REPORT)
    await all_.find_no_difference("filed")
    here, committee = f"/consultations/{await last('consultation')}", all_.people[Role.COMMITTEE]
    await presses(all_.people[Role.OFFICE], f"{here}/corrections", text="少记一位", **WHY)
    await all_.find_no_difference("corrected")
    await presses(committee, f"{here}/typical", typical="true")
    await all_.find_no_difference("typical")
    await presses(committee, f"{here}/typical", typical="", **WHY)
    await all_.find_no_difference("not typical")
    await presses(all_.people[Role.OFFICE], f"/photos/{await last('photo')}/removal", **WHY)
    await all_.find_no_difference("photo withdrawn")


async def test_while_it_is_carried_out(all_: Everybody) -> None:
    (walk,) = await begun(all_, "村口路灯坏了三个月")
    office, clerk = all_.people[Role.OFFICE], all_.people[Role.TOWNSHIP]
    await walk.until(RingKind.CARRY_OUT)
    async with county_tx():
        department = await given.a_department("住建局")
    form = {"department": department, "task": "修好村口路灯", "due_on": str(today())}
    await walk.post(Role.OFFICE, "commitments", form)
    path = f"/commitments/{await last('commitment')}"
    await all_.find_no_difference("promised")
    await walk.keep(path)
    await all_.find_no_difference("kept")
    await presses(clerk, f"{path}/verification/withdrawal", **WHY)
    await presses(office, f"{path}/withdrawal", **WHY)
    await all_.find_no_difference("withdrawn")
    await presses(office, f"{path}/taking-up", **WHY)
    await all_.find_no_difference("reinstated")
    await presses(clerk, f"{path}/verification", accepted="true")
    await all_.find_no_difference("kept again")


async def test_while_it_is_rated(all_: Everybody) -> None:
    (walk,) = await begun(all_, "村口路灯坏了三个月")
    office, citizen = all_.people[Role.OFFICE], all_.people["citizen"]
    await walk.until(RingKind.RATE)
    await walk.answer_and_rate(solved=False)
    await all_.find_no_difference("not solved: reopened")
    version = str((await walk.state())["version"])
    await presses(citizen, "/follow/rating/withdrawal", version=version, **WHY)
    await all_.find_no_difference("rating taken back")
    await walk.rate(solved=False)
    await walk.until(RingKind.RATE)
    await walk.answer_and_rate(solved=True)
    await all_.find_no_difference("solved the second time")
    front = Page(await citizen.get("/"))
    assert len(front.all("article.solved")) == 1  # however often it was solved
    await presses(office, f"/topics/{walk.topic}/taking-down", **WHY)
    await all_.find_no_difference("taken down")
    await presses(office, f"/topics/{walk.topic}/putting-back", **WHY)
    await all_.find_no_difference("put back")
    async with county_tx():
        wish = await given.a_wish(walk.topic, kind="erasure")
    await all_.find_no_difference("a wish")
    await presses(office, f"/wishes/{wish}/decision", decision="done", answer="已删。")
    await all_.find_no_difference("erased")


async def test_what_else_is_done(all_: Everybody) -> None:
    office = all_.people[Role.OFFICE]
    member = await given.an_account(Role.MEMBER)
    async with county_tx():
        activity = f"/activities/{await given.an_activity(all_.station, member)}"
    await all_.find_no_difference("reported")
    await presses(office, f"{activity}/verification", accepted="true")
    await all_.find_no_difference("verified")
    await presses(office, f"{activity}/withdrawal", **WHY)
    await all_.find_no_difference("taken back")


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
