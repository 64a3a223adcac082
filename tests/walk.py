"""Takes a topic along its county's rings, whatever they are, through the pages, as people would.

Knows the fixed meanings of rings only: so that it walks every preset, and any charter to come.
`pages_of` goes from page to page of a county where everything is.
"""

import re
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urljoin

from httpx import AsyncClient, Response

from app.access.roles import Role
from app.charter.model import AGENDA, Charter, Need, RingKind, need
from app.dates import today
from app.db import county_tx, rows, tx, value
from app.main import inside
from app.topics import transitions
from app.topics.requirements import ticks
from app.topics.tables import LoadedTopic
from tests import given
from tests.isolation.routes import asked_for, handlers
from tests.page import Page, as_asked

ADDRESS = re.compile(r'(?:href|src|data-hx-get)="([^"#]+)')


async def pages_of(
    client: AsyncClient, ids: Mapping[str, str]
) -> AsyncIterator[tuple[str, Response]]:
    """Every route of a county that is read, and what this person is answered there; where somebody
    else than a person comes, is none of them.
    """
    for method, path, handler in handlers(inside):
        if method == "GET" and path != "/callback":
            query = f"?topic={ids['topic_id']}" if "topic" in asked_for(path, handler) else ""
            yield path, await client.get(path.format(**ids) + query)


def kind_of(address: str) -> str:
    """Alike but for numbers and for what is asked, also where that stands in the path."""
    asked = "?".join(filter(None, as_asked(address)))
    return re.sub(r"=[^&]*", "", re.sub(r"\d+", "0", asked))


async def linked(
    client: AsyncClient, realm: str, *begin: str
) -> AsyncIterator[tuple[str, Response]]:
    """From link to link within the realm, three pages of each kind."""
    seen, kinds = set[str](), Counter[str]()
    waiting = deque(f"{realm}{path}" for path in begin)
    while waiting:
        address = waiting.popleft()
        if address in seen or kinds[kind_of(address)] == 3:
            continue
        seen.add(address)
        kinds[kind_of(address)] += 1
        answer = await client.get(f"http://test{address}")
        yield address, answer
        if "html" in answer.headers.get("content-type", ""):
            there = (urljoin(address, unescape(each)) for each in ADDRESS.findall(answer.text))
            waiting += [each for each in there if each.startswith(f"{realm}/")]


