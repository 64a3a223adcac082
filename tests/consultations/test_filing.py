"""From the circle to what is filed: what stands on the screen, and what another wrote meanwhile."""

from typing import Any

import pytest
from asyncpg.exceptions import RaiseError

from app.access.roles import Role
from app.consultations.tables import Consultation
from app.db import county_tx, execute
from tests import given
from tests.conftest import Browser
from tests.consultations.steps import HTMX, KEPT, MINUTES, PLAN, a_place, a_round, all_of, recorded
from tests.page import Page, refused

pytestmark = pytest.mark.anyio


async def test_from_the_circle_to_the_file(client: Browser) -> None:
    place = await a_place(client)
    number = place.consultation
    page = (await client.get(f"/consultations/{number}")).text
    assert "参加现场协商的人少于 2 位" in page
    early = {"version": "0", "conclusion": "consensus"}
    sent = await client.post(f"/consultations/{number}/filing", data=early)
    assert sent.status_code == 422
    assert "请写明记录" in sent.text
    assert "须有委员参加" in sent.text

    await recorded(client, number)
    sent = await client.post(
        f"/consultations/{number}/walk-ins", data={"grp": "convener", "name": "周主任"}
    )
    assert sent.status_code == 303
    said = {"participant": str(place.people["钱小三"]), "text": "晚上太黑"}
    said["form_token"] = client.form_token()
    for _ in range(2):
        await client.post(f"/consultations/{number}/statements", data=said)
    (statement,) = await all_of("statement")
    reply = {"participant": str(place.people["孙科长"]), "text": "下月装", "answers": ""}
    reply["answers"] = str(statement["id"])
    await client.post(f"/consultations/{number}/statements", data=reply)

    filing = KEPT | {"version": "1", "conclusion": "consensus", "opinion": "装十盏灯"}
    filing["form_token"] = client.form_token()
    for _ in range(2):
        sent = await client.post(f"/consultations/{number}/filing", data=filing)
        assert sent.status_code == 303, sent.text
    (consultation,) = await all_of("consultation")
    assert (consultation["state"], consultation["conclusion"]) == ("filed", "consensus")
    (topic,) = await all_of("topic")
    assert (topic["stage"], topic["round"]) == ("concluded", 1)
    posted = [(e["kind"], e["quantity"], e["result"]) for e in await all_of("ledger")]
    assert sorted(posted) == [
        ("attendance.citizen", 1, ""),
        ("attendance.department", 1, ""),
        ("attendance.member", 1, ""),
        ("consultation.filed", 1, "consensus"),
        ("statement.answered", 1, ""),
        ("statement.made", 1, ""),
        ("topic.step", 1, "consensus"),
    ]
    filed = next(e for e in await all_of("ledger") if e["kind"] == "consultation.filed")
    assert (filed["form"], filed["category"], filed["station"]) == ("site", "hard", place.station)
    attended = next(e for e in await all_of("ledger") if e["kind"] == "attendance.member")
    assert attended["member"] == place.member
    states = {each["name"]: each["state"] for each in await all_of("participant")}
    assert states == dict.fromkeys(["赵书记", "李委员", "钱小三", "孙科长", "周主任"], "present")


async def test_strangers_read_what_was_filed_without_citizens_names(client: Browser) -> None:
    place = await a_place(client)
    number = place.consultation
    await recorded(client, number)
    client.cookies.clear()
    assert (await client.get(f"/consultations/{number}")).status_code == 404
    assert "路灯怎么装" not in (await client.get("/consultations")).text
    await given.signed_in(client, Role.CONVENER, station=place.station)
    filing = KEPT | {"version": "1", "conclusion": "consensus"}
    assert (await client.post(f"/consultations/{number}/filing", data=filing)).status_code == 303
    inside = (await client.get(f"/consultations/{number}")).text
    assert "钱小三" in inside
    client.cookies.clear()
    assert "路灯怎么装" in (await client.get("/consultations")).text
    shown = await client.get(f"/consultations/{number}")
    page = shown.text
    assert "钱小三" not in page
    assert "钱**说太黑" in page
    assert "李委员" in page
    assert "赵书记" in page
    assert Page(shown).texts(".tag-done")[0] == "达成共识"
    assert "<form" not in page.partition('id="flash"')[2]


async def test_no_consensus_goes_on_to_another_round(client: Browser) -> None:
    place = await a_place(client)
    await recorded(client, place.consultation)
    filing = KEPT | {"version": "1", "conclusion": "none"}
    await client.post(f"/consultations/{place.consultation}/filing", data=filing)
    (topic,) = await all_of("topic")
    assert (topic["stage"], topic["round"], topic["ring"]) == ("consulting", 1, 6)
    second = await a_round(client, place.topic)
    assert [each["round"] for each in await all_of("consultation")] == [1, 2]
    assert "第 2 轮" in (await client.get(f"/consultations/{second}")).text


