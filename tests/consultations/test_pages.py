"""Planning, recording and filing: strangers, other counties, the wrong person, and to the end."""

import json
from datetime import timedelta
from typing import Any

import pytest
from asyncpg.exceptions import RaiseError

from app.access.roles import Role
from app.access.tables import Appointment
from app.consultations.tables import Consultation
from app.dates import today
from app.db import county_tx, current_realm, execute, rows
from tests import given
from tests.conftest import Browser
from tests.ledger.reasons import reasons
from tests.page import Page, refused

pytestmark = pytest.mark.anyio

HTMX = {"hx-request": "true"}

PLAN = {
    "title": "路灯怎么装",
    "manner": "site",
    "place": "村口",
    "held_on": str(today()),
    "begins": "14:30",
    "agenda": "看现场\n商量",
}
MINUTES = "钱小三说太黑，大家同意装灯。"
KEPT = PLAN | {"minutes": MINUTES}  # the record as it stands on the screen


async def all_of(table: str) -> list[Any]:
    async with county_tx(readonly=True):
        return await rows(
            f'SELECT * FROM "{table}" WHERE "{table}"."county" = $1 ORDER BY "id"'  # noqa: S608
        )


async def a_circle(client: Browser, topic: int, member: int, department: int) -> None:
    for person in (
        {"grp": "convener", "name": "赵书记"},
        {"grp": "member", "member": str(member)},
        {"grp": "citizen", "name": "钱小三"},
        {"grp": "x", "department": str(department), "name": "孙科长"},
    ):
        sent = await client.post(f"/topics/{topic}/circle", data=person)
        assert sent.status_code == 303, sent.text


class Place:
    """A topic at the agenda with its circle, a convener signed in, and a first round planned."""

    station: int
    topic: int
    member: int
    member_account: int
    consultation: int
    people: dict[str, int]


async def a_place(client: Browser) -> Place:
    place = Place()
    place.station = await given.a_station()
    place.topic = await given.a_topic(place.station, ring="介绍情况")
    place.member_account = await given.an_account(Role.MEMBER)
    async with county_tx():
        place.member = await given.a_member(
            station=place.station, account=place.member_account, name="李委员"
        )
        department = await given.a_department("住建局")
    await given.signed_in(client, Role.CONVENER, station=place.station)
    await a_circle(client, place.topic, place.member, department)
    place.consultation = await a_round(client, place.topic)
    place.people = {each["name"]: each["id"] for each in await all_of("participant")}
    return place


async def a_round(client: Browser, topic: int) -> int:
    sent = await client.post(f"/topics/{topic}/consultations", data=PLAN)
    assert sent.status_code == 303, sent.text
    return int(sent.headers["location"].rpartition("/")[2])


async def recorded(client: Browser, number: int) -> None:
    people = [each for each in await all_of("participant") if each["consultation"] == number]
    came = [str(each["id"]) for each in people if each["name"] != "孙科长"]
    sent = await client.post(f"/consultations/{number}/attendance", data={"came": came})
    assert sent.status_code == 303
    sent = await client.post(
        f"/consultations/{number}/record",
        data=KEPT | {"version": "0"},
    )
    assert sent.status_code == 303


async def test_planning_needs_a_sign_in(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station(), ring="介绍情况")
    assert (await client.post(f"/topics/{topic}/consultations", data=PLAN)).status_code == 401
    person = {"grp": "citizen", "name": "钱小三"}
    assert (await client.post(f"/topics/{topic}/circle", data=person)).status_code == 401


async def test_another_county_finds_nothing(client: Browser, other_county: int) -> None:
    place = await a_place(client)
    county = current_realm.get()
    current_realm.set(other_county)
    await given.signed_in(client, Role.CONVENER, Role.OFFICE)
    current_realm.set(county)
    there = f"http://test/c{other_county}"
    number = place.consultation
    assert (await client.get(f"{there}/consultations/{number}")).status_code == 404
    for path, data in (
        (f"/topics/{place.topic}/consultations", PLAN),
        (f"/topics/{place.topic}/circle", {"grp": "citizen", "name": "钱"}),
        (f"/consultations/{number}/attendance", {}),
        (f"/consultations/{number}/walk-ins", {"grp": "citizen", "name": "钱"}),
        (f"/consultations/{number}/record", PLAN | {"version": "0"}),
        (f"/consultations/{number}/statements", {"participant": "1", "text": "说"}),
        (f"/consultations/{number}/filing", PLAN | {"version": "0", "conclusion": "consensus"}),
        (f"/consultations/{number}/cancellation", {"reason": "下雨"}),
        (f"/consultations/{number}/typical", {"typical": "true"}),
        (f"/consultations/{number}/corrections", {"text": "写错", "reason": "笔误"}),
    ):
        assert (await client.post(there + path, data=data)).status_code == 404, path
    assert "路灯怎么装" not in (await client.get(f"{there}/consultations")).text


