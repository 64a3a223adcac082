"""Without scripts a button sends its own form, and what was typed into another one of its page is
gone: a page has one form for what is typed, or it is said here why not (11.5).
"""

from collections.abc import Awaitable
from contextlib import AsyncExitStack
from sys import _getframe as getframe
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.access.roles import SIGNED_IN, Role
from app.charter.model import AGENDA, RingKind
from app.charter.rings import ASIDE
from app.charter.stages import OFF_THE_ROAD, Stage
from app.db import bound_to, county_tx, rows
from app.main import in_regions, inside, outside
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
# Where a matter leaves its road: nothing is typed there but to bring it back.
ELSEWHERE = {str(each) for each in OFF_THE_ROAD} | {Stage.REFERRING}
# Of the ring at which a matter stands, one form each.
STEPS = {
    "/topics/{topic_id}/" + each
    for each in ("review", "approval", "passage", "circle/known", "outcomes", "adoption",
                 "commitments", "reference", "reply", "answers", "resubmission")
}  # fmt: skip
COUNTY = "/operator/counties/{code}"
# Where a form goes in which something is typed → where its page's other forms go; whoever presses
# one of those does it instead. Where scripts run, what is typed in the first one stays.
INSTEAD = {
    # What the office does beside the steps, or the step itself: whose own window stays open.
    "/topics/{topic_id}/veils": STEPS,
    # On a phone that many use nothing of what was typed stays (11.15); each is one's last word.
    "/follow/wish": {"/follow/rating/withdrawal", "/follow/resubmission", "/follow/withdrawal",
                     "/follow/end"},
    "/follow/withdrawal": {"/follow/resubmission", "/follow/wish", "/follow/end"},
    "/follow/resubmission": {"/follow/withdrawal", "/follow/wish", "/follow/end"},
    "/follow/rating/withdrawal": {"/follow/wish", "/follow/end"},
    # A county's way in, who is asked in, whether it is open: each a decision of its own.
    f"{COUNTY}/provider": {f"{COUNTY}/invitation", f"{COUNTY}/suspend"},
    f"{COUNTY}/invitation": {f"{COUNTY}/provider", f"{COUNTY}/suspend"},
    f"{COUNTY}/suspend": {f"{COUNTY}/provider", f"{COUNTY}/invitation"},
    "/assessments/{assessment_id}/withdrawal": {"/assessments/{assessment_id}/verification"},
    "/charter/versions": {"/charter/sharing"},  # a document, whole, from where it is kept
    # Of another office than that of whoever kept the record.
    "/consultations/{consultation_id}/corrections": {"/consultations/{consultation_id}/typical"},
    "/stations/{station_id}/checks": {"/stations/{station_id}/place"},  # seen once, there and then
}  # fmt: skip


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


OCCURRED = set[tuple[str, str]]()
WALKED = set[str]()


def said_otherwise(found: set[tuple[str, str]]) -> set[tuple[str, str]]:
    WALKED.add(getframe(1).f_code.co_name)
    OCCURRED.update(found)
    return {(path, other) for path, other in found if other not in INSTEAD.get(path, ())}


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
        own = [f"/topics/{self.topic}", f"/topics/{self.topic}/consultations/new"]
        own += [f"/consultations/{each['id']}" for each in sittings]
        own += [f"/commitments/{each['id']}" for each in promises]
        for who, client in self.people.items():
            for path in ["/follow"] if who == "citizen" else own:
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
    wrong = said_otherwise({*walk.found})
    assert {pair: walk.found[pair] for pair in wrong} == {}


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
    wrong = said_otherwise({*walk.found})
    assert {pair: walk.found[pair] for pair in wrong} == {}


async def test_nor_on_any_other_page_of_a_county(county: int) -> None:
    found: set[tuple[str, str]] = set()
    async with AsyncExitStack() as stack:
        client, ids = await everybody(stack, county)
        async for _path, page in pages_of(client, ids):
            if "html" in page.headers.get("content-type", ""):
                found |= losing(Page(page), f"/c{county}", PATHS)
    assert said_otherwise(found) == set()


async def test_nor_of_a_region(county: int, server: Server, database: str) -> None:
    await given.divisions(server.url(database, "app_owner"))
    region, found, kinds = county // 10000, set[tuple[str, str]](), 0
    async with staff_of(region, f"typed-{county}") as staff:
        async for _address, page in linked(staff, f"/regions/{region}", "/compare", "/wall"):
            kinds += 1
            if "html" in page.headers.get("content-type", ""):
                found |= losing(Page(page), f"/regions/{region}", REGION_PATHS)
    assert said_otherwise(found) == set()
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
    assert said_otherwise(found) == set()
    assert kinds > 5


def test_every_exception_is_still_needed() -> None:
    """Where all of the walks above were taken."""
    here = globals()
    walks = {name for name in here if name.startswith(("test_at_no", "test_nor"))}
    if walks - WALKED:
        pytest.skip("Some walks were not taken.")
    said = {(path, other) for path, others in INSTEAD.items() for other in others}
    assert said - OCCURRED == set()
