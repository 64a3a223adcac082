"""People who are known where a matter is: asked by one tap each, all at once, or by a list."""

from typing import Any

import pytest

from app.access.roles import Role
from app.charter.model import Group
from app.consultations.known import known
from app.dates import now
from app.db import county_tx, execute
from tests import given
from tests.conftest import Browser
from tests.consultations.steps import HTMX, KEPT, a_place, all_of, recorded
from tests.page import Page, refused

pytestmark = pytest.mark.anyio

GROUPS = {key: Group(key, key, counts_as=key) for key in ("member", "citizen", "department")}


def sat(sitting: int, name: str, grp: str = "citizen", **more: Any) -> dict[str, Any]:
    nobody = {"member": None, "department": None, "sector": None, "department_name": None}
    return {"sitting": sitting, "grp": grp, "name": name, **nobody, **more}


def placed(number: int, name: str) -> dict[str, Any]:
    return {"id": number, "name": name, "sector": "农业界"}


def test_each_is_offered_once_as_they_sat_the_last_time() -> None:
    found = known(
        [
            sat(9, "钱小三"),
            sat(9, "住建局", "department", department=4, department_name="住建局"),
            sat(8, "李委员", "citizen", member=7),
            sat(8, "钱小三"),
            sat(8, "▇▇"),
            sat(8, "孙某", "gone"),
        ],
        [placed(7, "李委员"), placed(8, "周委员")],
        GROUPS,
        "member",
    )
    assert [(each.key, each.person["grp"], each.note, each.last) for each in found] == [
        ("citizen:钱小三", "citizen", "", True),
        ("department:4:住建局", "department", "", True),
        ("member:7", "citizen", "", False),
        ("member:8", "member", "农业界", False),
    ]


async def another_topic(client: Browser) -> tuple[int, Any]:
    """At a station where one sitting was filed."""
    place = await a_place(client)
    await recorded(client, place.consultation)
    answers = {"participant": str(place.people["孙科长"]), "text": "下月动工", "answers": ""}
    said = {"participant": str(place.people["钱小三"]), "text": "太黑"}
    await client.post(f"/consultations/{place.consultation}/statements", data=said)
    answers["answers"] = str((await all_of("statement"))[0]["id"])
    await client.post(f"/consultations/{place.consultation}/statements", data=answers)
    filed = KEPT | {"version": "1", "conclusion": "consensus", "opinion": "装灯"}
    sent = await client.post(f"/consultations/{place.consultation}/filing", data=filed)
    assert sent.status_code == 303, refused(sent)
    return await given.a_topic(place.station, ring="确定人员"), place


def chips(page: Page) -> dict[str, str]:
    """→ what stands on it: what is sent."""
    return dict(
        zip(page.texts("#circle .tick span"), values(page, "#circle .tick input"), strict=True)
    )


def values(page: Any, selector: str) -> list[str]:
    return [each.value for each in page.all(selector)]


async def circle(topic: int) -> list[str]:
    return [each["name"] for each in await all_of("circle") if each["topic"] == topic]


async def test_one_tap_asks_and_another_takes_out(client: Browser) -> None:
    topic, place = await another_topic(client)
    offered = chips(Page(await client.get(f"/topics/{topic}")))
    assert list(offered) == ["赵书记", "李委员农业界", "钱小三", "孙科长住建局"]
    path = f"/topics/{topic}/circle/known"
    two = [offered["赵书记"], offered["李委员农业界"]]
    part = await client.post(path, data={"there": two}, headers=HTMX)
    assert part.text.lstrip().startswith('<section id="circle"')
    shown = Page(part)
    assert shown.texts("#circle .fill li") == [
        "召集人 1/1",
        "委员 1/1",
        "群众代表 0/1 还差 1 位",
    ]
    assert shown.texts("#circle .people") == []  # who can be ticked stands there once
    assert values(shown, "#circle [name=there][checked]") == two
    assert set(values(shown, "#circle [name=was]")) == set(two)
    # Made before somebody else asked a third: only what differs is changed.
    await client.post(path, data={"there": [offered["钱小三"]]})
    sent = await client.post(path, data={"there": [offered["李委员农业界"]], "was": two})
    assert sent.status_code == 303
    assert await circle(topic) == ["李委员", "钱小三"]
    assert place.member in [each["member"] for each in await all_of("circle")]


async def test_all_of_the_last_time_by_one_tap(client: Browser) -> None:
    topic, _place = await another_topic(client)
    page = Page(await client.get(f"/topics/{topic}"))
    assert page.texts("#circle [name=last]") == ["上次的 4 位都请"]
    sent = await client.post(f"/topics/{topic}/circle/known", data={"last": "yes"})
    assert sent.status_code == 303
    assert await circle(topic) == ["赵书记", "李委员", "钱小三", "孙科长"]


async def test_nobody_is_asked_for_a_department_that_has_ended(client: Browser) -> None:
    topic, _place = await another_topic(client)
    async with county_tx():
        ended = 'UPDATE "department" SET "ceased_at" = $2 WHERE "department"."county" = $1'
        await execute(ended, now())
    await client.post(f"/topics/{topic}/circle/known", data={"last": "yes"})
    assert await circle(topic) == ["赵书记", "李委员", "钱小三"]


async def test_nobody_is_asked_who_was_not_offered(client: Browser) -> None:
    topic, _place = await another_topic(client)
    path = f"/topics/{topic}/circle/known"
    for value in ("citizen:陌生人", "member:1", ""):
        sent = await client.post(path, data={"there": [value]})
        assert refused(sent) == ["名单刚有变化，请再选一次。"]
    elsewhere = await given.a_topic(await given.a_station("关口镇工作站"), ring="确定人员")
    assert refused(await client.post(f"/topics/{elsewhere}/circle/known", data={}))
    await given.signed_in(client, Role.DEPARTMENT)
    assert refused(await client.post(path, data={"last": "yes"}))
    assert await circle(topic) == []


async def test_a_list_of_thirty_is_pasted_and_looked_at_once(client: Browser) -> None:
    topic, place = await another_topic(client)
    letters = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪"
    people = [f"群众{letter}" for letter in letters]
    text = "\n".join(["1. 李委员", *people])
    path = f"/topics/{topic}/circle"
    assert refused(await client.post(path, data={"grp": "*", "names.*": text})) == [
        "请选名单里没有的人算哪一类。"
    ]
    form = {"grp": "*", "names.*": text, "others.*": "citizen"}
    looked = Page(await client.post(path, data=form))
    sent = looked.one("main form")
    chosen = [*values(sent, "input[name='chosen.*']"), *values(sent, "option[selected]")]
    assert len(chosen) == 30
    done = await client.post(path, data=form | {"chosen.*": chosen})
    assert done.status_code == 303
    found = [each for each in await all_of("circle") if each["topic"] == topic]
    assert len(found) == 30
    assert {(each["grp"], each["member"]) for each in found} == {
        ("member", place.member),
        ("citizen", None),
    }