async def test_another_station_s_convener_neither_sees_nor_records(client: Browser) -> None:
    place = await a_place(client)
    elsewhere = await given.a_station("关口镇工作站")
    await given.signed_in(client, Role.CONVENER, station=elsewhere)
    number = place.consultation
    assert (await client.get(f"/consultations/{number}")).status_code == 404
    assert "路灯怎么装" not in (await client.get("/consultations")).text
    sent = await client.post(f"/consultations/{number}/attendance", data={"came": []})
    assert sent.status_code == 404
    sent = await client.post(f"/topics/{place.topic}/consultations", data=PLAN)
    assert sent.status_code == 422
    assert "不由您办理" in sent.text


async def test_a_member_may_note_what_is_said_but_not_record(client: Browser) -> None:
    place = await a_place(client)
    await given.sign_in(client, place.member_account)
    number = place.consultation
    page = (await client.get(f"/consultations/{number}")).text
    assert [each["action"].rsplit("/", 1)[1] for each in Page(page).all("#statements form")] == [
        "statements"
    ]
    assert Page(page).all('form[action$="/attendance"]') == []
    said = {"participant": str(place.people["钱小三"]), "text": "晚上太黑"}
    assert (await client.post(f"/consultations/{number}/statements", data=said)).status_code == 303
    for path, data in (
        ("attendance", {}),
        ("walk-ins", {"grp": "citizen", "name": "周"}),
        ("record", PLAN | {"version": "0"}),
        ("filing", KEPT | {"version": "0", "conclusion": "consensus"}),
        ("cancellation", {"reason": "下雨"}),
    ):
        sent = await client.post(f"/consultations/{number}/{path}", data=data)
        assert sent.status_code == 422, path
        assert "不由您记录" in sent.text


async def test_a_consultation_at_the_wrong_ring(client: Browser) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="商前调研")
    await given.signed_in(client, Role.CONVENER, station=station)
    sent = await client.post(f"/topics/{topic}/consultations", data=PLAN)
    assert sent.status_code == 422
    assert "现在轮到「商前调研」这一环" in sent.text
    assert await all_of("consultation") == []


async def test_without_people_there_is_nobody_to_sit_down(client: Browser) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="介绍情况")
    await given.signed_in(client, Role.CONVENER, station=station)
    sent = await client.post(f"/topics/{topic}/consultations", data=PLAN)
    assert refused(sent)[0] == "还没有参加的人，请先确定人员。"
    assert await all_of("consultation") == []


async def test_planned_twice_by_an_impatient_finger(client: Browser) -> None:
    place = await a_place(client)
    await client.post(f"/consultations/{place.consultation}/cancellation", data={"reason": "雨"})
    data = PLAN | {"form_token": client.form_token()}
    twice = [await client.post(f"/topics/{place.topic}/consultations", data=data) for _ in range(2)]
    assert [sent.status_code for sent in twice] == [303, 303]
    assert twice[0].headers["location"] == twice[1].headers["location"]
    rounds = [(each["round"], each["state"]) for each in await all_of("consultation")]
    assert rounds == [(1, "cancelled"), (1, "planned")]
    sent = await client.post(f"/topics/{place.topic}/consultations", data=PLAN)
    assert "已经安排了一次" in sent.text


async def test_from_the_circle_to_the_file(client: Browser) -> None:
    place = await a_place(client)
    number = place.consultation
    page = (await client.get(f"/consultations/{number}")).text
    assert "到场的人少于 2 位" in page
    early = {"version": "0", "conclusion": "consensus"}
    sent = await client.post(f"/consultations/{number}/filing", data=early)
    assert sent.status_code == 422
    assert "请写明记录" in sent.text
    assert "须有委员到场" in sent.text

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
    form = box.around("form")
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


