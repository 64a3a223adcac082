"""What a charter can require of a ring is asked of it by the program, and can be met there: one
matter goes along rings that require all they may, and at each is first refused for every one.
"""

from datetime import date
from typing import Any

import msgspec
import pytest
from httpx import AsyncClient, Response
from msgspec import structs

from app.access.roles import Role
from app.charter import rules, store
from app.charter.flow import asked_of
from app.charter.model import AGENDA, Charter, Need, Ring, RingKind
from app.db import county_tx
from tests import given
from tests.charter.test_rules import aside
from tests.conftest import Browser, browser
from tests.page import Page, refused
from tests.topics.test_moving import rated
from tests.topics.test_walks import raised_under
from tests.walk import Walk

pytestmark = pytest.mark.anyio

WRITTEN = {Need.VISITS: "visits:1", Need.PHOTOS: "photos:1", Need.SATISFACTION: "satisfaction:80"}
SAID = {
    Need.OPINION: "请写明意见。",
    Need.ADMISSION: "清单还没有核对完",
    Need.RESEARCH_REPORT: "请写明调研情况。",
    Need.RESEARCH_CHECK: "清单还没有核对完",
    Need.VISITS: "至少走访 1 次。",
    Need.COMPOSITION: "人员构成还缺",
    Need.MEMBER_PRESENT: "须有委员参加。",
    Need.PHOTOS: "至少要有 1 张现场照片。",
    Need.MINUTES: "请写明记录。",
    Need.DEPARTMENT_ANSWER: "须有部门答复。",
    Need.APPROVAL_DOCUMENT: "请填批准文号。",
    Need.SATISFACTION: "满意率未达 80%。",
}
REPORTED = "请写明内容"  # where the text is what is reported, its own rule asks for it
AT_TABLE = {"opinion", "composition", "photos", "member_present", "minutes", "department_answer"}
MAY = {
    RingKind.PROPOSE: set(),
    RingKind.REVIEW: {"opinion", "admission"},
    RingKind.APPROVE: {"opinion", "approval_document"},
    RingKind.COMPOSE: {"opinion", "composition", "photos"},
    RingKind.RESEARCH: {"research_report", "research_check", "visits", "composition", "photos"},
    **dict.fromkeys(AGENDA, AT_TABLE),
    RingKind.REPORT: {"opinion"},
    RingKind.ADOPT: set(),
    RingKind.CARRY_OUT: set(),
    RingKind.LOOK_BACK: {"opinion", "photos"},
    RingKind.RATE: set(),
    RingKind.PUBLISH: {"opinion", "photos", "satisfaction"},
    RingKind.REFER: {"opinion", "approval_document"},
    RingKind.RECEIVE: {"opinion", "photos"},
    RingKind.REPLY: {"opinion", "approval_document"},
}


def base() -> Charter:
    """Rings of every kind, and both checklists."""
    charter = given.charter()
    aside_ = [msgspec.convert(each, Ring) for each in aside()]
    checked = structs.replace(charter.consultations, research=charter.topics.admission)
    flow = structs.replace(charter.flow, reference=aside_)
    charter = structs.replace(charter, flow=flow, consultations=checked)
    assert {ring.kind for ring in charter.rings} == set(RingKind)
    return charter


def requiring(charter: Charter, which: Any) -> Charter:
    """`which`: by ring, what it requires."""

    def asked(rings: list[Ring]) -> list[Ring]:
        return [structs.replace(each, requires=which(each)) for each in rings]

    steps = [structs.replace(each, rings=asked(each.rings)) for each in charter.flow.steps]
    flow = structs.replace(charter.flow, steps=steps, reference=asked(charter.flow.reference))
    return structs.replace(charter, flow=flow)


def may(charter: Charter, kind: RingKind) -> set[Need]:
    """What the check lets stand there."""
    return {
        need for need in Need
        if not rules.check(requiring(
            charter, lambda ring, n=need: [WRITTEN.get(n, str(n))] if ring.kind is kind else []
        ))
    }  # fmt: skip


def test_what_may_be_required_where() -> None:
    charter = base()
    assert {kind: may(charter, kind) for kind in RingKind} == MAY


def test_what_is_shown_as_required_is_what_may_be_required() -> None:
    for ring in base().rings:
        for each in Need:
            text = WRITTEN.get(each, str(each))
            assert asked_of(ring, text) == (each in MAY[ring.kind]), (ring.kind, each)
        assert not asked_of(ring, "nothing-known")


