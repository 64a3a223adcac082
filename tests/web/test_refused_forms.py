"""A refused form's page: its order, its title, and what HTMX is told to do with it."""

import pytest
from httpx import Response

from app.access.roles import Role
from app.refusal import Overtaken, OvertakenAll, Refused, RefusedAll, TooOften
from app.web.forms.refused import lines_of
from app.web.forms.validation import Fields
from app.web.frame import all_of
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


def test_all_that_is_wrong_is_one_refusal_and_a_field_has_one_line() -> None:
    unread, rule = Refused("不是数", "days"), Refused("太多", "days")
    other = Refused("太短", "title")
    assert all_of([], rule) is rule
    assert all_of([unread]).status == 422
    both = all_of([unread], RefusedAll([rule, other]))
    assert isinstance(both, RefusedAll)
    assert not isinstance(both, Overtaken)
    assert [each.text for each in both.refusals] == ["不是数", "太短"]
    late = all_of([unread], Overtaken("别人办理过"))
    assert isinstance(late, OvertakenAll)
    assert (late.status, [each.text for each in late.refusals]) == (409, ["不是数", "别人办理过"])
    assert all_of([unread], TooOften("太频繁", 60)).status == 429


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
    sent = await client.post("/follow", data={"code": "G" * 301})
    assert len(Page(sent).texts("#notice li")) == 2  # what is too long is said all the same


async def test_what_is_too_long_is_not_read_besides(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    form = {"version": "9" * 301, "decision": "pass", "opinion": "可以"}
    sent = await client.post(f"/topics/{topic}/review", data=form)
    said = ["这个议题刚被别人办理过，请看现在的情况再办。", "这一项太长，最多 300 个字。"]
    assert Page(sent).texts("#notice li") == said
