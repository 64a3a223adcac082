"""Without scripts a button sends its own form, and what was typed into another one of its page is
gone: no page has two forms of which one loses what is typed in the other (11.5).
"""

from collections.abc import Awaitable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.access.roles import SIGNED_IN, Role
from app.charter import store
from app.charter.model import AGENDA, RingKind
from app.charter.presets import document
from app.charter.rings import ASIDE
from app.charter.stages import OFF_THE_ROAD, Stage
from app.dates import today
from app.db import bound_to, county_tx, rows
from app.main import in_regions, inside, outside
from app.outcomes.tables import Answer
from app.processes.postgres import Server
from app.tenancy.numbers import OPERATOR
from tests import given
from tests.conftest import Browser, browser
from tests.isolation.routes import handlers, route_of
from tests.isolation.test_odd_input import everybody
from tests.page import Element, Page
from tests.regions.given_region import staff_of
from tests.topics.test_walks import raised, raised_under
from tests.walk import Walk, linked, pages_of

pytestmark = pytest.mark.anyio

TEXT = "textarea, input:not([type]), input[type=text], input[type=tel], input[type=number]"
TEXT += ", input[type=date], input[type=time]"
# Where a matter leaves its road, each by a walk of its own.
ELSEWHERE = {str(each) for each in OFF_THE_ROAD} | {Stage.REFERRING}


def losing(page: Page, realm: str, paths: list[str]) -> set[tuple[str, str]]:
    """(where a form goes in which something is typed, where another form goes that takes its page
    away). Of short fields only another one in which something is typed counts.
    """
    forms = [
        (each, route_of(each["action"], realm, paths))
        for each in page.all("main form[method=post]")
        if not each["action"].endswith("/view")
    ]
    return {
        (path, other)
        for form, path in forms
        for another, other in forms
        if another is not form and another.get("target") != "_blank" and loses(form, another)
    }


def loses(form: Element, another: Element) -> bool:
    return bool(form.all("textarea") or (form.all(TEXT) and another.all(TEXT)))


def test_what_loses_another_form_s_text_is_found() -> None:
    one = '<form method=post action="/c1/topics/7/back"><textarea name=reason></textarea></form>'
    two = '<form method=post action="/c1/topics/7/veils"><input name=stretch></form>'
    three = '<form method=post action="/c1/topics/7/passage"><button>好</button></form>'
    aside = two.replace("method=post", "method=post target=_blank")
    back, veils, step = (f"/topics/{{topic_id}}/{each}" for each in ("back", "veils", "passage"))
    for page, lost in (
        (one + two, {(back, veils), (veils, back)}),
        (one + aside, {(veils, back)}),
        (one + three, {(back, step)}),
        (two + three, set()),
        (two + two, {(veils, veils)}),
    ):
        assert losing(Page(f"<main>{page}</main>"), "/c1", PATHS) == lost, page


PATHS = [path for method, path, _handler in handlers(inside) if method == "POST"]
REGION_PATHS = [path for method, path, _handler in handlers(in_regions) if method == "POST"]
OUTSIDE_PATHS = [path for method, path, _handler in handlers(outside) if method == "POST"]


class Looked(Walk):
    """Everybody looks at every page of the matter, before and after each of its steps."""

    def begins(self, realm: str) -> None:
        self.realm = realm
        self.found = dict[tuple[str, str], str]()
        self.seen = set[str]()

    async def look(self) -> None:
        state = await self.state()
        kind = self.charter.rings[state["ring"]].kind
        async with county_tx(readonly=True):
            sittings, promises = await rows(SITTINGS, self.topic), await rows(PROMISES, self.topic)
        self.seen |= {str(state["stage"]), f"at {kind}"} | {
            f"sat {each['state']}" for each in sittings
        }
        self.seen |= {f"promise {each['state']}" for each in promises}
        own = [f"/topics/{self.topic}"]
        own += [
            f"{own[0]}{each}" for each in ("/consultations/new", "/reference", "/office", *ALONE)
        ]
        own += [f"/consultations/{each['id']}" for each in sittings]
        own += [f"/commitments/{each['id']}" for each in promises]
        for who, client in self.people.items():
            for path in BY_CODE if who == "citizen" else own:
                answer = await client.get(path)
                if answer.status_code == 200:
                    for pair in losing(Page(answer), self.realm, PATHS):
                        self.found.setdefault(pair, f"{who}: {state['stage']}, {kind}")

    async def post(self, role: str, path: str, data: dict[str, Any]) -> Response:
        await self.look()
        return await super().post(role, path, data)

    async def ok(self, sent: Awaitable[Response]) -> None:
        await super().ok(sent)
        await self.look()


