"""The circle on the topic's page: who is in it, who may change it, and when."""

from typing import Any

import pytest

from app.access.roles import Role
from app.charter import store
from app.consultations.circle import lacking_groups
from app.db import county_tx, rows
from app.veiling.queries import hidden_of
from tests import given
from tests.conftest import Browser
from tests.page import Page

pytestmark = pytest.mark.anyio


async def names(topic: int) -> list[str]:
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "name" FROM "circle" WHERE "circle"."county" = $1 AND "topic" = $2'
            ' ORDER BY "id"',
            topic,
        )
    return [each["name"] for each in found]


async def lacking(topic: int) -> tuple[str, ...]:
    async with county_tx(readonly=True):
        return await lacking_groups(topic, store.read(given.CHARTER))


async def a_member(name: str, station: int | None = None, sector: str = "农业界") -> int:
    async with county_tx():
        member = await given.a_member(name, station=station)
        await rows(
            'UPDATE "member" SET "sector" = $3 WHERE "member"."county" = $1 AND "id" = $2',
            member,
            sector,
        )
    return member


async def a_topic(client: Browser, ring: str = "确定人员") -> tuple[int, int]:
    station = await given.a_station()
    await given.signed_in(client, Role.CONVENER, station=station)
    return await given.a_topic(station, ring=ring), station


async def add(client: Browser, topic: int, **form: Any) -> Any:
    return await client.post(f"/topics/{topic}/circle", data=form)


async def test_composed_person_by_person_until_nobody_lacks(client: Browser) -> None:
    topic, station = await a_topic(client)
    placed = await a_member("李委员", station)
    await a_member("艾远委员", await given.a_station("关口镇工作站"))
    page = Page(await client.get(f"/topics/{topic}"))
    near_first = page.texts("select[name='member.member'] option")
    assert near_first == ["请选", "李委员（农业界）", "艾远委员（农业界）"]
    assert await lacking(topic) == ("召集人（0/1）", "委员（0/1）", "群众代表（0/1）")
    await add(client, topic, grp="convener", name="赵书记")
    await add(client, topic, grp="member", member=str(placed))
    await add(client, topic, grp="member", name="艾远委员")
    part = await client.post(
        f"/topics/{topic}/circle",
        data={"grp": "citizen", "name": "钱小三"},
        headers={"hx-request": "true"},
    )
    assert part.text.lstrip().startswith('<section id="circle"')
    assert "移出 钱小三" in part.text
    assert await names(topic) == ["赵书记", "李委员", "艾远委员", "钱小三"]
    assert await lacking(topic) == ()


async def test_a_double_submit_adds_one(client: Browser) -> None:
    topic, _station = await a_topic(client)
    token = client.form_token()
    for _ in range(2):
        sent = await add(client, topic, grp="citizen", name="钱小三", form_token=token)
        assert sent.status_code == 303
    assert await names(topic) == ["钱小三"]


async def test_somebody_else_under_the_same_token_is_no_twin(client: Browser) -> None:
    topic, _station = await a_topic(client)
    token = client.form_token()
    await add(client, topic, grp="citizen", name="钱小三", form_token=token)
    typed = {"names.citizen": "孙小四"}
    sent = await add(client, topic, grp="citizen", form_token=token, **typed)
    assert sent.status_code == 409
    assert Page(sent).typed("names.citizen") == ["孙小四"]
    assert await names(topic) == ["钱小三"]


async def test_the_refused_form_is_found_open_with_what_was_typed(client: Browser) -> None:
    topic, _station = await a_topic(client)
    await add(client, topic, grp="citizen", name="钱小三")
    sent = await add(client, topic, grp="citizen", **{"names.citizen": "钱小三"})
    assert sent.status_code == 422
    page = Page(sent)
    field = page.one("textarea[aria-invalid]")
    assert (field["name"], field.value) == ("names.citizen", "钱小三")
    assert field.around("details").one("button[name=grp]").value == "citizen"
    assert field.around("details").has("open")
    link = page.one("#notice a")
    assert (link["href"], link.text) == (f"#{field['id']}", "钱小三 已经在内。")


