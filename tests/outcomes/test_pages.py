"""Report, adoption, commitments, answer: who may, when, and what the ledger says of it."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from app.access.roles import Role
from app.dates import today
from app.db import county_tx, current_realm, rows
from app.outcomes.due import fall_due_all
from app.outcomes.tables import Answer
from tests import given
from tests.conftest import Browser, browser
from tests.page import Page, refused

pytestmark = pytest.mark.anyio

OUTCOME = {
    "version": "0",
    "kind": "opinion",
    "text": "建议十月底前修好村口路灯。",
    "reported_to": "县委、县政府",
}


async def posted() -> list[str]:
    async with county_tx(readonly=True):
        found = await rows('SELECT "kind" FROM "ledger" WHERE "ledger"."county" = $1 ORDER BY "id"')
    return [each["kind"] for each in found]


async def one(table: str) -> Any:
    async with county_tx(readonly=True):
        return (
            await rows(f'SELECT * FROM "{table}" WHERE "{table}"."county" = $1')  # noqa: S608
        )[0]


async def a_commitment(station: int, department: str = "住建局", days: int = 30) -> tuple[int, int]:
    """→ the commitment's id, its department's id"""
    topic = await given.a_topic(station, ring="落实")
    async with county_tx():
        owing = await given.a_department(department)
        made = await given.a_commitment(topic, owing, today() + timedelta(days=days))
    return made, owing


async def test_reporting_needs_a_sign_in(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station(), ring="报送成果")
    assert (await client.post(f"/topics/{topic}/outcomes", data=OUTCOME)).status_code == 401


async def test_a_report_leaves_its_ring(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station(), ring="报送成果")
    await given.signed_in(client, Role.CONVENER)
    assert (await client.post(f"/topics/{topic}/outcomes", data=OUTCOME)).status_code == 303
    assert (await one("outcome"))["reported_to"] == "县委、县政府"
    assert (await one("topic"))["stage"] == "reported"
    assert "outcome.reported" in await posted()


async def test_a_report_out_of_turn_is_refused_in_words(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station(), ring="商前调研")
    await given.signed_in(client, Role.CONVENER)
    sent = await client.post(f"/topics/{topic}/outcomes", data=OUTCOME)
    assert sent.status_code == 422
    assert "现在轮到「商前调研」这一环" in sent.text


async def test_not_adopted_goes_to_the_answer(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station(), ring="采纳")
    await given.signed_in(client, Role.PARTY)
    form = {"version": "0", "adopted": "false", "reason": "今年没有资金"}
    assert (await client.post(f"/topics/{topic}/adoption", data=form)).status_code == 303
    found = await one("topic")
    assert (found["stage"], found["held_by"]) == (
        "carrying_out",
        ["convener", "township", "office"],
    )
    assert "outcome.not_adopted" in await posted()


async def test_a_department_reports_and_somebody_else_verifies(
    client: Browser, county: int
) -> None:
    station = await given.a_station()
    made, owing = await a_commitment(station)
    await given.signed_in(client, Role.DEPARTMENT, department=owing)
    desk = Page(await client.get("/desk"))
    assert desk.texts('[aria-labelledby="owed-title"] .title') == ["修好村口路灯"]
    path = f"/commitments/{made}"
    assert (await client.post(f"{path}/progress", data={"text": "灯杆到货"})).status_code == 303
    assert (await client.post(f"{path}/completion", data={"text": "都已装好"})).status_code == 303
    async with browser(f"/c{county}") as verifier:
        await given.signed_in(verifier, Role.TOWNSHIP, station=station)
        desk = Page(await verifier.get("/desk"))
        assert desk.texts('[aria-labelledby="topics-title"] .steps a[href]')[0] == "修好村口路灯"
        sent = await verifier.post(f"{path}/verification", data={"accepted": "true"})
        assert sent.status_code == 303
    assert (await posted())[-4:] == [
        "commitment.due",
        "commitment.done",
        "commitment.done_on_time",
        "commitment.verified",
    ]


async def test_sent_back_takes_the_count_back(client: Browser, county: int) -> None:
    made, _owing = await a_commitment(await given.a_station())
    await given.signed_in(client, Role.OFFICE)
    path = f"/commitments/{made}"
    await client.post(f"{path}/completion", data={"text": "都已装好"})
    async with browser(f"/c{county}") as verifier:
        await given.signed_in(verifier, Role.MEMBER)
        form = {"accepted": "false", "note": "第三盏不亮"}
        assert (await verifier.post(f"{path}/verification", data=form)).status_code == 303
    assert (await one("commitment"))["done_on"] is None
    async with county_tx(readonly=True):
        sums = await rows(
            'SELECT "kind", sum("quantity") AS n FROM "ledger" WHERE "ledger"."county" = $1'
            ' AND "kind" LIKE \'commitment.done%\' GROUP BY "kind"'
        )
    assert {each["n"] for each in sums} == {0}


async def test_nobody_verifies_their_own(client: Browser) -> None:
    made, _owing = await a_commitment(await given.a_station())
    await given.signed_in(client, Role.OFFICE)
    path = f"/commitments/{made}"
    await client.post(f"{path}/completion", data={"text": "都已装好"})
    sent = await client.post(f"{path}/verification", data={"accepted": "true"})
    assert sent.status_code == 422
    assert refused(sent) == ["自己报的、或本单位承办的，须由别人核验。"]


async def test_a_verification_says_which(client: Browser, county: int) -> None:
    """Neither kept nor sent back: nothing is taken back because a choice is missing."""
    made, owing = await a_commitment(await given.a_station())
    await given.signed_in(client, Role.DEPARTMENT, department=owing)
    await client.post(f"/commitments/{made}/completion", data={"text": "都已装好"})
    async with browser(f"/c{county}") as verifier:
        await given.signed_in(verifier, Role.MEMBER)
        path = f"/commitments/{made}/verification"
        sent = await verifier.post(path, data={"note": "第三盏不亮"})
    assert sent.status_code == 422
    page = Page(sent)
    assert {each["name"] for each in page.all("[aria-invalid]")} == {"accepted"}
    assert page.typed("note") == ["第三盏不亮"]
    assert (await one("commitment"))["done_on"] == today()


async def test_progress_counts_once_and_another_is_no_twin(client: Browser) -> None:
    made, _owing = await a_commitment(await given.a_station())
    await given.signed_in(client, Role.OFFICE)
    path = f"/commitments/{made}/progress"
    form = {"text": "灯杆到货", "form_token": client.form_token()}
    assert [(await client.post(path, data=form)).status_code for _n in range(2)] == [303, 303]
    other = await client.post(path, data=form | {"text": "开始挖坑"})
    assert other.status_code == 409
    assert Page(other).typed("text")[0] == "开始挖坑"
    async with county_tx(readonly=True):
        found = await rows('SELECT "text" FROM "progress" WHERE "progress"."county" = $1')
    assert [each["text"] for each in found] == ["灯杆到货"]


async def test_refused_progress_keeps_its_words(client: Browser) -> None:
    made, _owing = await a_commitment(await given.a_station())
    await given.signed_in(client, Role.OFFICE)
    path = f"/commitments/{made}/completion"
    sent = await client.post(path, data={"text": "好了"})
    assert sent.status_code == 422
    box = Page(sent).one("textarea[aria-invalid]")
    assert box.value == "好了"
    assert box.around("section").all("[formaction]")[-1]["formaction"].endswith(path)


async def test_by_htmx_the_commitment_comes_back_and_says_what_was_done(client: Browser) -> None:
    made, _owing = await a_commitment(await given.a_station())
    await given.signed_in(client, Role.OFFICE)
    hx, path = {"hx-request": "true"}, f"/commitments/{made}/progress"
    wrong = await client.post(path, data={"text": "到"}, headers=hx)
    assert (wrong.status_code, wrong.headers["hx-retarget"]) == (422, "#flash")
    part = await client.post(path, data={"text": "灯杆到货"}, headers=hx)
    assert part.text.startswith('<article id="commitment"')
    done = json.loads(part.headers["hx-trigger-after-swap"])["done"]
    assert done["said"] == "进展已报。"


async def test_another_department_finds_nothing(client: Browser) -> None:
    made, _owing = await a_commitment(await given.a_station())
    async with county_tx():
        other = await given.a_department("水利局")
    await given.signed_in(client, Role.DEPARTMENT, department=other)
    sent = await client.post(f"/commitments/{made}/progress", data={"text": "灯杆到货"})
    assert sent.status_code == 404


async def test_another_county_finds_nothing(client: Browser, other_county: int) -> None:
    made, _owing = await a_commitment(await given.a_station())
    assert (await client.get(f"/commitments/{made}")).status_code == 200
    current_realm.set(other_county)
    await given.signed_in(client, Role.OFFICE)
    there = f"http://test/c{other_county}/commitments/{made}"
    assert (await client.get(there)).status_code == 404
    assert (await client.post(f"{there}/progress", data={"text": "到货了"})).status_code == 404


async def test_late_is_red_in_words(client: Browser) -> None:
    await a_commitment(await given.a_station(), days=-10)
    await a_commitment(await given.a_station(), days=10)
    page = Page(await client.get("/commitments", params={"shown": "late"}))
    (red,) = page.all("main .list .light")
    assert red.text.startswith("逾期 ")
    assert "light-red" in red["class"]


async def test_the_ring_is_not_left_before_all_is_kept(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station(), ring="落实")
    await given.signed_in(client, Role.OFFICE)
    form = {"version": "0", "text": "办完了"}
    sent = await client.post(f"/topics/{topic}/carried-out", data=form)
    assert "还没有落实事项" in sent.text
    async with county_tx():
        owing = await given.a_department("住建局")
    due = {"version": "0", "department": owing, "task": "修好路灯", "due_on": "2099-01-01"}
    assert (await client.post(f"/topics/{topic}/commitments", data=due)).status_code == 422
    due["due_on"] = (today() + timedelta(days=9)).isoformat()
    assert (await client.post(f"/topics/{topic}/commitments", data=due)).status_code == 303
    sent = await client.post(f"/topics/{topic}/carried-out", data=form)
    assert "还有 1 件" in sent.text


async def test_an_unrated_answer_waits_for_its_limit(client: Browser) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="答复评价", stage="answered", held_by=[])
    await given.signed_in(client, Role.OFFICE)
    sent = await client.post(f"/topics/{topic}/lapse", data={"version": "0"})
    assert "期限未到" in sent.text
    old = await given.a_topic(
        station,
        ring="答复评价",
        stage="answered",
        held_by=[],
        ring_since=today() - timedelta(days=60),
    )
    assert (await client.post(f"/topics/{old}/lapse", data={"version": "0"})).status_code == 303


async def due() -> list[tuple[int, Any]]:
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "quantity", "happened_on" FROM "ledger" WHERE "ledger"."county" = $1'
            ' AND "kind" = \'commitment.due\' ORDER BY "id"'
        )
    return [(each["quantity"], each["happened_on"]) for each in found]


async def test_what_is_owed_comes_to_its_end_once(client: Browser, county: int) -> None:
    """Done before its day: that day; sent back: not yet. Its day passed: then, however often one
    looks; done later it is not due again.
    """
    station = await given.a_station()
    early, _owing = await a_commitment(station)
    await given.signed_in(client, Role.OFFICE)
    await client.post(f"/commitments/{early}/completion", data={"text": "都已装好"})
    assert await due() == [(1, today())]
    async with browser(f"/c{county}") as verifier:
        await given.signed_in(verifier, Role.MEMBER)
        form = {"accepted": "false", "note": "第三盏不亮"}
        await verifier.post(f"/commitments/{early}/verification", data=form)
    assert [n for n, _day in await due()] == [1, -1]
    late, _owing = await a_commitment(station, "水务局", days=-3)
    for _n in range(2):
        await fall_due_all()
    passed = today() - timedelta(days=3)
    assert (await due())[2:] == [(1, passed)]
    await client.post(f"/commitments/{late}/completion", data={"text": "都已修好了"})
    await client.post(f"/commitments/{early}/completion", data={"text": "换了一盏"})
    assert (await due())[3:] == [(1, today())]


async def test_due_once_whoever_is_first(client: Browser) -> None:
    """Two workers, and the department that reports it done, all at the same moment."""
    station = await given.a_station()
    late, _owing = await a_commitment(station, days=-3)
    await given.signed_in(client, Role.OFFICE)
    jobs = [asyncio.ensure_future(fall_due_all()) for _n in range(4)]
    answer = await client.post(f"/commitments/{late}/completion", data={"text": "都已修好了"})
    await asyncio.gather(*jobs)
    assert answer.status_code == 303
    await fall_due_all()
    assert [n for n, _day in await due()] == [1]


RATED = {"solved": "true", "stars": "4"}


async def answered(client: Browser, **columns: Any) -> int:
    """Where the county's flow has a ring after the rating (公开)."""
    station = await given.a_station()
    topic = await given.a_topic(station, ring="答复评价", **columns)
    await given.signed_in(client, Role.OFFICE, Role.TOWNSHIP)
    form = {"version": "0", "text": "村口三盏路灯已经全部修好。"}
    assert (await client.post(f"/topics/{topic}/answers", data=form)).status_code == 303
    return topic