async def test_a_refused_plan_keeps_what_was_typed(client: Browser) -> None:
    place = await a_place(client)
    await client.post(f"/consultations/{place.consultation}/cancellation", data={"reason": "雨"})
    wrong = PLAN | {"title": "", "held_on": "", "begins": "下午"}
    sent = await client.post(f"/topics/{place.topic}/consultations", data=wrong)
    assert sent.status_code == 422
    page = Page(sent)
    assert [each["name"] for each in page.all("[aria-invalid]")] == ["title", "held_on", "begins"]
    assert page.typed("manner") == ["site"]
    assert page.typed("place") == ["村口"]
    assert page.typed("agenda") == ["看现场\n商量"]


async def test_a_statement_without_speaker_and_text_is_told_at_once(client: Browser) -> None:
    place = await a_place(client)
    path = f"/consultations/{place.consultation}/statements"
    sent = await client.post(path, data={"text": " "}, headers=HTMX)
    fields = [each["data-field"] for each in Page(sent).all("[data-field]")]
    assert (sent.status_code, fields) == (422, ["participant", "text"])
    citizen = str(place.people["钱小三"])
    sent = await client.post(path, data={"participant": citizen, "text": "长" * 2001})
    assert sent.status_code == 422
    page = Page(sent)
    assert [each["value"] for each in page.all("option[selected]")] == [citizen]
    box = page.one("textarea[aria-invalid]")
    assert (box["name"], box.value) == ("text", "长" * 2001)


async def test_from_one_page_one_after_the_other(client: Browser) -> None:
    """HTMX puts a new form in place of the sent one; what was done is said beside it."""
    place = await a_place(client)
    path = f"/consultations/{place.consultation}/statements"
    seen = set()
    for text in ("晚上太黑", "装在村口"):
        data = {"participant": str(place.people["钱小三"]), "text": text}
        part = await client.post(path, data=data, headers=HTMX)
        assert part.status_code == 200
        done = json.loads(part.headers["hx-trigger-after-swap"])["done"]
        assert done["said"] == "发言已记下。"
        form = [each for each in Page(part).all("form") if each.all("select")][-1]
        assert form["action"] == f"{client.base_url.path}{path[1:]}"
        token = form.one("input[name=form_token]").value
        seen |= {token, done["token"]}
    assert len(seen) == 4
    assert [each["text"] for each in await all_of("statement")] == ["晚上太黑", "装在村口"]


async def test_a_large_assembly_is_ticked_off_in_one_form(client: Browser) -> None:
    place = await a_place(client)
    path = f"/consultations/{place.consultation}/attendance"
    ids = [str(place.people["钱小三"]), *map(str, range(1, 1999))]
    assert (await client.post(path, data={"came": ids})).status_code == 303
    assert (await client.post(path, data={"came": [*ids, "7"]})).status_code == 400
    states = {each["name"]: each["state"] for each in await all_of("participant")}
    assert states["钱小三"] == "present"


async def test_a_member_signs_in_on_the_phone_and_stays_signed_in(client: Browser) -> None:
    place = await a_place(client)
    number = place.consultation
    await given.sign_in(client, place.member_account)
    assert Page(await client.get(f"/consultations/{number}")).texts("#sign-in button") == [
        "我到了，签到"
    ]
    sent = await client.post(f"/consultations/{number}/sign-in")
    assert sent.status_code == 303
    signed = Page(await client.get(f"/consultations/{number}")).one("#sign-in")
    assert signed.texts(".good") == ["您已签到。"]
    assert signed.all("button") == []
    await given.signed_in(client, Role.CONVENER, station=place.station)
    # The convener's page was made before: it ticks the citizen and knows nothing of the member.
    form = {"came": str(place.people["钱小三"])}
    part = await client.post(
        f"/consultations/{number}/attendance", data=form, headers={"hx-request": "true"}
    )
    assert part.text.startswith('<section id="people"')
    assert 'id="lacking" data-hx-swap-oob="true"' in part.text
    states = {each["name"]: each["state"] for each in await all_of("participant")}
    assert states["李委员"] == states["钱小三"] == "present"
    await client.post(
        f"/consultations/{number}/attendance", data={"was": str(place.people["钱小三"])}
    )
    states = {each["name"]: each["state"] for each in await all_of("participant")}
    assert (states["李委员"], states["钱小三"]) == ("present", "absent")


