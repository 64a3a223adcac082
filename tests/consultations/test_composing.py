"""Where a circle is composed, a sitting planned, or a promise written, the page is one form:
without scripts too nothing that is typed is left behind by another button (11.5).
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from app.access.roles import Role
from app.access.tables import KeptForm
from app.dates import today
from app.db import county_tx
from tests import given
from tests.conftest import Browser
from tests.consultations.steps import HTMX, PLAN, all_of
from tests.page import Page, as_a_browser_sends, refused

pytestmark = pytest.mark.anyio

FORM = "form[data-one]"


async def at(client: Browser, ring: str) -> int:
    station = await given.a_station()
    await given.signed_in(client, Role.CONVENER, station=station)
    async with county_tx():
        await given.a_member("李委员", station=station)
    return await given.a_topic(station, ring=ring)


async def presses(client: Browser, page: Page, end: str, value: str = "", **typed: Any) -> Page:
    """→ the page to which it leads"""
    found = [
        each
        for each in page.one(FORM).all("button[formaction]:not([hidden])")
        if re.search(f"/{end}$", each["formaction"]) and each.get("value") == value
    ]
    sent = await client.post(
        f"http://test{found[0]['formaction']}",
        data=as_a_browser_sends(page.one(FORM), found[0], **typed),
    )
    return Page(await follow(client, sent))


async def follow(client: Browser, sent: Response) -> Response:
    if sent.status_code != 303:
        return sent
    return await client.get(f"http://test{sent.headers['location']}")


async def test_what_is_typed_for_another_group_and_for_the_ring_stays(client: Browser) -> None:
    topic = await at(client, "确定人员")
    page = Page(await client.get(f"/topics/{topic}"))
    others = {"names.convener": "赵书记", "opinion": "还差一位", "names.*": "王五\n赵六"}
    page = await presses(client, page, "circle", "citizen", **others, **{"names.citizen": "钱小三"})
    assert [each["name"] for each in await all_of("circle")] == ["钱小三"]
    assert {name: page.typed(name) for name in others} == {
        name: [text] for name, text in others.items()
    }
    assert page.typed("names.citizen") == [""]
    # And on from there: what was kept before is not kept twice.
    page = await presses(client, page, "circle", "convener")
    assert [each["name"] for each in await all_of("circle")] == ["钱小三", "赵书记"]
    assert (page.typed("opinion"), page.typed("names.*")) == (["还差一位"], ["王五\n赵六"])
    assert len(await all_of("kept_form")) == 1
    page = await presses(client, page, r"circle/\d+/removal", opinion="", **{"names.*": ""})
    assert (page.typed("opinion"), await all_of("kept_form")) == ([""], [])


async def test_an_agenda_stays_whoever_is_added(client: Browser) -> None:
    topic = await at(client, "介绍情况")
    path = f"/topics/{topic}/circle"
    await client.post(path, data={"grp": "citizen", "name": "钱小三"})
    for page in (f"/topics/{topic}", f"/topics/{topic}/consultations/new"):
        shown = Page(await client.get(page))
        typed = {"agenda": "看现场\n商量", "title": "路灯怎么装", "manner": "site"}
        name = {"names.citizen": f"孙小{len(page)}"}
        shown = await presses(client, shown, "circle", "citizen", **typed, **name)
        assert (shown.typed("agenda"), shown.typed("title")) == (["看现场\n商量"], ["路灯怎么装"])
        assert [each.value for each in shown.all("[name=manner][checked]")] == ["site"]
    planned = await presses(client, shown, "consultations", held_on=PLAN["held_on"])
    (sitting,) = await all_of("consultation")
    assert (sitting["agenda"], sitting["title"]) == ("看现场\n商量", "路灯怎么装")
    assert planned.title.startswith("路灯怎么装")


async def test_names_that_are_looked_at_first_take_the_rest_along(client: Browser) -> None:
    topic = await at(client, "确定人员")
    page = Page(await client.get(f"/topics/{topic}"))
    typed = {"names.member": "李委员、郑不认识", "opinion": "还差一位"}
    looked = await presses(client, page, "circle", "member", **typed)
    form = looked.one("main form")
    sent = as_a_browser_sends(form, form.one("button"))
    sent["chosen.member"] = [*sent["chosen.member"][:1], "- 郑不认识"]
    shown = Page(await follow(client, await client.post(f"/topics/{topic}/circle", data=sent)))
    assert [each["name"] for each in await all_of("circle")] == ["李委员"]
    assert shown.typed("opinion") == ["还差一位"]
    back = await client.get(f"http://test{form.one('a')['href']}")
    assert Page(back).typed("opinion") == ["还差一位"]


async def test_what_is_refused_shows_all_of_it(client: Browser) -> None:
    topic = await at(client, "确定人员")
    page = Page(await client.get(f"/topics/{topic}"))
    typed = {"names.convener": "赵书记", "opinion": "还差一位"}
    shown = await presses(client, page, "circle", "citizen", **typed)
    assert [*shown.wrong] == ["names.citizen"]
    assert {name: shown.typed(name) for name in typed} == {
        name: [text] for name, text in typed.items()
    }


async def test_who_was_ticked_by_others_meanwhile_stays_ticked(client: Browser) -> None:
    topic = await at(client, "确定人员")
    page = Page(await client.get(f"/topics/{topic}"))
    (box,) = page.all("[name=there]")
    await client.post(f"/topics/{topic}/circle/known", data={"there": box.value})
    shown = await presses(client, page, "circle", "citizen", **{"names.citizen": "钱小三"})
    assert shown.one("[name=there]").has("checked")
    typed = {"names.citizen": "孙小四", "there": [], "opinion": "还差一位"}
    shown = await presses(client, shown, "circle", "citizen", **typed)
    assert not shown.one("[name=there]").has("checked")  # here it was taken off
    assert shown.typed("was") == [box.value]


async def test_what_cannot_be_kept_any_more_stands_in_the_answer(client: Browser) -> None:
    """Twenty are kept in an hour; what is typed beside the twenty-first is told, and not lost."""
    topic = await at(client, "确定人员")
    me = (await all_of("account"))[-1]["id"]
    async with county_tx():
        for number in range(20):
            one = KeptForm(
                account=me, browser="another", address=f"/{number}", page="/", fields="[]", form=""
            )
            await KeptForm.insert(one)
    page = Page(await client.get(f"/topics/{topic}"))
    typed = {"opinion": "还差一位", "names.*": "王五"}
    shown = await presses(client, page, "circle", "citizen", **typed, **{"names.citizen": "钱小三"})
    assert [each["name"] for each in await all_of("circle")] == ["钱小三"]
    assert len(await all_of("kept_form")) == 20
    assert shown.one("#notice h2").text == (
        "别处填写的内容还没有保存，也不能再替您保留（一小时最多 20 份）。都在下面，请马上保存。"
    )
    assert {name: shown.typed(name) for name in typed} == {
        name: [text] for name, text in typed.items()
    }
    # A list that has to be matched first: nothing is done yet, and all of it is there.
    page = Page(await client.get(f"/topics/{topic}"))
    more = {"names.member": "李委员\n郑不认识", "opinion": "还差一位"}
    shown = await presses(client, page, "circle", "member", **more)
    assert shown.one("#notice h2").text.startswith("别处填写的内容还没有保存")
    assert len(await all_of("circle")) == 1
    assert {name: shown.typed(name) for name in more} == {
        name: [text] for name, text in more.items()
    }


async def test_what_another_browser_of_one_s_own_holds_stays_there(client: Browser) -> None:
    """Whatever a form says that stood on its page."""
    topic = await at(client, "确定人员")
    me = (await all_of("account"))[-1]["id"]
    async with county_tx():
        one = KeptForm(account=me, browser="another", address="/1", page="/", fields="[]", form="")
        await KeptForm.insert(one)
    page = Page(await client.get(f"/topics/{topic}"))
    typed = {"beside": str(one.id), "opinion": "还差一位", "names.citizen": "钱小三"}
    await presses(client, page, "circle", "citizen", **typed)
    kept = [(each["browser"] == "another", each["address"]) for each in await all_of("kept_form")]
    assert (True, "/1") in kept
    assert len(kept) == 2


async def test_with_scripts_other_groups_are_left_alone(client: Browser) -> None:
    topic = await at(client, "确定人员")
    sent = await client.post(
        f"/topics/{topic}/circle",
        data={"grp": "citizen", "names.citizen": "钱小三", "names.convener": "赵书记"},
        headers=HTMX,
    )
    kept = {each["id"] for each in Page(sent).all("#circle details[data-hx-preserve]")}
    assert "add-citizen" not in kept
    assert {"add-convener", "add-member", "add-list"} <= kept
    assert await all_of("kept_form") == []


async def test_one_more_promise_does_not_take_what_is_said_at_the_end(client: Browser) -> None:
    topic = await at(client, "落实")
    async with county_tx():
        department = await given.a_department("住建局")
    typed = {
        "task": "修好路灯",
        "due_on": str(today() + timedelta(days=30)),
        "department": str(department),
    }
    page = Page(await client.get(f"/topics/{topic}"))
    page = await presses(client, page, "commitments", **typed)
    page = await presses(client, page, "commitments", **typed, text="都办好了")
    assert (page.typed("text"), page.typed("task")) == (["都办好了"], [""])
    assert [each["task"] for each in await all_of("commitment")] == ["修好路灯", "修好路灯"]
    sent = await client.post(
        f"/topics/{topic}/carried-out", data={"version": "0", "text": "好了", "task": "再装一盏"}
    )
    assert refused(sent) == ["还有 2 件落实事项没有办完并核验。"]
    assert Page(sent).typed("task") == ["再装一盏"]