async def test_what_is_too_hard_is_referred(client: Browser) -> None:
    place = await a_place(client)
    await recorded(client, place.consultation)
    filing = KEPT | {"version": "1", "conclusion": "hard"}
    await client.post(f"/consultations/{place.consultation}/filing", data=filing)
    (topic,) = await all_of("topic")
    assert topic["stage"] == "referred"
    assert "topic.referred" in [each["kind"] for each in await all_of("ledger")]


async def test_what_is_filed_stays(client: Browser) -> None:
    place = await a_place(client)
    number = place.consultation
    await recorded(client, number)
    filing = KEPT | {"version": "1", "conclusion": "consensus"}
    await client.post(f"/consultations/{number}/filing", data=filing)
    before = await all_of("consultation"), await all_of("participant"), await all_of("ledger")
    for path, data in (
        ("attendance", {"was": [str(place.people["钱小三"])]}),
        ("walk-ins", {"grp": "citizen", "name": "周"}),
        ("record", PLAN | {"version": "2", "minutes": "别的"}),
        ("statements", {"participant": str(place.people["钱小三"]), "text": "补一句"}),
        ("filing", KEPT | {"version": "2", "conclusion": "partial"}),
        ("cancellation", {"reason": "写错了"}),
    ):
        sent = await client.post(f"/consultations/{number}/{path}", data=data)
        assert sent.status_code == 422, path
        assert "更正说明" in sent.text or "不能办理这一步" in sent.text
    after = await all_of("consultation"), await all_of("participant"), await all_of("ledger")
    assert before == after
    assert await all_of("statement") == []
    correction = {"text": "到场的还有周主任", "reason": "漏记"}
    sent = await client.post(f"/consultations/{number}/corrections", data=correction)
    assert sent.status_code == 303
    assert "到场的还有周主任" in (await client.get(f"/consultations/{number}")).text


async def test_the_later_of_two_tabs_loses_nothing_and_overwrites_nothing(
    client: Browser,
) -> None:
    place = await a_place(client)
    path = f"/consultations/{place.consultation}/record"
    await client.post(path, data=PLAN | {"version": "0", "minutes": "先写的"})
    late = PLAN | {"version": "0", "minutes": "后写的"}
    sent = await client.post(path, data=late)
    assert sent.status_code == 409
    assert sent.headers["content-type"].startswith("text/html")
    assert both(sent.text) == ("后写的", "现在是：先写的", "1")
    (consultation,) = await all_of("consultation")
    assert (consultation["minutes"], consultation["version"]) == ("先写的", 1)
    part = await client.post(path, data=late, headers=HTMX | {"hx-target": "record"})
    assert (part.status_code, part.headers["hx-retarget"]) == (409, "#record")
    assert part.text.startswith('<section id="record"')
    assert part.text.endswith("</section>")
    assert both(part.text) == ("后写的", "现在是：先写的", "1")
    again = await client.post(path, data=late | {"version": "1", "minutes": "先写的，后写的"})
    assert again.status_code == 303
    (consultation,) = await all_of("consultation")
    assert (consultation["minutes"], consultation["version"]) == ("先写的，后写的", 2)


def both(page: str) -> tuple[str, str, str]:
    """What stands in the box of the minutes, what beside it, and the version that is sent next."""
    found = Page(page)
    box = found.one("textarea[name=minutes]")
    form = box.around("section")
    assert found.one("#notice a[href='#minutes']")
    return box.value, form.one("[data-theirs]").text, form.one("input[name=version]").value


async def test_however_long_all_of_the_other_s_words_are_shown(client: Browser) -> None:
    place = await a_place(client)
    path = f"/consultations/{place.consultation}/record"
    long = "先写的很长，" * 1000 + "末了。"
    await client.post(path, data=PLAN | {"version": "0", "minutes": long, "place": "河边"})
    late = PLAN | {"version": "0", "minutes": "后写的", "place": "山上"}
    page = Page(await client.post(path, data=late))
    theirs = page.texts("form p.hint")
    assert {f"现在是：{long}", "现在是：河边"} == {each for each in theirs if "现在是" in each}
    assert page.one("input[name=place]").around("details").has("open")