async def test_what_was_rated_is_not_asked_again(client: Browser, county: int) -> None:
    await answered(client, follow_code="ABC234DEF")
    raiser = browser(f"/c{county}")
    given.follows(raiser, "ABC234DEF")
    page = Page(await raiser.get("/follow"))
    assert len(page.all("#rating")) == 1
    assert page.all("#rated") == []
    sent = await raiser.post("/follow/rating", data=RATED | {"version": "1"})
    assert sent.status_code == 303
    page = Page(await raiser.get("/follow"))
    assert page.all("#rating") == []
    assert page.texts("#rated > p")[0] == "您评的是：解决了，4 分。"
    await raiser.aclose()


async def test_a_raiser_with_an_account_is_asked_once_too(client: Browser, county: int) -> None:
    me = await given.an_account(Role.MEMBER)
    topic = await answered(client, raiser=me)
    raiser = browser(f"/c{county}")
    await given.sign_in(raiser, me)
    asks = '[aria-labelledby="raised-title"] .main-action'
    assert Page(await raiser.get("/desk")).texts(asks) == ["去评价"]
    assert len(Page(await raiser.get(f"/topics/{topic}")).all("#rating")) == 1
    sent = await raiser.post(f"/topics/{topic}/rating", data=RATED | {"version": "1"})
    assert sent.status_code == 303
    assert Page(await raiser.get("/desk")).texts(asks) == []
    page = Page(await raiser.get(f"/topics/{topic}"))
    assert page.all("#rating") == []
    assert page.texts("#rated h2") == ["谢谢您的评价"]
    async with county_tx():
        await Answer.insert(Answer(topic=topic, text="又看过一次。", happened_on=today()))
    assert Page(await raiser.get("/desk")).texts(asks) == ["去评价"]
    await raiser.aclose()
