"""One timeline: whoever raised a matter sees what strangers see, and what concerns them, in the
same order; what reviewers say among themselves stays there, as their form promises.
"""

from itertools import product

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.charter.model import RingKind
from app.charter.presets import slugs
from app.charter.stages import STEP_NAMES
from app.db import county_tx, value
from app.topics.timeline import reads
from tests import given
from tests.conftest import Browser, browser
from tests.evidence import steps
from tests.page import Page
from tests.topics.test_references import too_hard
from tests.topics.test_walks import raised

pytestmark = pytest.mark.anyio
STEPS = list(product(map(str, RingKind), STEP_NAMES))


def test_whoever_raised_it_reads_no_less_than_strangers_and_no_more_than_who_handles_it() -> None:
    strangers = {each for each in STEPS if reads(*each, handles=False, raised=False)}
    raisers = {each for each in STEPS if reads(*each, handles=False, raised=True)}
    assert strangers < raisers < set(STEPS)
    assert {each for each in STEPS if reads(*each, handles=True, raised=False)} == set(STEPS)
    more = raisers - strangers
    assert {kind for kind, _decision in more} == {"propose", "review"}
    assert ("review", "pass") not in raisers
    assert not reads("review", "pass", handles=True, raised=True)
    assert ("approve", "approved") not in raisers
    assert ("review", "return") in more
    assert ("review", "settle") in strangers


def entries(page: Page) -> list[str]:
    return page.texts("#topic .timeline > li")


@pytest.mark.parametrize("preset", slugs())
async def test_the_raiser_sees_what_all_see_in_the_same_order(
    people: dict[str, AsyncClient], preset: str
) -> None:
    walk = await raised(people, preset)
    await walk.to_the_end()
    public = entries(Page(await people["citizen"].get(f"/topics/{walk.topic}")))
    assert len(public) > 5
    assert entries(Page(await people["citizen"].get("/follow"))) == public


DONE = 'SELECT max("id") FROM "commitment" WHERE "commitment"."county" = $1'
SAID = ", ".join(f"main {each}" for each in ("h1", "h2", "h3", "p", "li", "dt", "dd", "td"))


def sentences(page: Page) -> set[str]:
    return {text for text in page.texts(SAID) if text}


async def test_at_each_ring_the_raiser_reads_every_sentence_that_strangers_read(
    people: dict[str, AsyncClient], county: int
) -> None:
    """But how it stands, which they are told as theirs; also while they are asked to rate."""
    walk, asked = await raised(people, "yanjiang"), []
    citizen, looked = people["citizen"], []

    async def compare() -> None:
        async with browser(f"/c{county}") as stranger:
            public = await stranger.get(f"/topics/{walk.topic}")
        if public.status_code == 404:
            return
        mine = Page(await citizen.get("/follow"))
        missing = sentences(Page(public)) - sentences(mine)
        looked.append((await walk.state())["stage"])
        asked.append(bool(mine.all("#rating form")))
        # What others are offered is not said of the matter.
        assert missing <= {"已经答复，等提出人评价。", "我也遇到"}, looked[-1]

    while (await walk.state())["stage"] != "closed":
        ring = walk.charter.rings[(await walk.state())["ring"]]
        if ring.kind is RingKind.RATE:
            async with county_tx(readonly=True):
                done = await value(DONE)
            await steps.ready_photos("commitment", done, None)
            await walk.answer()
            await compare()
            await walk.rate(solved=True)
        else:
            await walk.step(ring, next(each for each in ring.by if each in people))
        if ring.kind is RingKind.REVIEW:
            await steps.ready_photos("topic", walk.topic, None)
        await compare()
    assert {"accepted", "consulting", "reported", "carrying_out", "answered", "closed"} <= {*looked}
    assert asked.count(True) == 1


async def test_on_the_road_aside_too(people: dict[str, AsyncClient]) -> None:
    walk = await raised(people, "zhenan")
    await too_hard(walk)
    for ring in walk.charter.flow.reference:
        await walk.step(ring, ring.by[-1])
    public = entries(Page(await people["citizen"].get(f"/topics/{walk.topic}")))
    assert "列入明年的亮化计划" in public[-1]
    assert entries(Page(await people["citizen"].get("/follow"))) == public


async def test_what_a_reviewer_says_of_what_passes_is_not_for_whoever_raised_it(
    client: Browser, county: int
) -> None:
    me = await given.an_account(Role.DEPARTMENT)
    station = await given.a_station()
    topic = await given.a_topic(station, follow_code="ABC234DEF", raiser=me)
    await given.signed_in(client, Role.TOWNSHIP)
    ticked = ["small", "unfit"]
    form = {"version": "0", "decision": "pass", "opinion": "此人常来反映", "ticked": ticked}
    assert (await client.post(f"/topics/{topic}/review", data=form)).status_code == 303
    await given.signed_in(client, Role.OFFICE)
    form = {"version": "1", "decision": "decline", "opinion": "法院正在审理", "reason": "courts"}
    assert (await client.post(f"/topics/{topic}/review", data=form)).status_code == 303
    async with browser(f"/c{county}") as raiser:
        given.follows(raiser, "ABC234DEF")
        by_code = entries(Page(await raiser.get("/follow")))
        await given.sign_in(raiser, me)
        assert entries(Page(await raiser.get(f"/topics/{topic}"))) == by_code
    assert "此人常来反映" not in by_code[1]
    assert "法院正在审理" in by_code[2]
    assert "理由：" in by_code[2]
    staff = entries(Page(await client.get(f"/topics/{topic}")))
    assert "此人常来反映" in staff[1]


async def test_who_raised_it_reads_their_own_words_whole(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station(), follow_code="ABC234DEF", ring="提出")
    given.follows(client, "ABC234DEF")
    more = {"version": "0", "title": "村口路灯坏了三个月", "story": "我是李大爷，灯在三号楼前。"}
    sent = await client.post("/follow/resubmission", data=more | {"meant": "yes"})
    assert sent.status_code == 303
    assert "我是李大爷" in entries(Page(await client.get("/follow")))[1]
    assert topic