async def test_a_department_and_a_name_too_long_are_told_at_once(client: Browser) -> None:
    topic, _station = await a_topic(client)
    hx = {"hx-request": "true"}
    data = {"grp": "x", "department": "12345", "name": "长" * 31}
    sent = await client.post(f"/topics/{topic}/circle", data=data, headers=hx)
    assert sent.headers["hx-retarget"] == "#flash"
    fields = [each["data-field"] for each in Page(sent).all("[data-field]")]
    assert (sent.status_code, sorted(fields)) == (422, ["department", "name"])


async def test_each_refusal_in_words(client: Browser) -> None:
    topic, _station = await a_topic(client)
    await a_member("同名", sector="农业界")
    await a_member("同名", sector="教育界")
    await add(client, topic, grp="convener", name="赵书记")
    for form, text in (
        ({"grp": "convener", "name": "周主任"}, "最多 1 位"),
        ({"grp": "nobody", "name": "周"}, "请选一个类别"),
        ({"grp": "citizen", "name": ""}, "请写姓名"),
        ({"grp": "member", "member": "查无此人"}, "没有叫「查无此人」的"),
        ({"grp": "member", "member": "12345"}, "已经不在了"),
        ({"grp": "member", "member": "同名"}, "同名（农业界）、同名（教育界）"),
        ({"grp": "member", "member": "同"}, "相近的有：同名（农业界）、同名（教育界）"),
        ({"grp": "member"}, "请选一位"),
        ({"grp": "x", "department": "12345"}, "已经不在了"),
    ):
        sent = await add(client, topic, **form)
        assert (sent.status_code, text in sent.text) == (422, True), form
    assert await names(topic) == ["赵书记"]
    await add(client, topic, grp="member", name="同名（教育界）")
    assert "已经在内" in (await add(client, topic, grp="member", name="同名（教育界）")).text


async def test_a_pasted_list_is_looked_at_before_it_is_added(client: Browser) -> None:
    """Clear names are said so, of several one is chosen, strangers enter as somebody of a group."""
    topic, station = await a_topic(client)
    await a_member("李委员", station)
    await a_member("同名", sector="农业界")
    teacher = await a_member("同名", sector="教育界")
    pasted = {"grp": "member", "names.member": "李委员、同名\n外来人；走错的"}
    sent = await add(client, topic, **pasted)
    page = Page(sent)
    assert (sent.status_code, await names(topic)) == (200, [])
    assert page.texts("li .title") == ["李委员"]
    assert [each.text.split(" 有")[0].split(" 名单")[0] for each in page.all("li label")] == [
        "同名", "外来人", "走错的",
    ]  # fmt: skip
    choices = page.all("li select")
    assert choices[0].texts("option") == [
        "请选", "同名（农业界）", "同名（教育界）", "作为「群众代表」加入，不是委员", "不加入",
    ]  # fmt: skip
    assert choices[1].texts("option") == ["请选", "作为「群众代表」加入，不是委员", "不加入"]
    clear = page.typed("chosen.member")
    again = await add(client, topic, **pasted, **{"chosen.member": [*clear, f"{teacher} 同名"]})
    assert (again.status_code, await names(topic)) == (200, [])  # of two nothing is said yet
    assert Page(again).typed("chosen.member") == [*clear, f"{teacher} 同名"]
    decided = [*clear, f"{teacher} 同名", "group:citizen 外来人", "- 走错的"]
    sent = await add(client, topic, **pasted, **{"chosen.member": decided})
    assert (sent.status_code, await names(topic)) == (303, ["李委员", "同名", "外来人"])
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "grp", "member" FROM "circle" WHERE "circle"."county" = $1 ORDER BY "id"'
        )
    assert [(each["grp"], each["member"]) for each in found][1:] == [
        ("member", teacher), ("citizen", None),
    ]  # fmt: skip