class Walk:
    """`people`: a client per role, each signed in with an account of its own."""

    def __init__(self, topic: int, people: Mapping[str, AsyncClient], charter: Charter) -> None:
        self.topic, self.people, self.charter = topic, people, charter
        self.conclusion = "consensus"

    async def state(self) -> LoadedTopic:
        async with county_tx(readonly=True):
            return await transitions.load(self.topic)

    async def post(self, role: str, path: str, data: dict[str, Any]) -> Response:
        state = await self.state()
        response = await self.people[role].post(
            f"/topics/{self.topic}/{path}", data={"version": state["version"], **data}
        )
        assert response.status_code == 303, (
            f"{path}: {response.status_code} {response.text[-3000:]}"
        )
        return response

    async def until(self, *kinds: RingKind) -> None:
        """On, ring by ring, until the topic stands at a ring of one of these kinds."""
        for _step in range(60):
            state = await self.state()
            ring = self.charter.rings[state["ring"]]
            if ring.kind in kinds or state["stage"] == "closed":
                return
            await self.step(ring, next(role for role in ring.by if role in self.people))
        raise AssertionError("The rings lead nowhere.")

    async def to_the_end(self) -> None:
        await self.until(RingKind.RATE)
        await self.answer_and_rate()
        state = await self.state()
        while state["stage"] != "closed":
            ring = self.charter.rings[state["ring"]]
            await self.step(ring, next(role for role in ring.by if role in self.people))
            state = await self.state()

    async def step(self, ring: Any, role: str) -> None:
        if ring.kind in AGENDA:
            await self.sit_down(role)
        else:
            steps: dict[RingKind, Callable[[Any, str], Awaitable[None]]] = {
                RingKind.REVIEW: self.review,
                RingKind.APPROVE: self.approve,
                RingKind.COMPOSE: self.compose,
                RingKind.REPORT: self.report,
                RingKind.ADOPT: self.adopt,
                RingKind.CARRY_OUT: self.carry_out,
                RingKind.REFER: self.refer,
                RingKind.REPLY: self.reply,
            }
            await steps.get(ring.kind, self.pass_on)(ring, role)

    async def review(self, _ring: Any, role: str) -> None:
        ticked = ticks(self.charter.topics.admission)
        await self.post(role, "review", {"decision": "pass", "opinion": "可以", "ticked": ticked})

    async def approve(self, _ring: Any, role: str) -> None:
        await self.post(
            role, "approval", {"approved": "true", "document": "县委〔2026〕3号", "opinion": "同意"}
        )

    async def compose(self, ring: Any, role: str) -> None:
        for group in self.charter.composition.groups:
            for number in range(max(group.min, 1)):
                await self.invite(role, group, number)
        await self.pass_on(ring, role)

    async def invite(self, role: str, group: Any, number: int) -> None:
        person: dict[str, Any] = {"grp": group.key, "name": f"{group.name[:8]}{number + 1}"}
        async with county_tx():
            if group.counts_as == "member":
                person["member"] = await given.a_member(name=f"委员{group.key}{number}")
            if group.counts_as == "department":
                person["department"] = await given.a_department(f"{group.key}局{number}")
        response = await self.people[role].post(f"/topics/{self.topic}/circle", data=person)
        assert response.status_code == 303, response.text

    async def pass_on(self, ring: Any, role: str) -> None:
        needs = dict(map(need, ring.requires))
        await self.post(
            role,
            "passage",
            {
                "opinion": "已经办好",
                "report": "走访了住户，情况属实。",
                "visits": str(max(needs.get(Need.VISITS, 0), 1)),
                "ticked": ticks(self.charter.consultations.research),
            },
        )

    async def sit_down(self, role: str) -> None:
        """One round: planned, everybody comes, spoken, recorded, filed."""
        response = await self.post(role, "consultations", self.plan())
        sitting = int(response.headers["location"].rsplit("/", 1)[1])
        client, path = self.people[role], f"/consultations/{sitting}"
        async with county_tx(readonly=True):
            invited = await rows(
                'SELECT "id", "department" FROM "participant"'
                ' WHERE "participant"."county" = $1 AND "consultation" = $2',
                sitting,
            )
        present = [str(each["id"]) for each in invited]
        await self.ok(client.post(f"{path}/attendance", data={"came": present}))
        await self.ok(
            client.post(f"{path}/statements", data={"participant": present[0], "text": "先修村口"})
        )
        async with county_tx():
            spoken = await value(
                'SELECT max("id") FROM "statement"'
                ' WHERE "statement"."county" = $1 AND "consultation" = $2',
                sitting,
            )
            await self.add_photos(sitting)
        for each in invited:
            if each["department"]:
                answer = {"participant": each["id"], "text": "下月动工", "answers": spoken}
                await self.ok(client.post(f"{path}/statements", data=answer))
                break
        await self.record_and_file(client, path, sitting)

    def plan(self) -> dict[str, Any]:
        return {
            "title": "路灯怎么修",
            "manner": self.charter.consultations.forms[0].key,
            "place": "村委会",
            "held_on": today().isoformat(),
            "begins": "09:30",
            "agenda": "介绍情况，讨论，汇总",
        }

    async def record_and_file(self, client: AsyncClient, path: str, sitting: int) -> None:
        minutes = {"version": await self.version_of(sitting), **self.minutes()}
        await self.ok(client.post(f"{path}/record", data=minutes))
        await self.file(client, path, sitting)

    def minutes(self) -> dict[str, Any]:
        """The plan and what was said stand in one form."""
        return self.plan() | {"minutes": "大家同意先修村口的三盏灯。"}

    async def file(self, client: AsyncClient, path: str, sitting: int) -> None:
        filing = {"version": await self.version_of(sitting), "conclusion": self.conclusion}
        await self.ok(client.post(f"{path}/filing", data=self.minutes() | filing))

    async def version_of(self, sitting: int) -> int:
        async with county_tx(readonly=True):
            return int(
                await value(
                    'SELECT "version" FROM "consultation"'
                    ' WHERE "consultation"."county" = $1 AND "id" = $2',
                    sitting,
                )
            )

    async def ok(self, sent: Awaitable[Response]) -> None:
        response = await sent
        said = Page(response).refusals if response.status_code != 303 else []
        assert response.status_code == 303, f"{response.status_code} {said}"

    async def add_photos(self, sitting: int) -> None:
        """As the intake leaves them; how they get there, tests/evidence says."""
        await tx().connection.execute(
            'INSERT INTO "photo" ("county", "consultation", "object", "state", "width", "height")'
            " SELECT $1::int, $2, $1::int::text || '/walk/' || n, 'ready', 1280, 960"
            " FROM generate_series(1, 3) AS n",
            tx().county,
            sitting,
        )

    async def report(self, _ring: Any, role: str) -> None:
        await self.post(
            role,
            "outcomes",
            {
                "kind": self.charter.outcomes.kinds[0].key,
                "text": "建议十月底前修好村口路灯。",
                "reported_to": "县委、县政府",
            },
        )

    async def adopt(self, _ring: Any, role: str) -> None:
        await self.post(role, "adoption", {"adopted": "true", "reason": "照此办理"})

    async def refer(self, _ring: Any, role: str) -> None:
        text = "商量了两轮，几户不同意移杆，钱也没有着落，请研究时参考。"
        sent = {"text": text, "sent_to": "县委、县政府", "document": "县协〔2026〕7号"}
        await self.post(role, "reference", sent)

    async def reply(self, _ring: Any, role: str) -> None:
        await self.post(role, "reply", {"text": "列入明年的亮化计划，移杆的费用由县里出。"})

    async def carry_out(self, _ring: Any, role: str) -> None:
        async with county_tx():
            department = await given.a_department("住建局")
        due = (today() + timedelta(days=30)).isoformat()
        await self.post(
            role, "commitments", {"department": department, "task": "修好村口路灯", "due_on": due}
        )
        async with county_tx(readonly=True):
            owed = await rows(
                'SELECT "id" FROM "commitment" WHERE "commitment"."county" = $1 AND "topic" = $2'
                ' AND "verified_on" IS NULL AND "withdrawn_on" IS NULL ORDER BY "id"',
                self.topic,
            )
        for each in owed:  # what did not solve it before is owed again, too
            await self.keep(f"/commitments/{each['id']}")
        await self.post(role, "carried-out", {"text": "已现场核验"})

    async def keep(self, path: str) -> None:
        office, verifier = self.people[Role.OFFICE], self.people[Role.TOWNSHIP]
        await self.ok(office.post(f"{path}/progress", data={"text": "灯杆已经到货"}))
        await self.ok(office.post(f"{path}/completion", data={"text": "三盏灯都已装好"}))
        await self.ok(verifier.post(f"{path}/verification", data={"accepted": "true"}))

    async def answer(self) -> None:
        state = await self.state()
        ring = self.charter.rings[state["ring"]]
        role = next(role for role in ring.by if role in self.people)
        await self.post(role, "answers", {"text": "村口三盏路灯十月二十日已经修好。"})

    async def answer_and_rate(self, *, solved: bool = True) -> None:
        await self.answer()
        await self.rate(solved=solved)

    async def rate(self, *, solved: bool) -> None:
        citizen = self.people["citizen"]
        page = await citizen.get("/follow")
        version = Page(page).hidden("version")
        rating = {"version": version, "solved": str(solved).lower(), "stars": "5"}
        await self.ok(citizen.post("/follow/rating", data=rating))
