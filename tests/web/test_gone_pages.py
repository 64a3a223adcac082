"""A form's own page, on which there is nothing to do by now: what was refused is read where it
shows how things are, with a way on, and not on a page that leads to the front page alone.
"""

from typing import Any

import pytest
from httpx import Response

from app.access.roles import Role
from app.db import county_tx, execute, value
from tests import given
from tests.conftest import Browser
from tests.page import Page
from tests.topics.test_two_on_one_phone import HERS, HIS, alone, opened, two

pytestmark = pytest.mark.anyio

ACCEPTED = """
    UPDATE "topic" SET "stage" = 'consulting', "version" = "version" + 1
    WHERE "topic"."county" = $1 AND "id" = $2
"""
RETURNED = {"ring": "提出"}


def read(answer: Response) -> tuple[int, list[str], list[str]]:
    page = Page(answer)
    return answer.status_code, page.texts("h1"), page.refusals


async def accepted(topic: int) -> None:
    async with county_tx():
        await execute(ACCEPTED, topic)


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true", "hx-target": "body"}])
async def test_whoever_follows_a_matter_reads_it_there(
    client: Browser, headers: dict[str, str]
) -> None:
    hers, _his = await two(**RETURNED)
    form = await alone(client, await opened(client, HERS), "/follow/withdrawal")
    await opened(client, HIS)
    await accepted(hers)
    sent = form | {"reason": "自己修好了"}
    answer = await client.post("/follow/withdrawal", data=sent, headers=headers)
    words = ["这个议题刚被别人办理过，请看现在的情况再办。"]
    assert read(answer) == (409, [f"{HERS}的事"], words)
    assert "自己修好了" in Page(answer).text


async def test_of_two_matters_the_link_leads_to_its_own(client: Browser) -> None:
    """Also where the other one was opened last."""
    hers, _his = await two(**RETURNED)
    await opened(client, HERS)
    await opened(client, HIS)
    await accepted(hers)
    for act in ("withdrawal", "rating/withdrawal"):
        answer = await client.get(f"/follow/{act}?of={hers}", follow_redirects=True)
        assert Page(answer).texts("h1") == [f"{HERS}的事"]


async def test_a_raiser_with_an_account(client: Browser) -> None:
    me = await given.signed_in(client, Role.MEMBER)
    topic = await given.a_topic(await given.a_station(), raiser=me, **RETURNED)
    await accepted(topic)
    for act in ("withdrawal", "rating/withdrawal"):
        sent: dict[str, Any] = {"version": "0", "reason": "自己修好了"}
        status, titles, words = read(await client.post(f"/topics/{topic}/{act}", data=sent))
        assert (status, titles, len(words)) == (409, ["村口路灯坏了三个月"], 1)


async def test_an_assessment_that_another_withdrew(client: Browser) -> None:
    await given.signed_in(client, Role.OFFICE)
    station = await given.a_station()
    async with county_tx():
        await given.an_assessment(station)
        one = await value('SELECT max("id") FROM "assessment" WHERE "assessment"."county" = $1')
    page = f"/assessments/{one}/withdrawal"
    assert (await client.post(page, data={"reason": "开早了"})).status_code == 303
    answer = await client.post(page, data={"reason": "开早了，重来"})
    assert answer.status_code in {409, 422}
    assert Page(answer).texts("h1") == Page(await client.get(f"/assessments/{one}")).texts("h1")


async def test_a_record_that_is_gone_is_not_looked_for_among_others(client: Browser) -> None:
    """The way beneath it is; the list of all is no answer to what was asked of one."""
    await given.signed_in(client, Role.OFFICE)
    answer = await client.post("/topics/7/withdrawal", data={"version": "0", "reason": "不办了"})
    assert answer.status_code == 404