async def test_nobody_signs_in_on_another_day_or_uninvited(client: Browser) -> None:
    place = await a_place(client)
    number = place.consultation
    later = PLAN | {"version": "0", "held_on": str(today() + timedelta(days=1))}
    assert (await client.post(f"/consultations/{number}/record", data=later)).status_code == 303
    await given.sign_in(client, place.member_account)
    sent = await client.post(f"/consultations/{number}/sign-in")
    assert "只能在当天签到" in sent.text
    await given.signed_in(client, Role.MEMBER, station=await given.a_station("别处"))
    assert (await client.post(f"/consultations/{number}/sign-in")).status_code == 404


async def forms_of(client: Browser, number: int) -> set[str]:
    page = await client.get(f"/consultations/{number}")
    if page.status_code == 404:
        return {"no page"}
    sent = [each.get("action", "") for each in Page(page).all("main form")]
    return {each.rpartition("/")[2] for each in sent if f"/consultations/{number}/" in each}


async def test_only_the_invited_and_the_entitled_see_a_form_of_a_sitting(client: Browser) -> None:
    """A member is of the whole county, and so was of every sitting in it."""
    place = await a_place(client)
    here, number = place.station, place.consultation
    keeps = {"attendance", "walk-ins", "statements", "record", "cancellation"}
    assert await forms_of(client, number) == keeps
    await given.sign_in(client, place.member_account)
    assert await forms_of(client, number) == {"sign-in", "statements"}
    for role, station, forms in (
        (Role.MEMBER, None, set()),
        (Role.MEMBER, here, set()),
        (Role.PARTY, None, set()),
        (Role.LEADERSHIP, None, set()),
        (Role.DEPARTMENT, None, {"no page"}),
        (Role.CONVENER, await given.a_station("别处"), {"no page"}),
    ):
        await given.signed_in(client, role, station=station)
        assert await forms_of(client, number) == forms, role
        said = {"participant": str(place.people["钱小三"]), "text": "替人说的"}
        sent = await client.post(f"/consultations/{number}/statements", data=said)
        assert sent.status_code in {403, 404, 422}, role
        assert sent.status_code == 422 or role is not Role.MEMBER
    assert await all_of("statement") == []
    client.cookies.clear()
    assert await forms_of(client, number) == {"no page"}


async def test_the_office_calls_it_typical(client: Browser) -> None:
    place = await a_place(client)
    number = place.consultation
    sent = await client.post(f"/consultations/{number}/typical", data={"typical": "true"})
    assert "典型由" in sent.text
    await recorded(client, number)
    await client.post(
        f"/consultations/{number}/filing", data=KEPT | {"version": "1", "conclusion": "partial"}
    )
    await given.signed_in(client, Role.OFFICE)
    for _ in range(2):
        sent = await client.post(f"/consultations/{number}/typical", data={"typical": "true"})
        assert sent.status_code == 303
    posted = [each["kind"] for each in await all_of("ledger")]
    assert posted.count("consultation.typical") == 1
    path = f"/consultations/{number}/typical"
    assert "已经计入典型，取消要写明缘由。" in refused(
        await client.post(path, data={"typical": ""})
    )
    back = {"typical": "", "reason": "点错了"}
    assert (await client.post(path, data=back)).status_code == 303
    posted = await all_of("ledger")
    found = [each for each in posted if each["kind"] == "consultation.typical"]
    assert [each["quantity"] for each in found] == [1, -1]
    assert await reasons() == ["点错了"]


async def test_who_filed_it_or_speaks_for_the_station_does_not_call_it_typical(
    client: Browser,
) -> None:
    place = await a_place(client)
    number, form = place.consultation, {"typical": "true"}
    path = f"/consultations/{number}/typical"
    await recorded(client, number)
    me = await given.signed_in(client, Role.OFFICE, Role.TOWNSHIP)
    assert "归档以后才能列为典型。" in refused(await client.post(path, data=form))
    said = {"version": "1", "conclusion": "partial"}
    assert (await client.post(f"/consultations/{number}/filing", data=KEPT | said)).is_redirect
    speaks = await given.an_account(Role.COMMITTEE)
    async with county_tx():
        await Appointment.insert(
            Appointment(account=speaks, role=str(Role.CONVENER), station=place.station)
        )
    for who in (me, speaks):
        await given.sign_in(client, who)
        page = Page(await client.get(f"/consultations/{number}"))
        assert not page.all("input[name=typical]")
        sent = await client.post(path, data=form)
        assert any("请由别的账号办理" in each for each in refused(sent)), who == me
    await given.signed_in(client, Role.COMMITTEE)
    page = Page(await client.get(f"/consultations/{number}"))
    assert len(page.all("input[name=typical]")) == 1
    assert (await client.post(path, data=form)).is_redirect