async def test_a_letter_of_an_offices_own_is_told_and_chosen_by_hand(client: Browser) -> None:
    """Rare letters typed where no font had them: the same code is another letter elsewhere."""
    topic, station = await a_topic(client)
    rare = await a_member("王\ue000", station)
    await a_member("王\ue001", station)
    pasted = {"grp": "member", "names.member": "王\ue000"}
    sent = await add(client, topic, **pasted)
    page = Page(sent)
    assert (sent.status_code, await names(topic), page.all("li .title")) == (200, [], [])
    assert "名字里有自造字" in page.one("li label small").text
    assert page.one("li select").texts("option") == [
        "请选", "王\ue000", "作为「群众代表」加入，不是委员", "不加入",
    ]  # fmt: skip
    sent = await add(client, topic, **pasted, **{"chosen.member": [f"{rare} 王\ue000"]})
    assert (sent.status_code, await names(topic)) == (303, ["王\ue000"])
    assert "王\ue000" in Page(await client.get(f"/topics/{topic}")).text
    assert "自造字" not in (await add(client, topic, grp="member", names="外来人")).text


async def test_names_glued_by_what_is_not_seen_are_two(client: Browser) -> None:
    topic, station = await a_topic(client)
    await a_member("李委员", station)
    await a_member("王小芳", station)
    sent = await add(client, topic, grp="member", **{"names.member": "李委员\u200b王小芳"})
    page = Page(sent)
    assert page.texts("li .title") == ["李委员", "王小芳"]
    decided = {
        "grp": "member",
        "names.member": "李委员\u200b王小芳",
        "chosen.member": page.typed("chosen.member"),
    }
    assert (await add(client, topic, **decided)).status_code == 303
    assert await names(topic) == ["李委员", "王小芳"]


async def test_htmx_gets_the_list_in_the_place_of_the_circle(client: Browser) -> None:
    topic, _station = await a_topic(client)
    sent = await client.post(
        f"/topics/{topic}/circle",
        data={"grp": "member", "names": "外来人"},
        headers={"hx-request": "true"},
    )
    assert sent.text.lstrip().startswith('<section id="circle"')
    assert Page(sent).one("button[formaction]")["data-hx-target"] == "#circle"


async def test_a_list_of_citizens_is_added_as_it_is(client: Browser) -> None:
    topic, _station = await a_topic(client)
    await add(client, topic, grp="citizen", names="钱小三、孙小四\n阿依古丽 买买提")
    assert await names(topic) == ["钱小三", "孙小四", "阿依古丽 买买提"]
    sent = await add(client, topic, grp="citizen", names="周小五、孙小四")
    assert (sent.status_code, "孙小四 已经在内" in sent.text) == (422, True)
    assert len(await names(topic)) == 3


async def test_somebody_is_taken_out_again(client: Browser) -> None:
    topic, station = await a_topic(client)
    other = await given.a_topic(station, ring="确定人员")
    await add(client, topic, grp="citizen", name="钱小三")
    async with county_tx(readonly=True):
        (person,) = await rows('SELECT "id" FROM "circle" WHERE "circle"."county" = $1')
    await client.post(f"/topics/{other}/circle/{person['id']}/removal")
    assert await names(topic) == ["钱小三"]
    sent = await client.post(f"/topics/{topic}/circle/{person['id']}/removal")
    assert sent.status_code == 303
    assert await names(topic) == []
    async with county_tx(readonly=True):  # what was written meanwhile may name them
        assert await hidden_of(None, topic) == {"钱小三": "▇▇", "李大爷": "李**"}


async def test_not_at_the_wrong_ring_nor_by_the_wrong_role(client: Browser) -> None:
    topic, station = await a_topic(client, ring="报送成果")
    sent = await add(client, topic, grp="citizen", name="钱小三")
    assert "现在轮到「报送成果」这一环" in sent.text
    topic = await given.a_topic(station, ring="确定人员")
    await given.signed_in(client, Role.COMMITTEE)
    sent = await add(client, topic, grp="citizen", name="钱小三")
    assert "「确定人员」不由您办理" in sent.text
    await given.signed_in(client, Role.REGION)
    assert (await add(client, topic, grp="citizen", name="钱")).status_code == 403
    assert await names(topic) == []


async def test_strangers_read_the_circle_without_citizens_names(client: Browser) -> None:
    topic, _station = await a_topic(client)
    await add(client, topic, grp="convener", name="赵书记")
    await add(client, topic, grp="citizen", name="钱小三")
    client.cookies.clear()
    page = (await client.get(f"/topics/{topic}")).text
    assert "赵书记" in page
    assert "钱小三" not in page
    assert "钱**" in page
    assert "添加群众代表" not in page
