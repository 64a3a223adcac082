"""A refused form's page: its order, its title, and what HTMX is told to do with it."""

import pytest
from httpx import Response

from app.access.roles import Role
from app.refusal import Refused, RefusedAll
from app.web.forms import Fields
from app.web.refused_forms import lines_of
from tests import given
from tests.conftest import Browser
from tests.page import Page
from tests.quotas import HERE, spent

pytestmark = pytest.mark.anyio


def test_lines_stand_in_the_order_of_the_fields_what_is_about_none_first() -> None:
    wrong = RefusedAll([Refused("三", "third"), Refused("页"), Refused("二", "second"),
                        Refused("一", "first")])  # fmt: skip
    typed = Fields([("first", ""), ("second", "a"), ("third", "")])
    assert [each.text for each in lines_of(wrong, typed)] == ["页", "一", "二", "三"]
    assert [each.field for each in lines_of(wrong, typed)] == [None, "first", "second", "third"]
    assert [each.text for each in lines_of(wrong)] == ["三", "页", "二", "一"]
    assert [each.text for each in lines_of(Refused("一", "first"), typed)] == ["一"]


async def overtaken(client: Browser, headers: dict[str, str]) -> Response:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    form = {"version": "7", "decision": "pass", "opinion": "可以"}
    return await client.post(f"/topics/{topic}/review", data=form, headers=headers)


async def test_htmx_that_names_no_part_gets_the_whole_page(client: Browser) -> None:
    sent = await overtaken(client, {"hx-request": "true"})
    assert sent.status_code == 409
    assert (sent.headers["hx-retarget"], sent.headers["hx-reswap"]) == ("body", "innerHTML")


async def test_a_page_is_told_nothing_about_htmx_and_why_to_look_again(client: Browser) -> None:
    sent = await overtaken(client, {})
    assert sent.status_code == 409
    assert not {"hx-retarget", "hx-reswap"} & set(sent.headers)
    assert Page(sent).one("#notice h2").text == "请核对后再提交"


async def test_who_came_too_often_is_asked_to_come_later(client: Browser) -> None:
    await spent("follow", HERE, 900)
    sent = await client.post("/follow", data={"code": "GUESS"})
    assert sent.status_code == 429
    assert Page(sent).one("#notice h2").text == "请稍后再试"