async def test_the_list_opens_by_fifty_and_filters(client: Browser) -> None:
    place = await a_place(client)
    async with county_tx():
        await Consultation.insert(
            *(
                Consultation(
                    topic=place.topic,
                    station=place.station,
                    round=n + 2,
                    title=f"旧事{n:02}号",
                    form="meeting",
                    place="村部",
                    held_on=today() - timedelta(days=400 + n),
                    conclusion="consensus",
                    state="filed",
                )
                for n in range(51)
            )
        )
    client.cookies.clear()
    first = (await client.get("/consultations", params={"form": "meeting"})).text
    assert "旧事00号" in first
    assert "旧事49号" in first
    assert "旧事50号" not in first
    older = first.split("before=")[1].split("&")[0]
    rest = (await client.get("/consultations", params={"before": older})).text
    assert "旧事50号" in rest
    assert "旧事49号" not in rest
    assert "旧事" not in (await client.get("/consultations", params={"form": "site"})).text
    assert "旧事" not in (await client.get(f"/consultations?year={today().year}")).text
    assert "旧事" in (await client.get(f"/consultations?station={place.station}")).text
    elsewhere = await given.a_station("别处")
    assert "旧事" not in (await client.get(f"/consultations?station={elsewhere}")).text


async def test_the_form_that_plans_a_round(client: Browser) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="介绍情况")
    path = f"/topics/{topic}/consultations/new"
    assert (await client.get(path)).status_code == 401
    await given.signed_in(client, Role.CONVENER, station=station)
    assert len(Page(await client.get(path)).texts("main .empty")) == 1
    await client.post(f"/topics/{topic}/circle", data={"grp": "citizen", "name": "钱小三"})
    page = (await client.get(path)).text
    assert 'name="manner" value="site"' in page
    assert 'name="form"' not in page  # it would hide the form itself from htmx
    await a_round(client, topic)
    page = (await client.get(path)).text
    assert "第 1 轮已经安排" in page
    assert 'name="manner"' not in page


async def test_a_round_stands_in_the_topic_s_timeline(client: Browser) -> None:
    place = await a_place(client)
    await recorded(client, place.consultation)
    filing = KEPT | {"version": "1", "conclusion": "consensus", "opinion": "装十盏灯"}
    await client.post(f"/consultations/{place.consultation}/filing", data=filing)
    client.cookies.clear()
    page = (await client.get(f"/topics/{place.topic}")).text
    assert f"/consultations/{place.consultation}" in page
    assert "到场 3 人" in page
    assert "装十盏灯" in page
    assert "装十盏灯" in (await client.get(f"/consultations/{place.consultation}")).text


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
    assert len(page.all('#statements form[action$="/removal"]')) == 4
    assert [each["action"] for each in page.all('#people form[action$="/removal"]')] == [
        f"{client.base_url.path.rstrip('/')}{here}/walk-ins/{walk_in}/removal"
    ]
    struck = await client.post(f"{here}/statements/{first['id']}/removal")
    assert struck.status_code == 303
    assert [each["text"] for each in await all_of("statement")] == ["路也不平", "同意"]
    assert refused(await client.post(f"{here}/statements/{first['id']}/removal"))
    gone = f"{here}/walk-ins/{walk_in}/removal"
    assert refused(await client.post(gone)) == ["记了这个人的发言，请先撤下发言。"]
    last = (await all_of("statement"))[-1]["id"]
    await client.post(f"{here}/statements/{last}/removal")
    assert (await client.post(gone)).status_code == 303
    assert "周老二" not in (await client.get(here)).text
    circle = f"{here}/walk-ins/{place.people['赵书记']}/removal"
    assert refused(await client.post(circle)) == ["只能移出现场添加的人。"]
    (kept,) = await all_of("statement")
    await given.sign_in(client, place.member_account)
    assert "不由您记录" in (await client.post(f"{here}/statements/{kept['id']}/removal")).text
    async with county_tx():
        await Consultation.update({Consultation.state: "filed"}).where(
            Consultation.id == place.consultation
        )
    with pytest.raises(RaiseError, match="what was filed stays"):
        async with county_tx():
            await execute('DELETE FROM "statement" WHERE "statement"."county" = $1')