ALONE = ("/withdrawal", "/rating/withdrawal")
BY_CODE = ["/follow", "/follow/wish", "/follow/codes", *(f"/follow{each}" for each in ALONE)]
SITTINGS = """
    SELECT "id", "state" FROM "consultation"
    WHERE "consultation"."county" = $1 AND "topic" = $2
"""
PROMISES = """
    SELECT "id", CASE WHEN "verified_on" IS NOT NULL THEN 'verified'
                      WHEN "done_on" IS NOT NULL THEN 'done' ELSE 'open' END AS "state"
    FROM "commitment" WHERE "commitment"."county" = $1 AND "topic" = $2
"""


async def looked(stack: AsyncExitStack, walk: Walk, county: int) -> Looked:
    """By each role, by one who holds all of them, and by whoever raised it."""
    client = await stack.enter_async_context(browser(f"/c{county}"))
    await given.signed_in(client, *SIGNED_IN)
    found = Looked(walk.topic, {**walk.people, "everybody": client}, walk.charter)
    found.begins(f"/c{county}")
    return found


async def test_at_no_stage_of_a_matter_is_what_is_typed_left_behind(
    people: dict[str, AsyncClient], county: int
) -> None:
    """Returned, brought again, talked over, promised, rated, reopened, rated again, closed."""
    async with AsyncExitStack() as stack:
        walk = await looked(stack, await raised_under(people, given.charter()), county)
        back = {"decision": "return", "opinion": "请写清是哪盏灯", "reason": ""}
        await walk.post(Role.TOWNSHIP, "review", back)
        await walk.look()
        version = Page(await people["citizen"].get("/follow")).hidden("version")
        again = {"version": version, "title": "村口路灯坏了三个月", "story": "村口三盏。"}
        await walk.ok(people["citizen"].post("/follow/resubmission", data=again))
        await walk.until(RingKind.RATE)
        await walk.answer()
        await walk.rate(solved=False)
        await walk.to_the_end()
        await walk.look()
    every = {str(each) for each in Stage} - ELSEWHERE
    assert every - walk.seen == set()
    of_one_sitting, aside = AGENDA - {RingKind.INTRODUCE}, {RingKind(each) for each in ASIDE}
    every = {f"at {each}" for each in {*RingKind} - of_one_sitting - aside}
    assert every - walk.seen == set()
    assert {"sat planned", "sat filed", "promise open", "promise done"} <= walk.seen
    assert walk.found == {}


async def test_nor_is_it_where_no_agreement_was_found(
    people: dict[str, AsyncClient], county: int
) -> None:
    async with AsyncExitStack() as stack:
        walk = await looked(stack, await raised(people, "zhenan"), county)
        walk.conclusion = "hard"
        await walk.until(RingKind.REPLY)
        await walk.look()
        state = await walk.state()
        await walk.step(walk.charter.rings[state["ring"]], Role.PARTY)
        await walk.look()
    assert {f"at {each}" for each in ASIDE} | {"referring", "referred"} <= walk.seen
    assert walk.found == {}


async def test_nor_where_what_was_referred_is_answered_without_a_reply(
    people: dict[str, AsyncClient], county: int
) -> None:
    charter = store.read(document("zhenan"))
    charter.flow.reference = []
    async with AsyncExitStack() as stack:
        walk = await looked(stack, await raised_under(people, charter), county)
        walk.conclusion = "hard"
        while (state := await walk.state())["stage"] != Stage.REFERRED:
            ring = walk.charter.rings[state["ring"]]
            await walk.step(ring, next(role for role in ring.by if role in people))
        text = {"text": "已提交县委、县政府作决策参考，请耐心等待。"}
        await walk.post(state["held_by"][0], "answers", text)
        await walk.look()
    assert walk.found == {}


@pytest.mark.parametrize("way", ["decline", "merge", "settle", "withdrawn", "taken down"])
async def test_nor_where_a_matter_leaves_its_road(
    people: dict[str, AsyncClient], county: int, way: str
) -> None:
    """And where it is brought back onto it."""
    async with AsyncExitStack() as stack:
        walk = await looked(stack, await raised_under(people, given.charter()), county)
        office, path = people[Role.OFFICE], f"/topics/{walk.topic}"
        if way == "withdrawn":
            version = Page(await people["citizen"].get("/follow/withdrawal")).hidden("version")
            sent = {"version": version, "reason": "已经修好了"}
            await walk.ok(people["citizen"].post("/follow/withdrawal", data=sent))
        elif way == "taken down":
            await walk.until(RingKind.COMPOSE)
            await walk.ok(office.post(f"{path}/taking-down", data={"reason": "不宜公开"}))
            await walk.ok(office.post(f"{path}/putting-back", data={"reason": "可以公开"}))
        else:
            state = await walk.state()
            into = await given.a_topic(state["station"], ring="镇街初筛", title="路灯")
            why = {"opinion": "当天换了灯泡", "reason": "courts", "into": str(into)}
            await walk.post(Role.TOWNSHIP, "review", {"decision": way, **why})
            await walk.look()
            await walk.post(Role.OFFICE, "back", {"reason.back": "点错了", "act": "back"})
    off = {"decline": "declined", "merge": "merged", "settle": "settled", "taken down": "accepted"}
    assert off.get(way, way) in walk.seen
    assert walk.found == {}


