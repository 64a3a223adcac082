"""Drafts by their forms: built from nothing, wrong in places, by two at once, in two tabs."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.charter import presets, store
from app.charter.model import Charter
from app.charter.sheets import Excluded
from app.dates import today
from app.db import county_tx
from app.drafting import drafts, versions
from app.drafting.differences import differences
from app.drafting.forms.fields import PARTS
from app.scoring.rules import ranking
from tests import given
from tests.charter.editor import Editor, Part
from tests.conftest import Browser
from tests.page import Page, refused

pytestmark = pytest.mark.anyio
CHARTERS = {"small": given.charter(), **presets.presets()}


async def begun(client: AsyncClient, start: str = "now") -> int:
    answer = await client.post("/charter/drafts", data={"title": "草稿", "start": start})
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rpartition("/")[2])


async def data_of(draft: int) -> dict[str, Any]:
    async with county_tx(readonly=True):
        return drafts.data_of(await drafts.find(draft))


async def signed(client: AsyncClient, draft: int, **more: str) -> Charter:
    """Shown, confirmed, saved. → the newest version; what is as that one is not saved again"""
    here = f"/charter/drafts/{draft}/signing"
    form = {"note": "新规则", "effective_on": str(today()), "made_against": "1", **more}
    shown = await client.post(here, data=form)
    assert shown.status_code == 200, shown.text
    if Page(shown).all("button[name=confirmed]"):
        page = Page(shown)
        seen = {name: page.typed(name)[0] for name in ("seen", "looked") if page.typed(name)}
        saved = await client.post(here, data={**form, **seen, "confirmed": "true"})
        assert saved.status_code == 303, saved.text
    else:
        assert "完全一样" in shown.text
    async with county_tx(readonly=True):
        _number, charter = await store.in_force()
    assert charter
    return charter


def the_same(one: Charter, other: Charter) -> None:
    assert [each.said() for each in differences(other, one)] == []
    assert one == other


@pytest.mark.parametrize("name", CHARTERS)
async def test_built_from_nothing_through_the_forms(client: AsyncClient, name: str) -> None:
    await given.signed_in(client, Role.OFFICE)
    editor = Editor(client, await begun(client, "blank"))
    whole = drafts.from_charter(CHARTERS[name])
    for part in PARTS:
        await editor.build(part, whole)
        assert not editor.page.wrong
    the_same(await signed(client, editor.draft), CHARTERS[name])


@pytest.mark.parametrize("name", CHARTERS)
async def test_what_is_opened_and_saved_stays_as_it_was(client: AsyncClient, name: str) -> None:
    await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        draft = await drafts.begin(drafts.from_charter(CHARTERS[name]), "草稿", "张三")
    editor = Editor(client, draft)
    for part in PARTS:
        await editor.open(part)
        await editor.press()
        assert not editor.page.wrong
    the_same(await signed(client, draft), CHARTERS[name])


async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    client: AsyncClient,
) -> None:
    await given.signed_in(client, Role.OFFICE)
    editor = Editor(client, await begun(client))
    page = await editor.open("flow")
    page.fill("flow.steps.0.rings.1.days", "五天")
    page.fill("flow.steps.0.rings.2.name", "")
    page.fill("flow.steps.0.rings.2.by", [])
    kept = await editor.send("keep")
    for said in ("镇街初筛 › 时限: 请填一个整数。", "没有人办理这一环", "环节的名称不能空着"):
        assert said in kept.text
    assert Page(kept).one("#seen").get("value")
    page = await editor.press()
    assert "请填一个整数。" in page.wrong
    assert len(page.wrong) == 3
    assert (await editor.open("flow")).fields["flow.steps.0.rings.1.days"] == "五天"
    overview = await client.get(f"/charter/drafts/{editor.draft}")
    assert "还需修改 3 处" in overview.text
    answer = await client.post(
        f"/charter/drafts/{editor.draft}/signing",
        data={"note": "", "effective_on": "2020-01-01", "confirmed": "true"},
    )
    wrong = refused(answer)
    for said in ("请写明改了什么、为什么改，不超过 200 字。", "生效日期是今天或以后的一天。"):
        assert said in wrong
    assert any("时限: 请填一个整数。" in each for each in wrong)
    async with county_tx(readonly=True):
        assert await versions.newest() == 1


async def test_pieces_move_also_over_to_the_next_step(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    editor = Editor(client, await begun(client))
    before = (await data_of(editor.draft))["flow"]["steps"]
    await editor.open("flow")
    await editor.press("down:flow.steps.0.rings.0")
    await editor.press("up:flow.steps.1")
    await editor.press("up:flow.steps.2.rings.0")  # over to the end of the step before
    await editor.press("remove:flow.steps.3.rings.0")
    after = (await data_of(editor.draft))["flow"]["steps"]
    names = [[ring["name"] for ring in step["rings"]] for step in after]
    was = [[ring["name"] for ring in step["rings"]] for step in before]
    assert [step["name"] for step in after] == [before[n]["name"] for n in (1, 0, 2, 3)]
    assert names[0] == was[1]
    assert names[1] == [was[0][1], was[0][0], *was[0][2:], was[2][0]]
    assert names[2] == was[2][1:]
    assert names[3] == was[3][1:]


async def test_the_order_in_which_inputs_come_is_the_order(client: AsyncClient) -> None:
    """As after dragging: names keep their numbers, places change."""
    await given.signed_in(client, Role.OFFICE)
    editor = Editor(client, await begun(client))
    page = await editor.open("topics")
    fields = page.fields
    last = {name: fields.pop(name) for name in list(fields) if ".categories.0." in name}
    fields |= last
    await editor.press()
    keys = [each["key"] for each in (await data_of(editor.draft))["topics"]["categories"]]
    assert keys == ["key", "hard"]


async def test_a_new_piece_gets_its_key_from_its_name(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    editor = Editor(client, await begun(client))
    await editor.open("topics")
    for number, name in ((2, "社会焦点"), (3, "社会焦点"), (4, "!!")):
        await editor.press("add:topics.categories")
        editor.page.fill(f"topics.categories.{number}.name", name)
    await editor.press()
    found = (await data_of(editor.draft))["topics"]["categories"][2:]
    assert [each["key"] for each in found] == ["shehuijiaodian", "shehuijiaodian-2", "key-2"]


async def test_who_is_not_ranked_is_chosen_from_what_there_is(client: AsyncClient) -> None:
    """Two of one name are told apart and kept by their number; a name that stood there before
    schema 4 has to be made clear once.
    """
    towns = [await given.a_station(name) for name in ("城关镇站", "石月镇站")]
    one, other = [
        await given.a_station("东风村站", parent={"id": town, "lineage": [town]}) for town in towns
    ]
    only = await given.a_station("县级站")
    await given.signed_in(client, Role.OFFICE)
    editor = Editor(client, await begun(client))
    here = "scoring.sheets.0.excluded"
    await editor.open("scoring")
    editor.page.fill(here, "东风村站\n县级站\n没有的站")
    await editor.press()
    assert editor.page.wrong == [
        "叫「东风村站」的有 2 个，请照其中一个写：东风村站（城关镇站）、东风村站（石月镇站）。",
        "没有叫「没有的站」的。",
    ]
    editor.page.fill(here, "东风村站（石月镇站）\n县级站")
    await editor.press()
    assert editor.page.wrong == []
    (sheet,) = (await signed(client, editor.draft)).scoring.sheets
    assert sheet.excluded == [
        Excluded("东风村站（石月镇站）", str(other)),
        Excluded("县级站", str(only)),
    ]
    names = {str(one): "东风村站", str(other): "东风村站", str(only): "县级站"}
    found = ranking(sheet, names, {})
    assert {each.subject for each in found if each.why_no_rank} == {str(other), str(only)}


async def test_of_two_who_write_one_page_the_later_sees_the_difference(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    draft = await begun(client)
    one, other = Editor(client, draft), Editor(client, draft)
    await one.open("flow")
    await other.open("flow")
    one.page.fill("flow.steps.0.rings.1.days", "7")
    await one.press()
    other.page.fill("flow.steps.0.rings.2.days", "9")
    kept = Page(await other.send("keep"))
    assert kept.one("#kept").text == "尚未保存"
    assert "张三 改过这一页" in kept.texts("#problems .notice p")[0]
    answer = await other.send()
    assert "张三 改过这一页" in answer.text
    assert "7 → 3 个工作日" in answer.text
    assert "5 → 9 个工作日" in answer.text
    rings = (await data_of(draft))["flow"]["steps"][0]["rings"]
    assert [ring.get("days") for ring in rings[1:3]] == [7, 5]
    other.page = type(other.page)(answer.text)  # asked, and saved all the same
    await other.press()
    rings = (await data_of(draft))["flow"]["steps"][0]["rings"]
    assert [ring.get("days") for ring in rings[1:3]] == [3, 9]
    names = Editor(client, draft)  # another page of the draft is nobody's business
    await names.open("names")
    names.page.fill("names.slogan", "有话直说")
    await names.press()
    assert (await data_of(draft))["names"]["slogan"] == "有话直说"


async def test_a_page_is_not_in_its_own_way(client: AsyncClient) -> None:
    """What is kept while typing crosses with the button that was pressed meanwhile."""
    await given.signed_in(client, Role.OFFICE)
    editor = Editor(client, await begun(client))
    page = await editor.open("names")
    page.fill("names.slogan", "有话直说")
    await editor.send("keep")
    page.fill("names.topic", "话题")
    answer = await editor.send()  # with the mark from before
    assert "改过这一页" not in answer.text
    assert (await data_of(editor.draft))["names"]["topic"] == "话题"
    page.fill("names.topic", "旧话题")  # the back button: two changes behind
    assert "改过这一页" in Page(await editor.send()).texts("#problems .notice p")[0]
    assert (await data_of(editor.draft))["names"]["topic"] == "话题"


async def test_one_step_back_and_forward(client: Browser) -> None:
    await given.signed_in(client, Role.OFFICE)
    editor = Editor(client, await begun(client))
    was = await data_of(editor.draft)
    await editor.open("flow")
    await editor.press("remove:flow.steps.3")
    gone = await data_of(editor.draft)
    here = f"/charter/drafts/{editor.draft}/undoing"
    form = {"part": "flow", "form_token": client.form_token()}
    for _twin in range(2):  # sent twice, done once
        answer = await client.post(here, data=form)
        assert answer.headers["location"].endswith(f"/charter/drafts/{editor.draft}/flow")
    assert await data_of(editor.draft) == was
    await client.post(here)
    assert await data_of(editor.draft) == gone


async def test_half_a_form_changes_nothing(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    editor = Editor(client, await begun(client))
    was = await data_of(editor.draft)
    await editor.open("names")
    del editor.page.fields["whole"]
    assert (await editor.send()).status_code == 422
    assert (await client.get(f"/charter/drafts/{editor.draft}/nothing")).status_code == 404
    assert await data_of(editor.draft) == was


async def test_put_aside_or_signed_it_is_no_draft_any_more(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    first, second = await begun(client), await begun(client, "preset:wudu")
    assert (await client.post(f"/charter/drafts/{first}/dropping")).status_code == 303
    assert await signed(client, second) == presets.presets()["wudu"]
    for draft in (first, second):
        assert (await client.get(f"/charter/drafts/{draft}")).status_code == 404
        assert (await client.get(f"/charter/drafts/{draft}/flow")).status_code == 404
    left = Page(await client.get("/charter/drafts"))
    assert left.all('main .list a[href*="/charter/drafts/"]') == []
    assert left.one("main .empty").text.startswith("还没有草稿")
    # The one that was put aside by mistake is written on; the one that was signed is not.
    assert [each["action"].split("/drafts/")[1] for each in left.all("main details form")] == [
        f"{first}/taking-up"
    ]
    assert (await client.post(f"/charter/drafts/{second}/taking-up")).status_code == 404
    assert (await client.post(f"/charter/drafts/{first}/taking-up")).status_code == 303
    assert (await client.get(f"/charter/drafts/{first}/flow")).status_code == 200
    assert Page(await client.get("/charter/drafts")).all("main details") == []


async def test_where_a_draft_may_begin(client: Browser) -> None:
    await given.signed_in(client, Role.OFFICE)
    for start in ("preset:nowhere", "version:1", "version:x", "nothing"):
        answer = await client.post("/charter/drafts", data={"title": "甲", "start": start})
        assert answer.status_code == 404, start
    for title in ("", "长" * 61, "两\n行"):
        answer = await client.post("/charter/drafts", data={"title": title, "start": "now"})
        assert answer.status_code == 422
    assert refused(await client.post("/charter/drafts", data={"title": "甲"})) == [
        "请选从哪里开始。"
    ]
    form = {"title": "甲", "start": "now", "form_token": client.form_token()}
    one, again = [await client.post("/charter/drafts", data=form) for _n in "12"]
    assert one.headers["location"] == again.headers["location"]
    other = await client.post("/charter/drafts", data={**form, "title": "另取的名字"})
    assert other.status_code == 409
    assert Page(other).typed("title") == ["另取的名字"]


async def test_without_scripts_too_nothing_typed_is_lost(client: Browser) -> None:
    """A page that was sent whole and to a plain browser: kept, told, and what another wrote
    meanwhile shown; one page may be sent again under its token.
    """
    await given.signed_in(client, Role.OFFICE)
    draft = await begun(client)
    one, other = Editor(client, draft), Editor(client, draft)
    await one.open("names")
    await other.open("names")
    one.page.fill("names.slogan", "有话直说")
    for topic in ("话题", "议事"):
        one.page.fill("names.topic", topic)
        sent = await client.post(one.here, data={**one.page.fields, "do": "save"})
        assert (sent.status_code, sent.headers["location"].endswith("/names")) == (303, True)
    assert "已存进草稿。" in (await client.get(one.here)).text
    assert (await data_of(draft))["names"]["topic"] == "议事"
    other.page.fill("names.slogan", "大家来说")
    sent = await client.post(other.here, data={**other.page.fields, "do": "save"})
    assert "张三 改过这一页" in sent.text
    assert Part(sent).fields["names.slogan"] == "大家来说"
    assert (await data_of(draft))["names"]["slogan"] == "有话直说"
    del one.page.fields["whole"]
    half = await client.post(one.here, data=one.page.fields | {"names.slogan": "写了一半"})
    assert half.status_code == 422
    assert Part(half).fields["names.slogan"] == "写了一半"


async def test_only_the_sheet_that_is_worked_on_travels(client: Browser) -> None:
    """Eleven sheets were 1,627 fields and 724 KB at each button."""
    await given.signed_in(client, Role.OFFICE)
    editor = Editor(client, await begun(client, "preset:yanjiang"))
    filled = await data_of(editor.draft)
    one = filled["scoring"]["sheets"][0]
    filled["scoring"]["sheets"] = [one | {"key": f"s{n}", "name": f"表{n}"} for n in range(11)]
    async with county_tx():
        await drafts.keep(editor.draft, filled, "", "张三")
    await editor.open("scoring")
    whole = await data_of(editor.draft)
    sheets = len(whole["scoring"]["sheets"])
    assert sheets == 11
    assert len(editor.page.fields) < 40
    page = await editor.press("open:scoring.sheets.3")
    assert len(page.fields) < 300
    page.fill("scoring.sheets.3.name", "改过的表")
    page = await editor.press("down:scoring.sheets.3")  # among those that are folded
    assert page.fields["scoring.sheets.4.name"] == "改过的表"
    now = await data_of(editor.draft)
    order = [0, 1, 2, 4, 3, *range(5, sheets)]
    expected = [dict(whole["scoring"]["sheets"][n]) for n in order]
    expected[4]["name"] = "改过的表"
    assert now["scoring"]["sheets"] == expected
    await editor.press("remove:scoring.sheets.0")
    assert (await data_of(editor.draft))["scoring"]["sheets"] == expected[1:]


async def test_a_folded_sheet_that_is_gone_is_not_lost_in_silence(client: Browser) -> None:
    await given.signed_in(client, Role.OFFICE)
    editor = Editor(client, await begun(client, "preset:yanjiang"))
    await editor.open("scoring")
    before = await data_of(editor.draft)
    editor.page.fields["scoring.sheets.1"] = "=0"
    answer = await editor.send()
    assert answer.status_code == 422
    assert await data_of(editor.draft) == before


async def test_the_page_opens_on_a_piece_without_scripts(client: Browser) -> None:
    await given.signed_in(client, Role.OFFICE)
    editor = Editor(client, await begun(client, "preset:yanjiang"))
    await editor.open("scoring")
    form = {**editor.page.fields, "do": "open:scoring.sheets.1"}
    answer = await client.post(editor.here, data=form)
    assert answer.status_code == 303
    there = answer.headers["location"]
    assert "on=scoring.sheets.1" in there
    page = Part(await client.get(there[there.index("/charter") :]))
    assert "scoring.sheets.1.name" in page.fields
    assert "scoring.sheets.0.name" not in page.fields


async def test_one_part_of_today_s_rules_is_begun_by_one_button(client: Browser) -> None:
    await given.signed_in(client, Role.OFFICE)
    shown = Page(await client.get("/charter"))
    offered = [each["value"] for each in shown.all("button[name=part]")]
    assert offered == list(PARTS)
    sent = await client.post("/charter/drafts", data={"start": "now", "part": "flow"})
    assert sent.status_code == 303
    assert sent.headers["location"].endswith("/flow")
    draft = sent.headers["location"].partition("/charter")[2].removesuffix("/flow")
    assert Page(await client.get(f"/charter{draft}")).one("h1").text == "草稿：改流程"
    sent = await client.post("/charter/drafts", data={"start": "now", "part": "nothing"})
    assert refused(sent) == ["给草稿起个名字，不超过 60 字。"]
