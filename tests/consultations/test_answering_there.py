"""What a department is asked at a sitting, and answers there with its own account."""

from typing import Any

import pytest

from app.access.roles import Role
from app.consultations import rules
from app.db import county_tx
from tests import given
from tests.conftest import Browser
from tests.consultations.steps import a_place, all_of
from tests.page import Page, refused

pytestmark = pytest.mark.anyio


def said(number: int, asks: int | None = None, answers: int | None = None) -> dict[str, Any]:
    return {"id": number, "asks": asks, "answers": answers}


def test_what_waits_for_these_places() -> None:
    statements = [said(1, asks=7), said(2, asks=7), said(3, asks=8), said(4), said(5, answers=1)]
    assert rules.to_answer(statements, {7}) == [statements[1]]
    assert rules.to_answer(statements, set()) == []


async def test_a_department_answers_what_it_is_asked(client: Browser) -> None:
    place = await a_place(client)
    page, path = f"/consultations/{place.consultation}", "statements"
    own, citizen = str(place.people["孙科长"]), str(place.people["钱小三"])
    offered = Page(await client.get(page))
    assert [each.value for each in offered.all("select[name=asks] option")] == ["", own]
    form = {"participant": citizen, "text": "灯什么时候装", "asks": own}
    assert (await client.post(f"{page}/{path}", data=form)).status_code == 303
    assert Page(await client.get(page)).texts("#statements .tag-now") == ["请 孙科长 答复"]
    wrong = await client.post(f"{page}/{path}", data=form | {"asks": citizen})
    assert refused(wrong)

    (department,) = {each["department"] for each in await all_of("participant")} - {None}
    account = await given.an_account(Role.DEPARTMENT, department=department)
    await given.sign_in(client, account)
    shown = Page(await client.get(page))
    assert shown.texts("#to-answer") == ["有 1 条发言请您单位答复。 去答复"]
    (statement,) = await all_of("statement")
    end = str(statement["id"])
    where = shown.one("#statements details[open]")
    assert where.one(f"[name='participant.{end}']").value == own  # nobody else to choose
    answer = {"answers": end, f"text.{end}": "下月初装好"}
    # It speaks for itself alone.
    for other in (citizen, str(place.people["李委员"])):
        sent = await client.post(f"{page}/{path}", data=answer | {f"participant.{end}": other})
        assert refused(sent)
    sent = await client.post(f"{page}/{path}", data=answer | {f"participant.{end}": own})
    assert sent.status_code == 303
    shown = Page(await client.get(page))
    assert shown.all("#to-answer") == shown.all("#statements .tag-now") == []
    assert len(await all_of("statement")) == 2


async def on_desk(client: Browser) -> list[str]:
    page = Page(await client.get("/desk"))
    return [" ".join(each.text.split()) for each in page.all('[aria-labelledby="asked-title"] li')]


async def next_of(client: Browser) -> str:
    to: str = (await client.get("/desk/next")).headers["location"]
    return to.removeprefix(client.base_url.path.rstrip("/"))


async def test_what_a_department_is_asked_stands_on_its_desk_until_it_is_answered(
    client: Browser,
) -> None:
    """By sitting, with the verb on its button; struck, answered or filed it is gone."""
    place = await a_place(client)
    page = f"/consultations/{place.consultation}"
    own, citizen = str(place.people["孙科长"]), str(place.people["钱小三"])
    for text in ("灯什么时候装", "谁来管"):
        form = {"participant": citizen, "text": text, "asks": own}
        assert (await client.post(f"{page}/statements", data=form)).status_code == 303
    await client.post(f"{page}/statements", data={"participant": citizen, "text": "太黑"})
    (department,) = {each["department"] for each in await all_of("participant")} - {None}
    account = await given.an_account(Role.DEPARTMENT, department=department)
    async with county_tx():
        other = await given.a_department("水务局")
    stranger = await given.an_account(Role.DEPARTMENT, department=other)
    keeper = await given.an_account(Role.CONVENER, station=place.station)
    first, second, _unasked = [each["id"] for each in await all_of("statement")]

    await given.sign_in(client, stranger)
    assert await on_desk(client) == []
    await given.sign_in(client, account)
    (entry,) = await on_desk(client)
    assert "有 2 条发言请您单位答复。" in entry
    assert entry.endswith("去答复")
    desk = Page(await client.get("/desk"))
    assert desk.texts("[href$='?kind=asked'] data") == ["1"]
    link = desk.one('[aria-labelledby="asked-title"] .button')["href"]
    assert link.endswith(f"{page}#statements")
    assert await next_of(client) == f"{page}#statements"
    answer = {"answers": str(first), f"text.{first}": "下月初", f"participant.{first}": own}
    assert (await client.post(f"{page}/statements", data=answer)).status_code == 303
    assert "有 1 条发言请您单位答复。" in (await on_desk(client))[0]

    await given.sign_in(client, keeper)
    reply = (await all_of("statement"))[-1]["id"]
    await client.post(f"{page}/statements/{reply}/removal")  # noted by mistake: it is asked again
    await client.post(f"{page}/statements/{second}/removal")
    await given.sign_in(client, account)
    assert "有 1 条发言请您单位答复。" in (await on_desk(client))[0]
    await given.sign_in(client, keeper)
    await client.post(f"{page}/cancellation", data={"reason": "下雨"})
    await given.sign_in(client, account)
    assert (await on_desk(client), await next_of(client)) == ([], "/desk")


async def test_a_department_that_was_not_invited_sees_nothing(client: Browser) -> None:
    place = await a_place(client)
    async with county_tx():
        other = await given.a_department("水务局")
    await given.sign_in(client, await given.an_account(Role.DEPARTMENT, department=other))
    form = {"participant": str(place.people["孙科长"]), "text": "我们来办"}
    sent = await client.post(f"/consultations/{place.consultation}/statements", data=form)
    assert sent.status_code == 404
    assert await all_of("statement") == []