class RaisedByAMember(Looked):
    async def rate(self, *, solved: bool) -> None:
        rating = {"solved": str(solved).lower(), "stars": "4"}
        await self.post(Role.MEMBER, "rating", rating)


async def test_nor_for_a_raiser_who_is_signed_in(
    people: dict[str, AsyncClient], county: int
) -> None:
    """Returned and brought again, rated, rated anew, reopened."""
    found = await raised_under(people, given.charter(), by=Role.MEMBER)
    walk = RaisedByAMember(found.topic, people, found.charter)
    walk.begins(f"/c{county}")
    back = {"decision": "return", "opinion": "请写清是哪盏灯", "reason": ""}
    await walk.post(Role.TOWNSHIP, "review", back)
    again = {"title": "村口路灯坏了三个月", "story": "村口三盏。"}
    await walk.post(Role.MEMBER, "resubmission", again)
    await walk.until(RingKind.RATE)
    await walk.answer()
    await walk.rate(solved=True)
    await walk.post(Role.MEMBER, "rating/withdrawal", {"reason": "点错了"})
    await walk.rate(solved=False)
    await walk.look()
    assert {"raised", "screening", "answered"} <= walk.seen
    assert walk.found == {}


@pytest.mark.parametrize(
    "about",
    [{"ring": "提出"}, {"ring": "镇街初筛"}, {"ring": "答复评价", "stage": "answered"}],
    ids=["returned", "screened", "answered"],
)
async def test_nor_on_a_phone_that_holds_several_codes(
    client: Browser, county: int, about: dict[str, Any]
) -> None:
    station = await given.a_station()
    if "stage" in about:
        about = about | {"published_at": None}
    for code in ("ABC230DEF", "ABC231DEF"):
        topic = await given.a_topic(station, follow_code=code, **about)
        await client.post("/follow", data={"code": code})
    if "stage" in about:
        async with county_tx():
            await Answer.insert(Answer(topic=topic, text="修好了。", happened_on=today()))
    found = set[tuple[str, str]]()
    for path in BY_CODE:
        found |= losing(Page(await client.get(path, follow_redirects=True)), f"/c{county}", PATHS)
    page = Page(await client.get("/follow"))
    asks = about["ring"] != "镇街初筛"
    assert bool(page.all("#codes")) != asks
    assert Page(await client.get("/follow/codes")).all("#codes")
    assert found == set()


async def test_nor_on_any_other_page_of_a_county(county: int) -> None:
    found: set[tuple[str, str]] = set()
    async with AsyncExitStack() as stack:
        client, ids = await everybody(stack, county)
        async for _path, page in pages_of(client, ids):
            if "html" in page.headers.get("content-type", ""):
                found |= losing(Page(page), f"/c{county}", PATHS)
    assert found == set()


async def test_nor_of_a_region(county: int, server: Server, database: str) -> None:
    await given.divisions(server.url(database, "app_owner"))
    region, found, kinds = county // 10000, set[tuple[str, str]](), 0
    async with staff_of(region, f"typed-{county}") as staff:
        async for _address, page in linked(staff, f"/regions/{region}", "/compare", "/wall"):
            kinds += 1
            if "html" in page.headers.get("content-type", ""):
                found |= losing(Page(page), f"/regions/{region}", REGION_PATHS)
    assert found == set()
    assert kinds > 10


async def test_nor_of_the_operator_and_at_sign_up(
    outside: Browser, county: int, server: Server, database: str
) -> None:
    await given.divisions(server.url(database, "app_owner"))
    await given.an_account(Role.OFFICE)  # so that the county has a way to sign in
    with bound_to(OPERATOR):
        await given.signed_in(outside, Role.OPERATOR)
    found, kinds = set[tuple[str, str]](), 0
    async for _address, page in linked(outside, "/operator", "", f"/counties/{county}"):
        kinds += 1
        if "html" in page.headers.get("content-type", ""):
            found |= losing(Page(page), "", OUTSIDE_PATHS)
    for path in ("/", "/signup", "/signup?code=140825"):
        found |= losing(Page(await outside.get(path)), "", OUTSIDE_PATHS)
    assert found == set()
    assert kinds > 5