async def test_what_is_filed_is_what_stands_on_the_screen(client: Browser) -> None:
    """Minutes typed and not saved are filed with the rest; nothing that was saved is lost."""
    place = await a_place(client)
    await recorded(client, place.consultation)
    path = f"/consultations/{place.consultation}"
    form = Page(await client.get(path)).one("textarea[name=minutes]").around("form")
    assert {"conclusion", "opinion", "minutes", "place"} <= {
        each.get("name") for each in form.all("input, textarea")
    }
    (button,) = form.all(f"button[formaction$='{path}/filing']")
    assert button.text == "归档并写下结论"
    typed = KEPT | {"minutes": f"{MINUTES}没有保存的一句。", "place": "河边"}
    filing = typed | {"version": "1", "conclusion": "consensus", "opinion": "装灯"}
    assert (await client.post(f"{path}/filing", data=filing)).status_code == 303
    (consultation,) = await all_of("consultation")
    assert consultation["minutes"] == f"{MINUTES}没有保存的一句。"
    assert (consultation["place"], consultation["state"]) == ("河边", "filed")


async def test_filing_what_was_changed_meanwhile_keeps_the_opinion(client: Browser) -> None:
    place = await a_place(client)
    await recorded(client, place.consultation)
    filing = KEPT | {"version": "0", "conclusion": "consensus", "opinion": "装十盏灯"}
    path = f"/consultations/{place.consultation}/filing"
    sent = await client.post(path, data=filing)
    assert sent.status_code == 409
    shown = Page(sent)
    assert shown.texts("#notice li")[0].startswith("别人刚保存过这份记录")
    form = shown.one("textarea[name=opinion]").around("form")
    assert form.typed("opinion") == ["装十盏灯"]
    assert form.typed("conclusion") == ["consensus"]
    assert form.typed("version") == ["1"]
    page = await client.post(path, data=filing, headers=HTMX)
    assert (page.status_code, page.headers["hx-retarget"]) == (409, "body")
    (consultation,) = await all_of("consultation")
    assert consultation["state"] == "planned"


async def standing() -> list[Any]:
    return [each for each in await all_of("statement") if each["struck_at"] is None]


async def test_what_was_noted_by_mistake_is_struck_until_it_is_filed(client: Browser) -> None:
    """A statement under the wrong name, a guest who was not there: neither is filed for good."""
    place = await a_place(client)
    here = f"/consultations/{place.consultation}"
    said = {"participant": str(place.people["钱小三"]), "text": "晚上太黑"}
    await client.post(f"{here}/statements", data=said)
    (first,) = await all_of("statement")
    reply = {"participant": str(place.people["孙科长"]), "text": "装", "answers": str(first["id"])}
    await client.post(f"{here}/statements", data=reply)
    await client.post(f"{here}/statements", data=said | {"text": "路也不平"})
    await client.post(f"{here}/walk-ins", data={"grp": "citizen", "name": "周老二"})
    walk_in = next(each["id"] for each in await all_of("participant") if each["name"] == "周老二")
    await client.post(f"{here}/statements", data={"participant": str(walk_in), "text": "同意"})
    page = Page(await client.get(here))
    assert len(page.all('#statements [formaction$="/removal"]')) == 4
    assert [each["formaction"] for each in page.all('#people [formaction$="/removal"]')] == [
        f"{client.base_url.path.rstrip('/')}{here}/walk-ins/{walk_in}/removal"
    ]
    struck = await client.post(f"{here}/statements/{first['id']}/removal")
    assert struck.status_code == 303
    assert [each["text"] for each in await standing()] == ["路也不平", "同意"]
    assert refused(await client.post(f"{here}/statements/{first['id']}/removal"))
    gone = f"{here}/walk-ins/{walk_in}/removal"
    assert refused(await client.post(gone)) == ["记了这个人的发言，请先撤下发言。"]
    last = (await standing())[-1]["id"]
    await client.post(f"{here}/statements/{last}/removal")
    assert (await client.post(gone)).status_code == 303
    assert "周老二" not in (await client.get(here)).text
    (veil,) = await all_of("veil")  # what was written meanwhile may name them
    assert (veil["stretch"], veil["raised"]) == ("周老二", None)
    circle = f"{here}/walk-ins/{place.people['赵书记']}/removal"
    assert refused(await client.post(circle)) == ["只能移出名单以外添加的人。"]
    (kept,) = await standing()
    await given.sign_in(client, place.member_account)
    assert "不由您记录" in (await client.post(f"{here}/statements/{kept['id']}/removal")).text
    async with county_tx():
        await Consultation.update({Consultation.state: "filed"}).where(
            Consultation.id == place.consultation
        )
    with pytest.raises(RaiseError, match="what was filed stays"):
        async with county_tx():
            await execute('DELETE FROM "statement" WHERE "statement"."county" = $1')