async def test_what_nobody_asks_for_is_no_promise_to_strangers(
    client: Browser, county: int
) -> None:
    """Of rules that were signed when it could be written, in force and since replaced: the same
    page. Who writes rules reads which it is.
    """
    charter = requiring(given.charter(), lambda ring: {
        RingKind.CARRY_OUT: ["photos:7"], RingKind.REVIEW: ["opinion", "visits:9"],
        RingKind.LOOK_BACK: ["satisfaction:83"], RingKind.RATE: ["unknown"],
    }.get(ring.kind, []))  # fmt: skip
    async with county_tx():
        first = await store.save(
            store.write(charter), author="李", note="照片", effective_on=date(2021, 1, 1)
        )
    await given.signed_in(client, Role.OFFICE)
    vain = ["至少 7 张现场照片", "至少走访 9 次", "满意率不低于 83%", "unknown"]
    for path in ("/charter", f"/charter/versions/{first}"):
        async with browser(f"/c{county}") as stranger:
            told = Page(await stranger.get(path)).one("main").text
        assert "须：写明意见" in told
        assert [each for each in vain if each in told] == []
        page = Page(await client.get(path))
        marked = [each for each in page.texts(".hint") if "不核对或者办不到" in each]
        assert [any(each in line for line in marked) for each in vain] == [True] * 4, marked
        assert not any("写明意见" in each for each in marked)


class Asked(Walk):
    """At each ring first refused for all that it requires, and nothing of it there."""

    superuser: Any
    met: set[tuple[RingKind, str]]

    async def step(self, ring: Ring, role: str) -> None:
        if ring.kind is RingKind.RESEARCH:  # what was there before it
            await self.gone("circle")
        await self.gone("photo")
        if ring.kind is RingKind.PUBLISH:
            await rated(self.topic, 3)
        if ring.kind not in AGENDA and ring.requires:
            await self.refused_without(ring, await self.empty(ring, role))
        if ring.kind is RingKind.RESEARCH:
            for group in self.charter.composition.groups:
                for number in range(max(group.min, 1)):
                    await self.invite(role, group, number)
        if ring.kind is RingKind.PUBLISH:
            await rated(self.topic, 4)
        await self.superuser.execute(
            'INSERT INTO "photo" ("county", "topic", "object", "state", "width", "height")'
            " SELECT county, id, county || '/walk/of-' || $2::text, 'ready', 1280, 960"
            " FROM topic WHERE id = $1",
            self.topic,
            ring.name,
        )
        await super().step(ring, role)

    async def gone(self, table: str) -> None:
        await self.superuser.execute(f'DELETE FROM "{table}" WHERE "topic" = $1', self.topic)  # noqa: S608

    async def empty(self, ring: Ring, role: str) -> Response:
        paths = {
            RingKind.REVIEW: "review", RingKind.APPROVE: "approval", RingKind.REPORT: "outcomes",
            RingKind.REFER: "reference", RingKind.REPLY: "reply",
        }  # fmt: skip
        state = await self.state()
        form = {"version": state["version"], "decision": "pass", "approved": "true"}
        path = f"/topics/{self.topic}/{paths.get(ring.kind, 'passage')}"
        return await self.people[role].post(path, data=form)

    async def refused_without(self, ring: Ring, sent: Response) -> None:
        assert sent.status_code == 422, ring
        said = "".join(refused(sent))
        for each in ring.requires:
            need = Need(each.partition(":")[0])
            reported = ring.kind is RingKind.REPORT
            assert (REPORTED if reported else SAID[need]) in said, (ring.kind, need, said)
            self.met.add((ring.kind, str(need)))

    async def post(self, role: str, path: str, data: dict[str, Any]) -> Response:
        if path == "reply":
            data["document"] = "县委〔2026〕9号"
        response = await super().post(role, path, data)
        if path == "consultations":
            address = response.headers["location"].partition("/consultations")[2]
            form = self.plan() | {"version": "0", "conclusion": self.conclusion, "minutes": ""}
            filing = f"/consultations{address}/filing"
            sent = await self.people[role].post(filing, data=form)
            for ring in self.charter.rings:
                if ring.kind in AGENDA:
                    await self.refused_without(ring, sent)
        return response

    def minutes(self) -> dict[str, Any]:
        return super().minutes() | {"opinion": "先修村口"}


@pytest.mark.parametrize("conclusion", ["consensus", "hard"])
async def test_each_requirement_is_asked_and_can_be_met(
    people: dict[str, AsyncClient], superuser: Any, conclusion: str
) -> None:
    may_be = {kind: [WRITTEN.get(Need(n), n) for n in needs] for kind, needs in MAY.items()}
    charter = requiring(base(), lambda ring: sorted(may_be[ring.kind]))
    assert rules.check(charter) == []
    raised = await raised_under(people, charter)
    walk = Asked(raised.topic, people, charter)
    walk.conclusion, walk.superuser, walk.met = conclusion, superuser, set()
    if conclusion == "consensus":
        await walk.to_the_end()
    else:
        await walk.until(RingKind.REPLY)
        reply = charter.rings[(await walk.state())["ring"]]
        await walk.step(reply, reply.by[0])
    reached = {ring.kind for ring in charter.rings} - (
        {RingKind.REFER, RingKind.RECEIVE, RingKind.REPLY} if conclusion == "consensus" else
        {RingKind.REPORT, RingKind.LOOK_BACK, RingKind.PUBLISH}
    )  # fmt: skip
    assert walk.met == {(kind, need) for kind in reached for need in MAY[kind]}
